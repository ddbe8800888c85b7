"""Which events of a report that is added stand in words that the ledger read before.

What was read lately is held in memory (:class:`multipolar.linking.ReadWords`) and read back from the ledger when a
writer adds its first report. A ledger that keeps no text remembers from one writer to the next only the sentences that
have events, as far as it quotes them.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from multipolar.linking import Passage, ReadWords, Told

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from multipolar.ledger.linked import Home
    from multipolar.records import CodedReport

__all__ = ["EchoIndex"]

_RECENT: Final = 15_000
"""Reports, the latest ones, whose sentences are read back: no more than sentences are held."""

_BATCHES: Final = "SELECT batch, count(*) AS n FROM reports GROUP BY batch ORDER BY batch DESC"
_REPORTS: Final = """
SELECT id, published, text_key, batch FROM reports WHERE batch >= $since
ORDER BY batch DESC, published DESC NULLS FIRST, id DESC LIMIT $most
"""
_SENTENCES: Final = """
SELECT s.report, s.sentence, s.position, s.text FROM sentences AS s
WHERE s.text IS NOT NULL AND s.copy_of IS NULL AND s.report IN (SELECT unnest($reports::VARCHAR[]))
ORDER BY s.report, s.position
"""
_EVENTS: Final = """
SELECT e.id, e.report, e.sentence, e.quote, e.trigger_from - e.quote_from AS first, e.trigger_to - e.quote_from AS last,
    x.event IS NOT NULL AS echo, x.original, o.id IS NOT NULL AS there
FROM events AS e LEFT JOIN echoes AS x ON x.event = e.id LEFT JOIN events AS o ON o.id = x.original
WHERE e.report IN (SELECT unnest($reports::VARCHAR[])) ORDER BY e.report, e.position
"""


class EchoIndex:
    """What a ledger read lately.

    Args:
        ledger: The ledger.
    """

    def __init__(self, ledger: Home) -> None:
        self._words = ReadWords()
        if ledger.manifest.files("reports"):
            self._restore(ledger)

    def read(self, coded: CodedReport, *, text_key: str) -> dict[str, str | None]:
        """Take in a report.

        Args:
            coded: The report.
            text_key: Group of equal texts that it belongs to.

        Returns:
            Its events that stand in words read before, each with the event read in them then, None where none was.
        """
        report = coded.report
        told: dict[int, list[Told]] = defaultdict(list)
        for event in coded.events:
            start = report.sentence(event.sentence).start
            told[event.sentence].append(Told(event.id, event.trigger.start - start, event.trigger.end - start))
        passages = [
            Passage(report.field_text(one.field)[one.start : one.end], tuple(told.get(one.index, ())))
            for one in report.sentences
            if one.copy_of is None
        ]
        day = report.published.toordinal() if report.published else None
        return self._words.read(report.id, day, text_key, passages)

    def _restore(self, ledger: Home) -> None:
        since, found = 0, 0
        for batch in ledger.query(_BATCHES).to_pylist():  # so that the rest is not looked through
            since, found = batch["batch"], found + batch["n"]
            if found >= _RECENT:
                break
        reports = ledger.query(_REPORTS, {"since": since, "most": _RECENT}).to_pylist()[::-1]
        asked = {"reports": [report["id"] for report in reports]}
        sentences = _by_report(ledger.query(_SENTENCES, asked))
        events = _by_report(ledger.query(_EVENTS, asked))
        for report in reports:
            told: dict[int, list[Told]] = defaultdict(list)
            quotes: dict[int, str] = {}
            known: dict[str, str | None] = {}
            for event in events.get(report["id"], ()):
                told[event["sentence"]].append(Told(event["id"], event["first"], event["last"]))
                quotes.setdefault(event["sentence"], event["quote"])
                # An echo of what was coded anew since stands for itself.
                if event["echo"] and (event["there"] or event["original"] is None):
                    known[event["id"]] = event["original"]
            texts = {one["sentence"]: one["text"] for one in sentences.get(report["id"], ())} or quotes
            passages = [Passage(text, tuple(told.get(number, ()))) for number, text in texts.items()]
            day = report["published"].toordinal() if report["published"] else None
            self._words.read(report["id"], day, report["text_key"], passages, known)


def _by_report(rows: pa.Table) -> Mapping[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows.to_pylist():
        found[row["report"]].append(row)
    return found
