# ruff: noqa: RUF001 - marks as agencies set them are what the tests are about
"""Word by word or the whole text at once: the same pieces."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.normalizers import Lowercase

from multipolar.reading.onnx import WEIGHTS
from multipolar.reading.tokens import MAX_TOKENS, Tokens, case_class

TOKENIZER = Tokenizer.from_file(str(WEIGHTS / "tokenizer.json"))
TOKENS = Tokens(TOKENIZER)


def at_once(text):
    """Pieces of a text, and words by their offsets, as the tokenizer has them."""
    encoding = TOKENIZER.encode(text, add_special_tokens=False)
    words: dict[int, list[int]] = {}
    for position, word in enumerate(encoding.word_ids[:MAX_TOKENS]):
        words.setdefault(word, []).append(position)
    offsets = [(encoding.offsets[places[0]][0], encoding.offsets[places[-1]][1]) for places in words.values()]
    cases = [
        case_class(text[slice(*where)]) for where, places in zip(offsets, words.values(), strict=True) for _ in places
    ]
    return encoding.ids[:MAX_TOKENS], [places[0] for places in words.values()], offsets, cases


def told(tokens):
    return (
        list(tokens.ids),
        list(tokens.firsts),
        list(zip(tokens.starts, tokens.ends, strict=True)),
        list(tokens.cases),
    )


@given(
    st.lists(
        st.text(st.sampled_from("ab cZ9 .,’–…_-@£ÀßİŉǅÉ[SEP]\u0301\t\u00a0\u200b中—“'\"")) | st.text(max_size=20),
        max_size=5,
    )
)
@example(['The Ünal–Čapek talks in Łódź ("failed"), İzmir’s mayor said…', "Only [SEP] £5m", "", " "])
@example(["word " * MAX_TOKENS, "antidisestablishmentarianism " * 120, "a" * 150])
def test_sentences_have_the_pieces_that_the_tokenizer_gives_the_whole_text(texts):
    assert [told(tokens) for tokens in TOKENS.sentences(texts)] == [at_once(text) for text in texts]


def test_words_are_forgotten_when_there_are_too_many_and_read_again(monkeypatch):
    tokens = Tokens(TOKENIZER)
    texts = ["Kenya recalled its ambassador.", "Uganda recalled its envoy."]
    before = tokens.sentences(texts)
    monkeypatch.setattr("multipolar.reading.tokens._REMEMBERED", 2)
    assert [tokens.sentences([text])[0] for text in texts * 2] == before * 2


@pytest.mark.parametrize("change", ["normalizer", "marks"])
def test_a_tokenizer_with_rules_of_its_own_reads_whole_texts(change):
    own = Tokenizer.from_str(TOKENIZER.to_str())
    if change == "normalizer":
        own.normalizer = Lowercase()
    else:
        own.add_tokens(["new york"])
    text = "In New York, the Čapek brothers met."
    (tokens,) = Tokens(own).sentences([text])
    assert list(tokens.ids) == own.encode(text, add_special_tokens=False).ids
