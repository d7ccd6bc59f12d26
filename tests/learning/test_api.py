"""The API: the same actions, one shape of refusal, ids as text."""

import uuid

from enrollment.learning import receipts
from enrollment.models import Attempt
from tenants.context import in_province
from tests.learning import school


def attempts_path(course, index=0):
    return f"/api/v1/courses/{course.slug}/lessons/{course.lessons[index].uid}/attempts/"


def body(answers, key=None):
    return {"submission_key": str(key or uuid.uuid4()), "answers": answers}


def post(client, path, data):
    return client.post(path, data, content_type="application/json")


def test_the_catalogue_is_open(guest_browser, security, open_course):
    found = guest_browser.get("/api/v1/courses/").json()

    assert [one["slug"] for one in found] == ["an-toan-thong-tin", "tren-mang"]
    assert found[0]["uid"] == str(security.uid)
    assert "id" not in found[0]
    detail = guest_browser.get("/api/v1/courses/an-toan-thong-tin/").json()
    assert [one["question_count"] for one in detail["modules"][0]["lessons"]] == [5, 5]


def test_refusals_have_one_shape(guest_browser, security):
    for path, status, code in (
        ("/api/v1/me/enrollments/", 401, "SIGN_IN_REQUIRED"),
        ("/api/v1/me/certificates/", 401, "SIGN_IN_REQUIRED"),
        ("/api/v1/courses/khong-co/", 404, "NOT_FOUND"),
    ):
        answer = guest_browser.get(path)
        assert answer.status_code == status
        assert set(answer.json()) == {"code", "message", "details"}
        assert answer.json()["code"] == code


def test_my_enrollments_and_progress(linh_browser, security):
    post(linh_browser, attempts_path(security), body(school.right(security.lessons[0])))

    mine = linh_browser.get("/api/v1/me/enrollments/").json()
    progress = linh_browser.get("/api/v1/courses/an-toan-thong-tin/progress/").json()

    assert [(one["course"]["slug"], one["done_lesson_count"]) for one in mine] == [
        ("an-toan-thong-tin", 1)
    ]
    assert [(one["lesson_uid"], one["best_score_percent"]) for one in progress] == [
        (str(security.lessons[0].uid), 100)
    ]


def test_a_lesson_tells_no_right_answer(linh_browser, security):
    lesson = security.lessons[0]
    path = f"/api/v1/courses/{security.slug}/lessons/{lesson.uid}/"
    answer = linh_browser.get(f"{path}open-attempt/")

    assert set(answer.json()["questions"][0]["options"][0]) == {"uid", "text"}
    assert "questions" not in linh_browser.get(path).json()
    assert "correct" not in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-cache"


def test_submitting_is_idempotent(linh_browser, quangnam, security):
    sent = body(school.right(security.lessons[0]))

    first = post(linh_browser, attempts_path(security), sent)
    again = post(linh_browser, attempts_path(security), sent)
    other = post(
        linh_browser,
        attempts_path(security),
        body(school.wrong(security.lessons[0], 1), sent["submission_key"]),
    )

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.json() | {"receipt": ""} == again.json() | {"receipt": ""}
    assert other.json()["code"] == "ATTEMPT_ALREADY_SUBMITTED"
    with in_province(quangnam):
        attempt = Attempt.objects.get()
        for token in (first.json()["receipt"], other.json()["details"]["receipt"]):
            assert receipts.read_receipt(token)["attempt"] == str(attempt.uid)
    assert other.json()["details"]["submitted_at"] == attempt.submitted_at.isoformat()


def test_bad_submissions_store_nothing(linh_browser, quangnam, security):
    lesson, path = security.lessons[0], attempts_path(security)
    cases = [
        (body(school.right(security.lessons[1])), "QUESTION_NOT_IN_ATTEMPT"),
        (body({}), "ANSWERS_INCOMPLETE"),
        (body(school.right(lesson)) | {"submission_key": "x"}, "INPUT_INVALID"),
        ({"answers": {"x": []}, "submission_key": str(uuid.uuid4())}, "INPUT_INVALID"),
        ([], "INPUT_INVALID"),
    ]
    for sent, code in cases:
        answer = post(linh_browser, path, sent)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    with in_province(quangnam):
        assert not Attempt.objects.exists()


def test_enrolling_and_doors(linh_browser, minh_browser, guest_browser, security, open_course):
    lesson = f"/api/v1/courses/{security.slug}/lessons/{security.lessons[0].uid}/"
    assert minh_browser.get(lesson).status_code == 403
    assert minh_browser.post(f"/api/v1/courses/{security.slug}/enrollment/").status_code == 204
    assert minh_browser.get(lesson).status_code == 200
    assert guest_browser.post(f"/api/v1/courses/{security.slug}/enrollment/").status_code == 401
    assert post(guest_browser, attempts_path(open_course), {}).status_code == 401


def test_another_province_finds_nothing(hoa_browser, linh_browser, security):
    assert hoa_browser.get("/api/v1/courses/an-toan-thong-tin/").status_code == 404
    assert post(hoa_browser, attempts_path(security), body({})).status_code == 404
    hoa_browser.cookies["session"] = linh_browser.cookies["session"].value
    assert hoa_browser.get("/api/v1/me/enrollments/").status_code == 401


def test_my_certificates(linh_browser, security):
    for index, lesson in enumerate(security.lessons):
        post(linh_browser, attempts_path(security, index), body(school.right(lesson)))

    found = linh_browser.get("/api/v1/me/certificates/").json()

    assert [(one["course_title"], one["holder_name"]) for one in found] == [
        ("An toàn thông tin", "Nguyễn Thị Linh")
    ]


def test_schema_and_docs_are_there(guest_browser):
    schema = guest_browser.get("/api/v1/schema/?format=json")
    docs = guest_browser.get("/api/v1/docs/")

    assert schema.status_code == docs.status_code == 200
    assert '<html lang="vi">' in docs.content.decode()
    offices = ("/api/v1/library/", "/api/v1/courses/{slug}/sync")
    paths = schema.json()["paths"]
    assert {path for path in paths if not path.startswith(offices)} == {
        "/api/v1/courses/",
        "/api/v1/courses/{slug}/",
        "/api/v1/courses/{slug}/enrollment/",
        "/api/v1/courses/{slug}/progress/",
        "/api/v1/courses/{slug}/lessons/{uid}/",
        "/api/v1/courses/{slug}/lessons/{uid}/attempts/",
        "/api/v1/courses/{slug}/lessons/{uid}/open-attempt/",
        "/api/v1/courses/{slug}/lessons/{uid}/position/",
        "/api/v1/courses/{slug}/lessons/{uid}/practice/",
        "/api/v1/me/enrollments/",
        "/api/v1/me/goal/",
        "/api/v1/me/certificates/",
    }
