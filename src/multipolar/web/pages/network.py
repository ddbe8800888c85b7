"""The international system as a whole: its network, its blocs through time, and its poles."""

# Annotations are read by FastAPI at run time, so this module does without postponed ones.
from typing_extensions import TypedDict

from multipolar.web.shapes import ActorRef, Window

__all__ = [
    "BlocMember",
    "BlocPeriod",
    "BlocsAnswer",
    "NetworkAnswer",
    "PeriodBloc",
    "PolesAnswer",
]


# --- Network ---------------------------------------------------------------------------------------------------------


class NetworkActor(TypedDict):
    """A node of the network."""

    actor: ActorRef
    incidents: int
    strength: float
    share: float | None
    centrality: float | None
    bloc: str | None
    core: float | None
    support: float | None
    link: str


class NetworkTie(TypedDict):
    """A tie of the network; ``a`` and ``b`` are keys of its actors."""

    a: str
    b: str
    weight: float
    alignment: float | None
    low: float | None
    high: float | None
    incidents: int
    positive: float
    negative: float
    same_bloc: bool | None
    link: str


class NetworkBloc(TypedDict):
    """A community of the network; its core stands first."""

    id: str
    name: str
    members: list[str]
    share: float | None
    cohesion: float | None
    inner_conflict: float | None
    support: float | None


class NetworkMeasure(TypedDict):
    """A figure of the whole network, and what chance would give."""

    measure: str
    value: float | None
    expected: float | None
    low: float | None
    high: float | None
    p_value: float | None
    says: str


class NetworkAnswer(TypedDict):
    """The network of a window."""

    window: Window
    span: Window | None
    actors: list[NetworkActor]
    ties: list[NetworkTie]
    blocs: list[NetworkBloc]
    balance: list[NetworkMeasure]
    link: str
    notes: list[str]


# --- Blocs -----------------------------------------------------------------------------------------------------------


class PeriodBloc(TypedDict):
    """A bloc in a period; the same id is the same bloc through time."""

    id: str
    name: str
    members: list[ActorRef]
    share: float | None
    cohesion: float | None
    inner_conflict: float | None
    support: float | None
    change: str
    joined: list[str]
    left: list[str]
    significant: bool | None
    link: str


class BlocPeriod(TypedDict):
    """The blocs of a period."""

    period: str
    until: str
    incidents: int
    modularity: float | None
    expected: float | None
    p_value: float | None
    enough: bool
    note: str
    blocs: list[PeriodBloc]
    link: str


class BlocTrack(TypedDict):
    """A bloc through time."""

    id: str
    name: str
    first: str
    last: str
    periods: int
    core: list[ActorRef]


class BlocMember(TypedDict):
    """An actor's bloc in a period."""

    period: str
    bloc: str
    bloc_name: str
    actor: ActorRef


class BlocsAnswer(TypedDict):
    """Blocs through time; ``members`` is the same as rows."""

    by: str
    periods: list[BlocPeriod]
    tracks: list[BlocTrack]
    members: list[BlocMember]
    notes: list[str]


# --- Poles -----------------------------------------------------------------------------------------------------------


class PoleMeasure(TypedDict):
    """What a measure is."""

    id: str
    name: str
    unit: str
    formula: str
    source: str
    says: str
    says_not: str


class PoleFigure(TypedDict):
    """A measure in a period."""

    period: str
    until: str
    measure: str
    value: float | None
    low: float | None
    high: float | None
    incidents: int
    enough: bool
    note: str
    link: str


class PoleLeader(TypedDict):
    """One of the most active states of a period."""

    period: str
    rank: int
    actor: ActorRef
    share: float
    low: float | None
    high: float | None
    link: str


class PoleTrend(TypedDict):
    """A measure's trend."""

    measure: str
    first: str
    last: str
    slope: float | None
    low: float | None
    high: float | None
    p_value: float | None
    says: str


class PolesAnswer(TypedDict):
    """How many poles the world has, by several measures."""

    by: str
    measures: list[PoleMeasure]
    series: list[PoleFigure]
    leaders: list[PoleLeader]
    trends: list[PoleTrend]
    caveat: str
    notes: list[str]
