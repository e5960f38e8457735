"""Every address of the service: each part brings its own."""

from __future__ import annotations

from django.urls import include, path

PARTS = (
    "pages",
    "accounts",
    "initiatives",
    "agreements",
    "supplies",
    "linkage",
    "releases",
    "audit",
    "areas",
    "indicators",
    "training",
    "lookups",
    "residents",
    "objections",
    "notices",
    "work",
    "api",
)

urlpatterns = [
    *(path("", include(f"joinedup.service.{part}.urls")) for part in PARTS),
    path("account/", include("allauth.urls")),
]
handler403 = "joinedup.service.pages.views.refused"
handler404 = "joinedup.service.pages.views.not_found"
handler500 = "joinedup.service.pages.views.broken"
