"""Who may watch and stop a job: who started it, and every office of the place."""

import uuid

from django.http import Http404

from tenants.jobs.models import Job
from tenants.people import permissions
from tenants.people.models import Role, User

WATCHERS = (
    Role.MINISTRY_ADMINISTRATOR,
    Role.MINISTRY_EDITOR,
    Role.MINISTRY_ANALYST,
    Role.PROVINCE_OFFICE,
)


def job_for(user: User, uid: uuid.UUID) -> Job:
    """Return the job; raises Http404 if there is none here that this person may watch."""
    job = Job.objects.filter(uid=uid).first()
    if job is None:
        raise Http404
    if job.created_by_uid != user.uid and not permissions.has_role(user, *WATCHERS):
        raise Http404
    return job
