"""How a quiz is handed in over HTTP: all that the fault tests know of the form and of the API."""

import http.client
import json
import random
import re
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlencode

Road = Literal["api", "form"]
CSRF = "a" * 32
"""Cookie and form field alike: Django takes any 32 letters that agree."""
TIMEOUT_SECONDS = 120
KEY = re.compile(rb'name="submission_key" value="([^"]+)"')
RESULT = re.compile(rb"/quiz/([0-9a-f-]{36})/$")
RECEIPT = re.compile(rb'<code class="hv-receipt">([^<]+)</code>')
CODE = re.compile(rb"<code>([A-Z_]+)</code>")


@dataclass(frozen=True)
class School:
    """What stage.open_school() told: a province's course and its learners."""

    facts: dict[str, Any]
    port: int

    @property
    def host(self) -> str:
        """The host its pages stand at."""
        return f"{self.facts['slug']}.localhost:{self.port}"

    @property
    def learners(self) -> list[dict[str, Any]]:
        """{"uid", "sessions"} of each."""
        learners: list[dict[str, Any]] = self.facts["learners"]
        return learners

    def lesson_path(self, lesson: int) -> str:
        """The address of a lesson."""
        return f"/courses/{self.facts['course']}/lessons/{self.facts['lessons'][lesson]['uid']}/"


@dataclass(frozen=True)
class Sheet:
    """Answers to one quiz, as one learner hands them in under one key."""

    learner: int
    lesson: int
    answers: dict[str, list[str]]
    key: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    attempt: str = ""
    """The uid of the stored attempt; empty unless it was taken."""
    receipt: str = ""
    """Of what is stored. A form that was taken leads to a page that shows it."""
    code: str = ""
    retry_after: str = ""
    body: bytes = b""

    @property
    def is_taken(self) -> bool:
        """Whether the server said that it has the answers."""
        return bool(self.attempt)

    @property
    def asks_to_come_back(self) -> bool:
        """Whether it did not say what became of them."""
        return self.status >= 500 or self.status == 429


def right(school: School, learner: int, lesson: int, **facts: Any) -> Sheet:
    """Every answer right."""
    questions = school.facts["lessons"][lesson]["questions"]
    return Sheet(learner, lesson, {one["uid"]: one["right"] for one in questions}, **facts)


def anything(school: School, learner: int, lesson: int, dice: random.Random) -> Sheet:
    """Some answer to every question."""
    answers = {}
    for one in school.facts["lessons"][lesson]["questions"]:
        count = dice.randint(1, len(one["options"])) if len(one["right"]) > 1 else 1
        answers[one["uid"]] = sorted(dice.sample(one["options"], count))
    return Sheet(learner, lesson, answers, str(uuid.UUID(int=dice.getrandbits(128), version=4)))


class Device:
    """A browser or a program of one learner, with a connection that it keeps."""

    def __init__(self, school: School) -> None:
        self.school = school
        self._connection: http.client.HTTPConnection | None = None

    def hand_in(
        self,
        sheet: Sheet,
        road: Road = "api",
        *,
        session: int = 0,
        answered_at: datetime | None = None,
    ) -> Answer:
        """Hand it in; OSError or HTTPException where no whole answer came back."""
        self._send(sheet, road, session, answered_at)
        return self._read(road)

    def save(self, sheet: Sheet, *, session: int = 0) -> Answer:
        """Save what the sheet holds without handing it in."""
        path = f"/api/v1{self.school.lesson_path(sheet.lesson)}open-attempt/"
        body = json.dumps(_said(self.school, sheet)).encode()
        headers = self._headers_of(sheet.learner, session, "application/json")
        self._request("PATCH", path, body, headers)
        return self._read("saving")

    def key_of_next(self, learner: int, lesson: int, *, session: int = 0) -> str:
        """Open the quiz; the key its page would hand in."""
        page = self.get(f"{self.school.lesson_path(lesson)}quiz/", learner=learner, session=session)
        return _found(KEY, page.body)

    def hand_in_and_hang_up(self, sheet: Sheet, road: Road = "api") -> None:
        """Hand it in and be gone before the answer comes."""
        self._send(sheet, road, session=0, answered_at=None)
        self.close()

    def get(self, path: str, *, learner: int | None = None, session: int = 0) -> Answer:
        """Read a page."""
        headers = {} if learner is None else {"Cookie": self._cookie(learner, session)}
        self._request("GET", path, b"", headers)
        return self._read("form")

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _send(self, sheet: Sheet, road: Road, session: int, answered_at: datetime | None) -> None:
        make = _api if road == "api" else _form
        path, body, kind = make(self.school, sheet, answered_at)
        self._request("POST", path, body, self._headers_of(sheet.learner, session, kind))

    def _headers_of(self, learner: int, session: int, kind: str) -> dict[str, str]:
        return {
            "Cookie": self._cookie(learner, session),
            "Content-Type": kind,
            "X-CSRFToken": CSRF,
        }

    def _cookie(self, learner: int, session: int) -> str:
        key = self.school.learners[learner]["sessions"][session]
        return f"session={key}; csrftoken={CSRF}"

    def _request(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> None:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(
                "127.0.0.1", self.school.port, timeout=TIMEOUT_SECONDS
            )
        headers = headers | {"Host": self.school.host}
        try:
            self._connection.request(method, path, body, headers)
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def _read(self, road: Literal["api", "form", "saving"]) -> Answer:
        assert self._connection is not None
        try:
            response = self._connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        if response.will_close:
            self.close()
        return _from_form(response, body) if road == "form" else _from_api(response, body)


def _said(school: School, sheet: Sheet) -> dict[str, Any]:
    return {
        "submission_key": sheet.key,
        "document_sha256": school.facts["document"],
        "answers": sheet.answers,
    }


def _api(school: School, sheet: Sheet, answered_at: datetime | None) -> tuple[str, bytes, str]:
    said = _said(school, sheet)
    if answered_at:
        said["answered_at"] = answered_at.isoformat()
    path = f"/api/v1{school.lesson_path(sheet.lesson)}attempts/"
    return path, json.dumps(said).encode(), "application/json"


def _form(school: School, sheet: Sheet, answered_at: datetime | None) -> tuple[str, bytes, str]:
    fields: dict[str, Any] = {f"q-{uid}": options for uid, options in sheet.answers.items()}
    fields |= {
        "submission_key": sheet.key,
        "document": school.facts["document"],
        "csrfmiddlewaretoken": CSRF,
        "answered_at": answered_at.isoformat() if answered_at else "",
    }
    body = urlencode(fields, doseq=True).encode()
    return f"{school.lesson_path(sheet.lesson)}quiz/", body, "application/x-www-form-urlencoded"


def _from_api(response: http.client.HTTPResponse, body: bytes) -> Answer:
    is_json = response.headers.get("Content-Type", "").startswith("application/json")
    said = json.loads(body) if is_json else {}
    return Answer(
        status=response.status,
        attempt=said.get("uid", "") if response.status in (200, 201) else "",
        receipt=said.get("receipt", "") or said.get("details", {}).get("receipt", ""),
        code=said.get("code", ""),
        retry_after=response.headers.get("Retry-After", ""),
        body=body,
    )


def _from_form(response: http.client.HTTPResponse, body: bytes) -> Answer:
    place = response.headers.get("Location", "").encode()
    return Answer(
        status=response.status,
        attempt=_found(RESULT, place),
        receipt=_found(RECEIPT, body),
        code=_found(CODE, body),
        retry_after=response.headers.get("Retry-After", ""),
        body=body,
    )


def _found(pattern: re.Pattern[bytes], body: bytes) -> str:
    found = pattern.search(body)
    return found[1].decode() if found else ""
