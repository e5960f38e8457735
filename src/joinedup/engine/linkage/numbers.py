"""Numbers and codes that stand for a person or a place, as DuckDB macros; wrong check digits become NULL.

NHS number: NHS Data Dictionary and DCB0079, modulus 11. UPN: Department for Education, check letter modulus
23. UPRN: BS 7666. Equal to python-stdnum where that has the number; the tests say where not and why (a number of
ten like digits passes modulus 11 and is a placeholder; the list of local authorities inside stdnum's UPN is of 2011).
"""

from __future__ import annotations

_UPN_ALPHABET = "ABCDEFGHJKLMNPQRTUVWXYZ0123456789"

_NHS_SUM = " + ".join(f"{11 - place} * CAST(d[{place}] AS INTEGER)" for place in range(1, 11))
_UPN_SUM = " + ".join(f"{place} * (instr('{_UPN_ALPHABET}', u[{place}]) - 1)" for place in range(2, 14))

NUMBER_MACROS = (
    rf"""CREATE MACRO checked_nhs(d) AS CASE WHEN regexp_full_match(d, '[0-9]{{10}}') THEN CASE
        WHEN ({_NHS_SUM}) % 11 = 0 AND d <> repeat(d[1], 10) THEN d END END""",
    rf"""CREATE MACRO checked_upn(u) AS CASE WHEN regexp_full_match(u, '[A-HJ-NP-RT-Z][0-9]{{11}}[A-HJ-NP-RT-Z0-9]')
        THEN CASE WHEN '{_UPN_ALPHABET}'[CAST(({_UPN_SUM}) % 23 AS INTEGER) + 1] = u[1] THEN u END END""",
    r"""CREATE MACRO plain_uprn(x) AS CASE WHEN regexp_full_match(trim(x), '[0-9]{1,12}(\.0)?')
        THEN nullif(ltrim(split_part(trim(x), '.', 1), '0'), '') END""",
    r"""CREATE MACRO plain_email(x) AS CASE WHEN regexp_full_match(lower(trim(x)), '[^@ ]+@[^@ ]+\.[^@ ]+')
        THEN lower(trim(x)) END""",
    # the last ten digits, which leaves 44 and the nought in front out; a row of one digit is a placeholder
    r"""CREATE MACRO checked_telephone(d) AS CASE WHEN length(d) BETWEEN 10 AND 15
        AND right(d, 8) <> repeat(right(d, 1), 8) THEN right(d, 10) END""",
    r"""CREATE MACRO checked_identifier(y) AS CASE WHEN length(y) >= 4 AND y <> repeat(left(y, 1), length(y))
        AND y NOT IN ('UNKNOWN', 'NONE', 'NULL') THEN y END""",
    # a day that no calendar has ("1859-81-01") is a slip, and its other digits are evidence: year, month, day
    r"""CREATE MACRO digits_of_date(x) AS CASE
        WHEN regexp_full_match(trim(x), '[0-9]{4}[-/.]?[0-9]{2}[-/.]?[0-9]{2}')
            THEN regexp_replace(x, '[^0-9]', '', 'g')
        WHEN regexp_full_match(trim(x), '[0-9]{2}[-/.][0-9]{2}[-/.][0-9]{4}')
            THEN right(trim(x), 4) || substr(trim(x), 4, 2) || left(trim(x), 2) END""",
    # NHS Data Dictionary: M, F, X; older systems send 1 and 2
    r"""CREATE MACRO plain_sex(x) AS CASE
        WHEN upper(x) IN ('M', 'MALE', 'MAN', 'BOY', '1') THEN 'M'
        WHEN upper(x) IN ('F', 'FEMALE', 'WOMAN', 'GIRL', '2') THEN 'F'
        WHEN upper(x) IN ('X', 'NON-BINARY', 'NON BINARY', 'OTHER') THEN 'X' END""",
)
