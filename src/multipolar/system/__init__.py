"""What the incidents amount to: pairs, relations, dependence, blocs, poles, claims, outlook.

Every function takes the ledger first and answers with tables whose figures open down to the incidents, and the
sentences, that they stand on. ``docs/system.md`` has the formulas and their sources.
"""

from multipolar.system.actors import ActorSet, Member, find_actor, suggest_actors
from multipolar.system.backtest import Backtest, BacktestOptions, backtest
from multipolar.system.blocs import BlocOptions, Blocs, blocs
from multipolar.system.claims import Claims, claims
from multipolar.system.common import COUNTED, PERIODS, QUADS, SourcedTable, Window, day_sql
from multipolar.system.dependence import THEMES, Dependence, DependenceOptions, dependence
from multipolar.system.dyads import Dyad, DyadOptions, dyad
from multipolar.system.measures import MEASURES
from multipolar.system.network import Network, NetworkOptions, network
from multipolar.system.outlook import Outlook, OutlookModel, OutlookOptions, outlook, outlook_model
from multipolar.system.poles import READING, PoleOptions, Poles, poles
from multipolar.system.profile import Profile, ProfileOptions, profile
from multipolar.system.reciprocal import reciprocal_sql
from multipolar.system.standing import DERIVED, STATES, standing_relations

__all__ = [
    "COUNTED",
    "DERIVED",
    "MEASURES",
    "PERIODS",
    "QUADS",
    "READING",
    "STATES",
    "THEMES",
    "ActorSet",
    "Backtest",
    "BacktestOptions",
    "BlocOptions",
    "Blocs",
    "Claims",
    "Dependence",
    "DependenceOptions",
    "Dyad",
    "DyadOptions",
    "Member",
    "Network",
    "NetworkOptions",
    "Outlook",
    "OutlookModel",
    "OutlookOptions",
    "PoleOptions",
    "Poles",
    "Profile",
    "ProfileOptions",
    "SourcedTable",
    "Window",
    "backtest",
    "blocs",
    "claims",
    "day_sql",
    "dependence",
    "dyad",
    "find_actor",
    "network",
    "outlook",
    "outlook_model",
    "poles",
    "profile",
    "reciprocal_sql",
    "standing_relations",
    "suggest_actors",
]
