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

from model import DEPTH, Joint

if TYPE_CHECKING:
    from numpy.typing import NDArray

PRODUCTS = (
    *(f"layers.{layer}.{part}" for layer in range(DEPTH) for part in ("attention.qkv", "attention.out", "up", "down")),
    *("hidden", "labels", "links.head", "links.span", "links.bias"),
)
"""The model's matrices in the order in which it multiplies by them."""


def unquantize(file: Path) -> dict[str, torch.Tensor]:
    """The state of a :class:`model.Joint`.

    Args:
        file: An ONNX file that :mod:`export` wrote, in int8.

    Raises:
        ValueError: It is of another model.
    """
    graph = onnx.load(str(file)).graph
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    model = Joint()
    state = {name: torch.zeros_like(value) for name, value in model.state_dict().items()}
    found: dict[str, NDArray[np.float32]] = {name: value for name, value in constants.items() if name in state}
    for name in state:
        if f"{name}_int8" in constants:  # tables, with a scale for each row
            found[name] = constants[f"{name}_int8"] * constants[f"{name}_scales"]
    # The exporter gives transposed matrices names of its own, so they are told by their order.
    products = [node for node in graph.node if node.op_type == "MatMulIntegerToFloat"]
    if len(products) != len(PRODUCTS):
        raise ValueError(f"{file} multiplies by {len(products)} matrices in int8, not by {len(PRODUCTS)}")
    for name, node in zip(PRODUCTS, products, strict=True):
        found[f"{name}.weight"] = (constants[node.input[1]] * constants[node.input[3]]).T
    sums = [node for node in graph.node if node.op_type == "Add"]
    folded = [name for node in sums for name in node.input if name in constants and name not in state]
    found["kind"] = constants["kind"] + sum(constants[name] for name in folded if constants[name].shape == (384,))
    missing = [name for name in state if name not in found and name != "origins.weight"]
    if missing or any(found[name].shape != tuple(state[name].shape) for name in found):
        raise ValueError(f"{file} is not a model of this kind; it lacks {missing or 'nothing, but its sizes differ'}")
    return state | {name: torch.tensor(value.astype(np.float32)) for name, value in found.items()}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True, help="folder with coder.onnx and coder.json")
    parser.add_argument("--out", type=Path, required=True, help="folder for the run")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    torch.save(unquantize(given.weights / "coder.onnx"), given.out / "average.pt")
    options = json.loads((given.weights / "coder.json").read_text(encoding="utf8"))["training"]
    (given.out / "options.json").write_text(json.dumps(options, indent=1), encoding="utf8")


if __name__ == "__main__":
    main()
