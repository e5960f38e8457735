"""Names as people in a UK borough have them: by sex, year of birth and community, with realistic frequencies."""

from __future__ import annotations

import csv
from collections import defaultdict
from importlib import resources
from itertools import accumulate
from random import Random

from attrs import frozen

SETTLED = "settled"  # everyone outside the communities below

# Share of households by community, together 15 %: an assumption, as boroughs differ from under 5 to over 60 %.
COMMUNITIES: dict[str, float] = {
    "Pakistani": 0.035,
    "Bangladeshi": 0.012,
    "Punjabi": 0.013,
    "Gujarati": 0.010,
    "Polish": 0.02,
    "Irish": 0.02,
    "West African": 0.015,
    "Somali": 0.01,
    "Portuguese": 0.008,
    "Romanian": 0.007,
}

# Ethnic groups of the 2021 Census (ONS harmonised): the usual one of each community; of everyone else, shares.
_ETHNIC_GROUPS = {
    "Pakistani": "Asian Pakistani",
    "Bangladeshi": "Asian Bangladeshi",
    "Punjabi": "Asian Indian",
    "Gujarati": "Asian Indian",
    "Polish": "White Other",
    "Irish": "White Irish",
    "West African": "Black African",
    "Somali": "Black African",
    "Portuguese": "White Other",
    "Romanian": "White Other",
}
_SETTLED_GROUPS = {"White British": 0.93, "Mixed": 0.03, "Black Caribbean": 0.02, "White Other": 0.02}

# Forenames shared by many in a community: where linkage is hardest. Two lists, women's and men's.
_COMMUNITY_FORENAMES: dict[str, tuple[str, str]] = {
    "Pakistani": (
        "Fatima Ayesha Maryam Zainab Khadija Amina Shazia Nasreen Samina Rukhsana Parveen Saima Farah Nadia Bushra",
        "Mohammed Muhammad Ahmed Ali Hassan Hussain Imran Tariq Asif Khalid Abdul Ibrahim Yusuf Omar Bilal",
    ),
    "Bangladeshi": (
        "Fatima Nasima Rahima Shahida Rehana Salma Ayesha Maryam Taslima Farzana Nazma Halima",
        "Mohammed Abdul Md Shah Syed Rafiq Kamal Jamal Habibur Aminur Ibrahim Yusuf Shofiq",
    ),
    "Punjabi": (  # given to women and men alike
        "Harpreet Manjit Jaspreet Gurpreet Kuldip Simran Amandeep Balbir Surinder Rajinder Paramjit",
        "Gurpreet Harjit Jaspreet Manjit Amandeep Balbir Surinder Kuldip Rajinder Sukhdev Daljit",
    ),
    "Gujarati": (
        "Priya Anjali Meera Hansa Bhavna Kalpana Nisha Jyoti Rekha Sonal Hina",
        "Rajesh Sanjay Amit Bharat Dinesh Kishan Nilesh Hitesh Jayesh Mukesh Vijay",
    ),
    "Polish": (
        "Anna Katarzyna Agnieszka Magdalena Joanna Ewa Małgorzata Monika Aleksandra Zofia Julia",
        "Piotr Krzysztof Tomasz Paweł Marcin Michał Jakub Mateusz Adam Jan Łukasz",
    ),
    "Irish": ("Mary Bridget Siobhán Aoife Niamh Ciara Sinéad Orla", "Patrick Seán Liam Declan Brendan Cormac Niall"),
    "West African": (
        "Grace Blessing Comfort Abena Ama Chioma Ngozi Folasade Patience Mercy",
        "Emmanuel Kwame Kofi Chidi Emeka Samuel Joseph Olumide Tunde Isaac",
    ),
    "Somali": ("Amina Hodan Fadumo Sahra Asha Halima Ifrah Khadra", "Mohamed Abdi Ahmed Hassan Omar Yusuf Farah Ali"),
    "Portuguese": ("Maria Ana Joana Catarina Beatriz Inês", "João José António Pedro Miguel Tiago"),
    "Romanian": ("Maria Elena Andreea Ioana Alina Mihaela", "Andrei Alexandru Ion Mihai Stefan Adrian"),
}
_COMMUNITY_SURNAMES: dict[str, str] = {
    "Pakistani": "Khan Hussain Ahmed Ali Mahmood Malik Iqbal Shah Mohammed Rafiq Akram Aslam Butt Mirza Qureshi",
    "Bangladeshi": "Miah Rahman Ali Uddin Ahmed Islam Hussain Hossain Chowdhury Khan Haque Alam",
    "Punjabi": "Singh Gill Sandhu Dhillon Sidhu Grewal Dhaliwal Bains Sahota Johal",
    "Gujarati": "Patel Shah Mistry Desai Parmar Chauhan Solanki Mehta Joshi Lad",
    "West African": "Mensah Owusu Boateng Asante Appiah Adeyemi Okafor Okonkwo Eze Balogun Adebayo Osei",
    "Somali": "Ali Mohamed Ahmed Hassan Abdi Omar Yusuf Farah Warsame Jama",
}
# Last names that women of a community bear in place of the family's, and the share of women who do
_WOMENS_SURNAMES: dict[str, tuple[str, float]] = {
    "Pakistani": ("Begum Bibi Akhtar Kausar Khatoon Parveen", 0.45),
    "Bangladeshi": ("Begum Khatun Akter Khanom", 0.7),
    "Punjabi": ("Kaur", 0.65),
}
KEEP_THEIR_NAME = frozenset(_WOMENS_SURNAMES) | {"Somali"}  # where a woman's name does not change when she marries
# Irish names that the frequency table writes without the apostrophe; many an O is no prefix (Oliver, Osborne)
_AFTER_APOSTROPHE = (
    "neill brien connor donnell sullivan leary hara doherty hare connell meara shea toole donoghue malley grady "
    "driscoll hagan keefe reilly loughlin dowd mahony neal mahoney keeffe neil rourke hanlon kane"
)
_WITH_APOSTROPHE = frozenset(f"o{name}" for name in _AFTER_APOSTROPHE.split())


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


def names_of_communities() -> dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    """By community: forenames, families' surnames, and last names that women bear in place of these."""
    listed: dict[str, list[str]] = defaultdict(list)
    for row in _rows("community_surnames.csv"):
        listed[row["community"]].append(row["name"])
    return {
        name: (
            tuple(" ".join(_COMMUNITY_FORENAMES[name]).split()),
            tuple(_COMMUNITY_SURNAMES.get(name, "").split() or listed[name]),
            tuple(_WOMENS_SURNAMES.get(name, ("", 0.0))[0].split()),
        )
        for name in COMMUNITIES
    }


class NameBook:
    """Draws names. Made once for a borough."""

    def __init__(self) -> None:
        by_decade: dict[tuple[int, str], list[tuple[str, float]]] = defaultdict(list)
        for row in _rows("forenames.csv"):
            by_decade[int(row["decade"]), row["sex"]].append((row["name"], float(row["weight"])))
        self._forenames = {key: _weighted(pairs) for key, pairs in by_decade.items()}
        self._surnames = _weighted([(row["name"], float(row["weight"])) for row in _rows("surnames.csv")])
        self._community_surnames = {
            name: _weighted(_falling(" ".join(last))) for name, (_, last, _) in names_of_communities().items()
        }
        self._community_forenames = {
            (name, sex): _weighted(_falling(names))
            for name, both in _COMMUNITY_FORENAMES.items()
            for sex, names in zip("FM", both, strict=True)
        }
        self._womens_surnames = {
            name: (_weighted(_falling(names)), share) for name, (names, share) in _WOMENS_SURNAMES.items()
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
        if surname.lower() in _WITH_APOSTROPHE:
            return f"O'{surname[1:].capitalize()}"
        return surname

    def womans_own(self, chance: Random, community: str) -> str:
        """The last name that a woman of the community bears in place of the family's; often empty: she does not."""
        names, share = self._womens_surnames.get(community, (None, 0.0))
        return names.draw(chance) if names and chance.random() < share else ""

    def ethnic_group(self, chance: Random, community: str) -> str:
        """A household's ethnic group."""
        if community != SETTLED:
            return _ETHNIC_GROUPS[community]
        return chance.choices(tuple(_SETTLED_GROUPS), tuple(_SETTLED_GROUPS.values()))[0]
