"""Figures by type, status, source and length, and what is taken for what, as tables to print, publish or browse."""

from __future__ import annotations

import html
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from multipolar.ontology import EVENT_TYPES, STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import ModuleType

Json = dict[str, Any]

MISSED: Final = "missed"
NOTHING: Final = "nothing"
SOURCES: Final = {
    "cep": "Portal:Current events",
    "wn": "Wikinews",
    "st": "analysis-style reports",
    "seed": "the seed report",
    "own": "written for this project",
}
"""What the beginnings of ids stand for."""

_WORDS: Final = (15, 25, 40)
_SENTENCES: Final = (1, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Annotated and coded reports, by id, with what scores them.

    Attributes:
        scorer: The module that has ``match`` and ``score``.
        gold: Annotations.
        predicted: What the coder made of the reports, in the same form.
        docs: The reports' sentences.
    """

    scorer: ModuleType
    gold: Mapping[str, Json]
    predicted: Mapping[str, Json]
    docs: Mapping[str, Json]

    def pairs(self, key: str) -> list[tuple[Json, Json]]:
        """Annotated and coded events of a report that are of the same words."""
        found: list[tuple[Json, Json]] = self.scorer.match(
            self.docs[key]["sentences"],
            self.gold[key].get("events") or [],
            self.predicted.get(key, {}).get("events") or [],
        )
        return found

    def score(self, gold: Mapping[str, Json], predicted: Mapping[str, Json]) -> dict[str, Json]:
        """Figures of some of it."""
        figures: dict[str, Json] = self.scorer.score(gold, predicted, self.docs)
        return figures


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the first cell of a row says what it is about."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def text(self) -> str:
        """For a terminal."""
        widths = [max(len(row[i]) for row in (self.head, *self.rows)) for i in range(len(self.head))]
        lines = [
            "  ".join(
                cell.ljust(width) if not i else cell.rjust(width)
                for i, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in (self.head, *self.rows)
        ]
        return "\n".join([self.title, *lines])

    def markdown(self) -> str:
        """For a page."""
        rows = (self.head, ("---",) * len(self.head), *self.rows)
        return "\n".join([f"## {self.title}", *(f"| {' | '.join(row)} |" for row in rows)])

    def html(self) -> str:
        """For a browser."""

        def row(cells: Sequence[str], tag: str) -> str:
            return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"

        body = "".join(row(cells, "td") for cells in self.rows)
        return f"<h2>{html.escape(self.title)}</h2><table class=figures>{row(self.head, 'th')}{body}</table>"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def _f1(right: int, gold: int, predicted: int) -> str:
    return f"{2 * right / (gold + predicted):.3f}" if gold + predicted else "-"


# --- Types and statuses ----------------------------------------------------------------------------------------------


def by_type(scored: Scored) -> Table:
    """Precision, recall and F1 of each event type."""
    right: Counter[str] = Counter()
    gold: Counter[str] = Counter()
    predicted: Counter[str] = Counter()
    for key, record in scored.gold.items():
        gold.update(event["e"] for event in record.get("events") or [])
        predicted.update(event["e"] for event in scored.predicted.get(key, {}).get("events") or [])
        right.update(g["e"] for g, p in scored.pairs(key) if g["e"] == p["e"])
    kinds = sorted({*gold, *predicted}, key=lambda kind: (-gold[kind], kind))
    return Table(
        "Events by type",
        ("type", "P", "R", "F1", "annotated", "coded"),
        tuple(
            (
                kind,
                _share(right[kind], predicted[kind]),
                _share(right[kind], gold[kind]),
                _f1(right[kind], gold[kind], predicted[kind]),
                str(gold[kind]),
                str(predicted[kind]),
            )
            for kind in kinds
        ),
    )


def by_status(scored: Scored) -> Table:
    """How events of each status fare: whether they are found, whether the status is right, and what it is taken for."""
    gold: Counter[str] = Counter()
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for key, record in scored.gold.items():
        gold.update(event["st"] for event in record.get("events") or [])
        for g, p in scored.pairs(key):
            if g["e"] == p["e"]:
                found[g["st"]][p["st"]] += 1
    taken = Counter(status for counts in found.values() for status in counts.elements())
    rows = []
    for status in STATUSES:
        own = found[status]
        rows.append(
            (
                status,
                str(gold[status]),
                _share(own.total(), gold[status]),
                _share(own[status], own.total()),
                _share(own[status], taken[status]),
                *(str(own[other]) for other in STATUSES),
            )
        )
    head = ("status", "annotated", "event found", "status R", "status P", *(f"as {other}" for other in STATUSES))
    return Table("Events by status, and what it is taken for in right events", head, tuple(rows))


def confusion(scored: Scored) -> Table:
    """What each type is taken for: rows are annotated, columns coded; the last column is missed, the last row added."""
    table: Counter[tuple[str, str]] = Counter()
    for key, record in scored.gold.items():
        pairs = scored.pairs(key)
        table.update((g["e"], p["e"]) for g, p in pairs)
        matched = {id(event) for pair in pairs for event in pair}
        table.update((g["e"], MISSED) for g in record.get("events") or [] if id(g) not in matched)
        coded = scored.predicted.get(key, {}).get("events") or []
        table.update((NOTHING, p["e"]) for p in coded if id(p) not in matched)
    rows = tuple(
        (kind, *(str(table[kind, other] or "") for other in (*EVENT_TYPES, MISSED))) for kind in (*EVENT_TYPES, NOTHING)
    )
    return Table("What is taken for what", ("type", *(name[:4] for name in EVENT_TYPES), MISSED), rows)


# --- Groups ----------------------------------------------------------------------------------------------------------


def _row(name: str, figures: Mapping[str, Json]) -> tuple[str, ...]:
    event, status = figures["event"], figures["status"]["accuracy"]
    return (
        name,
        *(f"{event[key]:.3f}" for key in ("P", "R", "F1")),
        *(f"{figures[key]['F1']:.3f}" for key in ("role code", "dyad")),
        "-" if status is None else f"{status:.3f}",
        str(event["gold"]),
    )


_HEAD: Final = ("event P", "R", "F1", "role code F1", "dyad F1", "status", "events")


def _grouped(title: str, first: str, scored: Scored, name: Callable[[str], str], order: Sequence[str]) -> Table:
    groups: dict[str, dict[str, Json]] = defaultdict(dict)
    for key, record in scored.gold.items():
        groups[name(key)][key] = record
    names = [each for each in order if each in groups] + sorted(set(groups) - set(order))
    return Table(
        title,
        (first, *_HEAD),
        tuple(_row(each, scored.score(groups[each], scored.predicted)) for each in names),
    )


def by_source(scored: Scored) -> Table:
    """Figures by where reports come from, told by the beginning of their id."""

    def source(key: str) -> str:
        return SOURCES.get(key.split("-", maxsplit=1)[0], key.split("-", maxsplit=1)[0])

    return _grouped("By source", "source", scored, source, tuple(SOURCES.values()))


def _class(number: int, bounds: tuple[int, ...], what: str) -> str:
    low = 1
    for bound in bounds:
        if number <= bound:
            return f"{low}-{bound} {what}s" if low < bound else f"{bound} {what}"
        low = bound + 1
    return f"{low} {what}s and more"


def by_report_length(scored: Scored) -> Table:
    """Figures by sentences of the report."""
    order = [_class(number, _SENTENCES, "sentence") for number in (1, 4, 5)]
    return _grouped(
        "By length of the report",
        "report",
        scored,
        lambda key: _class(len(scored.docs[key]["sentences"]), _SENTENCES, "sentence"),
        order,
    )


def by_sentence_length(scored: Scored) -> Table:
    """Figures by words of the sentence that an event's trigger stands in."""

    def length(key: str, event: Json) -> str:
        return _class(len(scored.docs[key]["sentences"][event["s"]].split()), _WORDS, "word")

    def part(records: Mapping[str, Json], name: str) -> dict[str, Json]:
        return {
            key: {"events": [event for event in record.get("events") or [] if length(key, event) == name]}
            for key, record in records.items()
            if key in scored.gold
        }

    names = [_class(number, _WORDS, "word") for number in (1, 16, 26, 41)]
    rows = tuple(_row(name, scored.score(part(scored.gold, name), part(scored.predicted, name))) for name in names)
    return Table("By length of the sentence", ("sentence", *_HEAD), rows)


def tables(scored: Scored) -> Iterator[Table]:
    """All of them."""
    yield by_type(scored)
    yield by_status(scored)
    yield by_source(scored)
    yield by_report_length(scored)
    yield by_sentence_length(scored)
    yield confusion(scored)


# --- The worst reports -----------------------------------------------------------------------------------------------

_STYLE: Final = (
    "body{font:14px/1.4 sans-serif;margin:24px;max-width:1200px;color:#222}"
    "table{border-collapse:collapse;margin:8px 0 20px}td,th{border:1px solid #ccc;padding:3px 7px;vertical-align:top}"
    ".figures td+td{text-align:right}article{border-top:2px solid #888;margin-top:24px}"
    ".same{color:#2a7a2a}.wrong{background:#fff0c2}.missing{background:#ffd9d9}.extra{background:#dce8ff}"
)
_SHOWN: Final = ("e", "m", "st", "who", "to", "at", "on", "by")


def errors(scored: Scored, key: str) -> int:
    """Events and dyads of a report that are missing or too many."""
    figures = scored.score({key: scored.gold[key]}, scored.predicted)
    return sum(
        int(row["gold"] + row["predicted"] - 2 * round(row["R"] * row["gold"]))
        for row in (figures["event"], figures["dyad"])
    )


def _told(event: Json, other: Json | None, kind: str) -> str:
    cells = [f"<td>{event['s']}</td><td><b>{html.escape(event['t'])}</b></td>"]
    for name in _SHOWN:
        value = event.get(name) or ""
        wrong = other is not None and (other.get(name) or "") != value
        shown = value if isinstance(value, str) else "; ".join(_words(name, value))
        cells.append(f"<td{' class=wrong' if wrong else ''}>{html.escape(shown)}</td>")
    return f"<tr class={kind}>{''.join(cells)}</tr>"


def _words(name: str, value: Sequence[Any]) -> Iterator[str]:
    for item in value if name in {"who", "to"} else [value]:
        yield " ".join(str(part) for part in item)


def _article(scored: Scored, key: str) -> str:
    gold, coded = (records.get(key, {}).get("events") or [] for records in (scored.gold, scored.predicted))
    pairs = scored.pairs(key)
    matched = {id(event) for pair in pairs for event in pair}
    rows = []
    for g, p in sorted(pairs, key=lambda pair: pair[0]["s"]):
        rows += [_told(g, p, "same"), _told(p, g, "coded")]
    rows += [_told(event, None, "missing") for event in gold if id(event) not in matched]
    rows += [_told(event, None, "extra") for event in coded if id(event) not in matched]
    text = "".join(f"<li value={i}>{html.escape(s)}</li>" for i, s in enumerate(scored.docs[key]["sentences"]))
    others = [
        f"<p>{title}: {html.escape(str(records.get(key, {}).get(name) or '-'))}</p>"
        for name in ("rel", "claims", "causes")
        for title, records in ((f"{name} annotated", scored.gold), (f"{name} coded", scored.predicted))
        if scored.gold[key].get(name) or scored.predicted.get(key, {}).get(name)
    ]
    head = "".join(f"<th>{name}</th>" for name in ("s", "words", "type", "mode", "status", *_SHOWN[3:]))
    return (
        f"<article><h3>{html.escape(key)}: {errors(scored, key)} errors</h3><ol>{text}</ol>"
        f"<table><tr>{head}</tr>{''.join(rows)}</table>{''.join(others)}</article>"
    )


def worst_page(scored: Scored, *, most: int = 50) -> str:
    """The worst reports, to read in a browser, below the tables: what is missing, what is too much, what differs."""
    worst = sorted(scored.gold, key=lambda key: (-errors(scored, key), key))[:most]
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Worst reports</title><style>{_STYLE}</style>"
        f"<h1>Figures, and the {len(worst)} worst reports</h1>"
        + "".join(table.html() for table in tables(scored))
        + "<h2>Worst reports</h2><p>Of a pair of events the first line is annotated, the second coded; what differs is "
        "<span class=wrong>marked</span>. <span class=missing>Missing</span> and <span class=extra>made up</span> "
        "events follow.</p>" + "".join(_article(scored, key) for key in worst)
    )
