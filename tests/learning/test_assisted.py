"""Anh Thuận of the community team registers bà Tư on his own phone."""

import dataclasses
import datetime
import re

import pytest
from django.utils import timezone

from enrollment.learning import assisting
from enrollment.models import Learner, SubGroup, Unit
from tenants import signing
from tenants.context import in_province
from tenants.jobs import actions as jobs
from tenants.people import actions as people_actions
from tenants.people import throttle
from tenants.people.models import AuditEntry, Message, OneTimeCode, RoleGrant, Session, User
from tests.learning import school
from tests.learning.conftest import browser

PATH, SLIP = "/assisted-registration/", "/assisted-registration/slip/"
PHONE = "+84905333444"
WRITTEN = ("people.register", "people.activate", "people.consent", "enrollment.register_elder")
TYPED = {"full_name": " Nguyễn Thị  Tư", "phone": "0905 333 444", "consent": "on"}


@pytest.fixture
def thuan(quangnam):
    """A member of the community team of Nam Phước."""
    with in_province(quangnam):
        user = school.person("Võ Thuận", phone="+84905000222")
        team = SubGroup.objects.filter(key="team_members")
        learner = school.learner(user, "Võ Thuận")
        learner.sub_group = team.get()
        learner.cohort = learner.sub_group.cohort
        learner.save()
    return user


@pytest.fixture
def thuan_browser(quangnam, thuan):
    return browser(quangnam, "quangnam.localhost", thuan)


def pending_of(answer):
    return re.search(r'name="pending" value="([^"]+)"', answer.content.decode()).group(1)


def newest_code(place):
    with in_province(place):
        return re.search(r"\d{6}", Message.objects.order_by("-pk").first().body).group()


def helped(client, place, **typed):
    """Go the whole way; return the answer to the right code."""
    asked = client.post(PATH, TYPED | typed)
    return client.post(PATH, {"pending": pending_of(asked), "code": newest_code(place)})


def facts_of(user):
    entries = AuditEntry.objects.filter(action__in=WRITTEN).order_by("pk")
    return [(one.action, one.actor_uid == user.uid, one.facts) for one in entries]


def test_a_team_member_registers_an_elder(thuan_browser, thuan, quangnam):
    done = helped(thuan_browser, quangnam)

    assert (done.status_code, done["Location"]) == (302, SLIP)
    with in_province(quangnam):
        tu, learner = User.objects.get(phone=PHONE), Learner.objects.get(phone=PHONE)
        assert (tu.full_name, tu.has_usable_password()) == ("Nguyễn Thị Tư", False)
        assert tu.activated_at is not None
        assert (learner.user, learner.full_name) == (tu, "Nguyễn Thị Tư")
        assert learner.unit == Unit.objects.get(code="NP")
        assert (learner.cohort.key, learner.sub_group.key) == ("community", "citizens")


def test_consent_is_logged_with_who_read_it_out(thuan_browser, thuan, quangnam):
    helped(thuan_browser, quangnam)

    with in_province(quangnam):
        tu = User.objects.get(phone=PHONE)
        helper = {"assisted_by": str(thuan.uid)}
        written = facts_of(thuan)
        consented_at = written[1][2].pop("consented_at")
        assert written == [
            ("people.register", True, helper),
            ("people.consent", True, {"version": assisting.CONSENT_VERSION} | helper),
            ("enrollment.register_elder", True, {"unit_uid": str(tu.learner.unit.uid)}),
        ]
        age = timezone.now() - datetime.datetime.fromisoformat(consented_at)
        assert datetime.timedelta() <= age < datetime.timedelta(minutes=5)
        subjects = AuditEntry.objects.filter(action__startswith="people.")
        assert set(subjects.values_list("subject_uid", flat=True)) == {str(tu.uid)}


def test_the_elder_is_told_once_who_registered_them_and_how_to_undo_it(
    thuan_browser, quangnam, settings, capsys, caplog
):
    thuan_browser.cookies["language"] = "en"
    asked = thuan_browser.post(PATH, TYPED)
    sent = {"pending": pending_of(asked), "code": newest_code(quangnam)}

    thuan_browser.post(PATH, sent)
    thuan_browser.post(PATH, sent)
    sent_count = jobs.deliver_messages(quangnam)

    with in_province(quangnam):
        _code, told = Message.objects.order_by("pk")
        assert (told.channel, told.recipient) == ("sms", PHONE)
        assert told.body == (
            "Học Vụ Số: Võ Thuận (UBND xã Nam Phước) vừa đăng ký giúp Ông/Bà tại "
            f"quangnam.localhost{settings.BASE_PORT}. Nếu Ông/Bà không đồng ý, "
            "xin gọi 0235 3000 111 để hủy."
        )
    written = capsys.readouterr()
    everything = written.out + written.err + caplog.text
    assert sent_count == 2
    assert [one for one in ("Thuận", "905333444", "Nguyễn Thị Tư") if one in everything] == []


def test_where_no_hotline_is_known_the_elder_goes_to_the_commune(quangnam, minh):
    agreed = assisting.Agreed("Nguyễn Thị Tư", PHONE, None, timezone.now())
    with in_province(dataclasses.replace(quangnam, hotline="")):
        assisting.register_elder(agreed=agreed, by=minh, at=timezone.now())

        body = Message.objects.get().body
    assert "(Sở Khoa học và Công nghệ Quảng Nam)" in body
    assert "xin báo Ủy ban nhân dân nơi Ông/Bà ở để hủy." in body


def test_the_helper_stays_who_they_are_and_gains_nothing(thuan_browser, thuan, quangnam):
    key = thuan_browser.session.session_key
    helped(thuan_browser, quangnam)

    assert thuan_browser.session.session_key == key
    assert "Võ Thuận" in thuan_browser.get("/account/").content.decode()
    with in_province(quangnam):
        assert list(Session.objects.values_list("user_id", flat=True)) == [thuan.pk]
        assert RoleGrant.objects.count() == 0
        tu = Learner.objects.get(phone=PHONE)
    assert thuan_browser.get(f"/office/people/{tu.uid}/").status_code == 403
    assert thuan_browser.get(f"/supervisor/people/{tu.uid}/").status_code == 403


def test_the_elder_signs_in_on_their_own_phone(thuan_browser, guest_browser, quangnam):
    helped(thuan_browser, quangnam)
    guest_browser.post("/sign-in/code/", {"phone": "0905333444"})
    guest_browser.post("/sign-in/code/", {"phone": PHONE, "code": newest_code(quangnam)})

    assert "Nguyễn Thị Tư" in guest_browser.get("/").content.decode()


def test_the_slip_says_how_to_go_on_and_nothing_personal(thuan_browser, quangnam):
    helped(thuan_browser, quangnam)

    page = thuan_browser.get(SLIP)

    words = page.content.decode()
    assert page.status_code == 200
    assert "Đã mở tài khoản" in words
    assert "••• ••• 444" in words
    assert "quangnam.localhost" in words
    assert "Tư" not in re.sub(r"<[^>]+>", " ", words)
    assert "333" not in re.sub(r"<[^>]+>", " ", words)


def test_the_slip_is_the_helpers_alone(thuan_browser, minh_browser, quangnam):
    helped(thuan_browser, quangnam)

    assert minh_browser.get(SLIP)["Location"] == PATH


def test_what_was_done_on_the_helpers_device_stays_there(thuan_browser, quangnam):
    with in_province(quangnam):
        session = thuan_browser.session
        guest = Learner.objects.create(guest_expires_at=timezone.now() + datetime.timedelta(days=9))
        session["guest_learner"] = str(guest.uid)
        session.save()

    helped(thuan_browser, quangnam)

    with in_province(quangnam):
        guest.refresh_from_db()
        assert guest.guest_expires_at is not None
        assert Learner.objects.get(phone=PHONE).pk != guest.pk
        assert thuan_browser.session["guest_learner"] == str(guest.uid)


def test_who_stands_on_the_roster_is_joined(thuan_browser, quangnam):
    with in_province(quangnam):
        elsewhere = Unit.objects.create(code="DX", name="Duy Xuyên", kind="commune", path="9/")
        known = school.learner(None, "Nguyễn Thị Tư", phone=PHONE, unit=elsewhere)

    helped(thuan_browser, quangnam)

    with in_province(quangnam):
        known.refresh_from_db()
        assert (known.user.phone, known.unit) == (PHONE, elsewhere)
        assert known.cohort.key == "officials"
        assert Learner.objects.filter(phone=PHONE).count() == 1


def test_a_phone_with_an_account_changes_nothing_and_shows_nothing(thuan_browser, linh, quangnam):
    with in_province(quangnam):
        before = list(User.objects.order_by("pk").values()), list(Learner.objects.values())
    asked = thuan_browser.post(PATH, TYPED | {"phone": "0905000111"})
    new = thuan_browser.post(PATH, TYPED)
    known, unknown = (
        re.sub(r'value="[^"]+"|nonce="[^"]+"|0905 \d{3} \d{3}', "", page.content.decode())
        for page in (asked, new)
    )
    with in_province(quangnam):
        body = Message.objects.get(recipient="+84905000111").body
    code = re.search(r"\d{6}", body).group()

    done = thuan_browser.post(PATH, {"pending": pending_of(asked), "code": code})

    words = thuan_browser.get(SLIP).content.decode()
    assert known == unknown
    assert done["Location"] == SLIP
    assert "Số này đã có tài khoản" in words
    assert "Linh" not in words
    with in_province(quangnam):
        after = list(User.objects.order_by("pk").values()), list(Learner.objects.values())
        assert after == before
        assert facts_of(linh) == []


def test_a_code_read_out_to_a_helper_opens_no_session(thuan_browser, guest_browser, quangnam, linh):
    theirs = guest_browser.post("/register/", TYPED | {"phone": "0905000111"})
    thuan_browser.post(PATH, TYPED | {"phone": "0905000111"})
    code = newest_code(quangnam)

    by_register = guest_browser.post("/register/", {"pending": pending_of(theirs), "code": code})
    by_sign_in = guest_browser.post("/sign-in/code/", {"phone": "+84905000111", "code": code})

    assert (by_register.status_code, by_sign_in.status_code) == (422, 422)
    assert guest_browser.get("/account/").status_code == 302


def test_the_office_says_where_the_person_lives(minh_browser, quangnam, linh):
    with in_province(quangnam):
        unit = Unit.objects.get(code="NP")

    helped(minh_browser, quangnam, unit=str(unit.uid))
    helped(minh_browser, quangnam, phone="0905333555", unit="")

    with in_province(quangnam):
        assert Learner.objects.get(phone=PHONE).unit == unit
        assert Learner.objects.get(phone="+84905333555").unit is None


def test_others_are_refused(linh_browser, guest_browser, quangnam):
    with in_province(quangnam):
        citizen = school.person("Bảy", phone="+84905000777")
        group = SubGroup.objects.get(key="citizens")
        school.learner(citizen, "Bảy", sub_group=group, cohort=group.cohort)
    bay_browser = browser(quangnam, "quangnam.localhost", citizen)

    for client, status in ((linh_browser, 403), (bay_browser, 403), (guest_browser, 302)):
        assert client.get(PATH).status_code == status
        assert client.post(PATH, TYPED).status_code == status
        assert client.get(SLIP).status_code == status
    with in_province(quangnam):
        assert not Message.objects.exists()


def test_who_left_the_team_is_refused(thuan_browser, thuan, quangnam):
    with in_province(quangnam):
        Learner.objects.filter(user=thuan).update(archived_at=timezone.now())

    assert thuan_browser.get(PATH).status_code == 403


def test_a_page_begun_in_another_province_or_by_another_helper_is_refused(
    thuan_browser, minh_browser, hoa_browser, quangnam, thainguyen
):
    pending = pending_of(thuan_browser.post(PATH, TYPED))
    sent = {"pending": pending, "code": newest_code(quangnam)}

    answers = [one.post(PATH, sent).status_code for one in (hoa_browser, minh_browser)]

    assert answers == [422, 422]
    for place in (quangnam, thainguyen):
        with in_province(place):
            assert not User.objects.filter(phone=PHONE).exists()


def test_a_session_of_another_province_is_refused(thuan_browser, thainguyen_client):
    thainguyen_client.cookies["session"] = thuan_browser.cookies["session"].value

    assert thainguyen_client.get(PATH).status_code == 401
    assert thainguyen_client.post(PATH, TYPED).status_code == 401


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"phone": "12"}, "Số điện thoại này chưa đúng"),
        ({"full_name": "1234"}, "Vui lòng viết họ và tên bằng chữ"),
        ({"consent": ""}, "Vui lòng đọc cho bà con nghe"),
    ],
)
def test_bad_input_is_said_and_kept(thuan_browser, quangnam, typed, words):
    answer = thuan_browser.post(PATH, TYPED | typed)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    with in_province(quangnam):
        assert not Message.objects.exists()


def test_a_unit_that_is_none_is_refused(minh_browser, quangnam, thainguyen):
    with in_province(thainguyen):
        foreign = Unit.objects.create(code="TC", name="Tân Cương", kind="commune", path="1/")

    assert minh_browser.post(PATH, TYPED | {"unit": str(foreign.uid)}).status_code == 422


def test_consent_stands_unticked_and_data_of_the_helper_is_not_filled_in(thuan_browser):
    page = thuan_browser.get(PATH).content.decode()

    assert "checked" not in page
    assert set(re.findall(r'autocomplete="([^"]+)"', page)) == {"off"}


def test_wrong_code_keeps_what_was_typed(thuan_browser, quangnam):
    asked = thuan_browser.post(PATH, TYPED)
    right = newest_code(quangnam)
    wrong = ("1" if right[0] != "1" else "2") + right[1:]

    answer = thuan_browser.post(PATH, {"pending": pending_of(asked), "code": wrong})

    assert answer.status_code == 422
    assert "Mã chưa đúng" in answer.content.decode()
    again = thuan_browser.post(PATH, {"pending": pending_of(answer), "code": right})
    assert again["Location"] == SLIP


def test_the_same_again_gives_the_first_result(thuan_browser, thuan, quangnam):
    asked = thuan_browser.post(PATH, TYPED)
    sent = {"pending": pending_of(asked), "code": newest_code(quangnam)}
    thuan_browser.post(PATH, sent)

    again = thuan_browser.post(PATH, sent)
    elsewhere = browser(quangnam, "quangnam.localhost", thuan).post(PATH, sent)

    assert (again.status_code, again["Location"], elsewhere.status_code) == (302, SLIP, 422)
    assert "Đã mở tài khoản" in thuan_browser.get(SLIP).content.decode()
    with in_province(quangnam):
        assert User.objects.filter(phone=PHONE).count() == 1


def test_a_page_left_open_too_long_begins_anew(thuan_browser, quangnam, monkeypatch):
    pending = pending_of(thuan_browser.post(PATH, TYPED))
    code = newest_code(quangnam)
    monkeypatch.setattr("enrollment.web.assisted_forms.PENDING_SECONDS", -1)

    answer = thuan_browser.post(PATH, {"pending": pending, "code": code})

    assert answer.status_code == 422
    assert "Trang đã mở quá lâu" in answer.content.decode()
    assert thuan_browser.post(PATH, {"pending": "x", "code": code}).status_code == 422


def test_nothing_is_asked_twice(thuan_browser, quangnam):
    pending = pending_of(thuan_browser.post(PATH, TYPED))

    resent = thuan_browser.post(PATH, {"pending": pending, "step": "resend"})
    form = thuan_browser.post(PATH, {"pending": pending, "step": "change"}).content.decode()

    assert 'value="Nguyễn Thị Tư"' in form
    assert 'value="0905 333 444"' in form
    assert "checked" not in form
    with in_province(quangnam):
        assert Message.objects.filter(recipient=PHONE).count() == 2
    done = thuan_browser.post(PATH, {"pending": pending_of(resent), "code": newest_code(quangnam)})
    assert done["Location"] == SLIP


def test_too_many_codes_for_one_phone_are_refused(thuan_browser, quangnam):
    for _again in range(throttle.MOST_CODES):
        thuan_browser.post(PATH, TYPED)

    answer = thuan_browser.post(PATH, TYPED)

    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    assert 'value="Nguyễn Thị Tư"' in answer.content.decode()


def test_too_many_codes_of_one_helper_are_refused(thuan_browser, thuan, minh_browser, quangnam):
    with in_province(quangnam):
        for _again in range(throttle.MOST_PEOPLE_HELPED):
            throttle.note_help(thuan)

    assert thuan_browser.post(PATH, TYPED).status_code == 429
    assert minh_browser.post(PATH, TYPED).status_code == 200


def test_too_many_wrong_codes_are_refused(thuan_browser, quangnam):
    asked = thuan_browser.post(PATH, TYPED)
    sent = {"pending": pending_of(asked), "code": "x"}
    for _again in range(throttle.MOST_FAILURES):
        thuan_browser.post(PATH, sent)

    answer = thuan_browser.post(PATH, sent | {"code": newest_code(quangnam)})

    assert answer.status_code == 429
    with in_province(quangnam):
        assert not User.objects.filter(phone=PHONE).exists()


def test_the_code_is_worded_for_the_elder_in_vietnamese(thuan_browser, quangnam):
    thuan_browser.cookies["language"] = "en"
    thuan_browser.post(PATH, TYPED)

    with in_province(quangnam):
        assert "Chỉ đọc mã cho người đang giúp Ông/Bà." in Message.objects.get().body
        assert OneTimeCode.objects.get().purpose == "assist"


def test_a_phone_is_registered_once(quangnam, thuan):
    agreed = assisting.Agreed("Nguyễn Thị Tư", PHONE, None, timezone.now())
    with in_province(quangnam):
        assisting.register_elder(agreed=agreed, by=thuan, at=timezone.now())
        with pytest.raises(people_actions.PhoneTaken):
            assisting.register_elder(agreed=agreed, by=thuan, at=timezone.now())

        assert Learner.objects.filter(phone=PHONE).count() == 1
        assert Message.objects.filter(recipient=PHONE).count() == 1


@pytest.mark.parametrize("page", ["/", "/account/"])
def test_home_and_account_of_helpers_lead_to_it(
    thuan_browser, minh_browser, linh_browser, guest_browser, page
):
    browsers = (thuan_browser, minh_browser, linh_browser, guest_browser)

    shown = [f'href="{PATH}"' in one.get(page).content.decode() for one in browsers]

    assert shown == [True, True, False, False]


def test_on_a_phone_a_team_member_meets_it_before_the_courses(thuan_browser, security):
    page = thuan_browser.get("/").content.decode()

    assert page.index(f'href="{PATH}"') < page.index("<h2>Học thêm nếu muốn</h2>")


def test_what_travels_is_signed(thuan_browser, quangnam, thuan):
    with in_province(quangnam):
        forged = signing.sign([str(thuan.uid), "Tư", PHONE, "", "2026-11-25"], purpose="other")

    assert thuan_browser.post(PATH, {"pending": forged, "code": "1"}).status_code == 422
