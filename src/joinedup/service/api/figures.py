"""Figures of areas for partners' systems: what there is, and each indicator as JSON-stat 2.0 or CSV on the Web."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Query, Schema

from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.exchange import CsvOnTheWeb, csv_on_the_web, interval_of, json_stat_text
from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.periods import Period
from joinedup.service.api.surface import CSV, PROBLEMS, api, asker
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.indicators import queries

SCOPE = "figures"


class IndicatorOut(Schema):
    """An indicator, what it means, and the kinds of area that it has figures for."""

    key: str
    title: str
    theme: str
    kind: str
    polarity: str
    per: float
    unit: str
    definition: str
    source: str
    owner: str
    licence: str
    revision: str
    caveat: str
    areas: list[str]


class Which(Schema):
    """Which of an indicator's figures. Without `areas` those of the kind with the most areas.

    `period`: one time only, "2023/24" or "2023-04-01/2024-03-31"; without it every time.
    """

    areas: str = Field("", max_length=100, pattern=r"^([a-z0-9][a-z0-9-]*)?$")
    group: str = Field("", max_length=200)
    period: str = Field("", max_length=100)


def _out(one: Indicator) -> dict[str, Any]:
    plain = {name: str(getattr(one, name)) for name in IndicatorOut.model_fields if name not in ("areas", "per")}
    return {**plain, "per": one.per, "areas": list(queries.store().kinds(one.key))}


def _one(key: str) -> Indicator:
    try:
        return queries.store().indicator(key)
    except JoinedupError:
        raise Http404 from None


def _kind(key: str, which: Which) -> str:
    kept = queries.store()
    there = kept.kinds(_one(key).key)
    kind = which.areas or max(there, key=lambda one: len(kept.codes(one)), default="")
    if kind not in there or not any(one.group == which.group for one in kept.slices(key, kind)):
        raise Http404
    return kind


def _period(key: str, kind: str, which: Which) -> Period | None:
    if not which.period:
        return None
    own = (one.period for one in queries.store().slices(key, kind) if one.group == which.group)
    found = next((one for one in own if which.period in (one.label, interval_of(one))), None)
    if found is None:
        raise Http404
    return found


def _csv(key: str, which: Which) -> CsvOnTheWeb:
    kind = _kind(key, which)
    period = _period(key, kind, which)
    return csv_on_the_web(queries.store(), key, kind, f"{key}.csv", which.group, period=period)


@api.get("/indicators", response={200: list[IndicatorOut], **PROBLEMS}, summary="The indicators that there are")
def indicators(request: HttpRequest) -> Any:
    """Every indicator that its owner has signed off, with what it means."""
    asker(request, SCOPE, May.SEE_INITIATIVE)
    return [_out(one) for one in queries.store().indicators()]


@api.get("/indicators/{key}", response={200: IndicatorOut, **PROBLEMS}, summary="One indicator")
def indicator(request: HttpRequest, key: str) -> Any:
    """What it means, and the kinds of area that it has figures for."""
    asker(request, SCOPE, May.SEE_INITIATIVE)
    return _out(_one(key))


@api.get("/indicators/{key}/json-stat", response={200: dict[str, Any], **PROBLEMS}, summary="Figures as JSON-stat 2.0")
def figures_json_stat(request: HttpRequest, key: str, which: Query[Which]) -> Any:
    """Every area and period of an indicator, with its metadata. A figure left out has the status "c"."""
    asker(request, SCOPE, May.SEE_INITIATIVE)
    kind = _kind(key, which)
    written = json_stat_text(queries.store(), key, kind, which.group, _period(key, kind, which))
    return HttpResponse(written, content_type="application/json")


@api.get("/indicators/{key}/csv", response={200: str, **PROBLEMS}, summary="Figures as CSV")
def figures_csv(request: HttpRequest, key: str, which: Query[Which]) -> Any:
    """One row an area and period. What the columns mean stands in the metadata beside it."""
    asker(request, SCOPE, May.SEE_INITIATIVE)
    return HttpResponse(_csv(key, which).text, content_type=CSV)


@api.get("/indicators/{key}/csv-metadata", response={200: dict[str, Any], **PROBLEMS}, summary="What its columns mean")
def figures_csv_metadata(request: HttpRequest, key: str, which: Query[Which]) -> Any:
    """The metadata of the CSV file (W3C, CSV on the Web)."""
    asker(request, SCOPE, May.SEE_INITIATIVE)
    return _csv(key, which).metadata
