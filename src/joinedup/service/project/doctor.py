"""What an installation lacks, or does unsafely: one line each, with what to do. It looks, and changes nothing."""

from __future__ import annotations

import fcntl
import importlib.metadata
import os
import re
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from attrs import frozen

from joinedup.engine.errors import JoinedupError
from joinedup.service.project.home import Home, home

OK, LOOK, MEND = "ok", "look", "mend"
LEAST_SPACE = 1_000_000_000  # bytes; below it a supply of ordinary size may not fit
BACKUP_EVERY = timedelta(days=2)
WAITING_TOO_LONG = timedelta(minutes=10)
CLOCKS_APART = timedelta(seconds=5)
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@frozen
class Check:
    """One thing that was looked at: `ok`, `look` (it may be meant so) or `mend`; what was found, and what to do."""

    what: str
    grade: str
    found: str
    do: str = ""


def checks() -> Iterator[Check]:
    """Look at everything, in the order in which it should be mended. What cannot be looked at is to be mended."""
    place, reachable = home(), True
    for what, look in _LOOKS.items():
        try:
            grade, found, do = look(place) if reachable or what not in _IN_THE_DATABASE else _OUT_OF_REACH
        except JoinedupError as failure:
            grade, found, do = MEND, failure.what, failure.do
        except Exception as surprise:  # a doctor who stops at the first wound helps nobody
            grade, found = MEND, f"It cannot be looked at ({type(surprise).__name__})."
            do = _OUT_OF_REACH[2]
        reachable = reachable and not (what == "Database" and grade == MEND)
        yield Check(what, grade, found, "" if grade == OK else do)


_Found = tuple[str, str, str]
_OUT_OF_REACH = (
    MEND, "It cannot be looked at yet.", "Mend what stands above first; then run 'joinedup doctor' again.",
)  # fmt: skip
_IN_THE_DATABASE = ("Locks", "Audit chain", "Destroyed", "Worker", "Clock", "Backups")


def _python(place: Home) -> _Found:
    found = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    return (OK if sys.version_info >= (3, 11) else MEND), found, "Install Python 3.11 or newer."


def _packages(place: Home) -> _Found:
    wanted = [line for line in importlib.metadata.requires("joinedup") or [] if "extra ==" not in line]
    missing = []
    for line in wanted:
        name = re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0]
        try:
            importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        names = ", ".join(missing)
        return MEND, f"Missing: {names}.", "Run './run joinedup --help': it installs what the lock file names."
    return OK, f"All {len(wanted)} are there.", ""


def _pango(place: Home) -> _Found:
    do = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    try:
        import weasyprint  # noqa: F401 -- its system libraries are looked for when it is imported
    except OSError:
        return MEND, "Pango is missing: no PDF can be made.", do
    return OK, "Pango is there: PDFs can be made.", ""


def _assets(place: Home) -> _Found:
    from django.conf import settings

    there = Path(settings.ASSETS).is_dir() and any(Path(settings.ASSETS).rglob("*.css"))
    if there:
        return OK, "The pages' style and script are built.", ""
    do = "Run './run joinedup --help', which builds them, or set JOINEDUP_ASSETS."
    return MEND, "The pages' style and script are not built.", do


def _folder(place: Home) -> _Found:
    do = f"chown -R joinedup: {place.folder.name} && chmod -R go= {place.folder.name}"
    if not place.folder.is_dir():
        return MEND, "There is no folder of the installation.", "Start 'joinedup serve' once, or set JOINEDUP_HOME."
    open_to_others, of_others = [], []
    for path in (place.folder, place.vault, place.vault / "keys", place.vault / "data", place.releases, place.register):
        if path.exists():
            found = path.stat()
            if found.st_mode & _OTHERS and (path == place.folder or place.folder.stat().st_mode & _OTHERS):
                open_to_others.append(path.name)
            if found.st_uid != os.getuid():
                of_others.append(path.name)
    if open_to_others:
        return MEND, f"Others on this machine can get at: {', '.join(open_to_others)}.", do
    if of_others:
        return MEND, f"Not owned by who runs this: {', '.join(of_others)}.", f"Run it as the service's user, or {do}"
    return OK, "Only its owner can get at it.", ""


def _master_key(place: Home) -> _Found:
    path = place.master_key
    if not path.is_file():
        do = "Put it back from where it is kept safe, and set JOINEDUP_MASTER_KEY. Do not start without it."
        return MEND, "The master key is not there.", do
    found = path.stat()
    if found.st_size != 32:
        return MEND, "The master key's file is not a master key.", "Put the right one in place."
    if found.st_mode & _OTHERS or found.st_uid != os.getuid():
        return MEND, "Others on this machine can read the master key, or own it.", f"chown and chmod 600 {path.name}"
    if place.vault.exists() and found.st_dev == place.vault.stat().st_dev:
        do = "Move it to another disk, and set JOINEDUP_MASTER_KEY (docs/operations/running.md)."
        return LOOK, "The master key lies on the same disk as the vault: whoever takes the disk has both.", do
    return OK, "Only its owner can read it, and it lies on another disk than the vault.", ""


def _ledger(place: Home) -> _Found:
    from joinedup.service.gatehouse.ledger import ledger, ledger_key
    from joinedup.service.linkage import queries as linkage_queries
    from joinedup.service.supplies import queries as supply_queries

    do = "Put destroyed.jsonl back beside the master key; the next start adds what the register knows."
    if not place.destroyed.exists():
        return MEND, "The ledger of what was destroyed is missing.", do
    told = {line.name for line in ledger(place.destroyed, ledger_key(place.master_key.read_bytes()))}
    noted = supply_queries.destroyed_names() | linkage_queries.destroyed_names()
    if noted - told:
        return MEND, f"The ledger lacks {len(noted - told)} that the register notes as destroyed.", do
    return OK, f"The ledger of what was destroyed is whole, {len(told)} so far.", ""


def _database(place: Home) -> _Found:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    if connection.vendor == "sqlite" and not place.register.is_file():
        return MEND, "There is no register.", "Start 'joinedup serve' once, or restore a backup."
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return MEND, f"{len(waiting)} changes to the tables wait.", "Start 'joinedup serve': it makes them."
    return OK, f"It answers ({connection.vendor}), and its tables are up to date.", ""


def _triggers(place: Home) -> _Found:
    from django.db import connection

    from joinedup.service.gatehouse.triggers import names

    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        there = {name for (name,) in cursor.fetchall()}
    missing = names(connection) - there
    if missing:
        do = "Find out who took them away; then start 'joinedup serve', which lays them, and 'joinedup audit verify'."
        return MEND, f"{len(missing)} of the database's own locks are missing.", do
    return OK, f"All {len(names(connection))} of the database's own locks are there.", ""


def _head(place: Home) -> _Found:
    from joinedup.engine.audit.chain import seal
    from joinedup.service.audit.queries import kept_head, last_link, seal_key

    do = "Run 'joinedup audit verify', and keep a copy of everything as it is."
    last, head = last_link(), kept_head()
    if last is None:
        return OK, "No event has been written yet.", ""
    if head is None:
        return MEND, "The kept end of the chain is missing.", do
    if head.seal != seal(head.sequence, head.hash, seal_key()) or head.sequence > last.sequence:
        return MEND, "The kept end of the chain does not fit the chain.", do
    return OK, f"Its end is kept, at event {head.sequence:,}.", ""


def _space(place: Home) -> _Found:
    from django.conf import settings

    there = next(folder for folder in (place.folder, *place.folder.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    found = f"{free / 1e9:,.1f} GB are free."
    if free < LEAST_SPACE:
        return MEND, found, "Make room before anything else: supplies are refused when the disk is full."
    if free < 2 * settings.UPLOAD_BYTES:
        return LOOK, found, "Make room: the largest upload takes twice its size while it is received."
    return OK, found, ""


def _secret(place: Home) -> _Found:
    given = os.environ.get("JOINEDUP_SECRET_KEY", "")
    if not given:
        return OK, "It is derived from the master key.", ""
    if len(given) < 50:
        return MEND, "JOINEDUP_SECRET_KEY is short enough to guess.", "Remove it, or set 50 random characters."
    return OK, "It is set.", ""


def _address(place: Home) -> _Found:
    parts = urlsplit(os.environ.get("JOINEDUP_ADDRESS", ""))
    if not parts.hostname:
        return LOOK, "The pages are for this machine only.", "Set JOINEDUP_ADDRESS to https://… for anybody else."
    if parts.scheme != "https":
        return MEND, "The address is not https: passwords and personal data would go in clear.", "Use https://…"
    return OK, f"https, at {parts.hostname}.", ""


def _mail(place: Home) -> _Found:
    given = os.environ.get("JOINEDUP_MAIL", "")
    parts = urlsplit(given)
    if not given:
        return LOOK, "No e-mail is sent: people see what waits for them only in the pages.", "Set JOINEDUP_MAIL."
    if parts.scheme not in ("smtp", "smtps", "smtp+tls") or not parts.hostname:
        return MEND, "JOINEDUP_MAIL is no address of a mail server.", "Write it as smtps://user:password@host:port."
    if parts.scheme == "smtp" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        return MEND, "E-mail, and its password, goes to another machine in clear.", "Use smtps:// or smtp+tls://."
    if not os.environ.get("JOINEDUP_MAIL_FROM"):
        return LOOK, "JOINEDUP_MAIL_FROM is not set.", "Set the address that e-mail comes from."
    return OK, f"By {parts.hostname}.", ""


def _worker(place: Home) -> _Found:
    from joinedup.service.work.queries import waiting_since

    do = "Start 'joinedup work' (deploy/systemd/joinedup-work.service)."
    living = sum(_is_held(lock) for lock in (place.folder / "workers").glob("*.lock"))
    if not living:
        return MEND, "No worker lives: nothing that is asked for is done.", do
    if waiting := waiting_since(datetime.now(UTC) - WAITING_TOO_LONG):
        return MEND, f"{waiting} jobs have waited for longer than 10 minutes.", "Start more workers."
    return OK, f"{living} live.", ""


def _is_held(lock: Path) -> bool:
    handle = os.open(lock, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _clock(place: Home) -> _Found:
    from django.db import connection

    from joinedup.service.audit.queries import last_link

    do = "Set the clock by NTP (timedatectl set-ntp true); days of agreements and events are told by it."
    asked = {
        "sqlite": "SELECT strftime('%s', 'now')",
        "postgresql": "SELECT extract(epoch FROM clock_timestamp())",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        database = datetime.fromtimestamp(float(cursor.fetchone()[0]), UTC)
    now = datetime.now(UTC)
    if abs(now - database) > CLOCKS_APART:
        return MEND, f"The database's clock is {abs(now - database).total_seconds():.0f} seconds apart.", do
    last = last_link()
    if last and datetime.fromisoformat(last.at) > now + CLOCKS_APART:
        return MEND, "The last event is later than now: the clock has been put back.", do
    return OK, f"{now:%Y-%m-%d %H:%M} UTC, and the database agrees.", ""


def _backups(place: Home) -> _Found:
    from joinedup.service.audit.queries import last_of_kind

    if (place.folder / "made-up").is_dir():
        return OK, "Made-up people need no backup.", ""
    do = "Run 'joinedup backup', daily (deploy/systemd/joinedup-backup.timer)."
    if os.environ.get("JOINEDUP_DATABASE") and shutil.which("pg_dump") is None:
        return MEND, "pg_dump is missing: no backup can be made.", "apt-get install postgresql-client"
    made = last_of_kind("backup-made")
    if made is None:
        return MEND, "None has ever been made.", do
    age = datetime.now(UTC) - datetime.fromisoformat(made.at)
    if age > BACKUP_EVERY:
        return MEND, f"The last was made {age.days} days ago.", do
    return OK, f"The last was made {age.total_seconds() / 3600:.0f} hours ago.", ""


_LOOKS: dict[str, Callable[[Home], _Found]] = {
    "Python": _python,
    "Packages": _packages,
    "PDF": _pango,
    "Pages": _assets,
    "Folder": _folder,
    "Master key": _master_key,
    "Database": _database,
    "Locks": _triggers,
    "Audit chain": _head,
    "Destroyed": _ledger,
    "Disk": _space,
    "Secret key": _secret,
    "Address": _address,
    "E-mail": _mail,
    "Worker": _worker,
    "Clock": _clock,
    "Backups": _backups,
}
