"""The table of pages is complete."""

from django.urls import resolve

from tests.isolation.routes import routes
from tests.pages.stage import Stage
from tests.pages.table import PAGES

SHOWN = [row for row in PAGES if row.status < 403]
NO_PAGES = {
    *("health-live", "health-ready", "theme", "media", "manifest", "service-worker"),
    *("certificate-download", "course-resume", "device-session", "styleguide", "mailbox"),
    *("badge", "badge-class", "badge-issuer", "badge-image", "badge-download"),
}
"""What a learner's browser may ask for that is a file, a redirect, or there in development only."""


def test_every_page_a_learner_may_open_stands_in_the_table(stage: Stage) -> None:
    shown = {
        resolve(stage.path(row).partition("#")[0], "config.province").url_name for row in SHOWN
    }
    open_to_learners = {
        route.name
        for route in routes("province")
        if route.method == "GET" and (route.people is None or "learner" in route.people)
    }

    pages = {name for name in open_to_learners if not name.startswith("api-")}
    assert pages - shown == NO_PAGES
