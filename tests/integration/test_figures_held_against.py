"""Figures that are read are held against those kept and a second file, and nothing is said of a hidden figure."""

from __future__ import annotations

import html
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.integration.test_loading_figures import (  # noqa: F401 -- fixtures
    META,
    loaded,
    people,
    rows,
    signed_off,
)


def held(people: dict[str, Client], first: str, second: str, **told: str) -> Any:  # noqa: F811
    files = {
        "file": SimpleUploadedFile("ours.csv", first.encode()),
        "against": SimpleUploadedFile("theirs.csv", second.encode()),
    }
    return people["loader"].post("/indicators/loading/new/", {**META, **told, **files})


def page_of(people: dict[str, Client], where: str) -> str:  # noqa: F811
    page = html.unescape(people["loader"].get(where).content.decode())
    return page.partition("<main")[2].partition("</main>")[0]


def test_figures_that_are_others_than_those_kept_are_told_by_row_and_area_before_they_wait(
    people: dict[str, Client],  # noqa: F811
) -> None:
    signed_off(people, loaded(people, rows(30, 31, 32, 33, 34, 35, 36, 37)))
    page = page_of(people, loaded(people, rows(30, 31, 90, 33, 35, 35, 36, 37)))
    assert "8 figures are of areas and times that were kept already." in page
    assert "2 of them are others." in page
    kept = page.partition('id="kept"')[2]
    assert kept.index("E01000003") < kept.index("E01000005")  # the largest change first
    row = kept.partition("E01000003")[2].partition("</tr>")[0]
    assert [cell in row for cell in (">4<", ">16.0<", ">45.0<")] == [True] * 3
    assert "None of them is another" in page_of(people, loaded(people, rows(30, 31, 32, 33, 34, 35, 36, 37)))


def test_where_a_second_file_disagrees_is_told_by_both_rows_and_never_by_its_figure(
    people: dict[str, Client],  # noqa: F811
) -> None:
    first, second = rows(30, 31, 32, 33, 34, 35, 36), rows(30, 31, 44, 33, 34, 35, 36, 37)
    page = page_of(people, str(held(people, first, second)["Location"]))
    assert "Held against theirs.csv" in page
    assert "7 figures are in both. In 1 the two disagree." in page.replace("<strong>", "").replace("</strong>", "")
    assert "row 4, E01000003: another figure than in theirs.csv, row 4" in page
    assert "1 is in the second file only" in page
    assert "22.0" not in page
    assert "They agree in all of them" in page_of(people, str(held(people, first, first)["Location"]))


def test_a_figure_hidden_here_is_not_compared_with_the_second_file(people: dict[str, Client]) -> None:  # noqa: F811
    told = {"cleared": "people"}
    pages = [
        page_of(
            people, str(held(people, rows(30, 31, 3, 2, 34, 35, 36), rows(30, 31, other, 2, 34), **told)["Location"])
        )
        for other in (3, 4)
    ]
    assert (
        pages[0].partition("What was read")[2].partition("<form")[0]
        == (pages[1].partition("What was read")[2].partition("<form")[0])
    )
    assert "They agree in all of them" in pages[0]


def test_a_second_file_in_which_something_is_wrong_stops_nothing_by_half(people: dict[str, Client]) -> None:  # noqa: F811
    answer = held(people, rows(30, 31, 32), rows(30, 31) + "E01000001,2024/25,99,200,49.5\n")
    assert answer.status_code == 200
    page = html.unescape(answer.content.decode())
    assert "The second file cannot be held against the first" in page
    assert "another figure for the same area" in page
    assert "ours.csv" not in page_of(people, "/indicators/loading/")
