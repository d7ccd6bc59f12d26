"""Addresses of this app on the national site."""

from enrollment.web import learner_urls

urlpatterns = [*learner_urls.national_patterns]
