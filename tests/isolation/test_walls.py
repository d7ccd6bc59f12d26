import pytest
from django.db import connection

from tenants.context import NoProvince, in_province


def test_no_place_no_data(quangnam):
    with pytest.raises(NoProvince):
        connection.cursor()


def test_in_province(in_quangnam):
    with connection.cursor() as cursor:
        cursor.execute("select current_user, current_schemas(false)")
        assert cursor.fetchone() == (in_quangnam.role, ["quangnam", "public"])
