"""The ontology's words, and whom somebody may mean by what they typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from multipolar.ontology import (
    EVENT_TYPES,
    MODES,
    QUAD,
    RELATION_TYPES,
    SCORES,
    SECTORS,
    STANCES,
    STATUSES,
    SYMMETRIC,
    TRENDS,
    UNKNOWN,
)
from multipolar.resolving import load_knowledge
from multipolar.web.loading import QUADS
from multipolar.web.search import fold

if TYPE_CHECKING:
    from multipolar.web.names import Names
    from multipolar.web.pages import ActorRow, ActorsAnswer, VocabularyAnswer
    from multipolar.web.snapshot import Snapshot

__all__ = ["actors", "vocabulary"]

_STANCES: Final = {"+": "for", "-": "against", "0": "neutral"}


def vocabulary(names: Names) -> VocabularyAnswer:
    """The words."""
    states = [names.code(state.code) for state in load_knowledge().states() if state.coded_as == state.code]
    return {
        "types": [
            {
                "value": name,
                "label": name.capitalize(),
                "quad": QUAD[name],  # type: ignore[typeddict-item]  # the ontology's, which the type repeats
                "score": SCORES[name],
                "modes": list(MODES[name]),
            }
            for name in EVENT_TYPES
        ],
        "statuses": [{"value": status, "label": status} for status in STATUSES],
        "quads": [{"value": quad, "label": quad} for quad in QUADS],
        "sectors": [{"value": sector, "label": label} for sector, label in SECTORS.items()],
        "relation_types": [
            {"value": name, "label": name.capitalize(), "symmetric": name in SYMMETRIC} for name in RELATION_TYPES
        ],
        "trends": list(TRENDS),
        "stances": [{"value": stance, "label": _STANCES[stance]} for stance in STANCES],
        "countries": [
            {"value": ref["code"], "label": ref["name"], "lat": ref["lat"], "lon": ref["lon"]}
            for ref in sorted(states, key=lambda ref: ref["name"])
        ],
    }


class _Suggestions:
    """Whom a snapshot's incidents name, most incidents first, by the words that names begin with."""

    def __init__(self, snapshot: Snapshot) -> None:
        columns, names = snapshot.columns, snapshot.names
        everything = np.ones(len(snapshot.incidents), np.bool_)
        counts: dict[str, int] = {}
        if columns.code_list:
            found = columns.by_code.counts(everything).tolist()
            counts = {code: n for code, n in zip(columns.code_list, found, strict=True) if code != UNKNOWN}
        # Of somebody with a page of their own, roles are added up: one who acts upon himself counts twice.
        owners: dict[str, tuple[str, str]] = {}
        for number, (code, _, name, actor_id) in enumerate(columns.parties):
            key = names.key(code, actor_id)
            if key is not None and key != code:
                size = len(columns.as_actor.of(number)) + len(columns.as_recipient.of(number))
                counts[key] = counts.get(key, 0) + size
                owners[key] = (name, code)
        for state in load_knowledge().states():
            counts.setdefault(state.coded_as, 0)
        self.rows: list[ActorRow] = []
        self.texts: list[str] = []
        aliases = load_knowledge()
        for key, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            name, code = owners.get(key, ("", ""))
            ref = names.actor(key, name=name, code=code)
            self.rows.append({"actor": ref, "incidents": count})
            also = [alias.surface for alias in aliases.surfaces(ref["id"])] if ref["id"] else []
            words = " ".join(dict.fromkeys(fold(text) for text in (ref["name"], key, key.partition(":")[2], *also)))
            self.texts.append(f" {words}")

    def find(self, text: str, limit: int) -> list[ActorRow]:
        wanted = fold(text.strip())
        if not wanted:
            return self.rows[:limit]
        exact = [row for row in self.rows if wanted in {fold(row["actor"]["key"]), fold(row["actor"]["name"])}]
        found = list(exact[:limit])
        for row, words in zip(self.rows, self.texts, strict=True):
            if len(found) >= limit:
                break
            if f" {wanted}" in words and row not in exact:
                found.append(row)
        return found


def actors(snapshot: Snapshot, text: str, limit: int) -> ActorsAnswer:
    """Whom a beginning of a name may mean, those of most incidents first.

    Args:
        snapshot: The ledger.
        text: What was typed.
        limit: How many at most.
    """
    suggestions = snapshot.once("suggestions", lambda: _Suggestions(snapshot))
    return {"rows": suggestions.find(text, limit)}
