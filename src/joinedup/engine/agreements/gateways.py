"""Gateways: the legal powers and duties to disclose that an agreement can name, from the legal library."""

from __future__ import annotations

from collections.abc import Mapping

from joinedup.engine.agreements.law.provisions import PROVISIONS, Provision

GATEWAYS: Mapping[str, Provision] = PROVISIONS["gateway"]
