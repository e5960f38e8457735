"""Addresses of this part."""

from __future__ import annotations

from django.urls import path

from joinedup.service.notices import views

urlpatterns = [path("notices/", views.notices, name="notices")]
