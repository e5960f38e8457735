"""Names in one form, as DuckDB macros: capitals, no accents, no titles, one order.

"O'Brien", "O Brien" and "OBRIEN" are one surname, "Mc Donald" is "McDonald"; a hyphen counts as a space, so that
both halves of a double-barrelled name can be compared. Values that say that a name is missing become NULL.
"""

from __future__ import annotations

_TITLES = (
    "MR|MRS|MS|MISS|MX|MASTER|MSTR|DR|DOCTOR|PROF|PROFESSOR|REV|REVD|REVEREND|FR|SIR|DAME|LORD|LADY|CLLR|"
    "CAPT|CAPTAIN|MAJOR|COL|SGT|HON|BARONESS|BARON|MESSRS|MADAM"
)
_SUFFIXES = "JR|JNR|SNR|ESQ|OBE|MBE|CBE|PHD|BA|BSC|MA|QC|KC|JP|III"
_MISSING = (
    "UNKNOWN|UNKNWN|NOT KNOWN|NK|N K|NA|N A|NONE|NULL|NIL|X|XX|XXX|TBC|TBA|ANON|NOT GIVEN|NOT STATED|BABY|INFANT|"
    "MR|MRS|MISS|MS|SIR|DR|REV|REVD|BARONET|BT"  # a title alone is no name
)
_PARTICLES = "VAN|VON|DE|DER|DEN|DI|DA|DOS|DU|LA|LE|DEL|DELLA|TEN|TER|BIN|BINT|IBN|AL|EL|ABU|AP|ST|SAINT|MAC|FITZ"

NAME_MACROS = (
    # letters, hyphens and single spaces: accents off, marks that join letters dropped, everything else a space
    r"""CREATE MACRO letters(x) AS trim(regexp_replace(regexp_replace(
        translate(upper(strip_accents(x)), 'ØŁĐ', 'OLD'), '[''’‘`´.]', '', 'g'), '[^A-Z()-]+', ' ', 'g'))""",
    # a title counts only before another word: "Dean" and "Major" are also names
    rf"""CREATE MACRO untitled(x) AS regexp_replace(x, '^(?:(?:{_TITLES}|AND) )+', '')""",
    rf"""CREATE MACRO unless_missing(x) AS nullif(regexp_replace(trim(x), '^(?:{_MISSING})$', ''), '')""",
    rf"""CREATE MACRO unsuffixed(x) AS regexp_replace(x, ' (?:{_SUFFIXES})$', '')""",
    r"""CREATE MACRO prefix_joined(x) AS regexp_replace(x, '\b(MC|O|D) ([A-Z]{2})', '\1\2', 'g')""",
    r"""CREATE MACRO plain_name(x) AS
        unless_missing(replace(prefix_joined(unsuffixed(untitled(letters(x)))), '-', ' '))""",
    # hyphens inside a forename join it, so that Anne-Marie stays one forename
    r"""CREATE MACRO plain_forenames(x) AS unless_missing(regexp_replace(untitled(letters(x)), '[()-]', '', 'g'))""",
    r"""CREATE MACRO rest_of(x) AS regexp_extract(x, '^[^ ]+ (.+)$', 1)""",
)

# One row a distinct surname as written: `written` to `surname` and `other`, the name before a marriage, as in
# "Jones (nee Smith)".
SURNAMES_SQL = r"""
    SELECT written, CASE WHEN parted
            THEN nullif(trim(regexp_replace(plain, '[( ]+(?:NEE|FORMERLY)\b.*$|[(].*$', '')), '')
            ELSE plain END AS surname,
        CASE WHEN parted
            THEN nullif(regexp_extract(plain, '(?:\bNEE |FORMERLY |[(](?:NEE )?)([A-Z ]+?)[)]?$', 1), '') END AS other
    FROM (SELECT written, plain, regexp_matches(plain, '\b(?:NEE|FORMERLY) |[(]') AS parted
        FROM (SELECT written, plain_name(written) AS plain FROM surnames_written))
"""

# One row a distinct name in one column: `written` to `given` and `family`, in the order that the writing shows:
# "SURNAME, Forename Middle" · "SMITH John" (capitals first, then not) · "Mr J A Smith" (particles kept together).
WHOLE_NAMES_SQL = rf"""
    SELECT written,
        CASE form
            WHEN 'comma' THEN plain_forenames(regexp_replace(written, '^[^,]*,', ''))
            WHEN 'capitals' THEN plain_forenames(regexp_extract(written, '^[^ ]+ (.*)$', 1))
            WHEN 'particle' THEN plain_forenames(regexp_extract(words, '^(.*?) (?:(?:{_PARTICLES}) )+[A-Z -]+$', 1))
            WHEN 'plain' THEN plain_forenames(regexp_extract(words, '^(.*) [^ ]+$', 1)) END AS given,
        CASE form
            WHEN 'comma' THEN split_part(written, ',', 1)
            WHEN 'capitals' THEN split_part(written, ' ', 1)
            WHEN 'particle' THEN regexp_extract(words, '^.*? ((?:(?:{_PARTICLES}) )+[A-Z -]+)$', 1)
            WHEN 'plain' THEN regexp_extract(words, '([^ ]+)$', 1) END AS family
    FROM (SELECT written, words, CASE
            WHEN contains(written, ',') THEN 'comma'
            WHEN regexp_matches(written, '^[A-Z][A-Z''’-]+ [A-Z][a-z]')
                AND NOT regexp_matches(written, '^(?:MRS?|MS|MISS|DR) ') THEN 'capitals'
            WHEN regexp_matches(words, '[A-Z] (?:{_PARTICLES}) [A-Z]') THEN 'particle'
            ELSE 'plain' END AS form
        FROM (SELECT written, prefix_joined(unsuffixed(untitled(letters(written)))) AS words FROM whole_names_written))
"""
