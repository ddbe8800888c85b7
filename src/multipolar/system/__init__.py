"""What the incidents amount to: pairs, relations, dependence, blocs, poles, claims, outlook.

Every function takes the ledger first and answers with tables whose figures open down to the incidents, and the
sentences, that they stand on. ``docs/system.md`` has the formulas and their sources.
"""

from multipolar.system.actors import ActorSet, Member, find_actor, suggest_actors
from multipolar.system.common import COUNTED, PERIODS, QUADS, SourcedTable, Window, day_sql
from multipolar.system.dyads import Dyad, DyadOptions, dyad
from multipolar.system.standing import DERIVED, STATES, standing_relations

__all__ = [
    "COUNTED",
    "DERIVED",
    "PERIODS",
    "QUADS",
    "STATES",
    "ActorSet",
    "Dyad",
    "DyadOptions",
    "Member",
    "SourcedTable",
    "Window",
    "day_sql",
    "dyad",
    "find_actor",
    "standing_relations",
    "suggest_actors",
]
