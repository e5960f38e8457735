"""The person model: what is compared between two records, in how many grades, and what is believed beforehand.

A comparison has grades from best to worst. `m` is how often two records of one person come out at a grade, `u` how
often records of two people do (Fellegi and Sunter, "A Theory for Record Linkage", JASA 64, 1969). The shares
here are only where training starts; with few records they keep their say, with many the data decide.

Two records at one address are another matter than two anywhere: families share surname, telephone and even
birthdays (twins). So pairs at one address have a `u` of their own for every comparison, and a prior of their own.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from attrs import frozen


@frozen
class Grade:
    """One outcome of a comparison. `when` is SQL over columns ending in _l and _r; `words` say it to a person.

    m, u: the shares believed beforehand among pairs of one person and of two people; at_home: `u` at one address.
    """

    words: str
    when: str
    m: float
    u: float
    at_home: float


@frozen
class Comparison:
    """What is compared. `missing` is the SQL under which it says nothing; the last grade is everything else."""

    name: str
    needs: tuple[str, ...]
    missing: str
    grades: tuple[Grade, ...]


_BAND_WORDS = ("a rare one", "an uncommon one", "a common one", "a very common one", "one of the most common")
_NAME_BANDS = (1e-4, 5e-4, 2e-3, 8e-3)  # from rare to as common as Smith

# Columns whose equal values say more where they are rare: the shares of records at which one band ends and the next
# begins. Days of birth are all about as common, but for those that stand for an unknown one (often 1 January).
BANDS: dict[str, tuple[float, ...]] = {
    "surname": _NAME_BANDS,
    "forename": _NAME_BANDS,
    "born_text": (5e-4,),
    "birth_place": (1e-3, 1e-2),
    "occupation": (1e-3, 1e-2),
}


def band_sql(column: str, share: str) -> str:
    """SQL for the band (0 is the rarest) of a share of records."""
    edges = BANDS[column]
    whens = " ".join(f"WHEN {share} < {edge} THEN {band}" for band, edge in enumerate(edges))
    return f"CASE {whens} ELSE {len(edges)} END"


def _same_by_band(column: str, what: str, m: float, u: tuple[float, ...], at_home: float) -> tuple[Grade, ...]:
    size = len(BANDS[column]) + 1
    return tuple(
        Grade(
            f"same {what}, {_BAND_WORDS[band]}",
            f"{column}_l = {column}_r AND {column}_band_l = {band}",
            m / size,
            u[band],
            at_home / size,
        )
        for band in range(size)
    )


_NAME_U = (1e-5, 3e-5, 3e-4, 8e-4, 8e-4)


def _one_slip(column: str) -> str:
    """SQL: one character more, less or other, or two swapped; numbers of other lengths and heads are not even tried."""
    left, right = f"{column}_l", f"{column}_r"
    return (
        f"abs(length({left}) - length({right})) <= 1 AND (left({left}, 3) = left({right}, 3)"
        f" OR right({left}, 3) = right({right}, 3)) AND damerau_levenshtein({left}, {right}) = 1"
    )


_PLACE_KNOWN = "(postcode_{0} IS NOT NULL OR street_{0} IS NOT NULL OR uprn_{0} IS NOT NULL)"
# one slip in the name of a street is no other street
_SAME_HOUSE = "house_l = house_r AND jaro_winkler_similarity(street_l, street_r) >= 0.92"
AT_ONE_ADDRESS = (
    f"((postcode_l = postcode_r AND coalesce(house_l, street_l) = coalesce(house_r, street_r)) OR uprn_l = uprn_r"
    f" OR ({_SAME_HOUSE} AND"
    " (postcode_l IS NULL OR postcode_r IS NULL OR levenshtein(postcode_l, postcode_r) <= 2)))"
)

_GENERATION = 13  # years
_SAME_YEAR = "born_l // 10000 = born_r // 10000"
_SAME_MONTH = "born_l // 100 % 100 = born_r // 100 % 100"
_SAME_DAY = "born_l % 100 = born_r % 100"
_INITIAL_ONLY = "(length(forename_l) = 1 OR length(forename_r) = 1)"
_CROSSED = "surname_l = forename_r AND forename_l = surname_r AND surname_l <> surname_r"
_HALF_CROSSED = (
    "(surname_l <> surname_r AND forename_l <> forename_r AND"
    " ((left(surname_l, 2) = left(forename_r, 2) AND jaro_winkler_similarity(surname_l, forename_r) >= 0.9)"
    " OR (left(forename_l, 2) = left(surname_r, 2) AND jaro_winkler_similarity(forename_l, surname_r) >= 0.9)))"
)

_COMPARISONS = (
    Comparison(
        "place",
        ("postcode", "house", "street", "uprn"),
        f"NOT ({_PLACE_KNOWN.format('l')} AND {_PLACE_KNOWN.format('r')})",
        (
            Grade("at one address", AT_ONE_ADDRESS, 0.7, 1e-4, 1.0),
            Grade("same postcode", "postcode_l = postcode_r", 0.06, 3e-4, 0.0),
            Grade("postcode one slip apart", _one_slip("postcode"), 0.02, 1e-3, 0.0),
            Grade("same street", f"street_l = street_r OR ({_SAME_HOUSE})", 0.04, 2e-3, 0.0),
            Grade(
                "same postcode district",
                "contains(postcode_l, ' ') AND split_part(postcode_l, ' ', 1) = split_part(postcode_r, ' ', 1)",
                0.05,
                2e-2,
                0.0,
            ),
            Grade("another place", "ELSE", 0.15, 0.976, 0.0),
        ),
    ),
    Comparison(
        "surname",
        ("surname",),
        # names the other way round are one event, which the forename tells
        f"surname_l IS NULL OR surname_r IS NULL OR ({_CROSSED})",
        (
            *_same_by_band("surname", "surname", 0.85, _NAME_U, 0.7),
            Grade(
                "the surname is the other's previous or one half of it",
                "surname_l = previous_surname_r OR previous_surname_l = surname_r"
                " OR starts_with(surname_l, surname_r || ' ') OR starts_with(surname_r, surname_l || ' ')"
                " OR ends_with(surname_l, ' ' || surname_r) OR ends_with(surname_r, ' ' || surname_l)",
                0.02,
                1e-4,
                0.02,
            ),
            Grade("one name stands where the other record has the other name", _HALF_CROSSED, 0.01, 2e-4, 2e-3),
            Grade("surname nearly the same", "jaro_winkler_similarity(surname_l, surname_r) >= 0.92", 0.05, 1e-3, 0.02),
            Grade("surname alike", "jaro_winkler_similarity(surname_l, surname_r) >= 0.8", 0.02, 1e-2, 0.03),
            Grade("another surname", "ELSE", 0.055, 0.985, 0.23),
        ),
    ),
    Comparison(
        "forename",
        ("forename",),
        # names the other way round with a slip in one of them: the surname tells it
        f"forename_l IS NULL OR forename_r IS NULL OR ({_HALF_CROSSED} AND NOT ({_CROSSED}))",
        (
            *_same_by_band("forename", "forename", 0.8, _NAME_U, 0.02),
            Grade(
                "forename and surname the other way round",
                _CROSSED,
                0.005,
                1e-6,
                1e-4,
            ),
            Grade(
                "the initial only, and it fits",
                f"{_INITIAL_ONLY} AND (left(forename_l, 1) = left(forename_r, 1) OR left(root_l, 1) = left(root_r, 1)"
                " OR left(forename_l, 1) = left(root_r, 1) OR left(root_l, 1) = left(forename_r, 1))",
                0.03,
                5e-3,
                0.01,
            ),
            Grade("a short form of the same forename", "root_l = root_r", 0.05, 2e-3, 0.01),
            Grade(
                "the forename is the other's middle name",
                "list_contains(string_split(middle_l, ' '), forename_r)"
                " OR list_contains(string_split(middle_r, ' '), forename_l)",
                0.01,
                2e-3,
                0.02,
            ),
            Grade(
                "forename nearly the same",
                "jaro_winkler_similarity(forename_l, forename_r) >= 0.92"
                " OR (abs(length(forename_l) - length(forename_r)) <= 1 AND left(forename_l, 1) = left(forename_r, 1)"
                " AND damerau_levenshtein(forename_l, forename_r) = 1)",
                0.06,
                3e-3,
                0.01,
            ),
            Grade("forename alike", "jaro_winkler_similarity(forename_l, forename_r) >= 0.8", 0.015, 2e-2, 0.03),
            Grade("the initial only, and it does not fit", _INITIAL_ONLY, 0.005, 2e-2, 0.02),
            Grade("another forename", "ELSE", 0.01, 0.94, 0.87),
        ),
    ),
    Comparison(
        "middle",
        ("middle",),
        "middle_l IS NULL OR middle_r IS NULL",
        (
            Grade("same middle names", "middle_l = middle_r", 0.6, 1e-2, 0.03),
            Grade("middle initials fit", "left(middle_l, 1) = left(middle_r, 1)", 0.35, 8e-2, 0.09),
            Grade("other middle names", "ELSE", 0.05, 0.91, 0.88),
        ),
    ),
    Comparison(
        "date_of_birth",
        ("born_text",),
        "born_l IS NULL OR born_r IS NULL",
        (
            Grade("same date of birth", "born_l = born_r AND born_text_band_l = 0", 0.8, 4e-5, 0.01),
            Grade("same date of birth, one that many have", "born_l = born_r", 0.08, 1e-5, 0.005),
            Grade(
                "day and month of birth swapped",
                f"{_SAME_YEAR} AND born_l // 100 % 100 = born_r % 100 AND born_l % 100 = born_r // 100 % 100",
                0.015,
                1.3e-5,
                1e-4,
            ),
            Grade("one digit of the date of birth differs", "hamming(born_text_l, born_text_r) = 1", 0.04, 6e-4, 3e-3),
            Grade(
                "year or month or day of birth differs",
                f"({_SAME_YEAR} AND ({_SAME_MONTH} OR {_SAME_DAY})) OR ({_SAME_MONTH} AND {_SAME_DAY})"
                " OR (hamming(born_text_l, born_text_r) = 2 AND damerau_levenshtein(born_text_l, born_text_r) = 1)",
                0.03,
                4e-3,
                0.01,
            ),
            Grade("same year of birth", _SAME_YEAR, 0.01, 1e-2, 0.02),
            Grade(
                "births some years apart",
                f"abs(born_l // 10000 - born_r // 10000) < {_GENERATION}",
                0.015,
                0.23,
                0.35,
            ),
            Grade("births a generation apart", "ELSE", 0.01, 0.755, 0.607),
        ),
    ),
    *(
        Comparison(
            column,
            (column,),
            f"{column}_l IS NULL OR {column}_r IS NULL",
            (
                *_same_by_band(column, words, same, (1e-3, 5e-3, 2e-2), 0.4),
                Grade(
                    f"{words} nearly the same",
                    f"jaro_winkler_similarity({column}_l, {column}_r) >= 0.9",
                    0.05,
                    5e-3,
                    0.02,
                ),
                Grade(f"another {words}", "ELSE", 0.95 - same, 0.96, 0.58),
            ),
        )
        for column, words, same in (("birth_place", "place of birth", 0.75), ("occupation", "occupation", 0.5))
    ),
    Comparison(
        "sex",
        ("sex",),
        # a shared forename says the sex already
        "sex_l IS NULL OR sex_r IS NULL OR forename_l IS NULL OR forename_r IS NULL OR forename_l = forename_r",
        (
            Grade("same sex", "sex_l = sex_r", 0.97, 0.5, 0.42),
            Grade("another sex", "ELSE", 0.03, 0.5, 0.58),
        ),
    ),
    *(
        Comparison(
            column,
            (column,),
            f"{column}_l IS NULL OR {column}_r IS NULL",
            (
                Grade(f"same {words}", f"{column}_l = {column}_r", m, u, at_home),
                *((Grade(f"{words} one slip apart", _one_slip(column), near, u * 20, u),) if near else ()),
                Grade(f"another {words}", "ELSE", 1 - m - near, 1 - 21 * u, 1 - at_home - u),
            ),
        )
        # members of one household often have addresses and numbers that differ in one character
        for column, words, m, near, u, at_home in (
            ("nhs_number", "NHS number", 0.96, 0.01, 1e-7, 1e-4),
            ("upn", "pupil number", 0.96, 0.01, 1e-7, 1e-4),
            ("other_identifier", "number", 0.8, 0.03, 1e-6, 1e-3),
            ("email", "e-mail address", 0.7, 0.0, 1e-6, 0.1),
            ("telephone", "telephone number", 0.6, 0.0, 1e-6, 0.4),
        )
    ),
)


def comparisons_for(columns: set[str]) -> tuple[Comparison, ...]:
    """The comparisons that these columns (those that hold anything) allow."""
    return tuple(comparison for comparison in _COMPARISONS if columns & set(comparison.needs))


def comparisons_named(names: Sequence[str]) -> tuple[Comparison, ...] | None:
    """The comparisons of these names; None where one of them is no more."""
    there = {comparison.name: comparison for comparison in _COMPARISONS}
    return tuple(there[name] for name in names) if set(names) <= set(there) else None


def two_of_a_family(comparisons: tuple[Comparison, ...], grades: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which patterns (rows of grades) show two of a family, where no number for the person is shared.

    Twins (one address, one birth date, two forenames) and a parent and child of one name (one address, births a
    generation apart). Too few of either live in most places for their share to be learnt, and the harm of making
    two people one is great; so where households live together this is a rule and not a weight (see `link`).
    """
    place = {comparison.name: number for number, comparison in enumerate(comparisons)}
    if not {"place", "date_of_birth", "forename"} <= set(place):
        return np.zeros(len(grades), dtype=bool)
    best = {name: len(comparisons[number].grades) - 1 for name, number in place.items()}
    born = grades[:, place["date_of_birth"]]
    twins = (born >= best["date_of_birth"] - 1) & (grades[:, place["forename"]] == 0)
    family = (grades[:, place["place"]] == best["place"]) & (twins | (born == 0))
    for name in ("nhs_number", "upn", "other_identifier"):
        if name in place:
            family &= grades[:, place[name]] != best[name]
    return np.asarray(family)


def grade_sql(comparison: Comparison) -> str:
    """The grade as SQL, over columns ending in _l and _r: -1 missing, else numbered from the worst, 0."""
    last = len(comparison.grades) - 1
    whens = " ".join(f"WHEN {grade.when} THEN {last - place}" for place, grade in enumerate(comparison.grades[:-1]))
    return f"CASE WHEN {comparison.missing} THEN -1 {whens} ELSE 0 END"
