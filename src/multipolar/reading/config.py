"""What a folder of weights must hold, and what its ``coder.json`` says.

Weights of your own take the place of the shipped ones if they have the same inputs, outputs and heads; that is looked
at when they are loaded, so that a wrong file is told as such and not by what it reads.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from math import isnan
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from multipolar.errors import ModelError, UsageError
from multipolar.reading.labels import HEADS, LAYOUT_VERSION, PAIRS
from multipolar.reading.thresholds import DecodeOptions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.resources.abc import Traversable
    from pathlib import Path

__all__ = ["GRAPHS", "PARTS", "CoderConfig", "Prefer", "check_graph", "check_tokens", "digest_of", "read_config"]

Prefer = Literal["balance", "precision", "recall"]
"""What the thresholds favour: both alike, few wrong events, or few missed ones."""

PARTS: Final = ("coder.onnx", "links.onnx", "tokenizer.json", "coder.json")
"""The files of a folder of weights."""

GRAPHS: Final = ("coder.onnx", "links.onnx")
"""What is run on all passages, and what on those in which something is found."""

_LABELS: Final = sum(head.size for head in HEADS.values())
_GRAPHS: Final[Mapping[str, tuple[tuple[str, ...], tuple[tuple[str, int, int, int | None, str], ...]]]] = {
    "coder.onnx": (
        ("ids", "cases", "names", "lengths", "firsts"),
        (("label_logits", 3, 2, _LABELS, "labels"), ("word_vectors", 3, 2, None, "numbers")),
    ),
    "links.onnx": (
        ("words", "rows", "heads"),
        (("link_scores", 3, 1, 2 * len(PAIRS), "kinds of links"), ("antecedent_scores", 4, 1, 2, "ends of a span")),
    ),
}
"""Of each graph, its inputs and its outputs: name, axes, the axis whose size is known, that size, what it counts."""

_MEND: Final = "take weights made for this version of multipolar, or train some with training/"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoderConfig:
    """What ``coder.json`` says.

    Attributes:
        name: What the coder is called.
        version: Of the weights and thresholds.
        names: Whether known names are a feature of the input.
        options: Thresholds and calibration.
    """

    name: str
    version: str
    names: bool
    options: DecodeOptions


def read_config(folder: Path, *, prefer: Prefer = "balance") -> CoderConfig:
    """Read ``coder.json`` of a folder of weights.

    Args:
        folder: Holds all of :data:`PARTS`.
        prefer: Which of its thresholds to take.

    Raises:
        ModelError: A file is missing, or it is of another layout or lacks something.
        UsageError: It has no thresholds for what is preferred.
    """
    if prefer not in get_args(Prefer):
        raise UsageError(f"{prefer!r} cannot be preferred", mend=f"take one of {', '.join(get_args(Prefer))}")
    config = _read(folder)
    where = str(folder / "coder.json")
    point: Mapping[str, Any] = {}
    if prefer != "balance":
        points = config.get("points")
        if not isinstance(points, dict) or not isinstance(points.get(prefer), dict):
            raise UsageError(
                f"these weights have no thresholds that favour {prefer}",
                where=where,
                mend="let training/calibrate.py choose them",
            )
        point = points[prefer]
    try:
        return CoderConfig(
            name=_text(config["name"]),
            version=_text(config["version"]),
            names=bool(config.get("names")),
            options=_options({**config["decode"], **point.get("decode", {})}, config.get("calibration", {})),
        )
    except KeyError as error:
        raise ModelError(f"it has no {error}", where=where, mend=_MEND) from None
    except (TypeError, ValueError, AttributeError, IndexError) as error:
        raise ModelError(f"it does not hold together: {error}", where=where, mend=_MEND) from None


def _read(folder: Path) -> dict[str, Any]:
    """The file, of this layout.

    Raises:
        ModelError: A part is missing, or it is no such file.
    """
    for part in PARTS:
        if not (folder / part).is_file():
            raise ModelError(
                f"the weights lack {part}", where=str(folder), mend="reinstall multipolar, or train with training/"
            )
    where = str(folder / "coder.json")
    try:
        config: Any = json.loads((folder / "coder.json").read_text(encoding="utf8"))
    except (ValueError, RecursionError) as error:
        raise ModelError(f"not JSON: {error}", where=where, mend=_MEND) from error
    if not isinstance(config, dict):
        raise ModelError("not a JSON object", where=where, mend=_MEND)
    if config.get("layout") != LAYOUT_VERSION:
        raise ModelError(
            f"weights of layout {config.get('layout')}, this version reads {LAYOUT_VERSION}",
            where=str(folder),
            mend="take weights made for this version of multipolar",
        )
    return config


def _text(value: Any) -> str:  # noqa: ANN401 - whatever the file has
    if not isinstance(value, str) or not value:
        raise ValueError(f"{value!r} is no name or version")
    return value


def _options(decode: Mapping[str, Any], calibration: Mapping[str, Any]) -> DecodeOptions:
    known = {field.name for field in fields(DecodeOptions)} - {"calibration"}
    if unknown := sorted(set(decode) - known):
        raise ValueError(f"{unknown[0]!r} is no threshold")
    thresholds = {name: float(decode[name]) for name in ("event", "relation", "claim", "mention")}
    thresholds |= {name: float(decode[name]) for name in known & set(decode) - {"roles"}}
    roles = {name: float(value) for name, value in decode["roles"].items()}
    if nothing := sorted(name for name, value in {**thresholds, **roles}.items() if isnan(value)):
        raise ValueError(f"the threshold of {nothing[0]!r} is no number")  # nothing would ever reach it
    if unknown := sorted(set(roles) - {*PAIRS, "about"}):
        raise ValueError(f"{unknown[0]!r} is no role")
    curves = {
        name: (tuple(map(float, raw)), tuple(map(float, calibrated))) for name, (raw, calibrated) in calibration.items()
    }
    if broken := [name for name, (raw, calibrated) in curves.items() if not 0 < len(raw) == len(calibrated)]:
        raise ValueError(f"the curve of {broken[0]!r} has points without a partner")
    return DecodeOptions(roles=roles, calibration=curves, **thresholds)


def check_graph(inputs: Mapping[str, Sequence[Any]], outputs: Mapping[str, Sequence[Any]], *, where: Path) -> None:
    """Refuse a model with other inputs, outputs or heads.

    Args:
        inputs: Names of its inputs, each with its shape (numbers, or names of what varies).
        outputs: Likewise.
        where: The file, by whose name it is known which part of the coder it is.

    Raises:
        ModelError: Something differs.
    """
    taken, given = _GRAPHS[where.name]
    if set(inputs) != set(taken):
        raise ModelError(
            f"the model takes {_listed(inputs)}, the coder gives {_listed(taken)}", where=str(where), mend=_MEND
        )
    for name, axes, axis, size, what in given:
        if name not in outputs:
            raise ModelError(f"the model gives {_listed(outputs)} and no {name}", where=str(where), mend=_MEND)
        shape = outputs[name]
        if len(shape) != axes or (isinstance(shape[axis], int) and size not in {None, shape[axis]}):
            raise ModelError(
                f"the model's {name} are {' x '.join(map(str, shape))}, with {size or 'many'} {what} expected on axis "
                f"{axis} of {axes}",
                where=str(where),
                mend=_MEND,
            )


def digest_of(folder: Traversable | Path) -> str:
    """A digest of a folder's weights, by which versions are told apart."""
    digest = hashlib.blake2b(digest_size=4)
    for part in GRAPHS:
        digest.update((folder / part).read_bytes())
    return digest.hexdigest()


def check_tokens(tokens: Mapping[str, int | None], *, where: str) -> None:
    """Refuse a tokenizer without the marks that the encoder reads.

    Args:
        tokens: Each mark with its number, None where the tokenizer lacks it.
        where: The folder.

    Raises:
        ModelError: One is missing.
    """
    if missing := [token for token, number in tokens.items() if number is None]:
        raise ModelError(f"tokenizer.json has no {missing[0]}", where=where, mend=_MEND)


def _listed(names: Mapping[str, Any] | Sequence[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"
