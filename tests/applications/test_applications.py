"""Minh applies, Hà decides, the site opens, and a killed worker changes nothing."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from tenants import applications, events, provisioning, queries
from tenants.context import in_ministry, in_province
from tenants.jobs.models import OutboxEvent
from tenants.models import AdministrativeUnit, Domain, Province, ProvinceApplication, RetiredSlug
from tenants.people.models import AuditEntry, Message, OneTimeCode, RoleGrant, User
from tests.people.cast import PASSWORD


@pytest.fixture
def typed(ministry):
    with in_ministry():
        unit = AdministrativeUnit.objects.get(name="Quảng Nam")
    return {
        "unit": str(unit.pk),
        "slug": "QuangNam2",
        "office_name": "Sở Khoa học và Công nghệ Quảng Nam",
        "contact_name": "Lê Văn  Minh",
        "contact_email": "minh@quangnam.gov.example",
        "contact_phone": "0905 111 222",
    }


@pytest.fixture
def sent(national_client, typed):
    """The address of the progress page."""
    answer = national_client.post("/apply/", typed)
    assert answer.status_code == 302
    return answer["Location"]


@pytest.fixture
def application(sent):
    with in_ministry():
        return ProvinceApplication.objects.get()


@pytest.fixture
def ha_client(national_client, ha):
    national_client.post("/sign-in/", {"name": "ha@bo.example", "password": PASSWORD})
    return national_client


def test_form_offers_former_units_with_what_they_became(national_client):
    page = national_client.get("/apply/").content.decode()

    assert "Tỉnh Quảng Nam, nay thuộc Thành phố Đà Nẵng" in page
    assert page.count("<optgroup") == 2
    assert "Tỉnh Khánh Hòa, nay thuộc" not in page
    assert "Tỉnh Đồng Nai, nay thuộc" not in page


def test_application_is_kept_and_its_link_mailed(national_client, sent):
    page = national_client.get(sent).content.decode()

    secret = sent.removeprefix("/applications/").strip("/")
    with in_ministry():
        row, letter = ProvinceApplication.objects.get(), Message.objects.get()
        assert [entry.action for entry in AuditEntry.objects.all()] == ["tenants.apply"]
    assert (row.slug, row.status, row.contact_phone) == ("quangnam2", "submitted", "0905 111 222")
    assert secret not in row.secret_digest
    assert letter.recipient == "minh@quangnam.gov.example"
    assert sent in letter.body
    assert "Đang xem xét" in page
    assert 'hx-trigger="every 2s"' in page
    assert "<noscript>" in page


def test_wrong_secret_is_404(national_client, quangnam_client, sent):
    wrong = national_client.get("/applications/nichts/")
    absent = national_client.get("/nowhere/")

    assert wrong.status_code == 404
    assert wrong.content == absent.content
    assert quangnam_client.get(sent).status_code == 404


def test_progress_partial_holds_the_changing_part_only(national_client, sent):
    part = national_client.get(sent, headers={"HX-Request": "true"}).content.decode()

    assert part.startswith('<div id="progress"')


@pytest.mark.parametrize(
    "slug",
    ["public", "pg_x", "www", "a'b", "x" * 64, "quangnam", "1abc", "q", "quảng", "QN 1", "admin"],
)
def test_bad_sub_domain_gets_the_rule_and_a_suggestion(national_client, typed, slug):
    answer = national_client.post("/apply/", typed | {"slug": slug})
    live = national_client.get("/apply/sub-domain/", {"slug": slug})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "SLUG_INVALID" in page
    assert "Có thể dùng: " in page
    assert "Chưa dùng được" in live.content.decode()
    with in_ministry():
        assert ProvinceApplication.objects.count() == 0


def test_suggestion_is_close_to_the_unit_that_was_chosen(national_client, typed):
    answer = national_client.post("/apply/", typed | {"slug": "www"})
    live = national_client.get("/apply/sub-domain/", {"slug": "www", "unit": typed["unit"]})
    nonsense = national_client.get("/apply/sub-domain/", {"slug": "www", "unit": "x"})

    for page in (answer, live):
        assert "Có thể dùng: tinhquangnam." in page.content.decode()
    assert "Địa chỉ này dành riêng cho hệ thống." in nonsense.content.decode()
    assert "Có thể dùng" not in nonsense.content.decode()


def test_sub_domain_once_given_is_never_given_again(national_client, typed, sent, ministry):
    with in_ministry():
        RetiredSlug.objects.create(slug="cuquangnam")

    again = national_client.post("/apply/", typed)
    retired = national_client.post("/apply/", typed | {"slug": "cuquangnam"})
    free = national_client.get("/apply/sub-domain/", {"slug": "quangnam3"})

    assert (again.status_code, retired.status_code) == (422, 422)
    assert "Dùng được" in free.content.decode()


def test_every_fields_error_is_shown_at_once(national_client):
    answer = national_client.post("/apply/", {"contact_email": "x", "contact_phone": "1"})

    page = answer.content.decode()
    assert answer.status_code == 422
    for words in (
        "chọn đơn vị",
        "chọn địa chỉ",
        "tên cơ quan",
        "họ và tên",
        "thư chưa đúng",
        "điện thoại này chưa đúng",
    ):
        assert words in page


def test_refusal_is_mailed_and_frees_the_sub_domain(ha_client, application, sent, typed):
    address = f"/ministry/applications/{application.uuid}/"
    empty = ha_client.post(f"{address}refusal/", {"reason": ""})
    refused = ha_client.post(f"{address}refusal/", {"reason": "Cần văn bản của Ủy ban nhân dân."})
    again = ha_client.post(f"{address}approval/")
    page = ha_client.get(sent).content.decode()

    assert (empty.status_code, refused.status_code, again.status_code) == (422, 302, 302)
    assert "Cần văn bản của Ủy ban nhân dân." in page
    with in_ministry():
        assert ProvinceApplication.objects.get().status == "refused"
        assert "Cần văn bản" in Message.objects.order_by("-pk").first().body
        assert OutboxEvent.objects.count() == 0
    assert ha_client.post("/apply/", typed).status_code == 302


def test_approval_queues_the_opening_in_the_same_transaction(ha_client, application):
    answer = ha_client.post(f"/ministry/applications/{application.uuid}/approval/")
    twice = ha_client.post(f"/ministry/applications/{application.uuid}/approval/")
    page = ha_client.get(f"/ministry/applications/{application.uuid}/").content.decode()

    assert (answer.status_code, twice.status_code) == (302, 302)
    assert "Đã duyệt" in page
    assert "Dựng lại" not in page
    with in_ministry():
        event = OutboxEvent.objects.get()
        assert (event.kind, event.payload) == (
            "tenants.open_province",
            {"application": str(application.uuid)},
        )
        assert ProvinceApplication.objects.get().status == "approved"


def test_list_filters_by_status(ha_client, application):
    every = ha_client.get("/ministry/applications/").content.decode()
    opened = ha_client.get("/ministry/applications/?status=open").content.decode()
    strange = ha_client.get("/ministry/applications/?status=x&page=z")

    assert str(application.uuid) in every
    assert str(application.uuid) not in opened
    assert strange.status_code == 200


@pytest.mark.parametrize("part", ["", "approval/", "refusal/", "reopening/"])
def test_only_administrators_decide(
    national_client, quangnam_client, client, an, minh, application, part
):
    address = f"/ministry/applications/{application.uuid}/{part}"
    client.defaults["HTTP_HOST"] = "localhost"

    def call(browser, where=address):
        return browser.post(where) if part else browser.get(where)

    national_client.post("/sign-in/", {"name": "an@bo.example", "password": PASSWORD})
    quangnam_client.post("/sign-in/", {"name": "minh@quangnam.example", "password": PASSWORD})
    assert call(client).status_code == 302
    assert call(client)["Location"].startswith("/sign-in/")
    assert call(national_client).status_code == 403
    assert call(quangnam_client).status_code == 404
    with in_ministry():
        assert ProvinceApplication.objects.get().status == "submitted"


def test_unknown_application_is_404(ha_client):
    absent = f"/ministry/applications/{uuid.uuid4()}/"

    assert ha_client.get(absent).status_code == 404
    assert ha_client.post(f"{absent}approval/").status_code == 404


def test_nothing_to_open_again_is_said(ha_client, application):
    answer = ha_client.post(f"/ministry/applications/{application.uuid}/reopening/", follow=True)

    assert "không còn gì phải dựng lại" in answer.content.decode()


def test_forgotten_opening_is_queued_again_once(ha_client, application):
    ha_client.post(f"/ministry/applications/{application.uuid}/approval/")
    later = timezone.now() + timedelta(minutes=5)
    with in_ministry():
        waiting = applications.reopen_silent(at=later)
        OutboxEvent.objects.update(done_at=timezone.now())
        early = applications.reopen_silent(at=timezone.now())
        late = applications.reopen_silent(at=later)
        again = applications.reopen_silent(at=later)

    assert (waiting, early, late, again) == (0, 0, 1, 0)


@pytest.mark.committed
def test_approved_province_opens_and_invites_its_owner(ha_client, application, sent, client):
    opened = []
    events.province_opened.connect(
        lambda sender, place, owner, **_: opened.append((place.schema, owner.full_name)), weak=False
    )
    ha_client.post(f"/ministry/applications/{application.uuid}/approval/")

    from tenants.jobs import actions as jobs

    jobs.dispatch_due()
    applications.open_site(str(application.uuid))  # a second time: nothing more happens

    with in_ministry():
        row = ProvinceApplication.objects.select_related("province").get()
        assert (row.status, queries.is_settled(row)) == ("open", True)
        assert {step.state for step in queries.opening_steps(row)} == {"done"}
        assert Domain.objects.filter(domain="quangnam2.localhost").count() == 1
        place = row.province.place
    assert place.title == "Tỉnh Quảng Nam"
    with in_province(place):
        owner = User.objects.get()
        letter = Message.objects.get()
        assert list(RoleGrant.objects.values_list("role", "scope_uid")) == [
            ("province_office", None)
        ]
        assert OneTimeCode.objects.count() == 1
    assert opened[0] == ("quangnam2", "Lê Văn Minh")
    assert (owner.email, owner.activated_at) == ("minh@quangnam.gov.example", None)
    assert "Trang của tỉnh đã mở" in ha_client.get(sent).content.decode()

    path = re.search(r"/activate/[^/\s]+/", letter.body).group()
    client.defaults["HTTP_HOST"] = "quangnam2.localhost"
    done = client.post(path, {"password": PASSWORD, "password_again": PASSWORD})
    assert (done.status_code, done["Location"]) == (302, "/office/")


@pytest.mark.committed
def test_opening_killed_anywhere_is_made_good_by_a_rerun(ha_client, application, monkeypatch):
    ha_client.post(f"/ministry/applications/{application.uuid}/approval/")
    original = applications.people.grant_role

    def killed(**_):
        raise KeyboardInterrupt

    monkeypatch.setattr(applications.people, "grant_role", killed)
    with pytest.raises(KeyboardInterrupt):
        applications.open_site(str(application.uuid))
    monkeypatch.setattr(applications.people, "grant_role", original)
    with in_ministry():
        assert applications.reopen_silent(at=timezone.now() + timedelta(minutes=5)) == 0
        OutboxEvent.objects.update(done_at=timezone.now())
        assert applications.reopen_silent(at=timezone.now() + timedelta(minutes=5)) == 1

    applications.open_site(str(application.uuid))

    with in_ministry():
        place = Province.objects.get(schema_name="quangnam2").place
    with in_province(place):
        assert (User.objects.count(), Message.objects.count()) == (1, 1)


@pytest.mark.committed
def test_failed_opening_is_shown_and_tried_again(ha_client, application, monkeypatch):
    ha_client.post(f"/ministry/applications/{application.uuid}/approval/")
    original = provisioning._build

    def broken(*_, **__):
        raise RuntimeError("no room")

    monkeypatch.setattr(provisioning, "_build", broken)
    with pytest.raises(RuntimeError):
        applications.open_site(str(application.uuid))
    page = ha_client.get(f"/ministry/applications/{application.uuid}/").content.decode()
    monkeypatch.setattr(provisioning, "_build", original)
    ha_client.post(f"/ministry/applications/{application.uuid}/reopening/")

    from tenants.jobs import actions as jobs

    with in_ministry():
        OutboxEvent.objects.update(due_at=timezone.now(), failed_count=0)
    jobs.dispatch_due()

    assert "Lỗi khi mở" in page
    assert "Dựng lại" in page
    with in_ministry():
        assert ProvinceApplication.objects.get().status == "open"
