"""Addresses of this part."""

from __future__ import annotations

from django.urls import path

from joinedup.service.residents import serving, views

urlpatterns = [
    path("residents/", serving.residents, name="residents"),
    path("residents/code/", serving.verify, name="resident-verify"),
    path("residents/requests/<int:number>/", serving.one_request, name="resident-request"),
    path("about-me/", views.about_me, name="resident"),
    path("about-me/sign-in/", views.sign_in, name="resident-sign-in"),
    path("about-me/ask/", views.ask, name="resident-ask"),
    path("about-me/sign-out/", views.sign_out, name="resident-sign-out"),
]
