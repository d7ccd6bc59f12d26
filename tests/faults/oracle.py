"""The receipts oracle: every acknowledged answer is stored exactly once, and nothing else.

Runs inside the product, in the province; what the client wrote down is a ledger:
{"sent": [{"learner", "lesson", "key", "answers"}],
 "acknowledged": [{"learner", "key", "attempt", "receipt"}]}.
"""

import uuid
from collections import Counter, defaultdict
from typing import Any

from enrollment.learning import answers as answering
from enrollment.learning import receipts
from enrollment.models import Attempt, Certificate, Enrollment, LessonProgress
from tenants import signing
from tenants.people import audit
from tenants.people.models import AuditEntry

type Slot = tuple[str, str]
"""A learner's uid and a key: at most one attempt stands there."""
SUBMITTED = "enrollment.submit_attempt"


def judge(ledger: dict[str, Any]) -> dict[str, Any]:
    """Return every disagreement by its kind, and how many attempts are stored."""
    attempts = list(Attempt.objects.select_related("learner").order_by("pk"))
    stored: dict[Slot, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        stored[str(attempt.learner.uid), str(attempt.submission_key)].append(attempt)
    sent = {(one["learner"], one["key"]): one for one in ledger["sent"]}
    return {
        "stored": len(attempts),
        "lost": [
            one for one in ledger["acknowledged"] if (one["learner"], one["key"]) not in stored
        ],
        "doubled": [slot for slot, rows in stored.items() if len(rows) > 1],
        "never sent": [slot for slot in stored if slot not in sent],
        "altered": [slot for slot, rows in stored.items() if _is_altered(sent.get(slot), rows)],
        "another result": [
            one for one in ledger["acknowledged"]
            if not _agrees(one, stored.get((one["learner"], one["key"]), []))
        ],
        "progress": _wrong_progress(attempts),
        "enrollments": _wrong_enrollments(),
        "certificates": _wrong_certificates(),
        "audit": _wrong_audit(attempts),
    }  # fmt: skip


def _is_altered(sheet: dict[str, Any] | None, rows: list[Attempt]) -> bool:
    """Whether what is stored is not what was sent."""
    if sheet is None:
        return False
    answers = {question: sorted(options) for question, options in sheet["answers"].items()}
    read = {uuid.UUID(one): frozenset(map(uuid.UUID, answers[one])) for one in answers}
    sha256 = answering.sha256_of(read, lesson_uid=uuid.UUID(sheet["lesson"]))
    return any(
        row.answers != answers
        or row.answers_sha256 != sha256
        or str(row.lesson_uid) != sheet["lesson"]
        for row in rows
    )


def _agrees(said: dict[str, Any], rows: list[Attempt]) -> bool:
    """Whether an acknowledgement names what is stored, and its receipt (if any) verifies."""
    if [str(row.uid) for row in rows] != [said["attempt"]]:
        return False
    if not said["receipt"]:
        return True
    try:
        facts = receipts.read_receipt(said["receipt"])
    except signing.SignatureInvalid:
        return False
    return facts == receipts.read_receipt(receipts.receipt_of(rows[0]))


def _wrong_progress(attempts: list[Attempt]) -> list[str]:
    """Lessons whose progress is not what their attempts say."""
    told: dict[tuple[int, uuid.UUID], list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        told[attempt.learner_id, attempt.lesson_uid].append(attempt)
    expected = {
        at: (
            len(rows),
            max(row.score_percent for row in rows),
            min((row.submitted_at for row in rows if row.is_passed), default=None),
        )
        for at, rows in told.items()
    }
    found = {
        (row.learner_id, row.lesson_uid): (row.attempt_count, row.best_score_percent, row.done_at)
        for row in LessonProgress.objects.all()
    }
    return [
        f"{at}: {expected.get(at)} {found.get(at)}"
        for at in {*expected, *found}
        if not _same_progress(expected.get(at), found.get(at))
    ]


def _same_progress(expected: Any, found: Any) -> bool:
    """Count and best score agree; done or not too (parallel ones may pass in either order)."""
    if expected is None or found is None:
        return expected is found
    return expected[:2] == found[:2] and (expected[2] is None) == (found[2] is None)


def _wrong_enrollments() -> list[str]:
    """Courses whose count of lessons done is not what the lessons say."""
    done = Counter(
        LessonProgress.objects.exclude(done_at=None).values_list("learner_id", flat=True)
    )
    return [
        f"{row.learner_id}: {row.done_lesson_count} {done[row.learner_id]}"
        for row in Enrollment.objects.all()
        if row.done_lesson_count != done[row.learner_id]
    ]


def _wrong_certificates() -> list[str]:
    """Learners with a certificate too few or too many."""
    complete = Counter(
        Enrollment.objects.exclude(completed_at=None).values_list("learner_id", flat=True)
    )
    issued = Counter(Certificate.objects.values_list("learner_id", flat=True))
    return [f"{one}: {complete[one]} {issued[one]}" for one in {*complete, *issued}
            if complete[one] != issued[one]]  # fmt: skip


def _wrong_audit(attempts: list[Attempt]) -> list[str]:
    """Attempts without exactly one audit row, and breaks of the sealed chain."""
    noted = Counter(
        str(facts.get("attempt"))
        for facts in AuditEntry.objects.filter(action=SUBMITTED).values_list("facts", flat=True)
    )
    expected = Counter(str(attempt.uid) for attempt in attempts)
    wrong = [f"{uid}: {noted[uid]}" for uid in {*noted, *expected} if noted[uid] != expected[uid]]
    return wrong + [f"{fault}" for fault in audit.verify()]
