"""What everybody may see in a frame of another site: nothing, unless every condition holds; on both databases."""

from __future__ import annotations

import pytest
from django.test import Client

from joinedup.service.project.settings import sites
from tests.integration.test_loading_figures import loaded, people, rows, send, signed_off  # noqa: F401 -- a fixture
from tests.made_up.people import signed_in

EMBED = "/indicators/adults-who-smoke/embed/?areas=lsoa"
SHOW = "/indicators/adults-who-smoke/for-everybody/?areas=lsoa"
END = "/indicators/adults-who-smoke/for-everybody/end/?areas=lsoa"
SITE = "https://www.example.org"


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings as ours

    monkeypatch.setattr(ours, "FRAMED_BY", [SITE])


@pytest.fixture
def stranger() -> Client:
    return Client(headers={"host": "127.0.0.1"})


def test_a_map_is_shown_to_everybody_by_its_owner_and_framed_by_the_sites_named(
    people: dict[str, Client], named: None, stranger: Client  # noqa: F811
) -> None:  # fmt: skip
    signed_off(people, loaded(people, rows(3, 31, 32, 33, 34, 35, 36, 37)))
    assert stranger.get(EMBED).status_code == 404  # signed off is not shown to everybody
    assert people["owner"].get(EMBED).status_code == 404  # nor to anybody else there
    asked = people["owner"].get(SHOW).content.decode()
    assert SITE in asked
    assert "Small numbers are left out" in asked
    assert people["owner"].post(SHOW).status_code == 302
    answer = stranger.get(EMBED)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert ">18.5%<" in page
    assert "left out, to protect people" in page
    assert ">1.5%<" not in page  # the small one
    assert f"frame-ancestors {SITE}" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert not answer.cookies
    assert stranger.get("/indicators/adults-who-smoke/").status_code == 302
    told = people["owner"].get(SHOW).content.decode()
    assert "&lt;iframe src=" in told
    assert "Adults who smoke" in stranger.get("/catalogue/").content.decode()
    assert people["owner"].post(END).status_code == 302
    assert stranger.get(EMBED).status_code == 404
    assert "Adults who smoke" not in stranger.get("/catalogue/").content.decode()


def test_other_pages_are_never_framed(people: dict[str, Client], named: None, stranger: Client) -> None:  # noqa: F811
    signed_off(people, loaded(people, rows(30, 31, 32)))
    people["owner"].post(SHOW)
    for client, path in ((people["owner"], "/indicators/adults-who-smoke/"), (stranger, "/catalogue/")):
        answer = client.get(path)
        assert answer["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_nothing_is_shown_where_the_installation_names_no_site(
    people: dict[str, Client], stranger: Client, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    from django.conf import settings as ours

    signed_off(people, loaded(people, rows(30, 31, 32)))
    assert people["owner"].post(SHOW).status_code == 409
    assert "names no site" in people["owner"].get(SHOW).content.decode()
    monkeypatch.setattr(ours, "FRAMED_BY", [SITE])
    people["owner"].post(SHOW)
    monkeypatch.setattr(ours, "FRAMED_BY", [])
    assert stranger.get(EMBED).status_code == 404


def test_only_who_signs_for_the_owner_shows_and_ends(people: dict[str, Client], named: None) -> None:  # noqa: F811
    signed_off(people, loaded(people, rows(30, 31, 32)))
    for name in ("other", "loader"):  # analysts who may sign, of other partners
        assert people[name].get(SHOW).status_code == 404
        assert people[name].post(SHOW).status_code == 404
    assert people["board"].post(SHOW).status_code == 403
    people["owner"].post(SHOW)
    assert people["other"].post(END).status_code == 403
    assert signed_in("data-supplier", "nhs").post(END).status_code == 403


def test_figures_that_nobody_signed_are_not_shown(people: dict[str, Client], named: None, stranger: Client) -> None:  # noqa: F811
    from joinedup.engine.indicators.parts import rows_of
    from joinedup.service.indicators.queries import store

    signed_off(people, loaded(people, rows(30, 31, 32)))
    people["owner"].post(SHOW)
    assert stranger.get(EMBED).status_code == 200
    signed_off(people, loaded(people, rows(40, 41, 42)))  # the owner's own, later
    assert "20.0%" in stranger.get(EMBED).content.decode()
    table = rows_of(store(), "adults-who-smoke", "lsoa")
    store().put(store().indicator("adults-who-smoke"), "lsoa", table.with_columns(value=table["value"] + 1))
    assert stranger.get(EMBED).status_code == 404  # put there by the command
    assert "changed without a signature" in people["owner"].get(SHOW).content.decode()
    assert people["owner"].post(SHOW).status_code == 302
    assert stranger.get(EMBED).status_code == 200


def test_figures_of_another_owner_do_not_take_the_place_of_those_that_are_shown(
    people: dict[str, Client], named: None, stranger: Client  # noqa: F811
) -> None:  # fmt: skip
    signed_off(people, loaded(people, rows(30, 31, 32)))
    people["owner"].post(SHOW)
    assert "another partner signed off" in send(people["loader"], rows(50, 51, 52), owner="police").content.decode()
    assert stranger.get(EMBED).status_code == 200


def test_without_a_source_or_a_licence_nothing_is_shown_to_everybody(
    people: dict[str, Client], named: None  # noqa: F811
) -> None:  # fmt: skip
    from attrs import evolve

    from joinedup.engine.indicators.parts import rows_of
    from joinedup.service.indicators.queries import store

    signed_off(people, loaded(people, rows(30, 31, 32)))
    bare = evolve(store().indicator("adults-who-smoke"), licence="")
    store().put(bare, "lsoa", rows_of(store(), "adults-who-smoke", "lsoa"))
    assert people["owner"].post(SHOW).status_code == 409
    assert "licence" in people["owner"].get(SHOW).content.decode()


def test_who_showed_what_stands_in_the_chain(people: dict[str, Client], named: None) -> None:  # noqa: F811
    from django.db import DatabaseError, transaction

    from joinedup.service.gatehouse.verify import findings
    from joinedup.service.gatehouse.wiring import gate
    from joinedup.service.indicators.showing import Shown

    signed_off(people, loaded(people, rows(30, 31, 32)))
    people["owner"].post(SHOW)
    people["owner"].post(END)
    people["owner"].post(SHOW)
    assert Shown.objects.count() == 2
    assert list(findings(gate())) == []
    with pytest.raises(DatabaseError, match="what is written stays"), transaction.atomic():
        Shown.objects.update(owner="police")
    told = signed_in("auditor").get("/audit/").content.decode()
    assert "to everybody, signed in or not" in told
    assert "to everybody no more" in told


def test_only_addresses_are_taken_for_sites() -> None:
    words = "https://www.example.org * https: http://localhost:8000 https://*.example.org 'self' https://a.b; x"
    assert sites(words) == ["https://www.example.org", "http://localhost:8000"]


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_a_second_indicator_on_a_map_for_everybody_is_itself_shown_to_everybody(
    people: dict[str, Client], named: None, stranger: Client  # noqa: F811
) -> None:  # fmt: skip
    signed_off(people, loaded(people, rows(30, 31, 32, 33, 34, 35, 36, 37)))
    signed_off(people, loaded(people, rows(3, 51, 52, 53, 54, 55, 56, 57), title="Adults who drink"))
    with_it = f"{EMBED}&with=adults-who-drink"
    assert people["owner"].post(SHOW).status_code == 302
    assert stranger.get(EMBED).status_code == 200
    assert stranger.get(with_it).status_code == 404
    assert people["owner"].get(with_it).status_code == 404
    assert people["owner"].post(SHOW.replace("smoke", "drink")).status_code == 302
    page = stranger.get(with_it).content.decode()
    assert "Adults who drink, " in page
    assert page.count("left out, to protect people") >= 1  # what is hidden of the second is hidden here
    assert ">1.5%<" not in page
    assert stranger.get(f"{EMBED}&with=none").status_code == 404
