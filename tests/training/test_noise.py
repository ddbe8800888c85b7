"""What is changed in passages while they are learnt from, and what must not be."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="training alone needs torch (pip install --group train)")

from multipolar.reading.labels import DIGIT, LOWER, MIXED, PUNCT, TITLE, UPPER  # noqa: E402

from noise import MASK, hidden, recased, unnamed  # noqa: E402


def test_only_words_are_hidden():
    torch.manual_seed(1)
    ids = torch.tensor([[101, 2000, 3000, 102, 2000, 102, 0, 0]]).repeat(2000, 1)
    out = hidden(ids, 0.25)
    words = ids > MASK
    assert torch.equal(out[~words], ids[~words])
    assert set(out[words].tolist()) == {MASK, 2000, 3000}
    assert (out[words] == MASK).float().mean().item() == pytest.approx(0.25, abs=0.02)
    assert torch.equal(hidden(ids, 0.0), ids)


def test_passages_are_read_in_other_letters_as_a_whole():
    torch.manual_seed(1)
    cases = torch.tensor([[0, LOWER, TITLE, UPPER, MIXED, DIGIT, PUNCT, LOWER]]).repeat(4000, 1)
    names = torch.ones_like(cases)
    out, known = recased(cases, names, 0.4)
    assert torch.equal(out[:, [0, 5, 6]], cases[:, [0, 5, 6]])  # padding, digits and marks have no letters
    words = out[:, [1, 2, 3, 4, 7]]
    small, capital = (words == LOWER).all(1), (words == UPPER).all(1)
    headline = (words[:, [0, 4]] == TITLE).any(1)
    assert (words[headline][:, 1:4] == torch.tensor([TITLE, UPPER, MIXED])).all()
    for chosen, share in ((small, 0.1), (capital, 0.1), (headline, 0.2 * (1 - 0.2**2))):
        assert chosen.float().mean().item() == pytest.approx(share, abs=0.02)
    assert torch.equal(known, names * ~small[:, None])
    same, still = recased(cases, names, 0.0)
    assert torch.equal(same, cases)
    assert torch.equal(still, names)


def test_names_are_left_out_of_a_passage_as_a_whole():
    torch.manual_seed(1)
    out = unnamed(torch.full((4000, 5), 3), 0.25)
    assert set(map(tuple, out.tolist())) == {(0,) * 5, (3,) * 5}
    assert (out[:, 0] == 0).float().mean().item() == pytest.approx(0.25, abs=0.03)
