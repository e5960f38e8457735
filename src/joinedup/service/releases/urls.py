"""Addresses of this part."""

from __future__ import annotations

from django.urls import path

from joinedup.service.releases import views

urlpatterns = [
    path("releases/", views.releases, name="releases"),
    path("releases/ask/<str:reference>/", views.ask, name="ask-release"),
    path("releases/rank/<str:reference>/", views.rank, name="rank-households"),
    path("releases/request/<int:number>/", views.release_request, name="release-request"),
    path("releases/<slug:name>/", views.release, name="release"),
    path("releases/<slug:name>/<str:file>", views.download, name="download"),
    path("count/<str:reference>/", views.count, name="count-people"),
    path("who-is-it/<str:reference>/", views.who_is_it, name="who-is-it"),
    path("catalogue/", views.catalogue, name="catalogue"),
    path("catalogue/<slug:name>/<str:file>", views.published_file, name="published-file"),
]
