"""Whatever arrives, in whatever pieces and with whatever breaks: what is opened is what was sent, or nothing."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joinedup.engine.errors import JoinedupError
from joinedup.service.supplies import arriving


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of nothing but a master key; pieces of a few bytes."""
    monkeypatch.setenv("JOINEDUP_HOME", str(tmp_path))
    monkeypatch.delenv("JOINEDUP_MASTER_KEY", raising=False)
    monkeypatch.setattr(arriving, "PIECE", 16)
    (tmp_path / "master.key").write_bytes(secrets.token_bytes(32))
    return tmp_path


def _sealed(folder: Path, key: str) -> Path:
    return folder / "arriving" / f"{key}.sealed"


MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@MANY
@given(pieces=st.lists(st.binary(max_size=60), max_size=6), broken=st.binary(max_size=40))
def test_what_is_opened_is_what_was_sent(there: Path, pieces: list[bytes], broken: bytes) -> None:
    key, whole = arriving.new_key(), b"".join(pieces)
    arriving.begin(key)
    for piece in pieces:
        with arriving.sealing(key) as made:
            made.add(piece)
        with _sealed(there, key).open("ab") as file:  # the line broke in the middle of the next
            file.write((1000).to_bytes(4, "big") + broken)
    with arriving.sealing(key) as made:
        assert made.size == len(whole)
    with arriving.opened(key, "some data", len(whole)) as path:
        assert path.name == "some data"
        assert path.read_bytes() == whole
        assert path.is_symlink()
    assert not path.exists()
    assert not any(entry.is_dir() for entry in (there / "arriving").iterdir())


@MANY
@given(data=st.data(), content=st.binary(min_size=40, max_size=120))
def test_what_was_changed_is_never_opened(there: Path, data: st.DataObject, content: bytes) -> None:
    key = arriving.new_key()
    arriving.begin(key)
    with arriving.sealing(key) as made:
        made.add(content)
    path = _sealed(there, key)
    sealed = bytearray(path.read_bytes())
    if data.draw(st.booleans()):
        place = data.draw(st.integers(0, len(sealed) - 1))
        sealed[place] ^= data.draw(st.integers(1, 255))
    else:
        del sealed[data.draw(st.integers(0, len(sealed) - 1)) :]
    path.write_bytes(sealed)
    with pytest.raises(JoinedupError) as refused, arriving.opened(key, "some data", len(content)):
        pytest.fail("it was opened")
    assert refused.value.code == "arrival-damaged"


def test_no_piece_can_be_put_into_another_upload(there: Path) -> None:
    one, other = arriving.new_key(), arriving.new_key()
    for key in (one, other):
        arriving.begin(key)
        with arriving.sealing(key) as made:
            made.add(b"the content of an upload")
    _sealed(there, one).replace(_sealed(there, other))
    with pytest.raises(JoinedupError), arriving.opened(other, "some data", 24):
        pytest.fail("it was opened")


def test_what_was_removed_cannot_be_opened_from_a_copy(there: Path) -> None:
    key = arriving.new_key()
    arriving.begin(key)
    with arriving.sealing(key) as made:
        made.add(b"Planted")
    copy = there / "the same bytes of the disk"
    copy.hardlink_to(_sealed(there, key))
    arriving.remove(key)
    assert not _sealed(there, key).exists()
    copy.rename(_sealed(there, key))
    with pytest.raises(JoinedupError), arriving.opened(key, "some data", 7):
        pytest.fail("it was opened")


@pytest.mark.parametrize("key", ["", "../../master", "A" * 32, "short"])
def test_a_name_that_is_none_leads_nowhere(there: Path, key: str) -> None:
    with pytest.raises(JoinedupError), arriving.sealing(key):
        pytest.fail("it was opened")


def test_one_at_a_time_adds_to_an_upload(there: Path) -> None:
    key = arriving.new_key()
    arriving.begin(key)
    with arriving.sealing(key), pytest.raises(JoinedupError) as busy, arriving.sealing(key):
        pytest.fail("it was opened twice")
    assert busy.value.code == "arrival-busy"
