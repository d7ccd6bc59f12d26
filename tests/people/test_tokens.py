"""Access keys: seen once, bound to one place, never mightier than their owner."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tenants.context import in_ministry, in_province
from tenants.people import actions, tokens
from tenants.people.models import ApiToken, AuditEntry, Role, User

PAGE = "/account/tokens/"
COURSES = "/api/v1/library/standings/"


def key_of(place, user, *scopes, days=30):
    """Return a key of this person with these scopes."""
    now = timezone.now()
    with in_province(place):
        return tokens.create_token(
            user=user,
            name="Cổng dữ liệu",
            scopes=scopes,
            expires_at=now + timedelta(days=days),
            by=user,
            at=now,
        )[1]


def call(client, key, path=COURSES):
    return client.get(path, headers={"Authorization": f"Bearer {key}"})


@pytest.fixture
def minh_browser(quangnam, quangnam_client, minh):
    with in_province(quangnam):
        quangnam_client.force_login(minh)
    return quangnam_client


def test_key_is_shown_once_and_kept_as_a_hash(minh_browser, quangnam, minh):
    sent = {"name": "Cổng dữ liệu", "scopes": ["sync:read", "courses:read"], "days": "90"}

    made = minh_browser.post(PAGE, sent)
    later = minh_browser.get(PAGE)

    with in_province(quangnam):
        token = ApiToken.objects.get()
        facts = AuditEntry.objects.get(action="people.create_token").facts
    key = made.context["key"]
    assert made.status_code == 201
    assert made["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert key.startswith("hvs_quangnam_")
    assert key in made.content.decode()
    assert key not in later.content.decode()
    assert "Cổng dữ liệu" in later.content.decode()
    assert (token.user_id, token.scopes) == (minh.pk, ["courses:read", "sync:read"])
    assert key not in str(vars(token))
    assert facts == {
        "scopes": ["courses:read", "sync:read"],
        "expires_at": token.expires_at.isoformat(),
    }


def test_form_offers_what_the_owner_may_do_only(minh_browser, quangnam):
    sent = {"name": "Khóa", "scopes": ["adoptions:read"], "days": "90"}

    answer = minh_browser.post(PAGE, sent)

    assert answer.status_code == 422
    assert [name for name, _words in answer.context["form"].fields["scopes"].choices] == [
        "library:read",
        "courses:read",
        "sync:read",
        "sync:write",
    ]
    with in_province(quangnam):
        assert not ApiToken.objects.exists()


def test_action_refuses_more_than_the_owner_may(in_quangnam, minh, linh):
    now = timezone.now()
    common = {"name": "Khóa", "at": now}

    with pytest.raises(tokens.ScopesNotAllowed) as refused:
        tokens.create_token(
            user=minh,
            scopes=["adoptions:read", "x"],
            expires_at=now + timedelta(1),
            by=minh,
            **common,
        )
    for user, scopes in ((linh, ["library:read"]), (minh, [])):
        with pytest.raises(tokens.ScopesNotAllowed):
            tokens.create_token(
                user=user, scopes=scopes, expires_at=now + timedelta(1), by=user, **common
            )
    for expires_at in (now, now + timedelta(days=367)):
        with pytest.raises(tokens.ExpiryNotAllowed):
            tokens.create_token(
                user=minh, scopes=["library:read"], expires_at=expires_at, by=minh, **common
            )

    assert refused.value.names == ["adoptions:read", "x"]
    assert not ApiToken.objects.exists()


def test_number_of_open_keys_is_limited(minh_browser, quangnam, minh, monkeypatch):
    monkeypatch.setattr(tokens, "MOST_OPEN", 1)
    key_of(quangnam, minh, "library:read")

    answer = minh_browser.post(PAGE, {"name": "Hai", "scopes": ["library:read"], "days": "30"})

    assert answer.status_code == 409


def test_key_calls_and_its_use_is_noted_once_a_minute(quangnam, quangnam_client, minh):
    key = key_of(quangnam, minh, "courses:read")

    first = call(quangnam_client, key)
    with in_province(quangnam):
        noted = ApiToken.objects.get().last_used_at
    call(quangnam_client, key)

    assert first.status_code == 200
    assert noted is not None
    with in_province(quangnam):
        assert ApiToken.objects.get().last_used_at == noted
        ApiToken.objects.update(last_used_at=noted - timedelta(minutes=2))
    call(quangnam_client, key)
    with in_province(quangnam):
        assert ApiToken.objects.get().last_used_at > noted - timedelta(minutes=1)


def test_every_key_that_opens_nothing_gets_the_same_answer(
    quangnam, quangnam_client, thainguyen_client, minh, hoa
):
    good = key_of(quangnam, minh, "courses:read")
    revoked = key_of(quangnam, minh, "courses:read")
    expired = key_of(quangnam, minh, "courses:read")
    with in_province(quangnam):
        digests = {key: tokens.digest_of(key) for key in (revoked, expired)}
        tokens.revoke_token(
            token=ApiToken.objects.get(digest=digests[revoked]), by=minh, at=timezone.now()
        )
        ApiToken.objects.filter(digest=digests[expired]).update(expires_at=timezone.now())

    answers = [
        *(call(quangnam_client, key) for key in (revoked, expired, "", "hvs_x", "hvs_ế", "a b")),
        call(thainguyen_client, good),
    ]
    with in_province(quangnam):
        User.objects.filter(pk=minh.pk).update(is_active=False)
    answers.append(call(quangnam_client, good))

    assert {answer.status_code for answer in answers} == {401}
    assert {answer.content for answer in answers} == {answers[0].content}
    assert answers[0].json()["code"] == "TOKEN_REFUSED"
    assert {answer["WWW-Authenticate"] for answer in answers} == {"Bearer"}


def test_row_copied_into_another_province_opens_nothing(
    quangnam, thainguyen, quangnam_client, thainguyen_client, minh, hoa
):
    """As after a restore under another name: same person, same digest, another place."""
    key = key_of(quangnam, minh, "courses:read")
    with in_province(quangnam):
        row = ApiToken.objects.values("name", "digest", "scopes", "expires_at").get()
    with in_province(thainguyen):
        actions.grant_role(user=hoa, role=Role.PROVINCE_OFFICE, by=None)
        ApiToken.objects.create(user=hoa, **row)

    assert call(quangnam_client, key).status_code == 200
    assert call(thainguyen_client, key).status_code == 401


def test_key_loses_what_its_owner_loses(quangnam, quangnam_client, minh):
    key = key_of(quangnam, minh, "courses:read")
    with in_province(quangnam):
        actions.revoke_role(user=minh, role=Role.PROVINCE_OFFICE, by=minh)

    answer = call(quangnam_client, key)

    assert (answer.status_code, answer.json()["code"]) == (403, "NOT_ALLOWED")


def test_key_without_the_scope_is_told_which_one(quangnam, quangnam_client, minh):
    key = key_of(quangnam, minh, "library:read")

    answer = call(quangnam_client, key)

    assert answer.status_code == 403
    assert (answer.json()["code"], answer.json()["details"]) == (
        "SCOPE_MISSING",
        {"scope": "courses:read"},
    )


def test_addresses_of_learners_are_for_people_not_for_keys(quangnam, quangnam_client, minh):
    key = key_of(quangnam, minh, "library:read", "courses:read", "sync:read", "sync:write")

    answer = call(quangnam_client, key, "/api/v1/me/enrollments/")

    assert (answer.status_code, answer.json()["code"]) == (403, "SCOPE_MISSING")


def test_bad_key_is_not_helped_by_a_session(minh_browser):
    assert minh_browser.get(COURSES).status_code == 200
    assert call(minh_browser, "hvs_quangnam_wrong").status_code == 401


def test_too_many_calls_are_told_when_to_come_back(quangnam, quangnam_client, minh, monkeypatch):
    from tenants.rest.throttling import TokenThrottle

    monkeypatch.setattr(TokenThrottle, "THROTTLE_RATES", {"token": "2/min", "token-write": "1/min"})
    key, other = (key_of(quangnam, minh, "courses:read") for _ in range(2))

    statuses = [call(quangnam_client, key).status_code for _ in range(3)]
    refused = call(quangnam_client, key)

    assert statuses == [200, 200, 429]
    assert refused.json()["code"] == "TOO_MANY_REQUESTS"
    assert 0 < int(refused["Retry-After"]) <= 60
    assert refused.json()["details"] == {"retry_after_seconds": int(refused["Retry-After"])}
    assert call(quangnam_client, other).status_code == 200


def test_revoking_from_the_page(minh_browser, quangnam, minh):
    key = key_of(quangnam, minh, "courses:read")
    with in_province(quangnam):
        uid = ApiToken.objects.get().uid

    for _ in range(2):
        assert minh_browser.post(f"{PAGE}{uid}/revocation/").url == PAGE

    assert call(minh_browser, key).status_code == 401
    with in_province(quangnam):
        assert AuditEntry.objects.filter(action="people.revoke_token").count() == 1


def test_page_is_for_people_with_an_office(quangnam, quangnam_client, linh):
    with in_province(quangnam):
        quangnam_client.force_login(linh)

    assert quangnam_client.get(PAGE).status_code == 403
    assert "Khóa truy cập" not in quangnam_client.get("/account/").content.decode()


def test_ministry_has_its_own_scopes(ministry, national_client, an):
    with in_ministry():
        national_client.force_login(an)

    answer = national_client.get(PAGE)

    assert [name for name, _words in answer.context["form"].fields["scopes"].choices] == [
        "library:read",
        "adoptions:read",
    ]
    assert "/account/tokens/" in national_client.get("/account/").content.decode()


def test_list_of_keys_takes_the_same_statements(
    minh_browser, quangnam, minh, django_assert_num_queries
):
    key_of(quangnam, minh, "library:read")
    with django_assert_num_queries(5):
        minh_browser.get(PAGE)
    for _ in range(2):
        key_of(quangnam, minh, "library:read")

    with django_assert_num_queries(5):
        minh_browser.get(PAGE)
