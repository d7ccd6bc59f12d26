"""Certificates: exact Vietnamese on paper, a public page without the name, a national index."""

import dataclasses
import io
import re
import uuid

import pytest
from django.utils import timezone
from pypdf import PdfReader

from enrollment.certificates import codes, printing
from enrollment.certificates.actions import issue_certificate, revoke_certificate
from enrollment.models import Certificate
from enrollment.registry import effects
from enrollment.registry.models import CertificateEntry
from tenants.context import in_ministry, in_province
from tenants.jobs import actions as job_actions
from tenants.jobs.models import OutboxEvent
from tenants.people.models import AuditEntry
from tests.learning import school


@pytest.fixture
def certificate(quangnam, linh, security):
    with in_province(quangnam):
        return issue_certificate(
            learner=linh.learner, course=security, score_percent=92, by=linh, at=school.NOW
        )


def test_codes_are_of_one_form_and_can_be_typed_loosely():
    code = codes.new_code(12)

    assert re.fullmatch(r"12-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}", code)
    assert codes.tidy_code(f" {code.lower().replace('-', ' ')} ") == code
    assert codes.tidy_code(code.lower().replace("-", "")) == code
    assert codes.tidy_code("101v8h2xj58") == "101-V8H2-XJ58"
    assert codes.issuer_number_of(code) == 12
    for wrong in (
        "",
        "12",
        "12-ABCD",
        "0-ABCD-EFGH",
        "12-ABCI-EFGH",
        "x-ABCD-EFGH",
        "12-ABCD-EFGH'",
    ):
        assert codes.tidy_code(wrong) is None


def test_a_certificate_is_issued_once(quangnam, linh, security, certificate):
    with in_province(quangnam):
        again = issue_certificate(
            learner=linh.learner, course=security, score_percent=100, by=linh, at=school.NOW
        )

    assert again is None
    assert certificate.code.startswith(f"{quangnam.issuer_number}-")
    assert (certificate.holder_name, certificate.unit_name) == (
        "Nguyễn Thị Linh",
        "UBND xã Nam Phước",
    )


def test_the_pdf_says_it_in_exact_vietnamese(quangnam, certificate):
    with in_province(quangnam):
        pdf = printing.pdf_of(certificate)
        same = printing.pdf_of(certificate)

    reader = PdfReader(io.BytesIO(pdf))
    lines = [line.strip() for line in reader.pages[0].extract_text().splitlines()]
    assert lines == [
        "TỈNH QUẢNG NAM",
        "Sở Khoa học và Công nghệ Quảng Nam",
        "CHỨNG NHẬN",
        "Chứng nhận học viên",
        "Nguyễn Thị Linh",
        "UBND xã Nam Phước",
        "đã hoàn thành khóa học",
        "An toàn thông tin",
        "với kết quả 92 trên 100 điểm",
        "Theo ấn bản 1 của khóa học",
        "Cấp ngày 22 tháng 11 năm 2026",
        f"Mã chứng nhận: {certificate.code}",
        f"Kiểm tra tại localhost:8000/certificates/{certificate.code}",
        "Học Vụ Số · Học viện kỹ năng số của các tỉnh, thành phố",
    ]
    assert len(pdf) <= 150 * 1024
    assert len(reader.pages) == 1
    assert b"pdfuaid" in pdf
    assert reader.trailer["/Root"]["/Lang"].startswith("vi")
    assert pdf == same


def test_a_certificate_names_the_edition_and_the_document(certificate, security):
    assert certificate.edition_number == 1
    assert certificate.release_version is None
    assert certificate.document_sha256 == security.document_sha256


def test_a_certificate_names_the_national_release(quangnam, linh, security, guest_browser):
    with in_province(quangnam):
        on_release = dataclasses.replace(security, edition_number=5, release_version=3)
        made = issue_certificate(
            learner=linh.learner, course=on_release, score_percent=92, by=linh, at=school.NOW
        )
        pdf = printing.pdf_of(made)

    assert "Theo bản 3 của thư viện quốc gia" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert len(pdf) <= 150 * 1024
    page = guest_browser.get(f"/certificates/{made.code}/").content.decode()
    assert "Bản 3 của thư viện quốc gia, ấn bản 5 của khóa học" in page


def test_a_certificate_of_before_says_nothing_of_editions(quangnam, certificate, guest_browser):
    with in_province(quangnam):
        Certificate.objects.update(edition_number=None, release_version=None)
        certificate.refresh_from_db()
        text = PdfReader(io.BytesIO(printing.pdf_of(certificate))).pages[0].extract_text()

    assert "Theo" not in text
    page = guest_browser.get(f"/certificates/{certificate.code}/").content.decode()
    assert "Nội dung đã học" not in page


def test_the_api_names_edition_release_and_document(linh_browser, certificate, security):
    row = linh_browser.get("/api/v1/me/certificates/").json()[0]

    told = (row["edition_number"], row["release_version"], row["document_sha256"])
    assert told == (1, None, security.document_sha256)


def test_odd_names_do_not_break_the_pdf(quangnam, certificate):
    certificate.holder_name = 'Hồ #[Thị] *Đào* $x$ \\ "Ơ"'
    certificate.score_percent = None
    with in_province(quangnam):
        pdf = printing.pdf_of(certificate)

    assert certificate.holder_name in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_one_tap_downloads_for_the_holder_and_the_office(linh_browser, minh_browser, certificate):
    for browser in (linh_browser, minh_browser):
        answer = browser.get(f"/certificates/{certificate.code}/download/")

        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/pdf"
        assert certificate.code in answer["Content-Disposition"]
        assert answer.content.startswith(b"%PDF")


def test_nobody_else_downloads(quangnam, guest_browser, hoa_browser, certificate):
    path = f"/certificates/{certificate.code}/download/"
    with in_province(quangnam):
        stranger = school.person("Trần Văn Bảy", email="bay@quangnam.example")
        school.learner(stranger, "Trần Văn Bảy")
        guest_browser.force_login(stranger)

    assert guest_browser.get(path).status_code == 404
    assert hoa_browser.get(path).status_code == 404
    guest_browser.cookies.clear()
    assert guest_browser.get(path).status_code == 302


def test_the_public_page_masks_the_name(guest_browser, certificate):
    answer = guest_browser.get(f"/certificates/{certificate.code}/")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Chứng nhận có hiệu lực" in page
    assert "N. T. Linh" in page
    assert "Nguyễn Thị Linh" not in page
    assert "92 trên 100" not in page
    assert "Ấn bản 1 của khóa học" in page
    assert "22/11/2026" in page


def test_mine_shows_my_own_only(linh_browser, minh_browser, guest_browser, certificate):
    assert certificate.code in linh_browser.get("/certificates/").content.decode()
    assert certificate.code not in minh_browser.get("/certificates/").content.decode()
    assert guest_browser.get("/certificates/").status_code == 302


def test_foreign_and_absent_codes_answer_the_same(hoa_browser, guest_browser, certificate):
    foreign = hoa_browser.get(f"/certificates/{certificate.code}/")
    absent = hoa_browser.get("/certificates/1-AAAA-AAAA/")

    assert foreign.status_code == absent.status_code == 404
    assert foreign.content == absent.content
    assert "Không có chứng nhận nào mang mã này" in absent.content.decode()
    assert "CERTIFICATE_UNKNOWN" in absent.content.decode()


def test_the_office_revokes_with_a_reason(quangnam, linh_browser, minh_browser, certificate):
    path = f"/certificates/{certificate.code}/revocation/"
    assert minh_browser.get(path).status_code == 200
    assert minh_browser.post(path, {"reason": "  "}).status_code == 422

    minh_browser.post(path, {"reason": "Nhờ người khác làm bài"})
    minh_browser.post(path, {"reason": "Lần hai"})

    with in_province(quangnam):
        certificate.refresh_from_db()
        assert certificate.revocation_reason == "Nhờ người khác làm bài"
        assert AuditEntry.objects.filter(action="enrollment.revoke_certificate").count() == 1
    page = linh_browser.get(f"/certificates/{certificate.code}/").content.decode()
    assert "đã được thu hồi" in page
    assert "Nhờ người khác" not in page
    download = linh_browser.get(f"/certificates/{certificate.code}/download/")
    assert download.status_code == 409


def test_revoked_is_not_given_again_by_another_quiz(quangnam, linh, security, certificate):
    with in_province(quangnam):
        Certificate.objects.update(revoked_at=school.NOW)
        again = issue_certificate(
            learner=linh.learner, course=security, score_percent=100, by=linh, at=school.NOW
        )

    assert again is None


def test_only_the_office_revokes(linh_browser, guest_browser, hoa_browser, certificate):
    path = f"/certificates/{certificate.code}/revocation/"

    assert linh_browser.post(path, {"reason": "x"}).status_code == 403
    assert guest_browser.post(path, {"reason": "x"}).status_code == 302
    assert hoa_browser.post(path, {"reason": "x"}).status_code == 404


@pytest.mark.committed
def test_the_index_leads_on_and_follows_revocation(quangnam, national_client):
    with in_province(quangnam):
        course = school.add_course("an-toan-thong-tin", "An toàn thông tin")
        linh = school.person()
        learner = school.learner(linh)
        code = issue_certificate(
            learner=learner, course=course, score_percent=92, by=linh, at=school.NOW
        ).code
    path = f"/certificates/{code}/"
    before = national_client.get(path).content.decode()
    assert "chưa có trong sổ tra cứu" in before
    assert "không có chứng nhận nào mang mã này" in before
    assert f"quangnam.localhost:8000{path}" in before

    job_actions.dispatch_due()

    page = national_client.get(path).content.decode()
    assert "Chứng nhận có hiệu lực" in page
    assert f"http://quangnam.localhost:8000/certificates/{code}/" in page.replace("https", "http")
    assert "Linh" not in page
    with in_ministry():
        entry = CertificateEntry.objects.get()
        assert {field.name for field in CertificateEntry._meta.fields} == {
            *("id", "code", "province", "state", "event_uid", "updated_at"),
        }
        assert entry.code == code
    with in_province(quangnam):
        revoke_certificate(code=code, reason="Sai người", by=linh, at=timezone.now())
    job_actions.dispatch_due()
    assert "đã thu hồi chứng nhận này" in national_client.get(path).content.decode()


def test_effects_may_come_twice_and_in_the_wrong_order(quangnam, ministry):
    code, late = f"{quangnam.issuer_number}-7K4M-9QXD", "2026-11-23T00:00:00+00:00"
    revoked = {"code": code, "state": "revoked", "at": late}
    valid = {"code": code, "state": "valid", "at": "2026-11-22T00:00:00+00:00"}
    first, second = uuid.uuid4(), uuid.uuid4()

    for event, payload in ((second, revoked), (second, revoked), (first, valid)):
        effects.index_certificate(quangnam, event, payload)

    with in_ministry():
        assert CertificateEntry.objects.get().state == "revoked"


def test_a_province_cannot_index_anothers_code(quangnam, thainguyen):
    payload = {
        "code": f"{quangnam.issuer_number}-7K4M-9QXD",
        "state": "valid",
        "at": "2026-11-22T00:00:00+00:00",
    }

    with pytest.raises(effects.ForeignCode):
        effects.index_certificate(thainguyen, uuid.uuid4(), payload)


def test_the_outbox_holds_no_name(quangnam, certificate):
    with in_province(quangnam):
        payload = OutboxEvent.objects.get(kind=effects.INDEX_CERTIFICATE).payload

    assert set(payload) == {"code", "state", "at"}


def test_the_national_form_leads_to_the_code(national_client):
    assert national_client.get("/certificates/").status_code == 200
    assert national_client.get("/certificates/?code=12 7k4m9qxd")["Location"] == (
        "/certificates/12-7K4M-9QXD/"
    )
    wrong = national_client.get("/certificates/?code=<b>x")
    assert wrong.status_code == 422
    assert "&lt;b&gt;x" in wrong.content.decode()


def test_an_unknown_issuer_gets_a_plain_answer(national_client):
    for code in ("999999-7K4M-9QXD", "abc"):
        answer = national_client.get(f"/certificates/{code}/")
        assert answer.status_code == 404
        assert "Không có đơn vị nào cấp mã này" in answer.content.decode()
