"""`joinedup indicator services`: a partnership's own services as points on its maps, and how far they are."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from joinedup.cli import say
from joinedup.engine.errors import DONE, error


def services(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            help="A table (CSV, XLSX, ODS) with a name and a postcode or coordinates in each row, or Open Referral UK "
            "as JSON. Without a file: say which services are kept.",
            show_default=False,
        ),
    ] = None,
    kind: Annotated[
        str, typer.Option("--kind", metavar="WORDS", help='What all of them are: "GP surgery". Else the file says it.')
    ] = "",
    source: Annotated[
        str, typer.Option("--source", metavar="WORDS", help="Who says so, of when, and the licence: stands below maps.")
    ] = "",
    add: Annotated[bool, typer.Option("--add", help="Add to those of these kinds, instead of replacing them.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Read the file and say what is in it; keep nothing.")] = False,
    rows: Annotated[
        bool, typer.Option("--rows", help="Name every row in which something is wrong, not the first ones.")
    ] = False,
    forget: Annotated[str, typer.Option("--forget", metavar="KIND", help="Show services of a kind no more.")] = "",
    home: Annotated[Path | None, typer.Option(help="The installation's folder.", envvar="JOINEDUP_HOME")] = None,
) -> int:
    """Put services on the maps, with the distance to the nearest of each kind in every area's profile.

    Replaces the services of the kinds in the file: all of it, or nothing. Each row that cannot be placed is named.
    """
    from joinedup.engine.indicators.services_file import LONGEST_SOURCE
    from joinedup.service.project.start import open_existing

    if file is not None and forget:
        raise error("usage", what="Give a file, or --forget a kind: one at a time.")
    if file is not None and not check and not source.strip():
        raise error("usage", what="Say with --source who says where these services are; it stands below every map.")
    if len(source) > LONGEST_SOURCE:
        raise error("usage", what=f"--source has more than {LONGEST_SOURCE} letters.")
    open_existing(home)
    if forget:
        _forget(forget)
    elif file is None:
        _list()
    else:
        _load(file, kind.strip(), " ".join(source.split()), add=add, check=check, rows=rows)
    return DONE


def _load(file: Path, kind: str, source: str, *, add: bool, check: bool, rows: bool) -> None:
    from joinedup.cli.enrol import BY
    from joinedup.engine.indicators.defects import alike
    from joinedup.engine.indicators.services_file import read_services
    from joinedup.service.areas.queries import postcode_points
    from joinedup.service.indicators.service_points import keep_services

    read = read_services(file, postcode_points, kind=kind, source=source)
    for stops, word in ((True, "wrong"), (False, "warning")):
        for one in alike(each for each in read.defects if each.stops is stops):
            say.words(f"  {word}: {one.words}")
            for row in one.each if rows and len(one.each) > 1 else ():
                say.words(f"    {row}")
    found = read.services()
    counts = Counter(one.kind for one in found)
    placed = f", {read.by_postcode:,} of them placed by their postcode" if read.by_postcode else ""
    if check:
        listed = ", ".join(f"{count:,} {which}" for which, count in counts.items())
        say.words(f"{file.name}: {listed}{placed}. Nothing was kept.")
        return
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    before = keep_services(by=BY, found=found, source=source, sha256=sha256, add=add)
    for which, count in counts.items():
        how = f"added to {before[which]:,}" if add else f"in place of {before[which]:,}"
        say.words(f"{which}: {count:,} {how if before[which] else 'new'}")
    say.words(f"Kept {len(found):,} services from {file.name}{placed}.")


def _list() -> None:
    from joinedup.service.indicators.service_points import kinds

    there = kinds()
    for one in there:
        say.words(f"{one.title}: {one.count:,}" + (f" ({'; '.join(one.sources)})" if one.sources else ""))
    if not there:
        say.words("No services are kept. Give a file of them to put them on the maps.")


def _forget(kind: str) -> None:
    from joinedup.cli.enrol import BY
    from joinedup.service.indicators.service_points import forget_services

    count = forget_services(by=BY, kind=kind)
    say.words(f"Forgotten: {count:,} services. Their file can be loaded again.")
