"""A made-up initiative's people: one demonstration person a role, and a signatory for each partner."""

from __future__ import annotations

from joinedup.service.accounts.actions import enrol, give_role, make_key
from joinedup.service.authorization.roles import ROLES
from joinedup.service.initiatives.actions import begin
from joinedup.service.initiatives.world import BY, World

PHRASE = "made-up signing phrase"  # of every made-up signatory; the page for signing says it in a demonstration

# who is what: role → (name, whether for the whole partnership)
NAMES = {
    "practitioner": "Priya Sample", "service-manager": "Sam Sample", "analyst": "Ana Sample",
    "data-supplier": "Dev Sample", "ig-lead": "Ines Sample", "dpo": "Dora Sample", "caldicott-guardian": "Cal Sample",
    "siro": "Sofia Sample", "coordinator": "Corin Sample", "board-member": "Bo Sample", "checker": "Chidi Sample",
    "auditor": "Aud Sample", "administrator": "Adi Sample",
}  # fmt: skip
WHOLE = {"coordinator", "auditor", "administrator", "board-member"}


def furnish(world: World) -> None:
    """Begin the initiative in the register, and enrol its made-up people. They sign in without a password."""
    plan = world.exemplar
    partners = [partner.key for partner in plan.partners]
    begin(by=BY, key=plan.name, title=plan.title, what=plan.what, partners=partners, stage="implementation")
    host = plan.agreements[0].host
    for role, name in NAMES.items():
        person = enrol(by=BY, name=name, email=f"{role}@{host}.example")
        give_role(by=BY, person=person, role=role, partner="" if role in WHOLE else host)
    other = next((partner for partner in partners if partner != host), host)
    for role in ("data-supplier", "ig-lead", "practitioner"):
        person = enrol(by=BY, name=f"{NAMES[role].split()[0]} Other", email=f"{role}@{other}.example")
        give_role(by=BY, person=person, role=role, partner=other)
    for partner in plan.partners:
        person = enrol(
            by=BY, name=f"{partner.signatory}, {partner.title}"[:200], email=f"signatory@{partner.key}.example"
        )
        give_role(by=BY, person=person, role="signatory", partner=partner.key)
        if partner.key in world.keys:
            key = world.keys[partner.key]
            make_key(by=BY, person=person, partner=partner.key, phrase=PHRASE, private_key=key)
    assert set(NAMES) | {"signatory", "system", "resident"} == set(ROLES)
