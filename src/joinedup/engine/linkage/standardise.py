"""A partner's columns, under the vocabulary's names, brought to one form so that they can be compared.

All of it is SQL on an in-memory DuckDB: a million rows take seconds. Nothing is guessed that a person
could not read from the value itself; what cannot be read becomes NULL, which counts neither for nor against.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from joinedup.engine.errors import error
from joinedup.engine.linkage.addresses import ADDRESS_MACROS, ADDRESSES_SQL, POSTCODES_SQL
from joinedup.engine.linkage.names import NAME_MACROS, SURNAMES_SQL, WHOLE_NAMES_SQL
from joinedup.engine.linkage.numbers import NUMBER_MACROS

STANDARD_COLUMNS = (
    "row_number",
    "forename",
    "middle",
    "surname",
    "previous_surname",
    "date_of_birth",
    "born_text",
    "sex",
    "birth_place",
    "occupation",
    "postcode",
    "house",
    "street",
    "nhs_number",
    "upn",
    "uprn",
    "email",
    "telephone",
    "other_identifier",
)

_TEXT_INPUTS = (
    "title", "full_name", "forename", "middle_names", "surname", "previous_surname", "sex", "telephone", "email",
    "nhs_number", "upn", "national_insurance_number", "other_identifier", "address", "address_line_1",
    "address_line_2", "address_line_3", "address_line_4", "address_line_5", "postcode", "uprn",
    "birth_place", "occupation",
)  # fmt: skip
_USABLE = {*_TEXT_INPUTS, "date_of_birth"} - {"title", "sex", "birth_place", "occupation"}


def standardise(table: pa.Table, threads: int | None = None) -> pa.Table:
    """The table's rows, in their order, as `STANDARD_COLUMNS`: text in capitals, `date_of_birth` a DATE.

    table: any of the vocabulary's columns (see engine/agreements/items.py), and `row_number` (taken as 1, 2, …
    where it is missing). A column that is not there comes back all NULL. Raises `linkage-no-columns` where
    nothing in the table says who a person is. threads: all of the machine's where it is left out.
    """
    if not _USABLE & set(table.column_names):
        raise error("linkage-no-columns")
    with memory_connection(threads) as connection:
        connection.register("arriving", table.combine_chunks())
        for statement in (*NAME_MACROS, *ADDRESS_MACROS, *NUMBER_MACROS, *_steps(table.schema)):
            connection.execute(statement)
        return connection.execute(_STANDARD).to_arrow_table().combine_chunks()


def memory_connection(threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """A DuckDB that keeps everything in memory: with no folder for temporary files it never spills to disk."""
    connection = duckdb.connect(":memory:", config={"temp_directory": "", "preserve_insertion_order": True})
    if threads is not None:
        connection.execute(f"SET threads = {threads}")
    connection.execute("PRAGMA disable_progress_bar")  # SET fails in a notebook without ipywidgets
    return connection


def _steps(schema: pa.Schema) -> tuple[str, ...]:
    """Tables that lead to the last query: the texts, then one table of distinct values a kind of text.

    Names and addresses repeat, so each is taken apart once. Columns that the table lacks are read as NULL.
    """
    there = set(schema.names)
    texts = ", ".join(
        f"nullif(trim(CAST({name} AS VARCHAR)), '') AS {name}" if name in there else f"CAST(NULL AS VARCHAR) AS {name}"
        for name in _TEXT_INPUTS
    )
    number = "row_number" if "row_number" in there else "row_number() OVER ()"
    dated = "date_of_birth" in there
    born = _birth_sql(schema) if dated else "CAST(NULL AS DATE)"
    text = dated and not pa.types.is_temporal(schema.field("date_of_birth").type)
    as_written = "CAST(date_of_birth AS VARCHAR)" if text else "CAST(NULL AS VARCHAR)"
    return (
        "CREATE TEMP TABLE texts AS SELECT *, coalesce(address, nullif(concat_ws(',', address_line_1, address_line_2,"
        " address_line_3, address_line_4, address_line_5), '')) AS place, row_number() OVER () AS place_in_order,"
        " translate(nhs_number, ' -', '') AS nhs_plain, upper(replace(upn, ' ', '')) AS upn_plain,"
        " regexp_replace(telephone, '[^0-9]', '', 'g') AS telephone_plain,"
        " alphanumeric(other_identifier) AS other_plain, alphanumeric(national_insurance_number) AS insurance_plain"
        f" FROM (SELECT CAST({number} AS BIGINT) AS row_number, {born} AS born, {as_written} AS birth_written,"
        f" {texts} FROM arriving)",
        "CREATE TEMP TABLE whole_names_written AS SELECT DISTINCT full_name AS written FROM texts"
        " WHERE full_name IS NOT NULL",
        f"CREATE TEMP TABLE whole_names AS {WHOLE_NAMES_SQL}",
        "CREATE TEMP TABLE surnames_written AS SELECT DISTINCT unnest([surname, previous_surname]) AS written"
        " FROM texts UNION SELECT family FROM whole_names",
        f"CREATE TEMP TABLE surnames AS {SURNAMES_SQL}",
        "CREATE TEMP TABLE forenames AS SELECT written, plain_forenames(written) AS forenames FROM"
        " (SELECT DISTINCT unnest([forename, middle_names]) AS written FROM texts)",
        "CREATE TEMP TABLE addresses_written AS SELECT DISTINCT place AS written FROM texts WHERE place IS NOT NULL",
        f"CREATE TEMP TABLE addresses AS {ADDRESSES_SQL}",
        "CREATE TEMP TABLE postcodes_written AS SELECT DISTINCT postcode AS written FROM texts"
        " UNION SELECT found_postcode FROM addresses",
        f"CREATE TEMP TABLE postcodes AS {POSTCODES_SQL}",
    )


_STANDARD = """
    SELECT
        row_number,
        nullif(split_part(given, ' ', 1), '') AS forename,
        nullif(concat_ws(' ', nullif(rest_of(given), ''), more_names), '') AS middle,
        named.surname,
        named.previous_surname,
        CASE WHEN born IN (DATE '1900-01-01', DATE '1901-01-01') THEN NULL ELSE born END AS date_of_birth,
        CASE WHEN born IN (DATE '1900-01-01', DATE '1901-01-01') THEN NULL
            WHEN born IS NOT NULL THEN strftime(born, '%Y%m%d') ELSE digits_of_date(birth_written) END AS born_text,
        plain_sex(sex) AS sex,
        unless_missing(letters(birth_place)) AS birth_place,
        unless_missing(letters(occupation)) AS occupation,
        named.postcode,
        house,
        street,
        checked_nhs(nhs_plain) AS nhs_number,
        checked_upn(upn_plain) AS upn,
        plain_uprn(uprn) AS uprn,
        plain_email(email) AS email,
        checked_telephone(telephone_plain) AS telephone,
        coalesce(checked_identifier(other_plain), checked_identifier(insurance_plain)) AS other_identifier
    FROM (
        SELECT texts.* EXCLUDE (surname, previous_surname, postcode), house, street,
            -- one word, sent as full name, forename and surname at once, is one name and not two
            coalesce(CASE WHEN lower(texts.forename) = lower(texts.surname) AND NOT contains(texts.full_name, ' ')
                THEN NULL ELSE first_names.forenames END, whole_names.given) AS given,
            more_names.forenames AS more_names,
            coalesce(last_name.surname, whole_last.surname) AS surname,
            coalesce(earlier.surname, last_name.other, whole_last.other) AS previous_surname,
            coalesce(own.postcode, found.postcode) AS postcode
        FROM texts
        LEFT JOIN whole_names ON texts.full_name = whole_names.written
        LEFT JOIN surnames AS last_name ON texts.surname = last_name.written
        LEFT JOIN surnames AS whole_last ON whole_names.family = whole_last.written
        LEFT JOIN surnames AS earlier ON texts.previous_surname = earlier.written
        LEFT JOIN forenames AS first_names ON texts.forename = first_names.written
        LEFT JOIN forenames AS more_names ON texts.middle_names = more_names.written
        LEFT JOIN addresses ON texts.place = addresses.written
        LEFT JOIN postcodes AS own ON texts.postcode = own.written
        LEFT JOIN postcodes AS found ON addresses.found_postcode = found.written
    ) AS named
    ORDER BY place_in_order
"""


def _birth_sql(schema: pa.Schema) -> str:
    """The date of birth as a DATE: as it is, or read from text in one of the common unambiguous orders."""
    kind = schema.field("date_of_birth").type
    if pa.types.is_temporal(kind):
        return "CAST(date_of_birth AS DATE)"
    forms = "['%Y-%m-%d', '%Y%m%d', '%d/%m/%Y', '%d-%m-%Y', '%d.%m.%Y', '%d %b %Y', '%d %B %Y']"
    return f"CAST(try_strptime(trim(CAST(date_of_birth AS VARCHAR)), {forms}) AS DATE)"
