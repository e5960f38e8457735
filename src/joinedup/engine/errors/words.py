"""The words of every error but those about supplies, indicators and disclosure."""

from __future__ import annotations

from joinedup.engine.errors.entry import REFUSED, Entry

WORDS: dict[str, Entry] = {
    # the command line
    "usage": Entry("{what}", "Run the command with --help to see what it takes."),
    "file-missing": Entry("There is no such file.", "Check the name, and that you may read it."),
    "file-exists": Entry("That file is already there.", "Choose another name, or remove it first."),
    "file-unwritable": Entry("The file cannot be written.", "Check the folder exists and that you may write to it."),
    "text-unwritable": Entry(
        "A text holds a character that cannot be written to a CSV file.", "Correct that text in the input."
    ),
    "unexpected": Entry(
        "Something went wrong inside Joinedup ({kind}). Nothing was released.",
        "Run it again; if it happens again, report it with this code and the command, without the data.",
    ),
    "cannot-serve": Entry(
        "The pages cannot be served here.",
        "Look whether something else listens there already, and choose another port.",
    ),
    "cannot-work": Entry(
        "The background work ended by itself, so the pages were stopped too: nobody would have done what they ask for.",
        "Start it again: what was under way is taken up. If it ends again, run 'joinedup doctor'.",
    ),
    "home-missing": Entry(
        "There is no Joinedup installation in this folder.",
        "Run './run demo' first, or set JOINEDUP_HOME to the folder of yours.",
    ),
    "not-made-up": Entry(
        "There is an installation in this folder, and it may hold real data.",
        "Choose another folder with --home; the demonstration makes its own anew each time.",
    ),
    "register-unreadable": Entry(
        "The register cannot be read: its file is damaged or is not a register.",
        "Keep a copy of it as it is, and restore it from a backup.",
        REFUSED,
    ),
    # people and signing
    "phrase-short": Entry("The phrase is too short.", "Choose at least {shortest} letters: several words are best."),
    "phrase-wrong": Entry("That is not the phrase of this key.", "Try again; nothing was signed.", REFUSED),
    "key-missing": Entry("There is no signing key yet.", "Set a signing phrase first."),
    "role-unknown": Entry("There is no such role.", "Choose one of the roles listed."),
    "role-not-yours": Entry("That role is not yours to give.", "Ask the coordinator of the partnership.", REFUSED),
    "invitation-over": Entry(
        "This link is over: it was used, or its time has passed.", "Ask whoever sent it for a new one.", REFUSED
    ),
    # training
    "training-lacking": Entry(
        "Your training does not open this yet: to {what}, you lack {modules}.",
        "Complete it, then ask the coordinator of the partnership to record it. Your account lists what you lack.",
        REFUSED,
    ),
    "training-opens-nothing": Entry("A module opens something, of what training may open.", "Choose what it opens."),
    "training-own": Entry(
        "Nobody records that they have completed a module themselves.",
        "Ask another coordinator or administrator.",
        REFUSED,
    ),
    "training-unknown": Entry("There is no such module of training.", "Load the page again."),
    "training-day": Entry("A module is completed today or earlier.", "Write the day on which they completed it."),
    # initiatives, and what several people write
    "initiative-there": Entry("There is an initiative of that name already.", "Choose another short name."),
    "draft-there": Entry(
        "Another partner is writing the next version of this agreement already.",
        "Ask them to write your change into it, or wait until they have put it to the parties or put it away.",
        REFUSED,
    ),
    "changed-meanwhile": Entry(
        "Somebody else changed this while you had it open. Nothing of theirs was overwritten, nothing of yours saved.",
        "Load the page again, look at what they wrote, and enter your change once more.",
        REFUSED,
    ),
    "dpia-not-accepted": Entry(
        "It cannot be signed: its impact assessment has not been accepted.",
        "Finish the assessment; where high risk stays, consult the regulator first (UK GDPR Article 36).",
        REFUSED,
    ),
    "delegation-impossible": Entry(
        "The task cannot be handed over: {because}.", "Choose a colleague of the same partner and a day still to come."
    ),
    "sign-off-missing": Entry(
        "{partner} cannot sign yet: it waits for its {roles}.", "Ask them to sign the version off first.", REFUSED
    ),
    "areas-missing": Entry(
        "Nobody has installed yet which postcode lies in which area.",
        "Ask the system administrator to run 'joinedup areas' with the ONS Postcode Directory.",
    ),
    "release-changed": Entry(
        "The data have changed since this was made, so it is not what was checked. Nothing was released.",
        "Make it again and have it checked again.",
        REFUSED,
    ),
    "release-file-changed": Entry(
        "A file of this release is missing, or is not what was released any more, so it is not given out.",
        "Tell the administrator, who can run 'joinedup audit verify' and bring the file back from a backup.",
        REFUSED,
    ),
    "own-check": Entry(
        "A release is checked by somebody other than who asked for it.", "Ask a colleague who may check.", REFUSED
    ),
    "former-not-looked-at": Entry(
        "Former releases tell something beside this one, and nobody has said that they looked at them.",
        "Load the page again, look at the former releases that it names, and say so.",
        REFUSED,
    ),
    "checkpoint-unreadable": Entry(
        "That is not a checkpoint of an audit chain, or it was changed.", "Choose the file as it was downloaded."
    ),
    "pdf-unavailable": Entry(
        "PDF files cannot be made on this machine: Pango is missing.",
        "Ask the system administrator for libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0, fonts-dejavu-core.",
    ),
    "document-foreign": Entry(
        "This is not an agreement that can be read: {problem}.", "Choose a file exported from Joinedup."
    ),
    # partners
    "partner-there": Entry("There is a partner of that name already.", "Choose another short name."),
    # the gate
    "refused": Entry("Refused. {reasons}", "Put each reason right, then ask again.", REFUSED),
    # agreements
    "agreement-unknown": Entry("There is no agreement {reference} in the register.", "Check its reference."),
    "agreement-incomplete": Entry("The agreement cannot be proposed: {missing}.", "Complete it and propose it again."),
    "not-a-party": Entry("{partner} is not a party to {reference}.", "Only a party can sign, suspend or withdraw."),
    "signature-invalid": Entry(
        "The signature of {partner} does not fit this version of {reference}.",
        "Sign the very version in the register; a changed text is a new version.",
    ),
    "transition-impossible": Entry(
        "An agreement that is {state} cannot be {verb}.", "See the lifecycle for what can follow."
    ),
    "leak": Entry(
        "A movement that must be refused was let through, or left something behind.",
        "Do not use this installation, and report it.",
        REFUSED,
    ),
    "encoding-few-rows": Entry(
        "{rows} rows are too few to encode: whoever knows who is in the file would know which is whose.",
        "Encode {least} rows or more, such as everybody whom you serve.",
    ),
    "encoding-unsalted": Entry(
        "{share}% of the rows have neither birth date nor postcode, so nothing salts their encoding.",
        "Choose a file with birth dates.",
    ),
    "encoding-share-wrong": Entry(
        "No key can be made of these shares: {problem}.", "Give every partner's share once, and the agreement."
    ),
    "encoding-foreign": Entry("This is not an encoded file.", "Choose a file that `joinedup encode file` made."),
    "encoding-other-key": Entry(
        "These files were encoded with different keys, or for different agreements.",
        "Let every partner make the key from the same shares, for the same agreement, and encode again.",
    ),
    "pair-not-open": Entry(
        "That pair is not waiting for your answer.", "Go on with the next one: it may have been decided meanwhile."
    ),
    "nothing-to-link": Entry("Nothing has been received under this agreement yet.", "Receive its supplies first."),
    "no-index": Entry("Nothing has been linked under this agreement yet.", "Link its supplies first."),
    "reason-missing": Entry("A look-up needs its reason.", "Say why this person is looked up now."),
    "nobody-found": Entry(
        "Nobody of that surname and date of birth is in the index.", "Check the spelling and the date, and try again."
    ),
    "nearly-found": Entry(
        "Nobody is exactly who was asked for; {count} people are nearly.", "Choose the one who is meant, or ask again."
    ),
    "several-found": Entry("{count} people match.", "Give the postcode as well."),
    # look-ups of one person
    "may-not": Entry("The role {role} may not do that.", "Ask somebody whose role may.", REFUSED),
    "agreement-not-yours": Entry(
        "Your partner looks nobody up under an agreement of that reference and purpose.", "Choose one of those listed."
    ),
    "not-usable": Entry("The agreement cannot be used today. {reasons}", "Put each reason right first.", REFUSED),
    "explanation-short": Entry(
        "An emergency look-up needs an explanation of at least {least} letters.", "Say what the emergency is."
    ),
    "too-many-look-ups": Entry(
        "You have made {most} look-ups within an hour, which is the most.",
        "Wait, or speak to your service manager, who has been told.",
        REFUSED,
    ),
    "look-up-unknown": Entry("There is no such look-up of your partner.", "Choose one of those listed."),
    "own-look-up": Entry("Nobody reviews their own look-up.", "Ask a colleague who reviews look-ups.", REFUSED),
    "reviewed-already": Entry("There is nothing to review here, or somebody has reviewed it.", "Load the list again."),
    "marker-unknown": Entry("There is no such marker of your partner.", "Load the list again."),
    # residents
    "code-wrong": Entry(
        "That code and date of birth do not fit together, or the code is used up or out of date.",
        "Check both; after 5 wrong tries a code is locked, and the partnership gives you another.",
        REFUSED,
    ),
    "too-many-tries": Entry("Too many wrong codes came from here.", "Wait 15 minutes and try again.", REFUSED),
    "objection-not-open": Entry(
        "People may not object to what is done under that agreement, or your partner supplies nothing under it.",
        "Choose one of those listed; under another, answer the person's request in words.",
    ),
    "objection-unknown": Entry("There is no such objection to your partner.", "Load the list again."),
    "request-unknown": Entry("There is no such request.", "Choose one of those listed."),
    "step-impossible": Entry("A request that is {state} cannot be {step}.", "Load the page again.", REFUSED),
    # exemplars and what they compute
    "exemplar-unknown": Entry("There is no exemplar of that name.", "'joinedup exemplar list' names those there are."),
    "exemplar-wrong": Entry("The exemplar's configuration does not fit: {problem}.", "Put its file right."),
    "shares-impossible": Entry(
        "The sum cannot be divided by these weights.", "Give each partner a weight of 0 or more, and not all 0."
    ),
    # linkage
    "linkage-no-columns": Entry(
        "No column says who a person is: a name, a date of birth, an address or a number for the person is needed.",
        "Check with 'joinedup check' how the columns were understood, and give a layout.",
    ),
    "linkage-too-little": Entry(
        "The columns hold too little to tell people apart: {why}.",
        "Add a date of birth, an address or a number for the person.",
    ),
    "no-such-person": Entry(
        "There is no such person or record in this linkage.", "Take a person_id, or a row, of the people it found."
    ),
    "linkage-no-rows": Entry("There are no rows to link.", "Give at least one file with rows."),
    "spark-missing": Entry(
        "{what} is missing, which linkage on Spark needs.", "Install {install}, or leave --engine spark out."
    ),
    "spark-unprotected": Entry(
        "Personal data would cross the network unprotected: the master is another machine, and no secret is given.",
        "Give the cluster's secret as spark.authenticate.secret in a file for --spark-settings; see the guide.",
        REFUSED,
    ),
    "spark-settings-wrong": Entry("The file of Spark's settings cannot be used: {problem}.", "Correct it: {how}."),
    "spark-failed": Entry(
        "Spark stopped ({kind}). Nothing was written.",
        "Look that the master and its workers run, have the same secret and Joinedup's version, and see the files.",
    ),
    # pseudonyms
    "pseudonym-secret-short": Entry(
        "The secret under the pseudonyms is too short.", "Use at least {least} random bytes."
    ),
    "pseudonym-reference-missing": Entry(
        "Pseudonyms need the reference of the agreement that they are for.", "Give the agreement's reference."
    ),
    "k-anonymity-impossible": Entry(
        "The table cannot be made k-anonymous: {problem}.", "Check the columns, k and the ladders."
    ),
    "nobody-listed": Entry(
        "Nobody of that pseudonym is listed in this release.",
        "Look at the release; one that was withdrawn lists nobody.",
    ),
    "rows-stand-out": Entry(
        "Too many people would stand out: {share} would have to be left out, and at most {most} may be.",
        "Ask for fewer items, wider age bands or larger areas; nothing was released.",
        REFUSED,
    ),
    # areas
    "boundaries-unreadable": Entry(
        "The boundaries cannot be read: {problem}.",
        "Take them as GeoJSON, in longitude and latitude, from the ONS Open Geography portal.",
    ),
    "boundaries-code-unknown": Entry(
        "No property holds a code for every area.", "Name the one that does. There are: {there_are}."
    ),
    "boundaries-not-degrees": Entry(
        "The boundaries are not in longitude and latitude.",
        "Download them as WGS84 (EPSG:4326), not as British National Grid.",
    ),
    "boundaries-twice": Entry("Two areas have the same {heading}: {codes}.", "Keep one shape for each area."),
    "boundaries-code-missing": Entry(
        "Areas without a code in {heading}: number {numbers} of the file.", "Write their codes, or leave them out."
    ),
    "boundaries-elsewhere": Entry(
        "Areas of the United Kingdom lie outside it: {codes}{swapped}.",
        "Download the boundaries again as WGS84 (EPSG:4326): longitude first, then latitude.",
    ),
    "boundaries-broken": Entry(
        "Shapes are missing, or broken so that mending would change them: {codes}.",
        "Download the boundaries again, or mend these shapes by hand.",
    ),
    "boundaries-state": Entry(
        "That cannot be done with boundaries that are {state}.", "Load the page again: somebody may have been quicker."
    ),
    "lookup-unreadable": Entry(
        "The postcode lookup cannot be read: {problem}.",
        "Take the ONS Postcode Directory, or a CSV file with columns such as pcds, lsoa21cd, msoa21cd and lad23cd.",
    ),
    "lookup-contradicts": Entry("The lookup puts {count} postcodes into two areas.", "Keep one row for each postcode."),
    "map-empty": Entry(
        "None of the areas has a published value.", "Check that values and boundaries are of one kind and year."
    ),
    "kept-file-changed": Entry(
        "What would be used is not what was kept: it was changed since. Nothing was done.",
        "Give the file again, and run 'joinedup audit verify': somebody may have written to it by hand.",
        REFUSED,
    ),
    # the vault
    "vault-key-missing": Entry(
        "The key of {name} is gone, so its data cannot be read again.", "Ask the partner for a new supply.", REFUSED
    ),
    "vault-damaged": Entry(
        "The sealed file {name} is missing, changed or damaged.",
        "Restore it from a backup, or ask the partner for a new supply; then run 'joinedup audit verify'.",
        REFUSED,
    ),
    "vault-name-taken": Entry("There is a sealed file of the name {name} already.", "Take another name."),
    "vault-unwritable": Entry(
        "The sealed file {name} cannot be written: the disk is full, or the folder may not be written to.",
        "Nothing was stored. Make room or put the folder's permissions right, and try again.",
    ),
    "master-key-wrong": Entry(
        "The master key is not the one that this vault was made with.", "Put the right master key in place."
    ),
    # the audit chain
    # keeping an installation
    "role-and-partner": Entry(
        "{problem}", "Name with --partner a partner that has joined; coordinators and others of the whole have none."
    ),
    "password-weak": Entry("The password will not do: {problem}", "Take three or more words that are nobody's saying."),
    "source-not-there": Entry("There is no supply or index of that name.", "Choose one of those listed."),
    "ledger-damaged": Entry(
        "The ledger of what was destroyed does not hold: line {line} was changed, or is of another master key.",
        "Put the ledger back that belongs to this master key. Nothing was restored or destroyed.",
        REFUSED,
    ),
    "ledger-missing": Entry(
        "The ledger of what was destroyed is missing or ends before the backup's own: what was destroyed could return.",
        "Put destroyed.jsonl beside the master key. If it is lost, say so with --ledger-lost and the reason, "
        "which is written into the audit chain.",
        REFUSED,
    ),
    "passphrase-missing": Entry(
        "There is no passphrase.", "Give --passphrase-file, or type it when asked on a terminal."
    ),
    "passphrase-short": Entry(
        "The passphrase is too short.", "Take at least {shortest} characters: six words or more are best."
    ),
    "passphrase-differs": Entry("The two passphrases differ.", "Try again; nothing was written."),
    "backup-unreadable": Entry(
        "This is not a whole backup of Joinedup, or the passphrase is not the one it was made with.",
        "Check the passphrase and the file; take an older backup if this one is cut short. Nothing was restored.",
    ),
    "backup-inside": Entry(
        "A backup is not kept inside the installation that it is of.", "Choose a file on another disk."
    ),
    "backup-incomplete": Entry(
        "The sealed file or the key of {name} is missing, so no whole backup can be made.",
        "Run 'joinedup audit verify'; nothing was written.",
        REFUSED,
    ),
    "folder-not-empty": Entry(
        "The folder is not empty, and nothing in it is written over.",
        "Restore into an empty folder, in which only the master key and destroyed.jsonl may lie already.",
    ),
    "database-not-empty": Entry(
        "The database is not empty, and nothing in it is written over.", "Create an empty database and name that one."
    ),
    "database-other": Entry(
        "The backup is of a register on {kind}.",
        "Set JOINEDUP_DATABASE to an empty database of that kind, or unset it.",
    ),
    "master-key-missing": Entry(
        "The master key is not there, and the backup does not hold it.",
        "Fetch it from where it is kept safe, and set JOINEDUP_MASTER_KEY to its file.",
    ),
    "database-tool": Entry(
        "{program} is missing or failed, so the database was neither saved nor restored.",
        "Install the postgresql-client of the server's version, and check JOINEDUP_DATABASE.",
    ),
    "chain-broken": Entry("The audit chain does not hold: {problem}", "Keep a copy, and find out who wrote.", REFUSED),
}
