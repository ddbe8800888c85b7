"""The resolving room as a whole, with readings such as a coder gives."""

import dataclasses
import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multipolar.errors import EvidenceError, ModelError
from multipolar.ontology import EVENT_TYPES, MODES, RELATION_TYPES, SECTORS, STATUSES, score
from multipolar.records import (
    DraftCause,
    DraftClaim,
    DraftEvent,
    DraftRelation,
    Extent,
    Mention,
    Reading,
    Report,
    Sentence,
)
from multipolar.resolving import ResolveOptions, Resolver

RESOLVER = Resolver()


def report(*sentences, published=None, title=None, at="r1"):
    text, marks, end = "\n".join(sentences), [], 0
    if title is not None:
        marks.append(Sentence(0, 0, len(title), "title"))
    for sentence in sentences:
        marks.append(Sentence(len(marks), end, end + len(sentence)))
        end += len(sentence) + 1
    day = dt.date.fromisoformat(published) if published else None
    return Report(at, text, tuple(marks), title=title, published=day)


def extent(document, words, sentence=0):
    start = document.sentence_text(sentence).index(words)
    return Extent(sentence, start, start + len(words))


def mention(document, words, sentence=0, **more):
    return Mention(extent(document, words, sentence), **more)


def event(document, trigger, sentence=0, kind="ASSAULT", mode=None, status="occurred", **roles):
    def group(words):
        return tuple(mention(document, *((w,) if isinstance(w, str) else w)) for w in words)

    fixed = {name: group(roles.pop(name)) for name in ("actors", "recipients") if name in roles}
    single = {name: group([value])[0] for name, value in roles.items()}
    return DraftEvent(kind, mode, status, extent(document, trigger, sentence), **fixed, **single)


def code(document, *events, **more):
    return RESOLVER.code(document, Reading(tuple(events), **more))


def test_an_event_is_coded_with_codes_day_place_and_scores():
    document = report("Russian forces shelled Kharkiv in Ukraine on Monday, officials said.", published="2024-05-15")
    draft = event(
        document,
        "shelled",
        mode="heavy-weapons",
        actors=["Russian forces"],
        recipients=["Ukraine"],
        place="Kharkiv",
        time="on Monday",
        attribution="officials",
    )
    [coded] = code(document, draft).events
    assert [(a.code, a.sector, a.span.text) for a in coded.actors] == [("RUS", "MIL", "Russian forces")]
    assert [a.code for a in coded.recipients] == ["UKR"]
    assert (coded.place.country, coded.place.precision, coded.place.inferred) == ("UKR", "city", False)
    assert coded.place.lat == pytest.approx(50, abs=0.5)
    assert (coded.time.iso, coded.time.span.text, coded.time.inferred) == ("2024-05-13", "on Monday", False)
    assert (coded.quad, coded.plover) == ("material conflict", "ASSAULT")
    assert coded.score == score("ASSAULT", "heavy-weapons")
    assert coded.attribution[0].span.text == "officials"
    assert coded.sentence == 0


def test_names_introduced_earlier_help_later_ones():
    document = report(
        "Foreign Minister Wang Yi of China arrived in Nairobi.", "Wang met Kenyan leaders.", published="2024-01-10"
    )
    first = event(document, "arrived", kind="CONSULT", mode="visit", actors=["Foreign Minister Wang Yi of China"])
    second = event(document, "met", 1, kind="CONSULT", actors=[("Wang", 1)], recipients=[("Kenyan leaders", 1)])
    coded = code(document, first, second).events
    assert coded[1].actors[0].code == "CHN"


def test_a_pronoun_beside_the_one_whom_it_takes_up_is_no_second_actor():
    document = report("Ghana's army denied that it had shelled Lome.", published="2023-09-13")
    draft = event(document, "shelled", actors=["Ghana's army", "it"], recipients=["Lome"])
    (only,) = code(document, draft).events
    assert [actor.span.text for actor in only.actors] == ["Ghana's army"]


def test_the_two_sides_of_one_country_are_two():
    document = report(
        "The Sudanese army and the Rapid Support Forces fought on.",
        "Both sides looted markets, the doctors said.",
        published="2023-09-13",
    )
    fight = event(document, "fought", actors=["The Sudanese army", "the Rapid Support Forces"])
    _, looting = code(document, fight, event(document, "looted", 1, kind="COERCE", actors=[("Both sides", 1)])).events
    assert {(actor.code, actor.sector) for actor in looting.actors} == {("SDN", "MIL"), ("SDN", "REB")}


def test_reciprocal_events_keep_all_sides_in_actors():
    document = report("China and Russia held talks in Moscow.", published="2025-05-08")
    [coded] = code(
        document, event(document, "talks", kind="CONSULT", actors=["China", "Russia"], place="Moscow")
    ).events
    assert [actor.code for actor in coded.actors] == ["CHN", "RUS"]
    assert coded.recipients == ()


def test_a_report_without_a_date_gets_the_one_that_its_text_gives_away_and_says_so():
    document = report(
        "Putin and Xi met a day before the 80th anniversary of the Soviet victory over Nazi Germany.",
        "Talks were held at the Kremlin.",
    )
    coded = code(document, event(document, "met", kind="CONSULT", actors=["Putin", "Xi"]))
    assert coded.report.published == dt.date(2025, 5, 8)
    assert coded.report.id == document.id
    assert any("inferred" in note and "2025-05-08" in note for note in coded.report.notes)
    untouched = Resolver(ResolveOptions(infer_dates=False)).code(document, Reading())
    assert untouched.report == document


def test_an_event_without_a_time_takes_the_day_of_the_report_and_never_a_time_told_of_another():
    document = report("The government rejected a request for a march on 15 November.", published="2021-10-12")
    rejected = event(document, "rejected", kind="REJECT", actors=["government"])
    marched = event(document, "march", kind="PROTEST", status="planned", time="on 15 November")
    by_report, told = code(document, rejected, marched).events
    assert (by_report.time.iso, by_report.time.inferred, by_report.time.span) == ("2021-10-12", True, None)
    assert by_report.time.confidence < 0.7
    assert (told.time.iso, told.time.inferred, told.time.span.text) == ("2021-11-15", False, "on 15 November")
    assert Resolver(ResolveOptions(infer_times=False)).code(document, Reading((rejected,))).events[0].time is None


def test_a_time_that_the_coder_cuts_short_is_read_whole():
    document = report(
        "A day before the 75th anniversary of the end of the Second World War in Europe, the ministers met.",
        published="2020-05-09",
    )
    coded = code(document, event(document, "met", kind="CONSULT", actors=["ministers"], time="A day before the 75th"))
    time = coded.events[0].time
    assert time.iso == "2020-05-07"
    assert time.span.text.startswith("A day before the 75th anniversary of the end of")


def test_without_any_date_there_is_no_time():
    document = report("Rebels attacked a convoy yesterday.")
    [coded] = code(document, event(document, "attacked", actors=["Rebels"], time="yesterday")).events
    assert coded.time is None


def test_a_place_untold_is_a_sides_country_and_never_a_town_told_of_another():
    document = report(
        "Moscow accused Warsaw of lying about the talks in Geneva.",
        "In Goma rebels killed two soldiers.",
        published="2025-01-27",
    )
    drafts = [
        event(document, "accused", kind="ACCUSE", mode="allege", actors=["Moscow"], recipients=["Warsaw"]),
        event(document, "killed", 1, actors=[("rebels", 1)], place=("Goma", 1)),
    ]
    accused, killed = code(document, *drafts).events
    assert (accused.place.precision, accused.place.inferred, accused.place.span) == ("country", True, None)
    assert accused.place.country == "RUS"
    assert accused.place.confidence < 0.5
    assert (killed.place.name, killed.place.country, killed.place.inferred) == ("Goma", "COD", False)
    bare = Resolver(ResolveOptions(infer_places=False)).code(document, Reading(tuple(drafts)))
    assert [item.place and item.place.name for item in bare.events] == [None, "Goma"]


def test_a_side_of_several_countries_gives_no_place():
    document = report("France and Germany signed an accord.", published="2024-02-01")
    [coded] = code(document, event(document, "signed", kind="SUPPORT", actors=["France", "Germany"])).events
    assert coded.place is None


def test_a_place_that_nobody_knows_is_kept_without_a_country():
    document = report("Two men fought in Xyzzyville.", published="2024-02-01")
    [coded] = code(document, event(document, "fought", actors=["Two men"], place="Xyzzyville")).events
    assert (coded.place.country, coded.place.span.text) == (None, "Xyzzyville")
    assert coded.place.confidence < 0.5


def test_an_event_without_anybody_is_still_one():
    document = report("Protests spread.", published="2024-02-01")
    [coded] = code(document, event(document, "Protests", kind="PROTEST")).events
    assert (coded.actors, coded.recipients) == ((), ())


def test_titles_are_quoted_from_the_title():
    document = report("The visit ended.", title="Macron visits Algiers", published="2022-08-25")
    [coded] = code(document, event(document, "visits", kind="CONSULT", mode="visit", actors=["Macron"])).events
    assert (coded.trigger.field, coded.trigger.text) == ("title", "visits")
    assert coded.actors[0].span.field == "title"


def test_symmetric_relations_have_all_sides_in_one_place():
    document = report("The war between Russia and Ukraine made Moscow depend on Beijing.", published="2024-02-01")
    war = DraftRelation("WAR", extent(document, "war"), (mention(document, "Russia"),), (mention(document, "Ukraine"),))
    need = DraftRelation(
        "DEPENDENCE",
        extent(document, "depend"),
        (mention(document, "Moscow"),),
        (mention(document, "Beijing"),),
        "rising",
    )
    first, second = RESOLVER.code(document, Reading(relations=(war, need))).relations
    assert [actor.code for actor in first.a] == ["RUS", "UKR"]
    assert first.b == ()
    assert ([actor.code for actor in second.a], [actor.code for actor in second.b]) == (["RUS"], ["CHN"])
    assert second.trend == "rising"


def test_nothing_stands_between_one_actor_alone_but_two_may_share_a_word():
    document = report("Tensions with Iran rose. Both countries talked of a pact.", published="2024-02-01")
    alone = DraftRelation("RIVALRY", extent(document, "Tensions"), (mention(document, "Iran"),))
    pact = DraftRelation("ALLIANCE", extent(document, "pact"), (mention(document, "Iran"),), (), "rising")
    pair = DraftRelation(
        "ALLIANCE", extent(document, "pact"), (mention(document, "Iran"),), (mention(document, "Iran"),)
    )
    drafts = (alone, pact, pair)
    causes = (DraftCause(("relation", 0), ("relation", 1)),)
    coded = RESOLVER.code(document, Reading(relations=drafts, causes=causes))
    assert (coded.relations, coded.causes) == ((), ())
    document = report("Russia and China met. Both countries cherish their alliance.", published="2024-02-01")
    draft = DraftRelation("ALLIANCE", extent(document, "alliance"), (mention(document, "Both countries"),))
    (shared,) = RESOLVER.code(document, Reading(relations=(draft,))).relations
    assert {actor.code for actor in shared.a} == {"RUS", "CHN"}


def test_claims_carry_speakers_stances_and_words():
    document = report("Putin called NATO a threat to Russia.", published="2024-02-01")
    draft = DraftClaim(
        extent(document, "a threat"),
        (mention(document, "Putin"),),
        ((mention(document, "NATO"), "-"), (mention(document, "Russia"), "+")),
    )
    [claim] = RESOLVER.code(document, Reading(claims=(draft,))).claims
    assert (claim.quote.text, claim.speakers[0].code) == ("a threat", "RUS")
    assert [(item.actor.code, item.stance) for item in claim.about] == [("IGO:NATO", "-"), ("RUS", "+")]


def test_a_state_does_not_act_upon_itself():
    document = report("Olaf Scholz apologised for what Germany did.", published="2022-03-03")
    drawn = event(document, "apologised", kind="CONCEDE", actors=["Olaf Scholz"], recipients=["Germany"])
    (coded,) = code(document, drawn).events
    assert coded.recipients == ()


def test_others_act_upon_a_state_whoever_of_its_own_stands_beside_them():
    document = report("Sweden and the Iranian government accuse Iran of killings.", published="2022-03-03")
    actors = ["Sweden", "the Iranian government"]
    drawn = event(document, "accuse", kind="ACCUSE", actors=actors)
    at = document.text.index("accuse Iran") + 7
    there = Mention(Extent(0, at, at + 4))
    (coded,) = code(document, dataclasses.replace(drawn, recipients=(there,))).events
    assert [actor.actor_id for actor in coded.recipients] == ["state:IRN"]


def test_causes_link_ids_and_drop_links_of_a_thing_to_itself():
    document = report("Sanctions followed the invasion.", published="2024-02-01")
    first = event(document, "invasion")
    second = event(document, "Sanctions", kind="SANCTION", mode="discontinue")
    causes = (
        DraftCause(("event", 0), ("event", 1), extent(document, "followed")),
        DraftCause(("event", 0), ("event", 1)),
        DraftCause(("event", 0), ("event", 2)),
    )
    coded = code(document, first, second, first, causes=causes)
    assert len(coded.events) == 2
    [cause] = coded.causes
    assert (cause.cause, cause.effect, cause.cue.text) == (coded.events[0].id, coded.events[1].id, "followed")


def test_drafts_that_say_the_same_of_other_words_are_two_with_ids_of_their_own():
    document = report("Russian police and Russian officers arrested Ivan.", published="2024-02-01")
    one = event(document, "arrested", kind="COERCE", mode="arrest", actors=["Russian police"])
    other = event(document, "arrested", kind="COERCE", mode="arrest", actors=["Russian officers"])
    coded = code(document, one, other, one).events
    assert len(coded) == 2
    assert len({item.id for item in coded}) == 2


def test_ids_follow_from_content():
    def ids(words, **more):
        document = report(words, **more)
        return code(document, event(document, "attacked", actors=["Rebels"])).events[0].id

    base = ids("Rebels attacked a town.", published="2024-02-01")
    assert base == ids("Rebels attacked a town.", published="2024-02-01")
    assert base != ids("Rebels attacked a town.", published="2024-02-01", at="r2")
    assert base != ids("The Rebels attacked a town.", published="2024-02-01")


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        (Reading((DraftEvent("BOMB", None, "occurred", Extent(0, 0, 3)),)), "'BOMB', which is no event type"),
        (Reading((DraftEvent("ASSAULT", "visit", "occurred", Extent(0, 0, 3)),)), "no mode of ASSAULT"),
        (Reading((DraftEvent("ASSAULT", None, "maybe", Extent(0, 0, 3)),)), "no status"),
        (Reading(claims=(DraftClaim(Extent(0, 0, 3), (Mention(Extent(0, 0, 3), sector=("X", 1.0)),)),)), "no sector"),
        (Reading(relations=(DraftRelation("LOVE", Extent(0, 0, 3)),)), "no relation type"),
        (Reading(relations=(DraftRelation("WAR", Extent(0, 0, 3), trend="up"),)), "no trend"),
        (Reading(claims=(DraftClaim(Extent(0, 0, 3), (), ((Mention(Extent(0, 0, 3)), "?"),)),)), "no stance"),
        (Reading(causes=(DraftCause(("event", 0), ("event", 1)),)), "links event 0"),
    ],
)  # fmt: skip
def test_labels_that_the_ontology_lacks_are_an_error_of_the_model(reading, said):
    with pytest.raises(ModelError, match=said):
        RESOLVER.code(report("One two three."), reading)


def test_an_extent_outside_its_sentence_is_an_error():
    with pytest.raises(EvidenceError):
        RESOLVER.code(report("One two three."), Reading((DraftEvent("AID", None, "occurred", Extent(0, 5, 99)),)))


# --- Any reading of any report ---------------------------------------------------------------------------------------

PIECES = """Russia Moscow Putin he both leaders the two countries police in Kharkiv on Monday in May 2014 yesterday said
the United Nations ( UN ) rebels attacked , and sanctions off Gibraltar 's Beijing Xi Jinping at the border February 30
US Hezbollah militants – “quote” Ürümqi émigré 北京 the 80th anniversary . a day before""".split()  # noqa: RUF001, SIM905 - what texts hold, in a list that stays readable
LINES = st.one_of(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map(" ".join), st.text(min_size=1, max_size=50)
)


@st.composite
def reports(draw):
    sentences = draw(st.lists(LINES, min_size=1, max_size=4))
    title = draw(st.none() | LINES)
    day = draw(st.none() | st.dates(dt.date(1995, 1, 1), dt.date(2030, 1, 1)))
    return report(*sentences, title=title, published=day.isoformat() if day else None)


@st.composite
def extents(draw, document):
    sentence = draw(st.sampled_from(document.sentences))
    length = sentence.end - sentence.start
    start = draw(st.integers(0, length - 1))
    return Extent(sentence.index, start, draw(st.integers(start + 1, length)))


@st.composite
def mentions(draw, document):
    sector = draw(st.none() | st.tuples(st.sampled_from(sorted(SECTORS)), st.floats(0, 1)))
    others = draw(st.lists(st.tuples(extents(document), st.floats(0, 1)), max_size=2))
    return Mention(draw(extents(document)), tuple(others), sector, draw(st.floats(0, 1)))


@st.composite
def coded_reports(draw):
    document = draw(reports())
    groups = st.lists(mentions(document), max_size=3).map(tuple)
    single = st.none() | mentions(document)
    events = []
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(EVENT_TYPES))
        mode = draw(st.sampled_from((None, *MODES[kind])))
        status = draw(st.sampled_from(STATUSES))
        trigger = draw(extents(document))
        parts = [draw(groups), draw(groups), draw(single), draw(single), draw(single)]
        events.append(DraftEvent(kind, mode, status, trigger, *parts, draw(st.floats(0, 1))))
    if events and draw(st.booleans()):
        events.append(events[0])
    relations = [
        DraftRelation(draw(st.sampled_from(RELATION_TYPES)), draw(extents(document)), draw(groups), draw(groups))
        for _ in range(draw(st.integers(0, 2)))
    ]
    claims = [
        DraftClaim(
            draw(extents(document)), draw(groups), tuple((m, draw(st.sampled_from("+-0"))) for m in draw(groups))
        )
        for _ in range(draw(st.integers(0, 2)))
    ]
    ends = [("event", i) for i in range(len(events))] + [("relation", i) for i in range(len(relations))]
    causes = [
        DraftCause(draw(st.sampled_from(ends)), draw(st.sampled_from(ends)), draw(st.none() | extents(document)))
        for _ in range(draw(st.integers(0, 3)) if ends else 0)
    ]
    return document, Reading(tuple(events), tuple(relations), tuple(claims), tuple(causes))


def spans_of(coded):
    for item in coded.events:
        yield item.trigger
        yield from (actor.span for actor in (*item.actors, *item.recipients, *item.attribution))
        yield from (record.span for record in (item.place, item.time) if record is not None and record.span is not None)
    for item in coded.relations:
        yield item.trigger
        yield from (actor.span for actor in (*item.a, *item.b))
    for item in coded.claims:
        yield item.quote
        yield from (actor.span for actor in (*item.speakers, *(about.actor for about in item.about)))
    yield from (item.cue for item in coded.causes if item.cue is not None)


@settings(max_examples=100, deadline=None)
@given(coded_reports())
def test_any_reading_gives_verified_unique_and_repeatable_records(case):
    document, reading = case
    coded = RESOLVER.code(document, reading)
    assert coded == RESOLVER.code(document, reading)
    for span in spans_of(coded):
        assert document.field_text(span.field)[span.start : span.end] == span.text
    ids = [item.id for group in (coded.events, coded.relations, coded.claims, coded.causes) for item in group]
    assert len(ids) == len(set(ids))
    known = {item.id for item in (*coded.events, *coded.relations)}
    assert all({cause.cause, cause.effect} <= known and cause.cause != cause.effect for cause in coded.causes)
    assert len(coded.events) <= len(reading.events)
    for item in coded.events:
        assert 0 <= item.confidence <= 1
        assert item.time is None or item.time.start <= item.time.end
        assert item.place is None or 0 <= item.place.confidence <= 1
        assert all(0 <= actor.confidence <= 1 and actor.code for actor in (*item.actors, *item.recipients))


def test_a_report_as_long_as_a_book_takes_time_in_step_with_its_length():
    def seconds(size):
        said = [f"Kenyan officials said police killed {i} protesters in Mombasa on Friday." for i in range(size)]
        document = report(*said, published="2024-07-02")
        drafts = [
            event(document, "killed", sentence=i, actors=[("police", i)], recipients=[("protesters", i)])
            for i in range(size)
        ]
        started = time.process_time()
        coded = code(document, *drafts)
        assert {actor.code for item in coded.events for actor in item.actors} == {"KEN"}
        return time.process_time() - started

    seconds(50)
    assert seconds(1600) < 8 * seconds(400) + 0.5


def test_a_span_that_cuts_a_name_means_the_whole_name():
    document = report("Troops of Sri Lanka and of India met.", published="2024-02-01")
    coded = code(document, event(document, "met", kind="CONSULT", actors=["Sri", "India"]))
    assert [actor.code for actor in coded.events[0].actors] == ["LKA", "IND"]


def test_each_side_of_a_relation_names_an_actor_once():
    document = report("Iran, or rather Tehran, is at odds with Israel.", published="2024-02-01")
    sides = (mention(document, "Iran"), mention(document, "Tehran"))
    rivalry = DraftRelation("RIVALRY", extent(document, "at odds"), sides, (mention(document, "Israel"),))
    (relation,) = RESOLVER.code(document, Reading(relations=(rivalry,))).relations
    assert [actor.code for actor in relation.a] == ["IRN", "ISR"]


def test_a_year_that_only_dates_a_noun_is_not_the_time_of_what_is_done_with_it():
    document = report("North Korea scrapped its 2018 military accord with South Korea.", published="2024-02-01")
    coded = code(document, event(document, "scrapped", kind="SANCTION", actors=["North Korea"], time="2018"))
    assert coded.events[0].time.iso == "2024-02-01"
    document = report("He was killed during the 2011 revolution.", published="2024-02-01")
    coded = code(document, event(document, "killed", recipients=["He"], time="2011"))
    assert coded.events[0].time.iso == "2011"


def test_days_without_a_year_follow_a_full_date_of_a_report_without_a_date():
    document = report(
        "He spoke at length of the talks.", "They began on 3 March 2015 in Oslo.", "They broke off on 9 April."
    )
    drafted = event(document, "broke off", sentence=2, kind="REJECT", time=("on 9 April", 2))
    (told,) = Resolver(ResolveOptions(infer_dates=False)).code(document, Reading((drafted,))).events
    assert told.time.iso == "2015-04-09"


@pytest.mark.parametrize(("status", "day"), [("occurred", "2024-04-08"), ("planned", "2024-04-15")])
def test_weekdays_of_a_report_without_a_date_lean_as_their_event_does(status, day):
    document = report("The embassy closed after the talks of 12 April 2024.", "Kharkiv was shelled on Monday.")
    drafted = event(document, "shelled", sentence=1, status=status, recipients=[("Kharkiv", 1)], time=("on Monday", 1))
    (told,) = Resolver(ResolveOptions(infer_dates=False)).code(document, Reading((drafted,))).events
    assert told.time.iso == day


def test_how_long_somebody_is_banned_runs_on_from_the_ban():
    document = report("The court banned him for two years.", published="2024-05-10")
    coded = code(document, event(document, "banned", kind="COERCE", recipients=["him"], time="for two years"))
    assert (coded.events[0].time.start.year, coded.events[0].time.end.year) == (2024, 2026)
