"""Signed receipts of submitted quizzes: proof for the learner of what arrived and when."""

from typing import Any

from enrollment.models import Attempt
from tenants import signing

PURPOSE = "attempt-receipt"


def receipt_of(attempt: Attempt) -> str:
    """Return a token that says what was stored; good in this place only, for ever."""
    facts = {
        "attempt": str(attempt.uid),
        "key": str(attempt.submission_key),
        "answers": attempt.answers_sha256,
        "score": attempt.score_percent,
        "at": attempt.submitted_at.isoformat(),
    }
    return signing.sign(facts, purpose=PURPOSE)


def read_receipt(token: str) -> dict[str, Any]:
    """Return the facts of a receipt; raises tenants.signing.SignatureInvalid."""
    facts: dict[str, Any] = signing.unsign(token, purpose=PURPOSE, max_age_seconds=None)
    return facts
