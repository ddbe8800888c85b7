"""The shipped coder on texts of our own."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from multipolar.errors import ModelError
from multipolar.ontology import EVENT_TYPES, STATUSES
from multipolar.reading import OnnxCoder, load_coder, read_all
from multipolar.reading.onnx import WEIGHTS
from multipolar.records import Passage
from multipolar.reports import make_report

TEXTS = [
    "Russian President Vladimir Putin met Chinese leader Xi Jinping in Moscow on Thursday.",
    "Protesters clashed with police in Nairobi. They threw stones and burned cars.",
    "The committee published its annual report on rainfall.",
    "France will send armoured vehicles to Ukraine, President Emmanuel Macron said, but has refused to send troops.",
    "Iran seized a tanker in the Strait of Hormuz, and Britain condemned the seizure.",
]


@pytest.fixture(scope="module")
def coder():
    return load_coder()


def test_what_a_report_says_does_not_depend_on_its_neighbours(coder):
    together = [reading for _, reading in read_all(coder, [make_report(text) for text in TEXTS])]
    alone = [reading for text in TEXTS for _, reading in read_all(coder, [make_report(text)])]
    assert together == alone


def test_passages_of_one_length_are_linked_together_as_they_are_alone(coder):
    texts = [text.replace("Nairobi", city) for text in TEXTS[1:2] for city in ("Nairobi", "Kampala", "Harare")]
    passages = [Passage((text,), (0,)) for text in texts]
    words = [len(coder.tokens.passage(coder.tokens.sentences([text])).firsts) for text in texts]
    assert len(set(words)) == 1
    together = coder.read(passages)
    assert all(reading.events for reading in together)
    assert together == [coder.read([passage])[0] for passage in passages]


def test_how_many_batches_are_read_before_they_are_linked_does_not_matter(coder, monkeypatch):
    passages = [Passage((text,), (0,)) for text in TEXTS]
    together = coder.read(passages)
    assert sum(bool(reading.events) for reading in together) > 1
    monkeypatch.setattr("multipolar.reading.onnx._WAVE", 1)
    assert coder.read(passages) == together


def test_the_threads_do_not_change_what_is_read(coder):
    passages = [Passage((text,), (0,)) for text in TEXTS]
    assert OnnxCoder(threads=1).read(passages) == coder.read(passages) == OnnxCoder(threads=3).read(passages)


def test_those_who_read_at_the_same_time_read_the_same(coder):
    passages = [Passage((text,), (0,)) for text in TEXTS * 4]
    alone = coder.read(passages)
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(coder.read, [passages] * 6)) == [alone] * 6


def test_plain_events_are_found_with_their_words(coder):
    report = make_report(TEXTS[0])
    ((_, reading),) = read_all(coder, [report])
    (meeting,) = [event for event in reading.events if event.type == "CONSULT"]
    assert report.span(meeting.trigger).text == "met"
    assert {report.span(actor.extent).text for actor in meeting.actors} >= {
        "Russian President Vladimir Putin",
        "Chinese leader Xi Jinping",
    }
    assert meeting.status == "occurred"


def test_labels_are_of_the_ontology_and_extents_within_their_sentences(coder):
    for report, reading in read_all(coder, [make_report(" ".join(TEXTS * 3))]):
        assert reading.events
        for event in reading.events:
            assert event.type in EVENT_TYPES
            assert event.status in STATUSES
            assert 0 <= event.confidence <= 1
            for mention in (*event.actors, *event.recipients):
                assert report.span(mention.extent).text


def test_a_text_without_events_gives_none(coder):
    ((_, reading),) = read_all(coder, [make_report(TEXTS[2])])
    assert reading.events == ()


def test_passages_without_words_are_read_as_empty(coder):
    assert coder.read([Passage(("",), (0,)), Passage((), ())])[0].events == ()


def test_context_sentences_are_not_coded_again(coder):
    passage = Passage((TEXTS[0], TEXTS[1]), (4, 5), emit_from=1)
    (reading,) = coder.read([passage])
    assert {event.trigger.sentence for event in reading.events} == {5}


@pytest.mark.parametrize("part", ["coder.onnx", "links.onnx", "tokenizer.json", "coder.json"])
def test_a_missing_part_is_named(tmp_path, part):
    folder = tmp_path / "weights"
    shutil.copytree(WEIGHTS, folder)
    (folder / part).unlink()
    with pytest.raises(ModelError, match=part.replace(".", r"\.")):
        load_coder(folder)


def test_broken_weights_and_other_layouts_are_told(tmp_path):
    folder = tmp_path / "weights"
    shutil.copytree(WEIGHTS, folder)
    config = (folder / "coder.json").read_text()
    (folder / "coder.json").write_text(config.replace('"layout": 2', '"layout": 99'))
    with pytest.raises(ModelError, match="layout 99"):
        load_coder(folder)
    (folder / "coder.json").write_text(config)
    (folder / "coder.onnx").write_bytes(b"not a model")
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_coder(folder)
