"""Addresses of this part."""

from __future__ import annotations

from django.urls import path

from joinedup.service.work import views

urlpatterns = [
    path("jobs/<uuid:key>/", views.job, name="job"),
    path("machine/", views.machine, name="machine"),
]
