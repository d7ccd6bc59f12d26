"""The story, scene by scene: each function is what one person does, on real pages."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import Browser

from tests.journeys.product import Product
from tests.journeys.visitor import Visitor

DEMO_PASSWORD = "hoc-vu-so"
PASSWORD = "mot cau rat de nho"
COURSE = "An toàn thông tin"
LINH = "Nguyễn Thị Linh"
LINH_MAIL = "linh@quangnam.example"
TU = "Phạm Thị Tư"
HOA_MAIL = "hoa@thainguyen.example"
TARGETS = {"officials": 5700, "businesses": 2000, "community": 7000}


@dataclass
class Story:
    """One telling: a province of its own, one width."""

    browser: Browser
    product: Product
    width: int
    slug: str
    unit: str
    """Words of the administrative unit in the form's list."""
    roster: dict[str, int]
    visited: list[str] = field(default_factory=list)
    """Every address of every person."""
    certificate_address: str = ""

    @property
    def site(self) -> str:
        """The province's address."""
        return self.product.province(self.slug)

    @property
    def minh_mail(self) -> str:
        """Where Minh gets his mail."""
        return f"minh@{self.slug}.example"

    @property
    def sentence(self) -> str:
        """What An adds to a lesson."""
        return f"Câu này chị An viết thêm cho {self.slug}."

    def national(self) -> Visitor:
        """Somebody comes to the national site."""
        return self._visitor(self.product.national)

    def provincial(self) -> Visitor:
        """Somebody comes to the province's site."""
        return self._visitor(self.site)

    def _visitor(self, home: str) -> Visitor:
        return Visitor.arrive(self.browser, home, self.width, visited=self.visited)


def sign_in(person: Visitor, name: str, password: str) -> None:
    """Through the page, as everybody does."""
    person.open("/sign-in/")
    person.fill(name=name, password=password)
    person.submit()


def letter(person: Visitor, *words: str) -> str:
    """The newest message in the development mailbox that holds all these words."""
    reader = Visitor.arrive(
        person.page.context.browser,  # type: ignore[arg-type]
        person.home, 1280, visited=[],
    )  # fmt: skip
    reader.open("/dev/mailbox/")
    letters = reader.page.locator("main article").all_inner_texts()
    found = next((one for one in letters if all(word in one for word in words)), None)
    assert found, f"no message with {words}: {letters[:3]}"
    reader.leave()
    return found


def figure(count: int) -> str:
    """A number as Vietnamese pages write it: 5.140."""
    return f"{count:,}".replace(",", ".")


def activate_by_link(person: Visitor, address: str) -> None:
    """Follow the link of the activation mail and choose a password."""
    found = re.search(r"https?://\S+/activate/\S+", letter(person, address, "/activate/"))
    assert found
    person.open(found[0])
    choose_password(person)


def choose_password(person: Visitor) -> None:
    """On the page that asks for it; afterwards the person is signed in."""
    person.fill(password=PASSWORD, password_again=PASSWORD)
    person.submit()
