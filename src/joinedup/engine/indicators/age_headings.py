"""Columns headed by ages: "0", "1" … "90+", "F0" … "M90", "Aged 5 years", "0-4", and the total of all ages beside them.

Such columns are one count of people, each a group of it. Years (1900 to 2100) are times and never ages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from attrs import evolve, field, frozen

from joinedup.engine.indicators.bands import FEWEST, Band, longest_run, read_band
from joinedup.engine.indicators.grid import Grid
from joinedup.engine.indicators.periods import Period

FEMALES, MALES, EVERYBODY = "Females", "Males", ""
_SEXES = {
    "f": FEMALES, "female": FEMALES, "females": FEMALES, "women": FEMALES, "girls": FEMALES,
    "m": MALES, "male": MALES, "males": MALES, "men": MALES, "boys": MALES,
    "p": EVERYBODY, "person": EVERYBODY, "persons": EVERYBODY, "people": EVERYBODY, "all persons": EVERYBODY,
    "both sexes": EVERYBODY, "all people": EVERYBODY,
}  # fmt: skip
_LETTER = r"[fmp](?=[ \d])"
_WORD = "|".join(sorted((one for one in _SEXES if len(one) > 1), key=len, reverse=True))
_BEFORE = re.compile(rf"({_LETTER}|(?:{_WORD})\b)[ ,:|-]*(.*)")
_AFTER = re.compile(rf"(.*\S)[ ,:|-]+({_WORD}|[fmp])")
_SEX_IN_WORDS = re.compile(rf"\b({_WORD})\b", re.IGNORECASE)
_TOTALS = {
    "", "all ages", "total", "all", "total population", "population", "usual residents", "all usual residents",
    "total all ages", "all ages total", "total persons", "total people", "resident population",
}  # fmt: skip
_CLOSES_EARLY = 10  # "0, 1, 2, 3, 4+" may be cars or children; where no word says age, so short a run is none


@frozen
class AgeHeading:
    """What a heading says: of which sex ("" for everybody) and age; `band` is None for all ages.

    `plain`: a bare number, which may be anything.
    """

    sex: str
    band: Band | None
    plain: bool = False

    @property
    def group(self) -> str:
        """The group of people, as it is kept: "Females, aged 5", "aged 90 and over", "" for everybody."""
        return ", ".join(part for part in (self.sex, self.band.words if self.band else "") if part)


@frozen
class AgeColumn:
    """A column of a run of ages."""

    column: int
    group: str
    period: Period | None
    heading: str


@frozen
class _Told:
    column: int
    says: AgeHeading
    period: Period | None
    text: str = field(repr=False)


def read_age_heading(text: str) -> AgeHeading | None:
    """What a heading says of sex and age; None where it says nothing of them."""
    plain = re.sub(r"(\d)_(?=\d)", r"\1-", text.strip()).replace("_", " ")
    plain = " ".join(plain.casefold().split())
    if not plain:
        return None
    if (band := read_band(plain)) is not None:
        return AgeHeading(EVERYBODY, band, plain.isdigit())
    sex, rest = EVERYBODY, plain
    if plain in _SEXES and len(plain) > 1:
        sex, rest = _SEXES[plain], ""
    elif matched := _BEFORE.fullmatch(plain):
        sex, rest = _SEXES[matched[1]], matched[2].strip()
    elif matched := _AFTER.fullmatch(plain):
        sex, rest = _SEXES[matched[2]], matched[1].strip(" ,:|-")
    if rest in _TOTALS:
        return AgeHeading(sex, None)
    band = read_band(rest)
    return AgeHeading(sex, band) if band is not None else None


def age_columns(grid: Grid, header: int, above: Mapping[int, str], periods: Mapping[int, Period]) -> list[AgeColumn]:
    """The columns of every run of ages, and their totals; none where there is no run of five and more.

    above: the heading over each column where there are two rows of them; periods: the time that it names.
    """
    told = []
    for column in range(grid.width):
        text = grid.cell(header, column)
        says = read_age_heading(text)
        over = read_age_heading(above.get(column, ""))
        if says is not None:
            if not says.sex and over is not None and over.band is None:
                says = evolve(says, sex=over.sex)
            told.append(_Told(column, says, periods.get(column), text))
    words = " ".join([*(cell for row in grid.rows[: header + 1] for cell in row), grid.sheet])
    runs = [_run(own, words) for own in _alike(told)]
    if not any(runs):
        return []
    sex = _sex_of_all(grid, header) if not any(one.says.sex for one in told) else EVERYBODY
    aged = {one.column: one for run in runs for one in run} | {one.column: one for one in _totals(told, runs)}
    return [
        AgeColumn(column, evolve(one.says, sex=one.says.sex or sex).group, one.period, one.text)
        for column, one in sorted(aged.items())
    ]


def _alike(told: Sequence[_Told]) -> list[list[_Told]]:
    """The columns of ages of each sex and time."""
    found: dict[tuple[str, Period | None], list[_Told]] = {}
    for one in told:
        if one.says.band is not None:
            found.setdefault((one.says.sex, one.period), []).append(one)
    return list(found.values())


def _run(own: Sequence[_Told], words: str) -> list[_Told]:
    """Those that follow one another, and wider bands beside them; none where they may as well be something else."""
    bands = {one.says.band: one for one in own if one.says.band is not None}
    run = longest_run(bands)
    if len(run) < FEWEST:
        return []
    wordless = all(bands[band].says.plain or band is run[-1] for band in run) and not re.search(
        r"\bage[sd]?\b|\bage_", words.casefold()
    )
    if wordless and (run[0].first or (run[-1].first < _CLOSES_EARLY and run[-1].last is None)):
        return []
    return [one for one in own if one.says.band in run or not one.says.plain]


def _totals(told: Sequence[_Told], runs: Sequence[Sequence[_Told]]) -> list[_Told]:
    """The column of all ages of each run, and of everybody where the runs are by sex: the first that says so."""
    there = {(one.says.sex, one.period) for run in runs for one in run}
    wanted = there | {(EVERYBODY, period) for _, period in there}
    found: dict[tuple[str, Period | None], _Told] = {}
    for one in told:
        key = one.says.sex, one.period
        if one.says.band is None and key in wanted:
            found.setdefault(key, one)
    return list(found.values())


def _sex_of_all(grid: Grid, header: int) -> str:
    """Of which sex a whole table is, by the name of its sheet or, where that says nothing, the lines above."""
    for words in (grid.sheet, " ".join(cell for row in grid.rows[:header] for cell in row)):
        said = {_SEXES[found.casefold()] for found in _SEX_IN_WORDS.findall(words)}
        if len(said) == 1:
            return said.pop()
        if said:
            return EVERYBODY
    return EVERYBODY
