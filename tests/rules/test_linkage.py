"""Who is one person and who is not. Every rule is tried among some hundred other people, each known twice."""

from __future__ import annotations

from itertools import product

import pyarrow as pa

from joinedup.engine.linkage.link import link

FORENAMES = ("Alan", "Brenda", "Carl", "Doris", "Edmund", "Fatima", "Grace", "Hector", "Imogen", "Jasper")
SURNAMES = ("Ashworth", "Bellamy", "Cartwright", "Dunmore", "Ellison", "Farrow", "Gupta", "Hollis", "Ingram", "Jessop")
COLUMNS = (
    "forename",
    "middle_names",
    "surname",
    "previous_surname",
    "date_of_birth",
    "address",
    "postcode",
    "nhs_number",
)


def row(forename: str, surname: str, born: str | None, **more: str) -> dict[str, str | None]:
    return {"forename": forename, "surname": surname, "date_of_birth": born, **more}


def others() -> list[dict[str, str | None]]:
    """A hundred people who have nothing to do with the rule, twice each, four of one surname in every home."""
    rows = []
    for number, (surname, forename) in enumerate(product(SURNAMES, FORENAMES)):
        born = f"{1935 + number * 7 % 75}-{1 + number * 5 % 12:02d}-{1 + number * 11 % 28:02d}"
        home = number // 4
        postcode = f"ZX{home % 9 + 1} {home % 7}AB"
        rows.append(row(forename, surname, born, address=f"{home + 1} Quiet Street", postcode=postcode))
        rows.append(row(forename, surname, born, address=f"{home + 1} Quiet St", postcode=postcode))
    return rows


def people_among(*rows: dict[str, str | None]) -> list[str]:
    """The person found for each of these rows, linked together with the others."""
    every = [*rows, *others()]
    table = pa.table({name: pa.array([each.get(name) for each in every], pa.string()) for name in COLUMNS})
    found: list[str] = link({"records": table}).people["person_id"].to_pylist()
    return found[: len(rows)]


def are_one(*rows: dict[str, str | None]) -> bool:
    return len(set(people_among(*rows))) == 1


def are_all_different(*rows: dict[str, str | None]) -> bool:
    return len(set(people_among(*rows))) == len(rows)


HOME = {"address": "14 Mill Lane", "postcode": "SL1 4QQ"}
AWAY = {"address": "3 Abbey Road", "postcode": "SL3 7TT"}


def test_a_mother_and_daughter_of_one_name_at_one_address_with_births_a_generation_apart_are_two_people() -> None:
    mother, daughter = row("Rose", "Whitfield", "1956-03-17", **HOME), row("Rose", "Whitfield", "1983-11-02", **HOME)
    assert are_all_different(mother, daughter)


def test_twins_are_two_people() -> None:
    assert are_all_different(
        row("Nadia", "Whitfield", "2011-05-23", **HOME), row("Oscar", "Whitfield", "2011-05-23", **HOME)
    )


def test_husband_and_wife_are_two_people() -> None:
    assert are_all_different(
        row("Peter", "Whitfield", "1961-01-30", **HOME), row("Moira", "Whitfield", "1963-08-09", **HOME)
    )


def test_a_swapped_day_and_month_is_still_one_person() -> None:
    assert are_one(row("Rose", "Whitfield", "1956-03-07", **HOME), row("Rose", "Whitfield", "1956-07-03", **HOME))


def test_a_short_form_of_the_forename_is_still_one_person() -> None:
    assert are_one(row("William", "Whitfield", "1956-03-17", **HOME), row("Bill", "Whitfield", "1956-03-17", **HOME))


def test_somebody_who_moved_is_still_one_person() -> None:
    assert are_one(row("Rose", "Whitfield", "1956-03-17", **HOME), row("Rose", "Whitfield", "1956-03-17", **AWAY))


def test_somebody_who_married_is_still_one_person() -> None:
    maiden = row("Rose", "Tregarth", "1956-03-17", **HOME)
    married = row("Rose", "Whitfield", "1956-03-17", previous_surname="Tregarth", **HOME)
    assert are_one(maiden, married)


def test_forename_and_surname_the_other_way_round_is_still_one_person() -> None:
    assert are_one(row("Rose", "Whitfield", "1956-03-17", **HOME), row("Whitfield", "Rose", "1956-03-17", **HOME))


def test_forename_and_surname_the_other_way_round_with_a_slip_in_one_is_still_one_person() -> None:
    assert are_one(row("Rose", "Whitfield", "1956-03-17", **HOME), row("Whitfeild", "Rose", "1956-03-17", **HOME))


def test_a_slip_in_the_street_is_still_one_person() -> None:
    slip = {"address": "14 Mlil Lane", "postcode": "SL1 4QQ"}
    assert are_one(row("Rose", "Whitfield", None, **HOME), row("Rose", "Whitfield", None, **slip))


def test_a_slip_in_the_surname_is_still_one_person() -> None:
    assert are_one(row("Rose", "Whitfield", "1956-03-17", **HOME), row("Rose", "Whitfeild", "1956-03-17", **HOME))


def test_a_placeholder_birth_date_speaks_neither_for_nor_against() -> None:
    placed = row("Rose", "Whitfield", "1900-01-01", **HOME)
    assert are_one(row("Rose", "Whitfield", "1956-03-17", **HOME), placed)
    assert are_all_different(placed, row("Oscar", "Tregarth", "1900-01-01", **AWAY))


def test_strangers_who_share_a_birth_date_are_two_people() -> None:
    assert are_all_different(
        row("Rose", "Whitfield", "1956-03-17", **HOME), row("Oscar", "Tregarth", "1956-03-17", **AWAY)
    )


def test_the_whole_family_comes_apart_although_one_record_has_no_forename() -> None:
    twins = (row("Nadia", "Whitfield", "2011-05-23", **HOME), row("Oscar", "Whitfield", "2011-05-23", **HOME))
    unnamed = row("", "Whitfield", "2011-05-23", **HOME)
    first, second, _ = people_among(*twins, unnamed)
    assert first != second
