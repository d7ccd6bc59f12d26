"""Prints where the demo's people sign in, for the end of ./run."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.demo import cast
from config.demo.refusal import only_in_development
from enrollment.learning import policies
from enrollment.models import Learner
from tenants.applications import province_address
from tenants.context import each_province, in_ministry
from tenants.people.models import RoleGrant

ROLE_WORDS = {
    "ministry_editor": "biên tập viên của Bộ",
    "ministry_administrator": "quản trị của Bộ",
    "ministry_analyst": "chuyên viên số liệu của Bộ",
    "province_office": "cán bộ điều hành của tỉnh",
    "supervisor": "người theo dõi, đánh giá",
}


class Command(BaseCommand):
    help = "Prints addresses and accounts of the demo country."

    def handle(self, *args: Any, **options: Any) -> None:
        only_in_development()
        national = f"{settings.BASE_SCHEME}://{settings.BASE_HOST}{settings.BASE_PORT}/"
        self.stdout.write(f"Password of every account: {settings.DEMO_PASSWORD}")
        with in_ministry():
            self._tell(national, [person.email for person in cast.MINISTRY], [])
        learners = {demo.slug: demo.learner_emails for demo in cast.PROVINCES}
        people = {
            demo.slug: [one.email for one in (demo.office, demo.supervisor) if one]
            for demo in cast.PROVINCES
        }
        for place in each_province():
            if place.schema in people:
                address = province_address(place.schema)
                self._tell(address, people[place.schema], learners[place.schema])

    def _tell(self, address: str, emails: list[str], learner_emails: list[str]) -> None:
        """Print the accounts that exist here."""
        self.stdout.write(f"\n{address}")
        grants = RoleGrant.objects.filter(user__email__in=emails).order_by("pk")
        rows = grants.values_list("user__email", "user__full_name", "role")
        for email, name, role in dict.fromkeys(rows):
            self.stdout.write(f"  {email:<28} {name}, {ROLE_WORDS[role]}")
        if learner_emails:
            self._tell_learners(learner_emails)

    def _tell_learners(self, emails: list[str]) -> None:
        people = Learner.objects.filter(email__in=emails, user__activated_at__isnull=False)
        for one in people.select_related("unit", "sub_group").order_by("pk"):
            is_member = policies.is_team_member(one, one.sub_group.key if one.sub_group else None)
            words = "thành viên tổ công nghệ số cộng đồng" if is_member else "học viên"
            unit = one.unit.name if one.unit else ""
            self.stdout.write(f"  {one.email:<28} {one.full_name}, {words}, {unit}")
