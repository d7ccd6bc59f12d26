"""Questions about certificates of this province."""

from enrollment.certificates import codes
from enrollment.models import Certificate, Learner
from tenants.people.models import User


def certificate_with_code(typed: str) -> Certificate | None:
    """Return the certificate of a code as typed, with its learner, or None."""
    code = codes.tidy_code(typed)
    if code is None:
        return None
    return Certificate.objects.select_related("learner").filter(code=code).first()


def certificates_of(user: User) -> list[Certificate]:
    """Return a person's certificates, newest first; revoked ones too."""
    return list(Certificate.objects.filter(learner__user=user).order_by("-issued_at", "-pk"))


def certificates_of_learner(learner: Learner) -> list[Certificate]:
    """Return a learner's certificates, newest first; revoked ones too."""
    return list(learner.certificates.order_by("-issued_at", "-pk"))
