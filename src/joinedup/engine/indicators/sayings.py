"""What people say, and what statistics call it: used when indicators are looked for in plain words."""

from __future__ import annotations

SAID: dict[str, tuple[str, ...]] = {
    "accident": (
        "collision",
        "casualty",
        "injury",
    ),
    "benefit": (
        "claimant",
        "credit",
    ),
    "bin": (
        "waste",
        "recycling",
    ),
    "burglar": ("burglary",),
    "cigarette": ("smoking",),
    "cold": ("fuel",),
    "council": (
        "social",
        "rented",
    ),
    "crime": (
        "offence",
        "burglary",
        "violence",
    ),
    "death": ("mortality",),
    "die": ("mortality",),
    "doctor": ("gp",),
    "dole": ("claimant",),
    "domestic": ("abuse",),
    "drink": ("alcohol",),
    "drug": (
        "substance",
        "misuse",
    ),
    "drunk": ("alcohol",),
    "dying": ("mortality",),
    "elderly": (
        "older",
        "65",
        "75",
    ),
    "exam": (
        "attainment",
        "gcse",
        "qualification",
    ),
    "fat": (
        "obesity",
        "obese",
    ),
    "gp": ("practice",),
    "grade": ("attainment",),
    "heating": ("fuel",),
    "homeless": ("homelessness",),
    "house": (
        "housing",
        "household",
    ),
    "ill": (
        "health",
        "illness",
    ),
    "jab": (
        "vaccination",
        "immunisation",
    ),
    "job": ("employment",),
    "jobless": (
        "unemployment",
        "claimant",
    ),
    "kid": ("child",),
    "lifespan": (
        "life",
        "expectancy",
    ),
    "lonely": (
        "loneliness",
        "isolation",
    ),
    "money": ("income",),
    "old": (
        "older",
        "65",
        "75",
        "pensioner",
    ),
    "overweight": (
        "obesity",
        "obese",
    ),
    "pay": ("earnings",),
    "pensioner": (
        "older",
        "65",
    ),
    "people": (
        "population",
        "resident",
    ),
    "poor": (
        "poverty",
        "deprivation",
    ),
    "population": ("resident",),
    "pregnancy": ("conception",),
    "pregnant": (
        "conception",
        "pregnancy",
    ),
    "road": (
        "collision",
        "casualty",
    ),
    "rubbish": (
        "waste",
        "recycling",
    ),
    "school": (
        "pupil",
        "education",
    ),
    "sick": (
        "health",
        "illness",
        "sickness",
    ),
    "smoker": ("smoking",),
    "teenage": (
        "under",
        "18",
    ),
    "tobacco": ("smoking",),
    "truancy": ("absence",),
    "unemployed": (
        "unemployment",
        "claimant",
    ),
    "vaccine": ("vaccination",),
    "violence": ("abuse",),
    "wage": (
        "earnings",
        "income",
    ),
    "work": ("employment",),
    "young": (
        "child",
        "youth",
        "neet",
    ),
}

# words that tell nothing about what is looked for
STOP = frozenset(
    {
        "a", "an", "and", "any", "are", "area", "areas", "as", "at", "be", "by", "do", "for", "from", "get",
        "has", "have", "how", "i", "in", "is", "it", "its", "many", "me", "much", "my", "number", "of",
        "on", "or", "our", "per", "show", "so", "some", "than", "that", "the", "their", "there", "they",
        "this", "to", "us", "was", "we", "were", "what", "where", "which", "who", "with", "you", "your",
    }
)  # fmt: skip
