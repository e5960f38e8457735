"""The National Data Opt-out, where an agreement says that it is applied: who may be used is known, nobody is guessed.

A health or care body sends its NHS numbers to NHS England's checking service and gets back those of the people who
have not opted out. That answer is received as a supply of its own, `not_opted_out`. Under an agreement whose answer
is "applied", rows of patients leave only where their NHS number is in their supplier's answer: whoever opted out, was
never asked about or has no NHS number stays behind. Without a list, or with one that is too old, nothing leaves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import polars as pl
import pyarrow as pa

from joinedup.engine.agreements.agreement import INDEX, Agreement
from joinedup.engine.agreements.in_force import Reason
from joinedup.engine.agreements.law.confidence import patient_datasets

NOT_OPTED_OUT = "not_opted_out"  # the data set: the NHS numbers that came back from the check
NHS_NUMBER = "nhs_number"
APPLIED = "applied"  # the answer to the question about the opt-out
MOST_DAYS = 7  # a list may be old; this is Joinedup's own rule, so that a new objection counts within a week
_NO_ANONYMOUS_OUTPUT = frozenset({2, 3})  # counts of type 1 are anonymous, to which the opt-out does not apply


def suppliers_to_check(agreement: Agreement, supplier: str, dataset: str) -> tuple[str, ...]:
    """Whose lists have to be there before rows of this data set, or of an index, may leave; empty for none."""
    if agreement.legal.opt_out != APPLIED or agreement.sharing_type not in _NO_ANONYMOUS_OUTPUT:
        return ()
    told = sorted(patient_datasets(agreement))
    return tuple(dict.fromkeys(one for one, name in told if dataset == INDEX or (one, name) == (supplier, dataset)))


def opt_out_reasons(suppliers: tuple[str, ...], received: Mapping[str, date], on: date) -> Iterator[Reason]:
    """Why the opt-out cannot be applied. received: by supplier, the day on which its latest list came."""
    for supplier in suppliers:
        came = received.get(supplier)
        if came is None:
            words = f"The National Data Opt-out is to be applied, and {supplier} has sent no list of who may be used."
            yield Reason("opt-out-list-missing", words)
        elif (on - came).days > MOST_DAYS:
            words = f"{supplier}'s list for the National Data Opt-out is more than {MOST_DAYS} days old: check again."
            yield Reason("opt-out-list-old", words)


def permitted_rows(numbers: pa.Table, answer: pa.Table) -> pa.Array:
    """The row numbers of those in the answer. numbers: row_number, nhs_number; answer: nhs_number."""
    told = pl.DataFrame(numbers).with_columns(_digits())
    allowed = pl.DataFrame(answer).select(_digits()).drop_nulls().unique()
    return told.join(allowed, on=NHS_NUMBER, how="semi")["row_number"].to_arrow()


def _digits() -> pl.Expr:
    return pl.col(NHS_NUMBER).cast(pl.String).str.replace_all(r"\D", "").replace("", None)
