"""How often one address may ask at doors that are open to everybody: nobody alone takes the service from others.

Counted a minute at a time, in the memory of each process that serves pages: no question to the database, and no lock
that visitors wait for. With two processes an address gets between once and twice what is set. Whoever is signed in is
not counted; signing in, residents' codes and partners' systems have limits of their own.
"""

from __future__ import annotations

import time
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest

MINUTE = 60
CACHE = "addresses"


def seconds_to_wait(request: HttpRequest) -> int:
    """Counts this request; how long its address must wait until it may ask again, 0 where it may now."""
    now = time.time()
    minute, counts = int(now // MINUTE), caches[CACHE]
    key = f"{address_of(request)}|{minute}"
    counts.add(key, 0, MINUTE)
    try:
        asked = counts.incr(key)
    except ValueError:  # made room for another meanwhile
        return 0
    return 0 if asked <= settings.PUBLIC_A_MINUTE else int((minute + 1) * MINUTE - now) + 1


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: the address, of IPv6 the network of one connection (/64).

    Where a proxy on this machine stands before the service, what it says of whom it heard from; of nobody else it is
    believed.
    """
    told = str(request.META.get("REMOTE_ADDR", ""))
    if settings.ADDRESS and (not told or _is_here(told)):
        told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or told
    try:
        found = ip_address(told)
    except ValueError:
        return told[:60]
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
    return str(found)


def _is_here(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
