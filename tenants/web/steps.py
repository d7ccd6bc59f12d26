"""The words of the steps of an opening."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tenants.queries import Step


@dataclass(frozen=True, slots=True)
class WordedStep:
    """One step as the page shows it; `kind` as <c-tag> knows it."""

    title: str
    status: str
    kind: str
    at: datetime | None
    error_code: str


def worded(steps: list[Step]) -> list[WordedStep]:
    """Return the steps in words."""
    return [
        WordedStep(titles()[step.key], *states(step.key)[step.state], step.at, step.error_code)
        for step in steps
    ]


def titles() -> dict[str, str]:
    """Return what each step is called."""
    return {
        "received": _("Nhận hồ sơ"),
        "decision": _("Duyệt hồ sơ"),
        "role": _("Tạo vai trò riêng trong cơ sở dữ liệu"),
        "schema": _("Tạo lược đồ dữ liệu riêng"),
        "domain": _("Mở địa chỉ của trang"),
        "activation": _("Gửi thư kích hoạt"),
    }


def states(key: str) -> dict[str, tuple[str, str]]:
    """Return {state: (words, kind of tag)}; the decision runs as long as people need."""
    running = _("Đang xem xét") if key == "decision" else _("Đang làm")
    return {
        "waiting": (_("Chưa đến"), "todo"),
        "running": (running, "doing"),
        "done": (_("Xong"), "done"),
        "failed": (_("Chưa xong"), "late"),
        "refused": (_("Chưa được duyệt"), "locked"),
    }
