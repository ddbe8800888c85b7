"""Words that place phrases are built of: what is a name, what says where in relation to it."""

from __future__ import annotations

from typing import Final

__all__ = [
    "BESIDE",
    "BORDER",
    "CAPITAL",
    "COMMON",
    "DIRECTIONS",
    "DIVIDED",
    "DIVISIONS",
    "GENERIC",
    "HELD",
    "LOCATIVE",
    "MISSION",
    "NOWHERE",
    "NO_PLACE",
    "OWN",
    "PAPERS",
    "PARTICLES",
    "PLURAL_DIVISIONS",
    "SHARED",
    "SPOTS",
    "VESSELS",
]

DIRECTIONS: Final = frozenset(
    """north south east west northern southern eastern western central northeast northwest southeast southwest
    northeastern northwestern southeastern southwestern upper lower inner outer mid middle downtown north-east
    greater rural coastal far""".split()  # noqa: SIM905 - a list that stays readable
)

DIVISIONS: Final = frozenset(
    """province provinces region regions state states governorate governorates oblast oblasts district districts
    county counties prefecture department krai republic division territory emirate canton voivodeship municipality
    raion area agency peninsula countryside woreda zone regency""".split()  # noqa: SIM905
)

PLURAL_DIVISIONS: Final = frozenset(
    "provinces regions states governorates oblasts districts counties departments territories".split()  # noqa: SIM905
)

DIVIDED: Final = {
    "county": frozenset("USA GBR IRL CAN KEN LBR NOR SWE EST LTU HRV HUN ROU ALB IRN CHN TWN".split()),  # noqa: SIM905
    "oblast": frozenset("RUS UKR BLR BGR KAZ KGZ".split()),  # noqa: SIM905
    "voivodeship": frozenset({"POL"}),
    "governorate": frozenset(
        "EGY SYR IRQ JOR LBN YEM TUN OMN PSE BHR KWT SAU".split()  # noqa: SIM905
    ),
}
"""Words for divisions that only some countries have."""

GENERIC: Final = (
    frozenset(
        """city cities town towns village villages capital capitals port ports harbour harbor airport airbase base camp
    camps island islands outskirts suburb suburbs border borders coast coasts waters street streets road square
    neighbourhood neighborhood quarter mosque church hospital school university prison jail market hotel building
    buildings parliament embassy consulate headquarters office residence palace checkpoint crossing resort valley
    river mountain mountains lake dam plant station bridge tunnel beach desert forest park stadium temple museum
    refinery field fields site sites settlement settlements enclave part parts side land lands soil place places
    location locations community fort court centre center metropolitan centre's""".split()  # noqa: SIM905
    )
    | DIVISIONS
)

COMMON: Final = (
    frozenset(
        """the a an this that these those its his her their our my your it he she they we i and or but of in on at by to
    from near off for with without within into onto over under between among around across along through throughout
    about above below behind beyond inside outside toward towards against during before after since until as is are was
    were be been being has have had do does did will would can could may might shall should must not no nor so than then
    there here where when while who whom whose which what why how all any both each few more most other some such only
    own same too very just also now ever never again once out up down back about january february march april june july
    august september october november december monday tuesday wednesday thursday friday saturday sunday today
    yesterday tomorrow president minister prime king queen prince princess general colonel captain major sergeant
    lieutenant sheikh mr mrs ms dr sir lord lady saint st mount old new great grand holy united national international
    federal royal world war army navy force forces police government people party front council court union league
    house white red black blue green yellow golden first second third fourth fifth seventh men women man woman
    children official officials state-run media news agency press times post journal herald human rights group
    organization organisation committee commission congress senate assembly security defense defence foreign
    operation agreement treaty accord act law bill plan road summit conference forum meeting talks election games cup
    olympic muslim christian jewish catholic orthodox sunni shia islam islamic democratic liberal conservative labour
    labor social socialist communist republican democrat democrats republicans liberation popular resistance
    opposition independence freedom justice development peace unity progress revolution victory independent unknown
    western union nations nation mission missions god black friday ramadan christmas easter internet google facebook
    twitter tesla amazon apple of course imam ayatollah pope patriarch bishop walmart sea hall
    channel offices their compound bush clinton""".split()  # noqa: SIM905
    )
    | DIRECTIONS
    | GENERIC
) - frozenset({"vatican"})
"""Single words that are also names of small towns somewhere; alone they name no town."""

LOCATIVE: Final = frozenset(
    """in at near inside outside off across around throughout within over along into toward towards onto beside
    opposite above beneath amid visiting""".split()  # noqa: SIM905
)
"""Prepositions after which a name is where something is, not who does it."""

MISSION: Final = frozenset("embassy embassies consulate consulates legation ambassador".split())  # noqa: SIM905
"""What stands in another country than the one it belongs to."""

BORDER: Final = frozenset("border borders frontier frontiers boundary borderland borderlands".split())  # noqa: SIM905

HELD: Final = frozenset(
    """held controlled occupied backed led run allied dominated majority born owned flagged bound trained funded
    supported speaking populated ruled linked made""".split()  # noqa: SIM905
)
"""Second halves of compounds whose first half says who, not where: "Kurdish-held", "Israeli-occupied"."""

SHARED: Final = frozenset("their mutual common shared both each two".split())  # noqa: SIM905
"""Words that make a border that of several countries."""

NOWHERE: Final = frozenset(
    """world worldwide globe globally sea seas space abroad overseas online internet elsewhere everywhere strait
    ocean international universe""".split()  # noqa: SIM905
)
"""Core words of phrases that name no country at all."""

OWN: Final = frozenset("its his her own our my".split())  # noqa: SIM905
"""Words that claim a place for the actor."""

VESSELS: Final = frozenset(
    """ship warship flagship boat gunboat speedboat vessel tanker freighter cruiser destroyer frigate corvette submarine
    minesweeper trawler carrier ferry yacht cutter""".split()  # noqa: SIM905
)
"""What a name right behind is that of."""

CAPITAL: Final = frozenset(
    """the a its their his her this of in at near outside around inside and country countrys nation nations capital
    city""".split()  # noqa: SIM905
)
"""Words of a phrase that tells of a country's capital and of nothing else."""

NO_PLACE: Final = frozenset(
    """a an the and of in at on to from by near inside outside off across around within over along into toward towards
    alone away together apart outdoor indoor online offline awol northern southern eastern western northeastern
    northwestern southeastern southwestern""".split()  # noqa: SIM905
)
"""Words that tell of no place where nothing else stands with them."""

BESIDE: Final = frozenset("near nearby close across from".split())  # noqa: SIM905
"""Words that put a place beside a border, on whichever side the event is."""

SPOTS: Final = (
    frozenset(
        """barracks prison restaurant station base bridge hospital harbour harbor cathedral court theatre theater square
        plaza hotel church mosque synagogue school college university road street avenue highway expressway park tower
        house hall palace museum stadium mall market airport airfield building centre center compound clinic monastery
        crossing checkpoint gate tunnel mine refinery plant dam field ground factory cafe café club nightclub library
        cemetery temple shrine embassy consulate jail magistrates neighbourhood neighborhood barrio quarter family
        offices""".split()  # noqa: SIM905
    )
    | DIVISIONS
)
"""What follows a name that need not be a town's: buildings, streets, districts."""

PARTICLES: Final = frozenset(
    "al el ad an ar as ash at az de del di da do des du la le las los les von van ben ibn".split()  # noqa: SIM905
)
"""Small words that join the parts of one name."""

PAPERS: Final = frozenset("times post journal herald tribune press news gazette review".split())  # noqa: SIM905
"""What follows a town's name in that of a newspaper."""
