"""Addresses of this part."""

from __future__ import annotations

from django.urls import path

from joinedup.service.lookups import reviewing, views

urlpatterns = [
    path("look-up/", views.look_up, name="look-up"),
    path("my-look-ups/", views.my_look_ups, name="my-look-ups"),
    path("consents/", reviewing.consents, name="consents"),
    path("look-ups-to-review/", reviewing.to_review, name="look-ups-to-review"),
    path("look-ups-to-review/<int:number>/", reviewing.review, name="look-up-review"),
    path("kept-out-of-sight/", reviewing.safety_markers, name="safety-markers"),
    path("kept-out-of-sight/<int:number>/lift/", reviewing.lift_marker, name="lift-safety-marker"),
]
