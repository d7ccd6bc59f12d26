"""Without network, on a phone others use too: lessons kept, answers sent once, nothing left."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys import quizzes
from tests.journeys.learners import COURSE_PATH, FREE_COURSE, onward, to_the_end, watch_video
from tests.journeys.story import DEMO_PASSWORD, HOA_MAIL, letter, sign_in
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
THAI_MAIL = "thai@thainguyen.example"
WAITS = "Chưa gửi – sẽ gửi lại"
KEPT = """async () => {
    const rows = store => new Promise((done, fail) => {
        const opening = indexedDB.open('hvs');
        opening.onerror = () => fail(opening.error);
        opening.onupgradeneeded = () => opening.transaction.abort();
        opening.onsuccess = () => {
            const asked = opening.result.transaction(store).objectStore(store).getAll();
            asked.onsuccess = () => { opening.result.close(); done(asked.result); };
        };
    });
    const kept = {caches: (await caches.keys()).filter(name => name.startsWith('hvs-saved-')),
        storage: Object.keys(localStorage).filter(name => name.startsWith('hvs-draft'))};
    for (const store of ['outbox', 'saved', 'notes']) kept[store] = await rows(store);
    kept.places = (await rows('facts')).filter(fact => 'path' in fact);
    return kept;
}"""
PAGES = """async () => {
    const found = [];
    for (const name of await caches.keys()) {
        const kept = await (await caches.open(name)).keys();
        found.push(...kept.map(one => new URL(one.url).pathname));
    }
    return found.filter(path => !path.startsWith('/static/'));
}"""
FORGED = """async ([owner, action]) => new Promise((done, fail) => {
    const opening = indexedDB.open('hvs');
    opening.onerror = () => fail(opening.error);
    opening.onsuccess = () => {
        const writing = opening.result.transaction('outbox', 'readwrite');
        writing.objectStore('outbox').put({owner, action, kind: 'quiz', title: 'Bài', body: ''});
        writing.oncomplete = () => { opening.result.close(); done(); };
    };
})"""

PLACE_IS = """async step => new Promise(done => {
    const opening = indexedDB.open('hvs');
    opening.onsuccess = () => {
        const asked = opening.result.transaction('facts').objectStore('facts').getAll();
        asked.onsuccess = () => {
            opening.result.close();
            done(asked.result.some(fact => fact.step === step));
        };
    };
})"""
SYNC_BY_HAND = """
SyncManager.prototype.register = async tag => { window.asked = tag; };
"""
"""Chromium thinks it has network whatever a test says, and would send at a moment of its own."""


class Phone:
    """Somebody's phone at Thái Nguyên's site; what the lost network says is no fault."""

    def __init__(self, browser, running) -> None:
        self.running = running
        self.person = Visitor.arrive(browser, running.province("thainguyen"), 360, visited=[])
        self.context = self.person.page.context

    @property
    def page(self) -> Page:
        return self.person.page

    def lose_network(self) -> None:
        self.page.evaluate("navigator.serviceWorker.ready")
        self.context.set_offline(True)

    def find_network(self) -> None:
        self.context.set_offline(False)

    def go(self, path: str) -> None:
        """Type an address; the page may come from the device."""
        self.page.goto(f"{self.person.home}{path}")
        self.look()

    def look(self) -> None:
        lost = [one for one in self.person.faults if "net::ERR_" in one]
        self.person.faults[:] = [one for one in self.person.faults if one not in lost]
        self.person.examine()

    def reopen(self) -> None:
        """Close the tab and open another."""
        person, old = self.person, self.page
        person.page = self.context.new_page()
        person.page.on("console", person._hear)
        person.page.on("pageerror", lambda error: person.faults.append(f"script: {error}"))
        old.close()

    def close_every_page(self) -> Callable[[], None]:
        """Leave no page of ours; what the browser does for the worker when the network is back."""
        blank = self.context.new_page()
        self.page.close()
        self.person.page = blank
        browser, found = self.context.new_cdp_session(blank), []
        browser.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda told: found.extend(told["registrations"]),
        )
        browser.send("ServiceWorker.enable")
        while not found:
            blank.wait_for_timeout(50)
        event = {"origin": self.person.home, "tag": "hvs-outbox", "lastChance": False}
        event["registrationId"] = found[0]["registrationId"]
        return lambda: browser.send("ServiceWorker.dispatchSyncEvent", event)

    def register(self, name: str, number: str) -> None:
        """Open an account with a phone number."""
        self.person.open("/register/")
        self.person.fill(full_name=name, phone=number)
        self.page.locator("[name=consent]").check()
        self.person.submit()
        code = re.search(r"\b\d{6}\b", letter(self.person, number[-3:], "mã đăng ký"))
        assert code
        self.person.fill(code=code[0])
        self.person.submit()

    def save_lesson(self, course: str, number: int = 0) -> str:
        """Open a lesson and keep it; its path."""
        self.person.open(course)
        self.person.follow(self.page.locator("main .hv-task a").nth(number))
        self.page.get_by_role("button", name="Lưu bài này vào máy").click()
        self.page.get_by_text("Đã lưu vào máy").first.wait_for()
        self.person.examine()
        return self.page.url.removeprefix(self.person.home)

    def answer_offline(self, lesson: str) -> None:
        """From the kept lesson to its quiz; hand in."""
        self.go(lesson)
        self.begin_quiz()
        quizzes.answer(self.page)
        self.page.get_by_role("button", name="Nộp bài").click()
        self.page.locator("form", has_text=WAITS).wait_for()
        self.look()

    def begin_quiz(self) -> None:
        """From the lesson that is open to its questions."""
        to_the_end(self.person)
        self.page.locator("main a[href$='/quiz/']").first.click()
        self.page.wait_for_url(re.compile("/quiz/$"))

    def kept(self) -> dict:
        """What of ours is on the device: names of caches, drafts, rows."""
        return self.page.evaluate(KEPT)

    def leaves_nothing(self) -> None:
        empty: dict = {what: [] for what in self.kept()}
        assert self.kept() == empty

    def attempts(self) -> list[str]:
        """Keys of every attempt handed in at Thái Nguyên, from the database."""
        return json.loads(self.running.stage("print_submission_keys('thainguyen')"))


@pytest.fixture
def phone(browser, running):
    used = Phone(browser, running)
    yield used
    used.context.close()


@pytest.fixture
def hoas(phone):
    sign_in(phone.person, HOA_MAIL, DEMO_PASSWORD)
    return phone


def test_answers_given_without_network_are_sent_once(hoas):
    before = hoas.attempts()
    hoas.person.open("/certificates/")
    lesson = hoas.save_lesson(COURSE_PATH)
    kept_pages = {"/theme.css", "/offline/", lesson, f"{lesson}quiz/"}
    assert set(hoas.page.evaluate(PAGES)) == kept_pages
    hoas.lose_network()

    hoas.go("/")
    hoas.person.sees("Đang không có mạng", "Tổng cộng 1 bài")
    hoas.page.locator(".hv-saved a").click()
    hoas.page.wait_for_url(f"**{lesson}")
    hoas.begin_quiz()
    assert "Hoàng Thị Hoa" not in hoas.page.content()
    quizzes.answer(hoas.page)
    chosen = hoas.page.locator("main input:checked").count()
    hoas.reopen()
    hoas.go(f"{lesson}quiz/")
    assert hoas.page.locator("main input:checked").count() == chosen > 0
    key = hoas.page.locator("[name=submission_key]").get_attribute("value")
    hoas.page.get_by_role("button", name="Nộp bài").click()
    hoas.page.locator("form", has_text=WAITS).wait_for()
    hoas.reopen()
    hoas.go(f"{lesson}quiz/")
    hoas.page.locator("form", has_text=WAITS).wait_for()
    assert hoas.page.get_by_role("button", name="Nộp bài").is_disabled()
    hoas.go("/saved/")
    hoas.person.sees("Bài chưa gửi")

    hoas.find_network()
    hoas.page.get_by_text("Đã gửi lúc").wait_for()
    hoas.page.get_by_role("link", name="Xem kết quả").click()
    hoas.page.locator(".hv-result").wait_for()
    hoas.person.sees("Đạt: đúng 5/5 câu")
    hoas.look()
    assert sorted(set(hoas.attempts()) - set(before)) == [key]
    assert hoas.kept()["outbox"] == []

    hoas.page.wait_for_function(
        "async () => (await new Promise(done => { const o = indexedDB.open('hvs');"
        " o.onsuccess = () => { const q = o.result.transaction('saved').objectStore('saved')"
        ".getAll(); q.onsuccess = () => done(q.result); }; })).every(row => !row.spent)"
    )
    hoas.lose_network()
    hoas.go(f"{lesson}quiz/")
    assert hoas.page.get_by_role("button", name="Nộp bài").is_enabled()
    assert hoas.page.locator("[name=submission_key]").get_attribute("value") != key


def test_answers_are_sent_with_every_page_closed(hoas):
    before = hoas.attempts()
    hoas.context.add_init_script(SYNC_BY_HAND)
    lesson = hoas.save_lesson(COURSE_PATH, 5)
    hoas.lose_network()
    hoas.answer_offline(lesson)
    hoas.page.wait_for_function("window.asked === 'hvs-outbox'")
    sync = hoas.close_every_page()
    hoas.find_network()
    sent: list[str] = []
    hoas.context.on("request", lambda asked: sent.append(asked.method))

    with hoas.context.expect_event("requestfinished", lambda asked: "/quiz/copy/" in asked.url):
        sync()
    sync()

    assert len(set(hoas.attempts()) - set(before)) == 1
    assert sent.count("POST") == 2  # where she stood, and the answers
    assert [page.url for page in hoas.context.pages] == ["about:blank"]


def test_answers_that_wait_are_sent_before_one_answers_again(hoas):
    before = hoas.attempts()
    hoas.context.add_init_script(SYNC_BY_HAND)
    lesson = hoas.save_lesson(COURSE_PATH, 6)
    hoas.lose_network()
    hoas.answer_offline(lesson)
    hoas.page.route("**/device/session/", lambda route: route.fulfill(status=204))
    hoas.find_network()

    hoas.go(f"{lesson}quiz/")
    hoas.page.get_by_text("Câu trả lời đã làm trên máy này chưa gửi.").wait_for()
    assert hoas.page.get_by_role("button", name="Nộp bài").is_disabled()
    hoas.page.get_by_role("button", name="Gửi ngay").click()
    hoas.page.get_by_text("Chưa gửi được. Câu trả lời vẫn còn trên máy").wait_for()
    hoas.page.wait_for_timeout(2500)  # longer than what is typed waits to be saved
    assert hoas.page.locator("[data-save-status]").inner_text() == ""
    hoas.go("/saved/")
    hoas.page.get_by_text("Bài chưa gửi").wait_for()
    hoas.page.unroute("**/device/session/")
    hoas.page.get_by_role("button", name="Gửi ngay").click()

    hoas.page.get_by_text("Đã gửi lúc").wait_for()
    hoas.page.get_by_text("Bài chưa gửi").wait_for(state="hidden")
    hoas.look()
    assert len(set(hoas.attempts()) - set(before)) == 1


def test_a_quiz_open_in_two_tabs_is_handed_in_once(hoas):
    before = hoas.attempts()
    hoas.context.add_init_script(SYNC_BY_HAND)
    lesson = hoas.save_lesson(COURSE_PATH, 4)
    hoas.go(f"{lesson}quiz/")
    other = hoas.page
    hoas.lose_network()
    hoas.person.page = hoas.context.new_page()
    hoas.answer_offline(lesson)
    other.get_by_text("Câu trả lời đã làm trên máy này chưa gửi.").wait_for()
    assert other.get_by_role("button", name="Nộp bài").is_disabled()
    hoas.find_network()

    for tab in (other, hoas.page):
        tab.get_by_text(WAITS).wait_for(state="hidden")

    assert len(set(hoas.attempts()) - set(before)) == 1


def test_a_saved_quiz_says_that_it_was_begun_with_network(hoas):
    lesson = hoas.save_lesson(COURSE_PATH, 3)
    hoas.begin_quiz()
    hoas.page.locator("fieldset.hv-question label").nth(1).click()
    hoas.page.get_by_text("Đã lưu lúc").wait_for()
    hoas.lose_network()

    hoas.go(f"{lesson}quiz/")

    hoas.page.get_by_text("Ông/Bà đã làm dở bài này khi có mạng.").wait_for()
    assert hoas.page.get_by_role("button", name="Nộp bài").is_enabled()
    hoas.look()


def test_what_the_server_refuses_is_told_in_its_words_until_it_is_closed(hoas):
    lesson = hoas.save_lesson(COURSE_PATH, 3)
    person = hoas.page.evaluate("document.body.dataset.person")
    hoas.page.evaluate(FORGED, [person, f"{hoas.person.home}{lesson}quiz/"])

    hoas.person.page.goto(hoas.person.home)
    hoas.page.get_by_text("Chưa nhận được bài đã gửi: Bài. Chưa nộp được bài.").wait_for()
    hoas.page.reload()
    hoas.page.get_by_text("Chưa nhận được bài đã gửi").wait_for()
    assert hoas.kept()["outbox"] == []
    hoas.page.get_by_role("button", name="Đã hiểu").click()
    hoas.page.reload()
    hoas.page.wait_for_load_state("networkidle")

    assert hoas.page.get_by_text("Chưa nhận được bài đã gửi").count() == 0
    assert hoas.kept()["notes"] == []


def test_signing_out_warns_and_leaves_nothing(hoas):
    lesson = hoas.save_lesson(COURSE_PATH, 1)
    hoas.person.open("/")
    hoas.lose_network()
    person = hoas.page.evaluate("document.body.dataset.person")
    hoas.page.evaluate(FORGED, [person, f"{hoas.person.home}/courses/khong-co/"])

    hoas.page.get_by_role("button", name="Đăng xuất").click()
    dialog = hoas.page.get_by_role("dialog", name="Còn bài chưa gửi trên máy này")
    hoas.look()
    dialog.get_by_role("button", name="Ở lại").click()
    assert len(hoas.kept()["outbox"]) == 1
    hoas.page.get_by_role("button", name="Đăng xuất").click()
    dialog.get_by_role("button", name="Gửi trước rồi đăng xuất").click()
    hoas.page.get_by_text("Chưa có mạng nên chưa gửi được.").wait_for()
    assert hoas.kept()["caches"] == [f"hvs-saved-{person}"]
    hoas.page.route("**/device/session/", lambda route: route.abort())
    hoas.find_network()
    hoas.page.get_by_role("button", name="Đăng xuất").click()
    with hoas.page.expect_navigation():
        dialog.get_by_role("button", name="Đăng xuất và bỏ bài chưa gửi").click()

    hoas.person.sees("Đã đăng xuất.")
    hoas.leaves_nothing()
    hoas.lose_network()
    hoas.go(lesson)
    hoas.person.sees("Đang không có mạng", "Chưa lưu bài nào")


def test_another_person_on_the_same_phone_sees_and_sends_nothing(hoas):
    before = hoas.attempts()
    lesson = hoas.save_lesson(COURSE_PATH, 2)
    hoas.lose_network()
    hoas.answer_offline(lesson)
    hoas.context.clear_cookies()  # her session ended by itself
    hoas.find_network()

    hoas.person.open("/sign-in/")
    hoas.page.get_by_text("Máy này còn bài chưa gửi của người dùng trước.").wait_for()
    assert "quiz" in {row["kind"] for row in hoas.kept()["outbox"]}
    sign_in(hoas.person, THAI_MAIL, DEMO_PASSWORD)
    hoas.person.open("/saved/")
    hoas.person.sees("Chưa lưu bài nào")
    hoas.page.wait_for_timeout(500)

    hoas.leaves_nothing()
    assert hoas.attempts() == before
    hoas.lose_network()
    hoas.go(lesson)
    hoas.person.sees("Chưa lưu bài nào")


def test_what_a_guest_kept_and_answered_is_theirs_after_registration(phone):
    before = phone.attempts()
    # The worker would send it as soon as it can.
    phone.context.add_init_script("SyncManager.prototype.register = () => Promise.reject()")
    lesson = phone.save_lesson(FREE_COURSE)
    phone.lose_network()
    phone.answer_offline(lesson)
    # What was answered cannot go out before the registration.
    phone.page.route("**/device/session/", lambda route: route.fulfill(status=204))
    phone.find_network()
    phone.register("Nguyễn Thị Tư", "0905 777 046")
    phone.page.unroute("**/device/session/")

    phone.page.reload()
    phone.page.get_by_role("link", name="Xem kết quả").click()
    phone.page.locator(".hv-result").wait_for()
    phone.person.examine()
    assert len(set(phone.attempts()) - set(before)) == 1
    phone.person.open(FREE_COURSE)
    assert phone.page.locator("main .hv-task .hv-tag--done").count() == 1
    person = phone.page.evaluate("document.body.dataset.person")
    assert phone.kept()["caches"] == [f"hvs-saved-{person}"]
    assert {row["owner"] for row in phone.kept()["saved"]} == {person}
    phone.lose_network()
    phone.go(lesson)
    phone.page.get_by_role("heading", level=1).wait_for()


def test_a_result_that_is_not_kept_is_shown_once_though_sent_later(phone):
    phone.register("Lê Văn Kín", "0905 777 047")
    lesson = phone.save_lesson(FREE_COURSE)
    phone.person.open(f"{lesson}quiz/")
    phone.page.get_by_text("Điểm của tôi có được lưu không?").click()
    phone.page.get_by_role("button", name="Không lưu điểm của tôi").click()
    phone.lose_network()
    phone.answer_offline(lesson)
    phone.page.goto("about:blank")
    phone.find_network()

    phone.page.goto(phone.person.home)
    phone.page.get_by_role("button", name="Xem kết quả").click()
    phone.page.locator(".hv-result").wait_for()
    phone.look()

    phone.person.sees("Kết quả này chỉ hiện một lần và không được lưu.")
    assert phone.kept()["notes"] == []


def test_answers_are_saved_on_leaving_behind_the_service_worker(hoas):
    hoas.person.open(COURSE_PATH)
    hoas.person.follow(hoas.page.locator("main .hv-task a").nth(3))
    hoas.page.evaluate("navigator.serviceWorker.ready")
    hoas.begin_quiz()
    hoas.page.wait_for_function("navigator.serviceWorker.controller")
    quiz = hoas.page.url.removeprefix(hoas.person.home)

    hoas.page.locator("fieldset.hv-question label").first.click()
    hoas.page.locator(".hv-brand").click()
    hoas.page.wait_for_url(f"{hoas.person.home}/")
    hoas.page.evaluate("localStorage.clear()")  # what this device knows by itself
    hoas.person.open(quiz)
    while not hoas.page.get_by_text("Ông/Bà đang làm dở bài này.").count():
        hoas.page.wait_for_timeout(200)  # the beacon may come after the next page
        hoas.page.reload()

    assert hoas.page.locator("fieldset.hv-question input:checked").count() == 1


def test_answers_kept_by_the_device_are_saved_on_the_server_later(hoas):
    hoas.person.open(COURSE_PATH)
    hoas.person.follow(hoas.page.locator("main .hv-task a").nth(4))
    hoas.begin_quiz()
    quiz = hoas.page.url.removeprefix(hoas.person.home)
    hoas.page.evaluate("navigator.serviceWorker.ready")
    hoas.context.set_offline(True)
    hoas.page.locator("fieldset.hv-question label").first.click()
    hoas.page.get_by_text("Chưa lưu được, sẽ thử lại").wait_for()
    hoas.reopen()
    hoas.find_network()

    hoas.go(quiz)

    hoas.page.get_by_text("Đã lưu lúc").wait_for()


def test_a_saved_lesson_opens_where_its_reader_stood(hoas):
    hoas.person.open(COURSE_PATH)
    hoas.person.follow(hoas.page.locator("main .hv-task a").nth(1))
    lesson = hoas.page.url.removeprefix(hoas.person.home).split("#")[0]
    if hoas.page.locator("#buoc-1:visible").count() == 0:  # another test has read on
        hoas.page.goto(f"{hoas.person.home}{lesson}#buoc-1")
    watch_video(hoas.person)
    hoas.page.locator("main video").evaluate("video => { video.currentTime = 12; }")
    hoas.page.wait_for_function("document.querySelector('main video').currentTime >= 12")
    hoas.page.locator("main video").evaluate("video => video.pause()")
    onward(hoas.person, 2)
    hoas.page.get_by_role("button", name="Lưu bài này vào máy").click()
    hoas.page.get_by_text("Đã lưu vào máy").first.wait_for()

    hoas.lose_network()
    hoas.go(lesson)
    hoas.page.locator("#buoc-2").wait_for()
    hoas.page.get_by_text(re.compile(r"Xem tiếp từ 0:1\d")).wait_for()
    hoas.look()
    onward(hoas.person, 3)
    hoas.page.wait_for_function(PLACE_IS, arg=3)
    hoas.reopen()
    hoas.go(lesson)
    hoas.page.locator("#buoc-3").wait_for()

    hoas.find_network()
    hoas.person.open(lesson)
    hoas.page.get_by_role("button", name="Xóa khỏi máy").click()
    hoas.page.get_by_role("button", name="Lưu bài này vào máy").wait_for()
    assert hoas.kept()["places"] == []

    hoas.person.open(COURSE_PATH)
    hoas.page.get_by_role("button", name=re.compile("Lưu cả khóa vào máy")).click()
    hoas.page.get_by_text("Đã lưu cả khóa vào máy").wait_for()
    hoas.lose_network()
    hoas.go(lesson)
    hoas.page.locator("#buoc-3").wait_for()


def test_a_guest_goes_on_in_a_saved_lesson_without_network(phone):
    lesson = phone.save_lesson(FREE_COURSE)
    phone.lose_network()
    phone.go(lesson)
    onward(phone.person, 2)
    phone.page.wait_for_function(PLACE_IS, arg=2)

    phone.reopen()
    phone.go(lesson)

    phone.page.locator("#buoc-2").wait_for()
    assert phone.page.locator("#buoc-1:visible").count() == 0


def test_a_whole_course_is_carried_to_a_hamlet(phone):
    phone.person.open(FREE_COURSE)
    lessons = phone.page.locator("main .hv-task a")
    count, title = lessons.count(), lessons.first.inner_text().split(". ", 1)[1]
    phone.person.sees("Tổ công nghệ số cộng đồng")
    phone.page.get_by_role("button", name=re.compile("Lưu cả khóa vào máy")).click()
    phone.page.get_by_text("Đã lưu cả khóa vào máy").wait_for()
    phone.person.examine()
    phone.lose_network()

    phone.go(FREE_COURSE)
    phone.person.sees("Đang không có mạng", f"Tổng cộng {count} bài")
    phone.page.get_by_role("link", name=title, exact=True).click()
    phone.page.get_by_role("heading", name=title, level=1).wait_for()
    phone.look()
    phone.go("/saved/")
    phone.page.get_by_role("button", name="Xóa tất cả khỏi máy").click()
    phone.page.get_by_role("dialog").get_by_role("button", name="Xóa tất cả").click()
    phone.page.get_by_text("Chưa lưu bài nào").wait_for()

    assert phone.kept()["saved"] == []


def test_the_site_can_be_installed(phone):
    phone.person.open("/")
    phone.page.evaluate("navigator.serviceWorker.ready")
    browser = phone.context.new_cdp_session(phone.page)

    told = browser.send("Page.getAppManifest")

    assert told["errors"] == []
    assert json.loads(told["data"])["name"] == "Học Vụ Số – Tỉnh Thái Nguyên"
    reasons = browser.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {one["errorId"] for one in reasons} <= {"in-incognito"}  # all contexts of tests are
