"""The base of every Celery task: a header says where it runs, and without one it does not run."""

from typing import Any

import structlog
from celery import Task
from celery.exceptions import Reject

from tenants import registry
from tenants.context import Place, current_place, in_ministry, in_province

log = structlog.get_logger(__name__)
MINISTRY = "ministry"


class PlaceTask(Task):
    """Carries the place of the caller in the header `place` and runs the body inside it.

    checkpoints = True chooses the place without a transaction: the body opens one per checkpoint.
    """

    abstract = True
    checkpoints = False

    def apply_async(self, args: Any = None, kwargs: Any = None, *rest: Any, **options: Any) -> Any:
        """Send the task; raises NoProvince where no place is chosen and none is given."""
        headers = dict(options.pop("headers", None) or {})
        if "place" not in headers:  # beat gives one and stands nowhere itself
            headers["place"] = self._place_of_caller()
        return super().apply_async(args, kwargs, *rest, headers=headers, **options)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the body where the header says; reject none, unknown and suspended."""
        if self.request.called_directly:
            return self.run(*args, **kwargs)
        header = place_header(self.request)
        if header == MINISTRY:
            with in_ministry(atomic=not self.checkpoints):
                return self.run(*args, **kwargs)
        with in_province(self._admitted(header), atomic=not self.checkpoints):
            return self.run(*args, **kwargs)

    def _place_of_caller(self) -> str:
        if not self.request.called_directly and (header := place_header(self.request)):
            return header
        return current_place().id

    def _admitted(self, header: str | None) -> Place:
        if not header:
            raise self._rejected("no place in the header")
        try:
            return registry.active_place(header)
        except registry.ProvinceUnknown as error:
            raise self._rejected("unknown province") from error
        except registry.ProvinceSuspended as error:
            raise self._rejected("suspended province") from error
        except registry.ProvinceBehind as error:
            raise self._rejected("province in maintenance") from error

    def _rejected(self, reason: str) -> Reject:
        log.error("task rejected", task=self.name, task_id=self.request.id, reason=reason)
        return Reject(reason, requeue=False)


def place_header(request: Any) -> str | None:
    """The header `place` of a running task, None when it carries none."""
    header = getattr(request, "place", None) or (request.headers or {}).get("place")
    return str(header) if header else None
