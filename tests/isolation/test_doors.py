"""From the host to the place: the block around the answer, and what nobody gets through with."""

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.test import Client

from catalog.models import Course
from tenants import migrator, provisioning, registry, signing
from tenants.cache import shared
from tenants.context import NoProvince, in_ministry, in_place, in_province
from tenants.models import Province, SchemaState
from tenants.people.models import User


@pytest.fixture(autouse=True)
def _few_addresses(settings):
    settings.ROOT_URLCONF = settings.PROVINCE_URLCONF = "tests.isolation.urls"
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if "whitenoise" not in m]
    registry.forget()
    yield
    registry.forget()


def test_host_leads_to_its_place(quangnam, ministry, quangnam_client, national_client):
    at_home = quangnam_client.get("/where/").json()
    at_the_ministry = national_client.get("/where/").json()

    assert at_home == {"schema": "quangnam", "role": quangnam.role, "signed_in": False}
    assert at_the_ministry == {"schema": "public", "role": ministry.role, "signed_in": False}


@pytest.mark.parametrize(
    "host",
    [
        "hanoi.localhost",
        "www.localhost",
        "public.localhost",
        "quangnam.localhost.evil.vn",
        "a_b.localhost",
        "evil.vn",
    ],
)
def test_host_of_no_province(host, db):
    page = Client(HTTP_HOST=host).get("/where/")
    answer = Client(HTTP_HOST=host).get("/api/v1/courses/")

    assert page.status_code == answer.status_code == 404
    assert "PROVINCE_UNKNOWN" in page.content.decode()
    assert page.content.decode().count('href="http://localhost:8000/"') == 2
    assert 'href="/"' not in page.content.decode()
    assert answer.json()["code"] == "PROVINCE_UNKNOWN"


def test_suspended_province_says_whom_to_call(quangnam_client, quangnam):
    with in_ministry():
        Province.objects.filter(pk=quangnam.id).update(status=Province.Status.SUSPENDED)

    page = quangnam_client.get("/where/")

    assert page.status_code == 403
    assert "PROVINCE_SUSPENDED" in page.content.decode()
    assert "0235 3000 111" in page.content.decode()


def test_province_behind_the_ledger_is_in_maintenance(quangnam_client, thainguyen_client, quangnam):
    with in_ministry():
        SchemaState.objects.filter(province=quangnam.id).update(state=SchemaState.State.FAILED)

    page = quangnam_client.get("/where/")

    assert (page.status_code, page["Retry-After"]) == (503, "60")
    assert thainguyen_client.get("/where/").status_code == 200


@pytest.mark.parametrize("step", ["registry.place_at", "in_place"])
def test_while_the_database_is_away_people_and_programs_are_asked_to_come_back(
    quangnam_client, monkeypatch, step
):
    def fail(*args):
        raise OperationalError("connection refused at 10.1.2.3")

    monkeypatch.setattr(f"tenants.middleware.{step}", fail)

    page = quangnam_client.get("/where/")
    answer = quangnam_client.get("/api/v1/courses/")

    assert page.status_code == answer.status_code == 503
    assert page["Retry-After"] == answer["Retry-After"] == "10"
    assert "Kết quả học đã lưu vẫn còn nguyên" in page.content.decode()
    assert answer.json()["code"] == "UNAVAILABLE"
    assert b"10.1.2.3" not in page.content + answer.content


def test_live_and_static_need_no_database():
    assert Client(HTTP_HOST="anything").get("/healthz/live").json() == {"status": "live"}
    assert Client(HTTP_HOST="localhost").get("/static/missing.css").status_code == 404


def test_ready_at_both_hosts(quangnam_client, national_client):
    assert quangnam_client.get("/healthz/ready").json() == {"status": "ready"}
    assert national_client.get("/healthz/ready").json() == {"status": "ready"}


@pytest.mark.parametrize(("status", "kept"), [(200, 1), (404, 1), (500, 0)])
def test_failing_answer_rolls_back(status, kept, quangnam_client, quangnam):
    quangnam_client.raise_request_exception = False

    quangnam_client.get(f"/write/{status}/")

    with in_province(quangnam):
        assert Course.objects.count() == kept


def test_lazy_template_renders_inside_the_block(quangnam_client, quangnam):
    with in_province(quangnam):
        Course.objects.create(slug="an-toan", title="An toàn", audience="officials")

    assert quangnam_client.get("/lazy/").content.decode() == "An toàn"


def test_streaming_from_the_orm_fails_closed(quangnam_client):
    response = quangnam_client.get("/streaming/")

    with pytest.raises(NoProvince):
        b"".join(response.streaming_content)


@pytest.mark.committed
def test_request_leaves_no_place_behind(quangnam):
    Client(HTTP_HOST="quangnam.localhost").get("/where/")

    with pytest.raises(NoProvince):
        connection.cursor()
    assert not connection.in_atomic_block


# --- what is carried elsewhere ----------------------------------------------------------------


def sign_in(client: Client, place) -> None:
    with in_place(place):
        user = User.objects.create(email="linh@quangnam.vn", full_name="Nguyễn Thị Linh")
        client.force_login(user, backend="tenants.people.backends.PersonBackend")


def copy_of_quangnam():
    """A province whose rows, numbers and all, are Quảng Nam's."""
    number = provisioning.open_province(
        slug="saochep", name="Sao Chép", title="Tỉnh Sao Chép", operator="Sở"
    )
    with migrator.connect() as own:
        for table in ("people_user", "people_session"):
            own.execute(f"INSERT INTO saochep.{table} SELECT * FROM quangnam.{table}")
    with in_ministry():
        return Province.objects.get(pk=number).place


@pytest.mark.committed
def test_session_opens_nothing_elsewhere(quangnam):
    client = Client(HTTP_HOST="quangnam.localhost")
    sign_in(client, quangnam)
    copy_of_quangnam()

    signed_in = {
        host: client.get("/where/", HTTP_HOST=host).json()["signed_in"]
        for host in (
            "quangnam.localhost",
            "thainguyen.localhost",
            "saochep.localhost",
            "localhost",
        )
    }

    assert signed_in == {
        "quangnam.localhost": True,
        "thainguyen.localhost": False,
        "saochep.localhost": False,
        "localhost": False,
    }


def test_signed_link_is_good_at_home_only(quangnam, thainguyen, ministry):
    with in_province(quangnam):
        token = signing.sign({"user": "1"}, purpose="activate")
        assert signing.unsign(token, purpose="activate", max_age_seconds=60) == {"user": "1"}
        with pytest.raises(signing.SignatureInvalid):
            signing.unsign(token, purpose="reset", max_age_seconds=60)
        with pytest.raises(signing.SignatureExpired):
            signing.unsign(token, purpose="activate", max_age_seconds=-1)

    for place in (thainguyen, ministry):
        with in_place(place), pytest.raises(signing.SignatureInvalid):
            signing.unsign(token, purpose="activate", max_age_seconds=60)
    with pytest.raises(NoProvince):
        signing.sign(1, purpose="activate")


def test_cache_is_each_place_s_own(quangnam, thainguyen):
    with in_province(quangnam):
        cache.set("home", "của Quảng Nam")
        shared.set("release", "chung")
    with in_province(thainguyen):
        assert cache.get("home") is None
        assert shared.get("release") == "chung"
    with pytest.raises(NoProvince):
        cache.get("home")


def test_files_are_each_place_s_own(settings, tmp_path, quangnam, thainguyen):
    settings.MEDIA_ROOT = tmp_path
    with in_province(quangnam):
        name = default_storage.save("hinh.png", ContentFile(b"png"))
        assert default_storage.path(name) == str(tmp_path / str(quangnam.uuid) / "hinh.png")
    with in_province(thainguyen):
        assert not default_storage.exists(name)
    with pytest.raises(NoProvince):
        default_storage.exists(name)
