"""Addresses of this app on the national site."""

from django.urls import path

from analytics.web import home, ministry

urlpatterns = [
    path("", home.front_page, name="home"),
    path("ministry/", ministry.provinces_page, name="ministry"),
    path("ministry/provinces.xlsx", ministry.provinces_sheet, name="ministry-provinces-sheet"),
    path("ministry/pull/", ministry.pull, name="ministry-pull"),
]
