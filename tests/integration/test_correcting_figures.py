"""Figures that were entered and are wrong: their owner corrects them, and both editions together tell of nobody."""

from __future__ import annotations

import polars as pl
import pytest
from django.test import Client

from joinedup.engine.indicators.parts import rows_of
from joinedup.engine.indicators.store import Store
from joinedup.engine.indicators.tiers import Tiers
from joinedup.service.project.home import Home
from tests.integration.test_entering_figures import COUNTS, DUE, LAST, WHERE, people, typed
from tests.integration.test_loading_figures import loaded, rows, signed_off

__all__ = ["people"]
HERE = f"{WHERE}?correct={DUE}"
FEW = "1 to 4 people more or fewer than everybody has seen"
ENTERED = (28, 29, 30, 31, 32, 33, 34, 35)
PAGE = f"/indicators/adults-who-smoke/?period={DUE}"
sqlite = pytest.mark.parametrize("installation", ["sqlite"], indirect=True)  # what is typed does not hang on it


def entered(people: dict[str, Client], *counts: int, **also: str) -> None:
    signed_off(people, people["loader"].post(WHERE, typed(*counts, **also))["Location"])


def corrected(people: dict[str, Client], *counts: int | str, reason: str = "A clinic was forgotten.") -> str:
    answer = people["loader"].post(HERE, typed(*counts, reason=reason))
    assert answer.status_code == 302, answer.content.decode()[-4000:]
    return str(answer["Location"])


def figures(people: dict[str, Client], period: str = DUE) -> list[str]:
    csv = people["other"].get("/indicators/adults-who-smoke/figures.csv").content.decode()
    return [line for line in csv.splitlines() if period in line]


def test_a_correction_goes_the_way_of_what_is_entered_and_the_chain_tells_what_it_takes_the_place_of(
    people: dict[str, Client],
) -> None:
    from joinedup.service.audit.models import Event
    from joinedup.service.gatehouse.verify import findings
    from joinedup.service.gatehouse.wiring import gate

    entered(people, *ENTERED)
    assert "?correct=" in people["loader"].get("/indicators/entry/").content.decode()
    page = people["loader"].get(HERE).content.decode()
    assert f'value="{ENTERED[0]}"' in page
    assert f"Seen now: 14.0%, {ENTERED[0]} / 200" in page
    where = corrected(people, 40, *ENTERED[1:])
    page = " ".join(people["loader"].get(where).content.decode().split())
    assert "A correction: 1 figure" in page
    assert f"{DUE}: 14.0%" in page  # the old one beside
    assert ">40 of 200</td>" in page
    assert "A clinic was forgotten." in page
    assert not any(",20,40,200," in line for line in figures(people))
    assert "wait to be signed off" in people["loader"].get(HERE).content.decode()
    signed_off(people, where)
    assert any(",20,40,200," in line for line in figures(people))
    assert f"{DUE} corrected on" in people["other"].get(PAGE).content.decode()
    assert "15.0%" in people["other"].get(f"/indicators/adults-who-smoke/?period={LAST}").content.decode()
    [event] = Event.objects.filter(kind="figures-corrected")
    assert event.subject == where.split("/")[-2]
    assert '"changed":1' in event.details.replace(" ", "")
    assert not list(findings(gate()))


@sqlite
def test_a_reason_is_demanded_and_something_must_be_another(people: dict[str, Client], installation: Home) -> None:
    entered(people, *ENTERED)
    for counts, reason, said in (
        ((40, *ENTERED[1:]), "", "Why they are corrected: This field is required."),
        (ENTERED, "It was wrong.", "No figure is another than before"),
        (("many", *ENTERED[1:]), "It was wrong.", "this is no figure"),
        ((201, *ENTERED[1:]), "It was wrong.", "more are counted than there"),
    ):  # fmt: skip
        answer = people["loader"].post(HERE, typed(*counts, reason=reason))
        assert answer.status_code == 200
        assert said in answer.content.decode().replace("\n", " "), said
    assert not any(installation.figures_waiting.iterdir())


@sqlite
def test_neither_a_few_more_nor_a_few_fewer_than_were_seen_before_are_told(people: dict[str, Client]) -> None:
    entered(people, *ENTERED)
    answer = people["loader"].post(HERE, typed(30, *ENTERED[1:], reason="Two were forgotten."))
    assert FEW in answer.content.decode()
    signed_off(people, corrected(people, 36, *ENTERED[1:]))
    answer = people["loader"].post(HERE, typed(30, *ENTERED[1:], reason="Two were forgotten."))
    assert FEW in answer.content.decode()  # beside the first edition: 28
    assert corrected(people, "", *ENTERED[1:])  # no figure tells nothing


@sqlite
def test_what_was_left_out_stays_so_and_what_is_small_now_is_left_out(people: dict[str, Client]) -> None:
    entered(people, 3, *ENTERED[1:], **{"reason-E01000001": "They moved away."})
    before = {line.split(",")[0] for line in figures(people) if line.endswith(",,,,c")}
    assert "E01000001" in before
    page = people["loader"].get(HERE).content.decode()
    assert "and stays so:" in page
    assert "text-E01000001" not in page
    told = typed(40, *ENTERED[1:-1], 2, reason="Counted twice.")
    where = people["loader"].post(HERE, told)["Location"]  # a figure for the first one is not taken
    assert ">2 of 200</td>" not in people["loader"].get(where).content.decode()
    signed_off(people, where)
    hidden = {line.split(",")[0] for line in figures(people) if line.endswith(",,,,c")}
    assert before <= hidden
    assert any("E01000008" in line and line.endswith(",,,,c") for line in figures(people))
    assert not any(",20,40,200," in line for line in figures(people))


@sqlite
def test_only_what_was_entered_by_the_partner_itself_is_corrected_here(people: dict[str, Client]) -> None:
    assert people["loader"].get(f"{WHERE}?correct={LAST}").status_code == 404  # it came in a file
    entered(people, *ENTERED)
    assert people["loader"].get(f"{WHERE}?correct={LAST}").status_code == 404
    for method in ("get", "post"):
        assert getattr(people["other"], method)(HERE).status_code == 404
    both = rows(*COUNTS, year=LAST) + "".join(rows(*ENTERED, year=DUE).splitlines(keepends=True)[1:])
    signed_off(people, loaded(people, both))
    assert people["loader"].get(HERE).status_code == 404  # a file took its place


@sqlite
def test_two_sets_of_figures_do_not_wait_at_once(people: dict[str, Client]) -> None:
    entered(people, *ENTERED)
    where = corrected(people, 40, *ENTERED[1:])
    assert people["loader"].post(HERE, typed(50, *ENTERED[1:], reason="Again.")).status_code == 200
    people["loader"].post(f"{where}give-up/")
    assert corrected(people, 50, *ENTERED[1:])


@sqlite
def test_what_was_said_of_the_figures_stands_beside_exactly_those(
    people: dict[str, Client], installation: Home
) -> None:
    def said() -> str:
        page = people["other"].get("/indicators/adults-who-smoke/").content.decode()
        return " ".join(page.split())

    published, looked_for = "published already by their source: nothing was left out", "looked for and left out"
    assert looked_for in said()
    signed_off(people, loaded(people, rows(*COUNTS, year=LAST), cleared="published"))
    assert published in said()
    assert "Said by" in said()
    entered(people, *ENTERED)
    assert published in said()  # of what came in the file; what is typed later is looked at
    assert f"{DUE}: About people. Small numbers were {looked_for}" in said()
    kept = Store(installation.figures)  # other figures, of which nobody has said it
    there = rows_of(kept, "adults-who-smoke", "lsoa")
    kept.put(kept.indicator("adults-who-smoke"), "lsoa", there.filter(pl.col("area") != "E01000001"))
    assert published not in said()


@sqlite
def test_where_some_areas_are_for_others_eyes_nothing_is_shown_to_be_corrected(
    people: dict[str, Client], installation: Home
) -> None:
    entered(people, *ENTERED)
    assert people["loader"].get(HERE).status_code == 200
    districts = {f"E0100000{n}": "E07000001" if n < 5 else "E07000002" for n in range(1, 9)}
    one, both = frozenset({"adults-who-smoke"}), {"nhs": "E07000001", "police": "E07000002"}
    Store(installation.figures).put_tiers(Tiers(one, districts, partners=both, whole=frozenset({"council"})))
    assert people["loader"].get(HERE).status_code == 404
    assert "?correct=" not in people["loader"].get("/indicators/entry/").content.decode()
