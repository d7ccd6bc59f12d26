"""An and Hà write lessons of the ministry: saving by itself, taking over, pasting, order."""

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, expect

from tests.journeys.product import CHECKOUT, Product
from tests.journeys.story import COURSE, DEMO_PASSWORD, sign_in
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
AN, HA = "an@bo.example", "ha@bo.example"
CLIPBOARD = CHECKOUT / "tests" / "catalog" / "clipboard"
SECONDS_BETWEEN_SAVINGS = 20
PASTE = """(area, html) => {
    area.focus();
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    clipboardData.setData("text/plain", "chữ thường");
    const how = {clipboardData, bubbles: true, cancelable: true};
    area.dispatchEvent(new ClipboardEvent("paste", how));
}"""


def editor_of(
    browser: Browser, running: Product, mail: str, lesson: int, width: int = 1280
) -> Visitor:
    """Somebody who has opened the n-th lesson of a course; their clock can be put forward."""
    person = course_of(browser, running, mail, width)
    person.page.clock.install()
    person.follow(person.page.locator("main .hv-task a.hv-task__title").nth(lesson))
    return person


def course_of(browser: Browser, running: Product, mail: str, width: int = 1280) -> Visitor:
    """Somebody who has opened a course at the desk."""
    person = Visitor.arrive(browser, running.national, width, visited=[])
    sign_in(person, mail, DEMO_PASSWORD)
    person.open("/desk/")
    person.follow(COURSE)
    return person


def body(person: Visitor) -> Locator:
    return person.page.locator("[name=body]")


def status(person: Visitor) -> Locator:
    return person.page.locator("[data-save-status]")


def wait(person: Visitor) -> None:
    """Let the time pass after which a page saves by itself."""
    person.page.clock.fast_forward(SECONDS_BETWEEN_SAVINGS * 1000)


def button(person: Visitor, name: str) -> Locator:
    return person.page.locator("main").get_by_role("button", name=name, exact=True)


def test_a_lesson_saves_by_itself_and_is_taken_over(browser, running):
    an = editor_of(browser, running, AN, 0)
    body(an).fill("An viết câu này.")
    wait(an)
    expect(status(an)).to_contain_text("Đã lưu lúc")

    ha = editor_of(browser, running, HA, 0)
    ha.sees("Ông/Bà Nguyễn Thị An đang sửa bài này từ", "An viết câu này.")
    expect(body(ha)).to_have_attribute("readonly", "")
    ha.press("Tôi sửa tiếp")
    body(ha).fill("Hà viết tiếp.")
    body(an).fill("An viết câu này. Và câu nữa.")
    wait(an)

    notice = an.page.locator("[data-notice=LESSON_HELD]")
    expect(notice).to_contain_text("Ông/Bà Trần Thu Hà đang sửa bài này từ")
    expect(body(an)).to_have_value("An viết câu này. Và câu nữa.")
    wait(ha)
    expect(status(ha)).to_contain_text("Đã lưu lúc")
    ha.page.reload()
    expect(body(ha)).to_have_value("Hà viết tiếp.")
    an.leave()
    ha.leave()


def test_what_is_typed_without_network_is_kept_and_saved_later(browser, running):
    an = editor_of(browser, running, AN, 1)
    address = an.page.url
    an.page.context.set_offline(True)
    body(an).fill("Viết lúc mất mạng.")
    wait(an)
    expect(status(an)).to_have_text("Chưa lưu – sẽ thử lại")
    an.page.close()
    an.page.context.set_offline(False)

    again = an.page.context.new_page()
    again.clock.install()
    again.goto(address)
    expect(again.locator("[name=body]")).to_have_value("Viết lúc mất mạng.")
    again.clock.fast_forward(SECONDS_BETWEEN_SAVINGS * 1000)
    expect(again.locator("[data-save-status]")).to_contain_text("Đã lưu lúc")
    again.reload()

    expect(again.locator("[name=body]")).to_have_value("Viết lúc mất mạng.")
    again.context.close()


def test_leaving_the_page_saves_and_gives_the_lesson_back(browser, running):
    an = editor_of(browser, running, AN, 2)
    body(an).fill("Câu cuối trước khi đi.")
    an.follow(an.page.locator(".hv-crumbs a").last)

    ha = editor_of(browser, running, HA, 2)

    expect(body(ha)).to_have_value("Câu cuối trước khi đi.")
    expect(body(ha)).to_be_editable()
    an.leave()
    ha.leave()


def test_text_from_word_keeps_its_form_and_can_be_undone(browser, running):
    an = editor_of(browser, running, AN, 3)
    body(an).fill("")
    expected = (CLIPBOARD / "word.md").read_text(encoding="utf-8").strip()

    body(an).evaluate(PASTE, (CLIPBOARD / "word.html").read_text(encoding="utf-8"))

    expect(body(an)).to_have_value(expected)
    expect(an.page.locator("[data-paste-status]")).to_contain_text("Còn 1 hình chưa dán được.")
    body(an).press("Control+z")
    expect(body(an)).to_have_value("")
    an.leave()


def test_a_pasted_heading_stands_alone_in_the_middle_of_a_line(browser, running):
    an = editor_of(browser, running, AN, 3)
    body(an).fill("Đoạn hai dài.")
    body(an).evaluate("area => area.setSelectionRange(5, 5)")

    body(an).evaluate(PASTE, "<h2>Tiêu đề</h2>")

    expect(body(an)).to_have_value("Đoạn \n\n## Tiêu đề\n\nhai dài.")
    an.leave()


def test_toolbar_writes_what_nobody_needs_to_know(browser, running):
    an = editor_of(browser, running, AN, 4, width=360)
    body(an).fill("An toàn")
    body(an).select_text()

    button(an, "Đậm").click()
    expect(body(an)).to_have_value("**An toàn**")
    button(an, "Đậm").click()
    expect(body(an)).to_have_value("An toàn")
    button(an, "Tiêu đề").click()
    expect(body(an)).to_have_value("## An toàn")
    button(an, "Danh sách").click()
    expect(body(an)).to_have_value("- An toàn")
    body(an).fill("")
    button(an, "Liên kết").click()
    dialog = an.page.get_by_role("dialog", name="Thêm liên kết")
    dialog.get_by_label("Chữ hiện ra").fill("Cổng dịch vụ công")
    for wrong in ("", "javascript:alert(1)", "khong phai dia chi"):
        dialog.get_by_label("Địa chỉ").fill(wrong)
        dialog.get_by_role("button", name="Thêm liên kết").click()
        expect(dialog.locator("[data-error]")).to_contain_text("Vui lòng nhập địa chỉ")
    dialog.get_by_label("Địa chỉ").fill("dichvucong.gov.vn")
    dialog.get_by_role("button", name="Thêm liên kết").click()
    expect(body(an)).to_have_value("[Cổng dịch vụ công](https://dichvucong.gov.vn)")
    button(an, "Tiêu đề").press("ArrowRight")
    assert an.page.evaluate("document.activeElement.textContent") == "Đậm"
    an.leave()


def test_image_is_asked_for_its_words(browser, running, tmp_path):
    picture = picture_at(tmp_path / "man-hinh.png")
    an = editor_of(browser, running, AN, 5, width=360)
    body(an).fill("Đầu bài.")
    button(an, "Hình").click()
    dialog = an.page.get_by_role("dialog", name="Thêm hình")
    dialog.get_by_label("Chọn hình").set_input_files(picture)
    dialog.get_by_role("button", name="Thêm hình vào bài").click()
    expect(dialog.get_by_role("alert")).to_have_text("Hãy mô tả hình bằng một câu.")

    dialog.get_by_label("Lời mô tả hình").fill("Màn hình đăng nhập")
    dialog.get_by_role("button", name="Thêm hình vào bài").click()

    expect(dialog).to_be_hidden()
    assert body(an).input_value().startswith("Đầu bài.\n\n![Màn hình đăng nhập](media:")
    expect(an.page.locator("#preview img")).to_have_attribute("alt", "Màn hình đăng nhập")
    an.leave()


def picture_at(path: Path) -> Path:
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "#0a5c5a").save(out, "PNG")
    path.write_bytes(out.getvalue())
    return path


def test_lesson_is_dragged_into_another_chapter(browser, running):
    an = course_of(browser, running, AN)
    an.page.set_viewport_size({"width": 1280, "height": 2600})
    chapters = an.page.locator("[data-lessons]")
    moved = chapters.nth(0).locator("[data-node]").first
    title = moved.locator(".hv-task__title").inner_text()
    counts = [chapters.nth(number).locator("[data-node]").count() for number in range(2)]

    mouse = an.page.mouse
    go_to(an, moved.locator("[data-drag]"))
    mouse.down()
    go_to(an, chapters.nth(1).locator("[data-node]").first)
    expect(chapters.nth(1).locator(".sortable-ghost")).to_have_count(1)
    mouse.up()

    expect(an.page.locator("[data-order-status]")).to_have_text("Đã lưu thứ tự.")
    an.page.reload()
    after = [chapters.nth(number).locator("[data-node]").count() for number in range(2)]
    assert after == [counts[0] - 1, counts[1] + 1]
    assert title in chapters.nth(1).inner_text()
    an.leave()


def go_to(person: Visitor, target: Locator) -> None:
    """Move the mouse over something, as a hand does: the list looks every 50 milliseconds."""
    box = target.bounding_box()
    assert box is not None
    for step in range(10):
        height = box["height"] * (step + 1) / 20
        person.page.mouse.move(box["x"] + 20, box["y"] + height, steps=5)
        person.page.wait_for_timeout(60)
