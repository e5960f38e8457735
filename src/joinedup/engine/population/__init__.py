"""A made-up borough, seen by nine back-office systems of six partners, with the truth kept beside it."""

from joinedup.engine.population.borough import Borough, make_borough
from joinedup.engine.population.extracts import Extract, export_extracts, linkage_records

__all__ = ["Borough", "Extract", "export_extracts", "linkage_records", "make_borough"]
