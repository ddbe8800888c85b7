"""Who an incident's sides are, of those that its events name; all words are ours."""

from __future__ import annotations

from linking_samples import FRANCE, INDIA, RUSSIA, UKRAINE, view

from multipolar.linking.parties import parties


def names(*views):
    return tuple([party.name for party in role] for role in parties(views))


def test_who_speaks_of_an_invasion_does_not_invade():
    speaks = "France says that thousands have arrived by bus since the invasion began."
    events = (
        view(speaks, "invasion", actors=(FRANCE,), recipients=(UKRAINE,), confidence=0.9, speakers=("France",)),
        view("They meet for the first time since the invasion.", "invasion", actors=(RUSSIA,), confidence=0.9),
    )
    assert names(*events) == (["Russia"], ["Ukraine"])
    assert names(events[0]) == (["France"], ["Ukraine"]), "an event alone has no other reading"
    assert names(events[0], events[0]) == ([], ["Ukraine"]), "nor does who says it twice"


def test_who_stands_before_the_phrase_that_goes_back_counts_little():
    def beside(quote, side):
        return names(
            view(quote, "bombing", actors=(side,), recipients=(UKRAINE,)),
            view("The Russian bombing of Ukraine goes on.", "bombing", actors=(RUSSIA,), recipients=(UKRAINE,)),
        )[0]

    assert beside("India sends the first tents since the start of the bombing.", INDIA) == ["Russia"]
    assert beside("Shipments to India stop following the bombing.", INDIA) == ["Russia"]
    assert beside("Shipments stop despite the Indian bombing.", INDIA) == ["India", "Russia"], "the phrase names it"
    assert beside("India is blamed after its bombing.", INDIA) == ["India", "Russia"], "the phrase means it"
    assert beside("India sends jets after a bombing.", INDIA) == ["India", "Russia"], "it goes back to nothing"


def test_whom_it_was_done_to_may_be_whom_the_sentence_is_about():
    coup = "India is suspended following the coup."
    assert names(view(coup, "coup", recipients=(INDIA,)), view("A coup it was.", "coup", recipients=(INDIA,))) == (
        [],
        ["India"],
    )
    visit = view("France moves its fleet in response to the visit.", "visit", type="CONSULT", recipients=(FRANCE,))
    told = [view("Envoys visit India.", "visit", type="CONSULT", recipients=(INDIA, FRANCE)[:1]) for _ in range(2)]
    assert names(visit, *told)[1] == ["India"]


def test_one_stray_reading_names_no_side_where_others_agree():
    struck = [view("Shells hit a depot.", "hit", actors=(RUSSIA,), recipients=(UKRAINE,)) for _ in range(2)]
    stray = view("The shells hit at dawn.", "hit", actors=(INDIA,), recipients=(UKRAINE,))
    assert names(*struck, stray) == (["Russia"], ["Ukraine"])
    assert names(struck[0], stray) == (["Russia", "India"], ["Ukraine"]), "one against one is no majority"


def test_who_is_hit_does_not_hit_by_a_weaker_reading():
    hit = view("Shells hit a town.", "hit", actors=(RUSSIA,), recipients=(UKRAINE._replace(sector="CVL"),))
    turned = view("The shelling was over.", "shelling", actors=(RUSSIA, UKRAINE), confidence=0.6)
    assert names(hit, turned) == (["Russia"], ["Ukraine"])
    even = view("The shelling was over.", "shelling", actors=(RUSSIA, UKRAINE))
    assert names(hit, even) == (["Russia", "Ukraine"], ["Ukraine"]), "as well supported: both stand"
    fought = view("They exchanged fire.", "exchanged fire", actors=(RUSSIA, UKRAINE), confidence=0.6)
    assert names(hit, fought) == (["Russia", "Ukraine"], ["Ukraine"]), "they shot at each other"


def test_two_of_one_country_keep_their_names_in_their_roles():
    minister, president = (UKRAINE._replace(name=name, actor_id=f"person:{name}") for name in ("Ada", "Bohdan"))
    vetoed = [
        view("Bohdan vetoed the choice of Ada.", "vetoed", type="REJECT", actors=(president,), recipients=(minister,))
        for _ in range(2)
    ]
    assert names(*vetoed) == (["Bohdan"], ["Ada"])
    late = view("Ada was vetoed.", "vetoed", type="REJECT", recipients=(minister,))
    assert names(*vetoed, late) == (["Bohdan"], ["Ada"])


def test_two_of_whom_each_is_only_named_beside_it_did_it_neither():
    one = view(
        "India goes on with talks despite the Bucha massacre.", "massacre", actors=(INDIA,), recipients=(UKRAINE,)
    )
    other = view("France is angry after the Bucha massacre.", "massacre", actors=(FRANCE,), recipients=(UKRAINE,))
    assert names(one, other) == ([], ["Ukraine"])
    told = view("Russian troops began the massacre.", "massacre", actors=(RUSSIA,), recipients=(UKRAINE,))
    assert names(one, other, told)[0] == ["Russia"]
