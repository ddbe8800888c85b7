"""Keeps what was coded: a folder of Parquet that is written safely and asked in SQL.

with Ledger.ensure("ledger") as ledger:
    with ledger.writer(RunInfo(coder="joint", coder_version="1")) as writer:
        for report in reports:
            if not writer.known(report):
                writer.add(code(report))
    ledger.events(EventQuery(actor="RUS", types=["ASSAULT"], since="2024"))
"""

from multipolar.ledger.correcting import Corrected
from multipolar.ledger.corrections import ACTIONS, Action, Anchor, Correction, Kept
from multipolar.ledger.incident_query import IncidentQuery
from multipolar.ledger.information import LedgerInfo
from multipolar.ledger.ledger import Ledger
from multipolar.ledger.page import schema_page
from multipolar.ledger.query import EventQuery
from multipolar.ledger.recodes import RECODED
from multipolar.ledger.relinking import LinkOutcome
from multipolar.ledger.schema import SCHEMA_VERSION, TABLES, arrow_schema
from multipolar.ledger.store import LedgerOptions
from multipolar.ledger.table import Table
from multipolar.ledger.writer import Diff, Outcome, RunInfo, Writer

__all__ = [
    "ACTIONS",
    "RECODED",
    "SCHEMA_VERSION",
    "TABLES",
    "Action",
    "Anchor",
    "Corrected",
    "Correction",
    "Diff",
    "EventQuery",
    "IncidentQuery",
    "Kept",
    "Ledger",
    "LedgerInfo",
    "LedgerOptions",
    "LinkOutcome",
    "Outcome",
    "RunInfo",
    "Table",
    "Writer",
    "arrow_schema",
    "schema_page",
]
