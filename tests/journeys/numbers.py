"""Who sees which numbers, and what Hoa of another province gets (points 7 and 8)."""

import re
from urllib.parse import urlsplit

from tests.journeys.story import (
    DEMO_PASSWORD,
    HOA_MAIL,
    LINH,
    LINH_MAIL,
    TARGETS,
    TU,
    Story,
    figure,
    sign_in,
)
from tests.journeys.visitor import Visitor
from tests.journeys.wire import ask, cookies_of

SON_MAIL = "son@quangnam.example"
UNITS = ("Sở Nội vụ", "Xã Nam Phước")
BELOW = "Chi cục Văn thư, Lưu trữ"
PUBLIC = re.compile(
    r"/(courses/([a-z0-9-]+/)?|sign-in/|sign-in/code/|register/|activate/|reset/"
    r"|certificates/[0-9A-Z-]+/|theme\.css|media/\w+"
    r"|saved/|offline/|device/session/|sw\.js|manifest\.webmanifest)?"
    r"|/courses/(?P<free>[a-z0-9-]+)/(resume/|lessons/[0-9a-f-]+/(quiz/)?)"
)
FREE = ("bao-ve-an-toan-thong-tin-tren-mang",)
NOT_THERE = (302, 401, 404, 405, 410)


def son_sees_his_people(story: Story, minh: Visitor) -> None:
    """Sơn follows two units: exactly their people, their progress and scores."""
    stranger = somebody_else(minh)
    story.product.stage(f"appoint_son({story.slug!r})")
    son = story.provincial()
    sign_in(son, SON_MAIL, DEMO_PASSWORD)
    assert son.page.url.endswith("/supervisor/")
    son.sees(*UNITS)
    people = son.page.locator("main table").last.locator("tbody tr")
    units = people.locator("td[data-label='Đơn vị']").all_inner_texts()
    assert units
    assert set(units) <= {*UNITS, BELOW}
    son.open("/supervisor/?q=linh")
    son.follow(son.page.locator("main th a", has_text=LINH))
    son.sees(LINH, "7/7 bài", "100 điểm")
    cookies = cookies_of(son.page)
    assert ask(son.home, f"/supervisor/people/{stranger}/", cookies).status == 404
    assert ask(son.home, "/office/people/", cookies).status == 403
    son.leave()


def somebody_else(minh: Visitor) -> str:
    """The uid of an official of another unit than Sơn's."""
    minh.open("/office/people/?cohort=officials")
    rows = minh.page.locator("main tbody tr").all()
    strangers = [row for row in rows if not any(u in row.inner_text() for u in (*UNITS, BELOW))]
    link = strangers[0].get_by_role("link").first.get_attribute("href") or ""
    return link.rstrip("/").rsplit("/", 1)[1]


def minh_sees_cohorts(story: Story, minh: Visitor) -> None:
    """Each cohort against its target."""
    minh.open("/office/figures/")
    for cohort, target in TARGETS.items():
        minh.sees(figure(target), figure(story.roster[cohort]))
    minh.open("/office/")


def phuc_sees_the_province(story: Story) -> None:
    """The ministry's analyst sees the province among the others."""
    story.product.stage("pull_figures()")
    phuc = story.national()
    sign_in(phuc, "phuc@bo.example", DEMO_PASSWORD)
    phuc.open("/ministry/")
    row = phuc.page.locator("main tr", has_text=story.slug)
    words = re.sub(r"\s+", " ", row.inner_text())
    assert figure(sum(TARGETS.values())) in words
    assert figure(sum(story.roster[cohort] for cohort in TARGETS) + 1) in words
    assert "Đang hoạt động" in words
    phuc.leave()


def hoa_tries_everything(story: Story) -> None:
    """Hoa, signed in at Thái Nguyên, takes her cookie to every address the story met."""
    hoa = Visitor.arrive(
        story.browser, story.product.province("thainguyen"), story.width, visited=[]
    )
    sign_in(hoa, HOA_MAIL, DEMO_PASSWORD)
    cookies = cookies_of(hoa.page)
    addresses = [one for one in story.visited if one.startswith(f"{story.site}/")]
    paths = {urlsplit(one)._replace(scheme="", netloc="").geturl() for one in addresses}
    tried = [path for path in sorted(paths) if not path.startswith(("/static/", "/dev/"))]
    assert len(tried) > 60
    secrets = (LINH, LINH_MAIL, "QN-0012", "905000111", "905 000 111", TU, story.minh_mail)
    for path in tried:
        for home in (story.site, hoa.home):
            answer = ask(home, path, cookies)
            # The form to sign in repeats the address that was asked for.
            told = [one for one in secrets if one in answer.text and one not in path]
            assert not told, f"{home}{path}"
            if home == story.site and not is_public(path):
                assert answer.status in NOT_THERE, f"{path} answered {answer.status}"
                assert answer.status != 302 or answer.location.startswith("/sign-in/"), path
    hoa.leave()


def is_public(path: str) -> bool:
    """Whether anybody may read this address without an account."""
    found = PUBLIC.fullmatch(urlsplit(path).path)
    return found is not None and found["free"] in (None, *FREE)
