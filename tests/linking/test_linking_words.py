from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multipolar.linking.words import RAREST, WIDTH, hashed, numbers, stem, tolls, weigh, weight


@pytest.mark.parametrize(
    "forms",
    [
        ("strike", "strikes", "striking"),
        ("bombed", "bombing", "bombs"),
        ("envoy", "envoys", "envoy's", "envoy\u2019s"),
        ("stopped", "stopping", "stops"),
        ("army", "armies", "ARMIES"),
    ],
)
def test_forms_of_a_word_have_one_stem(forms):
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize("pair", [("press", "pres"), ("Iran", "Iraq"), ("nine", "nines")])
def test_other_words_keep_apart(pair):
    assert stem(pair[0]) != stem(pair[1]) or pair == ("nine", "nines")


def test_rare_words_weigh_more_than_common_ones():
    assert weight("the")[1] < weight("government")[1] < weight("airstrike")[1] < weight("Zchwbrgsk")[1] == RAREST


def test_the_rarest_words_are_kept_and_common_ones_left_out():
    words = weigh("The envoy of the Zchwbrgsk island said that the Zchwbrgsk army would not come")
    assert words[0] == (RAREST, hashed(stem("Zchwbrgsk")))
    assert [value for value, _ in words] == sorted((value for value, _ in words), reverse=True)
    assert hashed("the") not in {key for _, key in words}
    assert len(weigh(" ".join(f"word{chr(97 + n)}x" for n in range(26)))) == WIDTH


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At least 25 people were killed and 40 injured in the blast.", {"killed": 25, "injured": 40}),
        ("A bomb kills twelve people and wounds 1,200 others.", {"killed": 12, "injured": 1200}),
        ("The death toll rises to 89 soldiers.", {"killed": 89}),
        ("Two strikes left thirty dead.", {"killed": 30}),
        ("He was killed in 2014.", {}),
        ("Ministers signed 12 accords.", {}),
        ("Six were wounded; 4 died later.", {"killed": 4, "injured": 6}),
    ],
)
def test_tolls_are_read_off_the_sentence(text, expected):
    assert dict(tolls(text)) == expected


def test_numbers_leave_years_out():
    assert numbers("In 2014, 12 ships and 1,500 men left; 12 came back, 2,000 did not") == (12, 1500, 2000)


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    assert len(weigh(text)) <= WIDTH
    assert all(value >= 0 for value in tolls(text).values())
    assert len(numbers(text)) <= 4
    assert 0 < hashed(text) < 2**32
