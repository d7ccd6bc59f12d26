"""Addresses of this app on the national site."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
