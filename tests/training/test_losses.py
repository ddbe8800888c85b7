"""The parts of the loss that look for spans, against the same looked for word by word."""

from __future__ import annotations

import random

import pytest

from multipolar.reading.labels import HEADS, LAYERS, PAIRS

torch = pytest.importorskip("torch", reason="training alone needs torch (pip install --group train)")

from losses import _covered, asked, own_runs, runs_of  # noqa: E402 - needs torch
from model import WIDTH, Links  # noqa: E402 - as above
from packing import ACTORS, CAUSE, IGNORE, NONE, TAGGED  # noqa: E402 - as above

OUTSIDE, INSIDE, BEGIN = range(3)


def slowly(tags):
    """(first, last) of each run."""
    runs = []
    for first, tag in enumerate(tags):
        if tag == BEGIN:
            last = first
            while last + 1 < len(tags) and tags[last + 1] == INSIDE:
                last += 1
            runs.append((first, last))
    return runs


def random_tags(generator, words):
    return [generator.choice((OUTSIDE, OUTSIDE, INSIDE, BEGIN)) for _ in range(words)]


@pytest.mark.parametrize("seed", range(20))
def test_runs_are_found_with_their_ends(seed):
    tags = random_tags(random.Random(seed), 12)  # noqa: S311 - any tags
    begins, ends = runs_of(torch.tensor([tags]))
    found = [(i, int(ends[0, i])) for i in range(12) if begins[0, i]]
    assert found == slowly(tags)


@pytest.mark.parametrize("seed", range(40))
def test_what_the_model_marks_beside_true_mentions_is_wrong_and_counted_once(seed):
    generator = random.Random(seed)  # noqa: S311 - any tags
    words, padding = 9, 3
    true = {layer: random_tags(generator, words) for layer in LAYERS}
    own = {layer: random_tags(generator, words) for layer in LAYERS}
    if seed % 2:
        own["inner"] = own["actor"]
    tags = torch.full((1, len(TAGGED), words + padding), IGNORE)
    labels = torch.zeros(1, words + padding, sum(head.size for head in HEADS.values()))
    for number, layer in enumerate(LAYERS):
        tags[0, len(TAGGED) - len(LAYERS) + number, :words] = torch.tensor(true[layer])
        for word, tag in enumerate([*own[layer], *[BEGIN] * padding]):
            labels[0, word, HEADS[layer].start + tag] = 5.0
    marked, ends = own_runs(labels, tags)
    wrong = marked & ~_covered(ends, tags)
    for number, layer in enumerate(LAYERS):
        pool = ("actor", "inner") if layer in {"actor", "inner"} else (layer,)
        covered = {w for name in pool for w in range(words) if true[name][w] != OUTSIDE}
        expected = [run for run in slowly(own[layer]) if not covered & set(range(run[0], run[1] + 1))]
        if layer == "inner":
            expected = [run for run in expected if run not in slowly(own["actor"])]
        found = [(w, int(ends[0, number, w])) for w in range(words + padding) if wrong[0, number, w]]
        assert found == expected


def test_each_question_gets_the_score_of_its_own_head_whatever_is_padding():
    torch.manual_seed(3)
    links = Links(8, 16, 0.0).eval()
    torch.nn.init.normal_(links.reread.scores.weight)
    words = torch.randn(3, 6, WIDTH)
    tags = torch.zeros(3, len(TAGGED), 6, dtype=torch.int64)
    tags[1, :, 4:] = IGNORE
    # Passages with two heads, one (and a question about causes), and none; 0 is padding as well as a word.
    heads = torch.tensor([[0, 3], [2, 0], [0, 0]])
    padding = (0, 0, NONE)
    queries = torch.tensor(
        [[(1, 0, ACTORS), (4, 1, ACTORS), (2, 1, ACTORS)], [(3, 0, ACTORS), (CAUSE, 0, NONE), padding], [padding] * 3]
    )
    with torch.no_grad():
        found = asked(words, links, {"heads": heads, "queries": queries, "tags": tags})
        assert found.shape == (3, 3, 2, 6)
        for row, number in ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1)):
            pair, slot, _ = queries[row, number].tolist()
            alone = links(words, torch.tensor([row]), heads[row, slot : slot + 1], tags[:, -1] != IGNORE)
            expected = alone.view(2, len(PAIRS), 6)[:, pair]
            torch.testing.assert_close(found[row, number], expected, atol=1e-5, rtol=1e-4)
        nothing = {"heads": heads[2:], "queries": queries[2:], "tags": tags[2:]}
        assert asked(words[2:], links, nothing).abs().sum() == 0
