"""Names as people in a UK borough have them: by sex, year of birth and community, with realistic frequencies."""

from __future__ import annotations

import csv
from collections import defaultdict
from importlib import resources
from itertools import accumulate
from random import Random

from attrs import frozen

SETTLED = "settled"  # everyone outside the communities below

# Share of households by community. Together about 15 %: the boroughs of the study had more and less.
COMMUNITIES: dict[str, float] = {
    "South Asian": 0.07,
    "Polish": 0.02,
    "Irish": 0.02,
    "West African": 0.015,
    "Somali": 0.01,
    "Portuguese": 0.008,
    "Romanian": 0.007,
}

# Ethnic groups of the 2021 Census (ONS harmonised), the usual one for each community.
ETHNIC_GROUPS = {
    SETTLED: "White British",
    "South Asian": "Asian Pakistani",
    "Polish": "White Other",
    "Irish": "White Irish",
    "West African": "Black African",
    "Somali": "Black African",
    "Portuguese": "White Other",
    "Romanian": "White Other",
}

# Forenames shared by many in a community: where linkage is hardest. Two lists, women's and men's.
_COMMUNITY_FORENAMES: dict[str, tuple[str, str]] = {
    "South Asian": (
        "Fatima Ayesha Maryam Zainab Khadija Amina Shazia Nasreen Samina Rukhsana Parveen Saima Farah Nadia Bushra "
        "Harpreet Manjit Priya Anjali Meera",
        "Mohammed Muhammad Ahmed Ali Hassan Hussain Imran Tariq Asif Khalid Abdul Ibrahim Yusuf Omar Bilal "
        "Gurpreet Harjit Rajesh Sanjay Amit",
    ),
    "Polish": (
        "Anna Katarzyna Agnieszka Magdalena Joanna Ewa Monika Aleksandra Zofia Julia",
        "Piotr Krzysztof Tomasz Pawel Marcin Michal Jakub Mateusz Adam Jan",
    ),
    "Irish": ("Mary Bridget Siobhan Aoife Niamh Ciara Sinead Orla", "Patrick Sean Liam Declan Brendan Cormac Niall"),
    "West African": (
        "Grace Blessing Comfort Abena Ama Chioma Ngozi Folasade Patience Mercy",
        "Emmanuel Kwame Kofi Chidi Emeka Samuel Joseph Olumide Tunde Isaac",
    ),
    "Somali": ("Amina Hodan Fadumo Sahra Asha Halima Ifrah Khadra", "Mohamed Abdi Ahmed Hassan Omar Yusuf Farah Ali"),
    "Portuguese": ("Maria Ana Joana Catarina Beatriz Ines", "Joao Jose Antonio Pedro Miguel Tiago"),
    "Romanian": ("Maria Elena Andreea Ioana Alina Mihaela", "Andrei Alexandru Ion Mihai Stefan Adrian"),
}
_COMMUNITY_SURNAMES: dict[str, str] = {
    "South Asian": "Khan Hussain Ahmed Ali Begum Patel Singh Kaur Akhtar Mahmood Malik Iqbal Shah Bibi Rahman",
    "West African": "Mensah Owusu Boateng Asante Appiah Adeyemi Okafor Okonkwo Eze Balogun Adebayo Osei",
    "Somali": "Ali Mohamed Ahmed Hassan Abdi Omar Yusuf Farah Warsame Jama",
}


@frozen
class Weighted:
    """Names with cumulative weights, as `random.choices` takes them."""

    names: tuple[str, ...]
    cumulative: tuple[float, ...]

    def draw(self, chance: Random) -> str:
        """One name."""
        return chance.choices(self.names, cum_weights=self.cumulative)[0]


def _weighted(pairs: list[tuple[str, float]]) -> Weighted:
    return Weighted(tuple(name for name, _ in pairs), tuple(accumulate(weight for _, weight in pairs)))


def _falling(names: str) -> list[tuple[str, float]]:
    # the first is the commonest; weights fall as 1 / (rank + 2), as ranks in name statistics do
    return [(name, 1 / (rank + 2)) for rank, name in enumerate(names.split(), 1)]


def _rows(file: str) -> list[dict[str, str]]:
    text = resources.files(__package__).joinpath("data", file).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


class NameBook:
    """Draws names. Made once for a borough."""

    def __init__(self) -> None:
        by_decade: dict[tuple[int, str], list[tuple[str, float]]] = defaultdict(list)
        for row in _rows("forenames.csv"):
            by_decade[int(row["decade"]), row["sex"]].append((row["name"], float(row["weight"])))
        self._forenames = {key: _weighted(pairs) for key, pairs in by_decade.items()}
        self._surnames = _weighted([(row["name"], float(row["weight"])) for row in _rows("surnames.csv")])
        listed: dict[str, list[str]] = defaultdict(list)
        for row in _rows("community_surnames.csv"):
            listed[row["community"]].append(row["name"])
        self._community_surnames = {
            name: _weighted(_falling(_COMMUNITY_SURNAMES.get(name) or " ".join(listed[name]))) for name in COMMUNITIES
        }
        self._community_forenames = {
            (name, sex): _weighted(_falling(names))
            for name, both in _COMMUNITY_FORENAMES.items()
            for sex, names in zip("FM", both, strict=True)
        }
        self.streets = tuple(row["street"] for row in _rows("streets.csv"))

    def community(self, chance: Random) -> str:
        """A household's community."""
        names = (*COMMUNITIES, SETTLED)
        shares = (*COMMUNITIES.values(), 1 - sum(COMMUNITIES.values()))
        return chance.choices(names, shares)[0]

    def forename(self, chance: Random, sex: str, year: int, community: str) -> str:
        """A forename of the sex, the decade of birth and the community (one in five takes a common UK one)."""
        if community != SETTLED and chance.random() < 0.8:
            return self._community_forenames[community, sex].draw(chance)
        decade = min(max(year // 10 * 10 + 4, 1904), 2014)
        return self._forenames[decade, sex].draw(chance)

    def surname(self, chance: Random, community: str) -> str:
        """A surname of the community."""
        if community != SETTLED:
            return self._community_surnames[community].draw(chance)
        surname = self._surnames.draw(chance)
        if surname.startswith("Mc"):
            return f"Mc{surname[2:].capitalize()}"
        return surname
