"""Addresses of the pages that belong to no part."""

from __future__ import annotations

from django.urls import path

from joinedup.service.pages import views
from joinedup.service.pages.search import search

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", search, name="search"),
    path("help/", views.help_page, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("language/", views.language, name="language"),
]
