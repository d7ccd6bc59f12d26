"""Who checks themself may have kept answers and scores erased; who must pass may not."""

import json

import pytest

from enrollment.learning import actions, receipts
from enrollment.models import Attempt, Certificate, Cohort, Enrollment, Learner, LessonProgress
from enrollment.models import SubGroup as Group
from tenants.context import in_province
from tenants.people.models import AuditEntry
from tests.learning import school
from tests.learning.test_open_attempts import key_on, quiz_path

PATH = "/score-keeping/erasure/"
CONFIRMED = {"is_confirmed": "on"}


@pytest.fixture
def citizen(quangnam, linh):
    """Linh as a citizen, who checks herself."""
    with in_province(quangnam):
        Learner.objects.filter(user=linh).update(
            cohort=Cohort.objects.get(key="community"),
            sub_group=Group.objects.get(key="citizens"),
        )
    return linh


@pytest.fixture
def done(linh_browser, quangnam, security, citizen):
    """Linh has passed every lesson and holds the certificate; the receipt of her first answers."""
    for index, lesson in enumerate(security.lessons):
        linh_browser.post(quiz_path(security, index), school.form(school.right(lesson)))
    with in_province(quangnam):
        return receipts.receipt_of(Attempt.objects.order_by("pk")[0])


def kept():
    """What tells a score or an answer in this place."""
    attempts = Attempt.objects.values_list(
        "answers", "answers_sha256", "correct_count", "score_percent", "is_passed"
    )
    return (
        list(attempts),
        set(LessonProgress.objects.values_list("best_score_percent", flat=True)),
        set(Enrollment.objects.values_list("score_percent", flat=True)),
    )


def test_what_was_kept_is_erased_and_what_was_earned_stays(
    linh_browser, quangnam, security, citizen, done
):
    with in_province(quangnam):
        before = list(Attempt.objects.order_by("pk").values_list("uid", "submitted_at"))
        certificate = Certificate.objects.get()

    asked = linh_browser.get(PATH).content.decode()
    answer = linh_browser.post(PATH, CONFIRMED)

    home = linh_browser.get(answer["Location"]).content.decode()
    assert "Hiện có 2 lượt làm bài còn lưu câu trả lời hoặc điểm." in asked
    assert "Đã xóa câu trả lời và điểm của 2 lượt làm bài." in home
    with in_province(quangnam):
        assert kept() == ([({}, "", None, None, False)] * 2, {None}, {None})
        assert list(Attempt.objects.order_by("pk").values_list("uid", "submitted_at")) == before
        assert LessonProgress.objects.filter(done_at=None).count() == 0
        assert LessonProgress.objects.filter(passed_at=None).count() == 0
        assert Enrollment.objects.get().completed_at is not None
        after = Certificate.objects.get()
        assert (after.pk, after.score_percent) == (certificate.pk, certificate.score_percent)
        assert not Learner.objects.get(user=citizen).keeps_scores
        assert receipts.read_receipt(done)["attempt"] == str(before[0][0])
    assert linh_browser.get(f"/certificates/{certificate.code}/").status_code == 200


def test_erasing_leaves_its_mark_and_no_score_in_the_audit(
    linh_browser, quangnam, security, citizen, done
):
    for _twice in range(2):
        linh_browser.post(PATH, CONFIRMED)

    with in_province(quangnam):
        entries = AuditEntry.objects.filter(action="enrollment.erase_scores").order_by("pk")
        submitted = AuditEntry.objects.filter(action="enrollment.submit_attempt")
        assert [one.facts for one in entries] == [{"attempt_count": 2}, {"attempt_count": 0}]
        assert {one.subject_uid for one in entries} == {str(Learner.objects.get().uid)}
        assert {json.dumps(one.facts["score_percent"]) for one in submitted} == {"null"}


def test_the_erased_result_page_tells_nothing(linh_browser, quangnam, security, citizen, done):
    linh_browser.post(PATH, CONFIRMED)
    with in_province(quangnam):
        uid = Attempt.objects.order_by("pk")[0].uid

    page = linh_browser.get(f"{quiz_path(security)}{uid}/").content.decode()
    lesson = linh_browser.get(quiz_path(security).removesuffix("quiz/")).content.decode()

    assert "Ông/Bà đã chọn không lưu điểm hoặc đã xóa điểm" in page
    assert ("hv-option--" in page, "Đạt: đúng" in page) == (False, False)
    assert ("Đã đạt bài này." in lesson, "điểm cao nhất" in lesson) == (True, False)


def test_the_same_answers_sent_again_after_erasing_stay_erased(
    linh_browser, quangnam, security, citizen
):
    key = key_on(linh_browser.get(quiz_path(security)).content.decode())
    answers = school.form(school.right(security.lessons[0]), key)
    first = linh_browser.post(quiz_path(security), answers)
    linh_browser.post(PATH, CONFIRMED)

    again = linh_browser.post(quiz_path(security), answers)

    assert again["Location"] == first["Location"]
    with in_province(quangnam):
        assert kept()[0] == [({}, "", None, None, False)]


def test_erasing_is_confirmed(linh_browser, quangnam, security, citizen, done):
    answer = linh_browser.post(PATH)

    assert answer.status_code == 422
    assert "Vui lòng đánh dấu ô này nếu muốn xóa." in answer.content.decode()
    with in_province(quangnam):
        assert kept()[1] == {100}


def test_who_must_pass_erases_nothing(linh_browser, quangnam, linh, security):
    linh_browser.post(quiz_path(security), school.form(school.right(security.lessons[0])))

    answers = [linh_browser.get(PATH), linh_browser.post(PATH, CONFIRMED)]
    quiz = linh_browser.get(quiz_path(security)).content.decode()

    assert [one.status_code for one in answers] == [403, 403]
    assert "SCORES_MUST_STAY" in answers[1].content.decode()
    assert PATH not in quiz
    with in_province(quangnam):
        with pytest.raises(actions.ScoresMustStay):
            actions.erase_scores(learner=Learner.objects.get(), by=linh)
        assert kept()[1] == {100}
        facts = AuditEntry.objects.get(action="enrollment.submit_attempt").facts
    assert facts["score_percent"] == 100


def test_erasing_is_offered_where_keeping_is_chosen(linh_browser, security, citizen):
    keeping = linh_browser.get(quiz_path(security)).content.decode()
    linh_browser.post("/score-keeping/", {"keeps": "no"})
    not_keeping = linh_browser.get(quiz_path(security)).content.decode()

    link = f'<a href="{PATH}">Xóa cả những điểm đã lưu trước đây</a>'
    assert (link in keeping, link in not_keeping) == (True, True)


def test_one_erases_ones_own_only(linh_browser, quangnam, security, citizen, done):
    with in_province(quangnam):
        other = school.learner(school.person("Trần Văn Bảy"), "Trần Văn Bảy")
        Attempt.objects.filter(pk=Attempt.objects.order_by("pk")[0].pk).update(learner=other)

    linh_browser.post(PATH, CONFIRMED)

    with in_province(quangnam):
        assert Attempt.objects.get(learner=other).score_percent == 100


def test_who_has_learnt_nothing_has_nothing_to_erase(minh_browser, guest_browser, hoa_browser):
    page = minh_browser.get(PATH).content.decode()

    assert "Hiện không có câu trả lời hoặc điểm nào đang được lưu." in page
    assert "is_confirmed" not in page
    assert minh_browser.post(PATH, CONFIRMED).status_code == 302
    assert guest_browser.get(PATH)["Location"].startswith("/sign-in/")
    assert hoa_browser.get(PATH).status_code == 200
