"""``multipolar review --list``, ``--export``, ``--import`` and ``--undo``: decisions as a table and as files."""

from __future__ import annotations

import datetime as dt
import getpass
import gzip
import json
import os
import sys
from typing import IO, TYPE_CHECKING, Any, Final, cast

from multipolar.cli.commands.events import pick_format
from multipolar.cli.output import on_terminal, say, sink
from multipolar.errors import InputError, MissingInputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from multipolar.ledger import Correction, Kept, Ledger

__all__ = ["export", "listing", "name_of", "take_in", "undo"]

_LONGEST: Final = 32 << 20
"""Characters of a line of a file of decisions at most."""


def name_of(who: str | None) -> str:
    """Who decides: the name given, else that of the user.

    Raises:
        UsageError: The system knows no name.
    """
    if who is not None and who.strip():
        return who.strip()
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        raise UsageError(
            "the system does not say who you are", where="--who", mend="give your name: --who NAME"
        ) from None


# --- Listing ---------------------------------------------------------------------------------------------------------


def _state(kept: Kept) -> str:
    if kept.undone_by:
        return "undone"
    if kept.correction.undoes:
        return "undoes"
    return "sleeps" if kept.sleeps else "counts"


def _row(kept: Kept) -> dict[str, Any]:
    correction = kept.correction
    return {
        "id": correction.id,
        "at": correction.at.isoformat() + "Z" if correction.at else None,
        "who": correction.who,
        "why": correction.why,
        "action": correction.action,
        "target": correction.target,
        "payload": dict(correction.payload),
        "state": _state(kept),
        "undone_by": kept.undone_by,
        "events": list(kept.events),
    }


def _said(correction: Correction) -> str:
    """What a decision sets, in a few words."""
    payload = correction.payload
    if correction.undoes:
        return f"undo {correction.undoes}"
    if correction.action == "merge":
        return "with " + ", ".join(str(other) for other in payload.get("with", ()))
    if correction.action == "split":
        return f"{len(payload.get('events', ()))} of {len(payload.get('anchors', ()))} events"
    fields = {name: value for name, value in payload.items() if name != "anchors"}
    return ", ".join(f"{name} {_short(value)}" for name, value in fields.items())


def _short(value: object) -> str:
    if isinstance(value, dict):
        return str(value.get("name"))
    if isinstance(value, list):
        return " and ".join(_short(item) for item in value) or "nobody"
    return "none" if value is None else str(value)


def listing(*, ledger: Path, format: str | None, output: Path | None) -> int:  # noqa: A002 - the option
    """List all decisions.

    Returns:
        Exit code.
    """
    from multipolar.ledger import Ledger  # noqa: PLC0415 - the database engine is slow to import

    name = pick_format(format, output)
    if name == "parquet":
        raise UsageError("decisions are listed as table, jsonl or csv", where="--format", mend="choose one of these")
    decisions = Ledger.open(ledger).corrections()
    with sink(output) as file:
        if name == "table":
            _table(file, decisions)
        elif name == "csv":
            _csv(file, decisions)
        else:
            file.writelines(json.dumps(_row(kept), ensure_ascii=False) + "\n" for kept in decisions)
    if on_terminal(sys.stderr):
        say(f"{len(decisions):,} decision{'' if len(decisions) == 1 else 's'}" if decisions else "no decisions yet")
    return 0


def _table(file: IO[str], decisions: Sequence[Kept]) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich only where it draws

    from multipolar.cli.tables import console, grid  # noqa: PLC0415 - as above

    # `review --undo` wants a whole id: it is never cut, however narrow the terminal is.
    whole = {"min_width": max((len(kept.correction.id) for kept in decisions), default=0)}
    table = grid(("id", whole), ("state", {"min_width": 6}), "at", "who", "action", "target", ("what", {"ratio": 1}))
    for kept in decisions:
        made = kept.correction
        at = made.at.isoformat(" ", "seconds") if made.at else ""
        what = "  ".join(filter(None, (_said(made), f"“{made.why}”" if made.why else "")))
        table.add_row(*map(Text, (made.id, _state(kept), at, made.who, made.action, made.target, what)))
    if decisions:
        console(file).print(table)


def _csv(file: IO[str], decisions: Sequence[Kept]) -> None:
    import csv  # noqa: PLC0415 - only here

    writer = csv.writer(file)
    writer.writerow(["id", "at", "who", "why", "action", "target", "what", "state", "undone_by"])
    for kept in decisions:
        row = _row(kept)
        values = [row[name] for name in ("id", "at", "who", "why", "action", "target")]
        writer.writerow([*values, _said(kept.correction), row["state"], row["undone_by"]])


def undo(correction: str, *, ledger: Path, who: str | None, why: str) -> int:
    """Undo a decision.

    Returns:
        Exit code.
    """
    from multipolar.ledger import Ledger  # noqa: PLC0415 - as above

    done = Ledger.open(ledger).undo(correction, who=name_of(who), why=why)
    say(f"undone; {len(done.changed)} incidents made anew, {len(done.gone)} gone")
    return 0


# --- Training data ---------------------------------------------------------------------------------------------------

_COLUMNS: Final = (
    "id, report, sentence, type, mode, status, trigger_text, trigger_from, trigger_to, trigger_field, quote, "
    "time_text, time_iso, time_sentence, place_text, place_country, place_sentence"
)


def export(*, ledger: Path, file: Path) -> int:
    """Write all decisions with the words that they are about.

    Returns:
        Exit code.
    """
    from multipolar.ledger import Ledger  # noqa: PLC0415 - as above

    book = Ledger.open(ledger)
    decisions = book.corrections()
    events = sorted({event for kept in decisions for event in kept.events})
    told = _told(book, events)
    with sink(file) as out:
        out.writelines(json.dumps(_exported(kept, told), ensure_ascii=False) + "\n" for kept in decisions)
    say(f"{len(decisions):,} decision{'' if len(decisions) == 1 else 's'} written")
    return 0


def _told(book: Ledger, events: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Events as annotations, by their ids."""
    if not events:
        return {}
    asked = {"ids": list(events)}
    rows = book.sql(f"SELECT {_COLUMNS} FROM events WHERE id IN (SELECT unnest($ids::VARCHAR[]))", asked)  # noqa: S608 - ours
    found = {row["id"]: _annotation(row) for row in rows}
    sides = book.sql(
        "SELECT event, role, span_text, code, sector, sentence FROM participants "
        "WHERE event IN (SELECT unnest($ids::VARCHAR[])) ORDER BY event, role, position",
        asked,
    )
    for side in sides:
        record = found[side["event"]]
        words = [side["span_text"], side["code"], side["sector"]]
        words += [side["sentence"]] if side["sentence"] != record["s"] else []
        if side["role"] == "attribution":
            record.setdefault("by", words)
        else:
            record["who" if side["role"] == "actor" else "to"].append(words)
    return found


def _annotation(row: dict[str, Any]) -> dict[str, Any]:
    home = row["sentence"]
    record = {
        "event": row["id"],
        "report": row["report"],
        "field": row["trigger_field"],
        "start": row["trigger_from"],
        "end": row["trigger_to"],
        "quote": row["quote"],
        "s": home,
        "t": row["trigger_text"],
        "e": row["type"],
        "m": row["mode"],
        "st": row["status"],
        "who": [],
        "to": [],
    }
    for key, name, value in (("at", "place", "place_country"), ("on", "time", "time_iso")):
        if row[f"{name}_text"]:
            elsewhere = [row[f"{name}_sentence"]] if row[f"{name}_sentence"] != home else []
            record[key] = [row[f"{name}_text"], row[value], *elsewhere]
    return record


def _exported(kept: Kept, told: dict[str, dict[str, Any]]) -> dict[str, Any]:
    correction = kept.correction
    whole = _row(kept)
    del whole["events"]
    records = [told[event] for event in kept.events if event in told]
    if correction.undoes:
        return whole
    if correction.action in {"merge", "split"}:
        out = set(correction.payload.get("events", ()))
        whole["groups"] = [
            [anchor.report, anchor.field, anchor.start, anchor.end, "b" if anchor.event in out else "a"]
            for anchor in correction.anchors
        ]
        return whole
    label = "none" if correction.action == "reject" else "event"
    whole["records"] = [{**_decided(record, correction), "label": label} for record in records]
    return whole


def _decided(record: dict[str, Any], correction: Correction) -> dict[str, Any]:
    """An annotation as the person has it."""
    if correction.action != "recode":
        return record
    payload = correction.payload
    now = dict(record)
    for key, name in (("e", "type"), ("m", "mode"), ("st", "status")):
        if name in payload:
            now[key] = payload[name]
    if "type" in payload and "mode" not in payload and payload["type"] != record["e"]:
        now["m"] = None
    for key, name in (("who", "actors"), ("to", "recipients")):
        if name in payload:
            now[key] = [[side["name"], side["code"], side["sector"]] for side in payload[name]]
    for key, name, words in (("at", "place", "name"), ("on", "time", "")):
        if name in payload:
            value = payload[name]
            now.pop(key, None)
            if value:
                old = record.get(key, [""])[0]
                now[key] = [value[words], value["country"]] if words else [old, value]
    return now


# --- Taking in -------------------------------------------------------------------------------------------------------


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    try:
        with cast("IO[str]", (gzip.open if file.suffix == ".gz" else open)(file, "rt", encoding="utf-8")) as lines:
            number = 0
            while line := lines.readline(_LONGEST):
                number += 1
                if line.strip():
                    yield number, line
    except FileNotFoundError:
        raise MissingInputError(
            "there is no such file", where=str(file), mend="name a file that an export wrote"
        ) from None
    except UnicodeDecodeError as error:
        raise InputError(
            f"the file is no UTF-8 text: {error.reason}", where=str(file), mend="export it again"
        ) from None


def _correction(line: str, where: str) -> Correction:
    from multipolar.ledger import ACTIONS, Correction  # noqa: PLC0415 - as above

    try:
        body = json.loads(line)
        at = dt.datetime.fromisoformat(body["at"])
        if at.tzinfo is not None:
            at = at.astimezone(dt.UTC).replace(tzinfo=None)
        texts = {name: body[name] for name in ("id", "who", "why", "action", "target")}
        if not all(isinstance(text, str) for text in texts.values()) or not texts["id"]:
            raise TypeError("id, who, why, action and target are texts")  # noqa: TRY301 - told like the rest
        if texts["action"] not in ACTIONS or not isinstance(body["payload"], dict):
            raise ValueError("its action or payload is none")  # noqa: TRY301 - as above
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise InputError(
            f"the line is no decision: {what}", where=where, mend="take a file that an export wrote"
        ) from None
    return Correction(**texts, payload=body["payload"], at=at)


def take_in(*, ledger: Path, file: Path) -> int:
    """Take decisions in from a file; those that the ledger has already are passed over.

    Returns:
        Exit code.
    """
    from multipolar.ledger import Ledger  # noqa: PLC0415 - as above

    given = [_correction(line, f"{os.fspath(file)}:{number}") for number, line in _lines(file)]
    book = Ledger.open(ledger)
    done = book.correct(given)
    asleep = {kept.correction.id for kept in book.corrections() if kept.sleeps}
    sleeping = sum(correction.id in asleep for correction in done.corrections)
    say(
        f"{len(done.corrections):,} of {len(given):,} decisions taken in, {len(given) - len(done.corrections):,} known "
        f"already, {sleeping:,} asleep; {len(done.changed):,} incidents made anew, {len(done.gone):,} gone"
    )
    return 0
