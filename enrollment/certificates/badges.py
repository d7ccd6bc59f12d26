"""A certificate as an Open Badge 2.0 with hosted verification (decision 0070).

Source of the shapes: Open Badges v2.0, IMS Final Release of 12 April 2018 (Assertion, BadgeClass,
Profile; baking into SVG). Nothing here names the holder.
"""

import hashlib
import json
import textwrap
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.urls import reverse

from enrollment.certificates.printing import basis_of, check_address
from enrollment.models import Certificate
from tenants.context import current_place
from tenants.people.letters import site_address

CONTEXT = "https://w3id.org/openbadges/v2"
LINE_LENGTH, MOST_LINES = 22, 4
PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" {namespace}viewBox="0 0 240 240" role="img">
{assertion}<title>{title}</title>
<circle cx="120" cy="120" r="114" fill="#0a5c5a"/>
<circle cx="120" cy="120" r="104" fill="none" stroke="#fbfaf6" stroke-width="3"/>
<path d="M86 62v22M104 50v34M122 38v46" stroke="#fff" stroke-width="10" stroke-linecap="round"/>
<circle cx="144" cy="79" r="9" fill="#f4a6b8"/>
<g fill="#fff" font-family="Be Vietnam Pro, Arial, sans-serif" font-size="14" text-anchor="middle">
{lines}
</g>
</svg>
"""


def issuer() -> dict[str, Any]:
    """Return the Profile of the current province."""
    place = current_place()
    return {
        "@context": CONTEXT,
        "type": "Issuer",
        "id": _address("badge-issuer"),
        "name": place.title,
        "url": site_address(),
        "description": place.operator,
    }


def badge_class(certificate: Certificate) -> dict[str, Any]:
    """Return the BadgeClass: the course as it stood when the certificate was issued."""
    code, title = certificate.code, certificate.course_title
    narrative = f"Hoàn thành mọi bài của khóa học “{title}” và đạt mọi bài kiểm tra."
    return {
        "@context": CONTEXT,
        "@language": "vi",
        "type": "BadgeClass",
        "id": _address("badge-class", code),
        "name": title,
        "description": " ".join(filter(None, [f"Khóa học “{title}”.", basis_of(certificate)])),
        "image": _address("badge-image", code),
        "criteria": {"narrative": narrative},
        "issuer": issuer()["id"],
    }


def assertion(certificate: Certificate) -> dict[str, Any]:
    """Return the Assertion; of a revoked certificate only that it is revoked, never why."""
    at = _address("badge", certificate.code)
    if certificate.revoked_at is not None:
        return {"@context": CONTEXT, "type": "Assertion", "id": at, "revoked": True}
    return {
        "@context": CONTEXT,
        "type": "Assertion",
        "id": at,
        "recipient": recipient(certificate),
        "badge": _address("badge-class", certificate.code),
        "issuedOn": certificate.issued_at.isoformat(),
        "evidence": check_address(certificate.code),
        "verification": {"type": "HostedBadge"},
    }


def recipient(certificate: Certificate) -> dict[str, Any]:
    """Return who holds it: the hash of a random number that stands for the learner.

    Not the phone or mail the standard suggests: anyone could try all numbers against the hash.
    """
    said = f"{certificate.learner.uid.urn}{certificate.code}"
    identity = f"sha256${hashlib.sha256(said.encode()).hexdigest()}"
    return {"type": "url", "hashed": True, "salt": certificate.code, "identity": identity}


def picture(certificate: Certificate) -> str:
    """Return the badge as SVG, without the assertion."""
    return _drawn(certificate, namespace="", assertion_xml="")


def baked(certificate: Certificate) -> str:
    """Return the badge as SVG with the assertion inside, as badge collections take it."""
    told = assertion(certificate)
    text = json.dumps(told, ensure_ascii=False).replace(">", "\\u003e")
    return _drawn(
        certificate,
        namespace='xmlns:openbadges="http://openbadges.org" ',
        assertion_xml=f'<openbadges:assertion verify="{escape(told["id"])}"><![CDATA[{text}]]>'
        "</openbadges:assertion>\n",
    )


def _address(name: str, *args: str) -> str:
    return site_address(reverse(name, urlconf=settings.PROVINCE_URLCONF, args=args))


def _drawn(certificate: Certificate, *, namespace: str, assertion_xml: str) -> str:
    title = certificate.course_title
    lines = textwrap.wrap(title, LINE_LENGTH, max_lines=MOST_LINES, placeholder="…")
    rows = [
        f'<text x="120" y="{120 + 20 * at}">{escape(line)}</text>' for at, line in enumerate(lines)
    ]
    return PICTURE.format(
        namespace=namespace, assertion=assertion_xml, title=escape(title), lines="\n".join(rows)
    )
