"""Decisions of people, kept as corrections.

A decision names an incident or event and says why; with it go the words that the events concerned stand on, so that it
can be found again when a report is coded anew. What was coded is never changed; the incidents that a decision names are
made anew at once.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from multipolar.errors import UsageError
from multipolar.ledger import Correction, Ledger

if TYPE_CHECKING:
    from multipolar.web.pages import ReviewAnswer
    from multipolar.web.snapshot import Keeper

__all__ = ["Decision", "review", "right_token"]

_MOST_EVENTS: Final = 2_000
Action = Literal["confirm", "reject", "recode", "merge", "split", "undo"]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class Payload(BaseModel):
    """What else a decision needs; which of these depends on its action."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    type: Annotated[str, Field(max_length=40)] | None = Field(None, description="recode: the type that it is")
    mode: Annotated[str, Field(max_length=40)] | None = Field(None, description="recode: its mode, empty for none")
    status: Annotated[str, Field(max_length=40)] | None = Field(None, description="recode: its status")
    time: Annotated[str, Field(max_length=40)] | None = Field(
        None, description="recode: when it was, a day, month, year or two of them with a slash; empty for unknown"
    )
    place: Annotated[str, Field(max_length=300)] | None = Field(
        None, description="recode: where it was, a name that the tables know; empty for unknown"
    )
    actors: list[Name] | None = Field(
        None, max_length=50, description="recode: who acts; codes, ids or names, each with a sector if wanted (RUS MIL)"
    )
    recipients: list[Name] | None = Field(None, max_length=50, description="recode: who is acted upon, likewise")
    incidents: list[Name] = Field(
        [], alias="with", max_length=100, description="merge: incidents that are the same happening"
    )
    events: list[Name] = Field([], max_length=_MOST_EVENTS, description="split: events that are another happening")


class Decision(BaseModel):
    """A decision as the browser sends it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    action: Action
    target: Name = Field(
        description="Id of an incident, or of an event to confirm, reject or recode, or of a correction to undo"
    )
    why: Annotated[str, Field(max_length=2_000)] = ""
    who: Annotated[str, Field(max_length=200)] = ""
    payload: Payload = Field(default_factory=lambda: Payload.model_validate({}))


def right_token(given: str | None, token: str) -> bool:
    """Whether a request shows the token, compared in constant time."""
    return given is not None and secrets.compare_digest(given.encode(), token.encode())


def review(keeper: Keeper, decision: Decision) -> ReviewAnswer:
    """Keep a decision and carry it out.

    Args:
        keeper: Holds the ledger.
        decision: What was decided.

    Raises:
        NotLinkedError: There are no incidents yet.
        UsageError: The decision does not fit what it is about.
        LedgerError: Somebody else is writing, or the folder cannot be written.
    """
    keeper.current.require_incidents()
    who = decision.who.strip() or "web"
    payload = decision.payload.model_dump(by_alias=True, exclude_unset=True)
    with Ledger.open(keeper.path) as ledger:
        if decision.action == "undo":
            if payload:
                raise UsageError(
                    "undoing takes nothing but the correction's id", where="payload", mend="leave the payload out"
                )
            try:
                done = ledger.undo(decision.target, who=who, why=decision.why)
            except UsageError as error:  # it names the folder, which is nobody's business but the owner's
                raise UsageError(error.what, where="target", mend="/api/corrections lists them") from None
        else:
            given = Correction(
                action=decision.action, target=decision.target, who=who, why=decision.why, payload=payload
            )
            done = ledger.correct([given])
    keeper.refresh()
    kept = done.corrections[0]
    return {
        "correction": {
            "id": kept.id,
            "at": f"{kept.at.isoformat()}Z" if kept.at is not None else "",
            "who": kept.who,
            "why": kept.why,
            "action": kept.action,
            "target": kept.target,
            "payload": dict(kept.payload),
        },
        "commit": keeper.current.commit,
        "incident": done.homes[kept.id],
        "changed": list(done.changed),
        "gone": list(done.gone),
    }
