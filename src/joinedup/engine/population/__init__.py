"""A made-up borough, seen by nine back-office systems of six partners, with the truth kept beside it."""

from joinedup.engine.population.borough import Borough, make_borough
from joinedup.engine.population.extracts import Extract, export_extracts, linkage_records
from joinedup.engine.population.place_files import PlaceFiles, export_place

__all__ = [
    "Borough",
    "Extract",
    "PlaceFiles",
    "export_extracts",
    "export_place",
    "linkage_records",
    "make_borough",
]
