"""The words of errors about supplies: the file, and its layout."""

from __future__ import annotations

from joinedup.engine.errors.entry import REFUSED, Entry

WORDS_OF_SUPPLIES: dict[str, Entry] = {
    # supplies: the file
    "file-not-regular": Entry("That is not an ordinary file.", "Give the name of a file, not of a folder or device."),
    "supply-empty": Entry("The file is empty.", "Ask the supplier to export it again."),
    "supply-no-rows": Entry("The file has headings and no rows below them.", "Ask the supplier to export it again."),
    "supply-binary": Entry(
        "The file is neither delimited text nor a format that Joinedup reads.",
        "Send CSV or other delimited text, XLSX, XLS, ODS, JSON Lines or Parquet.",
    ),
    "supply-compressed": Entry("The file is compressed ({kind}).", "Unpack it first, and give the file inside."),
    "supply-nul": Entry("The text holds a NUL byte.", "Ask the supplier to export it again; the export is damaged."),
    "supply-line-too-long": Entry(
        "One line is longer than {limit:,} bytes: the file has no line ends, or a quotation mark is never closed.",
        "Ask the supplier to export it with one record a line.",
    ),
    "supply-encoding-mixed": Entry(
        "The text changes its encoding: it begins as {first} and is something else here.",
        "Ask the supplier to export the whole file in one encoding, best UTF-8.",
    ),
    "supply-encoding-unknown": Entry(
        "The text is neither UTF-8, UTF-16 nor Windows-1252.", "Ask the supplier to export it as UTF-8."
    ),
    "supply-surrogate": Entry(
        "The text holds half a character (a lone surrogate).", "Ask the supplier to export it again as UTF-8."
    ),
    "supply-delimiter-unknown": Entry(
        "No delimiter (comma, tab, semicolon, bar, caret, tilde) splits the lines into the same columns.",
        "Ask the supplier to export it as CSV.",
    ),
    "supply-ragged": Entry(
        "This row has {found} columns, and the headings have {expected}.",
        "Ask the supplier to put values that hold the delimiter in quotation marks.",
    ),
    "supply-rows-unreadable": Entry(
        "The rows cannot be told apart from here on: probably a quotation mark is opened and never closed.",
        "Ask the supplier to export it again with quotation marks doubled inside values.",
    ),
    "supply-headings-duplicate": Entry(
        "Columns {columns} have the same heading.", "Give every column a heading of its own."
    ),
    "supply-headings-are-data": Entry(
        "There is no row of headings: columns {columns} begin with data.",
        "Add a first row that says what each column is.",
    ),
    "supply-headings-missing": Entry("No row of headings was found.", "Add a row that says what each column is."),
    "supply-too-many-columns": Entry(
        "The file has {found:,} columns; the most that is read is {most:,}.", "Ask for the agreed items only."
    ),
    "supply-formula": Entry(
        "{count} cells hold a formula, which would run in the spreadsheet of whoever opens an export.",
        "Ask the supplier to send values only (in a spreadsheet: copy, paste values).",
    ),
    "supply-too-large": Entry(
        "The file would unpack to more than Joinedup opens ({what}).",
        "Ask the supplier for CSV or Parquet, or for the file in parts.",
    ),
    "supply-damaged": Entry(
        "The {kind} file is damaged or cut short.", "Ask the supplier to send it again; compare its size with theirs."
    ),
    "supply-protected": Entry("The spreadsheet is protected by a password.", "Ask for it without, by a safe channel."),
    "supply-json-not-lines": Entry(
        "The JSON is not one object a line.", "Ask the supplier for JSON Lines, one record a line."
    ),
    "supply-json-deep": Entry(
        "The JSON record is nested too deeply or holds lists.", "Ask the supplier for flat records."
    ),
    "supply-changed": Entry("The file changed while it was read.", "Wait until it is whole, then try again."),
    "supply-column-unknown": Entry("The file has no column with this heading.", "Check the heading, capitals aside."),
    # supplies: the layout
    "layout-unreadable": Entry("The layout cannot be read: {problem}.", "Make it again with 'joinedup check'."),
    "layout-does-not-fit": Entry(
        "The layout names columns that the file does not have: {headings}.", "Check the layout, or make a new one."
    ),
    "layout-heading-unknown": Entry("The layout has no column with this heading.", "Check the heading."),
    "layout-item-unknown": Entry(
        "{item} is not a data item of the vocabulary.", "See the reference for the names of data items."
    ),
    "layout-item-twice": Entry("Two columns would be {item}.", "Free the other column first, or name them as parts."),
    "supply-nothing-agreed": Entry(
        "None of the agreed items is in the file.", "Check the layout against the agreement's items."
    ),
    "arrival-unknown": Entry("That upload is not there any more.", "Start again from the list of supplies."),
    "arrival-busy": Entry("That file is being sent from another page.", "Finish it there, or close that page first."),
    "arrival-damaged": Entry(
        "What was kept of the upload does not hold: somebody has changed it, or the disk has.", "Send the file again."
    ),
    "arrival-offset": Entry("The upload goes on at byte {there}, not here.", "Ask how much has arrived, then go on."),
    "arrival-too-large": Entry("The file is larger than {most} megabytes.", "Split it, or ask the administrator."),
    "arrival-state": Entry("That cannot be done to an upload that is {state}.", "Load the page again."),
    "dates-unread": Entry(
        "The values of this column are not dates that can be read.", "Choose another item, or send dates as DD/MM/YYYY."
    ),
    "folder-watched": Entry("Another 'joinedup watch' looks after this folder.", "Stop it first, or let it go on."),
    "own-supply": Entry("Only the partner that receives a supply can judge it.", "Ask {host}.", REFUSED),
    "register-lock": Entry(
        "The register's own lock did not let the movement through: no signed agreement covers it today.",
        "Nothing moved. Run 'joinedup audit verify': somebody may have written to the register by hand.",
        REFUSED,
    ),
}
