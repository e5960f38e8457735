"""The map of an exemplar about areas with all its layers: shaded areas, circles, the edges of wards, services."""

from __future__ import annotations

from joinedup.engine.areas.map_layers import circles_over, edges_over, shades_of, sorted_in_classes
from joinedup.engine.areas.map_svg import SYMBOLS, Mark, Outlines, map_svg, outlines
from joinedup.engine.exemplars.places.stage import Place

EDGES = "ward"


def layered_map(place: Place) -> str:
    """An SVG: the first indicator as shades, the second (if there is one) as circles, each at its latest."""
    ground = place.ground
    drawn = outlines(ground.boundaries)
    first, *others = (place.store.figures(key, place.kinds["LSOA"], only_values=True) for key in place.keys)
    found = sorted_in_classes(first.codes, first.values)
    colours = shades_of(found)
    over = [edges_over(drawn, _larger(place), EDGES)]
    if others:
        sized = sorted_in_classes(others[0].codes, others[0].values)
        middles = {one.code: (one.shape.centroid.x, one.shape.centroid.y) for one in ground.boundaries.areas}
        over.append(circles_over(drawn, sized, middles, ground.hierarchy.names, place.plan.indicators[1].title))
    kinds = sorted({one.kind for one in place.services})
    symbols = dict(zip(kinds, SYMBOLS, strict=False))
    marks = [Mark(one.longitude, one.latitude, symbols[one.kind], one.title) for one in place.services]
    shades = {code: colours[own] for code, own in found.of.items()}
    return map_svg(drawn, shades, ground.hierarchy.names, place.plan.title, marks=marks, over=over)


def _larger(place: Place) -> Outlines:
    hierarchy = place.ground.hierarchy
    return outlines(place.ground.boundaries.joined(hierarchy.parents(EDGES), hierarchy.names))
