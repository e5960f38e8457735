"""Apache Spark, started so that personal data stay protected: on disk always, on the network wherever there is one.

Settings, the secret of the cluster among them, go to Spark in a file that only this user can read: what is on
a command line, every user of the machine can read.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from joinedup.engine.errors import JoinedupError, error

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SECRET = "spark.authenticate.secret"  # noqa: S105 (its name)
_JAVA = 17
_LOCAL = re.compile(r"local(\[(\d+|\*)\])?")
_CLUSTER = re.compile(r"spark://([^\s/,]+:\d+)(,[^\s/,]+:\d+)*")
_SETTING = re.compile(r"(spark\.[\w.-]+)(?:\s*[=:]\s*|\s+)(\S.*)")

# Settings that a file cannot change: what protects the data, and what the way of working rests on.
FIXED = {
    "spark.io.encryption.enabled": "true",  # shuffled and kept rows on local disks; the key is made for each run
    "spark.io.encryption.keySizeBits": "256",
    "spark.ui.enabled": "false",
    "spark.eventLog.enabled": "false",
    "spark.sql.adaptive.enabled": "false",  # would put the few and large parcels together into one partition
    "spark.sql.execution.arrow.maxRecordsPerBatch": "16",  # a parcel is one row, of megabytes
    "spark.driver.maxResultSize": "0",
    "spark.ui.showConsoleProgress": "false",
}
_PROTECTED = {
    "spark.authenticate": "true",
    "spark.network.crypto.enabled": "true",
    "spark.network.crypto.saslFallback": "false",
}
# no log of Spark's: what a worker says of a failure is told in Joinedup's words
_SILENT = """
rootLogger.level = off
rootLogger.appenderRef.nowhere.ref = nowhere
appender.nowhere.type = Null
appender.nowhere.name = nowhere
"""


@contextmanager
def spark_session(master: str, settings: Path | None = None) -> Iterator[SparkSession]:
    """A session with the master (`local[…]` or `spark://…`), stopped at the end.

    settings: a file as of spark-submit, `spark.name value` a line. Raises `spark-missing`, `usage`,
    `spark-settings-wrong`, `spark-unprotected`; and `spark-failed` for whatever Spark itself cannot do.
    """
    _check_there()
    wanted = settings_for(master, _read(settings) if settings else {})
    with tempfile.TemporaryDirectory(prefix="joinedup-spark-") as folder:
        log = Path(folder) / "log4j2.properties"
        log.write_text(_SILENT, encoding="utf-8")
        options = f"-Dlog4j2.configurationFile={log.as_uri()} {wanted.get('spark.driver.extraJavaOptions', '')}".strip()
        wanted["spark.driver.extraJavaOptions"] = options
        file = Path(folder) / "spark.conf"
        file.touch(mode=0o600)
        file.write_text("".join(f"{name} {value}\n" for name, value in wanted.items()), encoding="utf-8")
        os.environ["PYSPARK_SUBMIT_ARGS"] = f"--properties-file {file} pyspark-shell"
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        yield from _started()


def _started() -> Iterator[SparkSession]:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    session = None
    try:
        session = SparkSession.builder.getOrCreate()
        yield session
    except JoinedupError:
        raise
    except (PySparkException, Py4JError, ConnectionError) as failure:
        raise error("spark-failed", kind=type(failure).__name__) from None
    finally:
        if session is not None:
            session.stop()


def settings_for(master: str, given: Mapping[str, str]) -> dict[str, str]:
    """All settings for a master. Raises `usage` for another kind of master, `spark-unprotected`."""
    cluster = _CLUSTER.fullmatch(master)
    if not cluster and not _LOCAL.fullmatch(master):
        raise error("usage", what="--master is spark://HOST:PORT or local[CORES].")
    wanted = {"spark.app.name": "joinedup link", **given, **FIXED, "spark.master": master}
    hosts = [one.rpartition(":")[0] for one in master.removeprefix("spark://").split(",")] if cluster else []
    if SECRET in given or not cluster:  # on one machine Spark makes a secret by itself
        wanted |= _PROTECTED
    elif not all(_is_loopback(host) for host in hosts):
        raise error("spark-unprotected", where=master)
    if all(_is_loopback(host) for host in hosts):
        wanted |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    return wanted


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _read(file: Path) -> dict[str, str]:
    """The settings in a file. Raises `file-missing`, `spark-settings-wrong`."""
    try:
        text, mode = file.read_text(encoding="utf-8"), file.stat().st_mode
    except (OSError, UnicodeDecodeError):
        raise error("file-missing", where=str(file)) from None
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        setting = _SETTING.fullmatch(line.strip())
        if setting is None:
            how = "one setting a line, its name, a blank and its value"
            raise error("spark-settings-wrong", where=f"{file.name}, line {number}", problem="not a setting", how=how)
        found[setting[1]] = setting[2].strip()
    if changed := sorted(name for name in found if name in FIXED and found[name] != FIXED[name]):
        problem = f"{changed[0]} is not to be changed"
        raise error("spark-settings-wrong", where=file.name, problem=problem, how="leave that line out")
    if SECRET in found and mode & 0o077:
        problem = "it holds a secret and others may read it"
        raise error("spark-settings-wrong", where=file.name, problem=problem, how="chmod 600")
    return found


def _check_there() -> None:
    """Raises `spark-missing` where pyspark or a Java that is new enough is missing."""
    if importlib.util.find_spec("pyspark") is None:
        raise error("spark-missing", what="The Python package pyspark", install="it as 'joinedup[spark]'")
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    said = ""
    if java and Path(java).is_file():
        said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version[1]) < _JAVA:
        raise error("spark-missing", what=f"Java {_JAVA} or newer", install="default-jre-headless (Debian's name)")
