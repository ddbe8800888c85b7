"""Records of reports as the pages show them: events, relations and claims with their sentences, words marked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from multipolar.web.rows import iso, parties, pieces, place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from multipolar.web.hot import HotLedger
    from multipolar.web.names import Names
    from multipolar.web.rows import Mark
    from multipolar.web.shapes import Claim, Evidence, Party, Telling

__all__ = ["claims_of", "evidence_of", "tellings"]


def _firsts(ledger: HotLedger, keys: Sequence[str]) -> dict[str, str]:
    """The first report of each group of copies."""
    firsts: dict[str, tuple[dt.date, str]] = {}
    for row in ledger.of("reports", "text_key", keys, columns="id, published, text_key"):
        own = (row["published"] or dt.date.max, row["id"])
        firsts[row["text_key"]] = min(own, firsts.get(row["text_key"], own))
    return {key: report for key, (_, report) in firsts.items()}


def tellings(ledger: HotLedger, names: Names, ids: Sequence[str]) -> dict[str, Telling]:
    """How reports tell of events.

    Args:
        ledger: Where they lie.
        names: Who is who.
        ids: Ids of the events.

    Returns:
        By the event's id; unknown ones are left out.
    """
    rows = ledger.of("events", "id", ids)
    reports = {
        report["id"]: report
        for report in ledger.of(
            "reports",
            "id",
            list({row["report"] for row in rows}),
            columns="id, published, source, title, url, text_key",
        )
    }
    people: dict[str, list[dict[str, Any]]] = {}
    for person in ledger.of("participants", "event", ids):
        people.setdefault(person["event"], []).append(person)
    keys = list({report["text_key"] for report in reports.values()})
    firsts = _firsts(ledger, keys)
    return {
        row["id"]: _telling(
            names,
            row,
            reports[row["report"]],
            sorted(people.get(row["id"], ()), key=lambda person: (person["role"], person["position"])),
            firsts,
        )
        for row in rows
        if row["report"] in reports
    }


def _telling(
    names: Names,
    row: Mapping[str, Any],
    report: Mapping[str, Any],
    people: Iterable[Mapping[str, Any]],
    firsts: Mapping[str, str],
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
    first = firsts.get(report["text_key"])
    return {
        "event": row["id"],
        "report": row["report"],
        "outlet": report["source"],
        "title": report["title"],
        "url": report["url"],
        "published": iso(report["published"]),
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
    rows = [row for row in ledger.of(f"{kind}s", "id", list(owners)) if row[f"{words}_text"] is not None]
    homes = list({row["report"] for row in rows})
    reports = {row["id"]: row for row in ledger.of("reports", "id", homes, columns="id, published, source")}
    sentences: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for sentence in ledger.of("sentences", "report", homes):
        sentences.setdefault((sentence["report"], sentence["field"]), []).append(sentence)
    rows.sort(key=lambda row: (reports[row["report"]]["published"] or dt.date.max, row["id"]))
    for row in rows:
        keys = [key for key in owners[row["id"]] if len(found[key]) < most]
        if not keys:
            continue
        report, low, high = reports[row["report"]], row[f"{words}_from"], row[f"{words}_to"]
        home = next(
            (
                sentence
                for sentence in sentences.get((row["report"], row[f"{words}_field"]), ())
                if sentence["start"] <= low and high <= sentence["end"] and sentence["text"] is not None
            ),
            None,
        )
        evidence: Evidence = {
            "report": row["report"],
            "event": None,
            "day": iso(report["published"]),
            "outlet": report["source"],
            "quote": pieces(home["text"], [(low - home["start"], high - home["start"], mark)])
            if home is not None
            else [{"text": row[f"{words}_text"], "marks": [mark]}],
        }
        for key in keys:
            found[key].append(evidence)
    return found


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
    rows = {row["id"]: row for row in ledger.of("claims", "id", ids)}
    homes = list({row["report"] for row in rows.values()})
    reports = {
        report["id"]: report for report in ledger.of("reports", "id", homes, columns="id, published, source, title")
    }
    sentences = {
        (sentence["report"], sentence["sentence"]): sentence for sentence in ledger.of("sentences", "report", homes)
    }
    people: dict[str, list[dict[str, Any]]] = {}
    for person in ledger.of("claim_parties", "claim", ids):
        people.setdefault(person["claim"], []).append(person)
    found = []
    for at in ids:
        if at in rows:
            row = rows[at]
            sentence = sentences.get((row["report"], row["sentence"]), {})
            whole = {**row, **reports[row["report"]], "id": at}
            whole |= {"text": sentence.get("text"), "start": sentence.get("start")}
            party = sorted(people.get(at, ()), key=lambda person: (person["role"], person["position"]))
            found.append(_claim(names, whole, party, list((themes or {}).get(at, ()))))
    return found


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
