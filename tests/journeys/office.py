"""Minh's work: catalogue, roster, targets, assignments, invitations (points 3 to 5)."""

import re
from pathlib import Path

import python_calamine

from tests.journeys.story import LINH, TARGETS, Story, figure
from tests.journeys.visitor import Visitor


def minh_takes_over(story: Story, minh: Visitor) -> None:
    """All fifteen courses in one go; they are the province's own."""
    minh.open("/office/library/")
    minh.follow("a[href='?select=all']")
    minh.press("Đưa vào danh mục của tỉnh")
    minh.wait_for_job()
    assert minh.page.locator("main .hv-task").count() == 15
    minh.open("/office/library/")
    assert minh.page.locator("main input[name=release]").count() == 0
    minh.open("/desk/")
    assert minh.page.locator("main tbody tr").count() == 15


def minh_imports(story: Story, minh: Visitor, folder: Path) -> None:
    """The roster as a real .xlsx: preview with errors, wrong rows as .xlsx, apply, a job."""
    file = folder / f"{story.slug}.xlsx"
    counts = [f"--{name}={count}" for name, count in story.roster.items()]
    story.product.manage("make_demo_roster", str(file), *counts)
    minh.open("/office/roster/")
    minh.page.locator("input[type=file]").set_input_files(file)
    minh.submit()
    address = minh.page.url
    minh.wait_for_job()
    assert minh.page.url.split("?")[0] == address.split("?")[0]
    good = sum(story.roster[cohort] for cohort in TARGETS)
    wrong = story.roster["faults"]
    figures = minh.page.locator("main .hv-stat__value").all_inner_texts()
    assert figures == [figure(good), "0", "0", figure(wrong)]
    wrong_rows(story, minh, wrong)
    for tab in ("new", "units"):
        minh.follow(f"a[href='?tab={tab}']")
    minh.press(minh.page.locator("form[action$='/application/'] button").first)
    minh.wait_for_job()
    minh.sees("Đã đưa vào danh sách")
    minh.open("/office/people/")
    minh.sees(f"{figure(good)} người")


def wrong_rows(story: Story, minh: Visitor, count: int) -> None:
    """The page names row and column of every error; the sheet holds the same rows."""
    shown = minh.page.locator("main tbody tr")
    assert shown.count() == min(count, 50)
    assert re.search(r"dòng \d+.*cột [A-Z]", re.sub(r"\s+", " ", shown.first.inner_text()))
    sheet = minh.download("a[href$='wrong-rows.xlsx']")
    book = python_calamine.CalamineWorkbook.from_path(sheet)
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    names = minh.page.locator("main tbody tr td:nth-child(2)").all_inner_texts()
    cells = {str(cell) for row in rows for cell in row}
    assert all(name.split("\n")[0] in {*cells, "–"} for name in names)


def minh_sets_targets(story: Story, minh: Visitor) -> None:
    """Three numbers a cohort: target, roster, active."""
    minh.open("/office/targets/")
    minh.fill(**{f"target__{cohort}": str(count) for cohort, count in TARGETS.items()})
    minh.submit()
    for cohort, target in TARGETS.items():
        minh.sees(figure(target), figure(story.roster[cohort]))


def minh_assigns(story: Story, minh: Visitor) -> None:
    """Nine mandatory for officials, two and four offered, one of them mandatory for teams."""
    minh.open("/office/assignments/")
    minh.submit()
    rows = minh.page.locator("main tbody tr").all_inner_texts()
    mandatory = [row for row in rows if "Bắt buộc" in row]
    assert len([row for row in mandatory if re.search(r"\d\d/\d\d/\d{4}", row)]) == 9 + 1
    assert len(rows) - len(mandatory) == 2 + 4


def minh_invites_by_mail(story: Story, minh: Visitor) -> None:
    """Everybody of Linh's commune gets a link or, without an address, a slip."""
    minh.open("/office/invitations/")
    minh.fill(cohort="officials")
    units = minh.page.locator("[name=unit] option", has_text="Xã Nam Phước")
    minh.fill(unit=units.first.get_attribute("value") or "")
    minh.submit()
    minh.wait_for_job()


def minh_prints_a_slip(story: Story, minh: Visitor) -> str:
    """Linh's code, on a page to print."""
    minh.open("/office/people/?q=QN-0012")
    minh.follow(LINH)
    minh.confirm(minh.page.locator("form[action$='/slip/'] button"))
    minh.sees(LINH)
    return minh.page.locator("main strong.hv-lead").inner_text()
