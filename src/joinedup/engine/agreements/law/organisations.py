"""What sort of organisation a partner is in law: what it may do depends on it.

`dea_paragraph` is the organisation's paragraph in Schedule 4 of the Digital Economy Act 2017, as enacted. English NHS
bodies, housing associations and charities are in none, unless they provide services to a body that is (paragraph 28).
"""

from __future__ import annotations

from attrs import frozen


@frozen
class Organisation:
    """One kind. public_authority: UK GDPR Article 6(1), last sentence.

    competent: for law enforcement, as what it is there for (DPA 2018 Part 3, Schedule 7). offences: competent only
    where it prevents, investigates or prosecutes offences itself, and not in its other work (s30(1)(b), Schedule 7
    paragraph 1). care: provides or arranges health or social care. nation: where its law is.
    """

    title: str
    public_authority: bool = False
    competent: bool = False
    offences: bool = False
    care: bool = False
    council: bool = False
    nation: str = "England"
    dea_paragraph: int | None = None


ORGANISATIONS: dict[str, Organisation] = {
    "county-council": Organisation("County council", True, offences=True, care=True, council=True, dea_paragraph=11),
    "unitary-council": Organisation(
        "Unitary or metropolitan council", True, offences=True, care=True, council=True, dea_paragraph=12
    ),
    "district-council": Organisation("District council", True, offences=True, council=True, dea_paragraph=12),
    "london-borough": Organisation(
        "London borough council", True, offences=True, care=True, council=True, dea_paragraph=13
    ),
    "city-of-london": Organisation(
        "Common Council of the City of London", True, offences=True, care=True, council=True, dea_paragraph=15
    ),
    "isles-of-scilly": Organisation(
        "Council of the Isles of Scilly", True, offences=True, care=True, council=True, dea_paragraph=16
    ),
    "combined-authority": Organisation("Combined authority", True, dea_paragraph=14),
    "greater-london-authority": Organisation("Greater London Authority", True, dea_paragraph=17),
    "welsh-council": Organisation("Council in Wales", True, offences=True, care=True, council=True, nation="Wales"),
    "nhs-trust": Organisation("NHS trust or foundation trust", True, care=True),
    "icb": Organisation("Integrated care board", True, care=True),
    "gp-practice": Organisation("GP practice", True, care=True),
    "welsh-health-board": Organisation("Local health board in Wales", True, care=True, nation="Wales"),
    "police": Organisation("Police force (chief officer)", True, competent=True, dea_paragraph=22),
    "policing-body": Organisation("Police and crime commissioner, or mayor for policing", True),
    "fire": Organisation("Fire and rescue authority", True, offences=True, dea_paragraph=18),
    "probation": Organisation("Probation service", True, competent=True),
    "prison": Organisation("Prison or youth custody", True, competent=True),
    "school": Organisation("Maintained school", True, dea_paragraph=23),
    "academy": Organisation("Academy or academy trust", True, dea_paragraph=24),
    "college": Organisation("College or other educational institution", True, dea_paragraph=25),
    "housing-association": Organisation("Housing association (registered provider)"),
    "charity": Organisation("Charity or community organisation"),
    "provider": Organisation("Company or other provider of services"),
    "registrar": Organisation("Registration service", True),
    "safeguarding-adults-board": Organisation("Safeguarding Adults Board", True),
    "dwp": Organisation("Department for Work and Pensions", True, offences=True, dea_paragraph=7),
    "hmrc": Organisation("HM Revenue and Customs", True, offences=True, dea_paragraph=10),
    "home-office": Organisation("Home Office", True, offences=True, dea_paragraph=1),
    "education-department": Organisation("Department for Education", True, offences=True, dea_paragraph=5),
    "justice-ministry": Organisation("Ministry of Justice", True, offences=True, dea_paragraph=4),
    "housing-ministry": Organisation(
        "Ministry of Housing, Communities and Local Government", True, offences=True, dea_paragraph=8
    ),
    "defence-ministry": Organisation("Ministry of Defence", True, offences=True, dea_paragraph=2),
    "ofgem": Organisation("Gas and Electricity Markets Authority (Ofgem)", True, dea_paragraph=26),
    "land-registry": Organisation("Chief Land Registrar", True, dea_paragraph=27),
}
