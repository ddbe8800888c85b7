"""Who frames whom how: claims, by speaker, object, stance and theme, and through time."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from multipolar.system import claims as read_claims
from multipolar.web.errors import ApiError
from multipolar.web.evidence import claims_of
from multipolar.web.query import ClaimFilters, as_day, link
from multipolar.web.search import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from multipolar.system import ActorSet
    from multipolar.web.pages import ClaimsAnswer, ClaimTrend
    from multipolar.web.shapes import Claim, Count
    from multipolar.web.snapshot import Snapshot

__all__ = ["Said", "all_claims", "claims", "claims_with"]

_MOST = 30
_STANCES = {"+": "for", "-": "against", "0": "neutral"}


@dataclass(frozen=True, slots=True)
class Said:
    """A claim as filters see it.

    Attributes:
        id: Its id.
        day: Day of the report.
        speakers: Code, id and name of each speaker.
        about: The same of whom it is about, and the stance.
        themes: What it is about.
        text: Its sentence, folded.
    """

    id: str
    day: dt.date | None
    speakers: tuple[tuple[str, str, str], ...]
    about: tuple[tuple[str, str, str, str], ...]
    themes: tuple[str, ...]
    text: str


def all_claims(snapshot: Snapshot) -> list[Said]:
    """All claims of a ledger, latest first."""
    return snapshot.once("claims", lambda: _read(snapshot))


def _read(snapshot: Snapshot) -> list[Said]:
    rows = read_claims(snapshot.ledger).claims
    said = [
        Said(
            id=row["claim"],
            day=row["day"],
            speakers=tuple(zip(row["speaker_codes"], row["speaker_ids"], row["speaker_names"], strict=True)),
            about=tuple(zip(row["about_codes"], row["about_ids"], row["about_names"], row["stances"], strict=True)),
            themes=tuple(row["themes"]),
            text=fold(row["sentence_text"] or row["quote"]),
        )
        for row in rows
    ]
    said.sort(key=lambda claim: (claim.day or dt.date.min, claim.id), reverse=True)
    return said


def _is(actor: ActorSet, code: str, actor_id: str, name: str) -> bool:
    if code in actor.codes or (actor_id and actor_id in actor.ids) or (not actor_id and name in actor.names):
        return True
    return any(member.code == code for member in actor.members)


def _tests(snapshot: Snapshot, asked: ClaimFilters) -> dict[str, Callable[[Said], bool]]:
    """One condition for each filter that is set, by its name."""
    tests: dict[str, Callable[[Said], bool]] = {}
    if asked.speaker is not None:
        speaker = snapshot.incidents.actor(asked.speaker)
        tests["speaker"] = lambda claim: any(_is(speaker, *who) for who in claim.speakers)
    about = snapshot.incidents.actor(asked.about) if asked.about is not None else None
    stance = asked.stance
    if about is not None or stance is not None:
        # Both together: the stance toward that actor, not toward whoever else the claim is about.
        def concerns(claim: Said) -> bool:
            return any(
                (about is None or _is(about, code, actor_id, name)) and (stance is None or held == stance)
                for code, actor_id, name, held in claim.about
            )

        tests["about"] = concerns
    if asked.theme is not None:
        theme = asked.theme.casefold()
        tests["theme"] = lambda claim: theme in (name.casefold() for name in claim.themes)
    if asked.q and (words := fold(asked.q).split()):
        tests["q"] = lambda claim: all(word in claim.text for word in words)
    since = as_day(asked.since) if asked.since else None
    until = as_day(asked.until) if asked.until else None
    if since and until and since >= until:
        raise ApiError(
            422,
            f"nothing lies between {since} and {until}",
            where="until",
            mend="until is the first day after those wanted",
        )
    if since is not None:
        tests["since"] = lambda claim: claim.day is not None and claim.day >= since
    if until is not None:
        tests["until"] = lambda claim: claim.day is not None and claim.day < until
    return tests


def _passing(said: Iterable[Said], tests: dict[str, Callable[[Said], bool]], *, without: str = "") -> list[Said]:
    wanted = [test for name, test in tests.items() if name != without]
    return [claim for claim in said if all(test(claim) for test in wanted)]


def claims_with(snapshot: Snapshot, said: Iterable[Said]) -> list[Claim]:
    """Claims for a list."""
    chosen = list(said)
    return claims_of(
        snapshot.ledger, snapshot.names, [claim.id for claim in chosen], {claim.id: claim.themes for claim in chosen}
    )


def claims(snapshot: Snapshot, asked: ClaimFilters) -> ClaimsAnswer:
    """A page of claims with counts and a trend.

    Raises:
        UsageError: An actor is unknown.
        ApiError: The days do not fit together.
    """
    everything = all_claims(snapshot)
    tests = _tests(snapshot, asked)
    found = _passing(everything, tests)
    parts = {name: getattr(asked, name) for name in ("speaker", "about", "stance", "theme", "q", "since", "until")}

    def facet(name: str, values: Callable[[Said], Iterable[tuple[str, str]]]) -> list[Count]:
        counter: Counter[tuple[str, str]] = Counter()
        own = "about" if name == "stance" else name
        for claim in _passing(everything, tests, without=own):
            counter.update(set(values(claim)))
        ranked = sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:_MOST]
        return [
            {"value": value, "label": label, "count": count, "link": link(**{**parts, name: value})}
            for (value, label), count in ranked
        ]

    names = snapshot.names

    def person(code: str, actor_id: str, name: str) -> list[tuple[str, str]]:
        key = names.key(code, actor_id)
        return [(key, names.actor(key, name=name, code=code)["name"])] if key else []

    csv = asked.format == "csv" and "limit" not in asked.model_fields_set
    page = found if csv else found[asked.offset : asked.offset + asked.limit]
    notes = [] if everything else ["no report of this ledger puts a claim into somebody's mouth"]
    return {
        "total": len(found),
        "offset": asked.offset,
        "limit": asked.limit,
        "rows": claims_with(snapshot, page),
        "trend": _trend(found, parts),
        "facets": {
            "speaker": facet("speaker", lambda claim: [pair for who in claim.speakers for pair in person(*who)]),
            "about": facet("about", lambda claim: [pair for who in claim.about for pair in person(*who[:3])]),
            "stance": facet("stance", lambda claim: [(who[3], _STANCES.get(who[3], who[3])) for who in claim.about]),
            "theme": facet("theme", lambda claim: [(theme, theme) for theme in claim.themes]),
        },
        "notes": notes,
    }


def _trend(found: Iterable[Said], parts: dict[str, Any]) -> list[ClaimTrend]:
    """Claims by year, without gaps; a claim counts once for each stance that it has."""
    years: dict[int, Counter[str]] = {}
    for claim in found:
        if claim.day is not None:
            counter = years.setdefault(claim.day.year, Counter())
            counter["claims"] += 1
            counter.update({who[3] for who in claim.about})
    if not years:
        return []
    rows: list[ClaimTrend] = []
    for year in range(min(years), max(years) + 1):
        counter = years.get(year, Counter())
        inside = {"since": f"{year:04d}-01-01", "until": f"{year + 1:04d}-01-01"}
        rows.append(
            {
                "period": inside["since"],
                "until": inside["until"],
                "claims": counter["claims"],
                "plus": counter["+"],
                "minus": counter["-"],
                "neutral": counter["0"],
                "link": link(**{**parts, **inside}),
            }
        )
    return rows
