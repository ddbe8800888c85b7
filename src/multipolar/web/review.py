"""Decisions of people, kept as corrections.

A decision names an incident or event and says why; with it go the words that the events concerned stand on, so that it
can be found again when a report is coded anew. What was coded is never changed: a ledger that is linked anew obeys the
decisions that it holds.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from multipolar.ledger.compaction import segment_name
from multipolar.ledger.files import SegmentFiles, as_table
from multipolar.ledger.store import Manifest, Segment, WriterLock, publish
from multipolar.ontology import EVENT_TYPES, MODES, STATUSES
from multipolar.web.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from multipolar.web.pages import ReviewAnswer
    from multipolar.web.snapshot import Keeper, Snapshot

__all__ = ["Decision", "review", "right_token"]

_MOST_EVENTS: Final = 2_000
Action = Literal["confirm", "reject", "recode", "merge", "split"]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class Payload(BaseModel):
    """What else a decision needs; which of these depends on its action."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    type: Annotated[str, Field(max_length=40)] | None = Field(None, description="recode: the type that it is")
    mode: Annotated[str, Field(max_length=40)] | None = Field(None, description="recode: its mode, empty for none")
    status: Annotated[str, Field(max_length=40)] | None = Field(None, description="recode: its status")
    incidents: list[Name] = Field(
        [], alias="with", max_length=100, description="merge: incidents that are the same happening"
    )
    events: list[Name] = Field([], max_length=_MOST_EVENTS, description="split: events that are another happening")


class Decision(BaseModel):
    """A decision as the browser sends it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    action: Action
    target: Name = Field(description="Id of an incident, or of an event to confirm, reject or recode")
    why: Annotated[str, Field(max_length=2_000)] = ""
    who: Annotated[str, Field(max_length=200)] = ""
    payload: Payload = Field(default_factory=lambda: Payload.model_validate({}))


def right_token(given: str | None, token: str) -> bool:
    """Whether a request shows the token, compared in constant time."""
    return given is not None and secrets.compare_digest(given.encode(), token.encode())


def review(keeper: Keeper, decision: Decision) -> ReviewAnswer:
    """Keep a decision.

    Args:
        keeper: Holds the ledger.
        decision: What was decided.

    Raises:
        NotLinkedError: There are no incidents yet.
        ApiError: The decision does not fit what it is about.
        LedgerError: Somebody else is writing, or the folder cannot be written.
    """
    snapshot = keeper.current
    snapshot.require_incidents()
    payload, concerned = _checked(snapshot, decision)
    payload["anchors"] = _anchors(snapshot, concerned)
    at = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    row = (at, decision.who or "web", decision.why, decision.action, decision.target)
    written = json.dumps(payload, ensure_ascii=False, sort_keys=True)
    content = "\x1f".join([at.isoformat(), *map(str, row[1:]), written])
    identity = "cor" + hashlib.blake2b(content.encode("utf8", "replace"), digest_size=8).hexdigest()
    _store(keeper.path, (identity, *row, written))
    keeper.refresh()
    home = _home(keeper.current, decision.target)
    return {
        "correction": {
            "id": identity,
            "at": at.isoformat() + "Z",
            "who": row[1],
            "why": row[2],
            "action": row[3],
            "target": row[4],
            "payload": payload,
        },
        "commit": keeper.current.commit,
        "incident": home,
    }


def _store(path: Path, row: tuple[Any, ...]) -> None:
    """Add a row to the ledger's corrections, whole or not at all."""
    from multipolar.ledger import Ledger  # noqa: PLC0415 - beside its only use

    with WriterLock(path), Ledger.open(path) as ledger:
        now = ledger.manifest
        batch = now.last_batch + 1
        files = SegmentFiles(path, segment_name(batch, batch))
        try:
            files.write("corrections", as_table("corrections", [(*row, batch)]))
            segment = Segment(files.name, batch, batch, files.close())
            publish(path, Manifest(now.number + 1, (*now.segments, segment)))
        except BaseException:
            files.abort()
            raise


# --- Checking --------------------------------------------------------------------------------------------------------


def _home(snapshot: Snapshot, target: str) -> str | None:
    """The incident that an id names, or that an event belongs to."""
    if target in snapshot.columns.ids:
        return target
    rows = snapshot.ledger.of("incident_events", "event", [target], columns="incident")
    return rows[0]["incident"] if rows else None


def _members(snapshot: Snapshot, incident: str) -> list[str]:
    rows = snapshot.ledger.of("incident_events", "incident", [incident], columns="event, position")
    return [row["event"] for row in sorted(rows, key=lambda row: int(row["position"]))]


def _wrong(what: str, where: str, mend: str) -> ApiError:
    return ApiError(422, what, where=where, mend=mend)


def _checked(snapshot: Snapshot, decision: Decision) -> tuple[dict[str, Any], list[str]]:
    """The payload to keep, and ids of the events concerned."""
    home = _home(snapshot, decision.target)
    if home is None:
        raise ApiError(
            404,
            f"the ledger has no incident or event {decision.target!r:.120}",
            where="target",
            mend="it may have been linked anew: reload the page",
        )
    one_event = home != decision.target
    own = _members(snapshot, home)
    given = decision.payload
    allowed = {"recode": {"type", "mode", "status"}, "merge": {"incidents"}, "split": {"events"}}
    odd = sorted(given.model_fields_set - allowed.get(decision.action, set()))
    if odd:
        raise _wrong(f"{decision.action} takes no {odd[0]}", f"payload.{odd[0]}", "leave it out")
    if decision.action == "recode":
        return _recoded(snapshot, decision, home), [decision.target] if one_event else own
    if decision.action in {"confirm", "reject"}:
        return {}, [decision.target] if one_event else own
    if one_event:
        raise _wrong(f"an event cannot be target of a {decision.action}", "target", f"name its incident, {home}")
    if decision.action == "merge":
        return _merged(snapshot, decision)
    return _split(decision, home, own), own


def _merged(snapshot: Snapshot, decision: Decision) -> tuple[dict[str, Any], list[str]]:
    others = list(dict.fromkeys(decision.payload.incidents))
    if not others or decision.target in others:
        raise _wrong("a merge needs other incidents", "payload.with", "name those that are the same happening")
    unknown = [other for other in others if other not in snapshot.columns.ids]
    if unknown:
        raise ApiError(
            404, f"the ledger has no incident {unknown[0]!r:.120}", where="payload.with", mend="reload the page"
        )
    return {"with": others}, [event for at in (decision.target, *others) for event in _members(snapshot, at)]


def _split(decision: Decision, home: str, own: list[str]) -> dict[str, Any]:
    taken = list(dict.fromkeys(decision.payload.events))
    strange = [event for event in taken if event not in own]
    if strange:
        raise _wrong(f"{strange[0]!r:.120} is no event of {home}", "payload.events", "name some of its events")
    if not taken or len(taken) == len(own):
        raise _wrong("a split takes out some of an incident's events", "payload.events", "name some, not all")
    return {"events": taken}


def _recoded(snapshot: Snapshot, decision: Decision, home: str) -> dict[str, Any]:
    given = decision.payload
    kept: dict[str, Any] = {}
    if given.type is not None:
        if given.type not in EVENT_TYPES:
            raise _wrong(f"there is no type {given.type!r}", "payload.type", f"one of {', '.join(EVENT_TYPES)}")
        kept["type"] = given.type
    kind = given.type or EVENT_TYPES[snapshot.columns.type[snapshot.columns.ids[home]]]
    if given.mode is not None:
        if given.mode and given.mode not in MODES[kind]:
            raise _wrong(
                f"{kind} has no mode {given.mode!r}", "payload.mode", f"one of {', '.join(MODES[kind]) or 'none'}"
            )
        kept["mode"] = given.mode or None
    if given.status is not None:
        if given.status not in STATUSES:
            raise _wrong(f"there is no status {given.status!r}", "payload.status", f"one of {', '.join(STATUSES)}")
        kept["status"] = given.status
    if not kept:
        raise _wrong("nothing is to be recoded", "payload", "name a type, mode or status")
    return kept


def _anchors(snapshot: Snapshot, events: Sequence[str]) -> list[dict[str, Any]]:
    """The words that the events concerned stand on."""
    columns = "id, report, type, trigger_field, trigger_from, trigger_to"
    rows = snapshot.ledger.of("events", "id", list(dict.fromkeys(events))[:_MOST_EVENTS], columns=columns)
    return [
        {
            "event": row["id"],
            "report": row["report"],
            "field": row["trigger_field"],
            "start": row["trigger_from"],
            "end": row["trigger_to"],
            "type": row["type"],
        }
        for row in sorted(rows, key=lambda row: str(row["id"]))
    ]
