"""Linh's certificate and bà Tư's free lesson (point 6)."""

import re

import pypdf

from tests.journeys import quizzes
from tests.journeys.story import (
    COURSE,
    LINH,
    LINH_MAIL,
    PASSWORD,
    TU,
    Story,
    activate_by_link,
    choose_password,
    letter,
    sign_in,
)
from tests.journeys.visitor import Visitor

COURSE_PATH = "/courses/an-toan-thong-tin/"
FREE_COURSE = "/courses/bao-ve-an-toan-thong-tin-tren-mang/"


def linh_activates(story: Story, code: str | None) -> Visitor:
    """By the link of her mail, or by the code of her slip; then she signs in on her phone."""
    linh = story.provincial()
    if code is None:
        activate_by_link(linh, LINH_MAIL)
    else:
        linh.open("/activate/")
        linh.fill(code=code)
        linh.submit()
        linh.sees(LINH)
        choose_password(linh)
    linh.leave()
    linh = story.provincial()
    linh.open("/")
    sign_in(linh, LINH_MAIL if code is None else "QN-0012", PASSWORD)
    return linh


def linh_learns(story: Story, linh: Visitor) -> None:
    """Home, course as a task list, lesson, video, quiz wrong and right, to the last lesson."""
    linh.open("/")
    linh.sees("0/9")
    assert re.search(r"hạn \d\d/\d\d/\d{4}", linh.text())
    linh.follow(f"a[href='{COURSE_PATH}']")
    tasks = linh.page.locator("main .hv-task")
    assert tasks.count() == 7
    assert all("Chưa học" in words for words in tasks.all_inner_texts())
    course = linh.page.url
    linh.follow(tasks.first.get_by_role("link"))
    reads_to(linh, story.sentence)
    to_the_end(linh)
    linh.follow("a[href$='/quiz/']")
    hand_in(linh, rightly=False)
    linh.sees("Chưa đạt", "Đáp án đúng, chưa được chọn")
    assert linh.page.locator(".hv-option__feedback").count() >= 10
    linh.follow("a.hv-button[href$='/quiz/']")
    hand_in(linh)
    linh.sees("Đạt: đúng 5/5 câu")
    linh.open(course)
    assert linh.page.locator("main .hv-task .hv-tag--done").count() == 1
    linh.follow(tasks.nth(1).get_by_role("link"))
    watch_video(linh)
    answer_to_the_end(linh)


def answer_to_the_end(person: Visitor) -> None:
    """From a lesson to the last one: quiz, result, next lesson."""
    while True:
        to_the_end(person)
        person.follow("a[href$='/quiz/']")
        hand_in(person)
        onward = person.page.locator("main .hv-result a.hv-button[href*='/lessons/']")
        if not onward.count():
            return
        person.follow(onward)


def reads_to_the_certificate(person: Visitor) -> None:
    """The course from its first lesson to the page of the certificate."""
    person.open("/")
    person.follow(f"a[href='{COURSE_PATH}']")
    person.follow(person.page.locator("main .hv-task a").first)
    to_the_end(person)
    person.follow("a[href$='/quiz/']")
    hand_in(person, rightly=False)
    person.sees("Chưa đạt")
    person.follow("a.hv-button[href$='/quiz/']")
    hand_in(person)
    person.follow("a.hv-button[href*='/lessons/']")
    answer_to_the_end(person)
    person.follow("a.hv-button[href^='/certificates/']")


def reads_to(person: Visitor, words: str) -> None:
    """Read a lesson screen by screen until these words stand there."""
    while words not in person.text():
        person.page.locator("main .hv-step a:visible", has_text="Tiếp").click()
    person.sees(words)


def onward(person: Visitor, number: int) -> None:
    """Press "Tiếp" and wait for the screen."""
    person.page.locator(".hv-step:visible a[href^='#buoc-'] >> text=Tiếp").click()
    person.page.locator(f"#buoc-{number}").wait_for()


def to_the_end(person: Visitor) -> None:
    """From whatever screen of a lesson to its last part, where the questions are."""
    way = person.page.locator("main a[href='#cuoi-bai']:visible").first
    if way.count():
        way.click()
    person.page.locator("#cuoi-bai").wait_for()


def listens(person: Visitor) -> None:
    """The lesson is read aloud, and slower; nothing of it is loaded before."""
    sound = person.page.locator(".hv-listen audio")
    assert sound.get_attribute("preload") == "none"
    assert re.search(r"\d+ phút, [\d,]+ [KM]B", person.page.locator(".hv-listen h2").inner_text())
    person.page.locator(".hv-listen [value='0.8']").check()
    sound.evaluate("sound => sound.play()")
    person.page.wait_for_function("document.querySelector('.hv-listen audio').currentTime > 0.2")
    assert sound.evaluate("sound => sound.playbackRate") == 0.8
    sound.evaluate("sound => sound.pause()")


def hand_in(person: Visitor, *, rightly: bool = True) -> None:
    """Answer the quiz of this page and look at the result."""
    quizzes.answer(person.page, rightly=rightly)
    person.page.get_by_role("button", name="Nộp bài").click()
    person.page.wait_for_url(re.compile(r"/quiz/[0-9a-f-]{36}/$"))
    person.page.locator(".hv-result").first.wait_for()
    person.examine()


def watch_video(linh: Visitor) -> None:
    """The captioned video plays; nothing of it is loaded before."""
    track = linh.page.locator("main video track[kind=captions]")
    captions = track.get_attribute("src") or ""
    fetched = linh.page.evaluate("address => fetch(address).then(got => got.text())", captions)
    assert fetched.startswith("WEBVTT")
    video = linh.page.locator("main video")
    assert video.get_attribute("preload") == "none"
    video.evaluate("video => { video.muted = true; return video.play(); }")
    linh.page.wait_for_function("document.querySelector('main video').currentTime > 0.2")
    assert linh.page.evaluate("document.querySelector('main video').textTracks[0].cues.length") > 3
    video.evaluate("video => video.pause()")


def certificate_of(person: Visitor, full_name: str, course: str) -> str:
    """Download the certificate of the page; the national address printed on it."""
    person.sees(full_name, course)
    file = person.download("a[href$='/download/']")
    pages = pypdf.PdfReader(file).pages
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))
    assert full_name in text
    assert course in text
    assert file.stat().st_size <= 150_000
    links = [note.get_object()["/A"]["/URI"] for page in pages for note in page["/Annots"]]
    assert len(links) == 1
    return str(links[0])


def linh_gets_her_certificate(story: Story, linh: Visitor) -> None:
    """From the last quiz straight to the certificate and its PDF."""
    linh.follow("a.hv-button[href^='/certificates/']")
    story.certificate_address = certificate_of(linh, LINH, COURSE)
    linh.open("/certificates/")
    linh.open("/")
    linh.sees("1/9")


def anyone_checks(story: Story) -> None:
    """The QR's address on the national host leads to the province's page, the name masked."""
    assert story.certificate_address.startswith(f"{story.product.national}/certificates/")
    anyone = story.national()
    for _ in range(30):  # the index is brought up to date in the background
        anyone.open(story.certificate_address)
        if anyone.page.locator("main .hv-banner--success").count():
            break
        anyone.page.wait_for_timeout(1000)
    anyone.sees("Chứng nhận có hiệu lực")
    assert LINH not in anyone.page.content()
    anyone.follow(f"a[href^='{story.site}/certificates/']")
    anyone.sees("Chứng nhận có hiệu lực", COURSE, "N. T. Linh")
    assert LINH not in anyone.page.content()
    anyone.leave()


def tu_learns_as_guest(story: Story) -> None:
    """Bà Tư opens a free lesson, makes the text bigger, answers, and keeps her result."""
    tu = story.provincial()
    tu.open("/")
    tu.follow(f"a[href='{FREE_COURSE}']")
    tu.follow(tu.page.locator("main .hv-task a").first)
    before = tu.page.evaluate("getComputedStyle(document.documentElement).fontSize")
    tu.page.get_by_role("button", name=re.compile(r"^A\+")).click()
    tu.page.wait_for_function(
        "before => parseFloat(getComputedStyle(document.documentElement).fontSize) > before",
        arg=float(before.removesuffix("px")),
    )
    tu.examine()
    if tu.page.locator(".hv-listen").count():
        listens(tu)
    to_the_end(tu)
    tu.follow("a[href$='/quiz/']")
    hand_in(tu)
    tu.follow("a[href='/register/']")
    tu.fill(full_name=TU, phone="0905 777 045")
    tu.page.locator("[name=consent]").check()
    tu.submit()
    code = re.search(r"\b\d{6}\b", letter(tu, "777 045"[-3:], "mã đăng ký"))
    assert code
    tu.fill(code=code[0])
    tu.submit()
    tu.open("/")
    tu.open(FREE_COURSE)
    assert tu.page.locator("main .hv-task .hv-tag--done").count() == 1
    tu.leave()
