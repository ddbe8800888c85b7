"""Which events are one incident, which reports are one text, what caused what."""

from multipolar.linking.blocking import SHORT, SLACK, candidates, stretches
from multipolar.linking.constraints import Constraints
from multipolar.linking.features import FEATURES, features, pair_features
from multipolar.linking.kinds import FAMILY
from multipolar.linking.linker import Linker, Source, incident_id
from multipolar.linking.mutual import is_mutual, mutual_sql
from multipolar.linking.records import make_incident
from multipolar.linking.repeats import Passage, ReadWords, Told
from multipolar.linking.scoring import Scorer, load_scorer
from multipolar.linking.views import EVENT_COLUMNS, REPORT_COLUMNS, VIEW_COLUMNS, EventView, Side

__all__ = [
    "EVENT_COLUMNS",
    "FAMILY",
    "FEATURES",
    "REPORT_COLUMNS",
    "SHORT",
    "SLACK",
    "VIEW_COLUMNS",
    "Constraints",
    "EventView",
    "Linker",
    "Passage",
    "ReadWords",
    "Scorer",
    "Side",
    "Source",
    "Told",
    "candidates",
    "features",
    "incident_id",
    "is_mutual",
    "load_scorer",
    "make_incident",
    "mutual_sql",
    "pair_features",
    "stretches",
]
