"""The times of a standing relation: from where its marks begin to what ends it, and what it tends to."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from multipolar.ontology import RELATION_TYPES
from multipolar.system.covered import YEAR
from multipolar.system.marks import MUTUAL, Key, Mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from multipolar.system.covered import Covered

__all__ = ["spells"]

_LAPSE: Final = {
    **dict.fromkeys(RELATION_TYPES, 3 * YEAR),
    "MEMBERSHIP": 10 * YEAR,
    "FIGHTING": dt.timedelta(days=180),
}
"""Time after which a relation that nothing more is heard of counts as such; the others last until they are ended."""

_FIERCE: Final = 10
"""Assaults within :data:`_SPELL` that make fighting."""

_SPELL: Final = dt.timedelta(days=180)
_SEVERAL: Final = 3
"""Assaults within :data:`_SOON` with which fighting begins, or begins again after a truce."""

_SOON: Final = dt.timedelta(days=30)
_LEAST: Final = 5
"""Mentions in two years from which on a trend is counted."""

_SAID: Final = dt.timedelta(days=60)
"""Time for which a trend that reports state holds."""

_RARE: Final = 0.05

_Ending = tuple[dt.date, Mark] | None


def spells(key: Key, marks: Mapping[Key, list[Mark]], day: dt.date, known: Covered) -> Iterator[dict[str, Any]]:
    """A relation's times, each from its first mark to its end or its last.

    Args:
        key: The relation.
        marks: What bears on all relations.
        day: As of when.
        known: Of which times the ledger tells.

    Yields:
        Rows as in ``docs/system.md``, without names and text.
    """
    of_type, pair = key[0], key[1:]
    found = _in_order(marks, key)
    runs: list[tuple[list[Mark], _Ending]]
    begun: Mark | None = None
    if of_type == "FIGHTING":
        runs = _fights(found, _truce_runs(marks, pair))
    elif of_type == "TRUCE":
        runs = _truce_runs(marks, pair)
    elif of_type == "MEMBERSHIP":
        runs = list(_memberships(found))
    else:
        runs = [
            (part, ending)
            for run, ending in _closed(found)
            for part in (_split(run, _LAPSE[of_type], known) if of_type in _LAPSE else [run])
        ]
        if of_type == "RIVALRY":
            runs = list(_before_war(runs, _wars(marks, pair, day, known)))
    for number, (run, ending) in enumerate(runs):
        if not any(mark.clear for mark in run):
            continue
        if of_type == "WAR":
            begun = _fight_that_began(marks, pair, run)
        row = _row(key, run, ending, day, known, last=number == len(runs) - 1)
        if row["state"] == "in force" and of_type != "MEMBERSHIP":  # one belongs or does not
            fights = marks.get(("FIGHTING", *pair), ()) if of_type == "RIVALRY" else ()
            fought = max((mark.day for mark in fights), default=None)
            row["trend"], row["trend_basis"] = _trend(run, day, known, fought)
        if begun is not None:
            row |= {"since": begun.day, "since_as": begun.grain, "incident_ids": [begun.id, *row["incident_ids"]]}
        yield row


def _in_order(marks: Mapping[Key, list[Mark]], key: Key) -> list[Mark]:
    return sorted(marks.get(key, ()), key=lambda mark: (mark.day, mark.id))


def _split(found: list[Mark], gap: dt.timedelta, known: Covered | None = None) -> list[list[Mark]]:
    """Runs of marks with no longer silence in between, in time that is covered if that is given."""
    runs: list[list[Mark]] = []
    for mark in found:
        last = runs[-1][-1].day if runs else None
        if last is not None and (known.time(last, mark.day) if known else mark.day - last) <= gap:
            runs[-1].append(mark)
        else:
            runs.append([mark])
    return runs


def _closed(found: list[Mark]) -> Iterator[tuple[list[Mark], _Ending]]:
    """Marks from each opening to what ends it; an end of what was not begun before says nothing."""
    run: list[Mark] = []
    for mark in found:
        if mark.deed == "close":
            if run and mark.day > run[0].day:
                yield run, (mark.day, mark)
                run = []
        elif run or mark.deed == "open":
            run.append(mark)
    if run:
        yield run, None


def _memberships(found: list[Mark]) -> Iterator[tuple[list[Mark], _Ending]]:
    """Marks of a membership to its end; who leaves, is expelled or suspended was a member before."""
    run: list[Mark] = []
    ending: _Ending = None
    for mark in found:
        if mark.deed == "close":
            run, ending = (run or [mark]), (ending or (mark.day, mark))
        elif ending is None:
            run.append(mark)
        elif mark.deed == "open":
            yield run, ending
            run, ending = [mark], None
    if run:
        yield run, ending


# --- Fighting, truces and wars ---------------------------------------------------------------------------------------


def _fights(found: list[Mark], truces: list[tuple[list[Mark], _Ending]]) -> list[tuple[list[Mark], _Ending]]:
    """Fighting: it begins with several assaults in a short time, and a truce that holds ends it."""
    runs: list[tuple[list[Mark], _Ending]] = []
    kept = [run[0] for run, ending in truces if ending is None]
    for run in _split(found, _SPELL):
        if not any(late.day - early.day <= _SPELL for early, late in zip(run, run[_FIERCE - 1 :], strict=False)):
            continue
        dense = zip(run, run[_SEVERAL - 1 :], strict=False)
        first = next((number for number, (early, late) in enumerate(dense) if late.day - early.day <= _SOON), 0)
        fight = run[first:]
        truce = next((mark for mark in kept if fight[0].day < mark.day <= fight[-1].day + _SPELL), None)
        if truce is not None:
            fight = [mark for mark in fight if mark.day <= truce.day]
        runs.append((fight, (truce.day, truce) if truce is not None else None))
    return runs


def _truce_runs(
    marks: Mapping[Key, list[Mark]], pair: tuple[str | None, str | None]
) -> list[tuple[list[Mark], _Ending]]:
    """Truces apart: the next begins where the one before was broken. Who did not fight makes none, as a broker."""
    assaults = _in_order(marks, ("FIGHTING", *pair))
    runs: list[list[Mark]] = []
    for mark in _in_order(marks, ("TRUCE", *pair)):
        fought = [other for other in assaults if mark.day - 2 * YEAR < other.day <= mark.day]
        # A group has a truce with whom it fought; the truce of another group of the country is not theirs.
        groups = {group for group in mark.fighters if group[1]}
        if not fought or not groups <= {fighter for other in fought for fighter in other.fighters}:
            continue
        if runs and _breaking(runs[-1][0].day, mark.day, assaults) is None:
            runs[-1].append(mark)
        else:
            runs.append([mark])
    endings = ((run, _breaking(run[0].day, None, assaults)) for run in runs)
    return [(run, (breach.day, breach) if breach else None) for run, breach in endings]


def _breaking(since: dt.date, until: dt.date | None, assaults: list[Mark]) -> Mark | None:
    """The first of the assaults that come back in numbers after a truce."""
    after = [mark for mark in assaults if mark.day > since and (until is None or mark.day <= until)]
    for first, last in zip(after, after[_SEVERAL - 1 :], strict=False):
        if last.day - first.day <= _SOON:
            return first
    return None


def _fight_that_began(
    marks: Mapping[Key, list[Mark]], pair: tuple[str | None, str | None], run: list[Mark]
) -> Mark | None:
    """The assault with which a war began that reports speak of later, where the fighting goes on into that time."""
    for fight, _ in _fights(_in_order(marks, ("FIGHTING", *pair)), []):
        if fight[0].day < run[0].day <= fight[-1].day + _SPELL:
            return fight[0]
    return None


def _wars(
    marks: Mapping[Key, list[Mark]], pair: tuple[str | None, str | None], day: dt.date, known: Covered
) -> list[tuple[dt.date, dt.date, Mark]]:
    """First and last days of the wars of two, each with what first tells of it."""
    wars = []
    for run in _split(_in_order(marks, ("WAR", *pair)), _LAPSE["WAR"], known):
        if any(mark.clear for mark in run):
            begun = _fight_that_began(marks, pair, run)
            lapsed = known.time(run[-1].day, day) > _LAPSE["WAR"]
            wars.append(((begun or run[0]).day, run[-1].day if lapsed else day, run[0]))
    return wars


def _before_war(
    runs: list[tuple[list[Mark], _Ending]], wars: list[tuple[dt.date, dt.date, Mark]]
) -> Iterator[tuple[list[Mark], _Ending]]:
    """Rivalries up to the wars that they turn into."""
    for run, ending in runs:
        left, end = run, ending
        for since, until, war in wars:
            before = [mark for mark in left if mark.day < since]
            after = [mark for mark in left if mark.day > until]
            if before:
                yield before, (since, war)
            left = after
            if not left:
                break
        if left:
            yield left, end


# --- Rows ------------------------------------------------------------------------------------------------------------


def _row(key: Key, run: list[Mark], ending: _Ending, day: dt.date, known: Covered, *, last: bool) -> dict[str, Any]:
    of_type, a, b = key
    heard = run[-1].day
    lapse = _LAPSE.get(of_type)
    until = ending[0] if ending else None
    state = "ended" if ending else "in force"
    if of_type == "MEMBERSHIP" and not ending and run[-1].deed == "suspend":
        state = "suspended"
    elif not ending and lapse is not None:
        quiet = known.time(heard, day)
        if of_type == "FIGHTING" and (quiet > lapse or not last):
            state, until = "ended", heard + dt.timedelta(days=1)
        elif quiet > lapse or (of_type == "FIGHTING" and _told(known, heard, day) > lapse):
            state = "not heard of since"
    said = [mark.id for mark in run if mark.stated]
    done = [mark.id for mark in run if not mark.stated]
    end = ending[1] if ending and ending[1] not in run else None
    return {
        "type": of_type,
        "a": a,
        "b": b,
        "symmetric": of_type in MUTUAL,
        "since": run[0].day,
        "since_as": "heard" if run[0].stated or of_type == "MEMBERSHIP" else run[0].grain,
        "until": until,
        "last_seen": heard,
        "state": state,
        "trend": None,
        "trend_basis": None,
        "statements": len(said),
        "incidents": len(done),
        "reports": sum(mark.reports for mark in run),
        "outlets": len({mark.source for mark in run}),
        "confidence": max(mark.confidence for mark in run),
        "basis": "stated" if said else "incidents",
        "ended_by": ending[1].id if ending else None,
        "relation_ids": [*said, *([end.id] if end and end.stated else [])],
        "incident_ids": [*done, *([end.id] if end and not end.stated else [])],
        "groups": {code: name for code in (a, b) if code and (name := _group_of(code, run))},
    }


def _told(known: Covered, since: dt.date, day: dt.date) -> dt.timedelta:
    """Time from a day to the last report."""
    tail = next((start for start, end in known.gaps if end == day), day)
    return tail - since


def _group_of(code: str, run: Sequence[Mark]) -> str | None:
    """The one group that mostly fights where the others of its country do not, or None."""
    names = [name for mark in run for at, name in mark.fighters if at == code]
    group = next((name for name in names if name), None)
    return group if group and 2 * names.count(group) > len(names) else None


def _trend(run: list[Mark], day: dt.date, known: Covered, fought: dt.date | None) -> tuple[str | None, str | None]:
    """What reports of late say, or else how often it was heard of, against the year before.

    Args:
        run: The marks.
        day: As of when.
        known: Of which times the ledger tells.
        fought: When the two last fought, after which nothing said before holds.
    """
    late = [mark for mark in run if mark.day > day - YEAR]
    for mark in reversed(late):
        if mark.deed == "ease":
            return "falling", "said"
        if mark.deed == "open" and not mark.stated:
            break  # who imposes more has not eased
    for mark in reversed(late):
        if mark.trend and known.time(mark.day, day) <= _SAID and (fought is None or fought < mark.day):
            return mark.trend, "said"
    before = sum(1 for mark in run if day - 2 * YEAR < mark.day <= day - YEAR)
    total = len(late) + before
    if total < _LEAST or known.share is None:
        return None, None
    from scipy.special import bdtr, bdtrc  # noqa: PLC0415 - heavy

    # Given the total, the late ones are binomial with the late year's share of all reports (Przyborowski & Wilenski
    # 1940).
    fewer = float(bdtr(len(late), total, known.share))
    more = float(bdtrc(len(late) - 1, total, known.share)) if late else 1.0
    if min(fewer, more) < _RARE / 2:
        return ("rising" if more < fewer else "falling"), "counted"
    return "steady", "counted"
