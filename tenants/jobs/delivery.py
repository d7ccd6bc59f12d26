"""Mail and SMS on their way out: taken in one block, sent outside it, marked in another."""

from datetime import timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import timezone

from tenants.context import Place, in_place
from tenants.people.models import Message

log = structlog.get_logger(__name__)
MOST_FAILURES = 8
WAIT_AFTER_FAILURE = timedelta(minutes=2)


def take(place: Place) -> Message | None:
    """Return the oldest message that waits, or None. Its failure count says one try is under way.

    A crash between taking and marking repeats the message: twice is better than never.
    """
    now = timezone.now()
    with in_place(place):
        message = (
            Message.objects.select_for_update(skip_locked=True)
            .filter(sent_at=None, failed_count__lt=MOST_FAILURES)
            .filter(created_at__lte=now - WAIT_AFTER_FAILURE * F("failed_count"))
            .order_by("created_at", "pk")
            .first()
        )
        if message is None:
            return None
        message.failed_count += 1
        message.save(update_fields=["failed_count"])
        return message


def send(place: Place, message: Message) -> int:
    """Hand one message to its channel and mark it sent; return 1, or 0 if the channel refused."""
    try:
        if message.channel == Message.Channel.MAIL:
            send_mail(message)
        else:
            send_sms(message)
    except Exception as error:
        log.warning("message_not_sent", channel=message.channel, error=type(error).__name__)
        with in_place(place):
            Message.objects.filter(pk=message.pk).update(last_error_code=type(error).__name__)
        return 0
    with in_place(place):
        Message.objects.filter(pk=message.pk).update(sent_at=timezone.now())
    return 1


def send_mail(message: Message) -> None:
    """Send by Django's mail backend."""
    EmailMessage(
        message.subject, message.body, settings.DEFAULT_FROM_EMAIL, [message.recipient]
    ).send()


def send_sms(message: Message) -> None:
    """Hand a text message to the gateway; in development the mailbox page is the gateway."""
    if not settings.HVS_DEVELOPMENT:
        raise NotImplementedError("no SMS gateway is configured")
