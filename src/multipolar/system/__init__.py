"""What the incidents amount to: pairs, relations, dependence, blocs, poles, claims, outlook.

Every function takes the ledger first and answers with tables whose figures open down to the incidents, and the
sentences, that they stand on. ``docs/system.md`` has the formulas and their sources.
"""

from multipolar.system.actors import ActorSet, Member, find_actor, suggest_actors
from multipolar.system.claims import Claims, claims
from multipolar.system.common import COUNTED, PERIODS, QUADS, SourcedTable, Window, day_sql
from multipolar.system.dependence import THEMES, Dependence, DependenceOptions, dependence
from multipolar.system.dyads import Dyad, DyadOptions, dyad
from multipolar.system.profile import Profile, ProfileOptions, profile
from multipolar.system.standing import DERIVED, STATES, standing_relations

__all__ = [
    "COUNTED",
    "DERIVED",
    "PERIODS",
    "QUADS",
    "STATES",
    "THEMES",
    "ActorSet",
    "Claims",
    "Dependence",
    "DependenceOptions",
    "Dyad",
    "DyadOptions",
    "Member",
    "Profile",
    "ProfileOptions",
    "SourcedTable",
    "Window",
    "claims",
    "day_sql",
    "dependence",
    "dyad",
    "find_actor",
    "profile",
    "standing_relations",
    "suggest_actors",
]
