"""Addresses of this part."""

from __future__ import annotations

from django.urls import path

from joinedup.service.training import views

urlpatterns = [
    path("training/", views.mine, name="my-training"),
    path("training/people/", views.people, name="training-people"),
    path("training/completed/<int:number>/withdraw/", views.withdraw, name="withdraw-training"),
    path("training/modules/", views.modules, name="training-modules"),
    path("training/modules/<int:number>/end/", views.end_module, name="end-module"),
]
