"""Blocs through time: the communities of each period, matched from one to the next."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - dataclasses keep their annotations
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multipolar.errors import UsageError
from multipolar.ledger import Table
from multipolar.system.actors import code_names
from multipolar.system.common import as_day, incident_evidence, make_window, require_incidents, table
from multipolar.system.communities import significance
from multipolar.system.following import Change, Found, Track, follow
from multipolar.system.network import Network, NetworkOptions, assemble, bloc_name
from multipolar.system.panel import add_months
from multipolar.system.series import gaps
from multipolar.system.structure import Structure, build, draws, share_intervals, support
from multipolar.system.ties import Pairs, read_pairs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from multipolar.ledger import Ledger

__all__ = ["BlocOptions", "Blocs", "Slice", "adjusted_rand", "blocs", "slices"]

_SIGNIFICANT: Final = 0.05
_WHOLE: Final = 0.95
"""Share of a period that has to be covered for it to be whole: there is not news every day."""

_MONTHS: Final = {"year": 12, "quarter": 3, "month": 1}
"""Lengths of the periods that a network can be drawn of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlocOptions:
    """How blocs are followed.

    Attributes:
        since: First day, by default that of the first report.
        until: First day no longer wanted, by default the day after the last report.
        window: Periods that the network of a period spans, ending with it: a single year has too few incidents for
            communities that can be told from chance.
        match: Overlap from which on two blocs are one bloc at two times, 0 to 1.
        memory: Periods that a bloc may be missing and still come back as itself.
        network: What counts as a tie and how communities are looked for; its times are not used.
    """

    since: str | dt.date | None = None
    until: str | dt.date | None = None
    window: int = 3
    match: float = 0.4
    memory: int = 2
    network: NetworkOptions = field(default_factory=lambda: NetworkOptions(replicates=50, shuffles=50))

    def __post_init__(self) -> None:
        if self.window < 1 or self.memory < 1:
            raise UsageError("window and memory count periods", where="blocs", mend="give 1 or more")
        if not 0 < self.match <= 1:
            raise UsageError(f"an overlap of {self.match:g} is none", where="match", mend="give more than 0, at most 1")
        check_times(self.network)


def check_times(options: NetworkOptions) -> None:
    """Raise where the network's own times are set: the periods say which times are meant."""
    if any(x is not None for x in (options.since, options.until, options.as_of, options.half_life)):
        raise UsageError(
            "the times of the network are those of the periods", where="network", mend="set since and until outside"
        )


@dataclass(frozen=True, slots=True)
class Slice:
    """One period.

    Attributes:
        since: First day of the period.
        until: First day after it.
        begin: First day of the network's window, which may lie earlier.
        whole: Whether the ledger's reports and the time asked for cover the period.
        pairs: What the incidents of the window add.
    """

    since: dt.date
    until: dt.date
    begin: dt.date
    whole: bool
    pairs: Pairs


def slices(
    ledger: Ledger,
    options: NetworkOptions,
    *,
    by: str,
    since: str | dt.date | None,
    until: str | dt.date | None,
    window: int,
) -> list[Slice]:
    """The periods of a time with their incidents.

    Raises:
        UsageError: The times are none, or the period is too short for a network.
    """
    if by not in _MONTHS:
        raise UsageError(f"a network of a {by} is none", where="by", mend=f"one of {', '.join(_MONTHS)}")
    require_incidents(ledger)
    spans = make_window(ledger, since=since, until=until, by=by)
    told = make_window(ledger, since=None, until=None, by=by)
    silent = gaps(ledger, spans)
    pairs = read_pairs(ledger, options, until=spans.until)
    result = []
    for start, end, nothing in zip(spans.starts, spans.ends, silent.tolist(), strict=True):
        # Windows reach back before the time asked for, but not before the first report.
        back = add_months(start, -_MONTHS[by] * (window - 1))
        begin = max(start, spans.since) if window == 1 else max(back, told.since)
        covered = min(end, spans.until, told.until) - max(start, spans.since, told.since)
        whole = covered >= _WHOLE * (end - start) and not nothing
        result.append(Slice(start, end, begin, whole, pairs.between(begin, min(end, spans.until))))
    return result


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocs:
    """Blocs through time; ``docs/system-network.md`` says what each figure means.

    Attributes:
        options: How they were followed.
        by: Length of a period.
        note: What is missing, and why; empty where nothing is.
        blocs: One row per bloc and period: ``period, until, bloc, name, members, member_names, size, share, share_low,
            share_high, cohesion, inner_conflict, support, change, joined, left, overlap, significant, track``;
            ``name`` is by those who carry it in the period, ``track`` by those who do over all its time.
        tracks: One row per bloc: ``bloc, name, first, last, periods, core, core_names, mean_size, mean_share``.
        members: One row per member and period: ``period, actor, name, bloc, core, support``.
        periods: One row per period: ``period, until, incidents, actors, ties, blocs, modularity, expected, p_value,
            persistence, persistence_p, enough, whole, note``.
    """

    options: BlocOptions
    by: str
    note: str
    blocs: Table
    tracks: Table
    members: Table
    periods: Table
    ledger: Ledger = field(repr=False)
    parts: Mapping[dt.date, Slice] = field(repr=False)

    def _part(self, period: str | dt.date) -> Slice:
        day = as_day(period, where="period")
        for part in self.parts.values():
            if part.since <= day < part.until:
                return part
        raise UsageError(f"{day} lies in none of the periods", where="period", mend="the table periods lists them")

    def period(self, day: str | dt.date) -> dt.date:
        """First day of the period that a day lies in.

        Raises:
            UsageError: There is no such period.
        """
        return self._part(day).since

    def track(self, bloc: str) -> dict[str, Any]:
        """The row of a bloc in the table of tracks.

        Raises:
            UsageError: There is no such bloc.
        """
        row = next((row for row in self.tracks if row["bloc"] == bloc), None)
        if row is None:
            raise UsageError(f"there is no bloc {bloc!r}", where="bloc", mend="see the table blocs")
        return row

    def dealings(self, period: str | dt.date, bloc: str) -> dict[str, int]:
        """How many incidents each member of a bloc has with the others in a period.

        Args:
            period: A day in it, or its name such as ``2022``.
            bloc: Its id, such as ``B1``.

        Raises:
            UsageError: There is no such period or bloc.
        """
        part, members = self._part(period), self._members(period, bloc)
        node = np.array([part.pairs.codes.index(code) for code in members])
        inside = np.isin(part.pairs.a, node) & np.isin(part.pairs.b, node)
        return {
            code: len(np.unique(part.pairs.incident[inside & ((part.pairs.a == at) | (part.pairs.b == at))]))
            for code, at in zip(members, node.tolist(), strict=True)
        }

    def _members(self, period: str | dt.date, bloc: str) -> list[str]:
        part = self._part(period)
        rows = [row for row in self.blocs if row["bloc"] == bloc and row["period"] == part.since]
        if not rows:
            raise UsageError(f"there is no bloc {bloc!r} in {part.since}", where="bloc", mend="see the table blocs")
        return list(rows[0]["members"])

    def network(self, period: str | dt.date) -> Network:
        """The network of a period.

        Args:
            period: A day in it, or its name such as ``2022``.

        Raises:
            UsageError: There is no such period.
        """
        part = self._part(period)
        return assemble(self.ledger, part.pairs, self.options.network, since=part.begin, until=part.until)

    def evidence(self, period: str | dt.date, bloc: str) -> Table:
        """The incidents among the members of a bloc in a period, earliest first, each with its sentence.

        Args:
            period: A day in it, or its name such as ``2022``.
            bloc: Its id, such as ``B1``.

        Raises:
            UsageError: There is no such period or bloc.
        """
        part, members = self._part(period), set(self._members(period, bloc))
        inside = np.array([code in members for code in part.pairs.codes])
        keep = inside[part.pairs.a] & inside[part.pairs.b]
        ids = part.pairs.incidents[np.unique(part.pairs.incident[keep])]
        return incident_evidence(self.ledger, [str(name) for name in ids])


def blocs(ledger: Ledger, *, by: str = "year", options: BlocOptions | None = None) -> Blocs:
    """Blocs of each period, followed through time.

    The search of each period starts from nothing and from the blocs of the period before, and takes what is better.

    Args:
        ledger: The ledger.
        by: ``year``, ``quarter`` or ``month``.
        options: How they are followed.

    Raises:
        UsageError: The options do not fit together.
        LedgerError: The ledger has no incidents.
    """
    options = options or BlocOptions()
    parts = slices(ledger, options.network, by=by, since=options.since, until=options.until, window=options.window)
    found: list[Found] = []
    rows: list[dict[str, object]] = []
    divisions: list[dict[str, int]] = []
    for number, part in enumerate(parts):
        structure = build(part.pairs, options.network, initial=divisions[-1] if divisions else None)
        row, p_value = _period(part, structure, options.network)
        # Windows that share incidents are alike without any persistence.
        apart = divisions[-options.window] if len(divisions) >= options.window else {}
        row["persistence"], row["persistence_p"] = _persistence(structure, apart, options.network.seed)
        rows.append(row)
        found += _blocs(number, part, structure, options.network, p_value)
        divisions.append(_labels(structure) if structure.structured else {})
    tracks, changes = follow(found, match=options.match, memory=options.memory)
    names = code_names({code for one in found for code in one.core})
    lacking = sum(not row["enough"] for row in rows)
    note = f"{lacking} of {len(rows)} periods have too few incidents or ties" if lacking else ""
    return Blocs(
        options=options,
        by=by,
        note=note,
        blocs=_table(parts, found, tracks, changes, names),
        tracks=_tracks(parts, found, tracks, names),
        members=_members(parts, found, tracks, names),
        periods=_rows(rows),
        ledger=ledger,
        parts={part.since: part for part in parts},
    )


def _labels(structure: Structure) -> dict[str, int]:
    return {
        code: int(label)
        for code, label, tied in zip(structure.codes, structure.partition.labels, structure.tied, strict=True)
        if tied
    }


def _period(part: Slice, structure: Structure, options: NetworkOptions) -> tuple[dict[str, object], float]:
    chance = None
    if structure.structured:
        chance = significance(
            structure.inner,
            resolution=options.resolution,
            shuffles=options.shuffles,
            seed=options.seed,
        )
    row: dict[str, object] = {
        "period": part.since,
        "until": part.until,
        "incidents": structure.incidents,
        "actors": int(structure.tied.sum()),
        "ties": structure.ties,
        "blocs": len(structure.blocs),
        "modularity": chance.value if chance else None,
        "expected": chance.expected if chance else None,
        "p_value": chance.p_value if chance else None,
        "enough": structure.structured,
        "whole": part.whole,
        "note": structure.lacking(),
    }
    return row, chance.p_value if chance else float("nan")


def _blocs(number: int, part: Slice, structure: Structure, options: NetworkOptions, p_value: float) -> list[Found]:
    drawn = draws(part.pairs, structure, options) if structure.structured else []
    interaction = structure.interaction
    result = []
    intervals = share_intervals(structure, drawn, options)
    for bloc, held, between in zip(structure.blocs, support(structure, drawn), intervals, strict=True):
        codes = [structure.codes[node] for node in bloc.members]
        carried = bloc.core * interaction[bloc.members]
        result.append(
            Found(
                period=number,
                core=dict(zip(codes, bloc.core.tolist(), strict=True)),
                weight=dict(zip(codes, (carried / interaction.sum()).tolist(), strict=True)),
                support=held.tolist(),
                share=bloc.share,
                between=between,
                cohesion=bloc.cohesion,
                inner_conflict=bloc.inner_conflict,
                significant=None if np.isnan(p_value) else bool(p_value < _SIGNIFICANT),
            )
        )
    return result


# --- Likeness of divisions -------------------------------------------------------------------------------------------


def adjusted_rand(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> float:
    """How alike two divisions of the same nodes are: 1 for the same, 0 on average by chance (Hubert and Arabie 1985).

    Args:
        one: Community of each node, from 0.
        other: The same in the other division.
    """
    cells = np.bincount(one * (int(other.max(initial=0)) + 1) + other)

    def pairs(counts: npt.NDArray[np.int64]) -> float:
        return float((counts * (counts - 1) / 2).sum())

    both, left, right = pairs(cells), pairs(np.bincount(one)), pairs(np.bincount(other))
    total = len(one) * (len(one) - 1) / 2
    expected = left * right / total if total else 0.0
    most = (left + right) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def _persistence(structure: Structure, before: dict[str, int], seed: int) -> tuple[float | None, float | None]:
    """Likeness to the division of an earlier period, over those in both, and how often chance is as like."""
    if not structure.structured or not before:
        return None, None
    now = _labels(structure)
    both = sorted(set(now) & set(before))
    if len(both) < 5:  # noqa: PLR2004 - too few to say
        return None, None
    one = np.unique([now[code] for code in both], return_inverse=True)[1]
    other = np.unique([before[code] for code in both], return_inverse=True)[1]
    value = adjusted_rand(one, other)
    rng = np.random.default_rng([seed, 5])
    chance = np.array([adjusted_rand(one, rng.permutation(other)) for _ in range(200)])
    return value, float((1 + (chance >= value - 1e-12).sum()) / 201)


# --- Tables ----------------------------------------------------------------------------------------------------------


def _carriers(track: Track) -> list[str]:
    return sorted(track.weight, key=lambda code: (-track.weight[code], code))


def _called(
    parts: Sequence[Slice], found: Sequence[Found], tracks: Sequence[Track], names: dict[str, str]
) -> dict[int, str]:
    """Names of the tracks; two of the same name are told apart by when they began."""
    plain = {track.number: bloc_name(_carriers(track), names) for track in tracks}
    often = {name for name in plain.values() if list(plain.values()).count(name) > 1}
    since = {track.number: parts[found[track.rows[0]].period].since.year for track in tracks}
    return {at: f"{name} (from {since[at]})" if name in often else name for at, name in plain.items()}


def _by_row(tracks: Sequence[Track]) -> dict[int, Track]:
    return {at: track for track in tracks for at in track.rows}


def _table(
    parts: Sequence[Slice],
    found: Sequence[Found],
    tracks: Sequence[Track],
    changes: Mapping[int, Change],
    names: dict[str, str],
) -> Table:
    of = _by_row(tracks)
    called = _called(parts, found, tracks, names)
    order = sorted(range(len(found)), key=lambda at: (found[at].period, -found[at].share))
    chosen = [found[at] for at in order]
    return Table(
        table(
            {
                "period": ("date", [parts[one.period].since for one in chosen]),
                "until": ("date", [parts[one.period].until for one in chosen]),
                "bloc": ("str", [f"B{of[at].number}" for at in order]),
                "name": ("str", [bloc_name(list(one.core), names) for one in chosen]),
                "members": ("strs", [list(one.core) for one in chosen]),
                "member_names": ("strs", [[names[code] for code in one.core] for one in chosen]),
                "size": ("int", [len(one.core) for one in chosen]),
                "share": ("float", [one.share for one in chosen]),
                "share_low": ("float", [one.between[0] for one in chosen]),
                "share_high": ("float", [one.between[1] for one in chosen]),
                "cohesion": ("float", [one.cohesion for one in chosen]),
                "inner_conflict": ("float", [one.inner_conflict for one in chosen]),
                "support": ("float", [float(np.mean(one.support)) for one in chosen]),
                "change": ("str", [changes[at].word for at in order]),
                "joined": ("strs", [changes[at].joined for at in order]),
                "left": ("strs", [changes[at].left for at in order]),
                "overlap": ("float", [changes[at].overlap for at in order]),
                "significant": ("bool", [one.significant for one in chosen]),
                "track": ("str", [called[of[at].number] for at in order]),
            }
        )
    )


def _tracks(parts: Sequence[Slice], found: Sequence[Found], tracks: Sequence[Track], names: dict[str, str]) -> Table:
    order = sorted(tracks, key=lambda track: (-len(track.rows), track.number))
    cores = [_carriers(track)[:5] for track in order]
    called = _called(parts, found, tracks, names)
    return Table(
        table(
            {
                "bloc": ("str", [f"B{track.number}" for track in order]),
                "name": ("str", [called[track.number] for track in order]),
                "first": ("date", [parts[found[track.rows[0]].period].since for track in order]),
                "last": ("date", [parts[found[track.rows[-1]].period].since for track in order]),
                "periods": ("int", [len(track.rows) for track in order]),
                "core": ("strs", cores),
                "core_names": ("strs", [[names[code] for code in codes] for codes in cores]),
                "mean_size": ("float", [float(np.mean([len(found[at].core) for at in t.rows])) for t in order]),
                "mean_share": ("float", [float(np.mean([found[at].share for at in t.rows])) for t in order]),
            }
        )
    )


def _members(parts: Sequence[Slice], found: Sequence[Found], tracks: Sequence[Track], names: dict[str, str]) -> Table:
    of = _by_row(tracks)
    rows = [
        (parts[one.period].since, code, names[code], f"B{of[at].number}", core, held)
        for at, one in enumerate(found)
        for (code, core), held in zip(one.core.items(), one.support, strict=True)
    ]
    kinds = {"period": "date", "actor": "str", "name": "str", "bloc": "str", "core": "float", "support": "float"}
    return Table(table({name: (kind, [row[at] for row in rows]) for at, (name, kind) in enumerate(kinds.items())}))


_KINDS: Final = {
    "period": "date",
    "until": "date",
    "incidents": "int",
    "actors": "int",
    "ties": "int",
    "blocs": "int",
    "modularity": "float",
    "expected": "float",
    "p_value": "float",
    "persistence": "float",
    "persistence_p": "float",
    "enough": "bool",
    "whole": "bool",
    "note": "str",
}


def _rows(rows: Sequence[Mapping[str, object]]) -> Table:
    return Table(table({name: (kind, [row[name] for row in rows]) for name, kind in _KINDS.items()}))
