"""Agreements: find them, see how they stand, sign, sign off, comment, stop."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from joinedup.engine.agreements.items import ITEMS
from joinedup.engine.agreements.wording import TYPES
from joinedup.service.accounts.queries import sealed_key, today
from joinedup.service.agreements import actions, deciding, listing, queries, signing
from joinedup.service.agreements.forms import CommentForm, CopyForm, FindForm, SignForm, SignOffForm, StopForm
from joinedup.service.authorization.acting import Acting
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.initiatives.queries import initiatives
from joinedup.service.partners.queries import public_keys, titles

PAGE = 50


@door(May.SEE_INITIATIVE)
def agreements(request: HttpRequest) -> HttpResponse:
    """Those that somebody may see, found by words and state."""
    acting = acting_of(request)
    form = FindForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {"words": "", "state": ""}
    page = max(int(request.GET.get("page", "1")) if request.GET.get("page", "1").isdigit() else 1, 1)
    states = [asked["state"]] if asked["state"] else []
    found, total = listing.entries(
        acting, today(), words=asked["words"], states=states, first=(page - 1) * PAGE, count=PAGE
    )
    shown = {"entries": found, "total": total, "form": form, "page": page, "pages": -(-total // PAGE), "asked": asked}
    return render(request, "agreements/list.html", {**shown, "protocols": listing.protocols(), "titles": titles()})


def seen(acting: Acting, reference: str) -> None:
    """Raise 404 where the agreement is none of theirs."""
    if not listing.may_see(acting, reference):
        raise Http404


@door(May.SEE_INITIATIVE)
def agreement(request: HttpRequest, reference: str, version: int | None = None) -> HttpResponse:
    """One agreement: how it stands today with every reason, what it says, who has signed, what was said."""
    acting = acting_of(request)
    seen(acting, reference)
    versions = listing.versions(reference)
    current = queries.agreement_row(reference)
    row = next((one for one in versions if one.version == (version or current.version)), None)
    if row is None:
        raise Http404
    newest = versions[0]
    shown: dict[str, Any] = {
        "row": row,
        "entry": listing.entry_of(row, public_keys(), today()),
        "current": current,
        "newest": newest,
        "versions": versions,
        "titles": titles(),
        "items": ITEMS,
        "types": TYPES,
        "waiting": deciding.waiting(newest, today()),
        "sign_offs": list(newest.sign_offs.all()),
        "comments": list(newest.comments.all()),
        "may_sign": deciding.may_sign(acting, newest),
        "my_sign_off": deciding.my_role(acting, newest),
        "comment_form": CommentForm(),
        "copy_form": CopyForm(initiatives=[(one.key, one.title) for one in initiatives(acting)]),
    }
    return render(request, "agreements/one.html", shown)


@door(May.SIGN)
def sign(request: HttpRequest, reference: str, version: int) -> HttpResponse:
    """Read once more, and sign."""
    acting = acting_of(request)
    seen(acting, reference)
    row = queries.agreement_row(reference, version)
    if not sealed_key(acting.person, acting.partner):
        return redirect("signing-key")
    form = SignForm(request.POST or None)
    if form.is_valid():
        signed = signing.sign_agreement(acting, reference, version, form.cleaned_data["phrase"], today())
        deciding.told_after_signing(signed)
        messages.success(request, _("You have signed version {version}.").format(version=version))
        return redirect("agreement", reference)
    entry = listing.entry_of(listing.versions(reference)[0], public_keys(), today())
    shown = {"row": row, "entry": entry, "form": form, "lacking": queries.lacking(row, acting.partner)}
    return render(request, "agreements/sign.html", {**shown, "titles": titles(), "items": ITEMS, "types": TYPES})


@door(May.SIGN)
def sign_protocol(request: HttpRequest, reference: str) -> HttpResponse:
    """Join the overarching protocol."""
    acting = acting_of(request)
    row = queries.protocol_row(reference)
    if not sealed_key(acting.person, acting.partner):
        return redirect("signing-key")
    form = SignForm(request.POST or None)
    if form.is_valid():
        signing.sign_protocol(acting, reference, form.cleaned_data["phrase"], today())
        messages.success(request, _("Your partner has joined the protocol."))
        return redirect("protocol", reference)
    return render(
        request, "agreements/sign-protocol.html", {"row": row, "protocol": queries.as_protocol(row), "form": form}
    )


@door(May.SEE_INITIATIVE)
def protocol(request: HttpRequest, reference: str) -> HttpResponse:
    """The overarching protocol, and who has joined it."""
    acting = acting_of(request)
    row = queries.protocol_row(reference)
    joined = {signature.partner_id: signature for signature in row.signatures.all()}
    shown = {"row": row, "protocol": queries.as_protocol(row), "joined": joined, "titles": titles()}
    may_join = acting.may(May.SIGN) and acting.partner not in joined and row.state in ("proposed", "signed")
    return render(request, "agreements/protocol.html", {**shown, "may_join": may_join})


@door(May.COMMENT)
def sign_off(request: HttpRequest, reference: str, version: int) -> HttpResponse:
    """Approve a version in one's role, or say what would have to change."""
    acting = acting_of(request)
    seen(acting, reference)
    row = queries.agreement_row(reference, version)
    role = deciding.my_role(acting, row)
    if not role:
        raise Http404
    form = SignOffForm(request.POST or None)
    if form.is_valid():
        actions.sign_off(
            by=acting.by, reference=reference, version=version, partner=acting.partner, role=role,
            approved=form.cleaned_data["approved"] == "yes", words=form.cleaned_data["words"], on=today(),
        )  # fmt: skip
        deciding.told_of_sign_off(row, acting.partner)
        messages.success(request, _("Your answer is kept with the version."))
        return redirect("agreement", reference)
    return render(request, "agreements/sign-off.html", {"row": row, "form": form, "role": role})


@door(May.COMMENT)
def comment(request: HttpRequest, reference: str) -> HttpResponse:
    """Say something to all parties about the newest version."""
    acting = acting_of(request)
    seen(acting, reference)
    newest = listing.versions(reference)[0]
    form = CommentForm(request.POST or None)
    if form.is_valid():
        actions.comment(by=acting.by, reference=reference, version=newest.version, words=form.cleaned_data["words"])
        deciding.told_of_comment(acting, newest)
        messages.success(request, _("Your comment can be read by all parties."))
        return redirect("agreement", reference)
    return render(request, "agreements/comment.html", {"row": newest, "form": form})


STOPS = ("suspend", "resume", "end", "withdraw", "abandon")


@door(May.STOP_SHARING)
def stop(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Suspend, resume, end, withdraw one's partner, or take a proposal back: asked once more before it is done."""
    acting = acting_of(request)
    seen(acting, reference)
    if verb not in STOPS or (verb == "withdraw" and not acting.partner):
        raise Http404
    form = StopForm(request.POST or None)
    if form.is_valid():
        deciding.stop(acting, reference, verb, form.cleaned_data["reason"], today())
        messages.success(request, _("Done. Everything under the agreement follows at once."))
        return redirect("agreement", reference)
    shown = {"verb": verb, "form": form, "row": queries.agreement_row(reference), "reference": reference}
    return render(request, "agreements/stop.html", shown)
