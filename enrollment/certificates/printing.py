"""The certificate on paper: a tagged PDF (PDF/UA), our own font, a QR code; made on request."""

import io
from functools import cache
from pathlib import Path
from threading import Lock

import fontpkg_be_vietnam_pro
import segno
import typst
from django.conf import settings
from django.utils import timezone

from enrollment.models import Certificate
from tenants.context import current_place

TEMPLATE = Path(__file__).with_name("certificate.typ")
_one_at_a_time = Lock()


def pdf_of(certificate: Certificate) -> bytes:
    """Return the certificate as PDF; the same certificate always gives the same bytes."""
    place = current_place()
    address = check_address(certificate.code)
    issued = timezone.localtime(certificate.issued_at)
    score = certificate.score_percent
    inputs = {
        "title": place.title,
        "operator": place.operator,
        "accent": place.accent,
        "holder": certificate.holder_name,
        "unit": certificate.unit_name,
        "course": certificate.course_title,
        "score": "" if score is None else str(score),
        "basis": basis_of(certificate),
        "date": f"ngày {issued:%d} tháng {issued:%m} năm {issued:%Y}",
        "code": certificate.code,
        "address": address.partition("://")[2].rstrip("/"),
        "url": address,
        "qr": qr_of(address),
    }
    with _one_at_a_time:
        pdf = _compiler().compile(
            TEMPLATE.read_bytes(),
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=["ua-1"],
            timestamp=int(certificate.issued_at.timestamp()),
        )
    assert isinstance(pdf, bytes)
    return pdf


def basis_of(certificate: Certificate) -> str:
    """Return which state of the course was learnt, in words; empty for one that does not say."""
    if certificate.release_version is not None:
        return f"Theo bản {certificate.release_version} của thư viện quốc gia"
    if certificate.edition_number is not None:
        return f"Theo ấn bản {certificate.edition_number} của khóa học"
    return ""


def check_address(code: str) -> str:
    """Return the national address at which anyone can check a code."""
    host = f"{settings.BASE_SCHEME}://{settings.BASE_HOST}{settings.BASE_PORT}"
    return f"{host}/certificates/{code}/"


def qr_of(address: str) -> str:
    """Return a QR code as SVG."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False)
    return out.getvalue().decode()


@cache
def _compiler() -> typst.Compiler:
    folder = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[folder],
    )
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)
