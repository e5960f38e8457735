"""The catalogue of events: everything that is written into the audit chain, as a sentence.

An event holds identifiers, counts, codes and hashes, never personal data, so that it can outlive what
it is about.
"""

# ruff: noqa: E501 -- a catalogue reads best one row a line
from __future__ import annotations

from attrs import frozen


@frozen
class EventKind:
    """One kind of event. `sentence` is filled from the event's details."""

    code: str
    sentence: str
    details: tuple[str, ...]


_KINDS = (
    EventKind("partner-joined", "{subject} joined the partnership as {title}.", ("title", "organisation", "hash")),
    EventKind("signatory-named", "{subject} named who signs for it.", ("hash",)),
    EventKind("signatory-left", "A signatory of {subject} signs no more; what was signed stays signed.", ("key",)),
    EventKind("person-enrolled", "{subject} may sign in.", ()),
    EventKind("person-invited", "{subject} was invited {how}.", ("how",)),
    EventKind("invitation-used", "{subject} came in by their invitation.", ()),
    EventKind("person-left", "{subject} left: every role has ended.", ()),
    EventKind("role-given", "{subject} acts as {role} for {partner}.", ("role", "partner")),
    EventKind("role-ended", "{subject} acts no more as {role} for {partner}.", ("role", "partner")),
    EventKind("initiative-begun", "The initiative {subject} began.", ()),
    EventKind("initiative-changed", "The initiative {subject} was changed: {what}.", ("what",)),
    EventKind("system-registered", "{subject} of {partner} may sign in to the programming interface.", ("partner",)),
    EventKind("system-ended", "{subject} of {partner} signs in no more.", ("partner",)),
    EventKind("checkpoint-kept", "{subject} took a checkpoint of the chain at event {sequence}.", ("sequence",)),
    EventKind("protocol-proposed", "The protocol {subject}, version {version}, was proposed.", ("version", "hash")),
    EventKind("protocol-signed", "The protocol {subject}, version {version}, came into being.", ("version",)),
    EventKind("protocol-joined", "{partner} signed the protocol {subject}.", ("partner", "hash")),
    EventKind("draft-begun", "A draft of {subject}, version {version}, was begun.", ("version",)),
    EventKind("draft-put-away", "The draft of {subject}, version {version}, was put away.", ("version",)),
    EventKind("agreement-proposed", "The agreement {subject}, version {version}, was proposed.", ("version", "hash")),
    EventKind("agreement-signed-by", "{partner} signed the agreement {subject}, version {version}.", ("partner", "version", "hash")),
    EventKind("agreement-signed-off", "{partner}'s {role} {decided} the agreement {subject}, version {version}.", ("partner", "role", "decided", "version", "hash")),
    EventKind("agreement-commented", "A party commented on the agreement {subject}, version {version}.", ("version", "hash")),
    EventKind("provision-commenced", "The provision {subject} was entered as in force from {starts}.", ("starts", "hash")),
    EventKind("agreement-abandoned", "The agreement {subject}, version {version}, was abandoned: {reason}", ("version", "reason")),
    EventKind("agreement-signed", "Every party has signed the agreement {subject}, version {version}.", ("version",)),
    EventKind("agreement-superseded", "A later version took the place of {subject}, version {version}.", ("version",)),
    EventKind("agreement-suspended", "The agreement {subject} was suspended: {reason}", ("version", "reason")),
    EventKind("agreement-resumed", "The agreement {subject} was resumed.", ("version",)),
    EventKind("agreement-ended", "The agreement {subject} was ended: {reason}", ("version", "reason")),
    EventKind("partner-withdrew", "{partner} withdrew from the agreement {subject}.", ("partner", "version")),
    EventKind("movement-allowed", "Allowed under {agreement}: {how} {dataset} of {supplier} for {recipient}.", ("how", "agreement", "supplier", "dataset", "recipient", "hash")),
    EventKind("movement-refused", "Refused under {agreement}: {how} {dataset} of {supplier} for {recipient} ({reasons}).", ("how", "agreement", "supplier", "dataset", "recipient", "reasons", "hash")),
    EventKind("supply-sealed", "The supply {subject} was received: {rows} rows.", ("rows", "hash")),
    EventKind("supply-begun", "{partner} began to send {dataset} under {agreement}.", ("partner", "dataset", "agreement")),
    EventKind("supply-given-up", "What {partner} was sending of {dataset} under {agreement} was given up, and is gone.", ("partner", "dataset", "agreement")),
    EventKind("supply-judged", "The supply {subject} was {decided}.", ("decided", "hash")),
    EventKind("schedule-set", "{partner}'s {dataset} under {agreement} is due {every}.", ("partner", "dataset", "agreement", "every")),
    EventKind("index-sealed", "The index {subject} was made: {rows} records of {clients} people.", ("rows", "clients", "hash")),
    EventKind("search-sealed", "The search {subject} was made: {rows} keyed hashes by which people in an index are found.", ("rows", "hash")),
    EventKind("pairs-sealed", "The pairs {subject} were kept: {rows} pairs of records, of how people were put together.", ("rows", "hash")),
    EventKind("pair-judged", "Somebody judged whether two records under {agreement} are of one person.", ("agreement", "hash")),
    EventKind("ids-changed", "In the index {subject} ids changed: {split} came apart and {merged} came together.", ("split", "merged")),
    EventKind("source-destroyed", "The key of {subject} was destroyed, and so its data: {reason}", ("reason",)),
    EventKind("backup-made", "{subject} was made: a backup of everything up to event {sequence}.", ("sequence", "sha256")),
    EventKind("installation-restored", "The installation was restored from a backup of {subject}, which ends with event {sequence}: {ledger}.", ("sequence", "ledger")),
    EventKind("release-made", "The release {subject} of type {sharing_type} was made under {agreement}.", ("agreement", "sharing_type", "hash")),
    EventKind("release-asked", "{subject} was asked for: type {sharing_type} under {agreement}.", ("agreement", "sharing_type")),
    EventKind("release-method-chosen", "For {subject} under {agreement} another method was chosen: {method}.", ("agreement", "method")),
    EventKind("release-checked", "{subject} under {agreement} was checked by somebody else and {decided}.", ("agreement", "decided", "digest")),
    EventKind("former-releases-looked-at", "Beside {subject} {former} former releases of some of the same people were compared; its checker was asked to look at {asked} of them.", ("former", "asked", "looked")),
    EventKind("release-withdrawn", "The release {subject} was withdrawn: {reason}", ("reason",)),
    EventKind("release-downloaded", "{file} of the release {subject} was downloaded for {partner}.", ("partner", "file")),
    EventKind("cohort-counted", "People linked under {subject} were counted by {conditions} conditions; only counts came out.", ("conditions",)),
    EventKind("reidentified", "{partner} was told under {agreement} which of its own records one pseudonym of {subject} is: {records}.", ("agreement", "partner", "records")),
    EventKind("release-unsafe", "A release under {agreement} was stopped: {reason}", ("agreement", "reason")),
    EventKind("look-up-made", "Somebody looked one person up under {agreement}: {outcome} ({emergency}).", ("agreement", "outcome", "emergency", "hash")),
    EventKind("look-up-reviewed", "The emergency {subject} was reviewed: {found}.", ("found", "hash")),
    EventKind("look-up-deferred", "Whoever was looked up is not told of {subject} before {until}.", ("until", "hash")),
    EventKind("consent-recorded", "A consent under {agreement} was {word} ({subject}).", ("agreement", "word", "hash")),
    EventKind("safety-marker-set", "Somebody is kept out of sight under {agreement} ({subject}).", ("agreement",)),
    EventKind("safety-marker-lifted", "Somebody is kept out of sight no more ({subject}).", ()),
    EventKind("safety-alert", "Those who keep somebody out of sight were told of {subject}.", ()),
    EventKind("resident-verified", "{subject} proved in person who they are: {how}. A code was made.", ("how", "hash")),
    EventKind("resident-signed-in", "{subject} signed in with a code.", ()),
    EventKind("resident-code-locked", "The code of {subject} was locked after wrong tries.", ()),
    EventKind("right-asked", "{subject} asked {controller} for {right}.", ("controller", "right", "hash")),
    EventKind("right-step", "The request {subject} at {controller}: {step}.", ("controller", "step", "hash")),
    EventKind("boundaries-used", "Maps of {level} are drawn from the boundaries {subject}: {areas} areas.", ("level", "areas", "hash")),
    EventKind("boundaries-used-again", "Maps of {level} are drawn from the boundaries {subject} again.", ("level",)),
    EventKind("boundaries-out-of-use", "No map of {level} is drawn from the boundaries {subject} any more.", ("level",)),
    EventKind("files-kept", "Files kept beside the register ({subject}): {written} written, {gone} taken away; the event holds each one's fingerprint.", ("written", "gone", "files")),
    EventKind("services-kept", "{count} services of the kind {subject} were {how} the {before} there, from {source}.", ("count", "how", "before", "source", "sha256")),
    EventKind("services-forgotten", "{count} services of the kind {subject} are shown no more.", ("count",)),
    EventKind("objection-recorded", "What {partner} holds of somebody leaves no more under {agreement} ({subject}).", ("agreement", "partner", "hash")),
    EventKind("objection-lifted", "What was kept back by {subject} may leave again.", ()),
    EventKind("figures-put-forward", "The figures {subject} of {partner} were put to {owner}: {figures} of {indicators}.", ("partner", "owner", "figures", "indicators", "hash")),
    EventKind("figures-judged", "{owner} {decided} the figures {subject}.", ("owner", "decided", "hash")),
    EventKind("figures-about", "{said_by} said what the figures of {subject} by {areas} from {source} are about: {about}.", ("areas", "about", "said_by", "source", "period", "sha256")),
    EventKind("figures-corrected", "{subject} takes the place of {former}: {owner} corrected {changed} figures of {indicator} for {period}.", ("former", "owner", "changed", "indicator", "period", "hash")),
    EventKind("figures-shown-to-all", "{owner} shows {subject}, {areas}, to everybody, signed in or not.", ("areas", "owner", "hash")),
    EventKind("figures-shown-no-more", "{owner} shows {subject}, {areas}, to everybody no more.", ("areas", "owner")),
    EventKind("figures-given-up", "{partner} took the figures {subject} back; nobody else saw them.", ("partner",)),
    EventKind("target-set", "A target of {owner} for {subject} was set for {area}, to be reached by {wanted_by}.", ("owner", "area", "wanted_by")),
    EventKind("goal-set", "A goal of {owner} for {subject} was set: {limits}.", ("owner", "limits")),
    EventKind("goal-ended", "The goal of {owner} for {subject} was ended.", ("owner",)),
    EventKind("target-ended", "The target of {owner} for {subject} in {area} was ended.", ("owner", "area")),
    EventKind("analysis-entered", "{partner} entered the {subject} into the register of analyses.", ("partner",)),
    EventKind("training-module-set", "The module of training {subject} opens, from {needed_from}: {opens}.", ("opens", "needed_from", "hash")),
    EventKind("training-module-ended", "Nothing hangs on the module of training {subject} any more.", ("number",)),
    EventKind("training-completed", "{subject} completed {module} on {done_on}; it holds until {until}.", ("module", "done_on", "until", "hash")),
    EventKind("training-withdrawn", "That {subject} completed {module} was recorded by mistake.", ("module", "number")),
    EventKind("own-area-kept", "The {subject}, made of {parts} areas, was kept.", ("parts",)),
    EventKind("own-area-forgotten", "The {subject} was forgotten.", ()),
    EventKind("analysis-changed", "The {subject} of {partner} is {stage} now.", ("partner", "stage")),
)  # fmt: skip

EVENTS: dict[str, EventKind] = {kind.code: kind for kind in _KINDS}
