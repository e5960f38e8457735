"""Addresses of this part."""

from __future__ import annotations

from django.urls import path

from joinedup.service.linkage import views

urlpatterns = [
    path("linkage/", views.linkage, name="linkage"),
    path("linkage/<str:reference>/review/", views.review, name="review-pairs"),
    path("linkage/<str:reference>/review/<int:number>/why.svg", views.why, name="why-a-pair"),
    path("linkage/<str:reference>/people/", views.people, name="linked-people"),
    path("linkage/<str:reference>/people/<str:client>/", views.person, name="linked-person"),
    path("linkage/<str:reference>/people/<str:client>/graph.svg", views.person_picture, name="linked-person-picture"),
    path("linkage/<str:reference>/quality/", views.quality, name="linkage-quality"),
    path("linkage/<str:reference>/", views.link, name="link"),
]
