"""The command `joinedup exemplar`: it says where the pages are, and takes nothing that changes nothing."""

from __future__ import annotations

import pytest

from joinedup.cli.main import status_of


def test_at_its_end_it_says_how_to_open_the_pages(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["exemplar", "run", "leicester-gis"]) == 0
    *_shown, first, second = capsys.readouterr().out.splitlines()
    assert first.strip() == "joinedup exemplar run leicester-gis --keep FOLDER"
    assert second.strip() == "joinedup serve --home FOLDER"


@pytest.mark.parametrize("given", [["--people", "500"], ["--seed", "1"], ["--people", "500", "--seed", "3"]])
def test_people_are_refused_where_nobody_is_made_up(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["exemplar", "run", "leicester-gis", *given]) == 2
    told = capsys.readouterr()
    assert " and ".join(one for one in given if one.startswith("--")) in told.err
    assert not told.out
