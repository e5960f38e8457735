"""Errors about rule sets and the ways in which counts are made safe to publish."""

from __future__ import annotations

from joinedup.engine.errors.entry import REFUSED, Entry

WORDS_OF_DISCLOSURE: dict[str, Entry] = {
    "rules-unknown": Entry("There is no rule set of that name.", "Choose one of: {there_are}."),
    "not-safe": Entry(
        "The table was attacked and is not safe: {pinned} cells left out can be worked out, {unchecked} could not be "
        "checked. Nothing was written.",
        "Take coarser areas or fewer categories, and try again.",
        REFUSED,
    ),
    "tables-disagree": Entry(
        "No counts fit all that is published: two tables differ in a cell, or sums do not add up.",
        "Give only tables of the same counts; rounded or perturbed tables cannot be attacked this way.",
    ),
    "nesting-unknown": Entry(
        "Nothing says in which {upper} each {lower} lies.",
        "Put the table's metadata file beside it, or give the original counts with --truth.",
    ),
    "areas-not-nested": Entry(
        "An area of {lower} lies in two areas of {upper}.",
        "Correct the area columns, or name the hierarchy finest first.",
    ),
    "counts-empty": Entry("The table has no rows.", "Give a table with counts."),
    "counts-too-large": Entry("The table is too large: {what}.", "Take fewer areas or categories at a time."),
    "count-invalid": Entry(
        "A count {problem}.",
        "Write a whole number, 0 where there is nobody, as it was before anything was left out.",
    ),
    "key-invalid": Entry(
        "An area code or a category {problem}.", "Correct or remove that row; totals are worked out anew."
    ),
    "column-missing": Entry(
        "The table has no column of this name: {missing}. It has: {there}.",
        "Check the names; capitals and blanks count.",
    ),
    "table-not-protected": Entry(
        "What is attacked is a table as `joinedup protect` writes it; this one lacks: {missing}. It has: {there}.",
        "Protect it first, and attack what that wrote.",
    ),
    "table-unreadable": Entry("The table cannot be read: {problem}.", "Save it again as plain CSV in UTF-8."),
    "score-not-agreed": Entry(
        "The version that was signed has no score, so that nobody may be put in order.",
        "Agree the factors and their points in a new version, and let every party sign it.",
        REFUSED,
    ),
    "layers-wrong": Entry("Counts cannot be made by these areas: {problem}.", "Ask again with other areas."),
    "rules-unreadable": Entry("The rule set cannot be read: {problem}.", "Correct its file; the guide shows one."),
    "rules-without-threshold": Entry(
        "This body names no threshold, so that its rules cannot be applied to a table.",
        "Take another rule set, or write the threshold of your publication into one of your own.",
    ),
    "table-metadata-wrong": Entry(
        "The metadata beside the table are not of this table: {problem}.",
        "Put back the file that was written with the table.",
    ),
    "people-needed": Entry(
        "The rule set asks that no area of fewer than {least} people is shown by itself, and nobody says how many live "
        "in each.",
        "Give the people of each area with --people (for the pages: `joinedup areas --populations`), or choose another "
        "rule set.",
    ),
    "areas-too-small": Entry(
        "{number} areas hold fewer people than the {least} that the rule set asks for: {areas}.",
        "Join them with their neighbours, or take the next larger areas.",
        REFUSED,
    ),
    "differencing": Entry(
        "It must not leave: together with {tables} somebody could find {what}.",
        "Take the bands and areas of the former release, wider ones, or another way of making it safe, and ask again.",
        REFUSED,
    ),
    "areas-unrelated": Entry(
        "Nothing says how the areas of this table lie to those of {table}, so they cannot be attacked together.",
        "Give a lookup of areas with --lookup: a CSV with a column for each level of both, finest first.",
    ),
    "area-lookup-unreadable": Entry(
        "The lookup of areas cannot be read: {problem}.",
        "Take a CSV with the names of levels as its header, finest first, such as lsoa,ward,lad.",
    ),
    "own-areas-unreadable": Entry(
        "The areas of these counts cannot be read: they stand in {beside}, beside the counts.",
        "Put that file beside the counts as it was written, or count once more.",
    ),
    "method-unknown": Entry("There is no method of that name for this table.", "Choose one of: {there_are}."),
    "amount-invalid": Entry(
        "An amount {problem}.",
        "Correct it; an amount is a number such as 1234.50, 0 or more. Take refunds off what they belong to.",
    ),
    "contributor-missing": Entry(
        "A row has no contributor.", "Say whose amount it is: without that nobody can tell who would be given away."
    ),
    "rules-without-dominance": Entry(
        "This rule set says nothing of amounts: it has no dominance rule, and one great contributor among many would "
        "be given away.",
        "Take acro, or write p_percent, or dominance_n and dominance_share, into a rule set of your own.",
    ),
    "amounts-not-safe": Entry(
        "The table was attacked and is not safe: {nearer} amounts could be estimated too closely, {pinned} cells left "
        "out could be worked out, {unchecked} could not be checked. Nothing was written.",
        "Take coarser areas or fewer categories, and try again.",
        REFUSED,
    ),
    "counts-and-amounts": Entry(
        "Tables of counts and tables of amounts, or amounts with different decimals, cannot be attacked together.",
        "Attack those of one kind at a time.",
    ),
    "rounding-impossible": Entry(
        "The table cannot be rounded to multiples of {base} with sums that add up.", "Choose another base or method."
    ),
    "noise-impossible": Entry(
        "There is no table of noise like that: the variance is above 0 and below the greatest noise, which is 1 to "
        "{greatest}.",
        "Choose a smaller variance, or a larger greatest noise.",
    ),
    "certificate-unreadable": Entry(
        "The file is no certificate that protect wrote.", "Ask whoever protected the table for its certificate."
    ),
    "certificate-wrong": Entry(
        "The certificate does not hold: {problem}.",
        "Do not rely on it: ask for a certificate of this very table, or attack the table without one.",
        REFUSED,
    ),
    "keys-missing": Entry(
        "A cell that counts somebody has no record keys, without which cell keys cannot be made.",
        "Name the column with the sum of record keys, or choose another method.",
    ),
}
