"""Every page there is, found by following links as its own people: axe finds nothing, and it fits 390 px."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from playwright.sync_api import Browser

from tests.gate.test_every_address import ADDRESSES
from tests.pages.conftest import NARROW, WIDE, Visitor, visiting

PEOPLE = (
    "Ines Sample", "Corin Sample", "Ana Sample", "Dev Sample", "Priya Sample", "Sam Sample", "Chidi Sample",
    "Dora Sample", "Chief Executive, Madeup Borough", "Aud Sample", "Adi Sample", "Bo Sample",
)  # fmt: skip
# not by following links from a demonstration's first day: walked in the test that is named
ELSEWHERE = {
    "test_agreements": {"draft", "check-draft", "draft-question", "sign-agreement", "sign-off", "stop-agreement"},
    "test_drafting": {"abandon-draft", "copy-agreement", "compare"},
    "test_from_nothing": {"invitation", "guest", "sign-protocol"},
    "test_releases": {"release-request"},
    "test_supplies": {"arrival", "job"},
    "test_lookups": {"look-up-review", "lift-safety-marker"},
    "test_residents": {"resident", "resident-sign-in", "resident-ask", "resident-request", "resident-verify"},
    "test_indicators": {
        "loading",
        "target",
        "set-goal",
        "embed",
        "search",
        "boundary-file",
        "show-to-all",
        "given-services",
        "carried",
        "enter-figures",
    },
    "test_proving_oneself": {"not-enrolled", "choose-role"},
    # it needs a second agreement, of which the demonstration has none: tried in tests/integration, without axe
    "test_exemplars_without_names": {"who-is-it"},
}
# no pages: they answer with a file, move on at once, or only take what a page sends
NO_PAGES = {
    "agreement-document", "sharing-list", "committee-pack", "download", "published-file", "audit-export",
    "supply-picture", "supply-report", "arrival-file", "arrival-whole", "arrival-give-up", "take-checkpoint", "prove",
    "why-a-pair", "linked-person-picture",
    "compare-checkpoint", "remove-from-draft", "end-role", "end-system", "link", "language", "demonstration",
    "use-boundaries", "take-boundaries-out", "give-boundaries-up", "show-no-more", "compare-pack", "forget-services",
    "keep-services", "give-services-up", "funnel-picture", "slope-picture", "indicator-trend",
    "withdraw-training", "end-module", "end-goal", "entry-overview-file",
    "packs", "area-pack", "target-path", "put-figures-forward", "give-figures-up", "end-target", "move-analysis-on",
    "resident-sign-out", "lift-objection", "forget-area", "indicator-figures", "trend", "is-current", "home", "comment",
}  # fmt: skip

# where a page leads: its links, and its forms that only ask
LEADS_TO = """() => [...[...document.querySelectorAll('a[href]')].map(one => one.href),
    ...[...document.querySelectorAll('form[method=get][action]')].map(one => one.action)]"""
_LOOKS = 2  # people for whom axe looks at a page; for the others it has to open, and to lead on


def _links(visitor: Visitor) -> Iterator[str]:
    for address in visitor.page.evaluate(LEADS_TO):
        if address.startswith(visitor.address):
            yield address.removeprefix(visitor.address).split("#")[0].split("?")[0]


def _name(path: str) -> str:
    from django.urls import Resolver404, resolve

    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""


def test_every_page_is_for_everyone(browser: Browser, borough: str, migrated_sqlite: object) -> None:
    seen: set[str] = set()
    looked: Counter[str] = Counter()
    for person in PEOPLE:
        with visiting(browser, borough, WIDE) as visitor:
            visitor.sign_in(person)
            waiting, met = list(_links(visitor)), set()
            while waiting:
                path = waiting.pop(0)
                name = _name(path)
                if name in met or name in NO_PAGES or name not in ADDRESSES:
                    continue
                met.add(name)
                looked[name] += 1
                if looked[name] <= _LOOKS:
                    visitor.goes(path)
                else:
                    answer = visitor.page.goto(f"{borough}{path}")
                    assert answer is not None
                    assert answer.status == 200, path
                waiting.extend(_links(visitor))
                if name not in seen:
                    seen.add(name)
                    visitor.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
                    wide = visitor.page.evaluate("document.documentElement.scrollWidth")
                    assert wide <= NARROW["width"], (path, wide)
                    visitor.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
            assert visitor.said == []
    assert set(ADDRESSES) - seen - NO_PAGES - set().union(*ELSEWHERE.values()) == set()
