"""The Celery application: every task stands in a place (tenants.placed)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("hvs", task_cls="tenants.placed:PlaceTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.task_routes = {
    "tenants.tasks.open_province_site": {"queue": "provisioning"},
    "catalog.tasks.transcode_waiting": {"queue": "transcoding"},
}
app.conf.beat_schedule = {
    "dispatch": {
        "task": "tenants.tasks.dispatch",
        "schedule": 2.0,
        "options": {"headers": {"place": "ministry"}, "expires": 10},
    },
    "pull-provinces": {
        "task": "analytics.tasks.pull_provinces",
        "schedule": 600.0,
        "options": {"headers": {"place": "ministry"}, "expires": 300},
    },
    "report-holdings": {
        "task": "catalog.tasks.report_holdings",
        "schedule": 300.0,
        "options": {"headers": {"place": "ministry"}, "expires": 200},
    },
    "follow-releases": {
        "task": "catalog.tasks.follow_releases",
        "schedule": 60.0,
        "options": {"headers": {"place": "ministry"}, "expires": 50},
    },
    "foresee-releases": {
        "task": "catalog.tasks.foresee_releases",
        "schedule": 60.0,
        "options": {"headers": {"place": "ministry"}, "expires": 50},
    },
    "transcode-waiting": {
        "task": "catalog.tasks.transcode_waiting",
        "schedule": 3.0,
        "options": {"headers": {"place": "ministry"}, "expires": 3},
    },
    "reopen-silent": {
        "task": "tenants.tasks.reopen_silent",
        "schedule": 60.0,
        "options": {"headers": {"place": "ministry"}, "expires": 50},
    },
    "seal-audit": {
        "task": "tenants.people.tasks.seal_audit",
        "schedule": 60.0,
        "options": {"headers": {"place": "ministry"}, "expires": 50},
    },
    "delete-old-rows": {
        "task": "tenants.people.tasks.delete_old_rows",
        "schedule": 86400.0,
        "options": {"headers": {"place": "ministry"}, "expires": 3600},
    },
    "delete-old-uploads": {
        "task": "catalog.tasks.delete_old_uploads",
        "schedule": 86400.0,
        "options": {"headers": {"place": "ministry"}, "expires": 3600},
    },
    "follow-rules": {
        "task": "enrollment.tasks.follow_rules",
        "schedule": 45.0,
        "options": {"headers": {"place": "ministry"}, "expires": 40},
    },
    "close-left-attempts": {
        "task": "enrollment.learning.tasks.close_left_attempts",
        "schedule": 120.0,
        "options": {"headers": {"place": "ministry"}, "expires": 110},
    },
    "delete-expired-guests": {
        "task": "enrollment.learning.tasks.delete_expired_guests",
        "schedule": 86400.0,
        "options": {"headers": {"place": "ministry"}, "expires": 3600},
    },
}
