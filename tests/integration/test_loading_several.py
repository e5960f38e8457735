"""A file with several indicators: each is the sort of figure that its name says, or that a filled file says."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.integration.test_loading_figures import AREAS, META, people  # noqa: F401 -- a fixture

TEXT = "LSOA21CD,Households,Fuel poor (%),Deaths per 1000,=Warmth index\n" + "".join(
    f"{code},600,12.5,{place + 0.5},{place}.25\n" for place, code in enumerate(AREAS)
)
TOLD = {**META, "cleared": "not about people", "kind": "count", "per": "100", "unit": "homes", "period": "2024"}


def send(client: Client, text: str = TEXT, metadata: str = "", **told: str) -> Any:
    files = {"file": SimpleUploadedFile("homes.csv", text.encode())} if text else {}
    if metadata:
        files["metadata"] = SimpleUploadedFile("about.csv", metadata.encode())
    return client.post("/indicators/loading/new/", {**TOLD, **told, **files})


def kept(where: str) -> dict[str, tuple[str, str, float]]:
    from joinedup.service.indicators.waiting import waiting

    return {
        one.title: (str(one.kind), one.unit, one.per) for one in waiting(where.rstrip("/").split("/")[-1]).indicators()
    }


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)  # what is tried is the file, not the database
def test_each_is_the_sort_of_figure_that_its_name_says(people: dict[str, Client]) -> None:  # noqa: F811
    answer = send(people["loader"])
    assert answer.status_code == 302, html.unescape(answer.content.decode())[-3000:]
    assert kept(str(answer["Location"])) == {
        "Households": ("count", "homes", 1),
        "Fuel poor (%)": ("proportion", "%", 100),
        "Deaths per 1000": ("rate", "", 1000),
        "=Warmth index": ("index or score", "", 1),
    }
    page = html.unescape(people["loader"].get(answer["Location"]).content.decode())
    assert "are what its name says, and otherwise what you answered" in page
    share = send(people["loader"], kind="proportion")  # 600 households are no share above 100, whatever was answered
    assert kept(str(share["Location"]))["Households"][0] == "count"


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_a_file_to_fill_in_is_made_from_the_figures_and_is_read_again(people: dict[str, Client]) -> None:  # noqa: F811
    made = send(people["loader"], **{"to-fill": "yes", "definition": "", "theme": "Homes, warm", "due": ""})
    assert made["Content-Type"].startswith("text/csv")
    lines = made.content.decode().split("\r\n")
    assert lines[0].startswith("title,definition,type of figure,unit,per,polarity")
    assert lines[2] == 'Fuel poor (%),,proportion,%,100,low is good,Smokers,Adults,A survey,Nhs,"Homes, warm",OGL v3,,'
    assert lines[4].startswith("'=Warmth index,")
    filled = made.content.decode().replace("Households,,count,", "Households,All of them,count,homes")
    answer = send(people["loader"], metadata=filled.replace("1000,,rate,,1000", "1000,,rate,deaths,1000"))
    assert answer.status_code == 302, html.unescape(answer.content.decode())[-3000:]
    assert kept(str(answer["Location"]))["Deaths per 1000"] == ("rate", "deaths", 1000)


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_a_file_to_fill_in_needs_figures_and_nothing_else(people: dict[str, Client]) -> None:  # noqa: F811
    page = html.unescape(send(people["loader"], "", **{"to-fill": "yes", "title": ""}).content.decode())
    found = page[page.index("There is a problem") :].split("</ul>")[0]
    assert "Choose the file" in found
    assert "This field is required" not in found
    page = html.unescape(send(people["loader"], "\0", **{"to-fill": "yes"}).content.decode())
    assert "There is a problem" in page


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_figures_that_would_be_there_twice_are_said_to_be(people: dict[str, Client]) -> None:  # noqa: F811
    from joinedup.engine.areas.area_set import AreaSet
    from joinedup.service.indicators.queries import store
    from joinedup.service.indicators.waiting import parts_of

    first = str(send(people["loader"], "LSOA21CD,Homes\n" + "".join(f"{code},5\n" for code in AREAS[:3]))["Location"])
    page = html.unescape(people["loader"].get(first).content.decode())
    assert "already, with figures of" not in page
    [part] = parts_of(first.rstrip("/").split("/")[-1])
    store().put(part.indicator, store().put_areas(AreaSet("LSOA", 2021, part.areas.names)), part.figures)
    answer = send(people["loader"], "LSOA21CD,Homes\n" + "".join(f"{code},5\n" for code in AREAS))
    page = html.unescape(people["loader"].get(answer["Location"]).content.decode())
    assert "is kept as lsoa-2021 already, with figures of 3 of the same areas" in page
