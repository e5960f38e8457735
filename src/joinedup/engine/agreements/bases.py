"""Lawful bases, conditions, confidentiality routes and opt-out answers that an agreement can name: from the library.

A gateway is not a lawful basis, a basis is no condition for special categories, and neither settles the
duty of confidence: that is why these are separate tables and separate answers.
"""

from __future__ import annotations

from collections.abc import Mapping

from joinedup.engine.agreements.law.provisions import PROVISIONS, Provision

Answer = Provision  # one answer that may be chosen; `needs_consent`: each movement out must then show a consent

ARTICLE_6: Mapping[str, Answer] = PROVISIONS["article-6"]
CONDITIONS: Mapping[str, Answer] = PROVISIONS["condition"]
CONFIDENTIALITY: Mapping[str, Answer] = PROVISIONS["confidentiality"]
OPT_OUT: Mapping[str, Answer] = PROVISIONS["opt-out"]
