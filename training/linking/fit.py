"""Train the pair score of linking on the train half of the labels, and write its weights.

    fit.py LEDGER [--out WEIGHTS] [--threshold X] [--covered] [--compare] [--thresholds X,Y,...]

LEDGER holds the labelled reports, coded (those of ``coverage.py`` too), and all others among which they are to be
linked. Pairs are those of the labelled neighbourhoods whose types may be one incident. Two scores are learned: one for
pairs of reports that both name their outlet, and within one with a title or a long text, from all pairs, and one for
the others, without those. ``--compare`` prints how a logistic model and boosted trees do in cross-validation over
stories; trees are what is written.
``--thresholds`` prints how the labelled events are linked at these thresholds, among all events of the ledger and each
story by trees that have not seen it, nor any story like it: the threshold is chosen on that. Set OMP_NUM_THREADS=1 on a
busy machine.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, log_loss
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import multipolar
from linking.coverage import coverage
from linking.evaluate import show, tally
from linking.goldset import Half, Neighbourhood, load_gold, load_views, locate
from multipolar.linking import FEATURES, features, load_scorer
from multipolar.linking.blocking import candidates
from multipolar.linking.columns import Columns
from multipolar.linking.kinds import FAMILY
from multipolar.linking.linker import Linker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import numpy.typing as npt

    from multipolar.linking.scoring import Scorer
    from multipolar.linking.views import EventView

WEIGHTS = Path(__file__).resolve().parents[2] / "src" / "multipolar" / "linking" / "weights.json"
ROUNDS = 80
SEEDS = 3
"""Forests of which the mean is taken: what one makes of a chance in so few labels, the others do not."""

FOLDS = 8

LIKE = -1.0
"""Log-odds of two events, by the weights that ship, from which on their stories stand in one fold."""

THRESHOLD = 1.25
"""Added log-odds from which on an event joins: of those tried by cross-validation (``--thresholds``), the least at
which 0.93 of the pairs put together are right, those counted that earlier models found, and without coverage."""


class Dataset:
    """The pairs of one half.

    Attributes:
        views: Events of the ledger, in the order of linking.
        joined: The labels, as positions in ``views``.
        values: Features of the pairs.
        same: Whether each is one incident.
        stories: The story of each, named after one of those that are like it.
        story_of: Those names, by story.
    """

    def __init__(self, ledger: Path, half: Half) -> None:
        with multipolar.open(ledger) as opened:
            _, triggers, self.views = load_views(opened)
        self.joined = locate(load_gold(half) + coverage(half), triggers)
        rows = sorted({row for neighbourhood in self.joined for row in neighbourhood.rows})
        place = {row: at for at, row in enumerate(rows)}
        columns = Columns()
        columns.extend([self.views[row] for row in rows])
        # A week's coverage has thousands of pairs, of which those are learned from that linking would compare.
        covering = sorted({row for one in self.joined if one.neighbourhood.chosen == "coverage" for row in one.rows})
        met = {(covering[a], covering[b]) for a, b in candidates([self.views[row] for row in covering])}
        pairs = [
            (place[later], place[earlier], same, one.neighbourhood.story)
            for one in self.joined
            for later, earlier, same in one.pairs()
            if FAMILY[self.views[later].type] == FAMILY[self.views[earlier].type]
            and (one.neighbourhood.chosen != "coverage" or (later, earlier) in met)
        ]
        left, right, same, stories = zip(*pairs, strict=True)
        self.values: npt.NDArray[np.float32] = features(columns, np.array(left), np.array(right))
        self.same: npt.NDArray[np.bool_] = np.array(same)
        told = {place[row]: one.neighbourhood.story for one in self.joined for row in one.rows}
        self.story_of = {one.neighbourhood.story: one.neighbourhood.story for one in self.joined}  # some without events
        self.story_of |= _alike(columns, [self.views[row] for row in rows], told)
        self.stories: npt.NDArray[Any] = np.array([self.story_of[story] for story in stories])


def _alike(columns: Columns, views: Sequence[EventView], told: Mapping[int, str]) -> dict[str, str]:
    """Stories by name, each with the name of one of those that are like it: what one teaches of the other is no test.

    Args:
        columns: The labelled events.
        views: The same.
        told: The story of each, by its row.
    """
    apart = [(later, earlier) for later, earlier in candidates(views) if told[later] != told[earlier]]
    left, right = np.array(apart, np.intp).T
    name = {story: story for story in told.values()}

    def first(story: str) -> str:
        while name[story] != story:
            story = name[story]
        return story

    scores = load_scorer()(features(columns, left, right))
    for at in np.flatnonzero(scores > LIKE):
        name[first(told[int(left[at])])] = first(told[int(right[at])])
    return {story: first(story) for story in name}


AGAINST = (
    *("mode_clash", "status_clash", "actors_clash", "recipients_clash", "sides_swapped", "persons_clash"),
    *("days_apart", "days_clash", "published_apart", "place_clash", "place_far", "country_clash", "numbers_clash"),
    *("toll_clash", "actor_words_clash", "recipient_words_clash", "close_clash", "words_between"),
    *("actor_known_clash", "recipient_known_clash", "news_both", "anew_either", "anew_later"),
)
"""Features that can only speak against one incident."""

FOR = (
    *("type_same", "mode_same", "codes_shared", "actors_same", "recipients_same", "persons_shared", "days_overlap"),
    *("days_exact", "place_same", "words_cosine", "words_contained", "words_rarest", "words_shared", "trigger_same"),
    *("numbers_shared", "trigger_shared", "near_cosine", "near_rarest", "near_told", "actor_words", "recipient_words"),
    *("close_shared", "text_same", "wording_same", "actor_known_same", "recipient_known_same", "definite_both"),
    *("definite_later", "back_later", "relative_later", "place_told", "place_rarest"),
    *("one_act", "resumed", "slain_same", "war_same"),
)
"""Features that can only speak for it."""


STRICT = {
    "close_clash": -2.0,
    **dict.fromkeys(("recipient_words_clash", "numbers_clash", "actors_clash", "actor_known_clash"), -1.0),
    **dict.fromkeys(("persons_clash", "anew_either"), -0.7),
    "sentence_same": -1.0,
    "counted_either": -0.4,
}
"""Log-odds that contradictions take away beyond what is learned: two happenings taken for one do more harm than one
taken for two, and few labelled pairs show each."""

SAID = {"one_act": 2.5, "resumed": 2.5, "slain_same": 6.0, "war_same": 5.0}
"""Log-odds that language gives, or that a thing comes once, beyond what is learned: few labelled pairs show each (4 of
5, 24 of 27, 52 of 52 and 16 of 16 of all that are labelled are one incident)."""

LENIENT = 1.0
"""Log-odds that pairs which are covered have beyond what is learned: in what is labelled of a week's coverage
look-alikes were written on purpose, and there are more of them than in a week of news. With it and :data:`WITHIN` eight
in ten of the pairs put together in cross-validation are right."""

WITHIN = 0.5
"""Log-odds that such pairs of one report have beyond that: what it tells twice is of few happenings."""

_OTHER = ("report_same", 0.5, True)
RULES: tuple[tuple[float, tuple[tuple[str, float, bool], ...]], ...] = (
    # "Claims responsibility for the attack": no words of its own.
    (-2.0, (_OTHER, ("words_least", 0.35, True))),
    # Nothing in common beside the triggers.
    (-0.7, (_OTHER, ("near_cosine", 0.15, True))),
    # Another day's report that does not go back to what was told before ("the", "after", "who was").
    (
        -0.7,
        (
            ("published_apart", 0.1, False),
            *((f"{cue}_later", 0.5, True) for cue in ("definite", "back", "relative")),
        ),
    ),
)
"""Log-odds taken away where all conditions hold: feature, limit, and whether it is at most that or more. Of chronicles,
which tell each happening once; among several outlets they change nothing."""


APART: tuple[tuple[float, tuple[tuple[str, float, bool], ...]], ...] = (
    # "The defence minister stepped down on Friday, two days after the interior minister quit."
    (-3.0, (("sentence_same", 0.5, False), ("days_clash", 0.5, False))),
)
"""As :data:`RULES`, of what is covered."""


def rule(value: float, conditions: Sequence[tuple[str, float, bool]]) -> dict[str, Any]:
    """A rule as a tree of ``weights.json``: its conditions one below the other, and what else there is adds nothing."""
    last = len(conditions)
    ways = [(at + 1, last + 1 + at) if below else (last + 1 + at, at + 1) for at, (*_, below) in enumerate(conditions)]
    leaves = last + 1
    return {
        "feature": [name for name, *_ in conditions] + [None] * leaves,
        "threshold": [limit for _, limit, _ in conditions] + [0.0] * leaves,
        "left": [left for left, _ in ways] + [0] * leaves,
        "right": [right for _, right in ways] + [0] * leaves,
        "value": [0.0] * last + [value] + [0.0] * last,
    }


def trained(data: Dataset, pairs: npt.NDArray[np.bool_], **named: Any) -> dict[str, Any]:  # noqa: ANN401 - as as_json
    """Train on some pairs: a score without those that are covered, and one for these from all."""
    told = data.values[:, FEATURES.index("covered")] == 1
    covered = part(data, pairs)
    weights = {**covered["weights"], "report_same": WITHIN}
    kept = {
        "bias": round(covered["bias"] + LENIENT, 5),
        "weights": weights,
        "trees": covered["trees"] + [rule(*one) for one in APART],
    }
    alone = part(data, pairs & ~told, **named)
    return {**alone, "trees": alone["trees"] + [rule(*one) for one in RULES], "covered": kept}


def part(data: Dataset, pairs: npt.NDArray[np.bool_], **named: Any) -> dict[str, Any]:  # noqa: ANN401 - as as_json
    """The mean of some forests, with what contradicts made to count more."""
    values, same = data.values[pairs], data.same[pairs]
    bodies = [as_json(boosted(seed).fit(values, same), **named) for seed in range(SEEDS)]
    trees = [
        {**tree, "value": [round(at / SEEDS, 5) for at in tree["value"]]} for body in bodies for tree in body["trees"]
    ]
    bias = round(sum(body["bias"] for body in bodies) / SEEDS, 5)
    return {**bodies[0], "bias": bias, "weights": {**STRICT, **SAID}, "trees": trees}


def boosted(seed: int = 0) -> HistGradientBoostingClassifier:
    """Small trees that see a few features each, and may not turn what a feature means around: the labels are few."""
    signs = [-1 if name in AGAINST else 1 if name in FOR else 0 for name in FEATURES]
    return HistGradientBoostingClassifier(
        max_iter=ROUNDS,
        learning_rate=0.1,
        max_leaf_nodes=12,
        min_samples_leaf=15,
        l2_regularization=3.0,
        max_features=0.2,
        monotonic_cst=signs,
        random_state=seed,
    )


def compare(data: Dataset) -> None:
    """Print average precision and log loss of both kinds of model on stories that they did not see."""
    makers: dict[str, Callable[[], Any]] = {
        "logistic": lambda: make_pipeline(StandardScaler(), LogisticRegression(C=0.03, max_iter=3000)),
        "boosted": boosted,
    }
    for name, make in makers.items():
        guessed = np.zeros(len(data.same))
        for seen, unseen in GroupKFold(FOLDS).split(data.values, data.same, data.stories):
            fitted = make().fit(data.values[seen], data.same[seen])
            guessed[unseen] = fitted.predict_proba(data.values[unseen])[:, 1]
        precision, loss = average_precision_score(data.same, guessed), log_loss(data.same, guessed)
        print(f"{name:9} average precision {precision:.3f}, log loss {loss:.3f}")


def kind_of(neighbourhood: Neighbourhood) -> str:
    """``found`` by earlier models, ``coverage`` of one week, or ``gold``."""
    return neighbourhood.chosen if neighbourhood.chosen in {"found", "coverage"} else "gold"


class CrossFitted(Linker):
    """Links all events of a ledger, those of each story by the trees that have not seen it.

    Args:
        scorers: Those of each fold, and last the one for events without labels.
        folds: The fold of each event, in the order in which they are placed; -1 where it has no label.
        threshold: Added log-odds from which on an event joins.
    """

    def __init__(self, scorers: Sequence[Scorer], folds: npt.NDArray[np.intp], threshold: float) -> None:
        super().__init__(replace(scorers[-1], threshold=threshold))
        self._scorers = scorers
        self._folds = folds

    def _score(self, scores: dict[tuple[int, int], float], pairs: Iterable[tuple[int, int]]) -> None:
        needed = list(pairs)
        if not needed:
            return
        left, right = np.array(needed, np.intp).T
        values = features(self._columns, left, right)
        folds = np.where(self._folds[left] >= 0, self._folds[left], self._folds[right])
        found = np.empty(len(needed))
        for fold in np.unique(folds):
            found[folds == fold] = self._scorers[fold](values[folds == fold])
        scores.update(zip(needed, found.tolist(), strict=True))


def crossfit(data: Dataset, thresholds: Sequence[float]) -> None:
    """Print how the labelled events are linked among all others, each story by trees that have not seen it."""
    fold_of = {story: at % FOLDS for at, story in enumerate(sorted(set(data.story_of.values())))}
    folds = np.full(len(data.views), -1, np.intp)
    for one in data.joined:
        folds[list(one.rows)] = fold_of[data.story_of[one.neighbourhood.story]]
    of_pairs = np.array([fold_of[story] for story in data.stories])
    scorers = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "weights.json"
        for fold in (*range(FOLDS), -1):
            path.write_text(json.dumps(trained(data, of_pairs != fold)), encoding="utf8")
            scorers.append(load_scorer(path))
    for threshold in thresholds:
        found = CrossFitted(scorers, folds, threshold).place(data.views)
        for name, chosen in (("", "gold"), (" found", "found"), (" all", "gold found"), (" coverage", "coverage")):
            kept = [one for one in data.joined if kind_of(one.neighbourhood) in chosen.split()]
            show(f"{threshold:+.2f}{name}", tally(kept, found, data.views)["all"])


def as_json(model: HistGradientBoostingClassifier, *, version: str = "trees", threshold: float = 0.0) -> dict[str, Any]:
    """A boosted model as ``weights.json`` holds it: leaves hold log-odds, the learning rate worked in."""
    trees = []
    for (predictor,) in model._predictors:  # noqa: SLF001 - scikit-learn has no public way to the trees of this model
        nodes = predictor.nodes
        leaf = nodes["is_leaf"].astype(bool)
        trees.append(
            {
                "feature": [None if end else FEATURES[at] for at, end in zip(nodes["feature_idx"], leaf, strict=True)],
                "threshold": [
                    0.0 if end else float(np.float32(at)) for at, end in zip(nodes["num_threshold"], leaf, strict=True)
                ],
                "left": [0 if end else int(at) for at, end in zip(nodes["left"], leaf, strict=True)],
                "right": [0 if end else int(at) for at, end in zip(nodes["right"], leaf, strict=True)],
                "value": [round(float(at), 5) if end else 0.0 for at, end in zip(nodes["value"], leaf, strict=True)],
            }
        )
    bias = float(model._baseline_prediction[0, 0])  # noqa: SLF001 - as above
    body: dict[str, Any] = {"format": 1, "version": version, "bias": round(bias, 5), "threshold": threshold}
    return {**body, "weights": {}, "trees": trees}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument(
        "--threshold", type=float, default=THRESHOLD, help="added log-odds from which on an event joins"
    )
    parser.add_argument("--version", default="trees-7")
    parser.add_argument("--covered", action="store_true", help="leave how chronicles are scored as it is in WEIGHTS")
    parser.add_argument("--compare", action="store_true")
    parser.add_argument("--thresholds", type=str, help="thresholds to compare, with commas between")
    given = parser.parse_args()
    data = Dataset(given.ledger, "train")
    print(f"{len(data.same)} pairs, {int(data.same.sum())} of them one incident, {len(set(data.stories))} stories")
    if given.compare:
        compare(data)
    if given.thresholds:
        crossfit(data, [float(text) for text in given.thresholds.split(",")])
    body = trained(data, np.ones(len(data.same), bool), version=given.version, threshold=given.threshold)
    if given.covered:
        body = {
            **json.loads(given.out.read_text(encoding="utf8")),
            "version": given.version,
            "covered": body["covered"],
        }
    given.out.write_text(json.dumps(body, separators=(",", ":")) + "\n", encoding="utf8")
    print(f"{given.out.name}: {given.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
