"""Reads a snapshot's incidents into arrays that filters and counts run over.

Rows are in the order in which lists show them: latest first. A side is a *party*: code, sector, name and id together;
each is kept once and named by its number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multipolar.ontology import EVENT_TYPES, MODES, QUAD, STATUSES, UNKNOWN
from multipolar.system import PERIODS, day_sql, reciprocal_sql

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from multipolar.web.hot import HotLedger
    from multipolar.web.names import Names

__all__ = ["NO_DAY", "Columns", "Postings", "load_columns", "state_acts", "unique_postings"]

NO_DAY: Final = np.iinfo(np.int32).min
"""Stands for a day that is not known."""

ALL_MODES: Final = tuple(dict.fromkeys(mode for modes in MODES.values() for mode in modes))
QUADS: Final = tuple(dict.fromkeys(QUAD.values()))

_DETAILS: Final = (
    "i.id, i.title, i.type, i.mode, i.status, i.quad, i.score, i.time_start, i.time_end, i.time_granularity, "
    "i.time_inferred, i.place_name, i.place_country, i.place_lat, i.place_lon, i.place_precision, "
    "i.actor_codes, i.actor_sectors, i.actor_names, i.actor_ids, "
    "i.recipient_codes, i.recipient_sectors, i.recipient_names, i.recipient_ids, "
    "i.first_seen, i.last_seen, i.n_events, i.n_reports, i.n_texts, i.n_outlets, i.n_outlet_countries, "
    "i.best_event, i.confidence, e.report, e.quote, "
    "e.trigger_from - e.quote_from AS marked_from, e.trigger_to - e.quote_from AS marked_to"
)


@dataclass(frozen=True, slots=True)
class Postings:
    """Pairs of a row and a value, and the rows of each value.

    Attributes:
        rows: Row of each pair.
        values: Its value, a number.
        order: Positions of the pairs, by value.
        starts: Where each value's pairs start in ``order``; one longer than there are values.
    """

    rows: NDArray[np.int32]
    values: NDArray[np.int32]
    order: NDArray[np.int64]
    starts: NDArray[np.int64]

    @classmethod
    def build(cls, rows: NDArray[Any], values: NDArray[Any], count: int) -> Postings:
        """Sort pairs by value.

        Args:
            rows: Row of each pair.
            values: Value of each, from 0 and below ``count``.
            count: Number of values.
        """
        order = np.argsort(values, kind="stable")
        starts = np.searchsorted(values[order], np.arange(count + 1))
        return cls(rows.astype(np.int32), values.astype(np.int32), order, starts)

    def of(self, value: int) -> NDArray[np.int32]:
        """Rows of a value."""
        return self.rows[self.order[self.starts[value] : self.starts[value + 1]]]

    def counts(self, mask: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How many of the chosen rows have each value."""
        return np.bincount(self.values[mask[self.rows]], minlength=len(self.starts) - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """All incidents of a snapshot, a row each.

    Attributes:
        details: The table that rows are shown from.
        ids: Row by id.
        type: Number of the type in ``EVENT_TYPES``; likewise the next three, -1 for none.
        mode: Number of the mode in ``ALL_MODES``.
        status: Number of the status.
        quad: Number of the quad class.
        score: Conflict-cooperation score.
        days: By resolution of a series, the day that an incident falls on, days since 1970; ``NO_DAY`` for none.
        start: First day, ``NO_DAY`` for none.
        end: Last day.
        country: Number of the place's country in ``countries``, -1 for none.
        countries: Codes of places' countries.
        place: Number of the place in ``places``, -1 for none.
        places: Name, country, latitude, longitude and precision of places that have a point.
        confidence: Calibrated probability.
        outlets_n: Number of outlets that tell of it.
        reports_n: Number of reports that tell of it.
        parties: Code, sector, name and id of each party.
        as_actor: Rows in which each party acts.
        as_recipient: Rows in which each party is acted upon.
        code_list: All codes that parties carry.
        party_code: Number of each party's code in ``code_list``.
        by_code: Rows in which each code figures in any role, each once.
        reciprocal: Whether those who act are each other's counterparts, as nobody is acted upon.
        pairs: Two codes of states each, the first before the second in the alphabet.
        by_pair: Rows of each pair, each once.
        outlets: Outlets.
        by_outlet: Rows that each outlet tells of.
        reports: Number of the report's row that tells of an incident; with ``report_rows``, so that reports can be
            counted.
        report_rows: The incident's row of each.
    """

    details: pa.Table
    ids: dict[str, int]
    type: NDArray[np.int8]
    mode: NDArray[np.int8]
    status: NDArray[np.int8]
    quad: NDArray[np.int8]
    score: NDArray[np.float64]
    days: dict[str, NDArray[np.int32]]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    country: NDArray[np.int32]
    countries: list[str]
    place: NDArray[np.int32]
    places: list[tuple[str, str | None, float, float, str]]
    confidence: NDArray[np.float64]
    outlets_n: NDArray[np.int32]
    reports_n: NDArray[np.int32]
    parties: list[tuple[str, str, str, str]]
    as_actor: Postings
    as_recipient: Postings
    code_list: list[str]
    party_code: NDArray[np.int64]
    by_code: Postings
    reciprocal: NDArray[np.bool_]
    pairs: list[tuple[str, str]]
    by_pair: Postings
    outlets: list[str]
    by_outlet: Postings
    reports: NDArray[np.int32]
    report_rows: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.score)


def load_columns(ledger: HotLedger, names: Names) -> Columns:
    """Read them.

    Args:
        ledger: The snapshot.
        names: Knows which codes are states.
    """
    resolutions = ", ".join(f"({day_sql(by)}) AS day_{by}" for by in PERIODS)
    flat = "coalesce(i.time_start, i.first_seen)"
    linked = ledger.linked
    source = "incidents AS i LEFT JOIN events AS e ON e.id = i.best_event"
    if not linked:
        return _nothing()
    data = ledger.query(
        f"SELECT {_DETAILS}, {flat} AS day, {resolutions}, {reciprocal_sql()} AS reciprocal FROM {source} "  # noqa: S608 - our names
        # What is still to come stands where it was last heard of.
        f"ORDER BY least({flat}, coalesce(i.last_seen, {flat})) DESC NULLS LAST, i.id"
    )
    details = data.drop_columns(["reciprocal", *(f"day_{by}" for by in PERIODS)])
    ids = {value: row for row, value in enumerate(data["id"].to_pylist())}
    country, countries = _coded(data["place_country"])
    parties, as_actor, as_recipient = _parties(data)
    found = np.unique(np.array([party[0] for party in parties] or [""], dtype=object), return_inverse=True)
    code_list = [str(code) for code in found[0]] if parties else []
    party_code = np.asarray(found[1]).astype(np.int64)
    by_code = _by_code(as_actor, as_recipient, party_code, len(code_list))
    reciprocal = np.asarray(data["reciprocal"].to_numpy(zero_copy_only=False), dtype=np.bool_)
    pairs, by_pair = _pairs(as_actor, as_recipient, party_code, code_list, names, reciprocal)
    place, places = _places(data)
    outlets, by_outlet, reports, report_rows = _outlets(ledger, ids)
    return Columns(
        details=details,
        ids=ids,
        type=_numbered(data["type"], EVENT_TYPES),
        mode=_numbered(data["mode"], ALL_MODES),
        status=_numbered(data["status"], STATUSES),
        quad=_numbered(data["quad"], QUADS),
        score=_floats(data["score"]),
        days={"flat": _days(data["day"])} | {by: _days(data[f"day_{by}"]) for by in PERIODS},
        start=_days(data["time_start"]),
        end=_days(data["time_end"]),
        country=country,
        countries=countries,
        place=place,
        places=places,
        confidence=_floats(data["confidence"]),
        outlets_n=_ints(data["n_outlets"]),
        reports_n=_ints(data["n_reports"]),
        parties=parties,
        as_actor=as_actor,
        as_recipient=as_recipient,
        code_list=code_list,
        party_code=party_code,
        by_code=by_code,
        reciprocal=reciprocal,
        pairs=pairs,
        by_pair=by_pair,
        outlets=outlets,
        by_outlet=by_outlet,
        reports=reports,
        report_rows=report_rows,
    )


def _nothing() -> Columns:
    """The columns of a ledger without incidents."""
    import pyarrow as pa  # noqa: PLC0415 - heavy

    none = Postings.build(np.zeros(0, np.int32), np.zeros(0, np.int32), 0)
    i8, i32, f64 = np.zeros(0, np.int8), np.zeros(0, np.int32), np.zeros(0)
    return Columns(
        details=pa.table({}),
        ids={},
        type=i8,
        mode=i8,
        status=i8,
        quad=i8,
        score=f64,
        days=dict.fromkeys(("flat", *PERIODS), i32),
        start=i32,
        end=i32,
        country=i32,
        countries=[],
        place=i32,
        places=[],
        confidence=f64,
        outlets_n=i32,
        reports_n=i32,
        parties=[],
        as_actor=none,
        as_recipient=none,
        code_list=[],
        party_code=np.zeros(0, np.int64),
        by_code=none,
        reciprocal=np.zeros(0, np.bool_),
        pairs=[],
        by_pair=none,
        outlets=[],
        by_outlet=none,
        reports=i32,
        report_rows=i32,
    )


# --- Columns ---------------------------------------------------------------------------------------------------------


def _floats(column: pa.ChunkedArray) -> NDArray[np.float64]:
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.float64)


def _ints(column: pa.ChunkedArray) -> NDArray[np.int32]:
    return np.asarray(column.fill_null(0).to_numpy(zero_copy_only=False)).astype(np.int32)


def _days(column: pa.ChunkedArray) -> NDArray[np.int32]:
    import pyarrow as pa  # noqa: PLC0415 - heavy

    days = column.cast(pa.date32()).cast(pa.int32()).fill_null(int(NO_DAY))
    return np.asarray(days.to_numpy(zero_copy_only=False)).astype(np.int32)


def _numbered(column: pa.ChunkedArray, values: tuple[str, ...]) -> NDArray[np.int8]:
    import pyarrow as pa  # noqa: PLC0415 - heavy
    import pyarrow.compute as pc  # noqa: PLC0415 - as above

    found = pc.index_in(column, value_set=pa.array(values, pa.string())).fill_null(-1)
    return np.asarray(found.to_numpy(zero_copy_only=False)).astype(np.int8)


def _coded(column: pa.ChunkedArray) -> tuple[NDArray[np.int32], list[str]]:
    """A text column as numbers into a sorted list, -1 for none."""
    import pyarrow as pa  # noqa: PLC0415 - heavy
    import pyarrow.compute as pc  # noqa: PLC0415 - as above

    values = sorted(value for value in pc.unique(column).to_pylist() if value)
    found = pc.index_in(column, value_set=pa.array(values, pa.string())).fill_null(-1)
    return np.asarray(found.to_numpy(zero_copy_only=False)).astype(np.int32), values


# --- Parties ---------------------------------------------------------------------------------------------------------


def _parties(data: pa.Table) -> tuple[list[tuple[str, str, str, str]], Postings, Postings]:
    import pyarrow as pa  # noqa: PLC0415 - heavy
    import pyarrow.compute as pc  # noqa: PLC0415 - as above

    sides = {}
    for role in ("actor", "recipient"):
        lists = [data[f"{role}_{part}"].combine_chunks() for part in ("codes", "sectors", "names", "ids")]
        flat = [pc.list_flatten(values).fill_null("") for values in lists]
        joined = pc.binary_join_element_wise(*flat, "\x1f")
        sides[role] = (pc.list_parent_indices(lists[0]), joined)
    everybody = pc.unique(pa.concat_arrays([_whole(joined) for _, joined in sides.values()]))
    parties = [tuple(text.split("\x1f", 3)) for text in everybody.to_pylist()]
    postings = []
    for rows, joined in sides.values():
        numbers = pc.index_in(joined, value_set=everybody)
        postings.append(
            Postings.build(
                np.asarray(rows.to_numpy(zero_copy_only=False)).astype(np.int32),
                np.asarray(numbers.to_numpy(zero_copy_only=False)).astype(np.int32),
                len(parties),
            )
        )
    return [(p[0], p[1], p[2], p[3]) for p in parties], postings[0], postings[1]


def _whole(array: Any) -> Any:  # noqa: ANN401 - an Arrow array, in chunks or not
    return array.combine_chunks() if hasattr(array, "combine_chunks") else array


def unique_postings(rows: NDArray[Any], values: NDArray[Any], count: int) -> Postings:
    """Postings without repetitions."""
    if not len(rows):
        return Postings.build(rows, values, count)
    keys = np.unique(rows.astype(np.int64) * max(count, 1) + values)
    return Postings.build(keys // max(count, 1), keys % max(count, 1), count)


def _by_code(acts: Postings, gets: Postings, code_of: NDArray[np.int64], count: int) -> Postings:
    rows = np.concatenate([acts.rows, gets.rows])
    values = code_of[np.concatenate([acts.values, gets.values])] if len(rows) else np.zeros(0, np.int64)
    return unique_postings(rows, values, count)


def _pairs(
    acts: Postings,
    gets: Postings,
    code_of: NDArray[np.int64],
    code_list: list[str],
    names: Names,
    reciprocal: NDArray[np.bool_],
) -> tuple[list[tuple[str, str]], Postings]:
    """Pairs of states that have to do with each other in an incident: who acts with whom it acts upon, or both sides.

    States on the same side of an incident that has another side are no pair.
    """
    is_state = np.array([names.is_state(code) and code != UNKNOWN for code in code_list] or [False], dtype=np.bool_)
    sides: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    for postings in (acts, gets):
        codes = code_of[postings.values] if len(postings.values) else np.zeros(0, np.int64)
        kept = is_state[codes] if len(codes) else np.zeros(0, np.bool_)
        sides.append((postings.rows[kept].astype(np.int64), codes[kept]))
    (actor_rows, actor_codes), (recipient_rows, recipient_codes) = sides
    both = reciprocal[actor_rows]
    left = _joined(actor_rows, actor_codes, recipient_rows, recipient_codes)
    right = _joined(actor_rows[both], actor_codes[both], actor_rows[both], actor_codes[both])
    rows, first, second = (np.concatenate(parts) for parts in zip(left, right, strict=True))
    apart = first != second
    low, high = np.minimum(first, second)[apart], np.maximum(first, second)[apart]
    count = max(len(code_list), 1)
    found, numbers = np.unique(low * count + high, return_inverse=True)
    pairs = [(code_list[key // count], code_list[key % count]) for key in found.tolist()]
    return pairs, unique_postings(rows[apart], np.asarray(numbers), len(pairs))


def state_acts(columns: Columns, names: Names, sectors: tuple[str, ...]) -> tuple[NDArray[Any], NDArray[Any]]:
    """What states do to other states: rows, and the number of the code that acts.

    Args:
        columns: The incidents.
        names: Knows which codes are states.
        sectors: Sectors whose people act for their state.
    """
    is_state = np.array([names.is_state(code) for code in columns.code_list] or [False], dtype=np.bool_)
    agent = np.array([party[1] in sectors for party in columns.parties] or [False], dtype=np.bool_)
    sides = []
    for postings, allowed in ((columns.as_actor, agent), (columns.as_recipient, np.ones_like(agent))):
        codes = columns.party_code[postings.values] if len(postings.values) else np.zeros(0, np.int64)
        kept = is_state[codes] & allowed[postings.values] if len(codes) else np.zeros(0, np.bool_)
        sides.append((postings.rows[kept].astype(np.int64), codes[kept]))
    rows, acts, gets = _joined(*sides[0], *sides[1])
    return rows[acts != gets], acts[acts != gets]


def _joined(
    left_rows: NDArray[np.int64], left: NDArray[np.int64], right_rows: NDArray[np.int64], right: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Each left value of a row with each right value of the same row."""
    order = np.argsort(right_rows, kind="stable")
    right_rows, right = right_rows[order], right[order]
    lows = np.searchsorted(right_rows, left_rows, side="left")
    counts = np.searchsorted(right_rows, left_rows, side="right") - lows
    total = int(counts.sum())
    at = np.repeat(lows - np.concatenate([[0], np.cumsum(counts)[:-1]]) if len(counts) else lows, counts)
    positions = at + np.arange(total)
    return np.repeat(left_rows, counts), np.repeat(left, counts), right[positions]


# --- Places and outlets ----------------------------------------------------------------------------------------------


def _places(data: pa.Table) -> tuple[NDArray[np.int32], list[tuple[str, str | None, float, float, str]]]:
    parts = [data[f"place_{part}"].to_pylist() for part in ("name", "country", "lat", "lon", "precision")]
    numbers: dict[tuple[str, str | None, float, float, str], int] = {}
    found = np.full(len(data), -1, dtype=np.int32)
    for row, (name, country, lat, lon, precision) in enumerate(zip(*parts, strict=True)):
        if name is not None and lat is not None and lon is not None:
            found[row] = numbers.setdefault((name, country, lat, lon, precision or "country"), len(numbers))
    return found, list(numbers)


def _outlets(
    ledger: HotLedger, ids: dict[str, int]
) -> tuple[list[str], Postings, NDArray[np.int32], NDArray[np.int32]]:
    told = ledger.query(
        "SELECT DISTINCT x.incident, x.report, r.source FROM incident_events AS x JOIN reports AS r ON r.id = x.report"
    )
    incidents, report_ids, sources = (told[name].to_pylist() for name in ("incident", "report", "source"))
    report_numbers: dict[str, int] = {}
    outlet_numbers: dict[str, int] = {}
    report_rows, reports, rows, values = [], [], [], []
    for incident, report, source in zip(incidents, report_ids, sources, strict=True):
        row = ids.get(incident)
        if row is None:
            continue
        report_rows.append(row)
        reports.append(report_numbers.setdefault(report, len(report_numbers)))
        if source:
            rows.append(row)
            values.append(outlet_numbers.setdefault(source, len(outlet_numbers)))
    by_outlet = unique_postings(np.array(rows, np.int64), np.array(values, np.int64), len(outlet_numbers))
    return list(outlet_numbers), by_outlet, np.array(reports, np.int32), np.array(report_rows, np.int32)
