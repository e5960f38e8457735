"""Send a notice by e-mail. Work killed between sending and writing it down sends it once more: nothing better is known
of a mail server that does not answer; no other effect follows from it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMessage

from joinedup.service.accounts.queries import email_of
from joinedup.service.notices.models import Notice
from joinedup.service.work.kinds import Work


def send(work: Work, advance: Callable[..., None]) -> dict[str, object]:
    """Send it, where there is a mail server and the person still has an address."""
    notice = Notice.objects.filter(pk=work.takes["notice"]).first()
    address = email_of(notice.person) if notice else None
    if notice is None or address is None or not settings.EMAIL_HOST:
        return {"sent": False}
    link = f"\n\n{settings.ADDRESS or 'http://127.0.0.1:8000'}{notice.address}" if notice.address else ""
    text = f"{notice.words}{link}\n\nJoinedup. Do not answer this e-mail.\n"
    headers = {"Message-ID": f"<{work.key}@{settings.DEFAULT_FROM_EMAIL.split('@')[-1]}>"}
    EmailMessage(notice.words, text, settings.DEFAULT_FROM_EMAIL, [address], headers=headers).send()
    return {"sent": True}
