"""Read what linkage has made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from joinedup.engine.audit.fingerprint import Attested, fingerprint
from joinedup.engine.gate.decision import Source
from joinedup.engine.gate.movement import INDEX, PAIRS, SEARCH
from joinedup.service.linkage.models import Judgement, LinkageRun


def source(name: str) -> Source | None:
    """The index as the gate sees it, or None."""
    row = LinkageRun.objects.filter(name=name).first()
    return row.as_source() if row else None


def latest(agreement: str) -> LinkageRun | None:
    """The last index made under an agreement, not destroyed."""
    rows = LinkageRun.objects.filter(agreement=agreement, dataset=INDEX, destroyed_on__isnull=True)
    return rows.order_by("-movement").first()


def runs_of(agreement: str) -> list[LinkageRun]:
    """Every index ever made under an agreement, the last first."""
    return list(LinkageRun.objects.filter(agreement=agreement, dataset=INDEX).order_by("-movement"))


def search_of(index: str) -> LinkageRun | None:
    """What is kept beside an index to find people misspelt or in part; None where there is none."""
    return LinkageRun.objects.filter(name=search_name(index), destroyed_on__isnull=True).first()


def pairs_of(index: str) -> LinkageRun | None:
    """The pairs kept beside an index, of how its people were put together; None where there are none."""
    return LinkageRun.objects.filter(name=pairs_name(index), destroyed_on__isnull=True).first()


def beside(index: str) -> list[LinkageRun]:
    """All that is kept beside an index and goes with it."""
    names = (search_name(index), pairs_name(index))
    return list(LinkageRun.objects.filter(name__in=names, destroyed_on__isnull=True))


def search_name(index: str) -> str:
    """The name of the search beside an index."""
    return f"{index}-{SEARCH}"


def pairs_name(index: str) -> str:
    """The name of the pairs beside an index."""
    return f"{index}-{PAIRS}"


def latest_of(references: Sequence[str]) -> dict[str, LinkageRun]:
    """The last index of each of these agreements, not destroyed."""
    rows = LinkageRun.objects.filter(agreement__in=references, dataset=INDEX, destroyed_on__isnull=True)
    return {row.agreement: row for row in rows.order_by("movement")}


def of_agreement(reference: str) -> list[LinkageRun]:
    """Every index, and search beside one, ever made under an agreement, destroyed or not."""
    return list(LinkageRun.objects.filter(agreement=reference))


def fingerprints() -> dict[str, str]:
    """SHA-256 of the sealed file of every index that has not been destroyed."""
    return dict(LinkageRun.objects.filter(destroyed_on__isnull=True).values_list("name", "sha256"))


def attested() -> Iterator[Attested]:
    """The rows that the chain attests."""
    yield from (Attested(row.event, row.name, row.fingerprint()) for row in LinkageRun.objects.all())
    for row in Judgement.objects.all():
        yield Attested("pair-judged", f"judgement {row.pk}", judgement_fingerprint(row))


def judgement_fingerprint(row: Judgement) -> str:
    """The hash that the judgement's event holds."""
    fields = ("agreement", "left", "right", "answer", "person", "by")
    return fingerprint({"at": row.at.isoformat(), **{field: getattr(row, field) for field in fields}})


def supplies_of(reference: str) -> dict[str, tuple[str, str]]:
    """By source of the last index: its partner and data set."""
    row = latest(reference)
    return {name: (one, other) for name, (one, other) in row.facts["supplies"].items()} if row else {}


def sources_of(index: str) -> frozenset[tuple[str, str]]:
    """(partner, data set) of each supply that an index was made of, destroyed or not; none where it is not known."""
    row = LinkageRun.objects.filter(name=index).first()
    return frozenset((one, other) for one, other in row.facts["supplies"].values()) if row else frozenset()


def sharing_data_with(reference: str) -> list[str]:
    """The agreements whose latest index is made of a data set that this one's is made of too, itself among them."""
    own = set(supplies_of(reference).values())
    rows = LinkageRun.objects.filter(dataset=INDEX, destroyed_on__isnull=True).order_by("agreement")
    others = rows.exclude(agreement=reference).values_list("agreement", flat=True).distinct()
    return [reference, *(one for one in others if own & set(supplies_of(one).values()))]


def index_over(supply: str, agreements: Sequence[str]) -> str | None:
    """The latest index under these agreements, not destroyed, that was made of a supply."""
    rows = LinkageRun.objects.filter(agreement__in=agreements, dataset=INDEX, destroyed_on__isnull=True)
    return next((row.name for row in rows.order_by("-movement") if supply in row.facts["supplies"]), None)


def destroyed_names() -> frozenset[str]:
    """Those whose key is noted as destroyed."""
    return frozenset(LinkageRun.objects.filter(destroyed_on__isnull=False).values_list("name", flat=True))
