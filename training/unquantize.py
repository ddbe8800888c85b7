"""Shipped weights as a run that training can go on from: what `export.py` did, undone as far as int8 lets it.

python training/unquantize.py --weights src/multipolar/reading/weights --out RUN

Then ``train.py --start RUN`` with annotations of your own, say. The rounding of int8 stays in it, and training soon
forgets it. What the model knew of other annotators' hands is folded away at export; it learns that anew.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from model import DEPTH, WIDTH, Joint

if TYPE_CHECKING:
    from numpy.typing import NDArray

PRODUCTS = {
    "coder.onnx": (
        *(f"layers.{n}.{part}" for n in range(DEPTH) for part in ("attention.qkv", "attention.out", "up", "down")),
        *("hidden", "labels"),
    ),
    "links.onnx": (
        *(None, "links.span", None),  # those of antecedents are rows of the two that follow
        *("links.head", "links.bias"),
        *(f"links.reread.{part}" for part in ("words", "head", "qkv", "out", "up", "down", "scores")),
    ),
}
"""The model's matrices in the order in which each graph multiplies by them."""
REREAD = "links.reread.after.bias"
"""A vector as wide as the layer that reads again."""


def unquantize(folder: Path) -> dict[str, torch.Tensor]:
    """The state of a :class:`model.Joint`.

    Args:
        folder: Weights that :mod:`export` wrote, in int8.

    Raises:
        ValueError: They are of another model.
    """
    graphs = {part: onnx.load(str(folder / part)).graph for part in PRODUCTS}
    width = next(tensor.dims[0] for tensor in graphs["links.onnx"].initializer if tensor.name == REREAD)
    state = {name: torch.zeros_like(value) for name, value in Joint(reread=width).state_dict().items()}
    found: dict[str, NDArray[np.float32]] = {}
    for part, matrices in PRODUCTS.items():
        graph = graphs[part]
        constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
        found |= {name: value for name, value in constants.items() if name in state}
        for name in state:
            if f"{name}_int8" in constants:  # tables, with a scale for each row
                found[name] = constants[f"{name}_int8"] * constants[f"{name}_scales"]
        # The exporter gives transposed matrices names of its own, so they are told by their order.
        products = [node for node in graph.node if node.op_type == "MatMulIntegerToFloat"]
        if len(products) != len(matrices):
            raise ValueError(f"{folder / part} multiplies by {len(products)} matrices in int8, not by {len(matrices)}")
        for name, node in zip(matrices, products, strict=True):
            if name is None:
                continue
            found[f"{name}.weight"] = (constants[node.input[1]] * constants[node.input[3]]).T
        if part == "coder.onnx":
            sums = [name for node in graph.node if node.op_type == "Add" for name in node.input]
            folded = [constants[name] for name in sums if name in constants and name not in state]
            found["kind"] = constants["kind"] + sum(value for value in folded if value.shape == (WIDTH,))
    missing = [name for name in state if name not in found and name != "origins.weight"]
    if missing or any(found[name].shape != tuple(state[name].shape) for name in found):
        raise ValueError(f"{folder} is not a model of this kind; it lacks {missing or 'nothing, but its sizes differ'}")
    return state | {name: torch.tensor(value.astype(np.float32)) for name, value in found.items()}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True, help="folder with coder.onnx, links.onnx and coder.json")
    parser.add_argument("--out", type=Path, required=True, help="folder for the run")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    torch.save(unquantize(given.weights), given.out / "average.pt")
    options = json.loads((given.weights / "coder.json").read_text(encoding="utf8"))["training"]
    (given.out / "options.json").write_text(json.dumps(options, indent=1), encoding="utf8")


if __name__ == "__main__":
    main()
