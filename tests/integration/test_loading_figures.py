"""Figures loaded in the service: read whole or not at all, seen by nobody else before their owner signs them off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from joinedup.service.project.home import Home
from tests.made_up.partnership import FAR_AHEAD, Partnership
from tests.made_up.people import signed_in

AREAS = [f"E0100000{n}" for n in range(1, 9)]
META = {
    "title": "Adults who smoke", "kind": "proportion", "polarity": "low is good", "cleared": "people", "per": "100",
    "unit": "%", "theme": "Health", "definition": "Adults who say so", "numerator": "Smokers",
    "denominator": "Adults", "source": "A survey", "licence": "OGL v3", "owner": "nhs", "due": FAR_AHEAD.isoformat(),
}  # fmt: skip


def rows(*counts: int, year: str = "2024/25") -> str:
    told = [f"{area},{year},{count},200,{count / 2}" for area, count in zip(AREAS, counts, strict=False)]
    return "\n".join(["area_code,period,numerator,denominator,value", *told]) + "\n"


@pytest.fixture
def people(installation: Home) -> dict[str, Client]:
    Partnership("council", "nhs", "police")
    return {
        "loader": signed_in("analyst", "council"), "owner": signed_in("analyst", "nhs"),
        "other": signed_in("analyst", "police"), "board": signed_in("board-member"),
    }  # fmt: skip


def send(client: Client, text: str, **told: str) -> Any:
    file = SimpleUploadedFile("smokers.csv", text.encode())
    return client.post("/indicators/loading/new/", {**META, **told, "file": file})


def loaded(people: dict[str, Client], text: str, **told: str) -> str:
    answer = send(people["loader"], text, **told)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return str(answer["Location"])


def signed_off(people: dict[str, Client], where: str) -> None:
    assert people["loader"].post(f"{where}put/").status_code == 302
    assert people["owner"].post(where, {"signed": "yes", "words": ""}).status_code == 302


def test_a_question_left_open_is_named_and_the_file_is_asked_for_again(people: dict[str, Client]) -> None:
    page = send(people["loader"], rows(30, 31), title="", cleared="", definition="").content.decode()
    found = page[page.index("There is a problem") :].split("</ul>")[0]
    assert "What is measured? This field is required." in found
    assert "Is it about people? This field is required." in found  # a choice, as a line to write in
    assert "Choose the file again: The file" in found


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("title", "unit"), [("% of adults who smoke", ""), ("Smokers", "per cent"), ("Death rate", "")]
)
def test_a_name_or_unit_that_says_a_share_or_rate_is_no_count(people: dict[str, Client], title: str, unit: str) -> None:
    page = send(people["loader"], rows(30, 31), title=title, unit=unit, kind="count").content.decode()
    assert "The name or the unit says a share or a rate" in page
    assert "The name or the unit says" not in send(people["loader"], rows(30, 31), kind="mean").content.decode()


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_unit_and_for_each_how_many_say_the_same(people: dict[str, Client]) -> None:
    told = "The unit says for each 1,000. Say the same here"
    assert told in send(people["loader"], rows(30, 31), kind="rate", unit="per 1,000", per="100").content.decode()
    assert send(people["loader"], rows(30, 31), kind="rate", unit="per 1,000", per="1000").status_code == 302


def test_figures_are_seen_by_others_only_when_their_owner_has_signed_them_off(people: dict[str, Client]) -> None:
    where = loaded(people, rows(30, 31, 32, 33, 34, 35, 36, 37))
    page = people["loader"].get(where).content.decode()
    assert "8 LSOA" in page
    assert "new times:" in page
    assert people["owner"].get(where).status_code == 404  # not put forward yet
    assert people["loader"].post(f"{where}put/").status_code == 302
    for name in ("other", "board"):
        assert people[name].get(where).status_code == 404
    for name in ("loader", "owner", "other"):
        assert people[name].get("/indicators/adults-who-smoke/").status_code == 404
    assert "Figures wait for your signature" in people["owner"].get("/notices/").content.decode()
    assert people["owner"].post(where, {"signed": "yes"}).status_code == 302
    page = people["other"].get("/indicators/adults-who-smoke/").content.decode()
    assert "15.0%" in page
    assert "signed it off" in people["loader"].get(where).content.decode()
    assert "Signed off" in page


def test_whoever_loads_figures_does_not_sign_them_off(people: dict[str, Client]) -> None:
    where = loaded(people, rows(30, 31, 32), owner="council")
    people["loader"].post(f"{where}put/")
    page = people["loader"].get(where).content.decode()
    assert "Somebody else of the partner" in page
    people["loader"].post(where, {"signed": "yes"})
    assert people["loader"].get("/indicators/adults-who-smoke/").status_code == 404
    assert signed_in("checker", "council").post(where, {"signed": "yes"}).status_code == 302
    assert people["loader"].get("/indicators/adults-who-smoke/").status_code == 200


def test_nobody_replaces_what_another_partner_signed_off(people: dict[str, Client]) -> None:
    other = loaded(
        people, rows(90, 91, 92, 93, 94, 95, 96, 97), owner="council"
    )  # before the owner has signed anything
    where = loaded(people, rows(30, 31, 32, 33, 34, 35, 36, 37))
    signed_off(people, where)
    taking = send(people["other"], rows(90, 91, 92, 93, 94, 95, 96, 97), owner="police")
    assert "another partner signed off" in taking.content.decode()
    people["loader"].post(f"{other}put/")
    assert signed_in("checker", "council").post(other, {"signed": "yes", "words": ""}).status_code >= 400
    assert "15.0%" in people["board"].get("/indicators/adults-who-smoke/").content.decode()
    goal = {"met": "10", "missed": "12", "reason": "Agreed"}  # nor sets a goal of it
    assert people["other"].post("/indicators/adults-who-smoke/goal/", goal).status_code == 404
    assert people["owner"].post("/indicators/adults-who-smoke/goal/", goal).status_code == 302
    signed_off(people, loaded(people, rows(40, 41, 42, 43, 44, 45, 46, 47)))  # its owner may
    assert "20.0%" in people["board"].get("/indicators/adults-who-smoke/").content.decode()


def test_figures_sent_back_or_taken_back_leave_nothing(people: dict[str, Client], installation: Home) -> None:
    where = loaded(people, rows(30, 31, 32))
    people["loader"].post(f"{where}put/")
    assert "Say what is to be put right" in people["owner"].post(where, {"signed": "no"}).content.decode()
    people["owner"].post(where, {"signed": "no", "words": "The year is wrong."})
    assert "The year is wrong." in people["loader"].get(where).content.decode()
    again = loaded(people, rows(30, 31, 32))
    people["loader"].post(f"{again}give-up/")
    assert people["loader"].post(f"{again}put/").status_code == 400
    assert not any(installation.figures_waiting.iterdir())
    assert people["loader"].get("/indicators/adults-who-smoke/").status_code == 404


def test_who_signs_is_reminded_before_the_day_and_whoever_loaded_after_it(people: dict[str, Client]) -> None:
    from joinedup.service.indicators.reminding import remind_of_signatures

    where = loaded(people, rows(30, 31, 32, 33, 34, 35, 36, 37))
    assert remind_of_signatures(FAR_AHEAD) == 0  # not put forward yet
    assert people["loader"].post(f"{where}put/").status_code == 302
    assert remind_of_signatures(FAR_AHEAD - timedelta(days=8)) == 0
    assert [remind_of_signatures(FAR_AHEAD - timedelta(days=n)) for n in (7, 6, 0)] == [1, 0, 0]
    assert "is due by" in people["owner"].get("/notices/").content.decode()
    assert "is due by" not in people["loader"].get("/notices/").content.decode()
    assert [remind_of_signatures(FAR_AHEAD + timedelta(days=n)) for n in (1, 2)] == [2, 0]
    assert "was due by" in people["loader"].get("/notices/").content.decode()
    assert people["owner"].post(where, {"signed": "yes", "words": ""}).status_code == 302
    assert remind_of_signatures(FAR_AHEAD + timedelta(days=3)) == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (rows(30, 31) + "E01000001,2024/25,99,200,49.5\n", "another figure for the same area"),
        (rows(30, 31).replace("15.0", "115.0"), "a share above 100"),
        ("name,figure\nSomewhere,12\n", "no column of area codes"),
        (rows(30, 31).replace("15.5", '"15,5"'), "a decimal comma"),
        ("\x00\x01\x02", "There is a problem"),
    ],
    ids=["twice", "over 100", "no areas", "comma", "binary"],
)  # fmt: skip
def test_a_wrong_file_is_told_what_is_wrong_and_nothing_of_it_is_kept(
    people: dict[str, Client], installation: Home, text: str, says: str
) -> None:
    answer = send(people["loader"], text)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "There is a problem" in page
    assert says in page
    assert not installation.figures_waiting.exists() or not any(installation.figures_waiting.iterdir())


def test_a_file_larger_than_a_form_is_read_too(people: dict[str, Client]) -> None:
    text = rows(30, 31, 32, 33, 34, 35, 36, 37) + "\n" * 2_700_000
    assert len(text) > 2_621_440
    loaded(people, text)


def test_a_missing_area_and_changed_figures_are_said_before_anybody_signs(people: dict[str, Client]) -> None:
    signed_off(people, loaded(people, rows(30, 31, 32, 33, 34, 35, 36, 37)))
    where = loaded(people, rows(30, 31, 40, 33, 34, 35, 36))
    page = people["loader"].get(where).content.decode()
    assert "1 of 8 areas" in page
    assert "1 figure becomes another" in page
    assert "1 figure that is kept now would be gone" in page
    assert "6 figures stay as they are" in page


def test_the_very_first_file_is_held_against_the_areas_that_are_installed(people: dict[str, Client]) -> None:
    from joinedup.engine.areas.area_set import AreaSet
    from joinedup.service.areas.actions import install, install_more

    install(pl.DataFrame({"postcode": ["ZZ1 1AA"], "lsoa": [AREAS[0]], "lad": ["E06000001"]}), None, by="test")
    names = {area: f"Brook {n}" for n, area in enumerate(AREAS, 1)} | {"E01000099": "Elsewhere"}
    inside = dict.fromkeys(AREAS, "E06000001") | {"E01000099": "E06000002"}
    install_more([AreaSet("LSOA", 2021, names, inside)], {}, by="test")
    where = loaded(people, rows(30, 31, 32, 33, 34, 35, 36))
    page = people["loader"].get(where).content.decode()
    assert "1 of 8 areas (LSOA 2021) have no figure for 2024/25: E01000008 Brook 8" in page
    signed_off(people, where)
    assert "Brook 8" in people["other"].get("/indicators/adults-who-smoke/").content.decode()  # without a figure
    wrong = send(people["loader"], rows(30, 31, 32, 33, 34, 35, 36, 37).replace(AREAS[7], "E01000088"))
    assert "row 9, E01000088: not among the areas known here (LSOA 2021)" in wrong.content.decode()
    elsewhere = send(people["loader"], rows(30, 31).replace("E010", "E013")).content.decode()  # not one is known
    assert "row 2, E01300001: not one of the file&#39;s areas of this kind is known here (LSOA 2021 are)" in elsewhere


def test_small_counts_are_hidden_with_what_they_could_be_worked_out_from(people: dict[str, Client]) -> None:
    where = loaded(people, rows(3, 31, 32, 33, 34, 35, 36, 37))
    page = people["loader"].get(where).content.decode()
    assert "Left out, to protect people" in page
    signed_off(people, where)
    text = people["other"].get("/indicators/adults-who-smoke/figures.csv").content.decode()
    hidden = [line for line in text.splitlines() if line.endswith(",c")]
    assert len(hidden) >= 2  # one alone could be worked out from the total
    assert any(line.startswith("E01000001") for line in hidden)
    assert all(",,," in line for line in hidden)
    assert "left out, to protect people" in people["other"].get("/indicators/adults-who-smoke/").content.decode()


def test_what_is_hidden_of_small_areas_is_not_told_by_larger_ones_that_come_later(people: dict[str, Client]) -> None:
    larger = rows(264).replace(AREAS[0], "E07000001").replace(",200,", ",1600,").replace("132.0", "16.5")
    signed_off(people, loaded(people, rows(3, 31, 32, 33, 34, 35, 36, 37)))  # the first is hidden, with another
    answer = send(people["loader"], larger)
    assert answer.status_code == 200
    told = answer.content.decode()
    assert "by LSOA are kept, and with both a hidden one may be worked out" in told
    assert "all kinds of area in one file" in told
    # of another year they say nothing of each other; and nothing stands in the way where nothing is hidden
    loaded(people, larger.replace("2024/25", "2023/24"))
    signed_off(people, loaded(people, rows(30, 31, 32, 33, 34, 35, 36, 37)))
    loaded(people, larger)


COUNT = {"kind": "count", "unit": "adults", "per": "1"}


def counted(*counts: int, year: str = "2024/25") -> str:
    told = [f"{area},{year},{count}" for area, count in zip(AREAS, counts, strict=False)]
    return "\n".join(["area_code,period,value", *told]) + "\n"


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_what_one_indicator_hides_its_complement_does_not_tell(people: dict[str, Client]) -> None:
    smokers = (3, 31, 32, 33, 34, 35, 36, 37)
    signed_off(people, loaded(people, rows(*smokers)))  # the first is hidden, with another
    others = counted(*(200 - one for one in smokers))
    told = send(people["loader"], others, title="Adults who do not smoke", **COUNT).content.decode()
    assert "Adults who do not smoke and Adults who smoke are of the same people" in told
    assert "hides of E01000001" in told
    loaded(people, others.replace("2024/25", "2023/24"), title="Adults who do not smoke", **COUNT)
    loaded(people, counted(*range(110, 118)), title="Adults who cycle", **COUNT)  # of other people


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_what_was_signed_off_meanwhile_counts_at_the_signing(people: dict[str, Client]) -> None:
    smokers = (3, 31, 32, 33, 34, 35, 36, 37)
    others = counted(*(200 - one for one in smokers))
    second = loaded(people, others, title="Adults who do not smoke", **COUNT)  # nothing in the way yet
    signed_off(people, loaded(people, rows(*smokers)))
    people["loader"].post(f"{second}put/")
    answer = people["owner"].post(second, {"signed": "yes", "words": ""})
    assert answer.status_code == 400
    assert "are of the same people" in answer.content.decode()
    assert people["other"].get("/indicators/adults-who-do-not-smoke/").status_code == 404


def edition(*counts: int) -> str:
    return counted(*counts) + f"E07000001,2024/25,{sum(counts)}\n"


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_a_correction_is_made_safe_beside_the_figures_whose_place_it_takes(people: dict[str, Client]) -> None:
    """40 and 50 are known from before: with the sum of all, they would tell the 3 that the 12 has become."""
    words = {"title": "Adults who smoke", **COUNT}
    signed_off(people, loaded(people, edition(40, 50, 12), **words))
    waits = loaded(people, edition(40, 50, 3), **words)
    other = loaded(people, edition(40, 50, 20), **words)
    signed_off(people, waits)
    text = people["other"].get("/indicators/adults-who-smoke/figures.csv").content.decode()
    hidden = {line.split(",")[0] for line in text.splitlines() if line.endswith(",c")}
    assert "E01000003" in hidden
    whole = people["other"].get("/indicators/adults-who-smoke/figures.csv?kind=district-0").content.decode()
    assert ",93," not in text + whole

    # the other was made safe beside figures that are not there any more
    people["loader"].post(f"{other}put/")
    answer = people["owner"].post(other, {"signed": "yes", "words": ""})
    assert answer.status_code == 400
    assert "load the file once more" in answer.content.decode()


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_age_bands_and_everybody_do_not_tell_what_one_band_hides(people: dict[str, Client]) -> None:
    bands = [
        (3, 41, 52, 63, 74, 85, 96, 107),
        (111, 131, 152, 173, 94, 115, 136, 157),
        (211, 231, 252, 27, 29, 31, 33, 35),
    ]
    for title, band in zip(("Aged under 18", "Aged 18 to 64", "Aged 65 and over"), bands, strict=True):
        signed_off(people, loaded(people, counted(*band), title=title, **COUNT))
    everybody = counted(*(sum(each) for each in zip(*bands, strict=True)))
    told = send(people["loader"], everybody, title="Everybody", **COUNT).content.decode()
    assert "are of the same people" in told
    assert "hides of E01000001" in told


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_what_published_figures_tell_already_is_said_and_holds_nothing_up(people: dict[str, Client]) -> None:
    from joinedup.service.areas.actions import install

    install(pl.DataFrame({"postcode": ["ZZ1 1AA"] * 3, "lsoa": AREAS[:3], "lad": ["E07000001"] * 3}), None, by="test")
    text = edition(40, 2, 12).replace(",12\n", ",c\n")
    page = (
        people["loader"]
        .get(loaded(people, text, title="Adults who smoke", cleared="published", **COUNT))
        .content.decode()
    )
    assert "What readers can say of a few people" in page
    assert "1 figure shows a count of 1 to 4 people" in page
    assert "what is left out of E01000003 in 2024/25 follows from the other figures" in page
    clear = loaded(people, edition(40, 50, 12), title="Adults who smoke", cleared="published", **COUNT)
    assert "What readers can say of a few people" not in people["loader"].get(clear).content.decode()


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_a_year_and_its_quarters_in_one_file_do_not_tell_of_one_another(people: dict[str, Client]) -> None:
    quarters = [counted(*(n + q for n in (30, 31, 32, 33, 34, 35, 36, 37)), year=f"Q{q} 2024") for q in (2, 3, 4)]
    first, year = (3, 31, 32, 33, 34, 35, 36, 37), (102, 133, 137, 141, 145, 149, 153, 157)
    lines = [line for one in quarters for line in one.splitlines()[1:]]
    file = counted(*first, year="Q1 2024") + "\n".join(lines) + "\n"
    loaded(people, file, title="Adults who smoke", **COUNT)
    whole = file + "\n".join(counted(*year, year="2024").splitlines()[1:]) + "\n"
    assert "its times overlap" in send(people["loader"], whole, title="Adults who smoke", **COUNT).content.decode()


def test_shares_without_their_counts_are_taken_only_as_published_or_not_about_people(people: dict[str, Client]) -> None:
    text = "area_code,period,value\n" + "".join(f"{area},2024/25,{n}\n" for n, area in enumerate(AREAS, 10))
    assert "cannot be told" in send(people["loader"], text).content.decode()
    assert send(people["loader"], text, cleared="published").status_code == 302


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)  # what is tried is the file, not the database
def test_a_file_of_counts_and_what_they_are_out_of_becomes_shares(people: dict[str, Client]) -> None:
    counted = "area_code,period,numerator,denominator\n" + "".join(
        f"{area},2024/25,{count},200\n" for area, count in zip(AREAS, (2, 30, 31, 32, 33, 34, 35, 36), strict=True)
    )
    where = loaded(people, counted)
    page = people["loader"].get(where).content.decode()
    assert "worked out as numerator ÷ denominator × 100, as a share" in page
    assert "lacking" not in page
    signed_off(people, where)
    told = people["other"].get("/indicators/adults-who-smoke/figures.csv").content.decode()
    assert f"{AREAS[2]},{AREAS[2]},2024/25,2024-04-01,2025-03-31,15.5,31,200," in told
    assert [line.split(",")[5:8] for line in told.splitlines() if line.startswith(AREAS[0])] == [["", "", ""]]
    over = send(people["loader"], counted.replace(",36,", ",360,")).content.decode()
    assert f"row 9, {AREAS[7]}: the part is larger than the whole" in over


def test_who_loaded_and_signed_stands_in_the_chain_and_cannot_be_changed(people: dict[str, Client]) -> None:
    from django.db import DatabaseError, transaction

    from joinedup.service.gatehouse.verify import findings
    from joinedup.service.gatehouse.wiring import gate
    from joinedup.service.indicators.models import FiguresSignature, Loading

    signed_off(people, loaded(people, rows(30, 31, 32)))
    assert list(findings(gate())) == []
    with pytest.raises(DatabaseError, match="what is written stays"), transaction.atomic():
        Loading.objects.update(partner="police")
    with pytest.raises(DatabaseError, match="what is written stays"), transaction.atomic():
        FiguresSignature.objects.all().delete()
    page = signed_in("auditor").get("/audit/").content.decode()
    assert "nhs signed off the figures" in page


def described(*lines: str) -> SimpleUploadedFile:
    head = "title,definition,source,owner,polarity,unit,denominator,licence,revision,caveat,kind,theme"
    return SimpleUploadedFile("about.csv", "\n".join([head, *lines, ""]).encode())


SMOKERS = "Smokers,Say so,A survey,Public health,low,%,Adults,OGL v3,Each May,Few asked,proportion,Health"
WALKERS = "Walkers,Walk daily,A survey,,high,%,,,,,proportion,"
TWO = "area_code,period,indicator,numerator,denominator,value\n" + "".join(
    f"{area},2024/25,{name},{30 + n},200,{(30 + n) / 2}\n"
    for n, area in enumerate(AREAS)
    for name in ("Smokers", "Walkers")
)  # fmt: skip
ONLY = {"cleared": "people", "owner": "nhs", "due": FAR_AHEAD.isoformat(), "per": "100"}


def send_two(client: Client, metadata: SimpleUploadedFile, **told: str) -> Any:
    file = SimpleUploadedFile("two.csv", TWO.encode())
    return client.post("/indicators/loading/new/", {**ONLY, **told, "file": file, "metadata": metadata})


def test_a_file_beside_the_figures_says_what_each_of_several_indicators_is(people: dict[str, Client]) -> None:
    answer = send_two(people["loader"], described(SMOKERS, WALKERS), licence="OGL v2", theme="Living")
    assert answer.status_code == 302, answer.content.decode()[:4000]
    page = people["loader"].get(answer["Location"]).content.decode()
    assert "As about.csv says." in page
    assert "Each May" in page
    assert "(lacking: denominator)" in page
    signed_off(people, answer["Location"])
    smokers = people["other"].get("/indicators/smokers/").content.decode()
    for words in ("Say so", "Public health", "Adults", "OGL v3", "Each May", "Few asked", "Low is good", "15.0%"):
        assert words in smokers
    walkers = people["other"].get("/indicators/walkers/").content.decode()
    for words in ("Walk daily", "High is good", "OGL v2", "Living"):  # what the file leaves out the form says
        assert words in walkers


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([SMOKERS], "the figures of Walkers are not described"),
        ([SMOKERS, WALKERS, SMOKERS], "Smokers is described twice"),
        ([SMOKERS, WALKERS.replace("Walkers", "smokers ")], "the figures of Walkers are not described"),
        ([], "The file describes no indicator"),
    ],
    ids=["one of two", "twice", "same name", "nothing"],
)  # fmt: skip
def test_descriptions_that_do_not_fit_the_figures_are_named_and_nothing_is_kept(
    people: dict[str, Client], installation: Home, lines: list[str], says: str
) -> None:
    answer = send_two(people["loader"], described(*lines))
    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert not installation.figures_waiting.exists() or not any(installation.figures_waiting.iterdir())


def test_two_indicators_that_would_be_kept_as_one_are_named_and_nothing_is_kept(
    people: dict[str, Client], installation: Home
) -> None:
    file = SimpleUploadedFile("two.csv", TWO.replace("Walkers", "Smokers (%)").encode())
    answer = people["loader"].post("/indicators/loading/new/", {**META, **ONLY, "file": file})
    assert answer.status_code == 200
    assert "Smokers and Smokers (%) would have one key, smokers" in answer.content.decode()
    assert not installation.figures_waiting.exists() or not any(installation.figures_waiting.iterdir())


def test_what_is_described_without_figures_is_a_warning(people: dict[str, Client]) -> None:
    answer = send_two(people["loader"], described(SMOKERS, WALKERS, WALKERS.replace("Walkers", "Runners")))
    page = people["loader"].get(answer["Location"]).content.decode()
    assert "Runners is described, and there are no figures of it" in page


def test_without_such_a_file_the_questions_have_to_be_answered(people: dict[str, Client]) -> None:
    answer = people["loader"].post(
        "/indicators/loading/new/", {**ONLY, "file": SimpleUploadedFile("two.csv", TWO.encode())}
    )
    assert "What is measured?" in answer.content.decode()
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
