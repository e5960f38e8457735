"""Permissions: what a person may do, each in words that an auditor can read. Nothing else can be done."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """One thing that a role may do. The value is the words."""

    SEE_INITIATIVE = "see an initiative, its partners and its agreements"
    RUN_INITIATIVE = "start an initiative, and add partners to it"
    MANAGE_PEOPLE = "invite people, and change or end what they may do"
    WRITE_AGREEMENT = "write agreements and impact assessments, and put them to the parties"
    COMMENT = "comment on an agreement that is being agreed"
    SIGN_OFF_DPO = "sign an agreement off as data protection officer"
    SIGN_OFF_CALDICOTT = "sign an agreement off as Caldicott Guardian"
    SIGN_OFF_SIRO = "sign an agreement off as senior information risk owner"
    SIGN = "sign protocols and agreements for their partner"
    STOP_SHARING = "suspend, resume or end an agreement, and withdraw their partner"
    SEE_PACK = "see the information-governance committee pack and the map of sharing"
    SUPPLY = "supply their partner's data, and see what was found out about it"
    SEE_SUPPLIES = "see which supplies are there and how good they are, without the data"
    ACCEPT_SUPPLY = "accept a supply or send it back"
    LINK = "link supplies into people"
    ASK_RELEASE = "ask for a release, and see what it would show"
    CHECK_RELEASE = "check a release that somebody else asked for"
    DOWNLOAD_RELEASE = "download releases made for their partner"
    LOAD_BOUNDARIES = "load boundaries of areas and services, which everybody's maps show"
    LOAD_FIGURES = "load figures of areas, and put them to the partner that owns them"
    SIGN_OFF_FIGURES = "sign figures of areas off for their partner, which owns them"
    SET_TARGET = "set targets for their partner's indicators, and end them"
    ENTER_ANALYSIS = "enter analyses of their partner into the register"
    SEE_USAGE = "see how much each partner looks at the indicators"
    LOOK_UP = "look up one person, with a purpose and a reason"
    BREAK_GLASS = "look up one person in an emergency, to be reviewed afterwards"
    REVIEW_LOOK_UPS = "review look-ups made in an emergency"
    SEE_AUDIT = "see the audit chain of the whole partnership"
    SEE_OWN_AUDIT = "see the audit chain as far as it is about their partner"
    KEEP_CHECKPOINT = "download signed checkpoints of the audit chain for their partner"
    SERVE_RESIDENTS = "send residents their code, and answer what they ask for"
    SEE_OWN_RECORD = "see what is held and shared about themselves, and ask for their rights"
    RUN_MACHINE = "see the state of the machine and its jobs, and no personal data"
    MANAGE_SYSTEMS = "register their partner's systems for the programming interface"
