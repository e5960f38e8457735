"""Services from Open Referral UK (the UK's profile of HSDS 3): services, services at locations, or organisations.

One object, a list, or a page of an interface with its `contents`; a service at several locations is several points.
Older files (`physical_addresses`) are read as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from joinedup.engine.errors import error
from joinedup.engine.indicators.service_rows import ServiceRow, told

MOST_BYTES = 256 << 20
_OVER = frozenset({"inactive", "defunct"})  # a service's status
_NO_PLACE = frozenset({"virtual", "postal"})  # a location's type


def is_json(path: Path) -> bool:
    """Whether a file begins as JSON does, whatever it is called. Raises `file-missing`."""
    if not path.is_file():
        raise error("file-missing", where=path.name)
    with path.open("rb") as file:
        return file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def rows_of_json(path: Path) -> tuple[ServiceRow, ...]:
    """The services of a file. Raises `services-file-unreadable`."""
    if path.stat().st_size > MOST_BYTES:
        raise _unreadable(path, f"it is larger than {MOST_BYTES >> 20} MiB")
    try:
        plain = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):  # broken off, not UTF-8, nested without end
        raise _unreadable(path, "it is not JSON in UTF-8") from None
    rows = tuple(_rows(plain, path.name))
    if not rows:
        raise _unreadable(path, "it has no services in the form of Open Referral UK")
    return rows


def _unreadable(path: Path, problem: str) -> Exception:
    return error("services-file-unreadable", where=path.name, problem=problem)


def _rows(plain: Any, where: str) -> Iterator[ServiceRow]:
    for number, (service, location) in enumerate(_found(plain), 1):
        yield _row(number, where, service, location)


def _found(plain: Any) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any] | None]]:
    """Each service with one of its locations, None where it has none."""
    if isinstance(plain, list):
        for one in plain:
            yield from _found(one)
        return
    if not isinstance(plain, dict):
        return
    within = next((plain[name] for name in ("contents", "services") if isinstance(plain.get(name), list)), None)
    if within is not None:
        yield from _found(within)
    elif isinstance(plain.get("service"), dict):
        yield plain["service"], _mapping(plain.get("location"))
    elif "name" in plain:
        there: list[Mapping[str, Any] | None] = [
            _mapping(_mapping(one).get("location")) for one in _items(plain, "service_at_locations")
        ]
        there += [_mapping(one) for one in _items(plain, "locations")]
        for location in there or [None]:
            yield plain, location


def _row(number: int, where: str, service: Mapping[str, Any], location: Mapping[str, Any] | None) -> ServiceRow:
    place = location or {}
    title, site = _text(service, "name"), _text(place, "name")
    if site and site.casefold() != title.casefold():
        title = f"{title}, {site}" if title else site
    addresses = [_mapping(one) for name in ("addresses", "physical_addresses") for one in _items(place, name)]
    physical = [one for one in addresses if _text(one, "address_type") != "postal"] or addresses
    left_out = ""
    if _text(service, "status").casefold() in _OVER:
        left_out = "it is not offered any more"
    elif _text(place, "location_type").casefold() in _NO_PLACE:
        left_out = "it is given from no place that people go to"
    return ServiceRow(
        number, where, title, _kind(service), _text(place, "longitude"), _text(place, "latitude"),
        next((code for one in physical if (code := _text(one, "postal_code"))), ""), left_out,
    )  # fmt: skip


def _kind(service: Mapping[str, Any]) -> str:
    """The first term of its taxonomies."""
    terms = (_mapping(_mapping(one).get("taxonomy_term")) for one in _items(service, "attributes"))
    return next((name for one in terms if (name := _text(one, "name"))), "")


def _text(plain: Mapping[str, Any], name: str) -> str:
    value = plain.get(name)
    return told(str(value)) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""


def _items(plain: Mapping[str, Any], name: str) -> list[Any]:
    value = plain.get(name)
    return value if isinstance(value, list) else []


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
