"""Claims: who frames whom how, on what theme, and how that moves through time."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multipolar.errors import UsageError
from multipolar.ledger import Table
from multipolar.ontology import STANCES, UNKNOWN
from multipolar.system.actors import ActorSet, code_names, find_actor
from multipolar.system.common import SourcedTable, as_day, chosen, reprinted_sql, table
from multipolar.system.series import check_level, wilson
from multipolar.system.themes import CLAIM_THEMES, OTHER, claim_themes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from multipolar.ledger import Ledger

__all__ = ["Claims", "claims"]

_LEAST: Final = 5
"""Stances below which there is no balance."""

_NOBODY: Final = "others, without a code"
"""Name of those who have the code of nobody."""

_THEMES: Final = (*CLAIM_THEMES, OTHER)

_Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """Claims, and what they add up to. Columns of the tables are listed in ``docs/system.md``.

    Attributes:
        count: How many claims.
        note: What is missing, and why; empty where nothing is.
        claims: One row per claim, latest first, with the words.
        by_speaker: Stances by who speaks.
        by_person: Stances by the person who speaks, where it is one whom the tables know.
        by_object: Stances by whom they are about.
        by_theme: Claims and stances by theme.
        trend: Claims by year and theme, with their share in all claims of the ledger of that year.
    """

    count: int
    note: str
    claims: SourcedTable
    by_speaker: Table
    by_person: Table
    by_object: Table
    by_theme: Table
    trend: Table

    def evidence(self, row: int) -> Table:
        """The claim of a row of :attr:`claims` with its sentence."""
        return self.claims.evidence(row)


def claims(
    ledger: Ledger,
    *,
    speaker: str | None = None,
    about: str | None = None,
    stance: str | None = None,
    theme: str | None = None,
    since: str | dt.date | None = None,
    until: str | dt.date | None = None,
    text: str | None = None,
    level: float = 0.95,
) -> Claims:
    """Who frames whom how.

    Args:
        ledger: Where the claims lie.
        speaker: Who speaks; see :func:`multipolar.system.find_actor`.
        about: Whom it is about.
        stance: ``+``, ``-`` or ``0`` toward them (toward anybody, if nobody is named).
        theme: A theme; ``docs/system.md`` lists them.
        since: First day of publication.
        until: First day no longer wanted.
        text: Words that stand in the claim or its sentence; case is ignored.
        level: Level of the intervals.

    Raises:
        UsageError: An actor, stance or theme is unknown, or the days do not fit together.
    """
    check_level(level, 1)
    stances = chosen("stance", (stance,) if stance else (), STANCES)
    themes = chosen("theme", (theme,) if theme else (), _THEMES)
    first = as_day(since, where="since") if since is not None else None
    last = as_day(until, where="until") if until is not None else None
    if first and last and first >= last:
        raise UsageError(
            f"nothing lies between {first} and {last}", where="until", mend="until is the first day after those wanted"
        )
    who = find_actor(ledger, speaker) if speaker is not None else None
    whom = find_actor(ledger, about) if about is not None else None
    everything = _load(ledger)
    rows = [
        row
        for row in everything
        if _said(row, first, last)
        and (who is None or _named(who, row, "speaker"))
        and (whom is None or _named(whom, row, "about"))
        and (not stances or stances[0] in _stances(row, whom))
        and (not themes or themes[0] in row["themes"])
        and (not text or text.casefold() in f"{row['quote']} {row['sentence_text']}".casefold())
    ]
    note = ""
    if not rows:
        note = (
            f"the ledger has {len(everything):,} claims, none of them such"
            if everything
            else "the ledger has no claims"
        )
    return Claims(
        count=len(rows),
        note=note,
        claims=SourcedTable(table(_claim_columns(rows)), ledger),
        by_speaker=Table(table(_by_party(rows, "speaker", whom, level))),
        by_person=Table(table(_by_person(rows, whom))),
        by_object=Table(table(_by_party(rows, "about", whom, level))),
        by_theme=Table(table(_by_theme(rows, whom, level))),
        trend=Table(table(_trend(rows, everything, whom, level))),
    )


# --- Reading ---------------------------------------------------------------------------------------------------------


def _load(ledger: Ledger) -> list[_Row]:
    """All claims of the ledger, latest first."""

    def listed(role: str, part: str, *, name: str = "") -> str:
        value = f"coalesce(p.{part}, '')" if part == "stance" else f"p.{part}"
        return (
            f"coalesce(list({value} ORDER BY p.position) FILTER (p.role = '{role}'), [])::VARCHAR[] "
            f"AS {role}_{name or part + 's'}"
        )

    parts = [listed(role, part) for role in ("speaker", "about") for part in ("code", "name", "actor_id", "sector")]
    rows: list[_Row] = ledger.query(
        f"""
        SELECT c.id AS claim, r.published AS day, {", ".join(parts)}, {listed("about", "stance")},
            c.quote_text AS quote, any_value(coalesce(s.text, c.quote_text)) AS sentence_text, c.report,
            c.sentence::BIGINT AS sentence, r.source, r.title AS report_title, r.url, c.confidence
        FROM claims AS c JOIN reports AS r ON r.id = c.report
        LEFT JOIN claim_parties AS p ON p.claim = c.id
        LEFT JOIN sentences AS s ON s.report = c.report AND s.sentence = c.sentence
        WHERE c.id NOT IN ({reprinted_sql("claims")})
        GROUP BY ALL ORDER BY day DESC NULLS LAST, claim
        """  # noqa: S608 - our names
    ).to_pylist()
    for row in rows:
        row["themes"] = claim_themes(row["quote"], row["sentence_text"])
    return rows


def _said(row: _Row, first: dt.date | None, last: dt.date | None) -> bool:
    if first is None and last is None:
        return True
    day: dt.date | None = row["day"]
    return day is not None and (first is None or day >= first) and (last is None or day < last)


def _matches(actor: ActorSet, code: str, actor_id: str, name: str) -> bool:
    return (
        code in actor.codes
        or any(code == member.code for member in actor.members)
        or (bool(actor_id) and actor_id in actor.ids)
        or name in actor.names
    )


def _named(actor: ActorSet, row: _Row, role: str) -> bool:
    return any(
        _matches(actor, *party)
        for party in zip(row[f"{role}_codes"], row[f"{role}_actor_ids"], row[f"{role}_names"], strict=True)
    )


def _stances(row: _Row, whom: ActorSet | None) -> list[str]:
    """The stances toward somebody, or toward all: each one toward each code once, however often it is named."""
    parties = zip(row["about_codes"], row["about_actor_ids"], row["about_names"], row["about_stances"], strict=True)
    held = {
        (code, stance): stance
        for code, actor_id, name, stance in parties
        if whom is None or _matches(whom, code, actor_id, name)
    }
    return list(held.values())


# --- Telling ---------------------------------------------------------------------------------------------------------


def _claim_columns(rows: list[_Row]) -> dict[str, tuple[str, Any]]:
    def all_of(name: str) -> list[Any]:
        return [row[name] for row in rows]

    return {
        "claim": ("str", all_of("claim")),
        "day": ("date", all_of("day")),
        "speaker_codes": ("strs", all_of("speaker_codes")),
        "speaker_names": ("strs", all_of("speaker_names")),
        "speaker_ids": ("strs", all_of("speaker_actor_ids")),
        "about_codes": ("strs", all_of("about_codes")),
        "about_names": ("strs", all_of("about_names")),
        "about_ids": ("strs", all_of("about_actor_ids")),
        "stances": ("strs", all_of("about_stances")),
        "themes": ("strs", all_of("themes")),
        "quote": ("str", all_of("quote")),
        "sentence_text": ("str", all_of("sentence_text")),
        "report": ("str", all_of("report")),
        "sentence": ("int", all_of("sentence")),
        "source": ("str", all_of("source")),
        "report_title": ("str", all_of("report_title")),
        "url": ("str", all_of("url")),
        "confidence": ("float", all_of("confidence")),
        "claim_ids": ("strs", [[row["claim"]] for row in rows]),
    }


def _balance(positive: Iterable[int], negative: Iterable[int], level: float) -> dict[str, tuple[str, Any]]:
    """Favourable less unfavourable stances over both, with Wilson's interval."""
    up, down = np.array(list(positive), dtype=np.int64), np.array(list(negative), dtype=np.int64)
    total = up + down
    enough = total >= _LEAST
    low, high = wilson(up, total, level)
    return {
        "balance": ("float", np.where(enough, (up - down) / np.maximum(total, 1), np.nan)),
        "balance_low": ("float", np.where(enough, 2 * low - 1, np.nan)),
        "balance_high": ("float", np.where(enough, 2 * high - 1, np.nan)),
        "enough": ("bool", enough),
    }


def _by_party(rows: list[_Row], role: str, whom: ActorSet | None, level: float) -> dict[str, tuple[str, Any]]:
    """Claims and stances by code of speaker or object."""
    counts: Counter[str] = Counter()
    stances: Counter[tuple[str, str]] = Counter()
    for row in rows:
        for code in dict.fromkeys(row[f"{role}_codes"]):
            counts[code] += 1
        if role == "about":
            stances.update(set(zip(row["about_codes"], row["about_stances"], strict=True)))
        else:
            held = _stances(row, whom)
            stances.update((code, stance) for code in dict.fromkeys(row["speaker_codes"]) for stance in held)
    codes = sorted(counts, key=lambda code: (-counts[code], code))
    names = code_names(codes) | {UNKNOWN: _NOBODY}
    return {
        role: ("str", codes),
        "name": ("str", [names[code] for code in codes]),
        "claims": ("int", [counts[code] for code in codes]),
        **_stance_columns(lambda code, stance: stances[code, stance], codes),
        **_balance([stances[code, "+"] for code in codes], [stances[code, "-"] for code in codes], level),
    }


def _by_person(rows: list[_Row], whom: ActorSet | None) -> dict[str, tuple[str, Any]]:
    """Claims and stances by speaking person."""
    counts: Counter[tuple[str, str, str]] = Counter()
    stances: Counter[tuple[tuple[str, str, str], str]] = Counter()
    for row in rows:
        parties = zip(row["speaker_actor_ids"], row["speaker_names"], row["speaker_codes"], strict=True)
        for person in dict.fromkeys(party for party in parties if party[0].startswith("person:")):
            counts[person] += 1
            stances.update((person, stance) for stance in _stances(row, whom))
    people = sorted(counts, key=lambda person: (-counts[person], person))
    return {
        **{name: ("str", [person[at] for person in people]) for at, name in enumerate(("actor_id", "name", "code"))},
        "claims": ("int", [counts[person] for person in people]),
        **_stance_columns(lambda person, stance: stances[person, stance], people),
    }


def _stance_columns(count: Callable[[Any, str], int], keys: list[Any]) -> dict[str, tuple[str, Any]]:
    return {
        name: ("int", [count(key, stance) for key in keys])
        for name, stance in (("positive", "+"), ("negative", "-"), ("neutral", "0"))
    }


def _by_theme(rows: list[_Row], whom: ActorSet | None, level: float) -> dict[str, tuple[str, Any]]:
    counts = Counter(theme for row in rows for theme in row["themes"])
    stances = Counter((theme, stance) for row in rows for theme in row["themes"] for stance in _stances(row, whom))
    themes = sorted(counts, key=lambda theme: (-counts[theme], theme))
    return {
        "theme": ("str", themes),
        "claims": ("int", [counts[theme] for theme in themes]),
        **_stance_columns(lambda theme, stance: stances[theme, stance], themes),
        **_balance([stances[theme, "+"] for theme in themes], [stances[theme, "-"] for theme in themes], level),
    }


def _trend(rows: list[_Row], everything: list[_Row], whom: ActorSet | None, level: float) -> dict[str, tuple[str, Any]]:
    """By year, from the first to the last with such a claim, and by theme; all themes together first."""
    dated = [row for row in rows if row["day"] is not None]
    total = Counter(row["day"].year for row in everything if row["day"] is not None)
    counts = Counter((row["day"].year, theme) for row in dated for theme in ("all", *row["themes"]))
    stances = Counter(
        (row["day"].year, theme, stance)
        for row in dated
        for theme in ("all", *row["themes"])
        for stance in _stances(row, whom)
    )
    themes = ["all", *sorted({theme for _, theme in counts} - {"all"})]
    years = range(min(year for year, _ in counts), max(year for year, _ in counts) + 1) if counts else range(0)
    keys = [(year, theme) for theme in themes for year in years]
    found = np.array([counts[key] for key in keys], dtype=np.int64)
    of = np.array([total[year] for year, _ in keys], dtype=np.int64)
    low, high = wilson(found, of, level)
    return {
        "period": ("date", [dt.date(year, 1, 1) for year, _ in keys]),
        "theme": ("str", [theme for _, theme in keys]),
        "claims": ("int", found),
        **_stance_columns(lambda key, stance: stances[(*key, stance)], keys),
        "share": ("float", np.where(of > 0, found / np.maximum(of, 1), np.nan)),
        "share_low": ("float", low),
        "share_high": ("float", high),
    }
