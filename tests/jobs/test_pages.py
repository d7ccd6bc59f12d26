"""The page of a job."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenants.context import in_ministry, in_province
from tenants.jobs import actions, work
from tenants.jobs.models import Job
from tests.people.cast import PASSWORD


@pytest.fixture(autouse=True)
def _kind():
    work.job_kind("tests.count", title="Đếm thử", unit="dòng", errors={"TOO_ODD": "Số lẻ quá."})(
        lambda run: None
    )
    yield
    work.JOB_KINDS.pop("tests.count")
    work.JOB_WORDS.pop("tests.count")


@pytest.fixture
def job(quangnam, minh):
    with in_province(quangnam):
        return actions.start_job(kind="tests.count", params={}, total_count=200, by=minh)


def change(place, **values):
    with in_province(place):
        Job.objects.update(**values)


def enter(client, name):
    assert client.post("/sign-in/", {"name": name, "password": PASSWORD}).status_code == 302


def test_running_job_shows_rows_and_polls(quangnam_client, quangnam, job, minh):
    enter(quangnam_client, "minh@quangnam.example")
    change(quangnam, state="running", done_count=50, started_at=timezone.now())
    page = quangnam_client.get(f"/jobs/{job.uid}/").content.decode()
    part = quangnam_client.get(f"/jobs/{job.uid}/", headers={"HX-Request": "true"})

    assert "50 / 200 dòng" in page
    assert f'hx-get="/jobs/{job.uid}/"' in page
    assert page.count("Đếm thử</h") == 1
    assert "<html" not in part.content.decode()
    assert "50 / 200 dòng" in part.content.decode()


def test_job_page_takes_few_statements(quangnam_client, job, minh):
    enter(quangnam_client, "minh@quangnam.example")
    quangnam_client.get(f"/jobs/{job.uid}/")

    with CaptureQueriesContext(connection) as queries:
        quangnam_client.get(f"/jobs/{job.uid}/")

    assert len(queries) <= 5  # session, person, job, roles, page view


def test_done_job_leads_to_its_result(quangnam_client, quangnam, job, minh):
    enter(quangnam_client, "minh@quangnam.example")
    change(quangnam, state="done", result={"url": "/office/roster/", "text": "Đã nhập 5.140 dòng."})

    page = quangnam_client.get(f"/jobs/{job.uid}/").content.decode()

    assert 'href="/office/roster/"' in page
    assert "Đã nhập 5.140 dòng." in page
    assert "hx-get" not in page


def test_failed_job_is_worded_by_its_kind_or_in_general(quangnam_client, quangnam, job, minh):
    enter(quangnam_client, "minh@quangnam.example")
    change(quangnam, state="failed", error_code="TOO_ODD")
    own = quangnam_client.get(f"/jobs/{job.uid}/").content.decode()
    change(quangnam, state="failed", error_code="KeyError")
    general = quangnam_client.get(f"/jobs/{job.uid}/").content.decode()

    assert "Số lẻ quá." in own
    assert "TOO_ODD" in own
    assert "Có lỗi ngoài dự kiến" in general


def test_cancelling_stops_the_job(quangnam_client, quangnam, job, minh):
    enter(quangnam_client, "minh@quangnam.example")
    answer = quangnam_client.post(f"/jobs/{job.uid}/cancellation/")

    assert (answer.status_code, answer["Location"]) == (302, f"/jobs/{job.uid}/")
    with in_province(quangnam):
        assert Job.objects.get().state == "cancelled"


def test_job_is_hidden_from_learners_other_provinces_and_the_ministry(
    quangnam_client, thainguyen_client, national_client, job, linh, hoa, ha, quangnam
):
    enter(quangnam_client, "QN-0001")
    enter(thainguyen_client, "hoa@thainguyen.example")
    enter(national_client, "ha@bo.example")
    address = f"/jobs/{job.uid}/"
    answers = [
        client.get(address) for client in (quangnam_client, thainguyen_client, national_client)
    ]
    stops = [
        client.post(f"{address}cancellation/").status_code
        for client in (quangnam_client, thainguyen_client, national_client)
    ]
    absent = quangnam_client.get(f"/jobs/{uuid.uuid4()}/")

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert answers[0].content == absent.content
    assert stops == [404, 404, 404]
    with in_province(quangnam):
        assert Job.objects.get().state == "queued"


def test_who_started_a_job_watches_it(quangnam_client, quangnam, linh):
    with in_province(quangnam):
        job = actions.start_job(kind="tests.count", params={}, by=linh)
    enter(quangnam_client, "QN-0001")

    assert quangnam_client.get(f"/jobs/{job.uid}/").status_code == 200


def test_ministry_watches_its_own_jobs(national_client, ha, an):
    with in_ministry():
        job = actions.start_job(kind="tests.count", params={}, by=an)
    enter(national_client, "ha@bo.example")

    assert national_client.get(f"/jobs/{job.uid}/").status_code == 200


def test_anonymous_is_sent_to_sign_in(quangnam_client, job):
    assert quangnam_client.get(f"/jobs/{job.uid}/").status_code == 302
