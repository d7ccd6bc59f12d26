"""The ministry publishes, the province applies and goes on line (points 1 and 2)."""

from tests.journeys.story import COURSE, DEMO_PASSWORD, Story, activate_by_link, sign_in
from tests.journeys.visitor import Visitor


def an_asks_for_review(story: Story) -> None:
    """An changes a lesson of a national course, previews it, asks the others to read it."""
    an = story.national()
    sign_in(an, "an@bo.example", DEMO_PASSWORD)
    assert an.page.locator("main tbody tr").count() == 15
    an.follow(COURSE)
    an.follow("Nhận biết thư giả mạo gửi đến cơ quan")
    body = an.page.locator("[name=body]")
    body.fill(f"{body.input_value()}\n\n{story.sentence}\n")
    an.press("button[name=do][value=preview]")
    an.sees(story.sentence)
    an.open("/desk/")
    an.follow(COURSE)
    an.follow("a[href$='/publication/']")
    an.fill(changelog=f"Thêm một câu cho {story.slug}.")
    an.submit()
    an.sees(story.sentence, "một biên tập viên khác sẽ đọc")
    an.leave()


def ha_publishes(story: Story) -> None:
    """Hà finds An's draft in the queue, reads what changed, approves and publishes it."""
    ha = story.national()
    sign_in(ha, "ha@bo.example", DEMO_PASSWORD)
    ha.open("/desk/reviews/")
    ha.follow(ha.page.locator("main li", has_text=story.slug).get_by_role("link"))
    added = ha.page.locator("main ins").all_inner_texts()
    assert any(story.sentence in each for each in added), added
    ha.press("button[name=do][value=publish]")
    ha.follow("Các bản đã phát hành")
    ha.sees(f"Thêm một câu cho {story.slug}.")
    ha.open("/library/an-toan-thong-tin/")
    ha.sees(f"Thêm một câu cho {story.slug}.")
    ha.leave()


def minh_applies(story: Story) -> Visitor:
    """Minh applies; he stays on the page of the secret link."""
    minh = story.national()
    minh.open("/")
    minh.open("/apply/")
    options = minh.page.locator("[name=unit] option", has_text=story.unit)
    minh.fill(
        unit=options.first.get_attribute("value") or "",
        slug=story.slug,
        office_name=f"Sở Khoa học và Công nghệ {story.unit}",
        contact_name="Trần Văn Minh",
        contact_email=story.minh_mail,
        contact_phone="0235 300 0111",
    )
    minh.page.locator("#slug-check .hv-tag").wait_for()
    minh.examine()
    minh.submit()
    assert "/applications/" in minh.page.url
    minh.sees(story.minh_mail)
    return minh


def ha_approves(story: Story) -> None:
    """Hà finds the application and approves it."""
    ha = story.national()
    sign_in(ha, "ha@bo.example", DEMO_PASSWORD)
    ha.open("/ministry/applications/")
    ha.follow(ha.page.locator("main tr", has_text=story.slug).get_by_role("link"))
    ha.sees("Trần Văn Minh", story.minh_mail)
    ha.press(ha.page.locator("form[action$='/approval/'] button"))
    ha.leave()


def minh_watches_it_open(story: Story, minh: Visitor) -> None:
    """The page of the secret link goes on by itself until every step is done."""
    minh.page.locator("#progress .hv-banner--success").wait_for(timeout=180_000)
    minh.page.reload()
    minh.examine()
    steps = minh.page.locator("#progress .hv-summary__row, #progress dl > div").all_inner_texts()
    tags = minh.page.locator("#progress dl .hv-tag")
    assert tags.count() >= 3, steps
    assert tags.count() == minh.page.locator("#progress dl .hv-tag--done").count(), steps
    minh.sees(story.minh_mail)
    minh.leave()


def minh_activates(story: Story) -> Visitor:
    """The owner's link comes by mail; Minh chooses a password and stands in his office."""
    minh = story.provincial()
    minh.open("/")
    activate_by_link(minh, story.minh_mail)
    minh.open("/office/")
    return minh
