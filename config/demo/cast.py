"""Who lives in the demo country, and how everybody gets an account that opens at once."""

import uuid
from dataclasses import dataclass

from django.conf import settings

from enrollment import actions as enrollment_actions
from enrollment.models import Learner
from tenants.models import Installation
from tenants.people import actions as people
from tenants.people.models import Role, User


@dataclass(frozen=True, slots=True)
class Person:
    """One named person of the ministry or an office."""

    full_name: str
    email: str
    role: str


@dataclass(frozen=True, slots=True)
class DemoProvince:
    """What one demo province is made of; counts are the good rows of its roster."""

    slug: str
    unit_code: str
    unit_is_former: bool
    operator: str
    hotline: str
    office: Person
    learner_email: str
    targets: dict[str, int]
    roster: dict[str, int]
    active: dict[str, int]
    """How many of each cohort have begun to learn."""
    goal_rests: bool = False
    """The named learner set themselves a lesson a week; whether they take a rest from it."""
    team_member_email: str = ""
    """Somebody of the roster who is in a community digital team."""
    supervisor: Person | None = None
    supervised_units: tuple[str, ...] = ()

    @property
    def learner_emails(self) -> list[str]:
        """Those of the roster whose accounts are open and whose sign-ins are told."""
        return [email for email in (self.learner_email, self.team_member_email) if email]


AN = Person("Nguyễn Thị An", "an@bo.example", Role.MINISTRY_EDITOR)
HA = Person("Trần Thu Hà", "ha@bo.example", Role.MINISTRY_ADMINISTRATOR)
PHUC = Person("Lê Hồng Phúc", "phuc@bo.example", Role.MINISTRY_ANALYST)
MINISTRY = (AN, HA, PHUC)
MINISTRY_OPERATOR = "Cục Chuyển đổi số quốc gia, Bộ Khoa học và Công nghệ"

QUANGNAM = DemoProvince(
    slug="quangnam",
    unit_code="49",
    unit_is_former=True,
    operator="Sở Khoa học và Công nghệ Quảng Nam",
    hotline="0235 3000 111",
    office=Person("Trần Văn Minh", "minh@quangnam.example", Role.PROVINCE_OFFICE),
    learner_email="linh@quangnam.example",
    targets={"officials": 5700, "businesses": 2000, "community": 7000},
    roster={"officials": 5140, "businesses": 2000, "community": 7000, "faults": 40, "seed": 49},
    active={"officials": 1157, "businesses": 212, "community": 468},
    team_member_email="thuan@quangnam.example",
    supervisor=Person("Hồ Văn Sơn", "son@quangnam.example", Role.SUPERVISOR),
    supervised_units=("Sở Nội vụ", "Xã Nam Phước"),
)
THAINGUYEN = DemoProvince(
    slug="thainguyen",
    unit_code="19",
    unit_is_former=False,
    operator="Sở Khoa học và Công nghệ Thái Nguyên",
    hotline="0208 3000 222",
    office=Person("Ma Thị Thái", "thai@thainguyen.example", Role.PROVINCE_OFFICE),
    learner_email="hoa@thainguyen.example",
    targets={"officials": 900, "businesses": 150, "community": 1200},
    roster={"officials": 640, "businesses": 120, "community": 800, "faults": 6, "seed": 19},
    active={"officials": 131, "businesses": 14, "community": 57},
    goal_rests=True,
)
DANANG = DemoProvince(
    slug="danang",
    unit_code="48",
    unit_is_former=False,
    operator="Sở Khoa học và Công nghệ Đà Nẵng",
    hotline="0236 3000 333",
    office=Person("Huỳnh Thị Ngân", "ngan@danang.example", Role.PROVINCE_OFFICE),
    learner_email="",
    targets={"officials": 600, "businesses": 300, "community": 500},
    roster={"officials": 420, "businesses": 160, "community": 300, "faults": 4, "seed": 48},
    active={"officials": 96, "businesses": 21, "community": 18},
)
PROVINCES = (QUANGNAM, THAINGUYEN, DANANG)


def name_ministry_contact() -> None:
    """Let the national site's help box name somebody, unless somebody is named."""
    Installation.objects.filter(hotline="").update(
        operator=MINISTRY_OPERATOR, hotline="024 3000 444"
    )


def ensure_account(who: Person, *, scopes: tuple[uuid.UUID | None, ...] = (None,)) -> User:
    """Return this person with the demo password and the role; made where missing."""
    user = User.objects.filter(email=who.email).first() or people.create_user(
        full_name=who.full_name, email=who.email
    )
    if not user.activated_at:
        people.activate(user=user, password=settings.DEMO_PASSWORD)
    for scope in scopes:
        people.grant_role(user=user, role=who.role, scope_uid=scope, by=None)
    return user


def ensure_learner_account(email: str, *, by: User) -> Learner:
    """Return a person of the roster whose account is open, through invitation and activation."""
    learner = Learner.objects.select_related("user").get(email=email)
    if learner.user_id is None:
        enrollment_actions.invite_learners(learner_ids=[learner.pk], by=by)
        learner = Learner.objects.select_related("user").get(pk=learner.pk)
    if learner.user and not learner.user.activated_at:
        people.activate(user=learner.user, password=settings.DEMO_PASSWORD)
    return learner
