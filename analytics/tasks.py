"""Counting by the clock and on demand."""

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analytics import actions
from tenants.context import each_place
from tenants.jobs.work import JobRun, job_kind


@shared_task(checkpoints=True)  # type: ignore[call-overload]
def pull_provinces() -> None:
    """Fold page views and pull the figures of every province; called by beat."""
    pull_everything()


def pull_everything() -> None:
    """Fold the views of every place, then pull every province; call it outside any block."""
    for place in each_place():
        actions.fold_page_views(place)
    actions.pull_all_provinces(at=timezone.now())


@job_kind("analytics.pull_provinces", title=_("Lấy số liệu của các tỉnh"), unit=_("tỉnh"))
def pull_on_demand(run: JobRun) -> None:
    """Pull every province now, for somebody at the ministry who watches."""
    provinces = [place for place in each_place() if not place.is_ministry]
    failed = 0
    for done, place in enumerate(provinces, start=1):
        at = timezone.now()
        try:
            actions.pull_province(place, at=at)
        except Exception as error:
            actions.mark_failed(place, at=at, error=error)
            failed += 1
        with run.block() as job:
            run.progress(job, done_count=done, total_count=len(provinces))
    with run.block() as job:
        run.finish(
            job,
            result={
                "url": "/ministry/",
                "text": gettext("Đã lấy số liệu của %(done)s trên %(total)s đơn vị.")
                % {"done": len(provinces) - failed, "total": len(provinces)},
            },
        )
