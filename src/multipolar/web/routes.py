"""The addresses of the API: each reads its parameters, asks a view, and writes JSON or CSV."""

# Annotations are read by FastAPI at run time, so this module does without postponed ones.
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import Field

from multipolar._version import __version__
from multipolar.web.answers import CSV_TOO, answer
from multipolar.web.assets import built
from multipolar.web.errors import ERRORS
from multipolar.web.options import ServeOptions
from multipolar.web.pages import (
    ActorsAnswer,
    IncidentAnswer,
    IncidentsAnswer,
    ReportAnswer,
    SessionAnswer,
    TimelineAnswer,
    VocabularyAnswer,
    WorldAnswer,
)
from multipolar.web.query import Asked, Day, IncidentsQuery, TimelineQuery
from multipolar.web.snapshot import Keeper, Snapshot
from multipolar.web.views import incident as one_incident
from multipolar.web.views import incidents as many_incidents
from multipolar.web.views import report as one_report
from multipolar.web.views import vocabulary as words
from multipolar.web.views import world as whole_world

__all__ = ["options_of", "router", "snapshot_of"]

Route = TypeVar("Route", bound=Callable[..., Any])

router = APIRouter(prefix="/api", responses=ERRORS)


def keeper_of(request: Request) -> Keeper:
    """The keeper of the ledger that is served."""
    keeper: Keeper = request.app.state.keeper
    return keeper


def snapshot_of(request: Request) -> Snapshot:
    """The present snapshot."""
    return keeper_of(request).current


def options_of(request: Request) -> ServeOptions:
    """How the app is served."""
    options: ServeOptions = request.app.state.options
    return options


Now = Annotated[Snapshot, Depends(snapshot_of)]
Options = Annotated[ServeOptions, Depends(options_of)]
Id = Annotated[str, Path(min_length=1, max_length=300)]
ActorWord = Annotated[str, Path(min_length=1, max_length=200, description="A code (RUS, IGO:NATO), an id, or a name")]


class WorldQuery(Asked):
    """A window."""

    since: Day | None = None
    until: Day | None = None
    limit: Annotated[int, Field(ge=1, le=1000, description="Pairs of states at most")] = 80


class SuggestQuery(Asked):
    """What somebody typed."""

    q: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 12


def _get(path: str, shape: Any, summary: str, *, csv: bool = True) -> Callable[[Route], Route]:  # noqa: ANN401 - a type
    extra = CSV_TOO if csv else None
    return router.get(path, response_model=shape, summary=summary, responses=extra)


@_get("/session", SessionAnswer, "What is served", csv=False)
def session(now: Now, options: Options) -> SessionAnswer:
    """What is served, and the number of the ledger's commit; cheap."""
    return {
        "review": options.review,
        "version": __version__,
        "commit": now.commit,
        "ledger": now.ledger.path.name,
        "incidents": now.ledger.linked,
        "assets": built(options.static),
    }


@_get("/vocabulary", VocabularyAnswer, "The ontology's words")
def vocabulary(now: Now, asked: Annotated[Asked, Query()]) -> Response:
    """Event types with their modes, statuses, quad classes, sectors, relation types, countries."""
    value = words.vocabulary(now.names)
    tables = ("types", "sectors", "countries")
    return answer(asked, value, tables, name="vocabulary")


@_get("/incidents", IncidentsAnswer, "Incidents that pass filters, and counts")
def incidents(now: Now, asked: Annotated[IncidentsQuery, Query()]) -> Response:
    """Incidents, a page of them, with counts by type, status and so on."""
    value = many_incidents.incidents(now, asked)
    return answer(asked, value, ("rows",), name="incidents")


@_get("/timeline", TimelineAnswer, "Incidents that pass filters, by period")
def timeline(now: Now, asked: Annotated[TimelineQuery, Query()]) -> Response:
    """Counts and intensities by day, week, month, quarter or year, without gaps."""
    value = many_incidents.timeline(now, asked)
    return answer(asked, value, ("rows",), name="timeline")


@_get("/world", WorldAnswer, "A window of time against the one before it")
def world(now: Now, asked: Annotated[WorldQuery, Query()]) -> Response:
    """Countries, pairs of states and places in a window, and what changed most."""
    value = whole_world.world(now, since=asked.since, until=asked.until, limit=asked.limit)
    tables = ("countries", "arcs", "points", "changes")
    return answer(asked, value, tables, name="world")


@_get("/incident/{id}", IncidentAnswer, "One incident")
def incident(now: Now, id: Id, asked: Annotated[Asked, Query()]) -> Response:  # noqa: A002 - the parameter is called so
    """An incident's states, events, sources, contradictions and chain of causes."""
    value = one_incident.incident(now, id)
    tables = ("events", "states", "sources", "contradictions")
    return answer(asked, value, tables, name=f"incident-{id}")


@_get("/report/{id}", ReportAnswer, "One report")
def report(now: Now, id: Id, asked: Annotated[Asked, Query()]) -> Response:  # noqa: A002 - as above
    """A report's text with every coded span."""
    value = one_report.report(now, id)
    tables = ("marks", "events", "relations", "claims", "causes", "copies")
    return answer(asked, value, tables, name=f"report-{id}")


@_get("/actors", ActorsAnswer, "Whom a beginning of a name may mean")
def actors(now: Now, asked: Annotated[SuggestQuery, Query()]) -> Response:
    """Suggestions, most incidents first."""
    value = words.actors(now, asked.q, asked.limit)
    return answer(asked, value, ("rows",), name="actors")
