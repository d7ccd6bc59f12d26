"""Questions about the people of a place."""

from tenants.people.models import Message, User


def user_with_uid(uid: str) -> User | None:
    """Return the person with this uid, or None."""
    return User.objects.filter(uid=uid).first()


def newest_messages(count: int) -> list[Message]:
    """Return the mails and text messages written last, newest first."""
    return list(Message.objects.order_by("-pk")[:count])
