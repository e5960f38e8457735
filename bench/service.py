# ruff: noqa: T201, S311, S603 (a script that prints; made-up clicks need no secure randomness; our own words)
"""Fifty people clicking through the service, beside a bare Django page served in the same way, in one run.

The register holds 1,000 agreements, 2,000 supplies and 100,000 events. Each person opens a page, reads it for one to
five seconds, and opens another. Prints for each page the middle and the 95th percentile, the number of database
queries, and the same for the bare page. On SQLite; --postgresql: on a PostgreSQL that it starts itself; --database: on
one that is there.
"""

from __future__ import annotations

import argparse
import http.client
import logging
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.postgres import Server, binaries  # noqa: E402 (this checkout first)

PEOPLE, SECONDS, LIMIT = 50, 30, 0.200
_EVENT = ("sequence", "at", "kind", "by", "subject", "details", "previous", "hash")
PAGES = (
    "/initiatives/", "/agreements/", "/agreements/?page=7", "/agreements/?words=visit&state=signed",
    "/agreements/B-0501/",
    "/sharing/", "/supplies/", "/releases/", "/linkage/", "/audit/", "/audit/?words=B-0500", "/notices/", "/me/",
)  # fmt: skip


def fill(agreements: int, supplies: int, events: int) -> None:
    """Rows as the service itself writes them, many at once."""
    from attrs import evolve
    from tests.made_up.partnership import AGREEMENT, TODAY, Partnership

    from joinedup.engine.agreements.agreement import DpiaOutcome, Party, SupplyTerms, canonical, version_hash
    from joinedup.engine.audit.chain import next_link
    from joinedup.service.agreements.models import AgreementParty, AgreementSignature, AgreementVersion, ProtocolVersion
    from joinedup.service.audit.models import Event
    from joinedup.service.audit.queries import last_link
    from joinedup.service.gatehouse.models import Movement
    from joinedup.service.initiatives.actions import begin
    from joinedup.service.supplies.models import Supply

    names = [f"partner-{number:02}" for number in range(20)]
    partnership = Partnership(*names)
    partnership.protocol()
    begin(by="bench", key="bench", title="Many", what="Much.", partners=names)
    above = ProtocolVersion.objects.get()
    made = []
    for number in range(agreements):
        parties = [
            names[number % 20],
            names[(number * 7 + 3) % 20] if number % 20 != (number * 7 + 3) % 20 else "partner-19",
        ]
        parties = parties if parties[0] != parties[1] else [parties[0], names[(number + 1) % 20]]
        value = evolve(
            AGREEMENT, reference=f"B-{number:04}", title=f"Visit number {number}", initiative="bench", host=parties[0],
            parties=tuple(Party(name) for name in parties), recipients=tuple(parties),
            supplies=tuple(SupplyTerms(name, f"system_{name[-2:]}", ("forename", "surname")) for name in parties),
        )  # fmt: skip
        row = AgreementVersion(
            reference=value.reference, version=1, protocol=above, content=canonical(value).decode(),
            hash=version_hash(value), state="signed", starts=value.starts, ends=value.ends, review_due=value.review_due,
            proposed_on=TODAY, sign_by=TODAY, dpia_accepted=value.dpia is DpiaOutcome.ACCEPTED, initiative="bench",
        )  # fmt: skip
        made.append((value, row))
    AgreementVersion.objects.bulk_create([row for _, row in made])
    rows = {row.reference: row for row in AgreementVersion.objects.all()}
    AgreementParty.objects.bulk_create(
        [AgreementParty(agreement=rows[v.reference], partner_id=p.partner) for v, _ in made for p in v.parties]
    )
    signed = [(v, partnership.signature(p.partner, v)) for v, _ in made for p in v.parties]
    AgreementSignature.objects.bulk_create(
        [
            AgreementSignature(
                agreement=rows[v.reference], partner_id=s.partner, signatory=s.signatory, version_hash=s.version_hash,
                signed_on=s.signed_on, public_key=s.public_key, signature=s.signature,
            )
            for v, s in signed
        ]
    )  # fmt: skip
    wanted = [(v, terms) for v, _ in made for terms in v.supplies][:supplies]
    moved = Movement.objects.bulk_create(
        [
            Movement(
                agreement=v.reference, version=1, supplier=t.supplier, recipient=v.host, allowed=True, content="{}"
            )
            for v, t in wanted
        ]
    )
    numbers = [row.pk for row in moved] if moved[0].pk else list(Movement.objects.values_list("pk", flat=True))
    report = {"layout": {}, "report": {}}
    Supply.objects.bulk_create(
        [
            Supply(
                name=f"{v.reference.lower()}-{place}", agreement=v.reference, supplier=t.supplier, dataset=t.dataset,
                columns=list(t.items), rows=1000, size=1, sha256="0" * 64, received_on=TODAY, movement=numbers[place],
                facts=report,
            )
            for place, (v, t) in enumerate(wanted)
        ]
    )  # fmt: skip
    last, links = last_link(), []
    moment = datetime.now(UTC) - timedelta(days=300)
    for number in range(events):
        at = (moment + timedelta(seconds=200 * number)).isoformat(timespec="milliseconds")
        reference = f"B-{number % agreements:04}"
        last = next_link(
            last, at=at, kind="agreement-resumed", by="person-bench (Signatory, partner-01)", subject=reference,
            details={"version": 1},
        )  # fmt: skip
        links.append(last)
    Event.objects.bulk_create(
        [Event(**{name: getattr(one, name) for name in _EVENT}) for one in links], batch_size=5000
    )  # fmt: skip


ROLES = (("ig-lead", "partner-01"), ("analyst", "partner-01"), ("coordinator", ""), ("auditor", ""))


def sessions(opens: dict[str, tuple[str, ...]], count: int) -> list[tuple[str, tuple[str, ...]]]:
    """People signed in, in these roles by turns: the cookie of each, and the pages that are theirs."""
    from django.conf import settings
    from tests.made_up.people import signed_in

    found = []
    for number in range(count):
        role, partner = ROLES[number % len(ROLES)]
        value = signed_in(role, partner).cookies[settings.SESSION_COOKIE_NAME].value
        found.append((f"{settings.SESSION_COOKIE_NAME}={value}", opens[role]))
    return found


def queries_a_page() -> tuple[dict[str, int], dict[str, tuple[str, ...]]]:
    """How many questions each page asks of the database, at most over the roles; and which pages each role opens."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from tests.made_up.people import signed_in

    counted, opens = dict.fromkeys(PAGES, 0), {}
    for role, partner in ROLES:
        client, mine = signed_in(role, partner), []
        for page in PAGES:
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(page)
            if answer.status_code == 200:
                counted[page] = max(counted[page], len(captured))
                mine.append(page)
        opens[role] = tuple(mine)
    return counted, opens


class Served:
    """A gunicorn of two processes, as `joinedup serve` starts it."""

    def __init__(self, application: str, environment: dict[str, str]) -> None:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = int(one.getsockname()[1])
        from joinedup.cli.serve import gunicorn_command

        command = gunicorn_command(f"127.0.0.1:{self.port}", 2, application)
        self.running = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)
        for _ in range(300):
            try:
                http.client.HTTPConnection("127.0.0.1", self.port, timeout=2).request("GET", "/help/")
                return
            except OSError:
                time.sleep(0.1)

    def stop(self) -> None:
        """End it."""
        self.running.terminate()
        self.running.wait()


def click(
    port: int, people: list[tuple[str, tuple[str, ...]]], seconds: float, pause: Callable[[], float]
) -> dict[str, list[float]]:
    """Each person in a thread of their own. Returns the seconds that each page took."""
    taken: dict[str, list[float]] = {page: [] for _, pages in people for page in pages}
    wrong: list[str] = []
    until = time.monotonic() + seconds

    def person(number: int, cookie: str, pages: tuple[str, ...]) -> None:
        dice = random.Random(number)
        time.sleep(dice.random() * min(2.0, pause() or 0.1))
        while time.monotonic() < until:
            page = dice.choice(pages)
            begun = time.perf_counter()
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            asked = {"Cookie": cookie, "Host": f"127.0.0.1:{port}", "Accept-Encoding": "gzip"}
            connection.request("GET", page, headers=asked)
            answer = connection.getresponse()
            answer.read()
            connection.close()
            if answer.status == 200:
                taken[page].append(time.perf_counter() - begun)
            else:
                wrong.append(f"{page}: {answer.status}")
            time.sleep(pause())

    threads = [threading.Thread(target=person, args=(n, *one)) for n, one in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        sys.exit(f"not every page was answered: {sorted(set(wrong))[:5]}")
    return taken


def told(name: str, values: list[float]) -> str:
    """One line: how many, the middle and the 95th percentile in milliseconds."""
    if len(values) < 2:
        return f"  {name:40} too few"
    ninety_five = statistics.quantiles(values, n=20)[18]
    middle = statistics.median(values)
    return f"  {name:52} {len(values):6} answers, middle {middle * 1000:5.0f} ms, p95 {ninety_five * 1000:5.0f} ms"


def main() -> int:
    """Fill, serve, click, tell. Exit status 1 where the 95th percentile is over the limit."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--agreements", type=int, default=1000)
    asked.add_argument("--supplies", type=int, default=2000)
    asked.add_argument("--events", type=int, default=100_000)
    asked.add_argument("--people", type=int, default=PEOPLE)
    asked.add_argument("--seconds", type=float, default=SECONDS)
    asked.add_argument("--database", default="", help="postgresql://user:password@host:port/name of an empty database")
    asked.add_argument("--postgresql", action="store_true", help="on a PostgreSQL that it starts by itself")
    options = asked.parse_args()
    with ExitStack() as last, tempfile.TemporaryDirectory(prefix="joinedup-bench-") as folder:
        if options.postgresql:
            programs = binaries()
            if programs is None:
                asked.error("PostgreSQL is not installed here")
            server = Server(programs)
            last.callback(server.stop)
            options.database = server.start()
        os.environ["JOINEDUP_HOME"] = folder
        os.environ["JOINEDUP_DATABASE"] = options.database
        from joinedup.service.project.start import start

        start(Path(folder))
        logging.disable(logging.CRITICAL)  # pages that are not for a role say so
        begun = time.perf_counter()
        fill(options.agreements, options.supplies, options.events)
        print(f"{options.agreements:,} agreements, {options.supplies:,} supplies, {options.events:,} events, "
              f"filled in {time.perf_counter() - begun:.0f} s")  # fmt: skip
        counted, opens = queries_a_page()
        people = sessions(opens, options.people)
        from django.db import connections

        connections.close_all()
        environment = dict(os.environ)
        dice = random.Random(7)
        bare = Served("bench.bare:application", environment)
        everybody = [(cookie, ("/",)) for cookie, _ in people]
        bare_times = click(bare.port, everybody, options.seconds / 3, lambda: dice.uniform(1, 5))["/"]
        bare_most = click(bare.port, everybody, 5, lambda: 0.0)["/"]
        bare.stop()
        served = Served("joinedup.service.project.wsgi:application", environment)
        click(served.port, people, 5, lambda: dice.uniform(0.2, 1))  # warm
        taken = click(served.port, people, options.seconds, lambda: dice.uniform(1, 5))
        most = click(served.port, people, 10, lambda: 0.0)
        served.stop()
    everything = [value for values in taken.values() for value in values]
    print(f"{options.people} people clicking, each reading for 1 to 5 s:")
    for page, values in taken.items():
        print(told(f"{page} ({counted[page]} queries)", values))
    print(told("every page", everything))
    print(told("a bare Django page", bare_times))
    answered, bare_answered = sum(map(len, most.values())) / 10, len(bare_most) / 5
    print(f"at most, nobody reading: {answered:.0f} pages a second; a bare Django page {bare_answered:.0f}; "
          f"ratio {bare_answered / answered:.1f}")  # fmt: skip
    over = statistics.quantiles(everything, n=20)[18] > LIMIT
    many = {page: count for page, count in counted.items() if count > 30}
    if many:
        print(f"over 30 queries: {many}")
    return 1 if over or many else 0


if __name__ == "__main__":
    sys.exit(main())
