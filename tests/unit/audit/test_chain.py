"""The audit chain: whatever is changed in it is found, and the event is named."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attrs import evolve, fields
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.engine.audit.chain import START, Finding, Head, Link, link_hash, next_link, seal, walk
from joinedup.engine.audit.events import EVENTS
from joinedup.engine.audit.fingerprint import fingerprint

KEY = b"k" * 32
# fingerprints and codes that the sentence leaves out: they are kept to be compared
# what a sentence has no room for; of which row it is
SEEN_BESIDE = {"hash", "number", "version", "digest", "sha256", "key", "organisation", "files", "looked"}

MAYBE_NONE = {("figures-about", "period")}  # "" where it is of every time


def details_of(kind: str, salt: str = "") -> dict[str, object]:
    return {name: f"{name}{salt}" for name in EVENTS[kind].details}


def chain(length: int = 6, salt: str = "") -> list[Link]:
    """Events of every kind in turn."""
    kinds, links = list(EVENTS), []
    for number in range(length):
        kind = kinds[number % len(kinds)]
        last = links[-1] if links else None
        links.append(
            next_link(
                last, at=f"2026-11-23T10:00:{number:02}.000+00:00", kind=kind, by="coordinator",
                subject=f"subject {number}{salt}", details=details_of(kind),
            )
        )  # fmt: skip
    return links


def head_of(links: list[Link], key: bytes = KEY) -> Head:
    last = links[-1]
    return Head(last.sequence, last.hash, seal(last.sequence, last.hash, key))


def found(links: list[Link], head: Head | None = None) -> list[Finding]:
    return list(walk(links, head, KEY))


def where(links: list[Link], head: Head | None = None) -> list[str]:
    return [finding.where for finding in found(links, head)]


def rewritten(links: list[Link], start: int, **changes: Any) -> list[Link]:
    """As somebody would who can compute hashes: change one event and every hash after it."""
    made = links[:start]
    for link in links[start:]:
        changed = evolve(link, **changes) if link.sequence == start + 1 else link
        previous = made[-1].hash if made else START
        digest = link_hash(
            changed.sequence, changed.at, changed.kind, changed.by, changed.subject, changed.details, previous
        )
        made.append(evolve(changed, previous=previous, hash=digest))
    return made


def test_a_whole_chain_holds() -> None:
    links = chain(len(EVENTS) * 2)
    assert found(links) == []
    assert found(links, head_of(links)) == []
    assert found([]) == []
    assert [link.sequence for link in links] == list(range(1, len(links) + 1))
    assert links[0].previous == START


@pytest.mark.parametrize("position", range(6))
@pytest.mark.parametrize("name", [field.name for field in fields(Link)])
def test_a_changed_field_is_found_and_the_event_named(name: str, position: int) -> None:
    links = chain()
    old = getattr(links[position], name)
    new = old + 1 if name == "sequence" else old[:-1] + ("0" if old[-1] != "0" else "1")
    links[position] = evolve(links[position], **{name: new})
    named = f"event {new}" if name == "sequence" else f"event {position + 1}"
    assert where(links)[0] == named


@pytest.mark.parametrize("position", range(5))
def test_a_removed_event_is_found(position: int) -> None:
    links = chain()
    del links[position]
    first = found(links)[0]
    assert first.where == f"event {position + 2}"
    assert first.words == f"Event {position + 1} is missing before it."


@pytest.mark.parametrize(("one", "other"), [(0, 1), (1, 2), (0, 5), (4, 5)])
def test_swapped_events_are_found(one: int, other: int) -> None:
    links = chain()
    links[one], links[other] = links[other], links[one]
    assert where(links)[0] == f"event {other + 1}"


def test_an_event_told_twice_is_found() -> None:
    links = chain()
    links.insert(3, links[2])
    finding = found(links)[0]
    assert finding.where == "event 3"
    assert finding.words == "It stands where event 4 should."


def test_an_appended_event_that_does_not_follow_is_found() -> None:
    links = chain()
    forged = chain(7, salt=" forged")[6]
    assert where([*links, forged]) == ["event 7"]


@pytest.mark.parametrize("kept", [0, 1, 5])
def test_a_chain_cut_short_holds_by_itself_and_is_found_by_its_kept_end(kept: int) -> None:
    links = chain()
    head = head_of(links)
    assert found(links[:kept]) == []
    (finding,) = found(links[:kept], head)
    assert finding.where == f"event {kept + 1}"
    assert "were removed from the end" in finding.words


@pytest.mark.parametrize("start", range(6))
def test_a_chain_written_anew_is_found_by_its_kept_end(start: int) -> None:
    links = chain()
    forged = rewritten(links, start, by="somebody else")
    assert found(forged) == []
    assert where(forged, head_of(links)) == ["event 6"]


@pytest.mark.parametrize(
    "change",
    [
        {"seal": "0" * 64}, {"seal": ""}, {"seal": "é"}, {"hash": "0" * 64}, {"sequence": 5}, {"sequence": 0},
        {"sequence": -1},
    ],
)  # fmt: skip
def test_a_forged_end_is_found(change: dict[str, Any]) -> None:
    links = chain()
    assert where(links, evolve(head_of(links), **change)) == ["head"]


def test_an_end_sealed_by_another_key_is_found() -> None:
    links = chain()
    assert where(links, head_of(links, b"x" * 32)) == ["head"]
    assert where(links, head_of(links, b"")) == ["head"]


def test_an_end_in_the_middle_holds_the_events_up_to_it() -> None:
    """A process that was killed may have written an event and not yet where the chain ends."""
    links = chain()
    head = head_of(links[:4])
    assert found(links, head) == []
    assert where(rewritten(links, 3, by="somebody else"), head) == ["event 4"]


def test_an_event_of_no_kind_is_found_even_where_its_hash_is_right() -> None:
    forged = rewritten(chain(), 5, kind="data-released-quietly")
    (finding,) = found(forged)
    assert finding.where == "event 6"
    assert "catalogue" in finding.words


@pytest.mark.parametrize("kind", EVENTS)
def test_every_kind_of_event_is_a_sentence(kind: str) -> None:
    link = next_link(None, at="2026-11-23", kind=kind, by="somebody", subject="A-1", details=details_of(kind))
    assert link.sentence.endswith((".", "reason"))
    assert "{" not in link.sentence
    assert link.told == details_of(kind)
    for name in set(EVENTS[kind].details) - SEEN_BESIDE:
        assert name in link.sentence or (kind, name) in MAYBE_NONE, name


@pytest.mark.parametrize("kind", EVENTS)
def test_details_are_those_of_the_catalogue(kind: str) -> None:
    details = details_of(kind)
    wrongs = [{**details, "surname": "x"}]
    if details:
        wrongs.append({name: details[name] for name in list(details)[1:]})
    for wrong in wrongs:
        with pytest.raises(ValueError, match="the event"):
            next_link(None, at="2026", kind=kind, by="b", subject="s", details=wrong)


def test_a_kind_that_is_not_in_the_catalogue_cannot_be_written() -> None:
    with pytest.raises(KeyError):
        next_link(None, at="2026", kind="no-such-kind", by="b", subject="s", details={})


@pytest.mark.parametrize(
    "damage",
    [{"details": "not JSON"}, {"details": "[]"}, {"details": "{}"}, {"kind": "no-such-kind"}, {"details": "null"}],
)
def test_a_damaged_event_can_still_be_shown(damage: dict[str, str]) -> None:
    first = next(link for link in chain() if EVENTS[link.kind].details)
    link = evolve(first, **damage)
    assert link.sentence == f"Event {first.sequence} cannot be told: it was changed after it was written."


def test_details_cannot_take_the_place_of_the_subject() -> None:
    first = chain()[0]
    told = json.dumps({**first.told, "subject": "somebody else"})
    assert "somebody else" not in evolve(first, details=told).sentence


_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(max_examples=150, deadline=None)
@given(
    subjects=st.lists(_texts, min_size=1, max_size=6),
    position=st.integers(0, 5),
    name=st.sampled_from(["at", "kind", "by", "subject", "details", "previous", "hash"]),
    new=_texts,
)
def test_any_change_to_any_text_is_found(subjects: list[str], position: int, name: str, new: str) -> None:
    links: list[Link] = []
    for subject in subjects:
        last = links[-1] if links else None
        links.append(
            next_link(last, at="2026", kind="agreement-resumed", by="b", subject=subject, details={"version": 1})
        )
    assert found(links, head_of(links)) == []
    position %= len(links)
    damaged = [*links]
    damaged[position] = evolve(links[position], **{name: new})
    if damaged != links:
        assert f"event {position + 1}" in where(damaged)


@settings(max_examples=150, deadline=None)
@given(st.permutations(range(6)), st.integers(0, 6))
def test_any_order_but_the_right_one_is_found(order: list[int], length: int) -> None:
    links = chain()
    other = [links[place] for place in order][:length]
    assert bool(found(other, head_of(links))) == (other != links)


@settings(max_examples=100, deadline=None)
@given(st.tuples(_texts, _texts, _texts, _texts), st.tuples(_texts, _texts, _texts, _texts))
def test_no_two_events_are_spelled_alike(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    """Moving a letter from one field to the next gives another hash."""
    hashes = [link_hash(1, a, b, c, d, "{}", START) for a, b, c, d in (one, other)]
    assert (hashes[0] == hashes[1]) == (one == other)


def test_a_fingerprint_does_not_depend_on_the_order_of_fields_and_does_on_everything_else() -> None:
    fields_now = {"a": 1, "b": "x"}
    assert fingerprint(fields_now) == fingerprint({"b": "x", "a": 1})
    for other in ({"a": 2, "b": "x"}, {"a": "1", "b": "x"}, {"a": 1}, {"a": 1, "b": "x", "c": None}):
        assert fingerprint(other) != fingerprint(fields_now)
