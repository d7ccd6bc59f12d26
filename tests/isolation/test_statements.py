"""Statements written by hand keep to the walls."""

import pytest

from enrollment.models import Attempt, Learner
from tenants import statements
from tenants.context import NoProvince, WrongProvince, in_province
from tests.learning import school

SQL = "SELECT {} FROM enrollment_learner learner WHERE full_name = %s"


def learner_named(name):
    row = statements.first(SQL.format(statements.columns(Learner, "learner")), [name])
    return statements.instance(Learner, iter(row)) if row else None


def test_rows_are_what_the_orm_reads(in_quangnam):
    made = school.learner(None, "Linh")

    found = learner_named("Linh")

    assert found == made
    assert {name: getattr(found, name) for name in vars(made) if name != "_state"} == {
        name: value for name, value in vars(made).items() if name != "_state"
    }


def test_rows_of_one_province_are_not_saved_in_another(quangnam, thainguyen):
    with in_province(quangnam):
        school.learner(None, "Linh")
        found = learner_named("Linh")

    with in_province(thainguyen), pytest.raises(WrongProvince):
        found.save()
    with in_province(thainguyen):
        assert learner_named("Linh") is None


def test_nothing_is_asked_in_no_place(db):
    with pytest.raises(NoProvince):
        statements.rows("SELECT 1")


def test_a_row_that_a_left_join_did_not_find_is_none(in_quangnam):
    values = [None] * len(Learner._meta.concrete_fields)

    assert statements.instance(Learner, iter(values)) is None


def test_values_that_only_the_orm_reads_are_refused():
    with pytest.raises(TypeError):
        statements.columns(Attempt, "attempt")
