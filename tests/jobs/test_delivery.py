"""Mail and SMS leave once, through real channels, without anything personal in the log."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.utils import timezone

from tenants.context import in_province
from tenants.jobs import actions as jobs
from tenants.jobs import delivery, sms
from tenants.people import actions
from tenants.people.models import Message


@pytest.fixture
def letter(quangnam):
    with in_province(quangnam):
        return actions.send_mail(to="linh@x.example", subject="Chào", body="Mã 123456")


@pytest.fixture
def text(quangnam):
    with in_province(quangnam):
        return actions.send_sms(to="+84905000111", body="Mã 123456")


@pytest.fixture
def gateway(settings):
    """A gateway on this machine; `answers` are the statuses it gives, `seen` what it got."""

    class Gateway(BaseHTTPRequestHandler):
        seen: list = []
        answers: list = []

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.seen.append((self.path, self.headers["Authorization"], json.loads(body)))
            status = self.answers.pop(0) if self.answers else 202
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *args):
            pass

    Gateway.seen, Gateway.answers = [], []
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{server.server_port}/send"
    settings.SMS_GATEWAY_TOKEN = "secret"
    yield Gateway
    server.shutdown()
    server.server_close()


def state(place):
    with in_province(place):
        return Message.objects.values_list("body", "failed_count", "last_error_code").get()


def test_mail_is_sent_once(quangnam, letter, settings):
    settings.MAIL_IS_SENT = True

    assert (jobs.deliver_messages(quangnam), jobs.deliver_messages(quangnam)) == (1, 0)
    assert [(m.to, m.subject, m.body) for m in mail.outbox] == [
        (["linh@x.example"], "Chào", "Mã 123456")
    ]


def test_in_development_messages_count_as_sent(quangnam, letter, text):
    assert jobs.deliver_messages(quangnam) == 2
    assert mail.outbox == []


def test_outside_development_the_words_go_after_sending(quangnam, letter, settings):
    settings.HVS_DEVELOPMENT = False
    settings.MAIL_IS_SENT = True

    jobs.deliver_messages(quangnam)

    assert state(quangnam) == ("", 1, "")


def test_without_a_channel_messages_wait(quangnam, letter, settings):
    settings.HVS_DEVELOPMENT = False

    assert jobs.deliver_messages(quangnam) == 0
    assert state(quangnam) == ("Mã 123456", 1, "NO_CHANNEL")


def test_message_under_way_is_not_taken_twice(quangnam, letter):
    with in_province(quangnam):
        Message.objects.update(created_at=timezone.now() - timedelta(hours=1))

    assert delivery.take(quangnam) == letter
    assert delivery.take(quangnam) is None


def test_failed_message_waits_longer_each_time(quangnam, letter):
    delivery.take(quangnam)
    with in_province(quangnam):
        Message.objects.update(taken_at=timezone.now() - timedelta(minutes=3))
    second = delivery.take(quangnam)
    with in_province(quangnam):
        Message.objects.update(taken_at=timezone.now() - timedelta(minutes=3))

    assert second == letter
    assert delivery.take(quangnam) is None, "two failures wait four minutes"


def test_sms_is_posted_with_its_key(quangnam, text, gateway):
    assert jobs.deliver_messages(quangnam) == 1
    assert gateway.seen == [
        (
            "/send",
            "Bearer secret",
            {"to": "+84905000111", "body": "Mã 123456", "key": str(text.uid)},
        )
    ]


@pytest.mark.parametrize(("status", "code"), [(500, "GATEWAY_500"), (302, "GATEWAY_302")])
def test_refusing_gateway_leaves_the_message_waiting(quangnam, text, gateway, status, code):
    gateway.answers.append(status)

    assert jobs.deliver_messages(quangnam) == 0
    assert state(quangnam) == ("Mã 123456", 1, code)
    assert [path for path, *_ in gateway.seen] == ["/send"], "a redirect is not followed"


def test_unreachable_gateway_says_so(settings):
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:9/send"

    with pytest.raises(sms.GatewayRefused, match="GATEWAY_UNREACHABLE"):
        sms.send(to="+84905000111", body="x", key="k")


def test_gateway_address_must_be_http(settings):
    settings.SMS_GATEWAY_URL = "file:///etc/passwd"

    with pytest.raises(sms.GatewayRefused, match="GATEWAY_ADDRESS"):
        sms.send(to="+84905000111", body="x", key="k")


def test_log_of_a_failure_holds_nothing_personal(quangnam, letter, settings, capsys, caplog):
    settings.HVS_DEVELOPMENT = False

    jobs.deliver_messages(quangnam)

    written = capsys.readouterr()
    everything = written.out + written.err + caplog.text
    assert "linh@x.example" not in everything
    assert "123456" not in everything
