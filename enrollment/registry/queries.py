"""Where a certificate's code leads. Asked on the national site, in the ministry's place."""

from dataclasses import dataclass

from django.conf import settings

from enrollment.certificates import codes
from enrollment.registry.models import CertificateEntry
from tenants.models import Province


@dataclass(frozen=True)
class Lead:
    """The issuer of a code, and its state if the index knows it by now."""

    code: str
    issuer: str
    operator: str
    url: str
    state: str | None
    """One of CertificateEntry.State, or None: just issued, not yet in the index."""


class UnknownIssuer(LookupError):
    """The code is none, or begins with a number that no province has."""

    code = "CERTIFICATE_UNKNOWN"


def lead_of(code: str) -> Lead:
    """Return where a code leads (at most three statements); raises UnknownIssuer."""
    number = codes.issuer_number_of(code)
    if number is None:
        raise UnknownIssuer(code)
    entry = CertificateEntry.objects.filter(code=code).select_related("province").first()
    province = entry.province if entry else _issuer(number)
    if province is None:
        raise UnknownIssuer(code)
    return Lead(
        code=code,
        issuer=province.title,
        operator=province.operator,
        url=f"{settings.BASE_SCHEME}://{_host(province)}{settings.BASE_PORT}/certificates/{code}/",
        state=entry.state if entry else None,
    )


def _issuer(number: int) -> Province | None:
    opened = [Province.Status.ACTIVE, Province.Status.SUSPENDED]
    return Province.objects.filter(issuer_number=number, status__in=opened).first()


def _host(province: Province) -> str:
    domain = province.domains.order_by("-is_primary", "pk").first()
    return domain.domain if domain else f"{province.schema_name}.{settings.BASE_HOST}"
