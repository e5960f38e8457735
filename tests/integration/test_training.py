"""Training opens access: what a module opens is refused, with its name, to whoever has not completed it."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.test import Client

from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.project.home import Home
from tests.made_up.partnership import TODAY, Partnership
from tests.made_up.people import enrolled, signed_in

LOADING = "/indicators/loading/new/"


@pytest.fixture
def coordinator(installation: Home) -> Client:
    Partnership("council", "nhs")
    return signed_in("coordinator")


def set_module(client: Client, title: str = "Entering figures", *opens: May, **told: str) -> None:
    asked = {"title": title, "what": "Half an hour.", "opens": [one.name for one in opens or (May.LOAD_FIGURES,)],
             "needed_from": TODAY.isoformat(), **told}  # fmt: skip
    answer = client.post("/training/modules/", asked)
    assert answer.status_code == 302, answer.content.decode()[:3000]


def complete(client: Client, person: int, module: str = "entering-figures", day: date = TODAY) -> int:
    told = {"person": str(person), "module": module, "done_on": day.isoformat()}
    return int(client.post("/training/people/", told).status_code)


def test_without_modules_nothing_is_refused(coordinator: Client) -> None:
    analyst = signed_in("analyst", "council")
    assert analyst.get(LOADING).status_code == 200
    assert "asks for no training" in analyst.get("/training/").content.decode()


def test_a_module_shuts_what_it_opens_until_somebody_records_that_it_is_completed(coordinator: Client) -> None:
    from joinedup.service.audit.queries import links

    set_module(coordinator)
    analyst, person = signed_in("analyst", "council"), enrolled("analyst", "council")
    refused = analyst.get(LOADING)
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "you lack Entering figures" in page
    assert "load figures of areas" in page
    assert "Entering figures" in analyst.get("/training/").content.decode()
    assert "you lack: <strong>Entering figures</strong>" in analyst.get("/indicators/entry/").content.decode()
    assert analyst.get("/indicators/").status_code == 200  # the rest stays open
    assert complete(coordinator, person) == 302
    assert analyst.get(LOADING).status_code == 200
    event = next(link for link in links() if link.kind == "training-completed")
    assert json.loads(event.details)["module"] == "Entering figures"
    assert "Partnership coordinator" in event.by
    assert signed_in("data-supplier", "council").get(LOADING).status_code == 409  # each by themselves


def test_an_action_refuses_as_well_as_its_page(coordinator: Client) -> None:
    from joinedup.engine.errors import JoinedupError
    from joinedup.service.accounts.models import Person
    from joinedup.service.accounts.queries import roles_of
    from joinedup.service.indicators.actions import judge

    set_module(coordinator, "Signing off", May.SIGN_OFF_FIGURES)
    [(_, acting)] = roles_of(Person.objects.get(pk=enrolled("checker", "council")))
    with pytest.raises(JoinedupError, match="you lack Signing off") as refused:
        judge(acting, "none", signed=True, words="", on=TODAY)
    assert refused.value.code == "training-lacking"


def test_a_completion_runs_out_and_one_recorded_by_mistake_is_withdrawn(coordinator: Client) -> None:
    from joinedup.service.training.models import Completion

    set_module(coordinator, months="12")
    analyst, person = signed_in("analyst", "council"), enrolled("analyst", "council")
    complete(coordinator, person, day=TODAY - timedelta(days=400))
    assert analyst.get(LOADING).status_code == 409
    assert "run out" in analyst.get("/training/").content.decode()
    complete(coordinator, person)
    assert analyst.get(LOADING).status_code == 200
    last = Completion.objects.order_by("-pk")[0]
    assert coordinator.post(f"/training/completed/{last.pk}/withdraw/").status_code == 302
    assert analyst.get(LOADING).status_code == 409


def test_a_module_is_needed_from_its_day_and_opens_nothing_once_it_is_ended(coordinator: Client) -> None:
    from joinedup.service.training.models import Module

    set_module(coordinator, needed_from=(TODAY + timedelta(days=9)).isoformat())
    analyst = signed_in("analyst", "council")
    assert analyst.get(LOADING).status_code == 200
    assert "needed from" in analyst.get("/training/").content.decode()
    set_module(coordinator)  # in its place
    assert analyst.get(LOADING).status_code == 409
    now = Module.objects.get(ended_on=None)
    assert coordinator.post(f"/training/modules/{now.pk}/end/").status_code == 302
    assert analyst.get(LOADING).status_code == 200


def test_nobody_records_their_own_training_or_a_day_to_come(coordinator: Client) -> None:
    from joinedup.engine.errors import JoinedupError
    from joinedup.service.accounts.models import Person
    from joinedup.service.accounts.queries import roles_of
    from joinedup.service.training.actions import record

    set_module(coordinator)
    own = enrolled("coordinator")
    assert complete(coordinator, own) == 200  # not among those to choose from
    [(_, acting)] = roles_of(Person.objects.get(pk=own))
    with pytest.raises(JoinedupError, match="themselves"):
        record(acting, person=own, handle="x", module="entering-figures", done_on=TODAY, on=TODAY)
    other = enrolled("analyst", "council")
    assert complete(coordinator, other, day=TODAY + timedelta(days=1)) == 200
    refused = coordinator.post("/training/modules/", {"title": "x", "what": "y", "opens": [May.MANAGE_PEOPLE.name],
                                                      "needed_from": TODAY.isoformat()})  # fmt: skip
    assert refused.status_code == 200  # managing people never hangs on training


def test_what_the_chain_does_not_tell_of_training_is_found(coordinator: Client) -> None:
    from joinedup.service.audit.queries import links
    from joinedup.service.training.models import Completion
    from joinedup.service.training.queries import attested, told_ends

    set_module(coordinator)
    complete(coordinator, enrolled("analyst", "council"))
    hashes = {json.loads(link.details).get("hash") for link in links()}
    assert {one.hash for one in attested()} <= hashes
    assert not list(told_ends(links()))
    Completion.objects.update(withdrawn_on=TODAY)
    assert "as the chain tells" in str(next(told_ends(links())))
