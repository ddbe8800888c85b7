from __future__ import annotations

import gc
import sys
import threading
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stub_cli import StubCoder, StubResolver, stub_pipeline

from multipolar import api
from multipolar.errors import InputError, ModelError
from multipolar.pipeline import Pipeline, PipelineOptions
from multipolar.reports import make_report


def reports(*texts):
    return [make_report(text, id=str(number)) for number, text in enumerate(texts)]


def ids(stream):
    return [coded.report.id for coded in stream]


def test_reports_come_out_in_order():
    chain = Pipeline(StubCoder(), StubResolver(), options=PipelineOptions(reports=2))
    assert ids(chain.stream(reports(*["Russia met China."] * 5))) == ["0", "1", "2", "3", "4"]


def test_one_bad_report_costs_only_itself():
    errors = []
    stream = stub_pipeline().stream(
        reports("Russia met China.", "unreadable", "unresolvable met", "China met India."), on_error=errors.append
    )
    assert ids(stream) == ["0", "3"]
    assert [error.where for error in errors] == ["report 1", "report 2"]
    assert "RuntimeError: cannot read this" in errors[0].what
    assert "ZeroDivisionError" in errors[1].what


def test_without_anybody_to_tell_the_error_is_raised():
    with pytest.raises(InputError, match="cannot be coded"):
        list(stub_pipeline().stream(reports("unreadable")))


def test_a_broken_coder_stops_the_stream():
    class Broken(StubCoder):
        def read(self, _passages):
            raise ModelError("no weights")

    errors = []
    with pytest.raises(ModelError):
        list(Pipeline(Broken(), StubResolver()).stream(reports("a met b", "c met d"), on_error=errors.append))
    assert errors == []


def test_the_next_group_is_read_while_one_is_used():
    class Slow(StubCoder):
        reading = threading.Event()

        def read(self, passages):
            if any("second" in text for passage in passages for text in passage.sentences):
                self.reading.set()
            return super().read(passages)

    chain = Pipeline(Slow(), StubResolver(), options=PipelineOptions(reports=1))
    stream = chain.stream(reports("the first one", "the second one", "the third one"))
    next(stream)
    assert Slow.reading.wait(timeout=10)
    stream.close()


def test_a_stream_left_early_leaves_no_thread():
    chain = Pipeline(StubCoder(), StubResolver(), options=PipelineOptions(reports=1))
    stream = chain.stream(reports(*["Russia met China."] * 9))
    next(stream)
    stream.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("multipolar-reading")]


class Stoppable(StubCoder):
    def __init__(self):
        super().__init__()
        self.stopped = 0

    def stop(self):
        self.stopped += 1


def test_a_stream_that_is_left_stops_no_coder_that_another_reads_with():
    coder = Stoppable()
    chains = [Pipeline(coder, StubResolver(), options=PipelineOptions(first=1, reports=1)) for _ in range(2)]
    outer = chains[0].stream(reports(*["Russia met China."] * 8))
    next(outer)
    inner = chains[1].stream(reports(*["China met India."] * 8))
    next(inner)
    inner.close()
    assert coder.stopped == 0
    next(outer)
    outer.close()
    assert coder.stopped == 1


def _interpreter():
    return gc.get_threshold(), sys.getswitchinterval(), gc.get_freeze_count()


def test_the_interpreter_is_as_it_was_once_the_last_stream_ends_or_is_left():
    before = _interpreter()
    streams = [stub_pipeline().stream(reports(*["Russia met China."] * 3)) for _ in range(3)]
    for stream in streams:
        next(stream)
    assert gc.get_threshold()[0] > before[0][0]
    assert sys.getswitchinterval() < before[1]
    list(streams[0])
    streams[1].close()
    assert gc.get_threshold()[0] > before[0][0]
    del stream, streams
    gc.collect()
    assert _interpreter() == before


def test_who_turned_collecting_off_or_froze_objects_keeps_it_so():
    before = gc.get_threshold()
    gc.set_threshold(0, 5, 5)
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        stream = stub_pipeline().stream(reports("Russia met China.", "China met India."))
        next(stream)
        assert gc.get_threshold()[0] == 0
        stream.close()
        assert gc.get_threshold() == (0, 5, 5)
        assert 0 < gc.get_freeze_count() <= frozen
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


def test_debugging_shows_the_fault_itself(monkeypatch):
    monkeypatch.setenv("MULTIPOLAR_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        list(stub_pipeline().stream(reports("unresolvable met")))


@given(st.lists(st.integers(0, 30), max_size=40), st.integers(1, 7), st.integers(1, 60))
@example([0] * 6, 2, 14)
def test_a_stream_holds_no_more_than_three_groups(lengths, most, characters):
    taken = given_out = 0
    held = []

    def source():
        nonlocal taken
        for number, length in enumerate(lengths):
            taken += 1
            yield make_report("x" * length + " China.", id=str(number))

    chain = Pipeline(StubCoder(), StubResolver(), options=PipelineOptions(reports=most, characters=characters))
    for _ in chain.stream(source()):
        held.append(taken - given_out)
        given_out += 1
    assert given_out == len(lengths)
    # Two groups that are read, the one that is resolved, and the report that showed the last to be full.
    assert all(count <= 3 * most + 1 for count in held)


# --- The Python interface over the same ---


@pytest.fixture(autouse=True)
def _stubbed():
    with mock.patch.object(api, "pipeline", stub_pipeline):
        yield


def test_code_takes_a_text():
    coded = api.code("Russia met China.", published="2025-05-09", title="Talks", source="Desk", id="x")
    assert (coded.report.id, coded.report.title, coded.report.source) == ("x", "Talks", "Desk")
    assert [event.type for event in coded.events] == ["CONSULT"]


def test_code_takes_ready_split_sentences():
    coded = api.code(sentences=["No.", "Russia met China."])
    assert coded.events[0].sentence == 1


def test_coding_twice_gives_the_same():
    assert api.code("Russia met China.") == api.code("Russia met China.")


def test_stream_takes_texts_mappings_and_records():
    ready = make_report("China met India.", id="ready")
    coded = list(api.stream(["Russia met China.", {"text": "Russia bombed Kyiv.", "id": "m"}, ready]))
    assert [each.report.id for each in coded][1:] == ["m", "ready"]


@pytest.mark.parametrize(
    ("item", "message"),
    [(7, "from int"), ({"txt": "a"}, "unknown field 'txt'"), ({"text": ""}, "no text"), ("", "no text")],
)
def test_stream_tells_what_is_no_report_and_goes_on(item, message):
    errors = []
    coded = list(api.stream(["Russia met China.", item, "China met India."], on_error=errors.append))
    assert len(coded) == 2
    (error,) = errors
    assert message in error.what
    assert error.where == "item 2"
    with pytest.raises(InputError, match=message):
        list(api.stream([item]))


def test_resolve_names_who_is_meant():
    found = api.resolve("German Chancellor Angela Merkel", published="2015-02-18")
    assert (found.phrase.code, found.phrase.sector) == ("DEU", "GOV")
