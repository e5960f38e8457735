"""Addresses of this part."""

from __future__ import annotations

from django.urls import path

from joinedup.service.supplies import arrival_views, views
from joinedup.service.supplies.held import held_page

urlpatterns = [
    path("agreements/<str:reference>/held/", held_page, name="held"),
    path("supplies/", views.supplies, name="supplies"),
    path("supplies/report/<slug:name>/", views.supply, name="supply"),
    path("supplies/report/<slug:name>/quality.svg", views.picture, name="supply-picture"),
    path("supplies/report/<slug:name>/quality.csv", views.download_report, name="supply-report"),
    path("supplies/due/<str:reference>/<str:supplier>/<str:dataset>/", views.schedule, name="supply-schedule"),
    path("supplies/send/<str:reference>/<str:dataset>/", arrival_views.send, name="send-supply"),
    path("supplies/upload/<slug:key>/", arrival_views.arrival, name="arrival"),
    path("supplies/upload/<slug:key>/file/", arrival_views.file, name="arrival-file"),
    path("supplies/upload/<slug:key>/whole/", arrival_views.whole, name="arrival-whole"),
    path("supplies/upload/<slug:key>/give-up/", arrival_views.give_up, name="arrival-give-up"),
]
