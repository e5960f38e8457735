"""What deploy/ holds is taken by systemd, Caddy and nginx as it stands, and names only what there is."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from joinedup.cli.main import application

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
SERVICES = sorted((DEPLOY / "systemd").glob("*.service"))
UNITS = sorted((DEPLOY / "systemd").iterdir())
COMMAND = "/opt/joinedup/.venv/bin/joinedup"


def _program(name: str) -> str:
    found = shutil.which(name, path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
    if found is None:
        pytest.skip(f"{name} is not on this machine")
    return found


def _said(*command: str) -> tuple[int, str]:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_systemd_takes_every_unit(tmp_path: Path) -> None:
    program = _program("systemd-analyze")
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace(COMMAND, str(Path(sys.executable).with_name("joinedup")))
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    assert _said(program, "verify", *(str(tmp_path / unit.name) for unit in UNITS)) == (0, "")
    broken = tmp_path / "joinedup-serve.service"
    broken.write_text(broken.read_text(encoding="utf-8").replace("ProtectSystem=", "ProtectSytem="), encoding="utf-8")
    assert "ProtectSytem" in _said(program, "verify", str(broken))[1]


def test_every_service_runs_by_itself_and_can_do_little_else() -> None:
    wanted = {
        "User=joinedup", "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes",
        "PrivateDevices=yes", "CapabilityBoundingSet=", "UMask=0077", "LimitCORE=0", "SystemCallFilter=@system-service",
    }  # fmt: skip
    assert len(SERVICES) == 4
    for service in SERVICES:
        assert not wanted - set(service.read_text(encoding="utf-8").splitlines()), service.name


def test_every_command_in_a_unit_is_one_of_ours_with_options_that_it_has() -> None:
    group = typer.main.get_command(application())
    tried = set()
    for service in SERVICES:
        for called in re.findall(rf"{COMMAND} ([^\n]*)", service.read_text(encoding="utf-8")):
            name, *rest = shlex.split(called.rstrip("'"))
            options = {option for parameter in group.commands[name].params for option in parameter.opts}  # type: ignore[attr-defined]
            assert not {word for word in rest if word.startswith("--")} - options, service.name
            tried.add(name)
    assert tried == {"serve", "work", "retention", "backup"}


def test_the_example_of_settings_names_every_setting_and_no_other() -> None:
    named = set(re.findall(r"^#?(JOINEDUP_[A-Z_]+)=", (DEPLOY / "joinedup.env").read_text(encoding="utf-8"), re.M))
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    read = set(re.findall(r"environ(?:\.get\(|\[)\s*\"(JOINEDUP_[A-Z_]+)\"", source))
    assert named == read


def test_nginx_takes_its_example(tmp_path: Path) -> None:
    program = _program("nginx")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "share.example.org")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    (tmp_path / "fullchain.pem").write_bytes(certificate.public_bytes(pem))
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    example = (DEPLOY / "nginx.conf").read_text(encoding="utf-8").replace("/etc/ssl/joinedup", str(tmp_path))
    whole = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ {example} }}"
    (tmp_path / "whole.conf").write_text(whole, encoding="utf-8")
    status, said = _said(program, "-t", "-c", str(tmp_path / "whole.conf"), "-p", str(tmp_path))
    assert status == 0, said


def test_caddy_takes_its_example(tmp_path: Path) -> None:
    program = _program("caddy")
    done = subprocess.run(
        [program, "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")],
        capture_output=True, text=True, check=False, env={"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "not formatted" not in done.stderr
