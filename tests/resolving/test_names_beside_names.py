"""Names that only the words beside them, or the report, tell apart: towns, courts, pairs, peoples, ships, bodies."""

import datetime as dt

import pytest

from multipolar.records import Extent
from multipolar.resolving import Resolver
from multipolar.resolving.actors import ActorMention, ActorResolver
from multipolar.resolving.knowledge import load_knowledge

DAY = dt.date(2019, 7, 22)
RESOLVER = ActorResolver(load_knowledge())
PLACED = Resolver().actors


def codes(words, on=DAY):
    return {match.code for match in RESOLVER.resolve(words, on=on)}


def within(sentence, words, on=DAY, event=None):
    """Whom words mean in a sentence of which nothing else is a mention."""
    start = sentence.index(words)
    mention = ActorMention(extent=Extent(0, start, start + len(words)), event=event)
    return RESOLVER.resolve_all([mention], sentences={0: sentence}, on=on)[0]


@pytest.mark.parametrize(
    ("words", "both"),
    [
        ("envoys from Ankara and Cairo", {"TUR", "EGY"}),
        ("sailors from Chile, Peru and Spain", {"CHL", "PER", "ESP"}),
        ("police in Spain and Germany", {"ESP", "DEU"}),
        ("the governments of Kenya and Uganda", {"KEN", "UGA"}),
        ("Sino-Russian", {"CHN", "RUS"}),
        ("Indo-Pakistani", {"IND", "PAK"}),
        ("Israeli\u2013Palestinian", {"ISR", "PSE"}),
        ("both Koreas", {"KOR", "PRK"}),
        ("the leaders of the two Congos", {"COD", "COG"}),
        ("North and South Korea", {"KOR", "PRK"}),
    ],
)
def test_pairs_are_two_actors(words, both):
    assert codes(words) == both


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("a teacher from Kenya", "KEN"),
        ("soldiers in Tbilisi, Georgia", "GEO"),
        ("Kenyan nurses in Oman and Qatar", "KEN"),
        ("North Korea", "PRK"),
    ],
)
def test_what_is_no_pair_stays_one(words, code):
    assert codes(words) == {code}


class TestTheHague:
    @pytest.mark.parametrize("words", ["judges in The Hague", "The Hague's prosecutor", "the court in The Hague"])
    def test_courts_there_are_the_worlds(self, words):
        assert codes(words) == {"IGO:ICC"}

    def test_wars_of_yugoslavia_had_their_own(self):
        sentence = "Prosecutors in The Hague charged three officers from Bosnia."
        assert within(sentence, "Prosecutors in The Hague", dt.date(1998, 5, 4))[0].code == "IGO:ICTY"
        assert within(sentence, "Prosecutors in The Hague", dt.date(2021, 5, 4))[0].code == "IGO:ICC"

    def test_the_court_that_the_report_names(self):
        sentence = "The International Court of Justice sits for a week; the judges in The Hague hear Chile first."
        assert within(sentence, "the judges in The Hague")[0].code == "IGO:ICJ"

    @pytest.mark.parametrize(
        ("words", "code"),
        [
            ("the watchdog in The Hague", "IGO:OPCW"),
            ("an arbitral tribunal in The Hague", "IGO:PCA"),
            ("a district court in The Hague", "NLD"),
            ("The Hague", "NLD"),
            ("William Hague", "GBR"),
        ],
    )
    def test_others(self, words, code):
        assert codes(words) == {code}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Brussels police", "BEL"),
        ("a Brussels court", "BEL"),
        ("A Munich court", "DEU"),
        ("An Aleppo judge", "SYR"),
        ("Brussels", "IGO:EU"),
        ("Victoria police", "AUS"),
        ("a Georgia State Patrol trooper", "USA"),
        ("Georgia's parliament", "GEO"),
        ("the US embassy in Nairobi", "USA"),
        ("the Brazilian consulate in Lagos", "BRA"),
    ],
)
def test_whose_a_town_is_hangs_on_what_is_there(words, code):
    assert codes(words) == {code}


@pytest.mark.parametrize("words", ["a neo-Nazi group", "Neo-Nazis"])
def test_neo_nazis_are_nobodys(words):
    assert codes(words) == {"---"}


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("the USS Mason", "BRB"),
        ("five of those charged in May", "GBR"),
        ("Attorney General Douglas Melendez", "VEN"),
    ],
)
def test_surnames_that_are_none(words, wrong):
    assert codes(words, dt.date(2023, 6, 1)).isdisjoint({wrong})


def test_ships_of_a_navy_are_its_own():
    (match,) = RESOLVER.resolve("the USS Mason", on=dt.date(2023, 12, 11))
    assert (match.code, match.sector) == ("USA", "MIL")


def test_a_people_of_several_states_is_of_the_one_that_the_report_names():
    shelled = "Serb gunners shelled the market of Sarajevo, and Bosnia buried its dead; Bosnia's president wept."
    assert within(shelled, "Serb gunners", dt.date(1994, 2, 5), "ASSAULT")[0].code == "BIH"
    assert codes("Serb lawmakers") == {"SRB"}


@pytest.mark.parametrize(
    ("sentence", "words", "on", "code"),
    [
        (
            "Belgrade sent tanks, Yugoslav President Slobodan Milosevic said, and Serb forces shelled the villages.",
            "Serb forces",
            dt.date(1998, 3, 22),
            "SRB",
        ),
        (
            "Serbian police in Kosovo broke up a march in Pristina, where ethnic Albanians mourned.",
            "ethnic Albanians",
            dt.date(1998, 3, 22),
            "XKX",
        ),
        (
            "As Rwanda burned, Rwandan soldiers in Kigali killed hundreds of Tutsis.",
            "hundreds of Tutsis",
            dt.date(1994, 4, 11),
            "RWA",
        ),
    ],
)
def test_a_people_was_there_before_its_state(sentence, words, on, code):
    assert within(sentence, words, on, "ASSAULT")[0].code == code


def test_what_a_militia_was_before_it_was_an_army_of_rebels():
    (militia,) = RESOLVER.resolve("the Interahamwe", on=dt.date(1994, 4, 11))
    (rebels,) = RESOLVER.resolve("the Interahamwe", on=dt.date(2005, 4, 11))
    assert (militia.code, militia.sector, rebels.code, rebels.sector) == ("RWA", "PRM", "RWA", "REB")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("the International Skittles Federation", "NGO:International Skittles Federation"),
        ("The World Association of Beekeepers", "NGO:World Association of Beekeepers"),
    ],
)
def test_societies_of_the_world_that_the_tables_do_not_know(words, code):
    (match,) = within(f"Peru was named host by {words} on Monday.", words)
    assert match.code == code


@pytest.mark.parametrize("words", ["the International Terminal", "world leaders", "World Cup fans"])
def test_what_is_no_society(words):
    assert not any(code.startswith("NGO:") for code in codes(words))


def test_masked_gunmen_are_on_no_side():
    (match,) = RESOLVER.resolve("two dozen masked gunmen")
    assert (match.code, match.sector) == ("---", "UAF")


def test_one_state_of_a_grouping_is_not_the_grouping():
    sentence = "After the vote in Honduras the Central American country recalled its envoys."
    assert within(sentence, "the Central American country")[0].code == "HND"
    assert codes("Central American countries") == {"BLOC:Central America"}


@pytest.mark.parametrize(
    ("sentence", "words", "code"),
    [
        ("In Lyon, police fired tear gas at marchers.", "police", "FRA"),
        ("Near Milan, the prosecutors searched offices.", "prosecutors", "ITA"),
        ("In Lyon, troops patrolled the streets.", "troops", "CAN"),
    ],
)
def test_people_are_of_where_their_sentence_is_set(sentence, words, code):
    text = {0: "Prime Minister Justin Trudeau of Canada spoke, and Canadian police charged a man.", 1: sentence}
    start = sentence.index(words)
    mentions = [
        ActorMention(extent=Extent(0, 0, 27), group=0, event="CONSULT"),
        ActorMention(extent=Extent(0, 49, 64), group=1, event="ACCUSE"),
        ActorMention(extent=Extent(1, start, start + len(words)), group=2, event="ASSAULT"),
    ]
    found = PLACED.resolve_all(mentions, sentences=text, on=DAY)
    assert found[-1][0].code == code


def test_the_council_in_power_is_that_of_the_year():
    words = "the Transitional Military Council"
    assert codes(words, dt.date(2019, 5, 1)) == {"SDN"}
    assert codes(words, dt.date(2021, 6, 1)) == {"TCD"}


@pytest.mark.parametrize(
    ("words", "code", "sector"),
    [
        ("Jehovah's Witnesses in Russia", "RUS", "REL"),
        ("Jehovah's Witnesses", "---", "REL"),
        ("Green lawmakers in Germany", "DEU", "LEG"),
    ],
)
def test_where_movements_and_parties_of_many_states_are(words, code, sector):
    (match,) = RESOLVER.resolve(words, on=DAY)
    assert (match.code, match.sector) == (code, sector)


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("The Taliban bombed a police academy in Lahore, Pakistan.", "PAK"),
        ("The Taliban, driven from Kabul by Afghanistan's army, fled to Pakistan.", "AFG"),
        ("The Taliban freed a hostage.", "AFG"),
    ],
)
def test_which_taliban_the_report_says(sentence, code):
    assert within(sentence, "The Taliban", dt.date(2009, 3, 31))[0].code == code


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("The Taliban bombed a market in Lahore, Pakistan.", "The Taliban", "PAK"),
        ("Taliban authorities protested to Pakistan over the strikes.", "Taliban authorities", "AFG"),
        ("The Taliban government signed a deal with Pakistan.", "The Taliban government", "AFG"),
        ("Afghan Taliban fighters fired at Pakistan.", "Afghan Taliban fighters", "AFG"),
        ("The United States and the Taliban signed, and Pakistan welcomed it.", "the Taliban", "AFG"),
        ("The Taliban bombed a market in Pakistan, and Taliban leaflets were found.", "The Taliban", "PAK"),
    ],
)
def test_the_taliban_of_pakistan_are_meant_only_for_what_happens_there(text, words, expected):
    assert {match.code for match in within(text, words, on=dt.date(2020, 3, 1))} == {expected}


@pytest.mark.parametrize(
    ("text", "words", "international"),
    [
        ("Prosecutors in The Hague charged a Sudanese general.", "Prosecutors in The Hague", True),
        ("A Hague appeals court struck down the curfew.", "A Hague appeals court", False),
        ("The supreme court in The Hague ruled on it.", "The supreme court in The Hague", False),
        ("A court in The Hague rejected what the Netherlands asked.", "A court in The Hague", False),
        ("Protesters outside the court in The Hague sang.", "Protesters outside the court in The Hague", False),
    ],
)
def test_courts_of_the_dutch_town_stay_dutch(text, words, international):
    found = {match.code for match in within(text, words, on=dt.date(2020, 3, 1))}
    assert any(code.startswith("IGO:") for code in found) is international


def test_whoever_was_sent_to_two_countries_is_not_of_both():
    assert len(codes("troops in Iraq and Syria")) < 2
    assert codes("officials in Moscow and Washington") == {"RUS", "USA"}


def test_who_trusts_in_may_does_not_trust_in_a_month():
    assert codes("ministers with confidence in May") != codes("ministers in May")
