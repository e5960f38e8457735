"""Addresses of this part."""

from __future__ import annotations

from django.urls import include, path

from joinedup.service.agreements import commencing, sharing, taking, views

urlpatterns = [
    path("", include("joinedup.service.agreements.drafting.urls")),
    path("agreements/", views.agreements, name="agreements"),
    path("agreements/<str:reference>/", views.agreement, name="agreement"),
    path("agreements/<str:reference>/version/<int:version>/", views.agreement, name="agreement-version"),
    path("agreements/<str:reference>/version/<int:version>/sign/", views.sign, name="sign-agreement"),
    path("agreements/<str:reference>/version/<int:version>/sign-off/", views.sign_off, name="sign-off"),
    path("agreements/<str:reference>/comment/", views.comment, name="comment"),
    path("agreements/<str:reference>/stop/<str:verb>/", views.stop, name="stop-agreement"),
    path("agreements/<str:reference>/compare/", taking.compare, name="compare"),
    path(
        "agreements/<str:reference>/version/<int:version>/document.<str:form>",
        taking.document,
        name="agreement-document",
    ),
    path("commencement/", commencing.commencement, name="commencement"),
    path("current/<str:digest>/", taking.current, name="is-current"),
    path("sharing/", sharing.sharing_map, name="sharing-map"),
    path("sharing/list.csv", sharing.sharing_list, name="sharing-list"),
    path("sharing/pack.pdf", sharing.committee_pack, name="committee-pack"),
    path("protocols/<str:reference>/", views.protocol, name="protocol"),
    path("protocols/<str:reference>/sign/", views.sign_protocol, name="sign-protocol"),
]
