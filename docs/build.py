"""Write docs/reference anew from the code. One small function a page; tests/house holds that they are current.

`./run docs` writes them. A page whose code is gone is an error, not an empty page.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
NOTICE = "<!-- Generated from the code by './run docs'. Change the code, not this page. -->"


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; bars in cells are escaped, empty cells stay empty."""
    lines = [list(headings), ["---"] * len(headings), *([_cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _cell(value: object) -> str:
    return " ".join(str("" if value is None else value).split()).replace("|", "\\|").replace("<", "&lt;")


def _code(values: Iterable[object]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _summary(thing: object) -> str:
    return (inspect.getdoc(thing) or "").split("\n\n")[0]


def commands() -> str:
    """Every command with its arguments, options and default values."""
    import typer

    from joinedup.cli.main import application

    parts = ["Exit status of every command: 0 done, 1 refused or not safe, 2 bad input or usage.\n"]
    for path, command in _leaves("joinedup", typer.main.get_command(application())):
        arguments = [p.metavar or p.name.upper() for p in command.params if p.param_type_name == "argument"]
        parts.append(f"## `{' '.join([path, *arguments])}`\n\n{command.help}\n")
        if command.params:
            parts.append(table(("", "what", "unless given", "from the environment"), map(_parameter, command.params)))
    return "\n".join(parts)


def _leaves(path: str, command: Any) -> Iterable[tuple[str, Any]]:
    below = getattr(command, "commands", None)
    if below is None:
        yield path, command
    else:
        for name, one in below.items():
            yield from _leaves(f"{path} {name}", one)


def _parameter(parameter: Any) -> tuple[object, ...]:
    if parameter.param_type_name == "argument":
        return f"`{parameter.metavar or parameter.name.upper()}`", parameter.help, "needed", ""
    value = "" if parameter.is_flag else f" {parameter.metavar or parameter.name.upper()}"
    names = ", ".join(f"`{name}{value}`" for name in (*parameter.opts, *parameter.secondary_opts))
    default = parameter.default
    if parameter.required:
        unless = "needed"
    elif parameter.is_flag:
        unless = f"`{parameter.opts[0]}`" if default else (_code(parameter.secondary_opts) or "no")
    else:
        unless = "" if default is None else f"`{default}`"
    return names, parameter.help, unless, f"`{parameter.envvar}`" if parameter.envvar else ""


def errors() -> str:
    """Every error: its code, what it says, what to do, the exit status."""
    from joinedup.engine.errors import CATALOGUE

    rows = ((f"`{code}`", e.what, e.do, e.status) for code, e in sorted(CATALOGUE.items()))
    return (
        "Words in braces are filled in: counts, positions, names of columns and of the register's own things, "
        "never a value of somebody's data.\n\n" + table(("code", "what happened", "what to do", "exit status"), rows)
    )


def data_items() -> str:
    """The vocabulary: what a partner's column can mean."""
    from joinedup.engine.agreements.items import ITEMS

    rows = (
        (f"`{i.name}`", i.title, i.type.value, i.sensitivity.value, i.standard, ", ".join(i.also))
        for i in ITEMS.values()
    )
    return table(("item", "title", "type", "sensitivity", "standard", "headings that partners use"), rows)


def events() -> str:
    """Everything that is written into the audit chain."""
    from joinedup.engine.audit.events import EVENTS

    rows = ((f"`{kind.code}`", kind.sentence, _code(kind.details)) for kind in EVENTS.values())
    return table(("event", "sentence", "details"), rows)


def lifecycle() -> str:
    """The life of a version of a protocol or an agreement."""
    from joinedup.engine.agreements.lifecycle import TRANSITIONS, diagram

    rows = ((t.before.value, t.verb, t.after.value, t.because) for t in TRANSITIONS)
    return f"```mermaid\n{diagram()}```\n\n" + table(("state", "verb", "state after", "because"), rows)


def legal() -> str:
    """Powers, lawful bases, conditions and answers on confidence that an agreement can name."""
    from joinedup.engine.agreements.bases import ARTICLE_6, CONDITIONS, CONFIDENTIALITY
    from joinedup.engine.agreements.gateways import GATEWAYS

    parts = ["Facts with their sources; not legal advice.\n\n## Gateways: the power or duty to share\n"]
    headings = ("name", "what for", "source", "types of sharing", "power or duty", "limits")
    rows = (
        (f"`{name}`", g.title, g.source, ", ".join(map(str, g.types)), "duty" if g.duty else "power", g.limits)
        for name, g in GATEWAYS.items()
    )
    parts.append(table(headings, rows))
    for title, answers in (
        ("Article 6: the lawful basis", ARTICLE_6),
        ("Special categories and criminal offences: the condition", CONDITIONS),
        ("Confidence: the answer to the duty of confidentiality", CONFIDENTIALITY),
    ):
        parts.append(f"## {title}\n")
        rows = ((f"`{name}`", a.title, a.source, "yes" if a.needs_consent else "") for name, a in answers.items())
        parts.append(table(("name", "what it is", "source", "each delivery needs a consent"), rows))
    return "\n".join(parts)


def rule_sets() -> str:
    """The rule sets of `--rules`: which counts and amounts are not to be published, and who says so.

    A body without a threshold is listed so that nobody looks for it in vain; it cannot be applied. How to write one
    of your own: the [analyst's guide](../guide/analyst.md).
    """
    from joinedup.engine.disclosure.rules import DEFAULT, FOR_AMOUNTS, LIBRARY

    unless = {DEFAULT: " (unless given)", FOR_AMOUNTS: " (for amounts, unless given)"}
    rows = (
        (
            f"`{r.name}`{unless.get(r, '')}", r.body, r.title,
            "; ".join(filter(None, (r.dominance_in_words, r.estimate_in_words))), r.rounding_in_words,
            f"{r.source}{f' ({r.address})' if r.address else ''}", r.last_checked, r.note,
        )
        for r in LIBRARY
    )  # fmt: skip
    headings = (
        "rule set",
        "body",
        "what is left out",
        "amounts left out where",
        "what is rounded",
        "source",
        "last checked",
    )
    return table((*headings, "note"), rows)


def exemplars() -> str:
    """The ready-made initiatives of `joinedup exemplar run`."""
    from joinedup.engine.exemplars.exemplar import Exemplar, load, names
    from joinedup.engine.exemplars.places.plan import PlacePlan, load_place, place_names

    plans: list[Exemplar | PlacePlan] = [load(name, date(2026, 1, 1)) for name in names()]
    plans = sorted([*plans, *(load_place(name) for name in place_names() if name not in names())], key=lambda p: p.name)
    rows = ((f"`{p.name}`", ", ".join(map(str, p.types)), p.title, p.what) for p in plans)
    return table(("exemplar", "types of sharing", "title", "what it is"), rows)


def rules() -> str:
    """The rules in plain English, as the tests hold them: each sentence is a test."""
    parts = []
    for path in sorted((ROOT / "tests" / "rules").glob("test_*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        names = [node.name for node in module.body if isinstance(node, ast.FunctionDef)]
        sentences = [name.removeprefix("test_").replace("_", " ") for name in names if name.startswith("test_")]
        title = path.stem.removeprefix("test_").replace("_", " ").capitalize()
        listed = "".join(f"- {one[0].upper()}{one[1:]}.\n" for one in sentences)
        parts.append(f"## {title}\n\n{listed}")
    return "\n".join(parts)


def register() -> str:
    """The register's tables. Rows are written by actions only, and most refuse to be changed."""
    import django
    from django.apps import apps

    from joinedup.service.gatehouse.triggers import KEPT

    if not apps.ready:
        import os

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joinedup.service.project.settings")
        django.setup()
    kept = {row.table: row.changeable for row in KEPT}
    parts = ["A table that is *kept* refuses update and delete in the database itself.\n"]
    for model in sorted(apps.get_models(), key=lambda m: m._meta.label):
        name = model._meta.db_table
        parts.append(f"## `{name}`\n\n{_summary(model)}\n")
        if name in kept:
            but = f", but for {_code(kept[name])}" if kept[name] else ""
            parts.append(f"Kept{but}.\n")
        parts.append(table(("column", "type", "may be empty", "to"), map(_column, model._meta.concrete_fields)))
    return "\n".join(parts)


def _column(field: Any) -> tuple[object, ...]:
    to = f"`{field.related_model._meta.db_table}`" if field.related_model else ""
    return f"`{field.column}`", field.get_internal_type(), "yes" if field.null else "", to


PAGES: dict[str, tuple[str, Callable[[], str]]] = {
    "rules": ("Rules", rules),
    "commands": ("Commands", commands),
    "errors": ("Errors", errors),
    "data-items": ("Data items", data_items),
    "events": ("Events of the audit chain", events),
    "lifecycle": ("Lifecycle of an agreement", lifecycle),
    "legal": ("Gateways, bases and conditions", legal),
    "rule-sets": ("Rule sets for small numbers", rule_sets),
    "exemplars": ("Exemplars", exemplars),
    "register": ("Tables of the register", register),
}


def page(name: str) -> str:
    """The whole text of one page."""
    title, body = PAGES[name]
    text = f"# {title}\n\n{NOTICE}\n\n{_summary(body)}\n\n{body()}"
    return re.sub(r"\n{3,}", "\n\n", text).rstrip() + "\n"


def index() -> str:
    """The page that lists the others."""
    lines = "".join(f"- [{title}]({name}.md): {_summary(body)}\n" for name, (title, body) in PAGES.items())
    return f"# Reference\n\n{NOTICE}\n\n{lines}"


def files() -> dict[str, str]:
    """Every generated file's name and text."""
    return {"README.md": index(), **{f"{name}.md": page(name) for name in PAGES}}


if __name__ == "__main__":
    written = files()
    REFERENCE.mkdir(exist_ok=True)
    for stale in {path.name for path in REFERENCE.glob("*.md")} - written.keys():
        (REFERENCE / stale).unlink()
    for name, text in written.items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
