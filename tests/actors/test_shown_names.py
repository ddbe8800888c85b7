"""What readers are shown: the name and id of whom the words mean, and not of somebody named among them."""

import datetime as dt

import pytest

from multipolar.records import Extent
from multipolar.resolving.actors import ActorMention, ActorResolver
from multipolar.resolving.knowledge import load_knowledge

DAY = dt.date(2022, 3, 3)
RESOLVER = ActorResolver(load_knowledge())


def shown(words, *, on=DAY):
    (match,) = RESOLVER.resolve(words, on=on)
    return match.name, match.actor_id


def in_text(text, *wanted, on=DAY, event=None):
    """The first match of each mention of a sentence."""
    mentions = []
    for words in wanted:
        start = text.index(words)
        mentions.append(
            ActorMention(extent=Extent(0, start, start + len(words)), group=len(mentions), role="actor", event=event)
        )
    return [matches[0] for matches in RESOLVER.resolve_all(mentions, sentences={0: text}, on=on)]


class TestPersons:
    @pytest.mark.parametrize(
        "words",
        [
            "the government of Pedro Castillo",
            "the entire cabinet of Prime Minister Mahinda Rajapaksa",
            "the coalition of Israeli Prime Minister Naftali Bennett",
            "the family of Putin spokesperson Dmitry Peskov",
            "the father of Alexei Navalny",
            "Donald Trump supporters",
            "Vladimir Putin's allies",
            "the Shimon Peres Research Center",
            "nationwide George Floyd protests",
        ],
    )
    def test_another_noun_governs_their_names(self, words):
        name, actor_id = shown(words)
        assert not actor_id.startswith("person:")
        assert name == words.removeprefix("the ")

    @pytest.mark.parametrize(
        ("text", "words", "name"),
        [
            ("The parents of Ayla Demir Yurt, killed in Syria, were freed.", "Ayla Demir Yurt", "Ayla Demir Yurt"),
            ("The parents of Ayla Demir Yurt said that Yurt died in Syria.", "Yurt died", "Ayla Demir Yurt"),
            ("The captain of MV Seagull of Germany said that Seagull would sail.", "Seagull would", "MV Seagull"),
        ],
    )
    def test_whose_own_were_named_is_not_called_so(self, text, words, name):
        first = text[: text.index(" ", text.index("Yurt" if "Yurt" in text else "Seagull"))].rstrip(",")
        start = text.index(words)
        spans = [(0, len(first)), (start, start + (len(words) if words == name else len(words.split()[0])))]
        mentions = [
            ActorMention(extent=Extent(0, *span), role="actor", group=number) for number, span in enumerate(spans)
        ]
        whole, own = RESOLVER.resolve_all(mentions, sentences={0: text}, on=DAY)
        assert (whole[0].name, own[0].name) == (first.removeprefix("The "), name)

    @pytest.mark.parametrize(
        ("words", "name"),
        [
            ("Former US Department of Justice attorney Jeffrey Holm", "Jeffrey Holm"),
            ("the wife of Department of Justice attorney Jeffrey Holm",) * 2,
        ],
    )
    def test_a_body_of_that_name_governs_no_persons(self, words, name):
        assert shown(words)[0] == name.removeprefix("the ")

    def test_who_is_named_first_is_meant_whatever_left(self):
        words = "Alexei Navalny, the former ally of Russian politician Grigory Yavlinsky"
        assert shown(words, on=dt.date(2019, 3, 3))[1] == "person:alexei-navalny"

    def test_an_acronym_behind_a_name_is_its_own(self):
        (match,) = RESOLVER.resolve("the Electronic Frontier Foundation (EFF)", on=DAY)  # there is a party EFF, too
        assert (match.code, match.actor_id) == ("USA", "group:electronic-frontier-foundation")

    def test_a_longer_name_of_somebody_known_is_in_the_tables(self):
        assert (
            shown("Vice President Lt. Gen Ali Mohsen Saleh", on=dt.date(2018, 4, 3))[1] == "person:ali-mohsen-al-ahmar"
        )

    def test_whoever_is_told_so_again_is_called_so(self):
        sentences = {0: "The mayor of Karsk, Ukraine, fled.", 1: "The mayor of Karsk was caught."}
        mentions = [ActorMention(extent=Extent(n, 0, 18), role="actor", group=n) for n in sentences]
        first, again = RESOLVER.resolve_all(mentions, sentences=sentences, on=DAY)
        assert first[0].name == again[0].name == "mayor of Karsk"

    def test_no_name_ends_in_a_preposition(self):
        assert shown("a group of between 70 and 80 people from a mosque")[0] == "group"

    def test_another_noun_governs_an_unknown_name(self):
        name, _ = shown("Two brothers of slain Palestinian militant Omar Qaddoumi")
        assert name == "brothers of slain Palestinian militant Omar Qaddoumi"

    @pytest.mark.parametrize(
        ("words", "name", "actor_id"),
        [
            ("Secretary of State for Defence Ben Wallace", "Ben Wallace", "person:ben-wallace"),
            (
                "the EU High Representative for Foreign Affairs and Security Policy Josep Borrell",
                "Josep Borrell",
                "person:josep-borrell",
            ),
            ("Irish Minister for Foreign Affairs Simon Coveney", "Simon Coveney", "person:simon-coveney"),
            ("the Minister for Harbours and Fisheries Alan Whitby", "Alan Whitby", ""),
            ("British Labour MP for Harlow Simon Appleyard", "Simon Appleyard", ""),
            ("Chief of police of the Harlow Police Service Peter Appleyard", "Peter Appleyard", ""),
            ("Mitch McConnell, the Republican Senate Majority Leader", "Mitch McConnell", "person:mitch-mcconnell"),
            ("the secretary general of the People's Party, Pablo Carranza Ruiz", "Pablo Carranza Ruiz", ""),
            ("President of Russia Vladimir Putin", "Vladimir Putin", "person:vladimir-putin"),
            ("the secretary of state Antony Blinken", "Antony Blinken", "person:antony-blinken"),
            ("House of Representatives Speaker Nancy Pelosi", "Nancy Pelosi", "person:nancy-pelosi"),
        ],
    )
    def test_title_and_its_field_stand_before_their_names(self, words, name, actor_id):
        assert shown(words) == (name, actor_id)

    def test_a_critic_of_one_person_is_not_named_by_another(self):
        assert not shown("a critic of Vladimir Putin, Sergei Lavrov")[1]

    @pytest.mark.parametrize(
        ("words", "name"),
        [
            ("politician Amina Mohamed Abdi", "Amina Mohamed Abdi"),
            ("Vladimir Putin Kowalski", "Vladimir Putin Kowalski"),
        ],
    )
    def test_a_longer_name_is_somebody_elses(self, words, name):
        assert shown(words) == (name, "")

    def test_of_two_out_of_office_the_later_is_meant(self):
        match, _ = in_text("Le Pen conceded to Macron on Sunday.", "Le Pen", "Macron", on=dt.date(2022, 4, 24))
        assert match.actor_id == "person:marine-le-pen"


class TestBodies:
    @pytest.mark.parametrize(
        ("words", "name"),
        [
            ("The Philippine Department of Transportation", "Philippine Department of Transportation"),
            ("The Ministry of Hajj and Umrah", "Ministry of Hajj and Umrah"),
            ("The Department for Transport", "Department for Transport"),
            ("the US Centers for Soil Survey and Repair (CSSR)", "US Centers for Soil Survey and Repair"),
            ("The Seeds Patent Pool", "Seeds Patent Pool"),
            ("The British Seas, Rivers and Lakes Office", "British Seas, Rivers and Lakes Office"),
            ("The governor of Chernihiv Oblast", "governor of Chernihiv Oblast"),
            ("The mayor of Balakliia", "mayor of Balakliia"),
            ("RT Deutsch", "RT Deutsch"),
            ("the CDC and TSA", "CDC and TSA"),
        ],
    )
    def test_names_are_whole(self, words, name):
        assert shown(words) == (name, "")

    def test_the_name_behind_the_comma_is_the_agency(self):
        assert shown("the Israeli intelligence agency, Mossad") == ("Mossad", "body:mossad")

    def test_the_place_of_a_town(self):
        text = "Shells hit the Syrian town of Zakiyah at dawn."
        assert in_text(text, "the Syrian town of Zakiyah")[0].name == "Zakiyah"

    def test_a_writer_for_a_paper(self):
        text = "Lucy Fischer of The Times asked him about it."
        assert in_text(text, "Lucy Fischer of The Times")[0].name == "Lucy Fischer"


class TestStates:
    @pytest.mark.parametrize(
        ("words", "name"),
        [
            ("four Palestinians", "Palestinians"),
            ("thousands of Swedes", "Swedes"),
            ("57 Norwegians", "Norwegians"),
        ],
    )
    def test_people_are_no_state(self, words, name):
        assert shown(words) == (name, "")

    @pytest.mark.parametrize("words", ["Russian Wikipedia", "RT France"])
    def test_what_is_called_after_a_state_is_none(self, words):
        assert shown(words) == (words, "")

    @pytest.mark.parametrize(
        ("words", "code", "actor_id"),
        [
            ("the DPR", "UKR", "territory:donetsk-peoples-republic"),
            ("the Luhansk People's Republic", "UKR", "territory:luhansk-peoples-republic"),
            ("Northern Cyprus", "CYP", "territory:northern-cyprus"),
            ("Shanghai", "CHN", "city:chn-shanghai"),
            ("Ontario", "CAN", "region:can-ontario"),
            ("Kyiv", "UKR", "state:UKR"),
            ("the White House", "USA", "state:USA"),
        ],
    )
    def test_territories_and_towns_have_ids_of_their_own(self, words, code, actor_id):
        (match,) = RESOLVER.resolve(words, on=DAY)
        assert (match.code, match.actor_id) == (code, actor_id)

    @pytest.mark.parametrize(
        ("words", "name"),
        [("the United Arab Emirates (UAE)", "United Arab Emirates"), ("the UAE", "United Arab Emirates")],
    )
    def test_an_acronym_behind_a_state_is_it_too(self, words, name):
        assert shown(words) == (name, "state:ARE")

    @pytest.mark.parametrize(
        ("text", "words", "wanted"),
        [
            ("Kenya said that the country will close its embassy.", "the country", "state:KEN"),
            ("Peru and Chile met, and both countries signed.", "both countries", "state:PER"),
        ],
    )
    def test_the_country_is_named(self, text, words, wanted):
        *_, match = in_text(text, text.split()[0], words, event="AGREE")
        assert (match.actor_id, match.name) == (wanted, RESOLVER.knowledge.entity(wanted).name)

    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("Sanctions by the United Kingdom hit banks in Moscow.", "state:GBR"),
            ("The United Nations sent envoys to Moscow.", "igo:UN"),
        ],
    )
    def test_a_name_cut_short_is_read_whole(self, text, wanted):
        assert in_text(text, "United")[0].actor_id == wanted


class TestSectors:
    @pytest.mark.parametrize(("day", "sector"), [(dt.date(2020, 3, 3), "REB"), (dt.date(2022, 3, 3), "GOV")])
    def test_the_taliban_govern_since_kabul_fell(self, day, sector):
        text = "A bomb killed three fighters of the Taliban near Herat."
        assert in_text(text, "the Taliban", on=day, event="ASSAULT")[0].sector == sector

    @pytest.mark.parametrize(("day", "sector"), [(dt.date(2018, 5, 1), "REB"), (dt.date(2022, 3, 3), "GOV")])
    def test_their_forces_are_rebels_before(self, day, sector):
        text = "Taliban forces took a town near Herat."
        match = in_text(text, "Taliban forces", on=day, event="ASSAULT")[0]
        assert (match.sector, match.name) == (sector, "Taliban" if sector == "REB" else "Taliban government")

    @pytest.mark.parametrize(("day", "sector"), [(dt.date(2018, 8, 1), "MIL"), (dt.date(2022, 8, 1), "GOV")])
    def test_who_commands_and_does_not_govern_yet_is_whom_the_coder_takes_him_for(self, day, sector):
        text = "A council recommends Min Aung Hlaing and five other generals be prosecuted."
        start = text.index("Min")
        mention = ActorMention(
            extent=Extent(0, start, start + 15), role="recipient", event="ASSAULT", sector=("MIL", 0.99)
        )
        ((match,),) = RESOLVER.resolve_all([mention], sentences={0: text}, on=day)
        assert match.sector == sector

    def test_who_is_in_office_governs(self):
        text = "Some 65 Catalan figures - including Pere Aragonès and Carles Puigdemont - were spied on."
        for role in ("actor", "recipient"):
            start = text.index("Pere")
            # The coder takes whoever stands beside a man out of office for one.
            mention = ActorMention(extent=Extent(0, start, start + 13), role=role, event="COERCE", sector=("ELI", 0.9))
            for year, governs in ((2022, True), (2025, False)):
                ((match,),) = RESOLVER.resolve_all([mention], sentences={0: text}, on=dt.date(year, 4, 17))
                assert (match.sector == "GOV") is governs

    def test_a_former_officers_company_is_not_out_of_office(self):
        (match,) = RESOLVER.resolve("a former CIA operative's company", on=DAY)
        assert match.sector != "ELI"
