"""Open Badges: what a verifier reads, that it names nobody, and who may take the file."""

import hashlib
import json
import re
from xml.etree import ElementTree

import pytest

from enrollment.certificates import badges
from enrollment.certificates.actions import issue_certificate, revoke_certificate
from tenants.context import in_province
from tests.learning import school


@pytest.fixture
def certificate(quangnam, linh, security):
    with in_province(quangnam):
        return issue_certificate(
            learner=linh.learner, course=security, score_percent=92, by=linh, at=school.NOW
        )


def test_a_verifier_follows_the_badge_to_its_class_and_issuer(quangnam_client, certificate):
    told = quangnam_client.get(f"/badges/{certificate.code}/")
    assertion = told.json()
    of_class = quangnam_client.get(f"/badges/{certificate.code}/class/").json()
    issuer = quangnam_client.get("/badges/issuer/").json()

    assert told["Content-Type"] == "application/ld+json"
    assert told["Access-Control-Allow-Origin"] == "*"
    assert assertion["id"].endswith(f"/badges/{certificate.code}/")
    assert assertion["verification"] == {"type": "HostedBadge"}
    assert assertion["issuedOn"] == certificate.issued_at.isoformat()
    assert assertion["badge"] == of_class["id"]
    assert of_class["issuer"] == issuer["id"]
    assert of_class["name"] == certificate.course_title
    assert (issuer["type"], issuer["name"]) == ("Issuer", "Tỉnh Quảng Nam")
    assert {each["@context"] for each in (assertion, of_class, issuer)} == {badges.CONTEXT}


def test_what_anyone_may_fetch_names_nobody(quangnam_client, quangnam, certificate, linh):
    with in_province(quangnam):
        uid = linh.learner.uid
    read = ""
    for path in ("issuer/", *(f"{certificate.code}/{part}" for part in ("", "class/", "image/"))):
        answer = quangnam_client.get(f"/badges/{path}")
        assert answer.status_code == 200
        read += answer.content.decode()

    for secret in (linh.full_name, linh.email, linh.phone, str(uid)):
        assert secret
        assert secret not in read
    with in_province(quangnam):
        recipient = badges.recipient(certificate)
    said = f"urn:uuid:{uid}{recipient['salt']}"
    assert recipient["identity"] == f"sha256${hashlib.sha256(said.encode()).hexdigest()}"


def test_the_file_holds_its_assertion(quangnam_client, certificate, linh_browser):
    answer = linh_browser.get(f"/badges/{certificate.code}/file/")

    assert answer["Content-Disposition"] == (
        f'attachment; filename="huy-hieu-{certificate.code}.svg"'
    )
    baked = ElementTree.fromstring(answer.content).find("{http://openbadges.org}assertion")
    told = json.loads(baked.text)
    assert told == quangnam_client.get(f"/badges/{certificate.code}/").json()
    assert baked.get("verify") == told["id"]
    assert len(answer.content) < 4000


def test_a_title_cannot_break_out_of_the_picture(quangnam, certificate):
    certificate.course_title = "<b>]]></b> & " + "dài " * 60

    with in_province(quangnam):
        drawn = ElementTree.fromstring(badges.baked(certificate))

    svg = "{http://www.w3.org/2000/svg}"
    assert drawn.find(f"{svg}title").text == certificate.course_title
    assert len(drawn.findall(f".//{svg}text")) == badges.MOST_LINES


def test_a_revoked_badge_is_gone_without_a_reason(
    quangnam_client, quangnam, linh, linh_browser, certificate
):
    with in_province(quangnam):
        revoke_certificate(code=certificate.code, reason="Cấp nhầm người", by=linh, at=school.NOW)

    answer = quangnam_client.get(f"/badges/{certificate.code}/")
    file = linh_browser.get(f"/badges/{certificate.code}/file/")

    assert (answer.status_code, answer.json()["revoked"]) == (410, True)
    assert set(answer.json()) == {"@context", "type", "id", "revoked"}
    assert file.status_code == 409
    assert "CERTIFICATE_REVOKED" in file.content.decode()


def test_nobody_else_takes_the_file(quangnam_client, hoa_browser, certificate):
    path = f"/badges/{certificate.code}/file/"

    assert hoa_browser.get(path).status_code == 404
    assert quangnam_client.get(path)["Location"].startswith("/sign-in/")


def test_a_code_that_is_none_of_ours_has_no_badge(quangnam_client, certificate):
    other = re.sub(r"^\d+", "1", certificate.code)

    for path in (f"/badges/{other}/", "/badges/abc/", f"/badges/{other}/class/"):
        assert quangnam_client.get(path).status_code == 404
