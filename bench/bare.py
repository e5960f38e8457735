"""What Django itself costs: one page of a few words, served in the same way as the service."""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(ROOT_URLCONF=__name__, SECRET_KEY="bare", ALLOWED_HOSTS=["*"], MIDDLEWARE=[])  # noqa: S106


def page(request: HttpRequest, rest: str = "") -> HttpResponse:
    """A few words."""
    return HttpResponse("<!DOCTYPE html><title>Bare</title><h1>Bare</h1>")


urlpatterns = [path("", page), path("<path:rest>", page)]
application = get_wsgi_application()
