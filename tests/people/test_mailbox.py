"""The development mailbox: page and command."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tenants.context import in_ministry, in_province
from tenants.people import actions


@pytest.fixture
def letters(quangnam, ministry):
    with in_province(quangnam):
        actions.send_mail(
            to="linh@x.example", subject="Thư", body="Mở http://quangnam.localhost/a/"
        )
    with in_ministry():
        actions.send_sms(to="+84905000111", body="Mã <b>123456</b>")


def test_mailbox_shows_letters_of_this_place_with_links(quangnam_client, national_client, letters):
    province = quangnam_client.get("/dev/mailbox/").content.decode()
    nation = national_client.get("/dev/mailbox/").content.decode()

    assert '<a href="http://quangnam.localhost/a/" rel="nofollow">' in province
    assert "123456" not in province
    assert "Mã &lt;b&gt;123456&lt;/b&gt;" in nation


def test_mailbox_is_absent_outside_development(quangnam_client, letters, settings):
    settings.HVS_DEVELOPMENT = False

    assert quangnam_client.get("/dev/mailbox/").status_code == 404
    with pytest.raises(CommandError):
        call_command("mailbox")


def test_command_prints_one_place_or_all(letters):
    one, every = StringIO(), StringIO()

    call_command("mailbox", "--place", "quangnam", stdout=one)
    call_command("mailbox", stdout=every)

    assert "linh@x.example" in one.getvalue()
    assert "123456" not in one.getvalue()
    assert "123456" in every.getvalue()
