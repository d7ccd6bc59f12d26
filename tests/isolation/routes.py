"""Every address × method: who may pass it, and what it says to whoever may.

Reviewed by hand. A route that is missing here fails `test_routes.py`. `params` names things of
`world.py`; the first of them is the object that is tried as another's, foreign and absent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

PROVINCE_PEOPLE = frozenset({"learner", "other", "office", "supervisor"})
MINISTRY_PEOPLE = frozenset({"editor", "administrator", "analyst"})
OFFICE = frozenset({"office"})
SUPERVISOR = frozenset({"supervisor"})
LEARNER = frozenset({"learner"})
ENROLLED = frozenset({"learner", "other"})
EDITORS = frozenset({"editor", "administrator"})
ADMINISTRATOR = frozenset({"administrator"})


QUESTION_FILE = {"uid": "lesson", "sha256": "question_file"}


@dataclass(frozen=True)
class Route:
    """One address of one site under one method."""

    site: str
    name: str
    method: str
    people: frozenset[str] | None
    """Who may pass; None means everybody, without an account too."""
    answer: int = 200
    """What they get for an object of their own (a POST is sent empty)."""
    params: Mapping[str, str] = field(default_factory=dict)
    refusal: int = 403
    """What the others, signed in, get."""
    anonymous: int = 302
    """What nobody gets; a foreign session gets 401 where this is 302."""
    signed_in: int | None = None
    """What people with an account get, where a public page sends them on."""
    theirs: str = ""
    """Thing of another person of the same province that must look absent."""


def routes(site: str) -> list[Route]:
    """Return the table of one site: "national" or "province"."""
    return [*both(site), *(NATIONAL if site == "national" else PROVINCE)]


def both(site: str) -> list[Route]:
    """Return what stands on every site."""
    everyone = MINISTRY_PEOPLE if site == "national" else PROVINCE_PEOPLE
    editors = EDITORS if site == "national" else OFFICE
    starters = MINISTRY_PEOPLE if site == "national" else OFFICE
    rows: list[tuple[str, str, frozenset[str] | None, int, dict[str, str]]] = [
        ("health-live", "GET", None, 200, {}),
        ("health-ready", "GET", None, 200, {}),
        ("sign-in", "POST", None, 422, {}),
        ("sign-in-code", "GET", None, 200, {}),
        ("sign-in-code", "POST", None, 422, {}),
        ("sign-out", "POST", None, 302, {}),
        ("activate", "GET", None, 200, {}),
        ("activate", "POST", None, 422, {}),
        ("reset", "GET", None, 200, {}),
        ("reset", "POST", None, 422, {}),
        ("account", "GET", everyone, 200, {}),
        ("account", "POST", everyone, 422, {}),
        ("account-password", "GET", everyone, 200, {}),
        ("account-password", "POST", everyone, 422, {}),
        ("account-sessions", "POST", everyone, 302, {}),
        ("account-tokens", "GET", starters, 200, {}),
        ("account-tokens", "POST", starters, 422, {}),
        ("api-schema", "GET", None, 200, {}),
        ("api-docs", "GET", None, 200, {}),
        ("mailbox", "GET", None, 200, {}),
        ("text-size", "POST", None, 302, {}),
        ("language", "POST", None, 302, {}),
        ("theme", "GET", None, 200, {}),
        ("styleguide", "GET", None, 200, {}),
        ("desk-courses", "GET", editors, 200, {}),
        ("desk-text-preview", "POST", editors, 200, {}),
        ("desk-pasted-text", "POST", editors, 200, {}),
        ("desk-new-course", "GET", editors, 200, {}),
        ("desk-new-course", "POST", editors, 422, {}),
        ("desk-course", "GET", editors, 200, {"uid": "course"}),
        ("desk-settings", "GET", editors, 200, {"uid": "course"}),
        ("desk-settings", "POST", editors, 422, {"uid": "course"}),
        ("desk-archive", "POST", editors, 302, {"uid": "course"}),
        ("desk-delete-course", "POST", editors, 409, {"uid": "course"}),
        ("desk-course-order", "POST", editors, 422, {"uid": "course"}),
        ("desk-modules", "POST", editors, 422, {"uid": "course"}),
        ("desk-course-preview", "GET", editors, 200, {"uid": "course"}),
        ("desk-publication", "GET", editors, 200, {"uid": "course"}),
        ("desk-publication", "POST", editors, 422, {"uid": "course"}),
        ("desk-module", "GET", editors, 200, {"uid": "module"}),
        ("desk-module", "POST", editors, 422, {"uid": "module"}),
        ("desk-move-module", "POST", editors, 302, {"uid": "module"}),
        ("desk-delete-module", "POST", editors, 302, {"uid": "module"}),
        ("desk-restore-module", "POST", editors, 302, {"uid": "module"}),
        ("desk-lessons", "POST", editors, 422, {"uid": "module"}),
        ("desk-lesson", "GET", editors, 200, {"uid": "lesson"}),
        ("desk-lesson", "POST", editors, 422, {"uid": "lesson"}),
        ("desk-autosave", "POST", editors, 422, {"uid": "lesson"}),
        ("desk-lesson-lock", "POST", editors, 200, {"uid": "lesson"}),
        ("desk-lesson-images", "POST", editors, 422, {"uid": "lesson"}),
        ("desk-question-order", "POST", editors, 422, {"uid": "lesson"}),
        ("desk-restore-lesson", "POST", editors, 302, {"uid": "lesson"}),
        ("desk-lesson-preview", "GET", editors, 200, {"uid": "lesson"}),
        ("desk-move-lesson", "POST", editors, 302, {"uid": "lesson"}),
        ("desk-delete-lesson", "POST", editors, 302, {"uid": "lesson"}),
        ("desk-video", "POST", editors, 422, {"uid": "lesson"}),
        ("desk-remove-video", "POST", editors, 302, {"uid": "lesson"}),
        ("desk-transcoding", "GET", editors, 302, {"uid": "lesson"}),
        ("desk-transcoding", "POST", editors, 302, {"uid": "lesson"}),
        ("desk-audio", "GET", editors, 200, {"uid": "lesson"}),
        ("desk-audio", "POST", editors, 422, {"uid": "lesson"}),
        ("desk-remove-audio", "POST", editors, 302, {"uid": "lesson"}),
        ("desk-files", "GET", editors, 200, {"uid": "lesson"}),
        ("desk-files", "POST", editors, 422, {"uid": "lesson"}),
        ("desk-file", "POST", editors, 422, {"uid": "lesson", "sha256": "attached"}),
        ("desk-practice", "GET", editors, 200, {"uid": "lesson"}),
        ("desk-practice", "POST", editors, 422, {"uid": "lesson"}),
        ("desk-remove-practice", "POST", editors, 302, {"uid": "lesson"}),
        ("desk-scenario", "GET", editors, 200, {"uid": "lesson"}),
        ("desk-scenario", "POST", editors, 422, {"uid": "lesson"}),
        ("desk-scenario-play", "GET", editors, 200, {"uid": "lesson"}),
        ("desk-remove-scenario", "POST", editors, 302, {"uid": "lesson"}),
        ("desk-questions", "GET", editors, 200, {"uid": "lesson"}),
        ("desk-questions", "POST", editors, 200, {"uid": "lesson"}),  # no button: the form again
        ("desk-draws", "GET", editors, 200, {"uid": "lesson"}),
        ("desk-draws", "POST", editors, 200, {"uid": "lesson"}),  # no button: the form again
        ("desk-question", "GET", editors, 200, {"uid": "question"}),
        ("desk-question", "POST", editors, 200, {"uid": "question"}),
        ("desk-move-question", "POST", editors, 302, {"uid": "question"}),
        ("desk-delete-question", "POST", editors, 302, {"uid": "question"}),
        ("desk-packages", "GET", editors, 200, {}),
        ("desk-packages", "POST", editors, 422, {}),
        ("desk-package", "GET", editors, 200, {"sha256": "package"}),
        ("desk-package", "POST", editors, 302, {"sha256": "package"}),
        ("desk-course-package", "GET", editors, 200, {"uid": "course"}),
        ("desk-question-import", "GET", editors, 200, {"uid": "lesson"}),
        ("desk-question-import", "POST", editors, 422, {"uid": "lesson"}),
        ("desk-question-import-preview", "GET", editors, 200, QUESTION_FILE),
        ("desk-question-import-preview", "POST", editors, 302, QUESTION_FILE),
    ]
    hidden = 404 if site == "province" else 403
    owner = ADMINISTRATOR if site == "national" else OFFICE
    elses = 404 if site == "national" else 403
    return [
        *(Route(site, *row) for row in rows),
        Route(site, "sign-in", "GET", None, signed_in=302),
        # A job is seen by its starter and by the office; to others it does not exist.
        Route(site, "job", "GET", starters, 200, {"uid": "job"}, refusal=hidden),
        Route(site, "job-cancellation", "POST", starters, 302, {"uid": "job"}, refusal=hidden),
        # A key is its owner's; in the ministry the others may have keys too.
        Route(
            site, "account-token-revocation", "POST", owner, 302, {"uid": "token"}, refusal=elses
        ),
        # Files of national releases are public whoever a course is for: the national library is
        # open to everybody. A province's own file needs an account unless an open course shows it.
        Route(site, "media", "GET", everyone, 200, {"sha256": "media"}),
    ]


LIBRARY_API = (
    ("api-library", {}),
    ("api-releases", {"slug": "national_slug"}),
    ("api-diff", {"slug": "national_slug"}),
    ("api-release", {"uid": "release"}),
    ("api-document", {"uid": "release"}),
)
RELEASE = {"uid": "course", "version": "version"}
OFFERED_LESSON = {"uid": "contribution", "lesson_uid": "offered_lesson"}

NATIONAL = [
    *(
        Route("national", name, "GET", MINISTRY_PEOPLE, 200, params, anonymous=401)
        for name, params in (*LIBRARY_API, ("api-adoptions", {}))
    ),
    Route("national", "home", "GET", None),
    Route("national", "apply", "GET", None),
    Route("national", "apply", "POST", None, 422),
    Route("national", "apply-sub-domain", "GET", None),
    Route("national", "application", "GET", None, 200, {"secret": "secret"}),
    Route("national", "ministry-applications", "GET", ADMINISTRATOR),
    *(
        Route("national", name, method, ADMINISTRATOR, answer, {"uid": "application"})
        for name, method, answer in (
            ("ministry-application", "GET", 200),
            ("ministry-application-approval", "POST", 302),
            ("ministry-application-refusal", "POST", 422),
            ("ministry-application-reopening", "POST", 302),  # says: nothing to open
        )
    ),
    *(
        Route("national", name, method, EDITORS, answer, params)
        for name, method, answer, params in (
            ("desk-reviews", "GET", 200, {}),
            ("desk-review", "GET", 200, {"uid": "review"}),
            ("desk-review-decision", "POST", 422, {"uid": "review"}),
            ("desk-review-release", "POST", 409, {"uid": "review"}),  # nobody approved it yet
            ("desk-review-withdrawal", "POST", 302, {"uid": "review"}),
            ("desk-review-preview", "GET", 200, {"uid": "review"}),
            ("desk-review-lesson", "GET", 200, {"uid": "review", "lesson_uid": "lesson"}),
            ("desk-releases", "GET", 200, {"uid": "course"}),
            ("desk-release-comparison", "GET", 200, {"uid": "course"}),
            ("desk-release-restoration", "GET", 200, RELEASE),
            ("desk-release-restoration", "POST", 422, RELEASE),
            ("desk-release-retirement", "POST", 302, RELEASE),
            ("desk-locks", "GET", 200, {"uid": "course"}),
            ("desk-locks", "POST", 422, {"uid": "course"}),
            ("desk-lock-removal", "POST", 302, {"uid": "lock"}),
            ("desk-contributions", "GET", 200, {}),
            ("desk-contribution", "GET", 200, {"uid": "contribution"}),
            ("desk-contribution-adoption", "GET", 200, {"uid": "contribution"}),
            ("desk-contribution-adoption", "POST", 422, {"uid": "contribution"}),
            ("desk-contribution-reply", "POST", 422, {"uid": "contribution"}),
            ("desk-contribution-preview", "GET", 200, {"uid": "contribution"}),
            ("desk-contribution-lesson", "GET", 200, OFFERED_LESSON),
        )
    ),
    Route("national", "library", "GET", None),
    Route("national", "library-course", "GET", None, 200, {"slug": "slug"}),
    Route("national", "library-package", "GET", None, 200, {"slug": "slug"}),
    Route(
        "national",
        "library-release-file",
        "GET",
        None,
        200,
        {"slug": "slug", "version": "version"},
    ),
    Route("national", "library-adoptions", "GET", MINISTRY_PEOPLE),
    Route("national", "library-adoptions-sheet", "GET", MINISTRY_PEOPLE),
    Route(
        "national",
        "library-adoption",
        "GET",
        MINISTRY_PEOPLE,
        200,
        {"province_slug": "province_slug", "course_slug": "national_slug"},
    ),
    Route("national", "certificates", "GET", None),
    Route("national", "certificate", "GET", None, 200, {"code": "learner_code"}),
    Route("national", "ministry", "GET", MINISTRY_PEOPLE),
    Route("national", "ministry-provinces-sheet", "GET", MINISTRY_PEOPLE),
    Route("national", "ministry-pull", "POST", MINISTRY_PEOPLE, 302),
]

READING = {"uid": "reading_lesson", "slug": "slug"}
LESSON = {"uid": "lesson", "slug": "slug"}
EXTENSION = {"uid": "learner", "course_uid": "course"}
PRACTICE = {"uid": "practice_lesson", "slug": "slug"}
RESULT = {"attempt_uid": "attempt", "slug": "slug", "uid": "lesson"}

UNDO = {"uid": "sync", "slug": "followed_slug"}

PROVINCE = [
    *(
        Route("province", name, method, OFFICE, answer, params, anonymous=401)
        for name, method, answer, params in (
            ("api-sync-plan", "GET", 200, {"slug": "followed_slug"}),
            ("api-syncs", "GET", 200, {"slug": "followed_slug"}),
            ("api-syncs", "POST", 422, {"slug": "followed_slug"}),
            ("api-sync-undo", "POST", 200, UNDO),
        )
    ),
    *(
        Route("province", name, "GET", OFFICE, 200, params, anonymous=401)
        for name, params in (*LIBRARY_API, ("api-standings", {}))
    ),
    Route("province", "home", "GET", None),
    Route("province", "register", "GET", None, signed_in=302),
    Route("province", "register", "POST", None, 422),
    Route("province", "guest-results", "POST", PROVINCE_PEOPLE, 302),
    # In this world nobody belongs to a community team: see tests/learning/test_assisted.py.
    Route("province", "assisted-registration", "GET", OFFICE),
    Route("province", "assisted-registration", "POST", OFFICE, 422),
    Route("province", "assisted-registration-slip", "GET", OFFICE, 302),  # nobody helped yet
    Route("province", "courses", "GET", None),
    Route("province", "course", "GET", None, 200, {"slug": "open_slug"}),
    Route("province", "course-enrollment", "POST", PROVINCE_PEOPLE, 302, {"slug": "open_slug"}),
    Route("province", "course-gone", "GET", None, 200, {"slug": "open_slug"}),
    Route("province", "course-resume", "GET", None, 302, {"slug": "open_slug"}),
    # Who is not enrolled is led to the course's page, where one enrolls.
    Route("province", "lesson", "GET", ENROLLED, 200, LESSON, refusal=302),
    Route("province", "lesson-copy", "GET", ENROLLED, 200, LESSON, refusal=302),
    Route("province", "lesson-reading", "POST", ENROLLED, 302, READING, refusal=302),
    Route("province", "lesson-position", "POST", ENROLLED, 422, LESSON, refusal=302),
    Route("province", "lesson-practice", "POST", ENROLLED, 302, PRACTICE, refusal=302),
    Route("province", "quiz", "GET", ENROLLED, 200, LESSON, refusal=302),
    Route("province", "quiz", "POST", ENROLLED, 422, LESSON, refusal=302),
    Route("province", "quiz-copy", "GET", ENROLLED, 200, LESSON, refusal=302),
    # Guests have results too, so nobody is sent to sign in.
    Route("province", "quiz-saved", "POST", ENROLLED, 302, LESSON, refusal=302),
    Route("province", "score-keeping", "POST", PROVINCE_PEOPLE, 422),
    # Officials must pass: their results stay.
    Route("province", "score-erasure", "GET", PROVINCE_PEOPLE - ENROLLED),
    Route("province", "score-erasure", "POST", PROVINCE_PEOPLE - ENROLLED, 422),
    Route("province", "weekly-goal", "GET", PROVINCE_PEOPLE),
    Route("province", "weekly-goal", "POST", PROVINCE_PEOPLE, 422),
    Route("province", "quiz-result", "GET", LEARNER, 200, RESULT, 404, 404, theirs="other_attempt"),
    Route("province", "saved", "GET", None),
    Route("province", "offline", "GET", None),
    Route("province", "device-session", "GET", None),
    Route("province", "service-worker", "GET", None),
    Route("province", "manifest", "GET", None),
    Route("province", "certificates", "GET", PROVINCE_PEOPLE),
    Route("province", "certificate", "GET", None, 200, {"code": "learner_code"}),
    Route(
        "province",
        "certificate-download",
        "GET",
        LEARNER | OFFICE,
        200,
        {"code": "learner_code"},
        404,
        theirs="other_code",
    ),
    Route("province", "badge-issuer", "GET", None),
    *(
        Route("province", name, "GET", None, 200, {"code": "learner_code"})
        for name in ("badge", "badge-class", "badge-image")
    ),
    Route(
        "province",
        "badge-download",
        "GET",
        LEARNER | OFFICE,
        200,
        {"code": "learner_code"},
        404,
        theirs="other_code",
    ),
    Route("province", "certificate-revocation", "POST", OFFICE, 422, {"code": "learner_code"}),
    Route("province", "api-courses", "GET", None),
    Route("province", "api-course", "GET", None, 200, {"slug": "open_slug"}),
    *(
        Route("province", name, method, PROVINCE_PEOPLE, answer, params, anonymous=401)
        for name, method, answer, params in (
            ("api-enrollment", "POST", 204, {"slug": "slug"}),
            ("api-progress", "GET", 200, {"slug": "slug"}),
            ("api-my-enrollments", "GET", 200, {}),
            ("api-my-certificates", "GET", 200, {}),
            ("api-my-goal", "GET", 200, {}),
            ("api-my-goal", "PUT", 422, {}),
        )
    ),
    Route("province", "api-lesson", "GET", ENROLLED, 200, LESSON, anonymous=401),
    Route("province", "api-open-attempt", "GET", ENROLLED, 200, LESSON, anonymous=401),
    Route("province", "api-open-attempt", "PATCH", ENROLLED, 200, LESSON, anonymous=401),
    Route("province", "api-position", "PUT", ENROLLED, 422, LESSON, anonymous=401),
    Route("province", "api-practice", "PUT", ENROLLED, 422, PRACTICE, anonymous=401),
    Route("province", "api-attempts", "POST", ENROLLED, 422, LESSON, anonymous=401),
    Route("province", "supervisor", "GET", SUPERVISOR),
    Route("province", "supervisor-people-sheet", "GET", SUPERVISOR),
    Route(
        "province",
        "supervisor-person",
        "GET",
        SUPERVISOR,
        200,
        {"uid": "learner"},
        theirs="outside",
    ),
    *(
        Route("province", name, method, OFFICE, answer, params)
        for name, method, answer, params in (
            ("office", "GET", 200, {}),
            ("office-figures", "GET", 200, {}),
            ("office-figures-sheet", "GET", 200, {}),
            ("office-library", "GET", 200, {}),
            ("office-library", "POST", 422, {}),
            ("office-library-results", "GET", 200, {}),
            ("office-library-release", "GET", 200, {"uid": "release"}),
            ("office-library-package", "GET", 200, {"uid": "release"}),
            ("office-library-file", "GET", 200, {}),
            ("office-library-file", "POST", 422, {}),
            ("office-library-file-preview", "GET", 200, {"sha256": "release_file"}),
            ("office-library-file-preview", "POST", 302, {"sha256": "release_file"}),
            # a course that is not here yet is led to the page that takes it over
            ("office-library-file-update", "GET", 302, {"sha256": "release_file"}),
            ("office-library-file-update", "POST", 302, {"sha256": "release_file"}),
            ("office-updates", "GET", 200, {}),
            ("office-updates-taking", "POST", 302, {}),
            ("office-updates-taken", "GET", 200, {"uid": "taking"}),
            ("office-update", "GET", 200, {"uid": "followed"}),
            ("office-update", "POST", 409, {"uid": "followed"}),
            ("office-update-following", "GET", 200, {"uid": "followed"}),
            ("office-update-following", "POST", 422, {"uid": "followed"}),
            ("office-update-history", "GET", 200, {"uid": "followed"}),
            ("office-update-undo", "POST", 302, {"sync_uid": "sync", "uid": "followed"}),
            ("desk-offer", "GET", 200, {"uid": "course"}),
            ("desk-offer", "POST", 422, {"uid": "course"}),
            ("office-offers", "GET", 200, {}),
            ("office-offer-withdrawal", "POST", 302, {"uid": "offer"}),
            ("office-units", "GET", 200, {}),
            ("office-unit-new", "GET", 200, {}),
            ("office-unit-new", "POST", 422, {}),
            ("office-unit", "GET", 200, {"uid": "unit"}),
            ("office-unit", "POST", 422, {"uid": "unit"}),
            ("office-supervisors", "GET", 200, {}),
            ("office-quiz-policies", "GET", 200, {}),
            ("office-quiz-policy", "GET", 200, {"uid": "cohort"}),
            ("office-quiz-policy", "POST", 422, {"uid": "cohort"}),
            ("office-late-answers", "GET", 200, {}),
            ("office-late-answer", "POST", 422, {"uid": "attempt"}),
            ("office-supervisors", "POST", 422, {}),
            ("office-supervisor-removal", "POST", 302, {"uid": "supervisor"}),
            ("office-targets", "GET", 200, {}),
            ("office-targets", "POST", 302, {}),
            ("office-people", "GET", 200, {}),
            ("office-people-sheet", "GET", 200, {}),
            ("office-person", "GET", 200, {"uid": "learner"}),
            ("office-person", "POST", 422, {"uid": "learner"}),
            ("office-person-slip", "POST", 302, {"uid": "learner"}),
            ("office-extension", "GET", 200, EXTENSION),
            ("office-extension", "POST", 422, EXTENSION),
            ("office-extension-removal", "POST", 302, EXTENSION),
            ("office-extensions", "GET", 200, {}),
            ("office-roster", "GET", 200, {}),
            ("office-roster", "POST", 422, {}),
            ("office-roster-template", "GET", 200, {}),
            ("office-roster-upload", "GET", 200, {"uid": "upload"}),
            ("office-roster-application", "POST", 302, {"uid": "upload"}),
            ("office-roster-removal", "POST", 302, {"uid": "upload"}),
            ("office-roster-wrong-rows", "GET", 200, {"uid": "upload"}),
            ("office-assignments", "GET", 200, {}),
            ("office-assignments", "POST", 422, {}),
            ("office-assignment-new", "GET", 200, {}),
            ("office-assignment-new", "POST", 422, {}),
            ("office-assignment-removal", "POST", 302, {"uid": "assignment"}),
            ("office-rules", "GET", 200, {}),
            ("office-rule-new", "GET", 200, {}),
            ("office-rule-new", "POST", 422, {}),
            ("office-rule-removal", "POST", 302, {"uid": "rule"}),
            ("office-questions", "GET", 200, {"slug": "slug"}),
            ("office-questions-sheet", "GET", 200, {"slug": "slug"}),
            ("office-invitations", "GET", 200, {}),
            ("office-invitations", "POST", 422, {}),
            ("office-invitation-round", "GET", 200, {"uid": "round"}),
            ("office-slips-sheet", "GET", 200, {"uid": "round"}),
            ("office-slips-removal", "POST", 302, {"uid": "round"}),
        )
    ),
]
