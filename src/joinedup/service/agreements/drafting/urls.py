"""Addresses of this part."""

from __future__ import annotations

from django.urls import path

from joinedup.service.agreements.drafting import views

urlpatterns = [
    path("drafts/", views.drafts, name="drafts"),
    path("drafts/protocol/", views.new_protocol, name="new-protocol"),
    path("drafts/copy/<str:reference>/", views.copy, name="copy-agreement"),
    path("drafts/import/", views.bring_in, name="import-agreement"),
    path("guidance/", views.guidance, name="guidance"),
    path("drafts/<int:number>/", views.draft, name="draft"),
    path("drafts/<int:number>/check/", views.check, name="check-draft"),
    path("drafts/<int:number>/abandon/", views.abandon, name="abandon-draft"),
    path("drafts/<int:number>/<str:what>/<int:place>/remove/", views.remove, name="remove-from-draft"),
    path("drafts/<int:number>/<str:key>/", views.question, name="draft-question"),
]
