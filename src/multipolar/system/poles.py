"""How many poles: concentration of interaction, polarity of blocs, share of the centre, with their doubt."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - dataclasses keep their annotations
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multipolar.errors import UsageError
from multipolar.ledger import Table
from multipolar.system.actors import code_names, find_actor
from multipolar.system.blocs import Slice, check_times, slices
from multipolar.system.common import as_day, incident_evidence, table
from multipolar.system.measures import MEASURES, figures
from multipolar.system.network import NetworkOptions
from multipolar.system.structure import Structure, build, draws

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from multipolar.ledger import Ledger

__all__ = ["READING", "PoleOptions", "Poles", "poles"]

READING: Final = """\
These figures count who is seen dealing with whom in the reports of this ledger. They are about attention and \
interaction, not about power: no army, economy or alliance treaty goes into them. A state at war is in many reports \
and so looks central; one that gets its way quietly does not. The outlets' own country and language weigh in: where \
they look, poles appear. So compare years of the same ledger with each other, look at the intervals and at how far \
the sensitivity table moves a figure, and do not read a level ("there are four poles") off it. What can be read: \
whether interaction spreads over more actors or fewer, whether states stand in opposed camps more or less than \
before, and which of that survives another way of counting. What cannot: who is a great power, what is intended, \
and what happens where no reporter is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoleOptions:
    """How poles are measured.

    Attributes:
        since: First day, by default that of the first report.
        until: First day no longer wanted, by default the day after the last report.
        window: Periods that the network of a period spans, ending with it.
        centre: Actors that make up the centre.
        sensitivity: Whether to measure in other ways too; takes many times as long.
        network: What counts as a tie and how communities are looked for; its times are not used.
    """

    since: str | dt.date | None = None
    until: str | dt.date | None = None
    window: int = 1
    centre: int = 2
    sensitivity: bool = False
    network: NetworkOptions = field(default_factory=NetworkOptions)

    def __post_init__(self) -> None:
        if self.window < 1:
            raise UsageError("the window counts periods", where="window", mend="give 1 or more")
        if self.centre < 1:
            raise UsageError("the centre has somebody in it", where="centre", mend="give 1 or more")
        check_times(self.network)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poles:
    """Poles through time.

    Attributes:
        options: How they were measured.
        by: Length of a period.
        note: What is missing, and why; empty where nothing is.
        reading: What the figures can and cannot mean.
        series: One row per period and measure: ``period, until, measure, value, low, high, raw, incidents, enough,
            whole, note``. ``value`` has the bias that few incidents cause taken off, ``raw`` has not.
        measures: One row per measure: ``measure, title, unit, formula, source, reads, not_``.
        leaders: The most involved of each period: ``period, rank, actor, name, share, low, high``.
        trends: One row per measure: ``measure, first, last, periods, slope_per_decade, low, high, p_value, text``.
        sensitivity: One row per variation and measure: ``variation, what, measure, mean, difference,
            rank_correlation, slope_per_decade, periods``.
    """

    options: PoleOptions
    by: str
    note: str
    reading: str
    series: Table
    measures: Table
    leaders: Table
    trends: Table
    sensitivity: Table
    ledger: Ledger = field(repr=False)
    parts: Mapping[dt.date, Slice] = field(repr=False)

    def evidence(self, period: str | dt.date, actor: str | None = None) -> Table:
        """The incidents that a period's figures stand on, earliest first, each with its sentence.

        Args:
            period: A day in it, or its name such as ``2022``.
            actor: Only those with this actor, by code or name.

        Raises:
            UsageError: There is no such period or actor.
        """
        day = as_day(period, where="period")
        part = next((part for part in self.parts.values() if part.since <= day < part.until), None)
        if part is None:
            raise UsageError(f"{day} lies in none of the periods", where="period", mend="the table series lists them")
        keep = np.ones(len(part.pairs), dtype=bool)
        if actor is not None:
            codes = part.pairs.codes
            code = actor if actor in codes else find_actor(self.ledger, actor).key
            node = codes.index(code) if code in codes else -1
            keep = (part.pairs.a == node) | (part.pairs.b == node)
        ids = part.pairs.incidents[np.unique(part.pairs.incident[keep])]
        return incident_evidence(self.ledger, [str(name) for name in ids])


def poles(ledger: Ledger, *, by: str = "year", options: PoleOptions | None = None) -> Poles:
    """Measures of polarity in each period, with intervals from drawing the incidents anew.

    Args:
        ledger: The ledger.
        by: ``year``, ``quarter`` or ``month``.
        options: How they are measured.

    Raises:
        UsageError: The options do not fit together.
        LedgerError: The ledger has no incidents.
    """
    options = options or PoleOptions()
    parts, rows, leaders = _measured(ledger, by, options)
    names = code_names({row["actor"] for row in leaders})
    for row in leaders:
        row["name"] = names[row["actor"]]
    series = Table(_columns(rows, _SERIES))
    lacking = len({row["period"] for row in rows if not row["enough"]})
    note = f"{lacking} of {len(parts)} periods have too few incidents or ties for some measures" if lacking else ""
    return Poles(
        options=options,
        by=by,
        note=note,
        reading=READING,
        series=series,
        measures=_described(),
        leaders=Table(_columns(leaders, _LEADERS)),
        trends=Table(_columns(_trends(rows), _TRENDS)),
        sensitivity=Table(_columns(_sensitivity(ledger, by, options, rows) if options.sensitivity else [], _VARIED)),
        ledger=ledger,
        parts={part.since: part for part in parts},
    )


# --- Measuring ------------------------------------------------------------------------------------------------------

_BOUNDS: Final[Mapping[str, tuple[float, float]]] = {
    "hhi": (0.0, 0.5),
    "effective_actors": (2.0, np.inf),
    "effective_blocs": (1.0, np.inf),
    "modularity": (-1.0, 1.0),
}
"""Where a corrected figure or the end of an interval cannot lie outside of; 0 to 1 for the others."""


def _measured(
    ledger: Ledger, by: str, options: PoleOptions
) -> tuple[list[Slice], list[dict[str, Any]], list[dict[str, Any]]]:
    parts = slices(ledger, options.network, by=by, since=options.since, until=options.until, window=options.window)
    rows: list[dict[str, Any]] = []
    leaders: list[dict[str, Any]] = []
    before: dict[str, int] | None = None
    for part in parts:
        structure = build(part.pairs, options.network, initial=before)
        before = dict(zip(structure.codes, structure.partition.labels.tolist(), strict=True))
        drawn = draws(part.pairs, structure, options.network) if structure.enough else []
        common = {
            "period": part.since,
            "until": part.until,
            "incidents": structure.incidents,
            "whole": part.whole,
        }
        measured = partial(
            figures,
            centre=options.centre,
            resolution=options.network.resolution,
            structured=structure.structured,
        )
        value = measured(structure.positive, structure.negative, structure.weights, structure.partition.labels)
        found = [measured(draw.positive, draw.negative, draw.weights, draw.labels) for draw in drawn]
        for measure in MEASURES:
            enough = structure.structured if measure.structural else structure.enough
            low = high = corrected = None
            raw = value[measure.name] if enough else None
            if raw is not None and np.isnan(raw):
                raw, enough = None, False
            if raw is not None:
                sample = np.array([one[measure.name] for one in found])
                corrected, low, high = _interval(raw, sample, measure.name, options.network)
            note = "" if enough else structure.lacking() or "it is not defined here"
            rows.append(
                {**common, "measure": measure.name, "value": corrected, "low": low, "high": high, "raw": raw}
                | {"enough": enough, "note": note}
            )
        if structure.enough:
            shares = [(draw.positive + draw.negative).sum(axis=1) for draw in drawn]
            leaders += _leaders(part, structure, shares, options.network)
    return parts, rows, leaders


def _interval(
    raw: float, sample: npt.NDArray[np.float64], name: str, options: NetworkOptions
) -> tuple[float, float | None, float | None]:
    """The figure without bias, and the basic bootstrap interval (Davison and Hinkley 1997, 5.2).

    Few incidents make a system look more concentrated and better divided than it is; redrawn incidents show by how
    much, as they stand to the incidents as those do to the truth. On a log scale for numbers of actors and blocs.
    """
    sample = sample[~np.isnan(sample)]
    if len(sample) < 20:  # noqa: PLR2004 - too few draws to say anything
        return raw, None, None
    log = name.startswith("effective")
    there, draws_ = (np.log(raw), np.log(sample)) if log else (raw, sample)
    low, high = np.quantile(draws_, options.tails)
    ends = np.array([2 * there - draws_.mean(), 2 * there - high, 2 * there - low])
    least, most = _BOUNDS.get(name, (0.0, 1.0))
    value, low, high = np.clip(np.exp(ends) if log else ends, least, most)
    return float(value), float(low), float(high)


def _leaders(
    part: Slice, structure: Structure, drawn: Sequence[npt.NDArray[np.float64]], options: NetworkOptions
) -> list[dict[str, Any]]:
    share = structure.interaction / structure.interaction.sum()
    order = np.argsort(-share, kind="stable")[:10]
    if drawn:
        found = np.stack([strength / strength.sum() for strength in drawn])
        low, high = np.quantile(found, options.tails, axis=0)
    else:
        low = high = np.full(len(share), np.nan)
    return [
        {
            "period": part.since,
            "rank": rank,
            "actor": structure.codes[node],
            "share": float(share[node]),
            "low": float(low[node]),
            "high": float(high[node]),
        }
        for rank, node in enumerate(order, 1)
    ]


# --- Trends and other ways of counting -------------------------------------------------------------------------------

_LEAST_PERIODS: Final = 5


def _series(rows: Sequence[Mapping[str, Any]], measure: str) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Years (with fractions) and values of the whole periods that have one."""
    kept = [row for row in rows if row["measure"] == measure and row["whole"] and row["value"] is not None]
    years = np.array([row["period"].year + (row["period"].timetuple().tm_yday - 1) / 365.25 for row in kept])
    return years, np.array([row["value"] for row in kept])


def _trends(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Theil-Sen slopes with Kendall's test (Sen 1968, J. Am. Stat. Assoc. 63, 1379)."""
    from scipy.stats import kendalltau, theilslopes  # noqa: PLC0415 - heavy

    result = []
    for measure in MEASURES:
        years, values = _series(rows, measure.name)
        kept = [r["period"] for r in rows if r["measure"] == measure.name and r["whole"] and r["value"] is not None]
        row: dict[str, Any] = dict.fromkeys(_TRENDS)
        row |= {"measure": measure.name, "periods": len(values), "text": "too few periods for a trend"}
        if len(values) >= _LEAST_PERIODS:
            slope, _, low, high = theilslopes(values, years, 0.95)
            p_value = float(kendalltau(years, values).pvalue)
            moving = p_value < 0.05  # noqa: PLR2004 - the usual level
            row |= {
                "first": kept[0],
                "last": kept[-1],
                "slope_per_decade": 10 * float(slope),
                "low": 10 * float(low),
                "high": 10 * float(high),
                "p_value": p_value,
                "text": ("rising" if slope > 0 else "falling") if moving else "no trend that chance does not make",
            }
        result.append(row)
    return result


def _variations(options: PoleOptions) -> list[tuple[str, str, PoleOptions]]:
    """Other ways of counting, each one step from what was asked for."""
    net = options.network
    wider = {"state", "organisation", "group", "bloc"}
    found = [
        ("window", "two periods at a time", replace(options, window=options.window + 1)),
        ("window", "three periods at a time", replace(options, window=options.window + 2)),
    ]
    changed: list[tuple[str, str, dict[str, Any]]] = [
        ("threshold", "a tie from 1 incident on", {"min_incidents": 1}),
        ("threshold", "a tie from 3 incidents on", {"min_incidents": 3}),
        ("threshold", "a tie from 5 incidents on", {"min_incidents": 5}),
        ("resolution", "larger blocs (0.7)", {"resolution": 0.7}),
        ("resolution", "smaller blocs (1.3)", {"resolution": 1.3}),
        ("counts", "planned incidents too", {"statuses": (*net.statuses, "planned")}),
        ("counts", "all people of a state", {"nationals": True}),
        ("counts", "no joint acts", {"joint": False}),
        ("counts", "only what is sure (0.5)", {"min_confidence": max(0.5, net.min_confidence)}),
        ("counts", "organisations and groups too", {"kinds": tuple(sorted({*net.kinds, *wider}))}),
        ("counts", "no assaults", {"types": tuple(t for t in _types(net) if t != "ASSAULT")}),
        ("counts", "no talks", {"types": tuple(t for t in _types(net) if t != "CONSULT")}),
    ]
    return found + [
        (kind, what, replace(options, network=replace(net, **change)))
        for kind, what, change in changed
        if replace(net, **change) != net
    ]


def _types(options: NetworkOptions) -> tuple[str, ...]:
    from multipolar.ontology import EVENT_TYPES  # noqa: PLC0415 - next to its one use

    return options.types or EVENT_TYPES


def _sensitivity(
    ledger: Ledger, by: str, options: PoleOptions, rows: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    from scipy.stats import spearmanr, theilslopes  # noqa: PLC0415 - heavy

    result = []
    base = {measure.name: dict(zip(*_series(rows, measure.name), strict=True)) for measure in MEASURES}
    for kind, what, changed in [("default", "as asked for", None), *_variations(options)]:
        if changed is None:
            found: Sequence[Mapping[str, Any]] = rows
        else:
            few = replace(changed, network=replace(changed.network, replicates=min(30, options.network.replicates)))
            found = _measured(ledger, by, few)[1]
        for measure in MEASURES:
            years, values = _series(found, measure.name)
            here = dict(zip(years.tolist(), values.tolist(), strict=True))
            both = sorted(here.keys() & base[measure.name].keys())
            ours = np.array([here[year] for year in both])
            theirs = np.array([base[measure.name][year] for year in both])
            told = len(both) >= _LEAST_PERIODS
            moves = told and len(set(ours.tolist())) > 1 and len(set(theirs.tolist())) > 1
            result.append(
                {
                    "variation": kind,
                    "what": what,
                    "measure": measure.name,
                    "mean": float(values.mean()) if len(values) else None,
                    "difference": float((ours - theirs).mean()) if both else None,
                    "rank_correlation": float(spearmanr(ours, theirs).statistic) if moves else None,
                    "slope_per_decade": 10 * float(theilslopes(values, years)[0]) if len(values) >= 5 else None,  # noqa: PLR2004 - as above
                    "periods": len(values),
                }
            )
    return result


# --- Tables ----------------------------------------------------------------------------------------------------------

_SERIES: Final = {
    "period": "date",
    "until": "date",
    "measure": "str",
    "value": "float",
    "low": "float",
    "high": "float",
    "raw": "float",
    "incidents": "int",
    "enough": "bool",
    "whole": "bool",
    "note": "str",
}
_LEADERS: Final = {
    "period": "date",
    "rank": "int",
    "actor": "str",
    "name": "str",
    "share": "float",
    "low": "float",
    "high": "float",
}
_TRENDS: Final = {
    "measure": "str",
    "first": "date",
    "last": "date",
    "periods": "int",
    "slope_per_decade": "float",
    "low": "float",
    "high": "float",
    "p_value": "float",
    "text": "str",
}
_VARIED: Final = {
    "variation": "str",
    "what": "str",
    "measure": "str",
    "mean": "float",
    "difference": "float",
    "rank_correlation": "float",
    "slope_per_decade": "float",
    "periods": "int",
}


def _columns(rows: Sequence[Mapping[str, Any]], kinds: Mapping[str, str]) -> Any:  # noqa: ANN401 - an Arrow table
    return table({name: (kind, [row[name] for row in rows]) for name, kind in kinds.items()})


def _described() -> Table:
    names = ("title", "unit", "formula", "source", "reads", "not_")
    columns = {"measure": ("str", [measure.name for measure in MEASURES])}
    columns |= {name: ("str", [getattr(measure, name) for measure in MEASURES]) for name in names}
    return Table(table(columns))
