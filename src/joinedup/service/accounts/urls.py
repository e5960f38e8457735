"""Addresses of this part."""

from __future__ import annotations

from django.urls import path

from joinedup.service.accounts import views
from joinedup.service.accounts.signing_key import signing_key

urlpatterns = [
    path("signing-key/", signing_key, name="signing-key"),
    path("role/", views.choose_role, name="choose-role"),
    path("me/", views.my_account, name="my-account"),
    path("not-enrolled/", views.not_enrolled, name="not-enrolled"),
    path("demonstration/", views.demonstration, name="demonstration"),
]
