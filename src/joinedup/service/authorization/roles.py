"""Roles, in words an auditor can read. A role may do what stands here and nothing else."""

from __future__ import annotations

from attrs import frozen

from joinedup.service.authorization.permissions import Permission as May


@frozen
class Role:
    """One role. `personal_data`: whether anything it may do shows data about people other than themselves."""

    key: str
    title: str
    what: str
    may: frozenset[May]
    personal_data: bool = False


def _role(key: str, title: str, what: str, *may: May, personal_data: bool = False) -> Role:
    return Role(key, title, what, frozenset(may), personal_data)


_ALL = (
    _role(
        "practitioner", "Practitioner", "Has a person in front of them and looks that person up, with a reason.",
        May.SEE_INITIATIVE, May.LOOK_UP, May.BREAK_GLASS, personal_data=True,
    ),
    _role(
        "service-manager", "Service manager",
        "Answers for the practitioners of a service and reviews their emergency look-ups.",
        May.SEE_INITIATIVE, May.LOOK_UP, May.BREAK_GLASS, May.REVIEW_LOOK_UPS, May.DOWNLOAD_RELEASE,
        May.SIGN_OFF_FIGURES, May.SET_TARGET, personal_data=True,
    ),
    _role(
        "analyst", "Analyst", "Links supplies and asks for releases; sees results, never a name.",
        May.SEE_INITIATIVE, May.SEE_SUPPLIES, May.LINK, May.ASK_RELEASE, May.DOWNLOAD_RELEASE, May.LOAD_FIGURES,
        May.LOAD_BOUNDARIES, May.SIGN_OFF_FIGURES, May.SET_TARGET, May.ENTER_ANALYSIS, May.SEE_USAGE,
    ),
    _role(
        "data-supplier", "Data supplier", "Sends their partner's extracts and puts right what was found.",
        May.SEE_INITIATIVE, May.SUPPLY, May.MANAGE_SYSTEMS, May.LOAD_FIGURES, personal_data=True,
    ),
    _role(
        "ig-lead", "Information-governance lead", "Writes agreements and impact assessments, and keeps them in order.",
        May.SEE_INITIATIVE, May.WRITE_AGREEMENT, May.COMMENT, May.STOP_SHARING, May.SEE_PACK, May.SEE_SUPPLIES,
        May.ACCEPT_SUPPLY, May.SEE_OWN_AUDIT, May.KEEP_CHECKPOINT, May.REVIEW_LOOK_UPS, May.SERVE_RESIDENTS,
    ),
    _role(
        "dpo", "Data protection officer", "Advises on impact assessments and signs agreements off.",
        May.SEE_INITIATIVE, May.COMMENT, May.SIGN_OFF_DPO, May.SEE_PACK, May.SEE_OWN_AUDIT, May.STOP_SHARING,
    ),
    _role(
        "caldicott-guardian", "Caldicott Guardian", "Signs off what is shared of people's health and care.",
        May.SEE_INITIATIVE, May.COMMENT, May.SIGN_OFF_CALDICOTT, May.SEE_PACK, May.SEE_OWN_AUDIT, May.STOP_SHARING,
    ),
    _role(
        "siro", "Senior information risk owner", "Signs off the risk that their partner takes.",
        May.SEE_INITIATIVE, May.COMMENT, May.SIGN_OFF_SIRO, May.SEE_PACK, May.SEE_OWN_AUDIT, May.STOP_SHARING,
    ),
    _role(
        "signatory", "Signatory", "Signs for their partner: a chief officer, or whoever may bind it.",
        May.SEE_INITIATIVE, May.COMMENT, May.SIGN, May.STOP_SHARING, May.SEE_PACK,
    ),
    _role(
        "coordinator", "Partnership coordinator",
        "Brings the partners together, invites people and keeps things moving.",
        May.SEE_INITIATIVE, May.RUN_INITIATIVE, May.MANAGE_PEOPLE, May.WRITE_AGREEMENT, May.COMMENT, May.SEE_PACK,
        May.SEE_SUPPLIES, May.SERVE_RESIDENTS, May.ENTER_ANALYSIS, May.SEE_USAGE, May.SEE_ENTRY,
    ),
    _role(
        "board-member", "Board member", "Oversees the partnership: what is in force, expiring, refused and at risk.",
        May.SEE_INITIATIVE, May.SEE_PACK, May.SEE_USAGE, May.SEE_ENTRY,
    ),
    _role(
        "checker", "Checker of releases", "Checks what somebody else asked to release, before it leaves.",
        May.SEE_INITIATIVE, May.CHECK_RELEASE, May.SEE_SUPPLIES, May.SIGN_OFF_FIGURES,
    ),
    _role(
        "auditor", "Auditor", "Reads every event, and proves that none was changed.",
        May.SEE_INITIATIVE, May.SEE_AUDIT, May.KEEP_CHECKPOINT, May.SEE_PACK,
    ),
    _role(
        "administrator", "System administrator", "Runs the machine, and sees no personal data.",
        May.RUN_MACHINE, May.MANAGE_PEOPLE,
    ),
    _role(
        "system", "System", "A partner's system: supplies, asks and receives by itself, through the same gate.",
        May.SEE_INITIATIVE, May.SUPPLY, May.ASK_RELEASE, May.DOWNLOAD_RELEASE,
    ),
    _role(
        "resident", "Resident", "The person whom the data is about.",
        May.SEE_OWN_RECORD,
    ),
)  # fmt: skip

ROLES: dict[str, Role] = {role.key: role for role in _ALL}
