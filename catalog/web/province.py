"""Addresses of the catalogue on a province's site."""

from django.urls import path

from catalog.rest.urls import province_patterns as api_patterns
from catalog.web import (
    library,
    library_files,
    offers,
    update,
    update_following,
    update_history,
    updates,
)
from catalog.web.urls import desk_patterns, media_patterns

urlpatterns = [
    *desk_patterns,
    *media_patterns,
    *api_patterns,
    path("office/library/", library.take_over, name="office-library"),
    path("office/library/results/", library.results, name="office-library-results"),
    path("office/library/file/", library_files.upload, name="office-library-file"),
    path(
        "office/library/file/<sha256:sha256>/",
        library_files.uploaded,
        name="office-library-file-preview",
    ),
    path(
        "office/library/file/<str:sha256>/update/",
        library_files.update,
        name="office-library-file-update",
    ),
    path(
        "office/library/<uuid:uid>/package/",
        library_files.office_package,
        name="office-library-package",
    ),
    path("office/library/updates/", updates.updates, name="office-updates"),
    path("office/library/updates/taking/", updates.taking_all, name="office-updates-taking"),
    path(
        "office/library/updates/taking/<uuid:uid>/", updates.taken_all, name="office-updates-taken"
    ),
    path("office/library/updates/<uuid:uid>/", update.update, name="office-update"),
    path(
        "office/library/updates/<uuid:uid>/following/",
        update_following.following,
        name="office-update-following",
    ),
    path(
        "office/library/updates/<uuid:uid>/history/",
        update_history.history,
        name="office-update-history",
    ),
    path(
        "office/library/updates/<uuid:uid>/history/<uuid:sync_uid>/undo/",
        update_history.undo,
        name="office-update-undo",
    ),
    path("office/library/<uuid:uid>/", library.release, name="office-library-release"),
    path("desk/courses/<uuid:uid>/offer/", offers.offer, name="desk-offer"),
    path("office/offers/", offers.offer_list, name="office-offers"),
    path("office/offers/<uuid:uid>/withdrawal/", offers.withdrawal, name="office-offer-withdrawal"),
]
