"""Reports to print and to take along: packs of areas, and themes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from joinedup.engine.errors import JoinedupError
from joinedup.engine.indicators.wording import said
from joinedup.service.accounts.queries import today
from joinedup.service.authorization.doors import acting_of, door
from joinedup.service.authorization.permissions import Permission as May
from joinedup.service.documents.pdf import Paper, pdf
from joinedup.service.indicators import packs, queries
from joinedup.service.indicators.asked import area_or_404
from joinedup.service.indicators.comparing import MOST_AREAS, areas_listed, comparison_on_paper
from joinedup.service.indicators.initiative_page import figures_of
from joinedup.service.indicators.map_page import limits
from joinedup.service.indicators.packs import Choice
from joinedup.service.initiatives.queries import initiative
from joinedup.service.pages.packed import packed
from joinedup.service.partners.queries import titles


@door(May.SEE_INITIATIVE)
def initiative_figures(request: HttpRequest, key: str) -> HttpResponse:
    """What an initiative's partners measure."""
    row = initiative(acting_of(request), key)
    if row is None:
        raise Http404
    told = figures_of(row.partners, titles(), today())
    shown = {"initiative": row, "told": told, "said": said, "limits": limits}
    return render(request, "indicators/initiative.html", shown)


@door(May.SEE_INITIATIVE)
def packs_of(request: HttpRequest, kind: str) -> HttpResponse:
    """A page about each area of a kind, in one archive."""
    try:
        content = packs.zipped(kind)
    except JoinedupError as wrong:
        if wrong.code == "pdf-unavailable":
            raise
        raise Http404 from None
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{kind}-packs.zip"'
    return answer


@door(May.SEE_INITIATIVE)
def area_pack(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """The page about one area."""
    area_or_404(kind, code)
    try:
        made = packs.pack(kind, code, _choice(request))
    except JoinedupError as wrong:
        raise _absent(wrong) from None
    return _answer(made, code)


@door(May.SEE_INITIATIVE)
def comparison_pack(request: HttpRequest, kind: str) -> HttpResponse:
    """Areas side by side, on paper."""
    if kind not in queries.kinds():
        raise Http404
    codes, _unknown = areas_listed(queries.store().areas(kind), request.GET.getlist("area"), "")
    if not codes:
        raise Http404
    try:
        made = comparison_on_paper(kind, codes[:MOST_AREAS], _choice(request))
    except JoinedupError as wrong:
        raise _absent(wrong) from None
    return _answer(made, f"{kind}-side-by-side")


def _choice(request: HttpRequest) -> Choice:
    """What was chosen to be on paper: `theme` and `indicator`, each as often as wanted, and `full=yes`."""
    asked = request.GET
    return Choice(tuple(asked.getlist("theme")), tuple(asked.getlist("indicator")), asked.get("full") == "yes")


def _absent(wrong: JoinedupError) -> Exception:
    return wrong if wrong.code == "pdf-unavailable" else Http404()


def _answer(made: Paper, name: str) -> HttpResponse:
    answer = HttpResponse(made.content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{packs.file_name(name, made)}"'
    return answer


@door(May.SEE_INITIATIVE)
@packed
def theme(request: HttpRequest) -> HttpResponse:
    """All indicators of a theme in all areas of a kind; `?form=pdf` for paper."""
    kept, themes = queries.store(), queries.by_theme()
    asked = request.GET.get("theme") or next(iter(themes), "")
    own = themes.get(asked)
    if not own:
        raise Http404
    kinds = sorted({kind for one in own for kind in kept.kinds(one.key)}, key=lambda one: len(kept.codes(one)))
    there = [kind for kind in kinds if len(kept.codes(kind)) <= packs.MOST_ROWS]
    kind = request.GET.get("areas", "") or next((one for one in there if len(kept.codes(one)) > 1), "")
    if kind not in there:
        raise Http404
    shown = {"report": packs.theme_report(asked, kind), "kinds": [(one, kept.areas(one).title) for one in there]}
    if request.GET.get("form") == "pdf":
        html = render(request, "indicators/theme-paper.html", shown).content.decode()
        answer = HttpResponse(pdf(html), content_type="application/pdf")
        answer["Content-Disposition"] = 'attachment; filename="theme.pdf"'
        return answer
    return render(request, "indicators/theme.html", shown)
