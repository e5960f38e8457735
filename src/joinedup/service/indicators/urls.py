"""Addresses of this part."""

from __future__ import annotations

from django.urls import path

from joinedup.service.indicators import map_views, views

urlpatterns = [
    path("indicators/", views.find, name="indicators"),
    path("indicators/<slug:key>/", map_views.indicator, name="indicator"),
    path("indicators/<slug:key>/figures.<str:form>", map_views.take, name="indicator-figures"),
    path("areas/<slug:kind>/compare/", views.compare, name="compare-areas"),
    path("areas/<slug:kind>/pockets/", views.worst, name="pockets"),
    path("areas/<slug:kind>/<slug:code>/", views.area, name="area"),
    path("areas/<slug:kind>/<slug:code>/<slug:key>/", views.area_indicator, name="area-indicator"),
    path("areas/<slug:kind>/<slug:code>/<slug:key>/trend.svg", views.trend, name="trend"),
]
