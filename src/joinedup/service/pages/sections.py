"""The sections of the service, in the order in which they stand in the navigation."""

from __future__ import annotations

from attrs import frozen
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.permissions import Permission as May


@frozen
class Section:
    """One section: its name, the URL's name, and the permissions of which one is enough to see it.

    `also`: how addresses of its pages begin that do not begin with its own.
    """

    title: str | Promise
    url: str
    may: tuple[May, ...]
    also: tuple[str, ...] = ()


SECTIONS = (
    Section(gettext_lazy("Initiatives"), "initiatives", (May.SEE_INITIATIVE,)),
    Section(gettext_lazy("Agreements"), "agreements", (May.SEE_INITIATIVE,)),
    Section(gettext_lazy("Map of sharing"), "sharing-map", (May.SEE_PACK,)),
    Section(gettext_lazy("Supplies"), "supplies", (May.SUPPLY, May.SEE_SUPPLIES)),
    Section(gettext_lazy("Linkage"), "linkage", (May.LINK,)),
    Section(gettext_lazy("Releases"), "releases", (May.ASK_RELEASE, May.CHECK_RELEASE, May.DOWNLOAD_RELEASE)),
    Section(
        gettext_lazy("Indicators"),
        "indicators",
        (May.SEE_INITIATIVE,),
        ("/areas/", "/own-areas/", "/targets/", "/analyses/", "/boundaries/", "/services/"),
    ),
    Section(gettext_lazy("Look up"), "look-up", (May.LOOK_UP,)),
    Section(gettext_lazy("Look-ups to review"), "look-ups-to-review", (May.REVIEW_LOOK_UPS,)),
    Section(gettext_lazy("Residents"), "residents", (May.SERVE_RESIDENTS,)),
    Section(gettext_lazy("Audit"), "audit", (May.SEE_AUDIT, May.SEE_OWN_AUDIT)),
    Section(gettext_lazy("Systems"), "systems", (May.MANAGE_SYSTEMS,)),
    Section(gettext_lazy("People"), "people", (May.MANAGE_PEOPLE,), ("/training/people/", "/training/modules/")),
    Section(gettext_lazy("Machine"), "machine", (May.RUN_MACHINE,)),
    Section(gettext_lazy("About me"), "resident", (May.SEE_OWN_RECORD,)),
)


def may_open(acting: Acting, url: str) -> bool:
    """Whether somebody may open the section with this URL's name."""
    return any(acting.may(permission) for one in SECTIONS if one.url == url for permission in one.may)


def sections(acting: Acting | None, path: str) -> list[dict[str, object]]:
    """The sections that somebody may open, as the navigation takes them."""
    found: list[dict[str, object]] = []
    for section in SECTIONS:
        if acting is None or not any(acting.may(permission) for permission in section.may):
            continue
        try:
            address = reverse(section.url)
        except NoReverseMatch:  # a part of the service that is not installed
            continue
        found.append({"text": str(section.title), "href": address, "active": path.startswith((address, *section.also))})
    return found
