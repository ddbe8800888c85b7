"""Closed classes of English words that tell how an actor phrase is built: articles, counts, pronouns, offices."""

from __future__ import annotations

from typing import Final

__all__ = [
    "BOTH",
    "FORMER",
    "LINKED",
    "NAME_PARTICLES",
    "NUMBERS",
    "OFFICES",
    "OPENERS",
    "PLURAL_PRONOUNS",
    "POSSESSIVES",
    "PREPOSITIONS",
    "PRONOUNS",
    "RELATIONAL",
    "SETS",
    "STATE_NOUNS",
    "TITLES",
    "TRANSPARENT",
]

NUMBERS: Final[frozenset[str]] = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands "
    "million millions dozen dozens scores tens half several many few numerous multiple more most".split()
)
"""Words that count."""

OPENERS: Final[frozenset[str]] = NUMBERS | frozenset(
    "the a an some any all at least about around over than up to nearly almost roughly approximately other others "
    "another this that these those such each every no certain various different new of as only even also another "
    "further additional unnamed alleged suspected so-called apparent".split()
)
"""What may stand before the telling part of a phrase."""

PRONOUNS: Final[dict[str, str]] = {
    **dict.fromkeys(("he", "him", "himself", "his"), "he"),
    **dict.fromkeys(("she", "her", "herself", "hers"), "she"),
    **dict.fromkeys(("it", "its", "itself"), "it"),
    **dict.fromkeys(("they", "them", "their", "themselves", "theirs"), "they"),
    **dict.fromkeys(("i", "me", "my", "myself", "mine"), "i"),
    **dict.fromkeys(("we", "us", "our", "ourselves", "ours"), "we"),
    **dict.fromkeys(("you", "your", "yourself", "yours"), "you"),
    **dict.fromkeys(("who", "whom", "whose", "which", "that"), "who"),
    **dict.fromkeys(("this", "these", "those"), "it"),
}
"""Pronouns and the class that each belongs to."""

PLURAL_PRONOUNS: Final[frozenset[str]] = frozenset({"they", "we"})

POSSESSIVES: Final[dict[str, str]] = {
    "his": "he",
    "her": "she",
    "its": "it",
    "their": "they",
    "our": "we",
    "my": "i",
    "your": "you",
    "whose": "who",
}
"""Possessives that open a description ("its foreign minister")."""

BOTH: Final[frozenset[str]] = frozenset({"both", "two", "neither", "either", "each", "trio", "three", "all", "four"})
"""Words that make a set of actors named before."""

SETS: Final[frozenset[str]] = frozenset(
    "countries nations states governments leaders sides parties presidents ministers premiers powers capitals armies "
    "neighbours neighbors rivals allies heads counterparts foes enemies peoples militaries partners parliaments "
    "delegations negotiators diplomats republics kingdoms monarchs chancellors signatories nation country side "
    "party other another superpowers belligerents adversaries koreas".split()
)
"""Nouns that, with one of :data:`BOTH`, stand for several actors named before."""

RELATIONAL: Final[frozenset[str]] = frozenset(
    "ally allies critic critics opponent opponents enemy enemies neighbour neighbours neighbor neighbors rival rivals "
    "foe foes partner partners adversary adversaries victim victims creditor creditors donor donors lender lenders "
    "counterpart counterparts host guest captor captors successor predecessor former invader invaders occupier".split()
)
"""Heads whose "of" or possessive names whom they stand against or beside, not whom they belong to."""

STATE_NOUNS: Final[frozenset[str]] = frozenset(
    "country nation state government republic kingdom regime island junta administration authorities leadership "
    "archipelago emirate sultanate federation superpower neighbour neighbor monarchy caliphate".split()
)
"""Nouns for a state or those who rule it."""

TRANSPARENT: Final[frozenset[str]] = frozenset(
    "group groups member members number crowd crowds thousands hundreds dozens scores tens series pair couple one two "
    "three some many most all several majority rest part parts convoy team squad unit units contingent delegation "
    "string wave lot lots handful coalition alliance boat boatload family families relatives supporters body "
    "leaders leader head heads chief spokesman spokesperson spokeswoman".split()
)
"""Heads that pass on the class of what follows "of" ("a group of soldiers")."""

PREPOSITIONS: Final[frozenset[str]] = frozenset(
    "of in from at near for to with on against by about over around under outside inside across within into along "
    "between among toward towards via off behind during after before including such like than who whom which that "
    "whose where when loyal opposed accused suspected travelling traveling working serving based living killed "
    "protesting demanding opposing supporting fighting attending calling carrying trying wanted seeking".split()
)
"""Words that end the core of a phrase and begin what is said about it."""

LINKED: Final[tuple[str, ...]] = (
    "backed",
    "supported",
    "allied",
    "aligned",
    "affiliated",
    "linked",
    "funded",
    "sponsored",
    "trained",
    "inspired",
    "brokered",
    "born",
    "friendly",
    "language",
    "speaking",
    "made",
    "style",
    "occupied",
    "armed",
    "recognized",
    "recognised",
    "mediated",
    "imposed",
)
"""Second parts of compounds whose first part is not the actor ("Iran-backed")."""

FORMER: Final[frozenset[str]] = frozenset(
    "former ex ex-president ex-prime ex-minister deposed ousted late exiled fallen disgraced toppled onetime "
    "one-time ex-leader ex-army ex-naval ex-police ex-spy ex-general ex-military retired".split()
)
"""Words that put an office into the past."""

NAME_PARTICLES: Final[frozenset[str]] = frozenset(
    "al el de da do dos das del della di bin ibn ben bint abu ibn van von der den ter le la los las y e al- ul ur "
    "san st st. jr. sr. jr sr ii iii iv mac o' dos af ag ould".split()
)
"""Small words within personal names."""

TITLES: Final[frozenset[str]] = frozenset(
    "president vice minister prime foreign defence defense interior finance chancellor king queen prince princess "
    "emir sheikh sultan emperor pope ayatollah general gen gen. lieutenant lt lt. colonel col col. major maj maj. "
    "captain capt capt. admiral sergeant sgt sgt. commander corporal cpl private brigadier marshal chief deputy "
    "secretary secretary-general senator sen sen. representative rep rep. congressman congresswoman mp mps governor "
    "gov gov. mayor judge justice attorney prosecutor ambassador envoy spokesman spokesperson spokeswoman speaker "
    "leader opposition premier professor prof dr dr. mr mr. mrs mrs. ms ms. miss sir dame lord lady baron rev "
    "reverend father bishop archbishop cardinal imam rabbi mullah director chairman chairwoman chairperson "
    "commissioner councillor counsellor adviser advisor official officer agent inspector detective superintendent "
    "constable sheriff lawyer activist journalist reporter editor businessman tycoon billionaire banker candidate "
    "party republican democrat democratic lawmaker legislator deputy state union federal national supreme court "
    "district former acting interim incoming outgoing incumbent then newly elect president-elect first second "
    "ruling head of the and for in".split()
)
"""Words of titles, lower case; a capitalised word that is none of these may be part of a personal name."""

_HEAD = ("head_of_state", "head_of_government", "supreme_leader")
OFFICES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("vice president", ("vice_president",)),
    ("deputy prime minister", ("deputy_prime_minister",)),
    ("prime minister", ("head_of_government",)),
    ("premier", ("head_of_government", "head_of_state")),
    ("chancellor", ("head_of_government",)),
    ("taoiseach", ("head_of_government",)),
    ("supreme leader", ("supreme_leader", "head_of_state")),
    ("foreign minister", ("foreign_minister",)),
    ("minister of foreign affairs", ("foreign_minister",)),
    ("foreign secretary", ("foreign_minister",)),
    ("secretary of state", ("foreign_minister",)),
    ("top diplomat", ("foreign_minister",)),
    ("defence minister", ("defence_minister",)),
    ("defense minister", ("defence_minister",)),
    ("minister of defence", ("defence_minister",)),
    ("minister of defense", ("defence_minister",)),
    ("defence secretary", ("defence_minister",)),
    ("defense secretary", ("defence_minister",)),
    ("secretary of defense", ("defence_minister",)),
    ("secretary-general", ("head_of_organisation", "secretary_general")),
    ("secretary general", ("head_of_organisation", "secretary_general")),
    ("commission president", ("head_of_organisation",)),
    ("president", ("head_of_state", "head_of_government")),
    ("king", ("head_of_state",)),
    ("queen", ("head_of_state",)),
    ("emir", ("head_of_state",)),
    ("sultan", ("head_of_state",)),
    ("emperor", ("head_of_state",)),
    ("monarch", ("head_of_state",)),
    ("pope", ("head_of_state", "supreme_leader")),
    ("head of state", _HEAD),
    ("head of government", ("head_of_government",)),
    ("leader", ("supreme_leader", "head_of_government", "head_of_state")),
)
"""Office phrases, longest first, with the offices of the terms table that they may mean, in order."""
