"""Every page a learner meets. A new page is one line here; the gates read it from here.

`path` names things of stage.py; `by` is who opens it: nobody, tu (a guest with a result), linh,
waiting (whose group is not open), newcomer (an account without courses), striving and resting
(who have a goal for the week, one of them in a pause), helper (of a community team, who has just
registered somebody), citizen (who checks herself).
"""

from dataclasses import dataclass
from typing import Any

HELPED = {"full_name": "Nguyễn Thị Tư", "phone": "0905 333 444", "consent": "on"}
LESSON = "/courses/{main}/lessons/"


@dataclass(frozen=True)
class Page:
    """One page, and how one comes to see it."""

    name: str
    path: str
    by: str = "nobody"
    status: int = 200
    post: dict[str, Any] | str | None = None
    """Fields of the form whose answer is the page; a name stands for fields of the stage."""


PAGES = [
    Page("welcome", "/"),
    Page("home of a guest", "/", by="tu"),
    Page("home", "/", by="linh"),
    Page("home without courses", "/", by="newcomer"),
    Page("home before the opening", "/", by="waiting"),
    Page("home with a goal", "/", by="striving"),
    Page("home with a goal that rests", "/", by="resting"),
    Page("weekly goal, none yet", "/weekly-goal/", by="newcomer"),
    Page("weekly goal", "/weekly-goal/", by="striving"),
    Page("weekly goal that rests", "/weekly-goal/", by="resting"),
    Page("weekly goal refused", "/weekly-goal/", by="linh", status=422, post={"lessons": "99"}),
    Page("scores to erase", "/score-keeping/erasure/", by="citizen"),
    Page("erasing not confirmed", "/score-keeping/erasure/", by="citizen", status=422, post={}),
    Page("scores that must stay", "/score-keeping/erasure/", by="linh", status=403),
    Page("courses for everybody", "/courses/"),
    Page("courses", "/courses/", by="linh"),
    Page("course", "/courses/{main}/", by="linh"),
    Page("course overdue, with gone lessons", "/courses/{old}/", by="linh"),
    Page("course done", "/courses/{done}/", by="linh"),
    Page("course to enrol in", "/courses/{main}/", by="newcomer"),
    Page("course behind the sign-in", "/courses/{main}/"),
    Page("gone lessons", "/courses/{old}/gone/", by="linh"),
    Page("lesson with video and picture", LESSON + "{video}/", by="linh"),
    Page("lesson, its second screen", LESSON + "{video}/#buoc-2", by="linh"),
    Page("lesson with everything", LESSON + "{rich}/", by="linh"),
    Page("lesson, its story", LESSON + "{rich}/#canh-1", by="linh"),
    Page("lesson, its end", LESSON + "{rich}/#cuoi-bai", by="linh"),
    Page("lesson of text only", LESSON + "{text}/", by="linh"),
    Page("lesson of a guest", "/courses/{free}/lessons/{free_lesson}/"),
    Page("not open yet", LESSON + "{video}/", by="waiting", status=403),
    Page("quiz", LESSON + "{quiz}/quiz/", by="linh"),
    Page("quiz with errors", LESSON + "{quiz}/quiz/", by="linh", status=422, post={}),
    Page("quiz of every kind", "/courses/{kinds}/lessons/{kinds_lesson}/quiz/", by="linh"),
    Page(
        "quiz of every kind with errors",
        "/courses/{kinds}/lessons/{kinds_lesson}/quiz/",
        by="linh",
        status=422,
        post={},
    ),
    Page("result of every kind", "{kinds_result}", by="linh"),
    Page("quiz handed in before", LESSON + "{video}/quiz/", by="linh", status=409, post="used"),
    Page("result passed", "{passed}", by="linh"),
    Page("result failed", "{failed}", by="linh"),
    Page("result of a guest", "{guest_result}", by="tu"),
    Page("saved lessons", "/saved/", by="linh"),
    Page("off line", "/offline/"),
    Page("copy of a lesson", LESSON + "{video}/copy/", by="linh"),
    Page("copy of a quiz", LESSON + "{quiz}/quiz/copy/", by="linh"),
    Page("certificates", "/certificates/", by="linh"),
    Page("no certificate yet", "/certificates/", by="newcomer"),
    Page("certificate", "/certificates/{code}/", by="linh"),
    Page("certificate seen by anyone", "/certificates/{code}/"),
    Page("sign-in", "/sign-in/"),
    Page("sign-in refused", "/sign-in/", status=422, post={"name": "", "password": ""}),
    Page("sign-in by code", "/sign-in/code/"),
    Page("register", "/register/"),
    Page("register refused", "/register/", status=422, post={"full_name": ""}),
    Page("home of a team member", "/", by="helper"),
    Page("register somebody", "/assisted-registration/", by="helper"),
    Page("register somebody refused", "/assisted-registration/", "helper", 422, post={}),
    Page("register somebody, the code", "/assisted-registration/", "helper", post=HELPED),
    Page("slip of who was registered", "/assisted-registration/slip/", by="helper"),
    Page("code of a slip", "/activate/"),
    Page("forgotten password", "/reset/"),
    Page("link used up", "/reset/khong-co/", status=404),
    Page("account", "/account/", by="linh"),
    Page("password", "/account/password/", by="linh"),
    Page("not found", "/khong-co/", status=404),
    Page("not allowed", "/office/", by="linh", status=403),
    Page("form only", "/guest-results/", status=405),
]
ERRORS = [400, 401, 403, 422, 429, 500, 503]
"""Pages of errors that no address brings about at will."""
