"""kill -9 at any moment: no half supply, no plain text on disk, the chain whole, and a re-run succeeds."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from tests.made_up.victim import PLANTED, write_extracts

ROOT = Path(__file__).resolve().parents[2]


def _environment(home: Path, temporary: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("JOINEDUP_")}
    return {
        **kept,
        "JOINEDUP_HOME": str(home),
        "TMPDIR": str(temporary),
        "DJANGO_SETTINGS_MODULE": "joinedup.service.project.settings",
    }


def _start(home: Path, extracts: Path, temporary: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.made_up.victim", str(home), str(extracts)],
        cwd=ROOT,
        env=_environment(home, temporary),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _plain_text(*folders: Path) -> list[str]:
    """Every file in which a planted name can be read."""
    wanted = [name.encode(coding) for name in PLANTED for coding in ("utf-8", "utf-16-le", "utf-32-le")]
    found = []
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and any(word in path.read_bytes() for word in wanted):
                found.append(str(path.relative_to(folder)))
    return found


_BEGIN = """
from pathlib import Path
import sys
from tests.made_up.victim import begin
begin(Path(sys.argv[1]))
"""
_VERIFY = """
from pathlib import Path
import sys
from joinedup.service.project.start import start
start(Path(sys.argv[1]))
from joinedup.service.gatehouse.verify import findings
from joinedup.service.gatehouse.wiring import gate
for finding in findings(gate()):
    print(finding.where, finding.words)
"""


def _verify(home: Path, temporary: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _VERIFY, str(home)],
        cwd=ROOT,
        env=_environment(home, temporary),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def _killed(tmp_path: Path, moments: int) -> None:
    home, extracts, temporary = tmp_path / "home", tmp_path / "extracts", tmp_path / "tmp"
    temporary.mkdir()
    write_extracts(extracts)
    subprocess.run(
        [
            sys.executable,
            "-c",
            f"from pathlib import Path; from tests.made_up.victim import begin; begin(Path({str(home)!r}))",
        ],
        cwd=ROOT,
        env=_environment(home, temporary),
        check=True,
    )
    whole = _start(home, extracts, temporary)
    assert whole.stdout is not None
    assert whole.stdout.readline() == "started\n"
    began = time.monotonic()
    out, err = whole.communicate()
    assert out == "done\n", err
    seconds = time.monotonic() - began

    chance, interrupted = Random(), 0
    for _ in range(moments):
        victim = _start(home, extracts, temporary)
        assert victim.stdout is not None
        assert victim.stdout.readline() == "started\n"
        # shorter than the whole run took: that one may have been slowed by other tests beside it
        time.sleep(chance.uniform(0, 0.7 * seconds))
        victim.kill()
        out, _ = victim.communicate()
        interrupted += out != "done\n"
        assert _plain_text(home, temporary) == [], "at once"
        assert _verify(home, temporary) == ""
        assert _plain_text(home, temporary) == [], "after the next start"
        left = [path.name for path in (home / "vault" / "data").iterdir() if path.suffix != ".duckdb"]
        left += [path.name for path in (home / "vault" / "work").iterdir()]
        left += [path.name for path in (home / "releases").iterdir() if path.suffix == ".making"]
        assert left == []
    assert interrupted >= max(1, moments // 4)

    again = _start(home, extracts, temporary)
    out, err = again.communicate()
    assert out == "started\ndone\n", err
    assert _verify(home, temporary) == ""


def test_killed_at_a_few_moments(tmp_path: Path) -> None:
    _killed(tmp_path, 2)


@pytest.mark.full
def test_killed_at_fifty_moments(tmp_path: Path) -> None:
    _killed(tmp_path, 50)


def test_the_search_for_plain_text_finds_it(tmp_path: Path) -> None:
    """The search above can fail: it finds the names in the extracts themselves."""
    write_extracts(tmp_path)
    assert len(_plain_text(tmp_path)) == 2
