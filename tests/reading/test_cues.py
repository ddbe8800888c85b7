from multipolar.reading.cues import find_cue


def test_the_telling_cue_wins_over_a_plain_preposition():
    text = "shelled the town for two days in response to the raid"
    at = find_cue(text, 7, len(text) - 4)
    assert at is not None
    assert text[slice(*at)] == "in response to"


def test_no_cue_between_is_none():
    assert find_cue("they met and talked", 9, 12) is None


def test_words_that_only_contain_a_cue_are_none():
    assert find_cue("attack forest overrun", 6, 21) is None
