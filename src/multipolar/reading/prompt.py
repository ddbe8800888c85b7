"""What a language model is asked: the codebook in short (``prompt.txt``), an example, and the schema of the answer."""

from __future__ import annotations

import json
import string
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from multipolar.ontology import EVENT_TYPES, MODES, RELATION_TYPES, SECTORS, STANCES, STATUSES, TRENDS

if TYPE_CHECKING:
    from multipolar.records import Passage

__all__ = ["SCHEMA", "SYSTEM", "messages"]

_TEXT: Final = Path(__file__).with_name("prompt.txt")

_EXAMPLE_TEXT: Final = [
    {"sentence": 0, "text": "Norland's president said on Friday he would visit Estavia next week."},
    {"sentence": 1, "text": "The two countries, old rivals, have been in talks since Estavia released six sailors."},
]
_ME: Final = {"sentence": 0, "words": "he", "sector": "GOV"}
_EXAMPLE_ANSWER: Final[dict[str, Any]] = {
    "events": [
        {
            "sentence": 0,
            "words": "visit",
            "type": "CONSULT",
            "mode": "visit",
            "status": "planned",
            "actors": [{**_ME, "stands_for": [{"sentence": 0, "words": "Norland's president"}]}],
            "recipients": [{"sentence": 0, "words": "Estavia", "sector": "GOV", "stands_for": []}],
            "place": {"sentence": 0, "words": "Estavia"},
            "time": {"sentence": 0, "words": "next week"},
            "attribution": {"sentence": 0, "words": "Norland's president", "sector": "GOV", "stands_for": []},
        },
        {
            "sentence": 1,
            "words": "talks",
            "type": "CONSULT",
            "mode": None,
            "status": "ongoing",
            "actors": [
                {
                    "sentence": 1,
                    "words": "The two countries",
                    "sector": "GOV",
                    "stands_for": [{"sentence": 0, "words": "Norland"}, {"sentence": 0, "words": "Estavia"}],
                }
            ],
            "recipients": [],
            "place": None,
            "time": None,
            "attribution": None,
        },
        {
            "sentence": 1,
            "words": "released",
            "type": "RETREAT",
            "mode": "release",
            "status": "occurred",
            "actors": [{"sentence": 1, "words": "Estavia", "sector": "GOV", "stands_for": []}],
            "recipients": [{"sentence": 1, "words": "sailors", "sector": "CVL", "stands_for": []}],
            "place": None,
            "time": None,
            "attribution": None,
        },
    ],
    "relations": [
        {
            "sentence": 1,
            "words": "rivals",
            "type": "RIVALRY",
            "a": [
                {
                    "sentence": 1,
                    "words": "The two countries",
                    "sector": "GOV",
                    "stands_for": [{"sentence": 0, "words": "Norland"}, {"sentence": 0, "words": "Estavia"}],
                }
            ],
            "b": [],
            "trend": None,
        }
    ],
    "claims": [],
    "causes": [],
}


def _system() -> str:
    modes = {name: f"Modes: {', '.join(listed)}." for name, listed in MODES.items() if listed}
    sectors = ", ".join(f"{code} {gloss}" for code, gloss in SECTORS.items())
    text = string.Template(_TEXT.read_text(encoding="utf8")).substitute(modes, SECTORS=sectors)
    sentences = [{**row, "code": True} for row in _EXAMPLE_TEXT]
    return f"{text}{json.dumps({'sentences': sentences})}\n{json.dumps(_EXAMPLE_ANSWER)}"


SYSTEM: Final = _system()
"""Tells the model what it is for; the same for every passage, so that servers can keep it warm."""


def _object(**properties: Any) -> dict[str, Any]:  # noqa: ANN401 - any schema
    # Strict schemas want every property required and no others.
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _one_of(labels: tuple[str, ...], *, or_none: bool = False) -> dict[str, Any]:
    if or_none:
        return {"type": ["string", "null"], "enum": [*labels, None]}
    return {"type": "string", "enum": list(labels)}


def _schema() -> dict[str, Any]:
    number, text = {"type": "integer"}, {"type": "string"}
    words = _object(sentence=number, words=text)
    sector = _one_of(tuple(SECTORS), or_none=True)
    actor = _object(sentence=number, words=text, sector=sector, stands_for=_list(words))
    about = _object(sentence=number, words=text, sector=sector, stands_for=_list(words), stance=_one_of(tuple(STANCES)))
    modes = tuple(dict.fromkeys(mode for modes in MODES.values() for mode in modes))
    null: dict[str, Any] = {"type": "null"}
    event = _object(
        sentence=number,
        words=text,
        type=_one_of(EVENT_TYPES),
        mode=_one_of(modes, or_none=True),
        status=_one_of(STATUSES),
        actors=_list(actor),
        recipients=_list(actor),
        place={"anyOf": [words, null]},
        time={"anyOf": [words, null]},
        attribution={"anyOf": [actor, null]},
    )
    relation = _object(
        sentence=number,
        words=text,
        type=_one_of(RELATION_TYPES),
        a=_list(actor),
        b=_list(actor),
        trend=_one_of(TRENDS, or_none=True),
    )
    claim = _object(sentence=number, words=text, speakers=_list(actor), about=_list(about))
    end = _object(kind=_one_of(("event", "relation")), number=number)
    return _object(
        events=_list(event),
        relations=_list(relation),
        claims=_list(claim),
        causes=_list(_object(cause=end, effect=end)),
    )


SCHEMA: Final[dict[str, Any]] = _schema()
"""What an answer must look like."""


def messages(passage: Passage) -> list[dict[str, str]]:
    """The question about a passage; its sentences are numbered from 0."""
    rows = [
        {"sentence": position, "text": text, "code": position >= passage.emit_from}
        for position, text in enumerate(passage.sentences)
    ]
    return [
        {"role": "system", "content": SYSTEM},
        {"role": "user", "content": json.dumps({"sentences": rows}, ensure_ascii=False)},
    ]
