"""Addresses of this part."""

from __future__ import annotations

from django.urls import path

from joinedup.service.areas import views

urlpatterns = [
    path("boundaries/", views.boundary_files, name="boundary-files"),
    path("boundaries/new/", views.load, name="load-boundaries"),
    path("boundaries/<slug:key>/", views.boundary_file, name="boundary-file"),
    path("boundaries/<slug:key>/use/", views.use, name="use-boundaries"),
    path("boundaries/<slug:key>/take-out/", views.take_out, name="take-boundaries-out"),
    path("boundaries/<slug:key>/give-up/", views.give_up, name="give-boundaries-up"),
]
