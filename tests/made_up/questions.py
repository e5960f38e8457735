# ruff: noqa: E501 (a table with one indicator a line)
"""What people ask, and which indicators they should find: of a national list, and of a made-up partnership's.

The questions were written before anything was ranked by the search that they judge. The list of sayings was mended with
them, but not with those that are called unseen: these tell how well questions fare that nobody thought of.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from html import unescape
from pathlib import Path
from statistics import fmean

from attrs import frozen

from joinedup.engine.indicators.indicator import Indicator

Search = Callable[[str, Sequence[Indicator]], Sequence[str]]  # keys, best first


@frozen
class Question:
    """Somebody's words, and the keys of what has to be among the first three."""

    words: str
    keys: tuple[str, ...]


def _asked(*rows: str) -> tuple[Question, ...]:
    parts = (row.rsplit(" > ", 1) for row in rows)
    return tuple(Question(words, tuple(keys.split())) for words, keys in parts)


OF_ENGLAND = _asked(
    "How many old people fall and end up in hospital? > 22401",
    "falls in over 65s > 22401",
    "teenage pregnancy > 20401",
    "pregnant women who smoke > 93085",
    "people who gave up smoking > 90453",
    "fat kids > 92033",
    "obese adults > 93088",
    "overweight people > 93088",
    "How long do people live? > 90362 91102 93283",
    "healthy years of life > 90362",
    "dirty air > 93861",
    "deaths from drinking > 93763",
    "under 18s drinking > 92904",
    "drunk teenagers in hospital > 92904",
    "poor children > 93701",
    "child poverty > 93701",
    "deprived areas > 93553",
    "memory loss > 247 383",
    "alzhiemers > 383",
    "demetia > 247",
    "Where do people with dementia die? > 91894",
    "dying in hospital > 93474",
    "people dying early > 108",
    "lack of exercise > 93015",
    "unpaid carers > 352",
    "looking after a relative > 352",
    "jabs for toddlers > 30302",
    "hepatitis > 30302 93124",
    "going blind > 41203",
    "eye operations > 94035",
    "cancer referrals > 91344",
    "mammograms > 94063",
    "diabetic patients > 241",
    "diabetis > 241",
    "health checks at the doctor > 91040 91112",
    "back in hospital after being sent home > 41101",
    "hospital bugs > 93415",
    "birth rate > 92266",
    "mothers' mental health > 94103",
    "How many patients does my GP have? > 93468",
)
NOT_OF_ENGLAND = ("people out of work", "homeless children", "burglary in the last year", "school absence")

OF_A_PARTNERSHIP = _asked(
    "people out of work > claimants",
    "How many people are on the dole? > claimants",
    "unemploymnet > claimants",
    "people in work > employment",
    "over 75s > older alone",
    "old people living alone > alone",
    "lonely people > lonely",
    "break-ins > burglary",
    "burglarys near me > burglary",
    "crime > burglary",
    "antisocial behaviour > asb",
    "nuisance neighbours > asb",
    "violence in 2023/24 > violence",
    "domestic violence > abuse",
    "truancy > absence",
    "school absence > absence",
    "pupil absence > absence",
    "Are children here ready for school? > ready",
    "young people not in school or work > neet",
    "exam results > gcse",
    "free school dinners > meals",
    "expelled pupils > suspended",
    "cold homes > fuel",
    "heating bills > fuel",
    "homeless families > temporary",
    "rubbish and recycling > waste",
    "dumped rubbish > tipping",
    "road accidents > road",
    "wages > earnings",
    "child poverty > income",
    "housing benefit > benefit",
    "heroin addicts > drugs",
    "council houses > rented",
    "How many people live here? > population",
    "cigarettes > smoking",
)
NOT_OF_A_PARTNERSHIP = ("cancer in adults", "people with dementia", "visits to the library", "xylophone", "the of and")

UNSEEN_OF_ENGLAND = _asked(
    "How many people get diabetes? > 241",
    "elderly hip injuries > 22401",
    "underage drinkers admitted > 92904",
    "expectant mothers smoking > 93085",
    "chubby ten year olds > 92033",
    "couch potatoes > 93015",
    "pollution deaths > 93861",
    "people who die too soon > 108",
    "women having babies > 92266",
    "girls getting pregnant young > 20401",
    "women checked for breast cancer > 94063",
    "patients readmitted after discharge > 41101",
    "How deprived is my area? > 93553",
    "families on low incomes > 93701",
    "life left at pension age > 91102",
    "babies immunised against hepatitis B > 30302",
    "liver infection > 93124",
    "vision loss > 41203",
    "depression after childbirth > 94103",
    "informal care > 352",
)
UNSEEN_OF_A_PARTNERSHIP = _asked(
    "joblessness > claimants",
    "lads and lasses not at college > neet",
    "How much do people earn? > earnings",
    "stolen from houses > burglary",
    "fights > violence",
    "noisy neighbours > asb",
    "battered wives > abuse",
    "cyclists hurt in crashes > road",
    "kids skiving > absence",
    "five year olds behind in development > ready",
    "secondary school grades > gcse",
    "hungry pupils > meals",
    "grandparents on their own > alone",
    "isolated adults > lonely",
    "people who cannot afford heating > fuel",
    "nowhere to live > temporary",
    "vacant houses > empty",
    "housing association tenants > rented",
    "green bins > waste",
    "litter on the street > tipping",
    "people who keep fit > active",
    "vapers and smokers > smoking",
)

PARTNERSHIP = tuple(
    Indicator(key, title, theme=theme, definition=definition, denominator=of, source=source)
    for key, title, theme, definition, of, source in (
        ("claimants", "Claimant count", "Work", "Residents who claim benefits mainly for being unemployed", "People aged 16 to 64", "Council"),
        ("employment", "Employment rate, 16 to 64", "Work", "Share of people in a job or self-employed", "People aged 16 to 64", "Council"),
        ("earnings", "Median weekly earnings", "Work", "Gross weekly earnings of residents who work full-time", "", "Council"),
        ("neet", "Aged 16 to 17, not in education or training", "Work", "Young people not in education, employment or training", "People aged 16 and 17", "Council"),
        ("burglary", "Homes burgled", "Safety", "Residential burglaries that the police recorded", "Households", "Police"),
        ("violence", "Violent offences", "Safety", "Violence against the person that the police recorded", "Residents", "Police"),
        ("asb", "Anti-social behaviour incidents", "Safety", "Calls to the police about behaviour that disturbs others", "Residents", "Police"),
        ("abuse", "Domestic abuse incidents", "Safety", "Incidents that the police marked as domestic abuse", "Residents", "Police"),
        ("road", "People killed or seriously injured on roads", "Safety", "Casualties in collisions that were reported to the police", "Residents", "Police"),
        ("absence", "Pupils persistently absent", "Learning", "Pupils who miss a tenth of their sessions or more", "Pupils aged 5 to 15", "Schools"),
        ("ready", "Children ready for school", "Learning", "Children with a good level of development at the end of reception", "Children aged 5", "Schools"),
        ("gcse", "Average Attainment 8 score", "Learning", "Points in eight subjects at the end of key stage 4", "Pupils at the end of key stage 4", "Schools"),
        ("meals", "Pupils eligible for free school meals", "Learning", "Pupils known to be eligible and claiming", "Pupils", "Schools"),
        ("suspended", "Suspensions and exclusions", "Learning", "Pupils suspended or excluded at least once in the year", "Pupils", "Schools"),
        ("older", "People aged 75 and over", "People", "Residents who are 75 or older", "Residents", "Council"),
        ("alone", "People aged 75 and over who live alone", "People", "Households of one person who is 75 or older", "People aged 75 and over", "Council"),
        ("population", "Resident population", "People", "Everybody who usually lives in the area", "", "Council"),
        ("lonely", "Adults who often feel lonely", "People", "Adults who said often or always", "Adults asked", "Council"),
        ("fuel", "Households in fuel poverty", "Housing", "Low income, and a home that costs much to keep warm", "Households", "Council"),
        ("temporary", "Households in temporary accommodation", "Housing", "Placed by the council because they were homeless", "Households", "Council"),
        ("empty", "Homes that stand empty", "Housing", "Homes empty for six months or more", "Homes", "Council"),
        ("rented", "Homes rented from the council or a housing association", "Housing", "Social rented homes", "Homes", "Council"),
        ("benefit", "Households that claim housing benefit", "Income", "Households with housing benefit or the housing part of universal credit", "Households", "Council"),
        ("income", "Children in families with low income", "Income", "Children under 16 in families below 60 % of the median", "Children under 16", "Council"),
        ("waste", "Household waste recycled", "Greener", "Share of household waste recycled, reused or composted", "Tonnes collected", "Council"),
        ("tipping", "Fly-tipping incidents", "Greener", "Rubbish left where it may not be", "Residents", "Council"),
        ("smoking", "Adults who smoke", "Health", "Adults who smoke now", "Adults asked", "Health trust"),
        ("drugs", "People in drug treatment", "Health", "Adults in treatment for drugs at any time in the year", "Adults", "Health trust"),
        ("active", "Adults who are active", "Health", "Adults with 150 minutes of activity a week", "Adults asked", "Health trust"),
    )
)  # fmt: skip


def of_england(open_data: Path) -> tuple[Indicator, ...]:
    """35 real indicators of public health, with the texts that their publisher gives them (Fingertips)."""
    text = (open_data / "fingertips" / "fingertips_indicator_metadata.json").read_text(encoding="utf-8")

    def plain(row: dict[str, object], name: str) -> str:
        return " ".join(unescape(str(row[name] or "")).split())

    return tuple(
        Indicator(
            str(row["indicatorID"]), plain(row, "indicatorName"), definition=plain(row, "indicatorDefinition"),
            numerator=plain(row, "countDefinition"), denominator=plain(row, "denominatorDefinition"),
            source=plain(row, "dataSource"),
        )
        for row in json.loads(text)
    )  # fmt: skip


def mean_reciprocal_rank(search: Search, questions: Sequence[Question], indicators: Sequence[Indicator]) -> float:
    """The mean over all questions of 1 / the place of the first wanted indicator; 0 for one that is not found."""
    return fmean(_reciprocal(search(one.words, indicators), one.keys) for one in questions)


def missed(search: Search, questions: Sequence[Question], indicators: Sequence[Indicator]) -> list[str]:
    """The questions of which something wanted is not among the first three, each with what is there instead."""
    found = [(one, tuple(search(one.words, indicators))[:3]) for one in questions]
    return [f"{one.words}: {', '.join(first) or 'nothing'}" for one, first in found if not set(one.keys) <= set(first)]


def _reciprocal(found: Sequence[str], wanted: Sequence[str]) -> float:
    return next((1 / place for place, key in enumerate(found, 1) if key in wanted), 0.0)
