"""The chain of audit rows: sealed, whole, and every touch is found."""

import pytest
from django.db import connection

from tenants.context import in_province
from tenants.people import actions, audit
from tenants.people.models import AuditEntry, AuditSeal


def write(count):
    for number in range(count):
        actions.write_audit(action="tests.write", by=None, facts={"number": number, "tên": "Đào"})


@pytest.fixture
def sealed(in_quangnam):
    write(4)
    assert audit.seal() == 4
    write(3)
    assert audit.seal() == 3
    return list(AuditEntry.objects.order_by("sequence"))


def faults():
    return [(fault.kind, fault.sequence, fault.entry_id) for fault in audit.verify()]


def test_seal_numbers_rows_in_order_and_once(sealed):
    assert [entry.sequence for entry in sealed] == [1, 2, 3, 4, 5, 6, 7]
    assert audit.seal() == 0
    assert list(AuditSeal.objects.order_by("sequence").values_list("sequence", flat=True)) == [4, 7]
    assert faults() == []


def test_changed_row_is_named(sealed):
    AuditEntry.objects.filter(sequence=3).update(facts={"number": 99})

    assert faults() == [("changed", 3, sealed[2].pk)]


def test_removed_row_is_named_in_the_middle_and_at_the_end(sealed):
    AuditEntry.objects.filter(sequence__in=[2, 7]).delete()

    assert faults() == [("removed", 2, None), ("removed", 7, None)]


def test_reordered_rows_are_named(sealed):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_auditentry SET sequence = -sequence WHERE sequence IN (3, 4)")
        cursor.execute("UPDATE people_auditentry SET sequence = 4 WHERE sequence = -3")
        cursor.execute("UPDATE people_auditentry SET sequence = 3 WHERE sequence = -4")

    assert faults() == [
        ("reordered", 3, sealed[3].pk),
        ("reordered", 4, sealed[2].pk),
    ]


def test_chain_rewritten_from_a_row_on_breaks_its_seals(sealed):
    digest = audit.start_of_chain()
    for entry in sealed:
        if entry.sequence == 2:
            entry.facts = {"number": 99}
        digest = entry.digest = audit.digest_of(entry, entry.sequence, digest)
        entry.save()

    assert [fault[:2] for fault in faults()] == [("changed", 4), ("changed", 7)]


def test_chain_copied_to_another_province_is_broken(sealed, thainguyen):
    assert audit.start_of_chain() != _start_in(thainguyen)


def _start_in(place):
    with in_province(place):
        return audit.start_of_chain()


def test_tasks_seal_every_place(quangnam, ministry):
    from tenants.people import tasks

    with in_province(quangnam):
        write(2)

    tasks.seal_audit()

    with in_province(quangnam):
        assert AuditEntry.objects.filter(sequence=None).count() == 0
