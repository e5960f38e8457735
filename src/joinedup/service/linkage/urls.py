"""Addresses of this part."""

from __future__ import annotations

from django.urls import path

from joinedup.service.linkage import views

urlpatterns = [
    path("linkage/", views.linkage, name="linkage"),
    path("linkage/<str:reference>/", views.link, name="link"),
]
