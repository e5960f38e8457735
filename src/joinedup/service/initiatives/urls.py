"""Addresses of this part."""

from __future__ import annotations

from django.urls import path

from joinedup.service.initiatives import views

urlpatterns = [
    path("initiatives/", views.initiatives, name="initiatives"),
    path("initiatives/<slug:key>/", views.initiative, name="initiative"),
]
