"""Addresses of this part."""

from __future__ import annotations

from django.urls import path

from joinedup.service.audit import views

urlpatterns = [
    path("audit/", views.audit, name="audit"),
    path("audit/events.csv", views.export, name="audit-export"),
    path("audit/prove/", views.prove, name="prove"),
    path("audit/checkpoint/", views.take_checkpoint, name="take-checkpoint"),
    path("audit/checkpoint/compare/", views.compare_checkpoint, name="compare-checkpoint"),
]
