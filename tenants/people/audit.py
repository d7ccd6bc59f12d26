"""Seals audit rows into a hash chain, and finds what was changed, removed or reordered since.

Writing a row costs no lock; a job seals what is new every minute. The digest of a row covers the
one before it, so no row can be changed, taken out or moved without breaking every digest after it.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from tenants.context import current_place
from tenants.people.models import AuditEntry, AuditSeal

BATCH = 2000
NEAR = 50
"""How far around a broken row its true place is looked for."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where the chain is broken."""

    kind: str
    """changed, removed or reordered."""
    sequence: int
    """Number in the chain where it was noticed."""
    entry_id: int | None
    """Primary key of the row found there; None where there is none."""


def seal() -> int:
    """Seal every unsealed row of this place, oldest first, and return how many.

    Two at once are kept apart by the unique sequence: the second fails and finds nothing later.
    """
    head = AuditSeal.objects.select_for_update().order_by("-sequence").first()
    sequence, digest = (head.sequence, head.digest) if head else (0, start_of_chain())
    sealed = 0
    while batch := list(AuditEntry.objects.filter(sequence=None).order_by("pk")[:BATCH]):
        for entry in batch:
            sequence += 1
            digest = digest_of(entry, sequence, digest)
            entry.sequence, entry.digest = sequence, digest
        AuditEntry.objects.bulk_update(batch, ["sequence", "digest"])
        sealed += len(batch)
    if sealed:
        AuditSeal.objects.create(sequence=sequence, digest=digest, at=timezone.now())
    return sealed


def verify() -> list[Fault]:
    """Walk this place's chain and name every break, in order; empty means whole."""
    faults: list[Fault] = []
    expected, previous = 1, start_of_chain()
    for batch in _sealed_batches():
        seals = _seals_of(batch)
        for entry in batch:
            number = entry.sequence or 0
            faults += [Fault("removed", gone, None) for gone in range(expected, number)]
            kind = "" if number > expected else _fault_of(entry, previous, seals)
            if kind:
                faults.append(Fault(kind, number, entry.pk))
            expected, previous = number + 1, entry.digest
    reached = AuditSeal.objects.aggregate(reached=Max("sequence"))["reached"] or 0
    return faults + [Fault("removed", gone, None) for gone in range(expected, reached + 1)]


def digest_of(entry: AuditEntry, sequence: int, previous: str) -> str:
    """Return the sha256 of one row at one number in the chain, in hexadecimal."""
    content = [
        previous,
        sequence,
        entry.pk,
        entry.at.isoformat(),
        str(entry.actor_uid or ""),
        entry.action,
        entry.subject,
        entry.subject_uid,
        entry.facts,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def start_of_chain() -> str:
    """Return what stands before the first row: it binds the chain to the place."""
    return hashlib.sha256(f"people.audit.{current_place().uuid}".encode()).hexdigest()


def _fault_of(entry: AuditEntry, previous: str, seals: dict[int, str]) -> str:
    """Return "" for a row that fits after the one before it, else what happened to it."""
    number = entry.sequence or 0
    if entry.digest == digest_of(entry, number, previous):
        return "changed" if seals.get(number, entry.digest) != entry.digest else ""
    near = list(AuditEntry.objects.filter(sequence__range=(number - NEAR, number + NEAR)))
    digests = [start_of_chain(), *(other.digest for other in near)]
    if any(entry.digest == digest_of(entry, number, digest) for digest in digests):
        return ""  # whole itself; the row before it is the one that was touched
    took_over = any(entry.digest == digest_of(other, number, previous) for other in near)
    moved = any(
        entry.digest == digest_of(entry, other.sequence or 0, digest)
        for other in near
        for digest in digests
    )
    return "reordered" if took_over or moved else "changed"


def _seals_of(batch: list[AuditEntry]) -> dict[int, str]:
    """Return {sequence: digest} of the seals made within these rows."""
    span = (batch[0].sequence, batch[-1].sequence)
    seals = AuditSeal.objects.filter(sequence__range=span).order_by("sequence")
    return dict(seals.values_list("sequence", "digest"))


def _sealed_batches() -> Iterator[list[AuditEntry]]:
    reached = 0
    while batch := list(
        AuditEntry.objects.filter(sequence__gt=reached).order_by("sequence")[:BATCH]
    ):
        yield batch
        reached = batch[-1].sequence or 0
