"""Every door, seen from a browser: each address × role × own or another partner × a lapsed agreement.

An address that is not declared here fails these tests, and so does one whose view says something else than this table.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from django.test import Client

from joinedup.engine.agreements.agreement import LegalAnswers
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.authorization.roles import ROLES
from joinedup.service.project.home import Home
from tests.made_up.partnership import AGREEMENT, TODAY, Partnership
from tests.made_up.people import signed_in

EVERYONE, ANYBODY = "everyone, signed in or not", "anybody who is signed in"
A = "/agreements/A-3/"

# name of the address → who may open it, and an example of it (empty: tried elsewhere, said why)
ADDRESSES: dict[str, tuple[May | str, str]] = {
    "home": (EVERYONE, "/"),
    "search": (May.SEE_INITIATIVE, "/search/"),
    "help": (EVERYONE, "/help/"),
    "accessibility": (EVERYONE, "/accessibility/"),
    "privacy": (EVERYONE, "/privacy/"),
    "language": (EVERYONE, "/language/"),
    "choose-role": (ANYBODY, "/role/"),
    "my-account": (ANYBODY, "/me/"),
    "not-enrolled": (EVERYONE, "/not-enrolled/"),
    "demonstration": (EVERYONE, "/demonstration/"),
    "initiatives": (May.SEE_INITIATIVE, "/initiatives/"),
    "begin-initiative": (May.RUN_INITIATIVE, "/initiatives/begin/"),
    "initiative": (May.SEE_INITIATIVE, "/initiatives/early-help/"),
    "change-initiative": (May.RUN_INITIATIVE, "/initiatives/early-help/change/"),
    "initiative-partners": (May.RUN_INITIATIVE, "/initiatives/early-help/partners/"),
    "drafts": (May.SEE_INITIATIVE, "/drafts/"),
    "new-protocol": (May.WRITE_AGREEMENT, "/drafts/protocol/"),
    "import-agreement": (May.WRITE_AGREEMENT, "/drafts/import/"),
    "copy-agreement": (May.WRITE_AGREEMENT, "/drafts/copy/A-3/"),
    "guidance": (May.SEE_INITIATIVE, "/guidance/"),
    "draft": (May.SEE_INITIATIVE, "/drafts/1/"),
    "check-draft": (May.WRITE_AGREEMENT, "/drafts/1/check/"),
    "abandon-draft": (May.WRITE_AGREEMENT, "/drafts/1/abandon/"),
    "remove-from-draft": (May.WRITE_AGREEMENT, "/drafts/1/supplies/0/remove/"),
    "draft-question": (May.WRITE_AGREEMENT, "/drafts/1/title/"),
    "agreements": (May.SEE_INITIATIVE, "/agreements/"),
    "agreement": (May.SEE_INITIATIVE, A),
    "agreement-version": (May.SEE_INITIATIVE, f"{A}version/1/"),
    "sign-agreement": (May.SIGN, f"{A}version/1/sign/"),
    "sign-off": (May.COMMENT, f"{A}version/1/sign-off/"),
    "comment": (May.COMMENT, f"{A}comment/"),
    "stop-agreement": (May.STOP_SHARING, f"{A}stop/suspend/"),
    "compare": (May.SEE_INITIATIVE, f"{A}compare/"),
    "agreement-document": (May.SEE_INITIATIVE, f"{A}version/1/document.jsonld"),
    "commencement": (May.WRITE_AGREEMENT, "/commencement/"),
    "is-current": (EVERYONE, "/current/0000/"),
    "sharing-map": (May.SEE_PACK, "/sharing/"),
    "sharing-list": (May.SEE_PACK, "/sharing/list.csv"),
    "committee-pack": (May.SEE_PACK, "/sharing/pack.pdf"),
    "protocol": (May.SEE_INITIATIVE, "/protocols/P-1/"),
    "sign-protocol": (May.SIGN, "/protocols/P-1/sign/"),
    "review-pairs": (May.LINK, "/linkage/A-3/review/"),
    "linked-people": (May.LINK, "/linkage/A-3/people/"),
    "linked-person": (May.LINK, "/linkage/A-3/people/c0000/"),
    "linked-person-picture": (May.LINK, "/linkage/A-3/people/c0000/graph.svg"),
    "linkage-quality": (May.LINK, "/linkage/A-3/quality/"),
    "why-a-pair": (May.LINK, "/linkage/A-3/review/0/why.svg"),
    "linkage": (May.LINK, "/linkage/"),
    "link": (May.LINK, "/linkage/A-3/"),
    "releases": (May.SEE_INITIATIVE, "/releases/"),
    "ask-release": (May.ASK_RELEASE, "/releases/ask/A-3/"),
    "rank-households": (May.ASK_RELEASE, "/releases/rank/A-3/"),
    "objections": (May.SERVE_RESIDENTS, "/objections/"),
    "lift-objection": (May.SERVE_RESIDENTS, "/objections/1/lift/"),
    "release-request": (May.SEE_INITIATIVE, "/releases/request/1/"),
    "release": (May.SEE_INITIATIVE, "/releases/none/"),
    "download": (May.DOWNLOAD_RELEASE, "/releases/none/file.csv"),
    "count-people": (May.ASK_RELEASE, "/count/A-3/"),
    "who-is-it": (May.LOOK_UP, "/who-is-it/A-3/"),
    "catalogue": (EVERYONE, "/catalogue/"),
    "published-file": (EVERYONE, "/catalogue/none/file.csv"),
    "audit": (May.SEE_INITIATIVE, "/audit/"),
    "audit-export": (May.SEE_INITIATIVE, "/audit/events.csv"),
    "prove": (May.SEE_AUDIT, "/audit/prove/"),
    "take-checkpoint": (May.KEEP_CHECKPOINT, "/audit/checkpoint/"),
    "compare-checkpoint": (May.KEEP_CHECKPOINT, "/audit/checkpoint/compare/"),
    "boundary-files": (May.SEE_INITIATIVE, "/boundaries/"),
    "load-boundaries": (May.LOAD_BOUNDARIES, "/boundaries/new/"),
    "boundary-file": (May.SEE_INITIATIVE, "/boundaries/none/"),
    "use-boundaries": (May.LOAD_BOUNDARIES, "/boundaries/none/use/"),
    "take-boundaries-out": (May.LOAD_BOUNDARIES, "/boundaries/none/take-out/"),
    "give-boundaries-up": (May.LOAD_BOUNDARIES, "/boundaries/none/give-up/"),
    "services": (May.SEE_INITIATIVE, "/services/"),
    "load-services": (May.LOAD_BOUNDARIES, "/services/new/"),
    "given-services": (May.LOAD_BOUNDARIES, "/services/given/none/"),
    "keep-services": (May.LOAD_BOUNDARIES, "/services/given/none/keep/"),
    "give-services-up": (May.LOAD_BOUNDARIES, "/services/given/none/give-up/"),
    "forget-services": (May.LOAD_BOUNDARIES, "/services/forget/"),
    "indicators": (May.SEE_INITIATIVE, "/indicators/"),
    "indicator": (May.SEE_INITIATIVE, "/indicators/none/"),
    "indicator-trend": (May.SEE_INITIATIVE, "/indicators/none/trend.svg"),
    "indicator-figures": (May.SEE_INITIATIVE, "/indicators/none/figures.csv"),
    "funnel": (May.SEE_INITIATIVE, "/indicators/none/funnel/"),
    "funnel-picture": (May.SEE_INITIATIVE, "/indicators/none/funnel.svg"),
    "slope": (May.SEE_INITIATIVE, "/indicators/none/slope/"),
    "slope-picture": (May.SEE_INITIATIVE, "/indicators/none/slope.svg"),
    "carried": (May.SEE_INITIATIVE, "/indicators/none/carried/"),
    "set-goal": (May.SET_TARGET, "/indicators/none/goal/"),
    "end-goal": (May.SET_TARGET, "/indicators/none/goal/end/"),
    "set-target": (May.SET_TARGET, "/indicators/none/target/"),
    "targets": (May.SEE_INITIATIVE, "/targets/"),
    "target": (May.SEE_INITIATIVE, "/targets/1/"),
    "target-path": (May.SEE_INITIATIVE, "/targets/1/path.svg"),
    "end-target": (May.SET_TARGET, "/targets/1/end/"),
    "usage": (May.SEE_USAGE, "/indicators/usage/"),
    "analyses": (May.SEE_INITIATIVE, "/analyses/"),
    "enter-analysis": (May.ENTER_ANALYSIS, "/analyses/enter/"),
    "move-analysis-on": (May.ENTER_ANALYSIS, "/analyses/1/"),
    "theme": (May.SEE_INITIATIVE, "/indicators/theme/"),
    "packs": (May.SEE_INITIATIVE, "/areas/none/packs.zip"),
    "area-pack": (May.SEE_INITIATIVE, "/areas/none/E01000001.pdf"),
    "initiative-figures": (May.SEE_INITIATIVE, "/initiatives/early-help/figures/"),
    "embed": (EVERYONE, "/indicators/none/embed/"),  # what its owner shows to everybody, else not found
    "show-to-all": (May.SIGN_OFF_FIGURES, "/indicators/none/for-everybody/"),
    "show-no-more": (May.SIGN_OFF_FIGURES, "/indicators/none/for-everybody/end/"),
    "loadings": (May.SEE_INITIATIVE, "/indicators/loading/"),
    "entries": (May.SEE_INITIATIVE, "/indicators/entry/"),
    "entry-overview": (May.SEE_ENTRY, "/indicators/entry/partners/"),
    "entry-overview-file": (May.SEE_ENTRY, "/indicators/entry/partners.csv"),
    "enter-figures": (May.LOAD_FIGURES, "/indicators/entry/none/none/"),
    "load-figures": (May.LOAD_FIGURES, "/indicators/loading/new/"),
    "loading": (May.SEE_INITIATIVE, "/indicators/loading/none/"),
    "put-figures-forward": (May.LOAD_FIGURES, "/indicators/loading/none/put/"),
    "give-figures-up": (May.LOAD_FIGURES, "/indicators/loading/none/give-up/"),
    "draw-area": (May.SEE_INITIATIVE, "/own-areas/draw/none/"),
    "own-area": (May.SEE_INITIATIVE, "/own-areas/1/"),
    "forget-area": (May.SEE_INITIATIVE, "/own-areas/1/forget/"),
    "compare-areas": (May.SEE_INITIATIVE, "/areas/none/compare/"),
    "compare-pack": (May.SEE_INITIATIVE, "/areas/none/compare.pdf"),
    "pockets": (May.SEE_INITIATIVE, "/areas/none/pockets/"),
    "area": (May.SEE_INITIATIVE, "/areas/none/E01000001/"),
    "area-indicator": (May.SEE_INITIATIVE, "/areas/none/E01000001/none/"),
    "trend": (May.SEE_INITIATIVE, "/areas/none/E01000001/none/trend.svg"),
    "look-up": (May.LOOK_UP, "/look-up/"),
    "my-look-ups": (May.LOOK_UP, "/my-look-ups/"),
    "consents": (May.LOOK_UP, "/consents/"),
    "look-ups-to-review": (May.REVIEW_LOOK_UPS, "/look-ups-to-review/"),
    "look-up-review": (May.REVIEW_LOOK_UPS, "/look-ups-to-review/1/"),
    "safety-markers": (May.REVIEW_LOOK_UPS, "/kept-out-of-sight/"),
    "lift-safety-marker": (May.REVIEW_LOOK_UPS, "/kept-out-of-sight/1/lift/"),
    "residents": (May.SERVE_RESIDENTS, "/residents/"),
    "resident-verify": (May.SERVE_RESIDENTS, "/residents/code/"),
    "resident-request": (May.SERVE_RESIDENTS, "/residents/requests/1/"),
    "resident": (EVERYONE, "/about-me/"),
    "resident-sign-in": (EVERYONE, "/about-me/sign-in/"),
    "resident-ask": (EVERYONE, "/about-me/ask/"),
    "resident-sign-out": (EVERYONE, "/about-me/sign-out/"),
    "held": (May.SEE_INITIATIVE, f"{A}held/"),
    "supplies": (May.SEE_INITIATIVE, "/supplies/"),
    "supply": (May.SEE_INITIATIVE, "/supplies/report/none/"),
    "supply-picture": (May.SEE_INITIATIVE, "/supplies/report/none/quality.svg"),
    "supply-report": (May.SEE_INITIATIVE, "/supplies/report/none/quality.csv"),
    "supply-schedule": (May.ACCEPT_SUPPLY, "/supplies/due/A-3/nhs/community/"),
    "send-supply": (May.SUPPLY, "/supplies/send/A-3/community/"),
    "arrival": (May.SUPPLY, "/supplies/upload/none/"),
    "arrival-file": (May.SUPPLY, "/supplies/upload/none/file/"),
    "arrival-whole": (May.SUPPLY, "/supplies/upload/none/whole/"),
    "arrival-give-up": (May.SUPPLY, "/supplies/upload/none/give-up/"),
    "people": (May.MANAGE_PEOPLE, "/people/"),
    "end-role": (May.MANAGE_PEOPLE, "/people/1/end/"),
    "my-training": (ANYBODY, "/training/"),
    "training-people": (May.MANAGE_PEOPLE, "/training/people/"),
    "withdraw-training": (May.MANAGE_PEOPLE, "/training/completed/1/withdraw/"),
    "training-modules": (May.MANAGE_PEOPLE, "/training/modules/"),
    "end-module": (May.MANAGE_PEOPLE, "/training/modules/1/end/"),
    "invitation": (EVERYONE, "/invitation/made-up/"),
    "guest": (EVERYONE, "/guest/made-up/"),
    "signing-key": (May.SIGN, "/signing-key/"),
    "stand-in": (May.COMMENT, "/stand-in/"),
    "notices": (ANYBODY, "/notices/"),
    "job": (ANYBODY, "/jobs/00000000-0000-0000-0000-000000000000/"),
    "machine": (May.RUN_MACHINE, "/machine/"),
    "systems": (May.MANAGE_SYSTEMS, "/systems/"),
    "end-system": (May.MANAGE_SYSTEMS, "/systems/1/end/"),
}

# where a page asks for more than its permission: the only roles that it is for
NARROWER = {
    "safety-markers": {"ig-lead"},
    "stand-in": {"dpo", "caldicott-guardian", "siro", "signatory"},
}

# what looks whether somebody may come in by itself
LIBRARIES = {
    "account/": "the sign-in library: whoever they are, they see only their own account",
    "api/": "the interface: a token of a partner's system first (see test_every_operation)",
}

# every kind of work in the background → the door it goes through, or why through none
JOBS = {
    "look-up-alert": "notices only", "look-at-arrival": "the supplier's own sealed file", "receive": "Gate.receive",
    "remind": "notices, and Gate.destroy", "link": "link_supplies",
    "prepare-release": "prepare_counts, prepare_extract",
    "make-release": "prepare_counts, prepare_extract", "verify": "hashes sealed files; opens none",
    "look-at-boundaries": "open data about areas: no partner's data",
    "e-mail": "notices only",
}  # fmt: skip


def _views() -> Iterator[tuple[str, str, Any]]:
    from django.urls import get_resolver

    def walk(patterns: Any, prefix: str = "") -> Iterator[tuple[str, str, Any]]:
        for one in patterns:
            here = prefix + str(one.pattern)
            if hasattr(one, "url_patterns"):
                yield from walk(one.url_patterns, here)
            else:
                yield here, one.name, one.callback

    yield from walk(get_resolver().url_patterns)


def test_every_address_is_declared_here(migrated_sqlite: object) -> None:
    own = {name: view for path, name, view in _views() if not path.startswith(tuple(LIBRARIES))}
    assert set(own) == set(ADDRESSES)
    for name, view in own.items():
        who, _ = ADDRESSES[name]
        door = view.door
        assert (door.permission or (EVERYONE if door.everyone else ANYBODY)) == who, name


def test_every_kind_of_work_is_declared_here(migrated_sqlite: object) -> None:
    from joinedup.service.work.kinds import KINDS

    assert set(KINDS) == set(JOBS)


def test_every_permission_belongs_to_a_role_and_every_role_says_what_it_is() -> None:
    given = {permission for role in ROLES.values() for permission in role.may}
    assert given == set(May)
    for role in ROLES.values():
        assert role.what.endswith(".")


def test_the_administrator_of_the_machine_sees_no_personal_data() -> None:
    personal = {role.key for role in ROLES.values() if role.personal_data}
    assert "administrator" not in personal
    assert not ROLES["administrator"].may & {May.LOOK_UP, May.SUPPLY, May.DOWNLOAD_RELEASE, May.SERVE_RESIDENTS}


@pytest.fixture
def stands(installation: Home) -> Partnership:
    """A partnership of two with an agreement in force, and a third partner beside it."""
    from joinedup.service.initiatives.actions import begin

    partnership = Partnership("council", "nhs", "police")
    partnership.protocol()
    partnership.propose()
    partnership.sign()
    begin(by="coordinator", key="early-help", title="Early help", what="Help.", partners=["council", "nhs"])
    return partnership


def test_a_stranger_finds_only_what_is_for_everyone(stands: Partnership) -> None:
    stranger = Client(headers={"host": "127.0.0.1"})
    for name, (who, path) in ADDRESSES.items():
        answer = stranger.get(path)
        if who == EVERYONE:
            assert answer.status_code in (200, 302, 400, 404, 405, 409), name
        else:
            assert answer.status_code == 302, name
            assert answer["Location"].startswith("/account/login/"), name


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"system"}))
def test_each_role_opens_its_own_doors_and_no_other(stands: Partnership, role: str) -> None:
    client = signed_in(role, "" if role in ("coordinator", "auditor", "administrator", "board-member") else "council")
    for name, (who, path) in ADDRESSES.items():
        answer = client.get(path)
        if isinstance(who, May) and who not in ROLES[role].may:
            assert answer.status_code == 403, (name, role)
        elif role not in NARROWER.get(name, {role}):
            assert answer.status_code in (403, 404), (name, role)
        else:
            assert answer.status_code in (200, 302, 400, 404, 405, 409), (name, role)


def test_another_partner_s_people_do_not_learn_that_it_is_there(stands: Partnership) -> None:
    for role in ("ig-lead", "signatory", "analyst", "data-supplier", "dpo"):
        client = signed_in(role, "police")
        for name in ("agreement", "agreement-version", "agreement-document", "compare", "initiative"):
            assert client.get(ADDRESSES[name][1]).status_code == 404, (name, role)
        for words in (client.get("/agreements/"), client.get("/initiatives/")):
            assert b"A-3" not in words.content
            assert b"Early help" not in words.content
    refused = signed_in("ig-lead", "police").get("/sharing/list.csv")
    assert b"A-3" not in refused.content


def test_somebody_of_another_initiative_does_not_see_it_either(stands: Partnership) -> None:
    client = signed_in("ig-lead", "council", "something-else")
    assert client.get("/agreements/A-3/").status_code == 404
    assert client.get("/initiatives/early-help/").status_code == 404


def test_a_role_that_has_ended_opens_nothing(stands: Partnership) -> None:
    from joinedup.service.accounts.actions import end_role
    from joinedup.service.accounts.queries import members

    client = signed_in("analyst", "council")
    assert client.get("/linkage/").status_code == 200
    membership = next(m.membership for m in members() if m.role == "analyst")
    end_role(by="coordinator", membership=membership, on=TODAY - timedelta(days=1))
    assert client.get("/linkage/").status_code == 302


def test_a_view_that_says_nothing_stays_shut(stands: Partnership) -> None:
    from django.core.exceptions import PermissionDenied
    from django.http import HttpRequest, HttpResponse

    from joinedup.service.authorization.doors import DoorsMiddleware

    def forgotten(request: HttpRequest) -> HttpResponse:
        return HttpResponse("everything")

    shut = DoorsMiddleware(lambda request: HttpResponse())
    with pytest.raises(PermissionDenied):
        shut.process_view(HttpRequest(), forgotten, (), {})


def test_what_shows_people_is_never_kept_by_a_browser(stands: Partnership) -> None:
    client = signed_in("practitioner", "council")
    assert client.get("/look-up/")["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/linkage/A-3/", "/drafts/copy/A-3/", "/audit/prove/", "/audit/checkpoint/"])
def test_what_changes_something_is_never_done_by_following_a_link(stands: Partnership, path: str) -> None:
    for role in ("analyst", "ig-lead", "auditor"):
        assert signed_in(role, "council").get(path).status_code in (403, 404, 405)


def test_every_form_needs_its_token(stands: Partnership) -> None:
    from joinedup.service.accounts.models import Person

    signed_in("ig-lead", "council")
    client = Client(headers={"host": "127.0.0.1"}, enforce_csrf_checks=True)
    client.force_login(
        Person.objects.get(email="ig-lead@council.example"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    session = client.session
    session["second-factor"] = True
    session.save()
    answer = client.post("/agreements/A-3/stop/suspend/", {"reason": "because", "sure": "on"})
    assert answer.status_code == 403
    assert b"in force" in client.get("/agreements/A-3/").content.lower()


def test_a_lapsed_agreement_shuts_every_door_to_data(stands: Partnership) -> None:
    """Look-ups, linkage, releases and downloads: refused with every reason, whatever the page."""
    from joinedup.service.agreements.actions import suspend
    from joinedup.service.work.jobs import run
    from joinedup.service.work.models import Job

    two = evolve(
        AGREEMENT, reference="A-2", sharing_type=2, recipients=("council",),
        legal=LegalAnswers("cda-1998-s115", "public-task", "anonymised"),
    )  # fmt: skip
    stands.propose(two)
    stands.sign(two)
    for reference in ("A-2", "A-3"):
        suspend(by="nhs", reference=reference, reason="a breach is looked into")
    analyst = signed_in("analyst", "council")
    assert b"Link now" not in analyst.get("/linkage/").content
    answer = analyst.post("/linkage/A-2/")
    assert answer.status_code == 302
    job = Job.objects.get(kind="link")
    run.func(str(job.pk))
    job.refresh_from_db()
    assert job.state == Job.FAILED
    assert job.said["error"] in ("refused", "nothing-to-link", "areas-missing")
