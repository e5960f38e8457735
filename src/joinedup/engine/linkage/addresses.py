"""Addresses in one form, as DuckDB macros: a postcode, the numbers of the house and flat, and the street.

One column or six give the same result: the lines are joined by commas first. Addresses are not looked
up anywhere; a UPRN, where a partner has one, is better evidence and is compared on its own.
"""

from __future__ import annotations

_POSTCODE = r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9O][A-Z]{2}"  # BS 7666; the letter O is a common slip for the nought
_TYPES = (
    "ROAD|STREET|AVENUE|LANE|CLOSE|DRIVE|WAY|COURT|PLACE|CRESCENT|GARDENS|GROVE|TERRACE|SQUARE|HILL|PARK|RISE|MEWS|"
    "WALK|GREEN|ROW|VIEW|PARADE|CIRCUIT|PARKWAY|BOULEVARD|QUAY|WHARF|YARD|GATE|CIRCUS|CHASE|END|FIELDS|CROFT|"
    "MEADOW|BANK|BRIDGE|COMMON|PASSAGE|PATH|APPROACH|ESPLANADE|HIGHWAY|VALE|DALE|FOLD|GLADE|HEIGHTS|NOOK|SPUR"
)
_SHORT = {
    "RD": "ROAD", "ST": "STREET", "AVE": "AVENUE", "AV": "AVENUE", "LN": "LANE", "CL": "CLOSE", "DR": "DRIVE",
    "CT": "COURT", "PL": "PLACE", "CRES": "CRESCENT", "CR": "CRESCENT", "GDNS": "GARDENS", "GRV": "GROVE",
    "GR": "GROVE", "TER": "TERRACE", "TERR": "TERRACE", "TCE": "TERRACE", "SQ": "SQUARE", "PK": "PARK",
}  # fmt: skip
_INSIDE = "FLAT|FLT|APARTMENT|APT|UNIT|ROOM|FLOOR|GROUND FLOOR|FIRST FLOOR|SECOND FLOOR|TOP FLOOR|BASEMENT|NUMBER|NO"
_KINDS = f"{_TYPES}|{'|'.join(_SHORT)}"
_LONG = "MAP {" + ", ".join(f"'{short}': '{long}'" for short, long in _SHORT.items()) + "}"

ADDRESS_MACROS = (
    r"""CREATE MACRO address_text(x) AS nullif(trim(regexp_replace(regexp_replace(
        translate(upper(strip_accents(x)), '''’‘.', ''), '[^A-Z0-9,]+', ' ', 'g'), ' ?,[ ,]*', ',', 'g'), ' ,'), '')""",
    r"""CREATE MACRO alphanumeric(p) AS regexp_replace(upper(p), '[^A-Z0-9]', '', 'g')""",
)

# One row a distinct address: `written` to `house`, `street` and the postcode found at its end.
# House: every number of the address in one order, so that "Flat 3, 12 High St" and "12 High St, Flat 3" agree.
ADDRESSES_SQL = rf"""
    SELECT written, found_postcode, house,
        CASE WHEN last_word IN ({", ".join(f"'{short}'" for short in _SHORT)})
            THEN regexp_replace(line, '[^ ]+$', '') || ({_LONG})[last_word] ELSE line END AS street
    FROM (SELECT *, regexp_extract(line, '[^ ]+$') AS last_word FROM (
        SELECT written, found_postcode, house, coalesce(
            nullif(trim(regexp_extract(words, '(?:^|,)([A-Z ]*[A-Z] (?:{_KINDS}))(?:,|$)', 1)), ''),
            nullif(trim(regexp_extract(words, '(?:^|,)([A-Z ]*?[A-Z] (?:{_TYPES}|RD|AVE|LN|GDNS|CRES)) ', 1)), ''),
            nullif(split_part(words, ',', 1), '')) AS line
        FROM (SELECT written, found_postcode,
            nullif(array_to_string(list_sort(list_distinct(regexp_extract_all(place, '\b[0-9]+[A-Z]?\b'))), ' '), '')
                AS house,
            trim(regexp_replace(regexp_replace(regexp_replace(place, '\b(?:[0-9]+[A-Z]*|{_INSIDE})\b', '', 'g'),
                ' +', ' ', 'g'), ' ?,[ ,]*', ',', 'g'), ' ,') AS words
            FROM (SELECT written, nullif(regexp_extract(text, '\b({_POSTCODE})$', 1), '') AS found_postcode,
                regexp_replace(regexp_replace(text, '[ ,]?\b{_POSTCODE}$', ''), '\b([0-9]+) ([A-Z])\b', '\1\2', 'g')
                    AS place
                FROM (SELECT written, address_text(written) AS text FROM addresses_written)))))
"""

# One row a distinct postcode as written. A British shape gets its one blank before the last three characters; any
# other shape stays as it is. ZZ99 is the NHS's code for no fixed abode and the like.
POSTCODES_SQL = rf"""
    SELECT written, CASE
        WHEN plain IN ('', 'NA', 'NK', 'NFA', 'UNKNOWN', 'NONE') OR starts_with(plain, 'ZZ99') THEN NULL
        WHEN regexp_full_match(plain, '{_POSTCODE}') THEN plain[:-4] || ' '
            || replace(plain[-3:-3], 'O', '0') || plain[-2:]
        ELSE upper(trim(written)) END AS postcode
    FROM (SELECT written, alphanumeric(written) AS plain FROM postcodes_written)
"""
