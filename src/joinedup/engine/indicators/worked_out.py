"""Files of numerator and denominator without the figure: it is worked out, where anybody says what sort it is.

What sort of figure it is says, in this order: whoever describes the indicator; the file's own unit, measure and
headings; whoever answers for all figures of a file. Where nobody does they are taken for counts, and that is said.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from attrs import evolve, field, frozen

from joinedup.engine.indicators.cells import Gap
from joinedup.engine.indicators.defects import Defect
from joinedup.engine.indicators.extract import COUNTED
from joinedup.engine.indicators.indicator import Indicator, Kind
from joinedup.engine.indicators.said import NOTHING, Said, settled

_WORKED_OUT = (Kind.PROPORTION, Kind.RATE, Kind.MEAN, Kind.INDIRECTLY_STANDARDISED)
_CALLED = {Kind.PROPORTION: "a share", Kind.RATE: "a rate", Kind.MEAN: "a mean"}
_PERS = (100.0, 1_000.0, 10_000.0, 100_000.0)
_DIGIT = 0.06  # figures are written with one digit after the point, or without any
_WHOLE = 0.5
_ALIKE = 0.1  # of their sum: small figures are near those for each ten times as many
_NAMED = 3
_PLACE = "place"  # in the file, kept while each series is looked at by itself
_NOBODY_SAYS = (
    "nothing says whether numerator and denominator are to be a share, a rate or a count: the numerator was taken for "
    'the figure, as a count; for a share or a rate say so, as the unit ("%", "per 1,000") in the file or in its '
    "description"
)


@frozen(eq=False)
class WorkedOut:
    """Figures, columns of `extract.SCHEMA`, what their file says of each series, and defects."""

    figures: pl.DataFrame = field(repr=False)
    said: Mapping[str, Said]
    defects: tuple[Defect, ...]


@frozen
class _Kind:
    """What sort of figures a series has. `sure`: somebody said it, and no title alone."""

    kind: Kind | None
    per: float
    sure: bool


def worked_out(
    table: pl.DataFrame,
    described: Mapping[str, Indicator | None],
    said: Mapping[str, Said],
    usual: Indicator | None = None,
    *,
    counts: bool = False,
) -> WorkedOut:
    """Figures with those that only their counts were given of.

    table: columns of `extract.EXTRACTED`. described: each series as somebody describes it. usual: what somebody
    answered for all of them, where neither a description nor the file says more. counts: the counts are wanted as they
    are, whatever they are called.
    """
    parts, defects = [], list[Defect]()
    told, made = dict(said), dict[tuple[str, str], list[str]]()
    for (name,), own in table.with_row_index(_PLACE).group_by("series", maintain_order=True):
        series = str(name)
        sort = _kind_of(described.get(series), said.get(series, NOTHING), usual)
        counted, wrong = own.filter(pl.col(COUNTED)), list[Defect]()
        if counts:
            told[series] = settled(told.get(series, NOTHING), Kind.COUNT)
        elif counted.is_empty():
            now, wrong = _as_share(own, series, sort)
            told[series] = _settled(told, series, now) if now else told.get(series, NOTHING)
        elif counted["denominator"].is_null().all():
            wrong = _counts_alone(counted, series, sort)
        else:
            own, now, wrong, words = _of_counts(own, series, sort)
            wrong += _for_each_other(sort, said.get(series, NOTHING), series, str(counted["where"][0]))
            told[series] = _settled(told, series, now)
            if words:
                made.setdefault((str(counted["where"][0]), words), []).append(series)
        parts.append(own)
        defects += wrong
    for (where, words), names in made.items():
        more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
        of = f" ({', '.join(names[:_NAMED])}{more})" if any(names) else ""
        defects.append(Defect("counts-only", f"{words}{of}", where, stops=False))
    figures = (pl.concat(parts).sort(_PLACE).drop(_PLACE) if parts else table).drop(COUNTED)
    return WorkedOut(figures, told, tuple(defects))


def _settled(told: Mapping[str, Said], series: str, now: _Kind) -> Said:
    before = told.get(series, NOTHING)
    return settled(before, now.kind, now.per) if now.kind is not None else before


def _kind_of(meta: Indicator | None, said: Said, usual: Indicator | None) -> _Kind:
    if meta is not None:
        per = meta.per if meta.kind is not Kind.RATE or meta.per > 1 else said.per
        return _Kind(meta.kind, per, sure=True)
    if said.kind is not None:
        return _Kind(said.kind, said.per if said.kind is Kind.RATE else 100, sure=False)
    if usual is not None:
        return _Kind(usual.kind, usual.per, sure=True)
    return _Kind(None, 0, sure=False)


def _of_counts(own: pl.DataFrame, series: str, sort: _Kind) -> tuple[pl.DataFrame, _Kind, list[Defect], str]:
    """(the figures, what they are, what is wrong, what was done in words) of counts with what they are out of."""
    where = str(own["where"][0])
    named = f" ({series})" if series else ""
    mixed = not own[COUNTED].all()
    if sort.kind in _WORKED_OUT:
        per = 1.0 if sort.kind is Kind.MEAN else sort.per
        if sort.kind is Kind.RATE and per <= 1:
            what = (
                f"a rate{named} is to be worked out from numerator and denominator, and nothing says for each how "
                'many: say it as the unit ("per 1,000") in the file or in its description'
            )
            return own, sort, [Defect("per-unknown", what, where)], ""
        made = _divided(own, per)
        per_words = f" × {per:,.0f}" if per != 1 else ""
        words = (
            "no column holds the figure itself: it was worked out as numerator ÷ denominator"
            f"{per_words}, as {_CALLED.get(sort.kind, f'an {sort.kind}')}"
        )
        return made, evolve(sort, per=per), _without_whole(own, sort.kind), words
    if mixed or (sort.sure and sort.kind is not None and sort.kind is not Kind.COUNT):
        what = (
            f"numerator and denominator stand without the figure itself{named}, and it cannot be worked out from them "
            f"for {'a ' + sort.kind if sort.kind else 'figures of which nothing says the kind'}: add the figure"
        )
        return own, sort, [Defect("figure-lacking", what, where)], ""
    words = "" if sort.kind is Kind.COUNT else _NOBODY_SAYS
    return own, _Kind(Kind.COUNT, 1, sure=True), [], words


def _for_each_other(sort: _Kind, said: Said, series: str, where: str) -> list[Defect]:
    """That somebody says for each 100, and the file for each 1,000: what is worked out would be one of the two."""
    if not sort.sure or sort.kind not in (Kind.PROPORTION, Kind.RATE) or said.per in (0, sort.per):
        return []
    named = f" ({series})" if series else ""
    what = (
        f"the figure{named} is described as one for each {sort.per:,.0f}, and the file says for each {said.per:,.0f}: "
        "say the same in both"
    )
    return [Defect("per-doubted", what, where)]


def _divided(own: pl.DataFrame, per: float) -> pl.DataFrame:
    """The figures whose counts are there, worked out; none where there is nothing that it is out of."""
    counted, there = pl.col(COUNTED), pl.col("value").is_not_null()
    figure = pl.when(pl.col("denominator") > 0).then(pl.col("value") / pl.col("denominator") * per)
    note = pl.when(there & figure.is_null()).then(pl.lit(str(Gap.MISSING))).otherwise(pl.col("note"))
    return own.with_columns(
        numerator=pl.when(counted).then(pl.col("value")).otherwise(pl.col("numerator")),
        value=pl.when(counted).then(figure).otherwise(pl.col("value")),
        note=pl.when(counted).then(note).otherwise(pl.col("note")),
    )


def _without_whole(own: pl.DataFrame, kind: Kind) -> list[Defect]:
    """Rows in which something was counted out of nothing; of a share the part over the whole is named anyway."""
    if kind is Kind.PROPORTION:
        return []
    wrong = own.filter(pl.col(COUNTED) & (pl.col("denominator") <= 0) & (pl.col("value") > 0))
    what = "something was counted, and the denominator is none"
    return [
        Defect("whole-none", what, where, row, area) for where, row, area in wrong.select("where", "row", "area").rows()
    ]


def _counts_alone(counted: pl.DataFrame, series: str, sort: _Kind) -> list[Defect]:
    """What is wrong with a column of counts without what they are out of."""
    if sort.kind not in _WORKED_OUT:
        return []
    named = f" ({series})" if series else ""
    what = (
        f"only counts are there{named}, and they are to be {_CALLED.get(sort.kind, f'an {sort.kind}')}: add what "
        "they are out of (a column denominator), or the figure itself"
    )
    return [Defect("figure-lacking", what, str(counted["where"][0]))]


def _as_share(own: pl.DataFrame, series: str, sort: _Kind) -> tuple[_Kind | None, list[Defect]]:
    """Figures that are their counts' share or rate, whatever they are called: said, or refused where called counts."""
    if sort.kind not in (None, Kind.COUNT, Kind.RATE) or (sort.kind is Kind.RATE and sort.per > 1):
        return None, []
    per = per_of(own)
    if not per:
        return None, []
    where, named = str(own["where"][0]), f" of {series}" if series else ""
    share = per == _PERS[0] and not own.select((pl.col("numerator") > pl.col("denominator")).any()).item()
    kind = Kind.PROPORTION if share else Kind.RATE
    called = "shares" if share else "rates"
    if sort.kind is Kind.COUNT:
        what = (
            f"the figures{named} are numerator ÷ denominator × {per:,.0f}, and they are called counts: describe them "
            f"as {called}, or give the count as the figure"
        )
        return None, [Defect("kind-doubted", what, where)]
    what = f"the figures{named} are numerator ÷ denominator × {per:,.0f}: they were taken for {called}"
    found = [] if sort.kind is Kind.RATE else [Defect("taken-for-shares", what, where, stops=False)]
    return _Kind(kind, per, sure=True), found


def per_of(own: pl.DataFrame) -> float:
    """For each how many all figures follow from their counts (100, 1,000 …); 0 where they do not, or are the counts."""
    there = own.drop_nulls(["value", "numerator", "denominator"]).filter(
        (pl.col("numerator") > 0) & (pl.col("denominator") > 0)
    )
    if there.is_empty() or (there["value"] == there["numerator"]).all():
        return 0
    off = _WHOLE if (there["value"] % 1 == 0).all() else _DIGIT
    for per in _PERS:
        worked = pl.col("numerator") / pl.col("denominator") * per
        alike = ((pl.col("value") - worked).abs() <= off).all() & (
            (pl.col("value").sum() - worked.sum()).abs() <= _ALIKE * worked.sum()
        )
        if there.select(alike).item():
            return per
    return 0
