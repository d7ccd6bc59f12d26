"""The named cast as accounts: Linh learns in Quảng Nam, Minh runs its office, Hà decides."""

from typing import Any

import pytest

from tenants.context import in_ministry, in_province
from tenants.people import actions
from tenants.people.models import Role, User

PASSWORD = "mot cau rat de nho"


@pytest.fixture
def linh(quangnam: Any) -> User:
    with in_province(quangnam):
        return actions.create_user(
            full_name="Nguyễn Thị Linh",
            email="linh@quangnam.example",
            phone="+84905000111",
            sign_in_name="QN-0001",
            password=PASSWORD,
        )


@pytest.fixture
def invited(quangnam: Any) -> User:
    """An official whose account nobody opened yet."""
    with in_province(quangnam):
        return actions.create_user(full_name="Trần Văn Bảy", sign_in_name="QN-0007")


@pytest.fixture
def minh(quangnam: Any) -> User:
    with in_province(quangnam):
        user = actions.create_user(
            full_name="Minh", email="minh@quangnam.example", password=PASSWORD
        )
        actions.grant_role(user=user, role=Role.PROVINCE_OFFICE, by=None)
        return user


@pytest.fixture
def hoa(thainguyen: Any) -> User:
    with in_province(thainguyen):
        return actions.create_user(
            full_name="Hoa", email="hoa@thainguyen.example", password=PASSWORD
        )


@pytest.fixture
def ha(ministry: Any) -> User:
    with in_ministry():
        user = actions.create_user(full_name="Hà", email="ha@bo.example", password=PASSWORD)
        actions.grant_role(user=user, role=Role.MINISTRY_ADMINISTRATOR, by=None)
        return user


@pytest.fixture
def an(ministry: Any) -> User:
    with in_ministry():
        user = actions.create_user(full_name="An", email="an@bo.example", password=PASSWORD)
        actions.grant_role(user=user, role=Role.MINISTRY_EDITOR, by=None)
        return user


@pytest.fixture(autouse=True)
def development(settings: Any) -> None:
    """The mailbox page exists, messages without a channel count as sent."""
    settings.HVS_DEVELOPMENT = True
