"""What becomes of a job whose work breaks off."""

import datetime

import pytest
from django.db import InterfaceError, OperationalError

from tenants.context import in_province
from tenants.jobs import actions as jobs
from tenants.jobs import work
from tenants.jobs.models import Job

KIND = "tests.little"


@pytest.fixture
def breaks(monkeypatch):
    """A kind of job that fails with what was put in here, and else is done."""
    errors = []

    def little(run):
        if errors:
            raise errors.pop()
        with run.block() as job:
            run.finish(job)

    monkeypatch.setitem(work.JOB_KINDS, KIND, little)
    return errors


def states(place):
    with in_province(place):
        return list(Job.objects.values_list("state", "error_code", "attempt_count"))


def let_silence_pass(place):
    with in_province(place):
        job = Job.objects.get()
        job.heartbeat_at -= jobs.STALE_AFTER + datetime.timedelta(seconds=1)
        job.save()


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_job_whose_database_went_away_is_taken_up_again(quangnam, breaks, error):
    with in_province(quangnam):
        jobs.start_job(kind=KIND, params={})
    breaks.append(error("the connection is lost"))

    jobs.run_due(quangnam)
    interrupted = states(quangnam)
    let_silence_pass(quangnam)
    jobs.run_due(quangnam)

    assert interrupted == [("running", "", 1)]
    assert states(quangnam) == [("done", "", 2)]


def test_a_job_that_loses_its_database_again_and_again_is_given_up(quangnam, breaks):
    with in_province(quangnam):
        jobs.start_job(kind=KIND, params={})
    breaks.extend(OperationalError("the connection is lost") for _try in range(20))

    for _try in range(jobs.MOST_ATTEMPTS + 1):
        jobs.run_due(quangnam)
        let_silence_pass(quangnam)

    assert states(quangnam) == [("failed", "RuntimeError", jobs.MOST_ATTEMPTS + 1)]


def test_any_other_error_ends_a_job_at_once(quangnam, breaks):
    with in_province(quangnam):
        jobs.start_job(kind=KIND, params={})
    breaks.append(ZeroDivisionError())

    jobs.run_due(quangnam)

    assert states(quangnam) == [("failed", "ZeroDivisionError", 1)]
