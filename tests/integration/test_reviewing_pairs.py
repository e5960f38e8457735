"""Pairs that linkage is unsure of are judged by people of the host, masked; what they find stands afterwards."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import polars as pl
import pytest
from attrs import evolve
from django.test import Client

from joinedup.engine.agreements.agreement import LegalAnswers
from joinedup.service.project.home import Home
from tests.integration.test_ids_stay import TERMS, made_up, sent
from tests.made_up.partnership import Partnership
from tests.made_up.people import signed_in

PATH = "/linkage/A-3/review/"


def stocked(terms: Any = TERMS) -> None:
    """Two systems linked; some people of both are written a little differently in the second."""
    made = Partnership("council", "nhs")
    made.protocol()
    made.propose(terms)
    made.sign(terms)
    slips = pl.int_range(pl.len()) % 3 == 0
    second = made_up(200).with_columns(
        pl.when(slips).then(pl.col("surname").str.slice(0, 5)).otherwise("surname").alias("surname"),
        pl.when(slips).then(pl.lit("ZY9 9ZZ")).otherwise("postcode").alias("postcode"),
        pl.when(pl.int_range(pl.len()) % 6 == 0).then(None).otherwise("date_of_birth").alias("date_of_birth"),
    )  # fmt: skip
    sent("nhs", "community", made_up(300), "1")
    sent("council", "care", second, "1")
    linked("1", terms)


def linked(mark: str, terms: Any = TERMS) -> dict[str, str]:
    """Link; the client of each record key."""
    from joinedup.engine.gate.movement import CLIENT_IDS, INDEX, Kind
    from joinedup.service.gatehouse.wiring import gate
    from joinedup.service.linkage.actions import link_supplies
    from tests.made_up.partnership import RECEIVE

    name = f"a-3-index-{mark}"
    on = date(2026, 11, 23)
    link_supplies(gate(), by="host", agreement=terms, postcode_lookup={}, secret=b"s" * 32, name=name, on=on)
    reading = evolve(RECEIVE, kind=Kind.LINK, source=name, supplier="council", dataset=INDEX, columns=CLIENT_IDS)
    with gate().lend(reading) as table:
        return dict(pl.DataFrame(table).select(CLIENT_IDS).iter_rows())


def waiting(client: Client) -> str:
    """The number of the pair on the page; empty where there is none."""
    found = re.findall(r'name="number" value="(\d+)"', client.get(PATH).content.decode())
    return found[0] if found else ""


@pytest.mark.parametrize("same", [True, False])
def test_what_is_found_of_a_pair_stands_when_it_is_linked_again(installation: Home, same: bool) -> None:
    from joinedup.service.linkage.reviewing import asked

    stocked()
    client = signed_in("analyst", "council")
    number = waiting(client)
    pair = next(one for one in asked("A-3") if str(one.number) == number)
    answer = client.post(PATH, {"number": number, "answer": "same" if same else "different"})
    assert answer.status_code == 302
    assert waiting(client) != number
    ids = linked("2")
    assert (ids[pair.left] == ids[pair.right]) is same
    assert (pair.left, pair.right) not in {(one.left, one.right) for one in asked("A-3")} or waiting(client) != number


def test_nothing_of_the_records_is_shown_but_what_differs(installation: Home) -> None:
    from joinedup.service.linkage.reviewing import asked

    stocked()
    client = signed_in("analyst", "council")
    page = client.get(PATH)
    assert page["Cache-Control"] == "no-store"
    number = waiting(client)
    question = next(one for one in asked("A-3") if str(one.number) == number)
    rows = {"a-3-community-1": made_up(300), "a-3-care-1": made_up(200)}
    told = page.content.decode().split("<tbody")[1]
    for source, row in question.places:
        person = rows[source].row(row - 1, named=True)
        assert person["forename"].upper() not in told
        assert f"{person['date_of_birth']:%d %m %Y}" not in told
    picture = client.get(f"{PATH}{number}/why.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert client.get(f"{PATH}9999/why.svg").status_code == 404


def test_only_the_host_judges_and_no_pair_twice(installation: Home) -> None:
    from joinedup.service.linkage.models import Judgement

    stocked()
    assert signed_in("analyst", "nhs").get(PATH).status_code == 404
    assert signed_in("dpo", "council").get(PATH).status_code == 403
    client = signed_in("analyst", "council")
    number = waiting(client)
    for answer in ("same", "different", "perhaps"):
        client.post(PATH, {"number": number, "answer": answer})
    client.post(PATH, {"number": "none", "answer": "same"})
    assert [row.answer for row in Judgement.objects.all()] == ["same"]


def test_sensitive_data_need_two_who_find_the_same_and_their_agreement_is_told(installation: Home) -> None:
    from joinedup.engine.agreements.agreement import Agreement
    from joinedup.service.linkage.reviewing import asked, decisions

    terms: Agreement = evolve(
        TERMS,
        legal=LegalAnswers(
            "care-act-2014-s6", "public-task", "implied-consent", special_category="health-or-social-care"
        ),
    )
    stocked(terms)
    first = signed_in("analyst", "council")
    number = waiting(first)
    pair = next(one for one in asked("A-3") if str(one.number) == number)
    first.post(PATH, {"number": number, "answer": "different"})
    assert decisions(terms) == {}
    second = signed_in("analyst", "council", name="another")
    assert waiting(second) == number, "the second opinion is of the same pair"
    second.post(PATH, {"number": number, "answer": "different"})
    assert decisions(terms) == {(pair.left, pair.right): False}
    assert "100%" in second.get(PATH).content.decode()


def test_no_pair_can_be_looked_at_when_the_agreement_is_not_in_force(installation: Home) -> None:
    from joinedup.service.agreements.actions import suspend

    stocked()
    client = signed_in("analyst", "council")
    assert waiting(client)
    suspend(by="coordinator", reference="A-3", reason="a breach is looked into")
    assert client.get(PATH).status_code in (403, 409)
    assert "Surname" not in client.get(PATH).content.decode()


def test_how_good_a_linkage_is_can_be_read_and_taken_away(installation: Home) -> None:
    from joinedup.service.linkage.measuring import report

    stocked()
    linked("2")
    page = signed_in("analyst", "council").get("/linkage/A-3/quality/").content.decode()
    assert "were found to be the right person" in page
    assert "Change since the linkage before" in page
    told = report(TERMS)
    assert told is not None
    assert told.proof is not None
    assert told.proof.copies.share > 0.7
    assert {one.item for one in told.coverage} >= {"surname", "forename", "date_of_birth", "postcode"}
    assert [figure.before for figure in told.changes if figure.title == "People"] == [told.run.facts["clients"]]
    table = signed_in("analyst", "council").get("/linkage/A-3/quality/?csv").content.decode()
    assert "a slip in the surname" in table
    assert signed_in("analyst", "nhs").get("/linkage/A-3/quality/").status_code == 404
    names = {name.upper() for name in made_up(300)["surname"]}
    assert not names & set(re.findall(r"[A-Z]{4,}", table.upper()))


def test_pairs_drawn_by_chance_are_judged_and_make_an_estimate(installation: Home) -> None:
    from joinedup.service.linkage.measuring import report
    from joinedup.service.linkage.reviewing import asked

    stocked()
    client = signed_in("analyst", "council")
    drawn = [one for one in asked("A-3") if one.drawn]
    assert len(drawn) >= 30
    for _ in drawn:
        number = re.findall(r'name="number" value="(\d+)"', client.get(f"{PATH}?drawn").content.decode())
        question = next(one for one in asked("A-3") if one.number == int(number[0]))
        likely = "same" if question.probability > 0.5 else "different"
        answer = client.post(f"{PATH}?drawn", {"number": number[0], "answer": likely})
        assert answer.headers["Location"].endswith("?drawn")
    told = report(TERMS)
    assert told is not None
    assert told.waiting == 0
    assert told.pairs.judged == len(drawn)
    assert told.pairs.precision.low < told.pairs.precision.share <= told.pairs.precision.high
    linked("2")
    again = report(TERMS)
    assert again is not None
    assert again.pairs.judged == len(drawn)  # the same records: the same pairs are drawn, and answers still count


def test_why_somebody_s_records_are_one_person_is_told_without_a_value(installation: Home) -> None:
    from joinedup.service.linkage.graphs import doubtful
    from joinedup.service.linkage.models import LinkageRun

    stocked()
    client = signed_in("analyst", "council")
    some = doubtful("A-3")[0]
    assert some.records >= 2
    assert some.weakest <= doubtful("A-3")[-1].weakest
    listed = client.get("/linkage/A-3/people/").content.decode()
    assert some.client in listed
    assert client.get(f"/linkage/A-3/people/?client={some.client}").status_code == 302
    page = client.get(f"/linkage/A-3/people/{some.client}/").content.decode()
    assert "same forename" in page.lower()
    values = {str(value).lower() for value in made_up(300)["surname"]}
    assert not values & set(re.findall(r"[a-z]{6,}", page.lower()))
    picture = client.get(f"/linkage/A-3/people/{some.client}/graph.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert client.get("/linkage/A-3/people/nobody/").status_code == 404
    assert client.get("/linkage/A-3/people/nobody/graph.svg").status_code == 404
    assert signed_in("analyst", "nhs").get(f"/linkage/A-3/people/{some.client}/").status_code == 404
    assert LinkageRun.objects.filter(dataset="pairs").count() == 1


def test_the_pairs_go_with_the_index_and_never_leave(installation: Home) -> None:
    from joinedup.engine.gate.gate import RefusedError
    from joinedup.engine.gate.movement import PAIRS, PAIRS_COLUMNS, Kind
    from joinedup.service.gatehouse.destroying import destroy
    from joinedup.service.gatehouse.wiring import gate
    from joinedup.service.linkage.models import LinkageRun
    from tests.made_up.partnership import RECEIVE

    stocked()
    leaving = evolve(
        RECEIVE, kind=Kind.DELIVER, source="a-3-index-1-pairs", supplier="council", dataset=PAIRS,
        columns=PAIRS_COLUMNS, subject="anybody",
    )  # fmt: skip
    with pytest.raises(RefusedError) as refused, gate().lend(leaving, rows=[1]):
        pass
    assert "pairs-stay-here" in {reason.code for reason in refused.value.decision.reasons}
    destroy(gate(), name="a-3-index-1", by="the host", reason="It was agreed.")
    assert not LinkageRun.objects.filter(destroyed_on__isnull=True).exists()
