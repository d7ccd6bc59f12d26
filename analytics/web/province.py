"""Addresses of this app on a province's site."""

from django.urls import path

from analytics.web import office

urlpatterns = [
    path("office/figures/", office.figures_page, name="office-figures"),
    path("office/figures.xlsx", office.figures_sheet, name="office-figures-sheet"),
]
