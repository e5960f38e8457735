"""Give out a file of a release: what was delivered once is delivered again only under an agreement in force now."""

from __future__ import annotations

from django.http import FileResponse, Http404

from joinedup.engine.gate.gate import Gate
from joinedup.engine.gate.movement import Kind
from joinedup.service.agreements.queries import agreement_row, as_agreement
from joinedup.service.authorization.acting import Acting
from joinedup.service.releases.asking import downloaded
from joinedup.service.releases.files import unchanged
from joinedup.service.releases.lending import IndexNow, lend_index
from joinedup.service.releases.models import Release


def give(gate: Gate, acting: Acting, row: Release, file: str) -> FileResponse:
    """The file as a download. An extract of people passes the gate first.

    Raises RefusedError, `release-file-changed`, and 404 for no file.
    """
    if row.withdrawn_on or file not in {one["name"] for one in row.files}:
        raise Http404
    if row.sharing_type == 2:
        agreement = as_agreement(agreement_row(row.agreement))
        lend_index(
            gate, IndexNow(row.agreement), agreement=agreement, kind=Kind.DELIVER, recipient=acting.partner,
            by=acting.by, columns=("client",), none=True,
        )  # fmt: skip
    path = unchanged(row, file)
    downloaded(by=acting.by, name=row.name, partner=acting.partner or "the partnership", file=file)
    return FileResponse(path.open("rb"), as_attachment=True, filename=file)
