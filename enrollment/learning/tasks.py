"""What runs by the clock for learners."""

from celery import shared_task

from enrollment.learning import actions, closing, guests
from tenants.context import each_place, in_place


@shared_task(checkpoints=True)  # type: ignore[call-overload]
def delete_expired_guests() -> None:
    """Delete guests whose 30 days are over, in every province; called by beat once a day."""
    for place in each_place():
        if place.is_ministry:
            continue
        deleted = guests.MOST_DELETED
        while deleted == guests.MOST_DELETED:
            with in_place(place):
                deleted = guests.delete_expired_guests()


@shared_task(checkpoints=True)  # type: ignore[call-overload]
def close_left_attempts() -> None:
    """Hand in what nobody came back to, in every province; called by beat every two minutes."""
    for place in each_place():
        if place.is_ministry:
            continue
        closed = closing.MOST_AT_ONCE
        while closed == closing.MOST_AT_ONCE:
            with in_place(place):
                closed = actions.close_left_attempts()
