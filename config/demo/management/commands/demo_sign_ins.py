"""Prints where the demo's people sign in, for the end of ./run."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.demo import cast
from config.demo.refusal import only_in_development
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
            self._tell(national, [person.email for person in cast.MINISTRY], "")
        emails = {demo.slug: demo.learner_email for demo in cast.PROVINCES}
        people = {
            demo.slug: [one.email for one in (demo.office, demo.supervisor) if one]
            for demo in cast.PROVINCES
        }
        for place in each_province():
            if place.schema in people:
                address = province_address(place.schema)
                self._tell(address, people[place.schema], emails[place.schema])

    def _tell(self, address: str, emails: list[str], learner_email: str) -> None:
        """Print the accounts that exist here."""
        self.stdout.write(f"\n{address}")
        grants = RoleGrant.objects.filter(user__email__in=emails).order_by("pk")
        rows = grants.values_list("user__email", "user__full_name", "role")
        for email, name, role in dict.fromkeys(rows):
            self.stdout.write(f"  {email:<28} {name}, {ROLE_WORDS[role]}")
        learners = Learner.objects.filter(email=learner_email, user__activated_at__isnull=False)
        if learner_email:
            for learner in learners.select_related("unit"):
                unit = learner.unit.name if learner.unit else ""
                self.stdout.write(f"  {learner.email:<28} {learner.full_name}, học viên, {unit}")
