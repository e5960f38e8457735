"""Which settings Spark gets: what protects the data cannot be left out, and secrets stay where nobody else reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from joinedup.cli.main import status_of
from joinedup.cli.spark_session import FIXED, SECRET, settings_for
from joinedup.engine.errors import JoinedupError

CSV = "first name,surname,dob\nAnn,Brown,01/02/1980\nAnn,Brown,01/02/1980\n"


@pytest.mark.parametrize("master", ["spark://10.1.2.3:7077", "spark://127.0.0.1:7077,spark.council.example:7077"])
def test_another_machine_without_a_secret_is_refused(master: str) -> None:
    with pytest.raises(JoinedupError) as refused:
        settings_for(master, {})
    assert refused.value.code == "spark-unprotected"
    assert settings_for(master, {SECRET: "s"})["spark.network.crypto.enabled"] == "true"


@pytest.mark.parametrize("master", ["local[2]", "spark://127.0.0.1:7077", "spark://10.1.2.3:7077"])
def test_what_lies_on_disk_is_always_encrypted(master: str) -> None:
    wanted = settings_for(master, {SECRET: "s", "spark.io.encryption.enabled": "false"})
    assert wanted.items() >= FIXED.items()
    assert wanted["spark.io.encryption.enabled"] == "true"


@pytest.mark.parametrize("master", ["yarn", "http://10.1.2.3:7077", "local[2] --x", "spark://host"])
def test_other_masters_are_not_known(master: str) -> None:
    with pytest.raises(JoinedupError) as refused:
        settings_for(master, {})
    assert refused.value.code == "usage"


@pytest.mark.parametrize(
    ("text", "mode", "where"),
    [
        ("spark.authenticate.secret abc\n", 0o644, "settings.conf"),
        ("spark.driver.memory 2g\nnonsense\n", 0o600, "settings.conf, line 2"),
        ("spark.io.encryption.enabled = false\n", 0o600, "settings.conf"),
    ],
)
def test_a_file_of_settings_that_would_do_harm_is_refused(
    text: str,
    mode: int,
    where: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("joinedup.cli.spark_session._check_there", lambda: None)
    data, settings, out = tmp_path / "a.csv", tmp_path / "settings.conf", tmp_path / "out.csv"
    data.write_text(CSV, encoding="utf-8")
    settings.touch(mode=mode)
    settings.chmod(mode)
    settings.write_text(text, encoding="utf-8")
    arguments = ["link", str(data), "--out", str(out), "--engine", "spark", "--spark-settings", str(settings)]
    assert status_of(arguments) == 2
    said = capsys.readouterr().err
    assert "spark-settings-wrong" in said
    assert where in said
    assert "abc" not in said
    assert not out.exists()


def test_without_spark_or_java_it_is_said_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "a.csv"
    data.write_text(CSV, encoding="utf-8")
    arguments = ["link", str(data), "--out", str(tmp_path / "out.csv"), "--engine", "spark"]
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert status_of(arguments) == 2
    assert "joinedup[spark]" in capsys.readouterr().err
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert status_of(arguments) == 2
    assert "jre-headless" in capsys.readouterr().err
