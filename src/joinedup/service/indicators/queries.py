"""Read the figures that are kept, and the outlines of the areas that they are for."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping

from attrs import frozen
from django.db.models import Q

from joinedup.engine.areas.nearest import Service
from joinedup.engine.audit.fingerprint import Attested
from joinedup.engine.indicators.indicator import Indicator
from joinedup.engine.indicators.known_as import known_as
from joinedup.engine.indicators.store import Store
from joinedup.engine.indicators.store import area_key as area_key
from joinedup.service.areas.containing import countries_of, within_all
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.asking import partner_asking
from joinedup.service.indicators.models import FiguresSignature, LoadedIndicator
from joinedup.service.indicators.models import Loading as Loading
from joinedup.service.project.home import home

LARGER = ("country", "region", "county", "district", "MSOA", "ward")  # the largest first: beside what others stand
MOST_LOADINGS = 100  # in a list
SERVICES = "services.json"
_TOLD = (Loading.PUT, Loading.SIGNED, Loading.SENT_BACK)  # what the owner sees


def store() -> Store:
    """The figures of this installation as whoever is asking may see them: what pages, files and the interface read."""
    return whole_store().seen_by(partner_asking())


def whole_store() -> Store:
    """All of them, to be kept, checked and signed off; never to be shown."""
    return Store(home().figures)


def for_some() -> tuple[str, ...]:
    """The indicators that two tiers share, so that not everybody sees all of their areas."""
    return tuple(sorted(whole_store().tiers().indicators))


def as_kept(described: Mapping[str, Indicator]) -> dict[str, Indicator]:
    """Indicators, each under the key that it is kept by. Raises those of `known_as`."""
    there, shared = store().indicators(), for_some()
    return {name: known_as(one, there, shared) for name, one in described.items()}


def by_theme() -> dict[str, list[Indicator]]:
    """Every indicator under its theme, in the order of their titles."""
    found: dict[str, list[Indicator]] = {}
    for one in sorted(store().indicators(), key=lambda one: (one.theme, one.title)):
        found.setdefault(one.theme, []).append(one)
    return found


def kinds() -> tuple[str, ...]:
    """The kinds of area that there are, as the store calls them."""
    return store().area_kinds()


def beside_of(own: str, codes: Collection[str]) -> tuple[str, str, str] | None:
    """(kind, code, name) of the largest area with figures here in which all of some areas lie, None without one.

    own: the kind of those areas. What does not lie in it is never compared with it: that it is larger is not enough.
    """
    kept = store()
    common = within_all(codes, [kept.parents(kind) for kind in kinds()])
    rank = {kind: place for place, kind in enumerate(LARGER)}
    found = [
        (rank.get(areas.kind, len(rank)), kind, code, areas.names[code])
        for kind in kinds()
        if kind != own
        for areas in (kept.areas(kind),)
        for code in (common & areas.codes) | countries_of(codes, areas.names)
    ]
    return min(found)[1:] if found else None


def services() -> tuple[Service, ...]:
    """The services on the map; none where nobody has given any."""
    file = home().figures / SERVICES
    if not file.is_file():
        return ()
    return tuple(Service(**one) for one in json.loads(file.read_text(encoding="utf-8")))


def loadings(acting: Acting) -> list[Loading]:
    """The files of figures that somebody's partner loaded or owns, the last first."""
    rows = Loading.objects.filter(Q(partner=acting.partner) | Q(owner=acting.partner, state__in=_TOLD))
    return list(rows.prefetch_related("indicators").select_related("signature")[:MOST_LOADINGS])


def loading(acting: Acting, key: str) -> Loading | None:
    """One of them, or None where somebody may not see it."""
    row = Loading.objects.filter(key=key).select_related("signature").prefetch_related("indicators").first()
    if row is None or not acting.partner or acting.partner not in (row.partner, row.owner):
        return None
    return row if row.partner == acting.partner or row.state in _TOLD else None


def signed_off(indicator: str, kind: str) -> Loading | None:
    """The signed file that the figures of an indicator came from, None where they came another way."""
    rows = Loading.objects.filter(state=Loading.SIGNED, indicators__indicator=indicator, indicators__kind=kind)
    return rows.select_related("signature").order_by("-signature__id").first()


def owners() -> dict[str, str]:
    """The partner that signed each indicator off last, by the indicator's key."""
    rows = Loading.objects.filter(state=Loading.SIGNED).order_by("signature__id")
    return dict(rows.values_list("indicators__indicator", "owner"))


@frozen
class Owned:
    """An indicator's figures for a kind of area, as their owner signed them off last. `cleared`: see `Loading`."""

    indicator: str
    kind: str
    owner: str
    cleared: str


def owned() -> list[Owned]:
    """Every indicator and kind of area with the partner that owns it."""
    last = owners()
    rows = LoadedIndicator.objects.filter(loading__state=Loading.SIGNED).order_by("loading__signature__id")
    told = rows.values_list("indicator", "kind", "loading__owner", "loading__cleared")
    found = {(indicator, kind): Owned(indicator, kind, owner, cleared) for indicator, kind, owner, cleared in told}
    return [one for one in found.values() if last[one.indicator] == one.owner]


def about(indicator: str, kind: str) -> str:
    """What an indicator's figures for a kind of area are about, as whoever loaded them last said; "" for nobody's."""
    rows = LoadedIndicator.objects.filter(loading__state=Loading.SIGNED, indicator=indicator, kind=kind)
    return rows.order_by("-loading__signature__id").values_list("loading__cleared", flat=True).first() or ""


def entered_times() -> dict[tuple[str, str], dict[str, list[Loading]]]:
    """Of each indicator and kind of area the times that were entered and signed off since its last file.

    By their labels; each with its editions, the last one last.
    """
    found: dict[tuple[str, str], dict[str, list[Loading]]] = {}
    rows = LoadedIndicator.objects.filter(loading__state=Loading.SIGNED).order_by("loading__signature__id")
    for part in rows.select_related("loading"):
        times = found.setdefault((part.indicator, part.kind), {})
        if "entered" in part.loading.facts:
            times.setdefault(part.loading.facts["entered"], []).append(part.loading)
        else:
            times.clear()  # a file may have taken the place of any of them
    return found


def under_way() -> dict[str, list[Loading]]:
    """The figures that are not signed off yet, by indicator."""
    found: dict[str, list[Loading]] = {}
    for row in Loading.objects.filter(state__in=Loading.WAITING).prefetch_related("indicators"):
        for key in {one.indicator for one in row.indicators.all()}:
            found.setdefault(key, []).append(row)
    return found


def attested() -> Iterator[Attested]:
    """The rows that the chain attests."""
    told = dict(FiguresSignature.objects.values_list("loading_id", "signed"))
    for row in Loading.objects.all():
        if row.state == Loading.PUT or row.key in told:
            yield Attested("figures-put-forward", row.key, row.fingerprint())
        if "corrects" in row.facts and told.get(row.key):
            yield Attested("figures-corrected", row.key, row.fingerprint())
    for signature in FiguresSignature.objects.all():
        yield Attested("figures-judged", signature.loading_id, signature.fingerprint())
