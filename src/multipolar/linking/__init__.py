"""Which events are one incident, which reports are one text, what caused what."""

from multipolar.linking.blocking import candidates
from multipolar.linking.features import FEATURES, features, pair_features
from multipolar.linking.scoring import Scorer, load_scorer
from multipolar.linking.views import VIEW_COLUMNS, EventView, Side

__all__ = [
    "FEATURES",
    "VIEW_COLUMNS",
    "EventView",
    "Scorer",
    "Side",
    "candidates",
    "features",
    "load_scorer",
    "pair_features",
]
