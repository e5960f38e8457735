"""Addresses of this part."""

from __future__ import annotations

from django.urls import path

from joinedup.service.accounts import people_views, views
from joinedup.service.accounts.signing_key import signing_key
from joinedup.service.accounts.standing_in import stand_in

urlpatterns = [
    path("people/", people_views.people, name="people"),
    path("people/<int:number>/end/", people_views.end_role, name="end-role"),
    path("invitation/<str:token>/", people_views.invitation, name="invitation"),
    path("guest/<str:token>/", people_views.guest, name="guest"),
    path("signing-key/", signing_key, name="signing-key"),
    path("stand-in/", stand_in, name="stand-in"),
    path("role/", views.choose_role, name="choose-role"),
    path("me/", views.my_account, name="my-account"),
    path("not-enrolled/", views.not_enrolled, name="not-enrolled"),
    path("demonstration/", views.demonstration, name="demonstration"),
]
