"""The network of states: signed, weighted, as of a day or over a window, with its blocs and its balance."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multipolar.errors import UsageError
from multipolar.ledger import Table
from multipolar.system.actors import code_names, find_actor
from multipolar.system.balance import balance_by_chance, frustration, leading_vector, triads
from multipolar.system.common import as_day, incident_evidence, make_window, require_incidents, table
from multipolar.system.communities import dealt, rewired, significance
from multipolar.system.structure import Draw, Structure, StructureOptions, build, draws, share_intervals, support
from multipolar.system.ties import KINDS, Pairs, alignment, read_pairs

if TYPE_CHECKING:
    import networkx as nx
    import numpy.typing as npt

    from multipolar.ledger import Ledger

__all__ = ["Network", "NetworkOptions", "network"]

_HALF_LIFE: Final = 365.0
"""Days after which an incident counts half in a network as of a day, unless said otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkOptions(StructureOptions):
    """Which network.

    Attributes:
        since: First day, by default that of the ledger's first report; a year or month is its first day.
        until: First day no longer wanted, by default the day after the last report.
        as_of: Instead of a window, a day: all that was known by then, the older the less it counts.
        half_life: Days after which an incident counts half; by default 365 with ``as_of``, and no decay without it.
    """

    since: str | dt.date | None = None
    until: str | dt.date | None = None
    as_of: str | dt.date | None = None
    half_life: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A network; ``docs/system-network.md`` says what each figure means.

    Attributes:
        options: What was asked for.
        since: First day.
        until: First day after it.
        as_of: The day whose knowledge counts, if one was asked for.
        incidents: Incidents between actors.
        enough: Whether there are enough for figures.
        note: What is missing, and why; empty where nothing is.
        ties: One row per pair: ``a, a_name, b, b_name, incidents, positive, negative, alignment, alignment_low,
            alignment_high, weight, sign, counted, same_bloc, first, last``.
        actors: One row per actor: ``actor, name, kind, incidents, ties, interaction, share, positive, negative,
            eigenvector, betweenness, pn, bloc, bloc_name, core, support``.
        blocs: One row per bloc: ``bloc, name, members, member_names, size, share, share_low, share_high, cohesion,
            inner_conflict, support``.
        balance: One row per measure: ``measure, value, expected, expected_low, expected_high, p_value, exact, text``.
    """

    options: NetworkOptions
    since: dt.date
    until: dt.date
    as_of: dt.date | None
    incidents: int
    enough: bool
    note: str
    ties: Table
    actors: Table
    blocs: Table
    balance: Table
    ledger: Ledger = field(repr=False)
    pairs: Pairs = field(repr=False)

    def evidence(
        self, a: str | None = None, b: str | None = None, *, sign: int | None = None, limit: int | None = None
    ) -> Table:
        """The incidents that ties stand on, earliest first, each with its sentence.

        Args:
            a: An actor, by code or name; all ties without it.
            b: Another: only the ties between the two.
            sign: 1 for what speaks for a positive tie, -1 for what speaks for a negative one.
            limit: How many at most.

        Raises:
            UsageError: There is no such actor.
        """
        keep = np.ones(len(self.pairs), dtype=bool)
        for word in (a, b):
            if word is not None:
                node = self._node(word)
                keep &= (self.pairs.a == node) | (self.pairs.b == node)
        if sign is not None:
            keep &= np.sign(self.pairs.score) == sign
        numbers = np.unique(self.pairs.incident[keep])[:limit]
        return incident_evidence(self.ledger, [str(name) for name in self.pairs.incidents[numbers]])

    def ties_of(self, a: str, b: str | None = None) -> Table:
        """The ties of an actor, or the one between two.

        Args:
            a: An actor, by code or name.
            b: Another.

        Raises:
            UsageError: There is no such actor.
        """
        import pyarrow.compute as pc  # noqa: PLC0415 - heavy

        rows = self.ties.to_arrow()
        for word in (a, b):
            if word is not None:
                node = self._node(word)
                code = self.pairs.codes[node] if node >= 0 else ""
                rows = rows.filter(pc.or_(pc.equal(rows["a"], code), pc.equal(rows["b"], code)))
        return Table(rows)

    def _node(self, word: str) -> int:
        code = word if word in self.pairs.codes else find_actor(self.ledger, word).key
        return self.pairs.codes.index(code) if code in self.pairs.codes else -1

    def to_networkx(self) -> nx.Graph:
        """The network as a graph: actors with their figures, ties with theirs; only those that are counted."""
        import networkx as nx  # noqa: PLC0415 - heavy

        graph = nx.Graph(since=self.since.isoformat(), until=self.until.isoformat())
        for row in self.actors:
            graph.add_node(row.pop("actor"), **{name: value for name, value in row.items() if value is not None})
        for row in self.ties:
            if row["counted"]:
                names = ("incidents", "positive", "negative", "alignment", "weight", "sign")
                graph.add_edge(row["a"], row["b"], **{name: row[name] for name in names})
        return graph


def network(ledger: Ledger, *, options: NetworkOptions | None = None) -> Network:
    """The network of a window, or as of a day.

    Args:
        ledger: The ledger.
        options: Which network.

    Raises:
        UsageError: The options do not fit together.
        LedgerError: The ledger has no incidents.
    """
    options = options or NetworkOptions()
    require_incidents(ledger)
    if options.as_of is None:
        window = make_window(ledger, since=options.since, until=options.until, by="year")
        since, until, day = window.since, window.until, None
        pairs = read_pairs(ledger, options, since=since, until=until)
    else:
        if options.since is not None or options.until is not None:
            raise UsageError("as_of is a day and since and until are a window", where="as_of", mend="give one of both")
        day = as_day(options.as_of, where="as_of")
        # What reports recall of the time before them is left out, as it is of windows.
        since = min(make_window(ledger, since=None, until=None, by="year").since, day)
        until = day + dt.timedelta(days=1)
        pairs = read_pairs(ledger, options, since=since, as_of=day)
    half_life = options.half_life if options.half_life is not None or day is None else _HALF_LIFE
    if half_life is not None:
        pairs = pairs.faded(day or until, half_life)
    return assemble(ledger, pairs, options, since=since, until=until, as_of=day)


def assemble(
    ledger: Ledger,
    pairs: Pairs,
    options: NetworkOptions,
    *,
    since: dt.date,
    until: dt.date,
    as_of: dt.date | None = None,
) -> Network:
    """The network that pairs make up; see :func:`network`."""
    structure = build(pairs, options)
    drawn = draws(pairs, structure, options) if structure.enough else []
    names = code_names(structure.codes)
    return Network(
        options=options,
        since=since,
        until=until,
        as_of=as_of,
        incidents=structure.incidents,
        enough=structure.enough,
        note=structure.lacking(),
        ties=_ties(pairs, structure, drawn, options, names),
        actors=_actors(pairs, structure, drawn, names),
        blocs=_blocs(structure, drawn, names, options),
        balance=_balance(structure, options),
        ledger=ledger,
        pairs=pairs,
    )


def bloc_name(codes: list[str], names: dict[str, str], *, most: int = 3) -> str:
    """A bloc by those who carry it: ``Russia, Belarus, Syria``."""
    return ", ".join(names.get(code, code) for code in codes[:most])


# --- Tables ----------------------------------------------------------------------------------------------------------


def _ties(
    pairs: Pairs, structure: Structure, drawn: list[Draw], options: NetworkOptions, names: dict[str, str]
) -> Table:
    left, right = np.nonzero(np.triu(structure.count > 0))
    weight = np.log1p(structure.positive) - np.log1p(structure.negative)
    order = np.lexsort((right, left, -structure.count[left, right], -np.abs(weight[left, right])))
    left, right = left[order], right[order]
    aligned = alignment(structure.positive, structure.negative)
    low, high = _alignment_interval(structure, drawn, (left, right), options)
    bloc = np.full(len(structure.codes), -1)
    for number, one in enumerate(structure.blocs):
        bloc[one.members] = number
    both = (bloc[left] >= 0) & (bloc[right] >= 0)
    at = pairs.a * len(structure.codes) + pairs.b
    pair = left * len(structure.codes) + right
    days = _spread(at, pairs.day, pair)
    codes = structure.codes
    return Table(
        table(
            {
                "a": ("str", [codes[i] for i in left]),
                "a_name": ("str", [names[codes[i]] for i in left]),
                "b": ("str", [codes[i] for i in right]),
                "b_name": ("str", [names[codes[i]] for i in right]),
                "incidents": ("int", structure.count[left, right].astype(np.int64)),
                "positive": ("float", structure.positive[left, right]),
                "negative": ("float", structure.negative[left, right]),
                "alignment": ("float", aligned[left, right]),
                "alignment_low": ("float", low),
                "alignment_high": ("float", high),
                "weight": ("float", weight[left, right]),
                "sign": ("int", np.sign(weight[left, right]).astype(np.int64)),
                "counted": ("bool", structure.counted[left, right]),
                "same_bloc": (
                    "bool",
                    [
                        bool(x == y) if known else None
                        for x, y, known in zip(bloc[left], bloc[right], both, strict=True)
                    ],
                ),
                "first": ("date", days[0]),
                "last": ("date", days[1]),
            }
        )
    )


def _alignment_interval(
    structure: Structure,
    drawn: list[Draw],
    at: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]],
    options: NetworkOptions,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Intervals from the resamples, each with half an incident more on either side.

    Two incidents that are both friendly are redrawn as friendly for ever; the two halves, of the pair's own mean
    amount and drawn from a Gamma(1/2), are Jeffreys' prior and keep such a pair unsure. Among many they vanish.
    """
    if not drawn:
        nothing = np.full(len(at[0]), np.nan)
        return nothing, nothing
    rng = np.random.default_rng([options.seed, 8])
    each = ((structure.positive + structure.negative)[at] / np.maximum(structure.count[at], 1.0))[None, :]
    halves = rng.gamma(0.5, 1.0, (2, len(drawn), len(at[0]))) * np.maximum(each, 1e-9)
    positive = np.stack([draw.positive[at] for draw in drawn]) + halves[0]
    negative = np.stack([draw.negative[at] for draw in drawn]) + halves[1]
    low, high = np.quantile(alignment(positive, negative), options.tails, axis=0)
    return low, high


def _spread(
    at: npt.NDArray[np.int64], day: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64]
) -> tuple[list[dt.date], list[dt.date]]:
    """First and last day of each pair."""
    order = np.lexsort((day, at))
    keys, first = np.unique(at[order], return_index=True)
    last = np.append(first[1:], len(order)) - 1
    where = np.searchsorted(keys, wanted)
    origin = dt.date(1970, 1, 1)

    def dates(index: npt.NDArray[np.int64]) -> list[dt.date]:
        return [origin + dt.timedelta(days=int(value)) for value in day[order][index[where]]]

    return dates(first), dates(last)


def kind_of(code: str) -> str:
    """The kind of node that a code is."""
    prefix = code.partition(":")[0] if ":" in code else ""
    return next((kind for kind, head in KINDS.items() if head == prefix), "state")


def _actors(pairs: Pairs, structure: Structure, drawn: list[Draw], names: dict[str, str]) -> Table:
    size = len(structure.codes)
    incidents = np.zeros(size, dtype=np.int64)
    ends = np.unique(
        np.concatenate([pairs.incident * (size or 1) + pairs.a, pairs.incident * (size or 1) + pairs.b])
    ) % (size or 1)
    np.add.at(incidents, ends, 1)
    interaction = structure.interaction
    total = interaction.sum()
    eigenvector, betweenness, pn = centrality(structure.positive, structure.negative, structure.weights)
    bloc: list[int | None] = [None] * size
    label: list[str | None] = [None] * size
    core, held = np.full(size, np.nan), np.full(size, np.nan)
    for number, (one, shares) in enumerate(zip(structure.blocs, support(structure, drawn), strict=True), 1):
        core[one.members], held[one.members] = one.core, shares
        called = bloc_name([structure.codes[i] for i in one.members], names)
        for member in one.members:
            bloc[member], label[member] = number, called
    order = np.lexsort((np.arange(size), -interaction))
    known = structure.enough
    nothing = np.full(size, np.nan)
    columns: dict[str, tuple[str, Any]] = {
        "actor": ("str", [structure.codes[i] for i in order]),
        "name": ("str", [names[structure.codes[i]] for i in order]),
        "kind": ("str", [kind_of(structure.codes[i]) for i in order]),
        "incidents": ("int", incidents[order]),
        "ties": ("int", structure.counted.sum(axis=1)[order]),
        "interaction": ("float", interaction[order]),
        "share": ("float", (interaction / total if total > 0 and known else nothing)[order]),
        "positive": ("float", structure.positive.sum(axis=1)[order]),
        "negative": ("float", structure.negative.sum(axis=1)[order]),
        "eigenvector": ("float", (eigenvector if known else nothing)[order]),
        "betweenness": ("float", (betweenness if known else nothing)[order]),
        "pn": ("float", (pn if known else nothing)[order]),
        "bloc": ("int", [bloc[i] for i in order]),
        "bloc_name": ("str", [label[i] for i in order]),
        "core": ("float", core[order]),
        "support": ("float", held[order]),
    }
    return Table(table(columns))


def centrality(
    positive: npt.NDArray[np.float64], negative: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Three ways of standing in the middle.

    Args:
        positive: Positive sums, nodes by nodes.
        negative: Negative sums.
        weights: Signed weights of the structure.

    Returns:
        Eigenvector centrality of all interaction (Bonacich 1972), 0 to 1 for the first; betweenness on positive ties,
        whose length is ``1 / weight`` (Freeman 1977; Brandes 2001), as a share of all pairs; and PN centrality
        (Everett and Borgatti 2014, Social Networks 38, 111), ``(I - (P - 2 N) / (2 n - 2))^-1 1`` on the signs of the
        structure, which grows with friends and falls with enemies; 1 is somebody with neither.
    """
    import networkx as nx  # noqa: PLC0415 - heavy

    size = len(weights)
    if size < 3:  # noqa: PLR2004 - nobody stands between two
        return np.zeros(size), np.zeros(size), np.ones(size)
    leading = np.abs(leading_vector(positive + negative))
    friends = np.where(weights > 0, weights, 0.0)
    graph = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_weighted_edges_from(
        ((int(i), int(j), 1.0 / friends[i, j]) for i, j in zip(*np.nonzero(np.triu(friends)), strict=True)),
        weight="length",
    )
    between = nx.betweenness_centrality(graph, weight="length")
    signs = np.where(weights > 0, 1.0, 0.0) - 2.0 * (weights < 0)
    pn = np.linalg.solve(np.eye(size) - signs / (2 * size - 2), np.ones(size))
    return leading / leading.max(), np.array([between[node] for node in range(size)]), pn


def _blocs(structure: Structure, drawn: list[Draw], names: dict[str, str], options: NetworkOptions) -> Table:
    members = [[structure.codes[i] for i in one.members] for one in structure.blocs]
    shares = support(structure, drawn)
    between = share_intervals(structure, drawn, options)
    return Table(
        table(
            {
                "bloc": ("int", list(range(1, len(members) + 1))),
                "name": ("str", [bloc_name(codes, names) for codes in members]),
                "members": ("strs", members),
                "member_names": ("strs", [[names[code] for code in codes] for codes in members]),
                "size": ("int", [len(codes) for codes in members]),
                "share": ("float", [one.share for one in structure.blocs]),
                "share_low": ("float", [low for low, _ in between]),
                "share_high": ("float", [high for _, high in between]),
                "cohesion": ("float", [one.cohesion for one in structure.blocs]),
                "inner_conflict": ("float", [one.inner_conflict for one in structure.blocs]),
                "support": ("float", [float(share.mean()) for share in shares]),
            }
        )
    )


def _balance(structure: Structure, options: NetworkOptions) -> Table:
    rows: list[tuple[str, float, float, float, float, float, bool | None, str]] = []
    nan = float("nan")
    if structure.structured:
        weights = structure.inner
        for name, null, better, no_better in (
            (
                "modularity",
                rewired,
                "it divides into blocs",
                "blocs are not told apart from chance: the network divides no better than",
            ),
            (
                "modularity_signs",
                dealt,
                "friends and enemies part",
                "friends and enemies part no better than",
            ),
        ):
            chance = significance(
                weights, null=null, resolution=options.resolution, shuffles=options.shuffles, seed=options.seed
            )
            text = _verdict(chance.p_value, better, no_better)
            rows.append((name, chance.value, chance.expected, chance.low, chance.high, chance.p_value, None, text))
        found = triads(weights)
        for weighted, name, value in (
            (False, "balanced_triads", found.balanced),
            (True, "balanced_triads_weighted", found.balanced_weighted),
        ):
            shuffled = balance_by_chance(weights, shuffles=options.shuffles, seed=options.seed, weighted=weighted)
            text = (
                _verdict(shuffled.p_value, "triads are balanced", "triads are no more balanced than")
                if found.total
                else "no three actors are all tied to each other"
            )
            rows.append((name, value, shuffled.expected, shuffled.low, shuffled.high, shuffled.p_value, None, text))
        rows.append(("weakly_balanced_triads", found.weakly_balanced, nan, nan, nan, nan, None, "enemies may be three"))
        for name, number in (
            ("triads", found.total),
            ("triads_friends", found.friends),
            ("triads_common_enemy", found.common_enemy),
            ("triads_mixed", found.mixed),
            ("triads_enemies", found.enemies),
        ):
            rows.append((name, float(number), nan, nan, nan, nan, True, "number of triads"))
        for weighted in (False, True):
            least = frustration(weights, weighted=weighted, seed=options.seed)
            name = "frustration_weighted" if weighted else "frustration"
            what = "weight" if weighted else "ties"
            told = "the least" if least.exact else f"at most; at least {least.share_low:.3f}"
            rows.append(
                (name, least.share, nan, nan, nan, nan, least.exact, f"share of {what} at odds with two camps, {told}")
            )
            rows.append(
                (f"{name}_low", least.share_low, nan, nan, nan, nan, least.exact, f"share of {what} it is at least")
            )
    return Table(
        table(
            {
                name: (kind, [row[at] for row in rows])
                for at, (name, kind) in enumerate(
                    (
                        ("measure", "str"),
                        ("value", "float"),
                        ("expected", "float"),
                        ("expected_low", "float"),
                        ("expected_high", "float"),
                        ("p_value", "float"),
                        ("exact", "bool"),
                        ("text", "str"),
                    )
                )
            }
        )
    )


def _verdict(p_value: float, found: str, not_found: str) -> str:
    if np.isnan(p_value):
        return "not compared with chance"
    if p_value < 0.05:  # noqa: PLR2004 - the usual level
        return f"{found} more than by chance (p = {p_value:.3f})"
    return f"{not_found} by chance (p = {p_value:.2f})"
