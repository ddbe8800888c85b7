"""Train the pair score of linking on the train half of the labels, and write its weights.

    fit.py LEDGER [--out WEIGHTS] [--threshold X] [--compare]

LEDGER holds the labelled reports, coded. Pairs are those of the labelled neighbourhoods whose types may be one incident.
``--compare`` prints how a logistic model and boosted trees do in cross-validation over stories; trees are what is written.
The threshold is chosen with ``evaluate.py --half train --thresholds``, which links anew with several of them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, log_loss
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import multipolar
from linking.goldset import Half, load_gold, load_views, locate
from multipolar.linking import FEATURES, features
from multipolar.linking.columns import Columns
from multipolar.linking.kinds import FAMILY

if TYPE_CHECKING:
    import numpy.typing as npt

WEIGHTS = Path(__file__).resolve().parents[2] / "src" / "multipolar" / "linking" / "weights.json"
ROUNDS = 80
FOLDS = 8


def dataset(ledger: Path, half: Half) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_], npt.NDArray[Any]]:
    """Features, labels and stories of the pairs of one half."""
    with multipolar.open(ledger) as opened:
        _, triggers, views = load_views(opened)
    joined = locate(load_gold(half), triggers)
    rows = sorted({row for neighbourhood in joined for row in neighbourhood.rows})
    place = {row: at for at, row in enumerate(rows)}
    columns = Columns()
    columns.extend([views[row] for row in rows])
    pairs = [
        (place[later], place[earlier], same, one.neighbourhood.story)
        for one in joined
        for later, earlier, same in one.pairs()
        if FAMILY[views[later].type] == FAMILY[views[earlier].type]
    ]
    left, right, same, stories = zip(*pairs, strict=True)
    return features(columns, np.array(left), np.array(right)), np.array(same), np.array(stories)


def boosted(seed: int = 0) -> GradientBoostingClassifier:
    """Small trees that see a few features each: the labels are few, and the features many and alike."""
    return GradientBoostingClassifier(
        n_estimators=ROUNDS,
        max_depth=4,
        learning_rate=0.09,
        min_samples_leaf=15,
        subsample=0.6,
        max_features=0.2,
        random_state=seed,
    )


def compare(values: npt.NDArray[np.float32], same: npt.NDArray[np.bool_], stories: npt.NDArray[Any]) -> None:
    """Print average precision and log loss of both kinds of model on stories that they did not see."""
    makers: dict[str, Callable[[], Any]] = {
        "logistic": lambda: make_pipeline(StandardScaler(), LogisticRegression(C=0.03, max_iter=3000)),
        "boosted": boosted,
    }
    for name, make in makers.items():
        guessed = np.zeros(len(same))
        for seen, unseen in GroupKFold(FOLDS).split(values, same, stories):
            guessed[unseen] = make().fit(values[seen], same[seen]).predict_proba(values[unseen])[:, 1]
        precision, loss = average_precision_score(same, guessed), log_loss(same, guessed)
        print(f"{name:9} average precision {precision:.3f}, log loss {loss:.3f}")


def as_json(model: GradientBoostingClassifier, *, version: str, threshold: float) -> dict[str, Any]:
    """A boosted model as ``weights.json`` holds it: leaves hold log-odds, the learning rate worked in."""
    prior = float(model.init_.class_prior_[1])
    trees = []
    for (estimator,) in model.estimators_:
        tree = estimator.tree_
        leaf = tree.children_left < 0
        trees.append(
            {
                "feature": [None if end else FEATURES[at] for at, end in zip(tree.feature, leaf, strict=True)],
                # Features are float32, and so are thresholds when they are read: round down, to keep each side.
                "threshold": [
                    0.0 if end else float(f"{at:.7g}") for at, end in zip(tree.threshold, leaf, strict=True)
                ],
                "left": [0 if end else int(at) for at, end in zip(tree.children_left, leaf, strict=True)],
                "right": [0 if end else int(at) for at, end in zip(tree.children_right, leaf, strict=True)],
                "value": [
                    round(model.learning_rate * float(at), 5) if end else 0.0
                    for at, end in zip(tree.value[:, 0, 0], leaf, strict=True)
                ],
            }
        )
    bias = float(np.log(prior / (1 - prior)))
    return {"format": 1, "version": version, "bias": round(bias, 5), "threshold": threshold, "weights": {}, "trees": trees}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--threshold", type=float, default=0.0, help="mean log-odds from which on an event joins")
    parser.add_argument("--version", default="trees-1")
    parser.add_argument("--compare", action="store_true")
    given = parser.parse_args()
    values, same, stories = dataset(given.ledger, "train")
    print(f"{len(same)} pairs, {int(same.sum())} of them one incident, {len(set(stories))} stories")
    if given.compare:
        compare(values, same, stories)
    model = boosted().fit(values, same)
    body = as_json(model, version=given.version, threshold=given.threshold)
    given.out.write_text(json.dumps(body, separators=(",", ":")) + "\n", encoding="utf8")
    print(f"{given.out.name}: {given.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
