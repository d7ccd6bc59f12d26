"""What leaves the house: error reports name the place and no person; so do the logs."""

import json
import logging

import pytest
import sentry_sdk
from sentry_sdk.transport import Transport

from config import observability
from tenants.context import in_province
from tenants.people.models import User

SECRETS = ("Nguyễn Thị Linh", "linh@quangnam.example", "0905000111", "rat-bi-mat", "10.1.2.3")


class Kept(Transport):
    """Keeps what would have been sent."""

    def __init__(self):
        super().__init__()
        self.sent = []

    def capture_envelope(self, envelope):
        self.sent += [item.get_event() for item in envelope.items if item.get_event()]


@pytest.fixture
def kept():
    transport = Kept()
    observability.configure_sentry(
        dsn="https://key@sentry.example/1", release="test", transport=transport
    )
    yield transport
    sentry_sdk.get_client().close()
    sentry_sdk.init()


def test_report_of_an_error_names_the_place_and_nobody(kept, quangnam):
    with in_province(quangnam):
        linh = User(full_name=SECRETS[0], email=SECRETS[1])
        try:
            raise ValueError(f"duplicate key: {linh.full_name} {linh.email} {SECRETS[2]}")
        except ValueError as error:
            sentry_sdk.set_user({"email": linh.email, "ip_address": SECRETS[4]})
            sentry_sdk.set_extra("typed", SECRETS[3])
            sentry_sdk.capture_exception(error)

    (event,) = kept.sent  # lines of source code may go: they are ours, no person's
    told = json.dumps(event, ensure_ascii=False, default=str)
    assert event["tags"] == {"place": quangnam.id}
    assert [one["type"] for one in event["exception"]["values"]] == ["ValueError"]
    assert [secret for secret in SECRETS if secret in told] == []


def test_report_of_a_failed_request_holds_no_address_and_no_form(
    kept, quangnam_client, monkeypatch
):
    def fail(*args, **kwargs):
        raise RuntimeError(SECRETS[0])

    monkeypatch.setattr("tenants.people.web.sign_in.render", fail, raising=False)
    quangnam_client.raise_request_exception = False

    quangnam_client.get(
        "/sign-in/?next=/rat-bi-mat/", REMOTE_ADDR="10.1.2.3", HTTP_COOKIE="session=rat-bi-mat"
    )

    assert [one["exception"]["values"][0]["type"] for one in kept.sent] == ["RuntimeError"]
    told = json.dumps(kept.sent, ensure_ascii=False, default=str)
    assert [secret for secret in SECRETS if secret in told] == []


def test_log_line_of_a_request_names_route_and_place_only(quangnam_client, quangnam, caplog):
    caplog.set_level(logging.INFO)

    quangnam_client.get("/sign-in/?name=linh@quangnam.example", REMOTE_ADDR="10.1.2.3")

    lines = [record.getMessage() for record in caplog.records if "sign-in" in record.getMessage()]
    assert len(lines) == 1
    assert [secret for secret in SECRETS if secret in lines[0]] == []
