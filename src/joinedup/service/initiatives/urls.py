"""Addresses of this part."""

from __future__ import annotations

from django.urls import path

from joinedup.service.initiatives import views

urlpatterns = [
    path("initiatives/", views.initiatives, name="initiatives"),
    path("initiatives/begin/", views.begin, name="begin-initiative"),
    path("initiatives/<slug:key>/", views.initiative, name="initiative"),
    path("initiatives/<slug:key>/change/", views.change, name="change-initiative"),
    path("initiatives/<slug:key>/partners/", views.partners, name="initiative-partners"),
]
