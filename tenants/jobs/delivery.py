"""Mail and SMS on their way out: taken in one block, sent outside it, marked in another."""

from datetime import timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import DurationField, ExpressionWrapper, F, Q, Value
from django.utils import timezone

from tenants.context import Place, in_place
from tenants.jobs import sms
from tenants.people.models import Message

log = structlog.get_logger(__name__)
MOST_FAILURES = 8
WAIT_AFTER_FAILURE = timedelta(minutes=2)


class NoChannel(RuntimeError):
    """Neither a mail server nor an SMS gateway is configured on this machine."""

    code = "NO_CHANNEL"


def take(place: Place) -> Message | None:
    """Return the oldest message that waits, or None. Its failure count says one try is under way.

    Nobody else takes it until its wait is over. A crash between taking and marking repeats the
    message: twice is better than never.
    """
    now = timezone.now()
    wait = ExpressionWrapper(
        Value(WAIT_AFTER_FAILURE) * F("failed_count"), output_field=DurationField()
    )
    with in_place(place):
        message = (
            Message.objects.select_for_update(skip_locked=True)
            .filter(sent_at=None, failed_count__lt=MOST_FAILURES)
            .filter(Q(taken_at=None) | Q(taken_at__lte=now - wait))
            .order_by("created_at", "pk")
            .first()
        )
        if message is None:
            return None
        message.taken_at = now
        message.failed_count += 1
        message.save(update_fields=["taken_at", "failed_count"])
        return message


def send(place: Place, message: Message) -> int:
    """Hand one message to its channel and mark it sent; return 1, or 0 if the channel refused."""
    try:
        if message.channel == Message.Channel.MAIL:
            send_mail(message)
        else:
            send_sms(message)
    except Exception as error:
        name = getattr(error, "code", None) or type(error).__name__
        log.warning("message_not_sent", channel=message.channel, error=str(name)[:64])
        with in_place(place):
            Message.objects.filter(pk=message.pk).update(last_error_code=str(name)[:64])
        return 0
    with in_place(place):
        mark_sent(message)
    return 1


def mark_sent(message: Message) -> None:
    """Note the moment; outside development the words go, they may hold a code or a link."""
    changes = {"sent_at": timezone.now(), "last_error_code": ""}
    if not settings.HVS_DEVELOPMENT:
        changes["body"] = ""
    Message.objects.filter(pk=message.pk).update(**changes)


def send_mail(message: Message) -> None:
    """Send by SMTP; in development without a server the mailbox page is the server."""
    if settings.MAIL_IS_SENT:
        EmailMessage(
            message.subject, message.body, settings.DEFAULT_FROM_EMAIL, [message.recipient]
        ).send()
    elif not settings.HVS_DEVELOPMENT:
        raise NoChannel


def send_sms(message: Message) -> None:
    """Hand a text message to the gateway; in development the mailbox page is the gateway."""
    if settings.SMS_GATEWAY_URL:
        sms.send(to=message.recipient, body=message.body, key=str(message.uid))
    elif not settings.HVS_DEVELOPMENT:
        raise NoChannel
