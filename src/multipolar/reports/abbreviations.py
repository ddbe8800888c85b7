"""Words that end in a stop without ending a sentence, by what may follow them.

Compiled by us from what agencies, courts and ministries write; all is lower case and without the last stop.
The sets are data for :mod:`multipolar.reports.sentences`, which says what each one decides.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "BEFORE_NAMES",
    "BEFORE_NUMBERS",
    "GERMAN_MONTHS",
    "INNER",
    "MONTHS",
    "OPEN",
    "OPEN_NAMES",
    "PLACES",
    "STARTERS",
    "WEAK_STARTERS",
    "ZONES",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BEFORE_NAMES: Final = _words(
    # forms of address and professions
    "mr mrs ms mx messrs mme mlle mm dr drs prof profs rev revd fr msgr hon rt esq sra srta dra sr.a ing lic"
    # ranks
    " gen gens maj lt lieut col cols cpt capt cmdr cdr comdr sgt sgts cpl pfc pvt adm rear-adm vice-adm brig brigs ens"
    " lt-gen lt-col maj-gen brig-gen insp det supt const"
    # offices
    " sen sens rep reps gov govs pres amb min sec-gen atty asst dep vice-pres del supt treas"
    # places and ships
    " st ste mt mts ft pt"
)
"""A name follows: no boundary before a capital, save before a plain sentence opener ("on Main St. The police")."""

PLACES: Final = _words("st mt ft pt")
"""Of those before names, what also closes the name of a street or a place ("on Main St. The police")."""

BEFORE_NUMBERS: Final = _words(
    "no nos nr p pp vol vols art arts fig figs sec secs ch chs op para paras approx ca c cl eq ed eds ex resp res tel"
    " ext"
    " fl rs"
)
"""No boundary when a figure follows ("No. 5", "Art. 51"); without one the word stands as a word ("He said no.")."""

MONTHS: Final = _words("jan feb mar apr jun jul aug sep sept oct nov dec")
"""No boundary when a figure follows ("on Jan. 5")."""

OPEN_NAMES: Final = _words(
    # firms
    "inc corp ltd co cos bros plc llc llp pty gmbh s.a s.p.a mfg intl int'l"
    # after a name
    " jr sr esq ph.d m.d d.phil b.a m.a j.d"
    # streets
    " ave blvd rd ln hwy pkwy"
    # organisations and units of a state
    " dept depts div dist univ assn natl nat'l govt gov't comm cttee"
    # the states as agencies shorten them
    " ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa tenn"
    " tex va vt wash wis wyo alta ont que sask"
    # week days
    " mon tue tues wed thu thur thurs fri sat sun"
)
"""As :data:`OPEN`, but only with a capital: "ill", "sat" and "mass" are words too."""

OPEN: Final = _words("etc al bn mn mln bln tn pct hr hrs mins sq km kg mph yr yrs cu incl excl misc dept govt gov't")
"""May close a sentence or stand inside one: a boundary only where a plain sentence opener follows."""

INNER: Final = _words("e.g i.e cf vs v viz a.k.a aka et c.f sc approx circa n.b q.v")
"""Never closes a sentence."""

ZONES: Final = _words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december jan feb mar apr jun jul aug sept oct nov dec est edt cst cdt mst mdt pst pdt"
    " gmt"
    " utc bst cet cest eet eest msk ist jst kst hkt aest eastern central mountain pacific greenwich moscow local"
)
"""What may follow "a.m." and "p.m." within a sentence."""

GERMAN_MONTHS: Final = _words("januar februar märz mai juni juli oktober dezember")
"""Months whose German names are not English ones; "8. Mai" is a date."""

WEAK_STARTERS: Final = _words("he an in so no my do am may will art")
"""Openers that are also surnames or initials' neighbours ("J. He", "A. An"): not trusted after an initial."""

STARTERS: Final = _words(
    "a an the this that these those there here it its he his she her they their we our you your i my"
    " in on at by for from to with without under over after before during since until while when where whereas although"
    " though because if unless as despite amid among between against across along around about through throughout"
    " within"
    " and but or yet so nor also however moreover meanwhile instead nevertheless nonetheless still then thus therefore"
    " earlier later last next now today yesterday tomorrow once both each every all some many most several few"
    " another other others no not none neither either one two three four five six seven eight nine ten dozens"
    " hundreds thousands what who whom whose which why how according more less at least only even just such another"
    " following"
    " officials police protesters witnesses soldiers troops critics analysts investigators authorities prosecutors"
    " was is were are has have had did does do can could will would should may might must let"
)
"""Words which, capitalised, open a sentence far more often than they belong to a name."""
