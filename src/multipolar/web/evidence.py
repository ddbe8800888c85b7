"""Records of reports as the pages show them: events, relations and claims with their sentences, words marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from multipolar.web.rows import iso, parties, pieces, place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from multipolar.web.hot import HotLedger
    from multipolar.web.names import Names
    from multipolar.web.rows import Mark
    from multipolar.web.shapes import Claim, Evidence, Party, Telling

__all__ = ["claims_of", "evidence_of", "tellings"]

_EVENTS: Final = """
    SELECT e.*, r.published, r.source, r.title, r.url, r.text_key
    FROM events AS e JOIN reports AS r ON r.id = e.report
    WHERE e.id IN (SELECT unnest($ids::VARCHAR[]))
"""
_PARTICIPANTS: Final = """
    SELECT event, role, position, span_from, span_to, span_field, sentence, code, sector, name, actor_id
    FROM participants WHERE event IN (SELECT unnest($ids::VARCHAR[])) ORDER BY event, role, position
"""
_FIRSTS: Final = """
    SELECT text_key, arg_min(id, (coalesce(published, DATE '9999-12-31'), id)) AS first FROM reports
    WHERE text_key IN (SELECT unnest($keys::VARCHAR[])) GROUP BY text_key
"""


def tellings(ledger: HotLedger, names: Names, ids: Sequence[str]) -> dict[str, Telling]:
    """How reports tell of events.

    Args:
        ledger: Where they lie.
        names: Who is who.
        ids: Ids of the events.

    Returns:
        By the event's id; unknown ones are left out.
    """
    rows = ledger.rows(_EVENTS, {"ids": list(ids)})
    people: dict[str, list[dict[str, Any]]] = {}
    for person in ledger.rows(_PARTICIPANTS, {"ids": list(ids)}):
        people.setdefault(person["event"], []).append(person)
    keys = list({row["text_key"] for row in rows})
    firsts = {row["text_key"]: row["first"] for row in ledger.rows(_FIRSTS, {"keys": keys})} if keys else {}
    return {row["id"]: _telling(names, row, people.get(row["id"], []), firsts) for row in rows}


def _telling(
    names: Names, row: Mapping[str, Any], people: Iterable[Mapping[str, Any]], firsts: Mapping[str, str]
) -> Telling:
    start, field = row["quote_from"], row["trigger_field"]
    marks: list[Mark] = [(row["trigger_from"] - start, row["trigger_to"] - start, "trigger")]
    attribution: list[Party] = []
    for person in people:
        if person["role"] == "attribution":
            attribution.append(names.party(person["code"], person["sector"], person["name"], person["actor_id"]))
        if person["span_field"] == field and person["sentence"] == row["sentence"]:
            marks.append((person["span_from"] - start, person["span_to"] - start, person["role"]))
    marks += [
        (row[f"{part}_from"] - start, row[f"{part}_to"] - start, part)
        for part in ("place", "time")
        if row[f"{part}_from"] is not None and row[f"{part}_field"] == field
    ]
    first = firsts.get(row["text_key"])
    return {
        "event": row["id"],
        "report": row["report"],
        "outlet": row["source"],
        "title": row["title"],
        "url": row["url"],
        "published": iso(row["published"]),
        "copy_of": first if first != row["report"] else None,
        "type": row["type"],
        "mode": row["mode"],
        "status": row["status"],
        "confidence": row["confidence"],
        "fields": dict(row["fields"] or ()),
        "quote": pieces(row["quote"], marks),
        "actors": parties(names, row, "actor"),
        "recipients": parties(names, row, "recipient"),
        "attribution": attribution,
        "place": place(row),
        "time": None
        if row["time_start"] is None
        else {
            "start": row["time_start"].isoformat(),
            "end": row["time_end"].isoformat(),
            "iso": row["time_iso"] or "",
            "inferred": bool(row["time_inferred"]),
        },
    }


# --- Relations, claims and causal links ------------------------------------------------------------------------------

_STATED: Final = """
    SELECT t.id, t.report, t.{words}_text AS words, t.{words}_from - s.start AS low,
        t.{words}_to - s.start AS high, s.text, r.published, r.source
    FROM {table} AS t JOIN reports AS r ON r.id = t.report
    LEFT JOIN sentences AS s ON s.report = t.report AND s.field = t.{words}_field
        AND t.{words}_from >= s.start AND t.{words}_to <= s."end"
    WHERE t.id IN (SELECT unnest($ids::VARCHAR[])) AND t.{words}_text IS NOT NULL
    ORDER BY r.published NULLS LAST, t.id
"""


def evidence_of(
    ledger: HotLedger, kind: str, groups: Mapping[Any, Sequence[str]], *, most: int = 3
) -> dict[Any, list[Evidence]]:
    """The sentences that relations or causal links stand on, earliest first.

    Args:
        ledger: Where they lie.
        kind: ``relation`` or ``cause``.
        groups: Ids of those that belong together, by a key of the caller's.
        most: Sentences of a group at most.

    Returns:
        Sentences by the same keys.
    """
    found: dict[Any, list[Evidence]] = {key: [] for key in groups}
    owners: dict[str, list[Any]] = {}
    for key, ids in groups.items():
        for at in ids:
            owners.setdefault(at, []).append(key)
    if not owners:
        return found
    words, mark = {"relation": ("trigger", "trigger"), "cause": ("cue", "cue")}[kind]
    for row in ledger.rows(_STATED.format(table=f"{kind}s", words=words), {"ids": list(owners)}):
        keys = [key for key in owners[row["id"]] if len(found[key]) < most]
        if not keys:
            continue
        evidence: Evidence = {
            "report": row["report"],
            "event": None,
            "day": iso(row["published"]),
            "outlet": row["source"],
            "quote": pieces(row["text"], [(row["low"], row["high"], mark)])
            if row["text"] is not None
            else [{"text": row["words"], "marks": [mark]}],
        }
        for key in keys:
            found[key].append(evidence)
    return found


_CLAIMS: Final = """
    SELECT c.id, c.report, c.sentence, c.quote_text, c.quote_from, c.quote_to, c.quote_field, c.confidence,
        s.text, s.start, r.published, r.source, r.title
    FROM claims AS c JOIN reports AS r ON r.id = c.report
    LEFT JOIN sentences AS s ON s.report = c.report AND s.sentence = c.sentence
    WHERE c.id IN (SELECT unnest($ids::VARCHAR[]))
"""
_PARTIES: Final = """
    SELECT claim, role, stance, position, span_from, span_to, span_field, sentence, code, sector, name, actor_id
    FROM claim_parties WHERE claim IN (SELECT unnest($ids::VARCHAR[])) ORDER BY claim, role, position
"""


def claims_of(
    ledger: HotLedger, names: Names, ids: Sequence[str], themes: Mapping[str, Sequence[str]] | None = None
) -> list[Claim]:
    """Claims with their sentences, in the order of the ids.

    Args:
        ledger: Where they lie.
        names: Who is who.
        ids: Their ids; unknown ones are left out.
        themes: Themes of each, where known.
    """
    rows = {row["id"]: row for row in ledger.rows(_CLAIMS, {"ids": list(ids)})}
    people: dict[str, list[dict[str, Any]]] = {}
    for person in ledger.rows(_PARTIES, {"ids": list(ids)}):
        people.setdefault(person["claim"], []).append(person)
    return [_claim(names, rows[at], people.get(at, []), list((themes or {}).get(at, ()))) for at in ids if at in rows]


def _claim(names: Names, row: Mapping[str, Any], people: Iterable[Mapping[str, Any]], themes: list[str]) -> Claim:
    start = row["start"] if row["text"] is not None else row["quote_from"]
    text = row["text"] if row["text"] is not None else row["quote_text"]
    marks: list[Mark] = [(row["quote_from"] - start, row["quote_to"] - start, "quote")]
    claim: Claim = {
        "id": row["id"],
        "report": row["report"],
        "outlet": row["source"],
        "title": row["title"],
        "day": iso(row["published"]),
        "sentence": row["sentence"],
        "quote": row["quote_text"],
        "context": [],
        "speakers": [],
        "about": [],
        "themes": themes,
        "confidence": row["confidence"],
    }
    for person in people:
        party = names.party(person["code"], person["sector"], person["name"], person["actor_id"])
        if person["role"] == "speaker":
            claim["speakers"].append(party)
        else:
            claim["about"].append({**party, "stance": person["stance"] or "0"})
        if person["span_field"] == row["quote_field"] and person["sentence"] == row["sentence"]:
            marks.append((person["span_from"] - start, person["span_to"] - start, person["role"]))
    claim["context"] = pieces(text, marks)
    return claim
