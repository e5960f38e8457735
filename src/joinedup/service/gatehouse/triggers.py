"""The database's own locks, on SQLite and PostgreSQL: they hold even where the software above forgets.

What is written stays: movements, events, signatures, versions, supplies, indexes and releases refuse update
and delete (a version's state and a holding's destruction may be noted). And no movement is written as
allowed unless an agreement signed by every party covers the database's own date.
"""

from __future__ import annotations

from attrs import frozen
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper


@frozen
class Kept:
    """A table whose rows stay. `changeable`: the columns that may be updated."""

    table: str
    columns: tuple[str, ...]
    changeable: tuple[str, ...] = ()


_HOLDING = (
    "name", "agreement", "supplier", "dataset", "columns", "rows", "size", "sha256", "received_on", "movement", "facts",
)  # fmt: skip
_SIGNATURE = ("partner_id", "signatory", "version_hash", "signed_on", "public_key", "signature")
_VERSION = (
    "reference", "version", "content", "hash", "starts", "ends", "review_due", "proposed_on", "sign_by",
)  # fmt: skip

KEPT = (
    Kept("audit_event", ("sequence", "at", "kind", "by", "subject", "details", "previous", "hash")),
    Kept("gatehouse_movement", ("agreement", "version", "supplier", "recipient", "allowed", "content")),
    Kept("partners_partner", ("key", "title", "kind")),
    Kept("partners_signatorykey", ("partner_id", "signatory", "public_key"), ("left_on",)),
    Kept("agreements_protocolversion", _VERSION, ("state",)),
    Kept("agreements_agreementversion", (*_VERSION, "dpia_accepted", "protocol_id", "initiative"), ("state",)),
    Kept("agreements_agreementparty", ("agreement_id", "partner_id"), ("withdrawn_on",)),
    Kept("agreements_protocolsignature", (*_SIGNATURE, "protocol_id")),
    Kept("agreements_agreementsignature", (*_SIGNATURE, "agreement_id")),
    Kept("agreements_signoff", ("agreement_id", "partner_id", "role", "by", "on", "approved", "words")),
    Kept("agreements_commencement", ("switch", "starts", "source", "by", "at")),
    Kept("agreements_comment", ("agreement_id", "by", "at", "words")),
    Kept("supplies_supply", _HOLDING, ("destroyed_on",)),
    Kept("supplies_judgement", ("supply", "accepted", "words", "by", "at")),
    Kept("linkage_linkagerun", _HOLDING, ("destroyed_on",)),
    Kept("linkage_judgement", ("agreement", "left", "right", "answer", "person", "by", "at")),
    Kept(
        "releases_release",
        ("name", "agreement", "sharing_type", "title", "by", "made_on", "movement", "files", "facts"),
        ("withdrawn_on",),
    ),
    Kept("releases_cohortquestion", ("agreement", "number", "conditions", "shown", "partner", "by", "at")),
    Kept(
        "lookups_lookup",
        (
            "at",
            "person",
            "by",
            "role",
            "partner",
            "agreement",
            "purpose",
            "reason",
            "emergency",
            "explanation",
            "outcome",
            "key",
            "client",
            "systems",
        ),
    ),
    Kept("lookups_review", ("look_up_id", "at", "person", "looked", "by", "justified", "words")),
    Kept("lookups_deferral", ("look_up_id", "at", "by", "until", "reason")),
    Kept("lookups_consent", ("at", "agreement", "client", "given", "on", "how", "by", "partner")),
    Kept(
        "lookups_safetymarker",
        ("agreement", "key", "client", "person", "by", "partner", "reason", "set_on"),
        ("lifted_on",),
    ),
    Kept(
        "indicators_loading",
        (
            "key",
            "partner",
            "owner",
            "person",
            "by",
            "at",
            "due",
            "file",
            "sha256",
            "cleared",
            "facts",
        ),
        ("state",),
    ),
    Kept(
        "areas_boundaryfile",
        ("key", "partner", "person", "by", "at", "file", "sha256", "level", "year", "code_column", "only", "source"),
        ("state", "facts"),
    ),
    Kept("indicators_loadedindicator", ("loading_id", "indicator", "title", "kind")),
    Kept("indicators_shown", ("indicator", "kind", "owner", "person", "by", "on"), ("sha256", "ended_on")),
    Kept("indicators_figuressignature", ("loading_id", "signed", "words", "person", "by", "on")),
    Kept("indicators_goal", ("indicator", "met", "missed", "reason", "owner", "by", "set_on"), ("ended_on",)),
    Kept(
        "indicators_target",
        (
            "indicator",
            "kind",
            "area",
            "baseline",
            "baseline_starts",
            "baseline_ends",
            "wanted",
            "wanted_by",
            "milestones",
            "owner",
            "by",
            "set_on",
        ),
        ("ended_on",),
    ),
    Kept(
        "objections_objection",
        ("agreement", "partner", "client", "key", "request", "deciding", "why", "by", "set_on"),
        ("lifted_on",),
    ),
    Kept(
        "training_module",
        ("key", "title", "what", "opens", "months", "needed_from", "by", "set_on"),
        ("ended_on",),
    ),
    Kept(
        "training_completion",
        ("module", "person", "handle", "done_on", "until", "by", "recorded_on"),
        ("withdrawn_on",),
    ),
    Kept("residents_resident", ("handle", "who")),
    Kept(
        "residents_signincode",
        ("resident_id", "tag", "hash", "made_on", "expires_on", "by", "how"),
        ("tries", "ended"),
    ),
    Kept("residents_rightsrequest", ("resident_id", "kind", "controller", "received_on")),
    Kept("residents_requeststep", ("request_id", "at", "on", "step", "words", "by")),
)

# the tables whose rows may change, and why
FREE: dict[str, str] = {
    "residents_wrongtry": "it counts for minutes only",
    "residents_found": "a resident is found anew each time they prove who they are",
    "residents_requestwords": "a resident's own words and name, which may have to be corrected or erased",
    "lookups_told": "it only keeps an alert from being given twice",
    "accounts_person": "people change their names and addresses, and leave",
    "accounts_membership": "roles end",
    "accounts_note": "it holds for minutes only",
    "accounts_sealedkey": "of no use without its phrase; the public half is kept",
    "agreements_draft": "it is being written",
    "supplies_arrival": "it goes from arriving to received; the supply itself is kept",
    "supplies_schedule": "how often a supply is due changes; events tell when",
    "releases_releaserequest": "it goes from asked to made; events tell who checked it",
    "api_system": "it ends; events tell when",
    "work_job": "it tells how far work is",
    "notices_notice": "it is read",
    "indicators_analysis": "it goes from planned to published; events tell when",
    "indicators_ownarea": "it is drawn and forgotten; events tell when",
    "indicators_visit": "it counts visits and nothing else",
    "initiatives_initiative": "it moves from stage to stage; events tell how",
}

# the tables whose rows exist only because a movement was allowed
LET_IN = ("supplies_supply", "linkage_linkagerun", "releases_release")

IN_FORCE = """
    SELECT 1 FROM agreements_agreementversion a
    JOIN agreements_protocolversion p ON p.id = a.protocol_id
    WHERE a.reference = NEW.agreement AND a.version = NEW.version AND a.state = 'signed' AND a.dpia_accepted
      AND a.starts <= {today} AND a.ends >= {today} AND a.review_due >= {today}
      AND p.state = 'signed' AND p.starts <= {today} AND p.ends >= {today} AND p.review_due >= {today}
      AND NOT EXISTS (
        SELECT 1 FROM agreements_agreementparty y WHERE y.agreement_id = a.id AND (
          NOT EXISTS (SELECT 1 FROM agreements_agreementsignature s
                      WHERE s.agreement_id = a.id AND s.partner_id = y.partner_id AND s.version_hash = a.hash)
          OR NOT EXISTS (SELECT 1 FROM agreements_protocolsignature t
                         WHERE t.protocol_id = p.id AND t.partner_id = y.partner_id AND t.version_hash = p.hash)))
      AND EXISTS (SELECT 1 FROM agreements_agreementparty y
                  WHERE y.agreement_id = a.id AND y.partner_id = NEW.supplier AND y.withdrawn_on IS NULL)
      AND (NEW.recipient = 'public' OR EXISTS (
        SELECT 1 FROM agreements_agreementparty y
        WHERE y.agreement_id = a.id AND y.partner_id = NEW.recipient AND y.withdrawn_on IS NULL))
"""

ALLOWED = "SELECT 1 FROM gatehouse_movement m WHERE m.id = NEW.movement AND m.allowed"
NO_UPDATE = "joinedup: what is written stays"
NOT_IN_FORCE = "joinedup: no agreement in force covers this movement today"
NOT_LET_IN = "joinedup: no allowed movement let this in"


def _quoted(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def sqlite() -> list[str]:
    """The triggers as SQLite writes them."""
    statements = []
    for kept in KEPT:
        which = f" OF {_quoted(kept.columns)}" if kept.changeable else ""
        raising = f"BEGIN SELECT RAISE(ABORT, '{NO_UPDATE}'); END"
        statements += [
            f"CREATE TRIGGER {kept.table}_no_update BEFORE UPDATE{which} ON {kept.table} {raising}",
            f"CREATE TRIGGER {kept.table}_no_delete BEFORE DELETE ON {kept.table} {raising}",
        ]
    in_force = IN_FORCE.format(today="date('now')")
    statements.append(
        "CREATE TRIGGER gatehouse_movement_in_force BEFORE INSERT ON gatehouse_movement "
        f"WHEN NEW.allowed AND NOT EXISTS ({in_force}) BEGIN SELECT RAISE(ABORT, '{NOT_IN_FORCE}'); END"
    )
    statements += [
        f"CREATE TRIGGER {table}_let_in BEFORE INSERT ON {table} "
        f"WHEN NOT EXISTS ({ALLOWED}) BEGIN SELECT RAISE(ABORT, '{NOT_LET_IN}'); END"
        for table in LET_IN
    ]
    return statements


def postgresql() -> list[str]:
    """The triggers as PostgreSQL writes them."""
    making = "CREATE OR REPLACE TRIGGER"
    in_force = IN_FORCE.format(today="(now() AT TIME ZONE 'UTC')::date")

    def function(name: str, body: str) -> str:
        return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"

    def refuse_unless(condition: str, message: str) -> str:
        return f"IF {condition} THEN RAISE EXCEPTION '{message}'; END IF; RETURN NEW;"

    statements = [
        function("joinedup_kept", f"RAISE EXCEPTION '{NO_UPDATE}';"),
        function("joinedup_in_force", refuse_unless(f"NEW.allowed AND NOT EXISTS ({in_force})", NOT_IN_FORCE)),
        function("joinedup_let_in", refuse_unless(f"NOT EXISTS ({ALLOWED})", NOT_LET_IN)),
        f"{making} gatehouse_movement_in_force BEFORE INSERT ON gatehouse_movement "
        "FOR EACH ROW EXECUTE FUNCTION joinedup_in_force()",
    ]
    statements += [
        f"{making} {table}_let_in BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION joinedup_let_in()"
        for table in LET_IN
    ]
    for kept in KEPT:
        which = f" OF {_quoted(kept.columns)}" if kept.changeable else ""
        call = "EXECUTE FUNCTION joinedup_kept()"
        statements += [
            f"{making} {kept.table}_no_update BEFORE UPDATE{which} ON {kept.table} FOR EACH ROW {call}",
            f"{making} {kept.table}_no_delete BEFORE DELETE ON {kept.table} FOR EACH ROW {call}",
            f"{making} {kept.table}_no_truncate BEFORE TRUNCATE ON {kept.table} FOR EACH STATEMENT {call}",
        ]
    return statements


STATEMENTS = {"sqlite": sqlite, "postgresql": postgresql}


def lay(connection: BaseDatabaseWrapper) -> None:
    """Lay every trigger, in place of what is there: after each migration, because SQLite's may drop a table's own."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in STATEMENTS[connection.vendor]():
            if connection.vendor == "sqlite":  # which has no "or replace" for triggers
                cursor.execute(f"DROP TRIGGER IF EXISTS {statement.split()[2]}")
            cursor.execute(statement)


def names(connection: BaseDatabaseWrapper) -> frozenset[str]:
    """The names of the triggers that should be there."""
    words = (statement.replace("OR REPLACE ", "").split() for statement in STATEMENTS[connection.vendor]())
    return frozenset(word[2] for word in words if word[1] == "TRIGGER")
