"""The words of errors about indicators and their files, areas' lookups and targets."""

from __future__ import annotations

from joinedup.engine.errors.entry import REFUSED, Entry

WORDS_OF_INDICATORS: dict[str, Entry] = {
    # figures
    "figure-impossible": Entry(
        "The figure cannot be worked out: {problem}.",
        "Check the count, and the number of people or things that it is out of.",
    ),
    "goal-without-direction": Entry(
        "The indicator has no good direction, so that no figure of it is red or green.",
        "Say whether low or high is good, or compare without judging.",
    ),
    "goal-impossible": Entry("The goal cannot be: {problem}.", "Correct its two limits."),
    "target-impossible": Entry("The target cannot be: {problem}.", "Correct its figures or its days."),
    # files
    "indicator-file-wrong": Entry(
        "{count} things are wrong with the file, so that nothing of it was loaded. First: {first}.",
        "Correct the file, or ask its owner to, and load it again.",
    ),
    "indicator-title-taken": Entry(
        "{title} is the title of another indicator here, which is kept as {other}.",
        "Give this one another title, or that key if they are the same.",
    ),
    "indicator-form-differs": Entry(
        "{title} is kept as: {other}. These figures are of another form: {form}.",
        "Say in the file or its description what they are (a unit such as “%” or “per 1,000”), give them another "
        "title, or have what is kept of other times removed (--whole, or the tick on the page).",
    ),
    "indicator-key-taken": Entry(
        "A key made from {title} is that of another indicator here: {other}.",
        "Give the title that it is kept under if they are the same, else a title that differs in more.",
    ),
    "other-file-wrong": Entry(
        "The second file cannot be held against the first, since something is wrong with it: {first}.",
        "Correct it, or leave it out.",
    ),
    "figures-not-shown": Entry(
        "These figures cannot be shown to everybody: {problem}.",
        "Put that right first; people who sign in see them all the same.",
        REFUSED,
    ),
    "figures-owned": Entry(
        "{title} is kept with figures that another partner signed off: {owner}.",
        "Name that partner as the owner, so that it signs these off too, or give the indicator another title.",
        REFUSED,
    ),
    "figures-unchecked": Entry(
        "Whether somebody could be recognised cannot be told of {title}: {problem}.",
        "Give the counts behind the figures, and all kinds of area in one file, or say that they have been published "
        "or are not about people.",
    ),
    "figures-about-unknown": Entry(
        "It was not said what {title} is about: {problem}.",
        "Say it with --about. people: small counts are hidden, with what they could be worked out from. published: "
        "people, and their source has published exactly these figures. nobody: tonnes of waste, trees, opening hours.",
        REFUSED,
    ),
    "packs-too-many": Entry(
        "There are {count} areas of this kind, and a report is made for {most} at most.",
        "Choose a kind of larger areas, such as districts.",
    ),
    "figures-state": Entry(
        "These figures are {state}, so that this cannot be done any more.",
        "Look at them again. If they were sent back, correct the file and load it anew.",
    ),
    "entry-not-due": Entry(
        "These figures cannot be entered: {problem}.",
        "Look at what is due on the page of figures to enter, or load a file.",
    ),
    "entry-wrong": Entry("What was entered for {area} cannot be: {problem}.", "Put it right. Nothing was kept."),
    "figures-own": Entry(
        "Whoever loaded figures cannot sign them off.", "Ask somebody else of the partner that owns them."
    ),
    # areas
    "hierarchy-unreadable": Entry(
        "The lookup of areas cannot be read: {problem}.",
        "Take a lookup from the ONS Open Geography portal, with columns such as lsoa21cd, msoa21cd and lad22cd.",
    ),
    "hierarchy-contradicts": Entry(
        "{count} areas lie in two areas of {level}.", "Take a best-fit lookup, which names one for each."
    ),
    "hierarchy-level-unknown": Entry("There is no level {level}.", "Take one of: {levels}."),
    "hierarchy-none-then": Entry(
        "No lookup for {kind} holds on {day}.", "Read one in for that time, or choose another day."
    ),
    "overlaps-unreadable": Entry(
        "The overlaps of old and new areas cannot be read: {problem}.",
        "Give a CSV file with the old code, the new code and the people in both.",
    ),
    "age-bands-wrong": Entry(
        "The age bands cannot be used: {problem}.",
        "Give counts and people for five-year bands, or wider ones made of those, that follow one another.",
    ),
    "people-unreadable": Entry(
        "How many people live where cannot be read: {problem}.",
        "Give a CSV file with a postcode or output area and its people in each row, as the census tables have them.",
    ),
    "records-without-places": Entry(
        "None of the file's records is at a place.",
        "Give a table with longitude and latitude, or easting and northing, in each row, under such headings.",
    ),
    "services-none": Entry("There is no service to be near.", "Read in the services of this kind first."),
    "services-file-unreadable": Entry(
        "The file of services cannot be read: {problem}.",
        "Give a table with a name and a postcode or coordinates in each row, or Open Referral UK as JSON.",
    ),
    "services-file-wrong": Entry(
        "{count} things are wrong with the file, so that none of its services was kept. First: {first}.",
        "Correct those rows, or take them out, and give the file again.",
    ),
    "services-kind-unknown": Entry(
        "No services of this kind are kept.", "Take one of the kinds that are kept: {kinds}."
    ),
    "own-areas-too-many": Entry("Your partner keeps {most} areas already.", "Forget one that nobody needs any more."),
    "custom-area-wrong": Entry("The area cannot be made: {problem}.", "Draw it again, or list its small areas once."),
    "long-file-wrong": Entry(
        "The file was not loaded: {problem}.", "Correct it there, or ask its owner to, and load it again."
    ),
    # the store of figures
    "store-areas-unknown": Entry("No areas of this kind are kept.", "Load their codes and names first."),
    "store-area-unknown": Entry(
        "No area with figures here has this code.", "Look at the code again, or load its figures."
    ),
    "carry-nothing": Entry(
        "None of the file's areas are among the old areas of the overlaps, so that nothing was written.",
        "Give overlaps of the file's areas and year; where they go from new areas to old, --backwards.",
    ),
    "store-indicator-unknown": Entry("No figures are kept for it.", "Look for the indicator by its words."),
    "store-period-unknown": Entry("There are no figures for {period}.", "Choose one of the periods that there are."),
    "store-area-foreign": Entry(
        "{area} is no area of {kind}, so that nothing was loaded.", "Check of which kind and year the areas are."
    ),
    "store-area-twice": Entry(
        "{area} has two figures for one time, so that nothing was loaded.", "Keep one of them, and load it again."
    ),
    "store-key-wrong": Entry(
        "A key has other letters than a to z, 0 to 9 and hyphens, or is too long.", "Give it a plainer key."
    ),
    "tiers-wrong": Entry(
        "It cannot be said who sees which areas: {problem}.",
        "Name the indicators, a lookup of small areas, districts and what is above, and a partner for each district.",
    ),
    "metadata-unreadable": Entry(
        "The file describes no indicator.",
        "Give one row an indicator, with headings such as title, definition, source, owner, unit and licence.",
    ),
}
