"""Addresses of this part."""

from __future__ import annotations

from django.urls import path

from joinedup.service.indicators import (
    loading_views,
    map_views,
    own_area_views,
    register_views,
    report_views,
    service_views,
    showing_views,
    target_views,
    views,
)

urlpatterns = [
    path("indicators/", views.find, name="indicators"),
    path("initiatives/<slug:key>/figures/", report_views.initiative_figures, name="initiative-figures"),
    path("indicators/theme/", report_views.theme, name="theme"),
    path("areas/<slug:kind>/packs.zip", report_views.packs_of, name="packs"),
    path("indicators/usage/", register_views.usage, name="usage"),
    path("analyses/", register_views.analyses, name="analyses"),
    path("analyses/enter/", register_views.enter_analysis, name="enter-analysis"),
    path("analyses/<int:number>/", register_views.move_analysis_on, name="move-analysis-on"),
    path("indicators/loading/", loading_views.loadings, name="loadings"),
    path("indicators/loading/new/", loading_views.load, name="load-figures"),
    path("indicators/loading/<slug:key>/", loading_views.loading, name="loading"),
    path("indicators/loading/<slug:key>/put/", loading_views.put_forward, name="put-figures-forward"),
    path("indicators/loading/<slug:key>/give-up/", loading_views.give_up, name="give-figures-up"),
    path("indicators/<slug:key>/", map_views.indicator, name="indicator"),
    path("indicators/<slug:key>/embed/", showing_views.embed, name="embed"),
    path("indicators/<slug:key>/for-everybody/", showing_views.show, name="show-to-all"),
    path("indicators/<slug:key>/for-everybody/end/", showing_views.end, name="show-no-more"),
    path("indicators/<slug:key>/figures.<str:form>", map_views.take, name="indicator-figures"),
    path("indicators/<slug:key>/target/", target_views.set_target, name="set-target"),
    path("services/", service_views.service_kinds, name="services"),
    path("services/new/", service_views.load, name="load-services"),
    path("services/given/<slug:key>/", service_views.given, name="given-services"),
    path("services/given/<slug:key>/keep/", service_views.keep, name="keep-services"),
    path("services/given/<slug:key>/give-up/", service_views.give_up, name="give-services-up"),
    path("services/forget/", service_views.forget, name="forget-services"),
    path("targets/", target_views.targets, name="targets"),
    path("targets/<int:number>/", target_views.target, name="target"),
    path("targets/<int:number>/path.svg", target_views.target_path, name="target-path"),
    path("targets/<int:number>/end/", target_views.end_target, name="end-target"),
    path("own-areas/draw/<slug:kind>/", own_area_views.draw, name="draw-area"),
    path("own-areas/<int:number>/", own_area_views.own_area, name="own-area"),
    path("own-areas/<int:number>/forget/", own_area_views.forget, name="forget-area"),
    path("areas/<slug:kind>/compare/", views.compare, name="compare-areas"),
    path("areas/<slug:kind>/compare.pdf", report_views.comparison_pack, name="compare-pack"),
    path("areas/<slug:kind>/pockets/", views.worst, name="pockets"),
    path("areas/<slug:kind>/<slug:code>/", views.area, name="area"),
    path("areas/<slug:kind>/<slug:code>.pdf", report_views.area_pack, name="area-pack"),
    path("areas/<slug:kind>/<slug:code>/<slug:key>/", views.area_indicator, name="area-indicator"),
    path("areas/<slug:kind>/<slug:code>/<slug:key>/trend.svg", views.trend, name="trend"),
]
