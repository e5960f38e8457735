"""Read which modules there are, who has completed them, and what is shut to somebody until they have."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from attrs import frozen
from django.db.models import Q, QuerySet

from joinedup.engine.audit.chain import Finding, Link
from joinedup.engine.audit.fingerprint import Attested
from joinedup.engine.indicators.training import Training
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.authorization.roles import ROLES
from joinedup.service.training.models import Completion as Completion
from joinedup.service.training.models import Module as Module

# what may hang on training. Not to look up a person, since an emergency must not; not to record training itself
OPENED = (
    May.LOAD_FIGURES, May.SIGN_OFF_FIGURES, May.SET_TARGET, May.LOAD_BOUNDARIES, May.ENTER_ANALYSIS, May.SUPPLY,
    May.ACCEPT_SUPPLY, May.LINK, May.ASK_RELEASE, May.CHECK_RELEASE, May.DOWNLOAD_RELEASE,
)  # fmt: skip

_ENDED, _WITHDRAWN = "training-module-ended", "training-withdrawn"


@frozen
class Standing:
    """One module for one person. `completion`: the one that holds longest, None for none.

    `holds`: it counts today; `needed`: something that the person's roles may do hangs on it today.
    """

    module: Module
    completion: Completion | None
    holds: bool
    needed: bool


def modules() -> list[Module]:
    """Those in force, by title."""
    return list(Module.objects.filter(ended_on=None))


def module(number: int) -> Module | None:
    """One in force, or None."""
    return Module.objects.filter(pk=number, ended_on=None).first()


def untrained(person: int, on: date) -> dict[May, tuple[str, ...]]:
    """The titles of the modules that somebody lacks, by what they may not do until then; empty where none are set."""
    there = [one for one in modules() if one.needed_from <= on]
    if not there:
        return {}
    titles = {one.key: one.title for one in there}
    levels = sorted({name for one in there for name in one.opens})
    training = Training({level: frozenset(one.key for one in there if level in one.opens) for level in levels})
    done = set(_holding(on).filter(person=person).values_list("module", flat=True))
    lacking = {level: training.lacking(level, done) for level in levels}
    return {May[level]: tuple(titles[key] for key in keys) for level, keys in lacking.items() if keys}


def trained(people: Collection[int], permission: May, on: date) -> set[int]:
    """Those of some people to whom training has opened what they would do; everybody where nothing hangs on it."""
    needed = {one.key for one in modules() if one.needed_from <= on and permission.name in one.opens}
    done: dict[int, set[str]] = {}
    for person, key in _holding(on).filter(person__in=people, module__in=needed).values_list("person", "module"):
        done.setdefault(person, set()).add(key)
    return {person for person in people if needed <= done.get(person, set())}


def standings(person: int, roles: Collection[str], on: date) -> list[Standing]:
    """Every module in force for one person."""
    return standings_of({person: roles}, on)[person]


def standings_of(people: Mapping[int, Collection[str]], on: date) -> dict[int, list[Standing]]:
    """Every module in force for each person, by their roles."""
    there = modules()
    done: dict[tuple[int, str], Completion] = {}
    for row in Completion.objects.filter(person__in=people, withdrawn_on=None):
        key = (row.person, row.module)
        if key not in done or (row.until or date.max) > (done[key].until or date.max):
            done[key] = row
    found: dict[int, list[Standing]] = {}
    for person, roles in people.items():
        may = {permission.name for role in roles for permission in ROLES[role].may}
        own = [(one, done.get((person, one.key))) for one in there]
        found[person] = [
            Standing(
                one, row, row is not None and (row.until is None or row.until >= on),
                one.needed_from <= on and bool(may & set(one.opens)),
            )
            for one, row in own
        ]  # fmt: skip
    return found


def completion(number: int) -> Completion | None:
    """One that was not withdrawn, or None."""
    return Completion.objects.filter(pk=number, withdrawn_on=None).first()


def words_of(opens: Sequence[str]) -> list[str]:
    """What a module opens, in words."""
    return [May[name].value for name in opens]


def attested() -> Iterator[Attested]:
    """The rows that the chain attests."""
    for row in Module.objects.all():
        yield Attested("training-module-set", row.key, row.fingerprint())
    for one in Completion.objects.all():
        yield Attested("training-completed", one.handle, one.fingerprint())


def told_ends(links: Iterable[Link]) -> Iterator[Finding]:
    """Compare which modules were ended, and completions withdrawn, with what the chain tells."""
    told = {(link.kind, int(str(link.told["number"]))) for link in links if link.kind in (_ENDED, _WITHDRAWN)}
    there = {(_ENDED, pk) for pk in Module.objects.exclude(ended_on=None).values_list("pk", flat=True)}
    there |= {(_WITHDRAWN, pk) for pk in Completion.objects.exclude(withdrawn_on=None).values_list("pk", flat=True)}
    for kind, number in sorted(told ^ there):
        what = "module" if kind == _ENDED else "completion"
        yield Finding(f"{what} {number} of training", "Whether it still counts is not as the chain tells it.")


def _holding(on: date) -> QuerySet[Completion]:
    return Completion.objects.filter(Q(until=None) | Q(until__gte=on), withdrawn_on=None, done_on__lte=on)
