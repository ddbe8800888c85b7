"""The addresses of the API: each reads its parameters, asks a view, and writes JSON or CSV."""

# Annotations are read by FastAPI at run time, so this module does without postponed ones.
from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from pydantic import Field

from multipolar._version import __version__
from multipolar.web.answers import CSV_TOO, answer
from multipolar.web.assets import built
from multipolar.web.errors import ERRORS, ApiError
from multipolar.web.options import ServeOptions
from multipolar.web.pages import (
    AboutAnswer,
    ActorAnswer,
    ActorsAnswer,
    BlocsAnswer,
    ClaimsAnswer,
    CorrectionsAnswer,
    IncidentAnswer,
    IncidentsAnswer,
    MultipolarAnswer,
    NetworkAnswer,
    OutlookAnswer,
    PairAnswer,
    PolesAnswer,
    RelationsAnswer,
    ReportAnswer,
    ReviewAnswer,
    SessionAnswer,
    TimelineAnswer,
    VocabularyAnswer,
    WorldAnswer,
)
from multipolar.web.query import TABLE, Asked, By, ClaimFilters, Day, IncidentsQuery, RelationType, TimelineQuery, Word
from multipolar.web.review import Decision, right_token
from multipolar.web.review import review as keep
from multipolar.web.shapes import ErrorBody
from multipolar.web.snapshot import Keeper, Snapshot
from multipolar.web.views import about as facts
from multipolar.web.views import actor as one_actor
from multipolar.web.views import claims as many_claims
from multipolar.web.views import incident as one_incident
from multipolar.web.views import incidents as many_incidents
from multipolar.web.views import multipolar as multipolar_world
from multipolar.web.views import network as networks
from multipolar.web.views import outlook as outlooks
from multipolar.web.views import pair as one_pair
from multipolar.web.views import poles as pole_measures
from multipolar.web.views import relations as standing
from multipolar.web.views import report as one_report
from multipolar.web.views import vocabulary as words
from multipolar.web.views import world as whole_world

__all__ = ["review_router", "router"]

Answer = TypeVar("Answer")
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
ActorWord = Annotated[
    str, Path(min_length=1, max_length=200, description="A code (RUS, IGO:NATO), an id, or a name", examples=["RUS"])
]


async def slowly(request: Request, work: Callable[[], Answer]) -> Answer:
    """Do what takes seconds in a lane of its own, so that what takes milliseconds never waits for it."""
    lane: CapacityLimiter = request.app.state.slow_lane
    return await to_thread.run_sync(work, limiter=lane)


class WorldQuery(Asked):
    """A window."""

    table: Literal["countries", "arcs", "points", "changes"] | None = TABLE
    since: Day | None = None
    until: Day | None = None
    limit: Annotated[int, Field(ge=1, le=1000, description="Pairs of states at most")] = 80


class ActorQuery(Asked):
    """A window."""

    table: Literal["series", "partners", "relations", "dependence", "types", "places", "members", "latest"] | None = (
        TABLE
    )
    since: Day | None = None
    until: Day | None = None


class PairQuery(Asked):
    """How a pair is looked at."""

    table: Literal["series", "changes", "relations", "types", "statuses", "latest"] | None = TABLE
    by: By | None = Field(None, description="Length of a period; one that fits, without it")
    since: Day | None = None
    until: Day | None = None
    directed: bool = Field(default=False, description="Only what the first does to the second")


class RelationsQuery(Asked):
    """Which standing relations."""

    actor: Word | None = None
    other: Word | None = None
    type: RelationType | None = None
    as_of: Day | None = None


class NetworkQuery(Asked):
    """A window."""

    table: Literal["ties", "actors", "blocs", "balance"] | None = TABLE
    since: Day | None = None
    until: Day | None = None
    top: Annotated[int, Field(ge=2, le=300, description="Actors at most")] = 80


class BlocsQuery(Asked):
    """Periods."""

    table: Literal["members", "periods", "tracks"] | None = TABLE
    by: Literal["year", "quarter"] = "year"


class PolesQuery(Asked):
    """Periods."""

    table: Literal["series", "measures", "leaders", "trends"] | None = TABLE
    by: Literal["year", "quarter"] = "year"


class VocabularyQuery(Asked):
    """Which words."""

    table: Literal["types", "sectors", "countries"] | None = TABLE


class IncidentQuery(Asked):
    """Which part of an incident."""

    table: Literal["events", "states", "sources", "contradictions"] | None = TABLE


class ReportQuery(Asked):
    """Which part of a report."""

    table: Literal["marks", "events", "relations", "claims", "causes", "copies"] | None = TABLE


class AboutQuery(Asked):
    """Which facts."""

    table: Literal["years", "outlets", "countries", "regions", "accuracy", "runs"] | None = TABLE


class OutlookQuery(Asked):
    """How far to look."""

    table: Literal["rows", "history", "score"] | None = TABLE
    months: Annotated[int, Field(ge=1, le=6, description="Months to come")] = 6


class CorrectionsQuery(Asked):
    """Of what."""

    target: Word | None = Field(None, description="Id of an incident or event; all, without it")


class SuggestQuery(Asked):
    """What somebody typed."""

    q: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 12


def _get(path: str, shape: Any, summary: str, *, csv: bool = True) -> Callable[[Route], Route]:  # noqa: ANN401 - a type
    extra = CSV_TOO if csv else None
    return router.get(path, response_model=shape, summary=summary, responses=extra)


@_get("/session", SessionAnswer, "What is served", csv=False)
async def session(now: Now, options: Options) -> SessionAnswer:
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
def vocabulary(now: Now, asked: Annotated[VocabularyQuery, Query()]) -> Response:
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
def incident(now: Now, id: Id, asked: Annotated[IncidentQuery, Query()]) -> Response:  # noqa: A002 - the parameter is called so
    """An incident's states, events, sources, contradictions and chain of causes."""
    value = one_incident.incident(now, id)
    tables = ("events", "states", "sources", "contradictions")
    return answer(asked, value, tables, name=f"incident-{id}")


@_get("/report/{id}", ReportAnswer, "One report")
def report(now: Now, id: Id, asked: Annotated[ReportQuery, Query()]) -> Response:  # noqa: A002 - as above
    """A report's text with every coded span."""
    value = one_report.report(now, id)
    tables = ("marks", "events", "relations", "claims", "causes", "copies")
    return answer(asked, value, tables, name=f"report-{id}")


@_get("/actors", ActorsAnswer, "Whom a beginning of a name may mean")
def actors(now: Now, asked: Annotated[SuggestQuery, Query()]) -> Response:
    """Suggestions, most incidents first."""
    value = words.actors(now, asked.q, asked.limit)
    return answer(asked, value, ("rows",), name="actors")


@_get("/pair/{a}/{b}", PairAnswer, "Two actors through time")
def pair(now: Now, a: ActorWord, b: ActorWord, asked: Annotated[PairQuery, Query()]) -> Response:
    """A pair's series, change points, standing relations, causes and latest incidents."""
    value = one_pair.pair(now, a, b, by=asked.by, since=asked.since, until=asked.until, directed=asked.directed)
    tables = ("series", "changes", "relations", "types", "statuses", "latest")
    return answer(asked, value, tables, name=f"pair-{a}-{b}")


@_get("/relations", RelationsAnswer, "Standing relations")
def relations(now: Now, asked: Annotated[RelationsQuery, Query()]) -> Response:
    """Alliances, rivalries, wars, dependences, sanctions and so on, as of a day."""
    value = standing.relations(now, actor=asked.actor, other=asked.other, kind=asked.type, as_of=asked.as_of)
    return answer(asked, value, ("rows",), name="relations")


@_get("/network", NetworkAnswer, "The network of states in a window")
async def network(request: Request, now: Now, asked: Annotated[NetworkQuery, Query()]) -> Response:
    """Actors, signed ties, blocs and structural balance."""
    value = await slowly(
        request, lambda: networks.year_network(now, since=asked.since, until=asked.until, top=asked.top)
    )
    return answer(asked, value, ("ties", "actors", "blocs", "balance"), name="network")


@_get("/blocs", BlocsAnswer, "Blocs through time")
async def blocs(request: Request, now: Now, asked: Annotated[BlocsQuery, Query()]) -> Response:
    """The blocs of each period, followed from one to the next."""
    value = await slowly(request, lambda: networks.blocs(now, by=asked.by))
    return answer(asked, value, ("members", "periods", "tracks"), name="blocs")


@_get("/actor/{key}", ActorAnswer, "One actor with everybody")
def actor(now: Now, key: ActorWord, asked: Annotated[ActorQuery, Query()]) -> Response:
    """An actor's series, partners, standing relations, dependence, people, claims and latest incidents."""
    value = one_actor.actor_page(now, key, since=asked.since, until=asked.until)
    tables = ("series", "partners", "relations", "dependence", "types", "places", "members", "latest")
    return answer(asked, value, tables, name=f"actor-{key}")


@_get("/claims", ClaimsAnswer, "Who frames whom how")
def claims(now: Now, asked: Annotated[ClaimFilters, Query()]) -> Response:
    """Claims that pass filters, with counts and a trend."""
    value = many_claims.claims(now, asked)
    return answer(asked, value, ("rows", "trend"), name="claims")


@_get("/poles", PolesAnswer, "How many poles the world has")
async def poles(request: Request, now: Now, asked: Annotated[PolesQuery, Query()]) -> Response:
    """Concentration, blocs, polarity and the share of the centre, with intervals and what they cannot mean."""
    value = await slowly(request, lambda: pole_measures.poles(now, by=asked.by))
    return answer(asked, value, ("series", "measures", "leaders", "trends"), name="poles")


@_get("/outlook/{a}/{b}", OutlookAnswer, "The months to come for a pair")
async def outlook(
    request: Request, now: Now, a: ActorWord, b: ActorWord, asked: Annotated[OutlookQuery, Query()]
) -> Response:
    """Counts by quad class with intervals, and how such forecasts did against plain baselines."""
    value = await slowly(request, lambda: outlooks.outlook(now, a, b, months=asked.months))
    return answer(asked, value, ("rows", "history", "score"), name=f"outlook-{a}-{b}")


@_get("/about", AboutAnswer, "What the numbers stand on")
def about(now: Now, asked: Annotated[AboutQuery, Query()]) -> Response:
    """The ledger, the coder and how good it is, coverage by year, outlet and region, runs."""
    value = facts.about(now)
    tables = {**value["coverage"], "accuracy": value["accuracy"]["rows"], "runs": value["runs"]}
    return answer(asked, tables if asked.format == "csv" else value, ("years",), name="about")


@_get("/multipolar", MultipolarAnswer, "What the ledger says about a multipolar world")
async def multipolar(request: Request, now: Now, asked: Annotated[Asked, Query()]) -> Response:
    """Claims about a multipolar world, and what speaks for and against each."""
    value = await slowly(request, lambda: multipolar_world.multipolar_page(now))
    return answer(asked, value, ("points",), name="multipolar")


@_get("/corrections", CorrectionsAnswer, "What reviewers decided")
def corrections(now: Now, asked: Annotated[CorrectionsQuery, Query()]) -> Response:
    """Decisions of people on incidents and events, latest first."""
    rows = one_incident.corrections(now, None if asked.target is None else [asked.target])
    return answer(asked, {"rows": rows}, ("rows",), name="corrections")


# --- With --review ---------------------------------------------------------------------------------------------------

review_router = APIRouter(prefix="/api", responses=ERRORS)


@review_router.post(
    "/review",
    status_code=201,
    summary="Keep a decision on an incident or event",
    responses={403: {"model": ErrorBody, "description": "The request shows no right token, or comes from elsewhere"}},
)
def review(
    request: Request,
    decision: Decision,
    options: Options,
    x_multipolar_token: Annotated[str | None, Header(max_length=200)] = None,
) -> ReviewAnswer:
    """Confirm, reject, recode, merge, split or undo; kept as a correction, which never overwrites what was coded."""
    if not right_token(x_multipolar_token, options.token):
        raise ApiError(
            403,
            "the request does not show the token of this start",
            where="X-Multipolar-Token",
            mend="open the address that serve printed",
        )
    return keep(keeper_of(request), decision)
