"""Gets reports in: from text, pages, tables and addresses to :class:`~multipolar.records.Report`.

from multipolar.reports import ReadOptions, read_reports
for report in read_reports(["news.jsonl.gz", "saved/"], ReadOptions(columns={"text": "body"})):
    ...
"""

from multipolar.reports.dates import read_date
from multipolar.reports.fingerprints import BANDS, ROWS, SLOTS, bands, fingerprint, similarity, slots
from multipolar.reports.inputs import read_records, read_reports
from multipolar.reports.making import content_id, make_report
from multipolar.reports.options import FIELDS, Kind, ReadOptions
from multipolar.reports.sentences import split_sentences
from multipolar.reports.tables import Row

__all__ = [
    "BANDS",
    "FIELDS",
    "ROWS",
    "SLOTS",
    "Kind",
    "ReadOptions",
    "Row",
    "bands",
    "content_id",
    "fingerprint",
    "make_report",
    "read_date",
    "read_records",
    "read_reports",
    "similarity",
    "slots",
    "split_sentences",
]
