"""Questions about the people of a place."""

from django.utils import timezone

from tenants.people.models import Message, Session, User


def user_with_uid(uid: str) -> User | None:
    """Return the person with this uid, or None."""
    return User.objects.filter(uid=uid).first()


def open_session_count(user: User) -> int:
    """Return in how many browsers this person is signed in, the present one included."""
    return Session.objects.filter(user_id=user.pk, expire_date__gt=timezone.now()).count()


def newest_messages(count: int) -> list[Message]:
    """Return the mails and text messages written last, newest first."""
    return list(Message.objects.order_by("-pk")[:count])


def people_with_role(*roles: str) -> list[User]:
    """Return the active people who hold one of these roles here, by name."""
    found = User.objects.filter(is_active=True, grants__role__in=roles).distinct()
    return list(found.order_by("full_name", "pk"))
