from hypothesis import given
from hypothesis import strategies as st

from multipolar.reading import WindowOptions
from multipolar.reading.windows import cut

OPTIONS = WindowOptions(budget=60, context=25, context_sentences=2)


@given(st.lists(st.integers(0, 90), max_size=40))
def test_each_sentence_is_coded_exactly_once_and_in_order(lengths):
    windows = cut(lengths, OPTIONS)
    coded = [i for window in windows for i in range(window.emit_from, window.last)]
    assert coded == list(range(len(lengths)))


@given(st.lists(st.integers(0, 90), max_size=40))
def test_a_window_keeps_to_its_budget_unless_one_sentence_fills_it(lengths):
    for window in cut(lengths, OPTIONS):
        used = sum(lengths[window.first : window.last]) + window.last - window.first
        assert used <= OPTIONS.budget or window.last - window.emit_from == 1
        assert window.emit_from - window.first <= OPTIONS.context_sentences


def test_a_long_report_gives_later_windows_the_sentences_before_them():
    windows = cut([20] * 6, OPTIONS)
    assert [(w.first, w.emit_from, w.last) for w in windows] == [(0, 0, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (4, 5, 6)]
