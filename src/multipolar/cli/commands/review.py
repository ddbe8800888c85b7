"""``multipolar review``: incidents one after the other, a key for each decision."""

from __future__ import annotations

import contextlib
import re
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from multipolar.cli.commands.review_files import name_of
from multipolar.cli.output import colour, on_terminal, say, say_error, width
from multipolar.errors import LedgerError, MultipolarError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from rich.console import Console

    from multipolar.incidents import Incident, Party
    from multipolar.ledger import Correction, IncidentQuery, Ledger

__all__ = ["run"]

_KEYS: Final = {
    "c": "confirm",
    "r": "reject",
    "e": "recode",
    "m": "merge",
    "s": "split",
    "n": "skip",
    "u": "undo",
    "w": "why",
    "q": "quit",
}
_HELP: Final = {
    "confirm": "it happened as it stands here; its confidence becomes 1",
    "reject": "no such event: it leaves the incidents; of several events, all or some",
    "recode": "set a field: type, mode, status, time, place, actors or recipients",
    "merge": "it is the same happening as the next one shown, or as that of an id",
    "split": "some of its events are another happening",
    "skip": "go on without a decision (also the space bar)",
    "undo": "take back the last decision of this sitting",
    "why": "give the reason that is kept with the next decision",
    "quit": "end; all decisions are kept",
}
_SHOWN: Final = 30
"""Events of an incident that are shown; all have a number."""

_EXIT_PARTIAL: Final = 1


def run(query: IncidentQuery, *, ids: Sequence[str], ledger: Path, who: str | None, why: str, again: bool) -> int:
    """Review incidents.

    Returns:
        Exit code: 1 where input that is no terminal asked for something that was refused.
    """
    from multipolar.ledger import Ledger  # noqa: PLC0415 - the database engine is slow to import

    name = name_of(who)
    book = Ledger.open(ledger)
    found = [book.incident(at).id for at in ids] if ids else [row["id"] for row in book.incidents(query)]
    if not again and not ids:
        decided = _decided(book)
        found = [at for at in found if at not in decided]
    if not found:
        say("nothing to review" if again else "nothing to review that is not decided on; --again shows that too")
        return 0
    return _Sitting(book, list(dict.fromkeys(found)), who=name, why=why).run()


def _decided(book: Ledger) -> set[str]:
    """Incidents with events on which there are decisions that count."""
    events = sorted({e for kept in book.corrections() if not kept.undone_by for e in kept.events})
    if not events:
        return set()
    sql = "SELECT DISTINCT incident FROM incident_events WHERE event IN (SELECT unnest($ids::VARCHAR[]))"
    return {row["incident"] for row in book.sql(sql, {"ids": events})}


# --- Input -----------------------------------------------------------------------------------------------------------


class _End(Exception):  # noqa: N818 - no error
    """There is no more input."""


def _line(prompt: str) -> str:
    """A line of input."""
    sys.stdout.write(prompt)
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        raise _End
    if not on_terminal(sys.stdin):
        sys.stdout.write(line if line.endswith("\n") else f"{line}\n")  # a log that can be read
    return line.strip()


@contextlib.contextmanager
def _single_keys(descriptor: int) -> Iterator[None]:
    """A terminal that gives each key at once, without showing it."""
    import termios  # noqa: PLC0415 - POSIX only, as ledgers are
    import tty  # noqa: PLC0415 - as above

    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor, termios.TCSADRAIN)  # the default would drop what was typed ahead
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def _key(prompt: str) -> str:
    """One key on a terminal, else the first letter of a line."""
    if not on_terminal(sys.stdin):
        return _line(prompt)[:1] or " "
    with _single_keys(sys.stdin.fileno()):
        sys.stdout.write(prompt)
        sys.stdout.flush()
        key = sys.stdin.read(1)
    sys.stdout.write(f"{key if key.isprintable() else ''}\n")
    if not key or key == "\x04":
        raise _End
    return key


def _numbers(text: str, most: int) -> list[int]:
    """Numbers from 1, written as ``2 4-6``, counted from 0.

    Raises:
        UsageError: It is something else.
    """
    chosen: list[int] = []
    for part in re.split(r"[\s,]+", text.strip()):
        match = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last <= most:
            raise UsageError(f"{part!r} is no number from 1 to {most}", mend="write numbers as 2 4-6")
        chosen += range(first - 1, last)
    return list(dict.fromkeys(chosen))


# --- The sitting -----------------------------------------------------------------------------------------------------


@dataclass
class _Sitting:
    """Incidents to go through, and what was decided so far."""

    book: Ledger
    ids: list[str]
    who: str
    why: str
    at: int = 0
    made: list[Correction] = field(default_factory=list)
    kept: int = 0
    undone: int = 0
    refused: int = 0
    once: str | None = None

    def run(self) -> int:
        """Ask until there is nothing left, or no more input."""
        try:
            with contextlib.suppress(_End):
                while (incident := self._next()) is not None and self._review(incident):
                    pass
        finally:
            taken_back = f", {self.undone} undone" if self.undone else ""
            say(f"{self.kept} decision{'' if self.kept == 1 else 's'} kept{taken_back}")
        return _EXIT_PARTIAL if self.refused and not on_terminal(sys.stdin) else 0

    def _next(self) -> Incident | None:
        """The incident to show; those that are gone by now are passed over."""
        while self.at < len(self.ids):
            with contextlib.suppress(UsageError):
                return self.book.incident(self.ids[self.at])
            self.at += 1
        return None

    def _review(self, incident: Incident) -> bool:
        """Show an incident and do what is asked; False to end."""
        told = _told(self.book, incident)
        _show(incident, told, place=f"{self.at + 1} of {len(self.ids)}")
        does: dict[str, Callable[[Incident, Sequence[Mapping[str, Any]]], None]] = {
            "confirm": self._confirm,
            "reject": self._reject,
            "recode": self._recode,
            "merge": self._merge,
            "split": self._split,
            "undo": self._undo,
            "why": self._reason,
        }
        while True:
            action = self._asked()
            if action == "quit":
                return False
            if action == "skip":
                self.at += 1
                return True
            try:
                does[action](incident, told)
            except MultipolarError as error:
                self.refused += 1
                say_error(error)
                if isinstance(error, LedgerError):
                    continue
            if action != "why":
                return True

    def _asked(self) -> str:
        offered = "  ".join(f"[{key}]{name[1:] if name[0] == key else ' ' + name}" for key, name in _KEYS.items())
        while True:
            key = _key(f"{offered}  [?] ").lower()
            if key == " ":
                return "skip"
            if key in _KEYS:
                return _KEYS[key]
            if key != "?":
                self.refused += 1
                say(f"there is no key {key!r}")
            for letter, name in _KEYS.items():
                sys.stdout.write(f"  {letter}  {name:8} {_HELP[name]}\n")

    def _decide(self, action: Any, target: str, **payload: Any) -> None:  # noqa: ANN401 - an action; values as they were given
        from multipolar.ledger import Correction  # noqa: PLC0415 - as above

        why = self.why if self.once is None else self.once
        correction = Correction(action=action, target=target, who=self.who, why=why, payload=payload)
        done = self.book.correct([correction])
        self.made += done.corrections
        self.kept += 1
        self.once = None
        sys.stdout.write(f"kept: {action}\n")

    def _confirm(self, incident: Incident, _told: Sequence[Mapping[str, Any]]) -> None:
        self._decide("confirm", incident.id)
        self.at += 1

    def _some(self, told: Sequence[Mapping[str, Any]], what: str) -> list[str]:
        """Events of the incident that the user chooses; none for all."""
        if len(told) == 1:
            return []
        answer = _line(f"{what} which events? [Enter: all, or numbers as 2 4-6] ")
        if not answer:
            return []
        chosen = [told[number]["id"] for number in _numbers(answer, len(told))]
        return [] if len(chosen) == len(told) else chosen

    def _reject(self, incident: Incident, told: Sequence[Mapping[str, Any]]) -> None:
        chosen = self._some(told, "reject")
        for event in chosen:
            self._decide("reject", event)
        if not chosen:
            self._decide("reject", incident.id)
            self.at += 1

    def _recode(self, incident: Incident, told: Sequence[Mapping[str, Any]]) -> None:
        from multipolar.ledger import RECODED  # noqa: PLC0415 - as above

        targets = self._some(told, "recode") or [incident.id]
        while True:
            name = _line(f"field? [{' '.join(RECODED)}; Enter: none] ").lower()
            if not name:
                return
            if name in RECODED:
                break
            self.refused += 1
            say_error(UsageError(f"there is no field {name!r}", mend=f"one of {', '.join(RECODED)}"))
        while True:
            text = _line(f"{name}? [{_allowed(name, incident)}] ")
            try:
                for target in targets:
                    self._decide("recode", target, **{name: _value(name, text)})
            except UsageError as error:
                self.refused += 1
                say_error(error)
                if not text:
                    return
            else:
                return

    def _merge(self, incident: Incident, _told: Sequence[Mapping[str, Any]]) -> None:
        later = next((at for at in self.ids[self.at + 1 :] if self._there(at)), None)
        if later is not None:
            sys.stdout.write(f"the next: {self.book.incident(later).title}  {later}\n")
        answer = _line(f"merge with? [{'Enter: the next, or an id' if later else 'an id'}; -: none] ")
        if answer == "-":
            return
        if not answer and later is None:
            raise UsageError("there is no next incident", mend="give an id")
        other = self.book.incident(answer).id if answer else later
        self._decide("merge", incident.id, **{"with": [other]})

    def _there(self, at: str) -> bool:
        try:
            self.book.incident(at)
        except UsageError:
            return False
        return True

    def _split(self, incident: Incident, told: Sequence[Mapping[str, Any]]) -> None:
        if len(told) == 1:
            raise UsageError("it has one event only", mend="there is nothing to split")
        answer = _line("which events are another happening? [numbers as 2 4-6; Enter: none] ")
        if answer:
            events = [told[number]["id"] for number in _numbers(answer, len(told))]
            self._decide("split", incident.id, events=events)
            new = self.book.incident(events[0]).id
            kept = self.book.incident(next(row["id"] for row in told if row["id"] not in events)).id
            # Both parts are shown next: the one that stays here, then the other.
            self.ids[self.at : self.at + 1] = [kept, new]

    def _undo(self, _incident: Incident, _told: Sequence[Mapping[str, Any]]) -> None:
        if not self.made:
            raise UsageError(
                "there is nothing to undo in this sitting", mend="multipolar review --undo ID undoes others"
            )
        last = self.made[-1]
        self.book.undo(last.id, who=self.who, why=self.why if self.once is None else self.once)
        self.made.pop()
        self.kept -= 1
        self.undone += 1
        self.once = None
        sys.stdout.write(f"undone: {last.action} of {last.target}\n")
        events = [last.target, *(anchor.event for anchor in last.anchors)]
        back = next((self.book.incident(at).id for at in events if self._there(at)), None)
        if back is not None:
            self.at = self.ids.index(back) if back in self.ids else self.at
            if back not in self.ids:
                self.ids.insert(self.at, back)

    def _reason(self, _incident: Incident, _told: Sequence[Mapping[str, Any]]) -> None:
        self.once = _line("why? ")


def _allowed(name: str, incident: Incident) -> str:
    from multipolar.ontology import EVENT_TYPES, MODES, STATUSES  # noqa: PLC0415 - as above

    return {
        "type": " ".join(EVENT_TYPES),
        "mode": f"{' '.join(MODES[incident.type])}; Enter: none",
        "status": " ".join(STATUSES),
        "time": "2024-05-10, 2024-05, 2024 or 2024-05-10/2024-05-12; Enter: unknown",
        "place": "a name that the tables know, or name, country, latitude, longitude; Enter: unknown",
    }.get(name, "codes, ids or names, with ; between them: RUS MIL; igo:NATO; Hamas. Enter: nobody")


def _value(name: str, text: str) -> Any:  # noqa: ANN401 - as the field takes it
    """What a user wrote, as a recode takes it."""
    if name in {"actors", "recipients"}:
        return [side.strip() for side in text.split(";") if side.strip()]
    if name == "place" and text.count(",") == 3:  # noqa: PLR2004 - name, country, latitude, longitude
        place, country, *point = (part.strip() for part in text.split(","))
        with contextlib.suppress(ValueError):
            lat, lon = map(float, point)
            return {"name": place, "country": country or None, "lat": lat, "lon": lon}
    if name in {"mode", "time", "place"}:
        return text or None
    return text


# --- Showing ---------------------------------------------------------------------------------------------------------

_SPANS: Final = ("trigger", "place", "time")


def _told(book: Ledger, incident: Incident) -> list[dict[str, Any]]:
    """The events of an incident with their sentences and reports, best-evidenced first."""
    spans = ", ".join(f"e.{name}_from, e.{name}_to, e.{name}_field" for name in _SPANS)
    rows = book.sql(
        f"SELECT e.id, e.type, e.mode, e.status, e.sentence, e.quote, e.quote_from, e.trigger_text, {spans}, "  # noqa: S608 - our names
        "e.place_sentence, e.time_sentence, r.published, r.source, r.title, (SELECT list({'role': p.role, "
        "'start': p.span_from, 'end': p.span_to, 'field': p.span_field, 'sentence': p.sentence}) "
        "FROM participants AS p WHERE p.event = e.id) AS sides "
        "FROM incident_events AS ie JOIN events AS e ON e.id = ie.event "
        "JOIN reports AS r ON r.id = e.report WHERE ie.incident = $id ORDER BY ie.position",
        {"id": incident.id},
    )
    return list(rows)


def _show(incident: Incident, told: Sequence[Mapping[str, Any]], *, place: str) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.tables import console, quad_style  # noqa: PLC0415 - as above

    out = console()
    out.print()
    out.print(Text.assemble((incident.title, "bold"), (f"  {place}  {incident.id}", "dim")), soft_wrap=True)
    mode = f" {incident.mode}" if incident.mode else ""
    out.print(
        Text.assemble(
            (f"{incident.type}{mode}", f"bold {quad_style(incident.type)}"),
            f"  {incident.status}  {_sides(incident)}  sure {incident.confidence:.2f}",
        ),
        soft_wrap=True,
    )
    facts = "  ".join(_facts(incident))
    if facts:
        out.print(Text(facts), soft_wrap=True)
    for number, row in enumerate(told[:_SHOWN], start=1):
        _show_event(out, number, row)
    if len(told) > _SHOWN:
        out.print(Text(f"  and {len(told) - _SHOWN} more events", style="dim"))


def _sides(incident: Incident) -> str:
    def named(parties: Sequence[Party]) -> str:
        return ", ".join(f"{party.name} ({party.code} {party.sector})" for party in parties) or "nobody named"

    return f"{named(incident.actors)} → {named(incident.recipients)}" if incident.recipients else named(incident.actors)


def _facts(incident: Incident) -> Iterator[str]:
    if incident.place:
        yield f"at {incident.place}{f', {incident.country}' if incident.country else ''}"
    if incident.start and incident.end:
        days = incident.start.isoformat() if incident.start == incident.end else f"{incident.start} to {incident.end}"
        yield f"on {days}{' (inferred)' if incident.time_inferred else ''}"
    for conflict in incident.contradictions[:3]:
        yield f"but {conflict.kind}: {conflict.detail}"


def _shown(text: str) -> str:
    """The text, as long as it is, without what a terminal would obey."""
    return "".join(
        letter if letter.isprintable() or letter.isspace() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


def _show_event(out: Console, number: int, row: Mapping[str, Any]) -> None:
    from rich.padding import Padding  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    from multipolar.cli.marks import Mark, marked  # noqa: PLC0415 - as above

    published = row["published"].isoformat() if row["published"] else "undated"
    mode = f" {row['mode']}" if row["mode"] else ""
    head = _shown("  ".join(filter(None, (published, row["source"], row["title"]))))
    out.print(
        Text.assemble((f"  {number}  ", "bold"), head, (f"  {row['type']}{mode} {row['status']}  {row['id']}", "dim")),
        soft_wrap=True,
    )
    marks = [Mark("trigger", row["trigger_from"], row["trigger_to"], row["trigger_field"], row["sentence"])]
    for name in ("place", "time"):
        if row[f"{name}_from"] is not None:
            span = (row[f"{name}_{end}"] for end in ("from", "to", "field", "sentence"))
            marks.append(Mark(name, *span))
    for side in row["sides"] or ():
        role = "said by" if side["role"] == "attribution" else side["role"]
        marks.append(Mark(role, side["start"], side["end"], side["field"], side["sentence"]))
    own = [m for m in dict.fromkeys(marks) if m.sentence == row["sentence"] and m.field == row["trigger_field"]]
    drawn = marked(_shown(row["quote"]), own, offset=row["quote_from"], colours=colour())
    out.print(Padding(drawn, (0, 0, 0, 5)), width=min(width(), 110))
