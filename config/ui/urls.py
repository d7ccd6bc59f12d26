"""The look's own addresses, the same on every site."""

from django.urls import path

from config.ui import views

urlpatterns = [
    path("preferences/text-size/", views.text_size, name="text-size"),
    path("preferences/language/", views.language, name="language"),
    path("theme.css", views.theme, name="theme"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
