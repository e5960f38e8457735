"""Addresses of this part."""

from __future__ import annotations

from django.urls import path
from oauth2_provider.views import TokenView

from joinedup.service.api import figures as figures  # registers what there is
from joinedup.service.api import operations as operations
from joinedup.service.api import supplying as supplying
from joinedup.service.api import views
from joinedup.service.api.surface import api

urlpatterns = [
    path("api/token/", TokenView.as_view(), name="api-token"),
    path("api/", api.urls),
    path("systems/", views.systems, name="systems"),
    path("systems/<int:number>/end/", views.end_system, name="end-system"),
]
