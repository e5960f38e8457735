"""An exemplar about areas as configuration: a TOML file a piece in this folder.

It says how many districts, wards and small areas there are, which indicators each partner holds and in which layout,
and what goes with them: targets, localities, services, visits, analyses, training.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from importlib import resources

import cattrs
from attrs import field, frozen

from joinedup.engine.clearing.about import PEOPLE
from joinedup.engine.errors import error
from joinedup.engine.indicators.indicator import Indicator, Kind, Polarity
from joinedup.engine.indicators.metadata_file import key_from


@frozen
class Held:
    """An indicator that a partner holds. `layout`: long, wide, sheets or names; `base`: its share; `drift`: a year.

    `pocket`: how many times as high it is where things are worst; `about`: what is counted, as whoever loads a file
    says it. A burglary or a visit is about people: it happened to somebody.
    """

    key: str
    title: str
    theme: str
    partner: str
    layout: str = "long"
    kind: str = "proportion"
    polarity: str = "low is good"
    per: float = 100
    unit: str = "%"
    base: float = 0.1
    drift: float = 0.0
    pocket: float = 1.0
    about: str = PEOPLE
    caveat: str = ""

    def indicator(self) -> Indicator:
        """Its metadata."""
        return Indicator(
            self.key, self.title, Kind(self.kind), Polarity(self.polarity), self.per, self.unit,
            definition=f"{self.title}; the figures are made up.", numerator="Those counted", denominator="Residents",
            source=self.partner, owner=self.partner, licence="OGL v3", revision="Each year", caveat=self.caveat,
            theme=self.theme,
        )  # fmt: skip


@frozen
class WantedFigure:
    """A target for the whole place: `wanted` times the first year's figure, `by` so many years after it began."""

    indicator: str
    wanted: float
    by: int
    owner: str


@frozen
class Locality:
    """An area that people recognise: its small areas by number, or all within a circle drawn on the map."""

    key: str
    title: str
    areas: tuple[int, ...] = ()
    centre: tuple[float, float] = (0.0, 0.0)  # columns and rows from the south-west corner
    radius: float = 0.0


@frozen
class Points:
    """Services of a kind, spread over the place."""

    kind: str
    count: int


@frozen
class Recorded:
    """Records that a partner holds one by one, spread over the place, each with where it happened."""

    key: str
    title: str
    partner: str
    count: int


@frozen
class Looked:
    """Visits of a partner to a theme, month by month up to the last."""

    partner: str
    theme: str
    counts: tuple[int, ...]


@frozen
class Piece:
    """An analysis in the register. `ends`: days from today."""

    key: str
    question: str
    partner: str
    lead: str
    stage: str
    ends: int
    indicators: tuple[str, ...] = ()


@frozen
class SignedBy:
    """Who signs an indicator's last figures off. `due` and `signed`: days from today; not signed yet is None."""

    indicator: str
    owner: str
    due: int
    signed: int | None = None


@frozen
class TwoTiers:
    """Who sees which areas: the number of the district that a partner answers for, and those of the upper tier."""

    districts: Mapping[str, int]
    whole: tuple[str, ...]


@frozen
class TypedIn:
    """The last year's figures of the whole place are entered by hand. By indicator: `slips`, what is typed first.

    `waiting`: not signed off yet; `untrained`: whoever would enter it lacks the last module of the level.
    """

    slips: Mapping[str, str] = field(factory=dict)
    waiting: tuple[str, ...] = ()
    untrained: tuple[str, ...] = ()


@frozen
class PlacePlan:
    """The whole configuration. `shows`: what must be seen when it is run, in words."""

    name: str
    title: str
    what: str
    types: tuple[int, ...]
    shows: tuple[str, ...]
    partners: tuple[str, ...]
    indicators: tuple[Held, ...] = field(factory=tuple)
    districts: int = 1
    wards: int = 6
    areas: int = 5
    years: int = 5
    targets: tuple[WantedFigure, ...] = field(factory=tuple)
    localities: tuple[Locality, ...] = field(factory=tuple)
    services: tuple[Points, ...] = field(factory=tuple)
    records: tuple[Recorded, ...] = field(factory=tuple)
    visits: tuple[Looked, ...] = field(factory=tuple)
    analyses: tuple[Piece, ...] = field(factory=tuple)
    training: Mapping[str, tuple[str, ...]] = field(factory=dict)
    by_hand: TypedIn | None = None
    sign_offs: tuple[SignedBy, ...] = field(factory=tuple)
    need: str = ""  # the indicator whose people are in need, to be compared with the services there are
    tiers: TwoTiers | None = None  # who sees which areas of all its indicators; None where everybody sees all
    predecessor: str = ""  # the indicator whose earlier years only the system before has

    @property
    def keys(self) -> dict[str, str]:
        """The key of each partner, by its title."""
        return {title: key_from(title)[:40] for title in self.partners}


def place_names() -> tuple[str, ...]:
    """The exemplars about areas that there are."""
    folder = resources.files(__package__)
    return tuple(sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")))


def load_place(name: str) -> PlacePlan:
    """Read an exemplar. Raises `exemplar-unknown`, and `exemplar-wrong` where its file does not fit."""
    if name not in place_names():
        raise error("exemplar-unknown", where=name)
    text = resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    converter = cattrs.Converter(forbid_extra_keys=True)
    try:
        return converter.structure({"name": name, **tomllib.loads(text)}, PlacePlan)
    except (tomllib.TOMLDecodeError, cattrs.BaseValidationError, KeyError) as wrong:
        raise error("exemplar-wrong", where=f"{name}.toml", problem=type(wrong).__name__) from wrong


def first_year(plan: PlacePlan, today: date) -> int:
    """The year in which the first of its financial years begins: the last one is over today."""
    last = today.year - (1 if today >= date(today.year, 4, 1) else 2)
    return last - plan.years + 1
