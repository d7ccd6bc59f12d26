"""The ministry changes a course that a province has changed too: the office decides, and undoes."""

from playwright.sync_api import Browser

from tests.journeys.product import Product
from tests.journeys.story import DEMO_PASSWORD, sign_in
from tests.journeys.visitor import Visitor

THAI_MAIL = "thai@thainguyen.example"
WRITTEN = "Câu này do chị Thái viết từ cả hai bản."


def thai_decides_and_undoes(
    browser: Browser, running: Product, *, position: int, width: int, scripts: bool
) -> None:
    """One course, from the list to the decision, the history and back."""
    home = running.province("thainguyen")
    thai = Visitor.arrive(browser, home, width, visited=[], scripts=scripts)
    sign_in(thai, THAI_MAIL, DEMO_PASSWORD)
    thai.open("/office/")
    thai.follow("a[href='/office/library/updates/']")
    course = thai.page.locator("main tbody tr", has_text=f"Cùng sửa khóa {position}")
    thai.follow(course.locator("a").first)
    thai.sees("1 chỗ cần Ông/Bà quyết định", "Giữ phần tỉnh đã sửa ở 1 bài")
    address = thai.page.url
    confirms_too_early(thai)
    thai.page.get_by_label("Tự viết lại từ hai bản").check(force=True)
    prefilled = thai.page.get_by_label("Nội dung tự viết")
    assert {"Bộ sửa câu này.", "Tỉnh sửa câu này."} <= set(prefilled.input_value().split("\n\n"))
    prefilled.fill(WRITTEN)
    thai.press("Nhận bản 2")
    thai.sees("Đã nhận bản 2 và xuất bản cho học viên.", "tự viết", "Từ bản 1 lên bản 2")
    undoes(thai)
    thai.sees("trở lại đúng như trước khi nhận bản 2", "Đã hoàn tác")
    thai.open(address)
    thai.sees("1 chỗ cần Ông/Bà quyết định")
    thai.open(f"{address}following/")
    thai.leave()


def confirms_too_early(thai: Visitor) -> None:
    """The button pressed with the decision still open: nothing is taken, the place is named."""
    with thai.page.expect_navigation() as answered:
        thai.page.get_by_role("button", name="Nhận bản 2").click()
    assert answered.value.status == 422
    thai.page.wait_for_load_state("load")
    thai.faults = [fault for fault in thai.faults if "422" not in fault]
    thai.examine()
    thai.sees("Có chỗ cần sửa", "Vui lòng chọn một cách.")
    thai.page.locator(".govuk-error-summary a").first.click()
    thai.page.locator("input[type=radio]:focus, input[type=radio]:target").first.wait_for(
        state="attached"
    )


def undoes(thai: Visitor) -> None:
    """One step; a dialog asks first where there are scripts."""
    if thai.scripts:
        thai.confirm("Hoàn tác")
    else:
        thai.press("Hoàn tác")
