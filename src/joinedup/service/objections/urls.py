"""Addresses of this part."""

from __future__ import annotations

from django.urls import path

from joinedup.service.objections import views

urlpatterns = [
    path("objections/", views.objections, name="objections"),
    path("objections/<int:number>/lift/", views.lift, name="lift-objection"),
]
