"""What a request may ask: parameters, how they are read, and how a question is written back as a query string."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Final, Literal
from urllib.parse import quote, urlencode

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from multipolar.ontology import EVENT_TYPES, MODES, QUAD, RELATION_TYPES, STATUSES

__all__ = [
    "TABLE",
    "Asked",
    "By",
    "ClaimFilters",
    "Day",
    "Filters",
    "IncidentsQuery",
    "Sort",
    "TimelineQuery",
    "as_day",
    "link",
]

By = Literal["day", "week", "month", "quarter", "year"]
Sort = Literal["-day", "day", "-outlets", "-confidence", "score", "-score"]
Direction = Literal["either", "forth", "back"]

_DAY: Final = r"^[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
_LONG: Final = 200


def _day(value: str) -> str:
    if re.fullmatch(_DAY, value, re.ASCII):
        try:
            as_day(value)
        except ValueError:
            pass
        else:
            return value
    raise ValueError("it is not a day; write 2025-05-08, 2025-05 or 2025")


def as_day(value: str) -> dt.date:
    """The first day of what a parameter names: a day, month or year.

    Raises:
        ValueError: There is no such day.
    """
    year, month, day = (*map(int, value.split("-")), 1, 1)[:3]
    return dt.date(year, month, day)


def _among(allowed: tuple[str, ...], *, upper: bool = False) -> Any:  # noqa: ANN401 - a validator for pydantic
    by_fold = {value.casefold(): value for value in allowed}

    def check(values: list[str]) -> list[str]:
        for value in values:
            if value.casefold() not in by_fold:
                raise ValueError(f"there is no such value as {value[:40]!r}; one of {', '.join(allowed)}")
        return list(dict.fromkeys(by_fold[value.casefold()] for value in values))

    del upper
    return AfterValidator(check)


def _choices(allowed: tuple[str, ...]) -> dict[str, Any]:
    return {"items": {"type": "string", "enum": list(allowed)}}


_MODES: Final = tuple(dict.fromkeys(mode for modes in MODES.values() for mode in modes))
_QUADS: Final = tuple(dict.fromkeys(QUAD.values()))

Day = Annotated[
    str,
    Field(pattern=_DAY, description="A day, month or year: 2025-05-08, 2025-05, 2025 (the first day of it)"),
    AfterValidator(_day),
]
Word = Annotated[str, Field(min_length=1, max_length=_LONG)]
Types = Annotated[list[str], Field(json_schema_extra=_choices(EVENT_TYPES)), _among(EVENT_TYPES)]
Modes = Annotated[list[str], Field(json_schema_extra=_choices(_MODES)), _among(_MODES)]
Statuses = Annotated[list[str], Field(json_schema_extra=_choices(STATUSES)), _among(STATUSES)]
QuadClasses = Annotated[list[str], Field(json_schema_extra=_choices(_QUADS)), _among(_QUADS)]
RelationType = Annotated[
    str,
    Field(max_length=40, description="A relation type such as ALLIANCE, or a derived one such as SANCTIONS"),
]
RELATIONS: Final = RELATION_TYPES


TABLE: Final = Field(None, description="Which of the answer's tables; only CSV needs to be told")


class Asked(BaseModel):
    """Parameters that every address takes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["json", "csv"] = Field("json", description="JSON, or a table of it as CSV")


class Filters(Asked):
    """Which incidents are wanted. What is left out does not filter."""

    type: Types = Field([], description="Event type; may be repeated")
    mode: Modes = Field([], description="Mode; may be repeated")
    status: Statuses = Field([], description="Status; may be repeated")
    quad: QuadClasses = Field([], description="Quad class; may be repeated")
    actor: Word | None = Field(None, description="Who figures in it: a code (RUS, IGO:NATO), an id or a name")
    other: Word | None = Field(None, description="Who is on the other side, named likewise")
    direction: Direction = Field("either", description="forth: actor acts on other; back: other acts on actor")
    country: list[Annotated[str, Field(max_length=8)]] = Field(
        [], description="Country of the place, ISO 3166 alpha-3; may be repeated", max_length=300
    )
    place: Word | None = Field(None, description="Name of the place, as in the answers")
    outlet: list[Word] = Field([], description="Outlet that tells of it; may be repeated", max_length=300)
    q: Annotated[str, Field(max_length=500)] | None = Field(
        None, description='Words in title or sentences; "a phrase", beginning*, -without'
    )
    since: Day | None = Field(None, description="First day wanted")
    until: Day | None = Field(None, description="First day no longer wanted")
    resolution: By | None = Field(
        None,
        description="Count an incident where a series of this resolution does: one whose time is coarser than the "
        "period falls on the day of its first report, if that lies within its time, else nowhere",
    )
    min_confidence: Annotated[float, Field(ge=0, le=1)] | None = Field(None, description="Lowest confidence")
    min_outlets: Annotated[int, Field(ge=0, le=1_000_000)] | None = Field(None, description="Fewest outlets")
    figure: Annotated[str, Field(max_length=2000)] | None = Field(
        None, description="Those that a figure stands on; its name comes with the links of answers"
    )
    id: list[Word] = Field([], description="These incidents alone; may be repeated", max_length=500)


class IncidentsQuery(Filters):
    """Which incidents, in which order, how many."""

    sort: Sort = Field("-day", description="Order; - is downwards")
    offset: Annotated[int, Field(ge=0, le=100_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=500)] = 50
    facets: bool = Field(True, description="Whether counts by type, status and so on are wanted")


class TimelineQuery(Filters):
    """Which incidents, in which periods."""

    by: By = "month"


class ClaimFilters(Asked):
    """Which claims are wanted."""

    table: Literal["rows", "trend"] | None = TABLE
    speaker: Word | None = Field(None, description="Who says it: a code, an id or a name")
    about: Word | None = Field(None, description="Whom it is about, named likewise")
    stance: Literal["+", "-", "0"] | None = Field(None, description="How the speaker stands to them")
    theme: Annotated[str, Field(max_length=60)] | None = Field(None, description="What it is about")
    q: Annotated[str, Field(max_length=500)] | None = Field(None, description="Words in the claim's sentence")
    since: Day | None = None
    until: Day | None = None
    offset: Annotated[int, Field(ge=0, le=100_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=500)] = 50


def link(**parts: object) -> str:
    """A query string, without ``?``; what is None, empty or a default is left out.

    Lists repeat their parameter; days are written in ISO 8601.
    """
    pairs = []
    for name, value in parts.items():
        if value is None or value in ("", [], ()):
            continue
        items = value if isinstance(value, list | tuple) else [value]
        pairs += [(name, item.isoformat() if isinstance(item, dt.date) else str(item)) for item in items]
    return urlencode(pairs, quote_via=quote, safe=":,")
