"""What an exemplar about areas shows, worked out from what it holds: headings and lines for a terminal or a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import numpy as np
import polars as pl
from attrs import frozen

from joinedup.engine.areas.map_payload import map_payload
from joinedup.engine.areas.nearest import nearest, reach
from joinedup.engine.clearing.left_over import SUPPRESSED
from joinedup.engine.disclosure.overlay import overlay
from joinedup.engine.exemplars.places.layered import layered_map
from joinedup.engine.exemplars.places.stage import Place
from joinedup.engine.indicators.analyses import overlaps
from joinedup.engine.indicators.indicator import Kind
from joinedup.engine.indicators.light import light
from joinedup.engine.indicators.parts import rows_of
from joinedup.engine.indicators.profile import fact, pockets, profile
from joinedup.engine.indicators.usage import usage


@frozen
class Told:
    """One part of what is shown."""

    heading: str
    lines: tuple[str, ...]


def tell(place: Place, today: date) -> tuple[Told, ...]:
    """Everything that this exemplar shows, in the order of its journey; parts without content are left out."""
    parts: tuple[tuple[str, Callable[[], Iterator[str]]], ...] = (
        ("Files, read as they are", lambda: _files(place)),
        ("Left out, so that nobody can be recognised", lambda: _left_out(place)),
        ("The whole place", lambda: _whole(place)),
        ("The map", lambda: _map(place)),
        ("Entered by partners", lambda: _by_hand(place)),
        ("Targets", lambda: _targets(place, today)),
        ("Pockets of inequality", lambda: _pockets(place)),
        ("Districts beside the whole", lambda: _districts(place)),
        ("Who sees what", lambda: _tiers(place)),
        ("Localities", lambda: _localities(place)),
        ("Need against provision", lambda: (f"{one.area}: {one.words}" for one in place.gaps)),
        ("Signing off", lambda: _sign_offs(place, today)),
        ("How far to a service", lambda: _services(place)),
        ("Who uses it", lambda: _usage(place)),
        ("Register of analyses", lambda: _analyses(place, today)),
        ("Access by training", lambda: _training(place)),
    )
    told = ((heading, tuple(lines())) for heading, lines in parts)
    return tuple(Told(heading, lines) for heading, lines in told if lines)


def _files(place: Place) -> Iterator[str]:
    layouts = {one.key: (one.partner, one.layout) for one in place.plan.indicators}
    for key, reading in place.readings.items():
        partner, layout = layouts.get(key, ("The system before", "wide"))
        warnings = f", {len(reading.defects)} warnings" if reading.defects else ""
        periods = reading.table["starts"].n_unique()
        yield f"{partner}: {reading.name} ({layout}), {reading.table.height:,} figures, {periods} years{warnings}"


def _left_out(place: Place) -> Iterator[str]:
    for held in place.plan.indicators:
        rows = pl.concat([rows_of(place.store, held.key, kind) for kind in place.store.kinds(held.key)])
        hidden = rows.filter(note=SUPPRESSED).height
        if hidden:
            yield f"{held.title}: {hidden:,} of {rows.height:,} figures, small ones and what would tell them"


def _whole(place: Place) -> Iterator[str]:
    for key in place.keys:
        one = fact(place.store, key, place.county.kind, place.county.code)
        yield f"{one.indicator.title}: {one.words}"


def _map(place: Place) -> Iterator[str]:
    payload = map_payload(place.ground.boundaries)
    yield f"{payload.areas:,} areas in {len(payload.packed()) / 1000:.1f} kB"
    areas, edges, circles, services = _layers(layered_map(place))
    told = [f"{areas:,} areas shaded by “{place.plan.indicators[0].title}”"]
    if circles:
        told.append(f"{circles:,} circles by “{place.plan.indicators[1].title}”")
    told.append(f"the edges of {edges:,} wards")
    kinds = sorted({one.kind for one in place.services})
    if kinds:
        told.append(f"{services:,} services ({', '.join(kinds)})")
    yield f"On one map: {'; '.join(told)}"


def _layers(svg: str) -> tuple[int, int, int, int]:
    """(areas, edges, circles, services) that are on a map: counted in the picture, not in what it was asked for."""
    parts = {one: svg.split(f'<g class="joinedup-{one}"')[1:] for one in ("edges", "circles", "mark")}
    within = {one: "".join(own).split("</g>")[0] for one, own in parts.items()}
    return (
        svg.split("<g ")[0].count("<path"), within["edges"].count("<path"), within["circles"].count("<circle"),
        len(parts["mark"]),
    )  # fmt: skip


def _by_hand(place: Place) -> Iterator[str]:
    entered = [one for one in place.by_hand if one.checked.good and not one.lacking]
    if not entered:
        return
    period, partners = entered[0].entry.period.label, len({one.entry.partner for one in entered})
    signed = sum(not one.waiting for one in entered)
    yield f"{partners} of {len(place.plan.partners)} partners entered figures for {period}; {signed} are signed off"
    for one in place.by_hand:
        title = place.store.indicator(one.entry.indicator).title
        if one.slip is not None:
            yield f"{one.entry.partner}, {title}: “{one.slip.entry.text}” was refused: {'; '.join(one.slip.wrong)}"
        if one.lacking:
            yield f"{one.entry.partner}, {title}: refused, as whoever enters it lacks {', '.join(one.lacking)}"
        elif one.waiting:
            yield f"{one.entry.partner}, {title}: waits for its sign-off"


def _targets(place: Place, today: date) -> Iterator[str]:
    units = {one.key: one.unit for one in place.store.indicators()}
    for target in place.targets:
        series = place.store.series(target.indicator, place.county.kind, place.county.code)
        found = light(
            target, [(period, figure.value) for period, figure in series], units[target.indicator], today=today
        )
        yield f"{found.word}: {place.store.indicator(target.indicator).title} ({target.owner}). {found.because}"


def _pockets(place: Place) -> Iterator[str]:
    themes = {one.theme for one in place.plan.indicators if one.polarity != "no judgement"}
    if len(themes) < 3:
        return
    for one in pockets(place.store, place.kinds["LSOA"], place.keys, least=3).found:
        yield f"{one.name} ({one.code}): {', '.join(one.themes)}"


def _districts(place: Place) -> Iterator[str]:
    if len(place.ground.districts) < 2:
        return
    for code in place.ground.districts:
        made = profile(place.store, place.kinds["district"], code, place.keys, place.county)
        stands = "; ".join(f"{one.indicator.title} {one.headline}" for one in made.facts if one.headline)
        yield f"{made.name}: {stands}"


def _tiers(place: Place) -> Iterator[str]:
    """Counted in what each partner is shown, not in what was said that it may see."""
    if place.plan.tiers is None:
        return
    for title, key in place.plan.keys.items():
        kept = place.store.seen_by(key)
        for one in place.keys:
            shown = kept.figures(one, place.kinds["LSOA"], only_values=True).values
            larger = kept.figures(one, place.kinds["district"], only_values=True).values
            seen, whole = int((shown == shown).sum()), int((larger == larger).sum())
            yield f"{title}: {seen} of {len(shown)} small areas and {whole} of {len(larger)} districts"


def _localities(place: Place) -> Iterator[str]:
    for one in place.localities:
        how = "drawn" if one.best_fit else "listed"
        figures = (fact(place.store, key, place.kinds[one.key], _only(place, one.key)) for key in place.keys)
        told = " ".join(f"{found.indicator.title} {found.words}" for found in figures)  # each is a sentence
        yield f"{one.title} ({how}, {len(one.parts)} small areas): {told}"
    if not place.localities:
        return
    wards: dict[str, list[str]] = {}
    for code, ward in place.ground.hierarchy.parents("ward").items():
        wards.setdefault(ward, []).append(code)
    own = {one.key: one.parts for one in place.localities}
    for held in place.plan.indicators:
        figures_of = place.store.figures(held.key, place.kinds["LSOA"])
        tops = figures_of.values if Kind(held.kind) is Kind.COUNT else figures_of.numerators
        if np.isnan(tops).any():  # a hidden figure is in none of a locality's
            yield f"{held.title}: worked out from what is shown, and from nothing else"
            continue
        counts = {code: int(top) for code, top in zip(figures_of.codes, tops, strict=True)}
        attacked = overlay({"ward": wards, "locality": own}, counts)
        safe = "nothing can be worked out" if attacked.safe else f"{len(attacked.leaks)} small counts can be worked out"
        yield f"{held.title}: beside the wards, {safe}"
    titles = {one.key: one.title for one in place.localities}
    for records in place.by_line:
        for counted in records.counts:
            count = "kept back" if counted.count is None else f"{counted.count:,}"
            by_fit = f"{records.fitted[counted.area]:,} by whole small areas"
            yield f"{records.title} in {titles[counted.area]}: {count} by its own line ({counted.how}), {by_fit}"


def _sign_offs(place: Place, today: date) -> Iterator[str]:
    for one in place.sign_offs:
        yield f"{place.store.indicator(one.indicator).title}, {one.period.label}: {one.words(today)}"


def _only(place: Place, key: str) -> str:
    return place.store.codes(place.kinds[key])[0]


def _services(place: Place) -> Iterator[str]:
    centres = {one.code: (one.shape.centroid.x, one.shape.centroid.y) for one in place.ground.boundaries.areas}
    need = next((one for one in place.plan.indicators if one.theme == "Older people"), None)
    if need is None:
        return
    figures = place.store.figures(need.key, place.kinds["LSOA"])
    people = {
        code: float(top) for code, top in zip(figures.codes, figures.numerators, strict=True) if not np.isnan(top)
    }
    if lacking := len(figures.codes) - len(people):
        yield f"{need.title}: {lacking} areas have no figure that is shown, and are not counted"
    for kind in sorted({one.kind for one in place.services}):
        found = reach(nearest(centres, [one for one in place.services if one.kind == kind]), people, kind)
        bands = "; ".join(f"{band}: {count:,.0f}" for band, count in found.people.items() if count)
        yield f"{need.title}, by distance to the nearest {kind}: {bands}"


def _usage(place: Place) -> Iterator[str]:
    if not place.visits:
        return
    found = usage(place.visits, place.plan.partners)
    yield "By partner: " + "; ".join(f"{name} {count:,}" for name, count in found.by_partner.items())
    yield "By theme: " + "; ".join(f"{name} {count:,}" for name, count in found.by_theme.items())
    warning = found.warning(place.plan.partners[0], "the service")
    if warning:
        yield warning


def _analyses(place: Place, today: date) -> Iterator[str]:
    for one in place.analyses:
        late = " (its day is past)" if one.ends < today and one.stage != "published" else ""
        yield f"{one.partner}, {one.lead}: {one.question} {one.stage.capitalize()}{late}."
    for one in place.analyses:
        if one.stage == "planned":
            for found in overlaps(one, place.analyses):
                yield f"To {one.partner}, which plans {one.key}: {found.words}"


def _training(place: Place) -> Iterator[str]:
    for level, modules in place.training.needed.items():
        yield f"{level}: {', '.join(sorted(modules))}"
