"""Keeping corrections, and carrying them out at once.

A decision is carried out on the incidents that it names and on no others, in the commit that keeps it: as in a build,
incidents do not move for what becomes known of others. Linking a ledger anew obeys all decisions while it weighs
everything else.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Protocol

from multipolar.errors import LedgerError, UsageError
from multipolar.ledger import compaction
from multipolar.ledger.corrections import (
    ACTIONS,
    Correction,
    Decisions,
    Found,
    correction_row,
    found_events,
    order,
    read_corrections,
    undone,
)
from multipolar.ledger.files import SegmentFiles, as_table
from multipolar.ledger.linked import Home, is_linked
from multipolar.ledger.neighbourhood import Neighbourhood
from multipolar.ledger.recodes import checked_recode
from multipolar.ledger.store import Manifest, Segment, WriterLock, clean, publish

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from multipolar.ledger.rows import Row

__all__ = ["Corrected", "correct"]

_MOST_WORDS: Final = 2_000
"""Characters of a reason, or of a name, at most."""


class Moving(Home, Protocol):
    """A ledger that moves on to what was committed."""

    def refresh(self) -> bool:
        """Move on to the present snapshot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """What came of corrections.

    Attributes:
        corrections: Those that were kept, whole; ones that the ledger had already are left out.
        changed: Ids of the incidents that were made, or made anew.
        gone: Ids of the incidents that are there no more.
        homes: The incident in which each correction's target is now, by the correction's id; None where there is none.
        commit: Number of the commit; 0 where there was nothing to keep.
    """

    corrections: tuple[Correction, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    homes: Mapping[str, str | None]
    commit: int


def correct(ledger: Moving, corrections: Sequence[Correction]) -> Corrected:
    """Keep corrections and carry them out: all of them, or none.

    Args:
        ledger: The ledger; it moves on to the result.
        corrections: The corrections. Those with an id come from another ledger, or from an export; what they are about
            is found by their anchors, now or when its report comes. They are carried out one by one in the order in
            which they were made, as they were where they come from: so incidents get the ids that they have there.
            New ones follow, in the order given.

    Raises:
        UsageError: One does not fit what it is about.
        LedgerError: The ledger is not linked, another process is writing, or the folder cannot be written.
    """
    with WriterLock(ledger.path):
        ledger.refresh()
        clean(ledger.path)
        if not is_linked(ledger.manifest):
            raise LedgerError(
                "the events of this ledger are not linked into incidents yet",
                where=str(ledger.path),
                mend=f"run multipolar link --ledger {ledger.path}",
            )
        hood = Neighbourhood(ledger)
        book = _Book(ledger)
        made = [_imported(given) for given in corrections if given.id and not book.has(given.id)]
        book.read(made)
        for correction in sorted(made, key=order):
            if not book.has(correction.id):
                book.put(correction)
                hood.carry_out(correction, book.decisions)
        for given in corrections:
            if not given.id:
                correction = _Check(hood, book).whole(given)
                book.put(correction)
                hood.carry_out(correction, book.decisions)
        kept = book.kept
        if not kept:
            return Corrected(corrections=(), changed=(), gone=(), homes={}, commit=0)
        batch = ledger.manifest.last_batch + 1
        rows, changed, gone = hood.rows(book.decisions.constraints)
        rows["corrections"] = [correction_row(correction) for correction in kept]
        _write(ledger, rows, batch)
        homes = {correction.id: hood.home_of(correction) for correction in kept}
    return Corrected(corrections=tuple(kept), changed=changed, gone=gone, homes=homes, commit=batch)


class _Book:
    """The corrections of a ledger, and those that are added to it.

    Args:
        ledger: The ledger.
    """

    def __init__(self, ledger: Home) -> None:
        self._ledger = ledger
        self._events: dict[str, list[Found]] = {}
        known = read_corrections(ledger)
        self._ids = {correction.id for correction in known}
        self.kept: list[Correction] = []
        self.read(known)
        self.decisions = Decisions(known, [event for events in self._events.values() for event in events])

    @property
    def known(self) -> Sequence[Correction]:
        """All of them, in the order in which they count."""
        return self.decisions.corrections

    def has(self, identity: str) -> bool:
        """Whether a correction is there already."""
        return identity in self._ids

    def read(self, corrections: Iterable[Correction]) -> None:
        """Read the events of the reports that corrections name, of many at once."""
        named = {anchor.report for correction in corrections for anchor in correction.anchors}
        if fresh := sorted(named - self._events.keys()):
            self._events.update({report: [] for report in fresh})
            for event in found_events(self._ledger, fresh):
                self._events[event.report].append(event)

    def put(self, correction: Correction) -> None:
        """Add a correction, to be carried out."""
        self.read([correction])
        self.decisions.add(correction, {anchor.report: self._events[anchor.report] for anchor in correction.anchors})
        self._ids.add(correction.id)
        self.kept.append(correction)


def _write(ledger: Moving, rows: Mapping[str, Sequence[Row]], batch: int) -> None:
    files = SegmentFiles(ledger.path, compaction.segment_name(batch, batch))
    try:
        for table, values in rows.items():
            if values:
                files.write(table, as_table(table, [(*row, batch) for row in values]))
        now = ledger.manifest
        segment = Segment(files.name, batch, batch, files.close())
        publish(ledger.path, Manifest(now.number + 1, (*now.segments, segment)))
    except BaseException:
        files.abort()
        raise
    ledger.refresh()
    while count := compaction.mergeable(ledger.manifest.segments):
        publish(ledger.path, compaction.merged_manifest(ledger.path, ledger.manifest, count))
        ledger.refresh()
    clean(ledger.path)


# --- Checking --------------------------------------------------------------------------------------------------------


def _wrong(what: str, where: str, mend: str) -> UsageError:
    return UsageError(what, where=where, mend=mend)


def _writable(text: str, where: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _wrong("it holds half of a character", where, "write it in whole characters") from None


def _words(given: Correction) -> None:
    if given.action not in ACTIONS:
        raise _wrong(f"there is no action {given.action!r}", "action", f"one of {', '.join(ACTIONS)}")
    for name, text in (("who", given.who), ("why", given.why), ("target", given.target)):
        if not isinstance(text, str) or len(text) > _MOST_WORDS:
            raise _wrong(f"{name} is no text of at most {_MOST_WORDS} characters", name, "shorten it")
        _writable(text, name)
    for name, text in (("who", given.who), ("target", given.target)):
        if not text.strip():
            raise _wrong(f"{name} is empty", name, "say who decides" if name == "who" else "name an incident or event")


def _imported(given: Correction) -> Correction:
    """A correction of another ledger, if it holds together."""
    where = f"correction {given.id}"
    _words(given)
    if given.at is None:
        raise _wrong("it does not say when it was made", where, "import what an export wrote")
    _writable(json.dumps(given.payload, ensure_ascii=False), where)
    try:
        anchors = given.anchors
        if given.undoes is None and given.action == "split":
            set(map(str, given.payload["events"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _wrong(f"its payload cannot be read: {error}", where, "import what an export wrote") from None
    if given.undoes is None and not anchors:
        raise _wrong("it has no anchors", where, "import what an export wrote")
    if given.undoes is None and given.action == "recode":
        fields = {name: value for name, value in given.payload.items() if name != "anchors"}
        kinds = [anchor.type for anchor in anchors]
        try:
            checked_recode(fields, [fields["type"]] if "type" in fields else kinds)
        except UsageError as error:
            raise _wrong(error.what, where, error.mend or "") from None
    return given


class _Check:
    """Checks a new correction against the ledger as it is, earlier ones of the same call carried out."""

    def __init__(self, hood: Neighbourhood, book: _Book) -> None:
        self._hood = hood
        self._known = book.known
        self._limits = book.decisions.constraints

    def whole(self, given: Correction) -> Correction:
        """The correction with all that is kept of it."""
        _words(given)
        payload, events = self._undo(given) if given.undoes else self._payload(given)
        if events is not None:
            payload["anchors"] = self._anchors(events)
        at = given.at or dt.datetime.now(dt.UTC).replace(tzinfo=None)
        latest = max((other.at for other in self._known if other.at is not None), default=at)
        # What is decided now counts last, whatever the clocks of those who decided before said.
        at = at if at > latest else latest + dt.timedelta(microseconds=1)
        body = json.dumps(payload, ensure_ascii=False, sort_keys=True)
        _writable(body, "payload")
        content = f"{at.isoformat()}\x1f{given.who}\x1f{given.why}\x1f{given.action}\x1f{given.target}\x1f{body}"
        identity = "cor" + hashlib.blake2b(content.encode(), digest_size=8).hexdigest()
        return replace(given, payload=json.loads(body), at=at, id=identity)

    def _undo(self, given: Correction) -> tuple[dict[str, Any], None]:
        by = undone(self._known)
        other = next((other for other in self._known if other.id == given.undoes), None)
        if other is None:
            raise _wrong(f"the ledger has no correction {given.undoes!r}", "payload.undo", "list them for their ids")
        if other.id in by:
            raise _wrong(
                f"correction {other.id} is undone already, by {by[other.id]}", "payload.undo", "undo that one instead"
            )
        if (given.action, given.target) != (other.action, other.target):
            raise _wrong(
                f"correction {other.id} is a {other.action} of {other.target}",
                "payload.undo",
                "give its action, target",
            )
        return {"undo": other.id, "anchors": other.payload.get("anchors", [])}, None

    def _payload(self, given: Correction) -> tuple[dict[str, Any], list[str]]:
        """What is kept of a payload, and the events concerned."""
        home = self._hood.home(given.target)
        if home is None:
            raise _wrong(
                f"the ledger has no incident or event {given.target!r:.120}",
                "target",
                "it may have been linked anew or rejected: look it up again",
            )
        one_event = home != given.target
        events = [given.target] if one_event else self._hood.members(home)
        allowed = {"merge": {"with"}, "split": {"events"}}.get(given.action, set())
        if given.action == "recode":
            kinds = dict.fromkeys(
                str(self._limits.recoded.get(event.id, {}).get("type", event.type))
                for event in self._hood.found(events)
            )
            return checked_recode(given.payload, list(kinds)), events
        if odd := sorted(given.payload.keys() - allowed):
            raise _wrong(f"{given.action} takes no {odd[0]}", f"payload.{odd[0]}", "leave it out")
        if not allowed:
            return {}, events
        if one_event:
            mend = f"name its incident, {home}" if home else "it was rejected: confirm it first"
            raise _wrong(f"an event cannot be target of a {given.action}", "target", mend)
        name = next(iter(allowed))
        values = given.payload.get(name)
        if not isinstance(values, list | tuple) or not all(isinstance(value, str) for value in values):
            raise _wrong(f"{given.action} needs {name}", f"payload.{name}", "give a list of ids")
        chosen = list(dict.fromkeys(values))
        return (self._merge if given.action == "merge" else self._split)(home, chosen, events)

    def _merge(self, home: str, others: list[str], events: list[str]) -> tuple[dict[str, Any], list[str]]:
        if not others or home in others:
            raise _wrong("a merge needs other incidents", "payload.with", "name those that are the same happening")
        self._hood.incidents(others)
        for other in others:
            if self._hood.home(other) != other:
                raise _wrong(f"the ledger has no incident {other!r:.120}", "payload.with", "look it up again")
        return {"with": others}, [*events, *(event for other in others for event in self._hood.members(other))]

    def _split(self, home: str, taken: list[str], events: list[str]) -> tuple[dict[str, Any], list[str]]:
        if strange := [event for event in taken if event not in events]:
            raise _wrong(f"{strange[0]!r:.120} is no event of {home}", "payload.events", "name some of its events")
        if not taken or len(taken) == len(events):
            raise _wrong("a split takes out some of an incident's events", "payload.events", "name some, not all")
        return {"events": taken}, events

    def _anchors(self, events: Sequence[str]) -> list[dict[str, Any]]:
        return [
            {
                "event": event.id,
                "report": event.report,
                "field": event.field,
                "start": event.start,
                "end": event.end,
                "type": event.type,
                "incident": self._hood.inside(event.id),
            }
            for event in self._hood.found(events)
        ]
