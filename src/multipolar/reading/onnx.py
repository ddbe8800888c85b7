"""The shipped coder: the joint model as int8 ONNX, run by onnxruntime."""

from __future__ import annotations

import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from multipolar.errors import ModelError
from multipolar.reading.decode import DecodeOptions, decode
from multipolar.reading.labels import LAYOUT_VERSION
from multipolar.reading.names import Finder, LexiconTagger
from multipolar.reading.tokens import Encoded, Tokens
from multipolar.records import Passage, Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["WEIGHTS", "OnnxCoder", "load_coder"]

WEIGHTS: Final = Path(__file__).parent / "weights"
"""Folder of the shipped weights: ``coder.onnx``, ``tokenizer.json``, ``coder.json``."""

_PARTS: Final = ("coder.onnx", "tokenizer.json", "coder.json")


class OnnxCoder:
    """A coder that runs a weight file.

    Args:
        folder: Holds ``coder.onnx``, ``tokenizer.json`` and ``coder.json`` (layout version, thresholds, calibration).
        find_names: Finds known names for weights that were trained with that feature.
        threads: Passages that are read at the same time; 0 takes all cores.

    Attributes:
        name: From ``coder.json``.
        version: From ``coder.json``, with a digest of the weights.

    Raises:
        ModelError: A file is missing, broken, or of another layout.
    """

    def __init__(self, folder: Path = WEIGHTS, *, find_names: Finder | None = None, threads: int = 0) -> None:
        from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions  # noqa: PLC0415 - heavy
        from tokenizers import Tokenizer  # noqa: PLC0415 - heavy

        for part in _PARTS:
            if not (folder / part).is_file():
                raise ModelError(
                    f"the weights lack {part}", where=str(folder), mend="reinstall multipolar, or train with training/"
                )
        try:
            self.config: dict[str, Any] = json.loads((folder / "coder.json").read_text(encoding="utf8"))
        except ValueError as error:
            raise ModelError(f"not JSON: {error}", where=str(folder / "coder.json"), mend="reinstall") from error
        if self.config.get("layout") != LAYOUT_VERSION:
            raise ModelError(
                f"weights of layout {self.config.get('layout')}, this version reads {LAYOUT_VERSION}",
                where=str(folder),
                mend="take weights made for this version of multipolar",
            )
        options = SessionOptions()
        # A passage is too small to be worth splitting: passages run side by side instead, each on one thread.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_ALL
        options.log_severity_level = 3
        try:
            self._session = InferenceSession(str(folder / "coder.onnx"), options, providers=["CPUExecutionProvider"])
            self._tokens = Tokens(
                Tokenizer.from_file(str(folder / "tokenizer.json")),
                names=LexiconTagger(find_names) if self.config.get("names") else None,
            )
        except Exception as error:
            raise ModelError(
                f"the weights cannot be loaded: {error}", where=str(folder), mend="reinstall multipolar"
            ) from error
        digest = hashlib.blake2b((folder / "coder.onnx").read_bytes(), digest_size=4).hexdigest()
        self.name: str = self.config["name"]
        self.version = f"{self.config['version']}+{digest}"
        self.options = DecodeOptions(
            **{key: self.config["decode"][key] for key in ("event", "relation", "claim", "mention", "roles")},
            calibration={
                key: (tuple(points[0]), tuple(points[1])) for key, points in self.config["calibration"].items()
            },
        )
        self._threads = threads or os.cpu_count() or 1

    @property
    def tokens(self) -> Tokens:
        """The tokenizer with its features, for those who cut passages."""
        return self._tokens

    def run(self, encoded: Sequence[Encoded]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Run the model on a batch.

        Args:
            encoded: Passages of similar length.

        Returns:
            Label logits [batch, words, labels] and link scores [batch, 2 * pairs, words, words], padded with noise.
        """
        tokens = max(len(e.ids) for e in encoded)
        words = max(*(len(e.firsts) for e in encoded), 1)
        ids, cases, names = (np.zeros((len(encoded), tokens), dtype=np.int64) for _ in range(3))
        firsts = np.zeros((len(encoded), words), dtype=np.int64)
        lengths = np.zeros(len(encoded), dtype=np.int64)
        for row, e in enumerate(encoded):
            count = len(e.ids)
            ids[row, :count], cases[row, :count], names[row, :count] = e.ids, e.cases, e.names
            firsts[row, : len(e.firsts)] = e.firsts
            lengths[row] = count
        labels, links = self._session.run(
            ["label_logits", "link_scores"],
            {"ids": ids, "cases": cases, "names": names, "lengths": lengths, "firsts": firsts},
        )
        return labels, links

    def read_encoded(self, passages: Sequence[Passage], encoded: Sequence[Encoded]) -> list[Reading]:
        """Read passages whose input is made already; see :meth:`read`."""
        if self._threads == 1 or len(passages) == 1:
            return [self._read_one(*pair) for pair in zip(passages, encoded, strict=True)]
        with ThreadPoolExecutor(self._threads, thread_name_prefix="multipolar-encoder") as pool:
            return list(pool.map(self._read_one, passages, encoded))

    def _read_one(self, passage: Passage, encoded: Encoded) -> Reading:
        """Read one passage by itself.

        In int8 the activations of all that goes through the encoder at once share a scale: in a batch, what is found in
        one report would depend on its neighbours, and coding twice would not give the same rows.
        """
        words = len(encoded.firsts)
        if not words:
            return Reading()
        labels, links = self.run([encoded])
        return decode(passage, encoded, labels[0, :words], links[0, :, :words, :words], self.options)

    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        """Read a batch; see :class:`~multipolar.reading.coder.Coder`."""
        texts = [text for passage in passages for text in passage.sentences]
        sentences = iter(self._tokens.sentences(texts))
        encoded = [self._tokens.passage([next(sentences) for _ in passage.sentences]) for passage in passages]
        return self.read_encoded(passages, encoded)


def load_coder(path: Path | None = None, *, find_names: Finder | None = None, threads: int = 0) -> OnnxCoder:
    """Load the shipped coder, or one of your own from a folder of the same shape.

    Args:
        path: Folder of the weights; None for the shipped ones.
        find_names: Finds known names (``multipolar.resolving.name_finder``); weights trained with that feature are
            less accurate without it.
        threads: Threads for the encoder; 0 takes all cores.

    Raises:
        ModelError: There are no weights there, or they do not fit this version.
    """
    return OnnxCoder(WEIGHTS if path is None else path, find_names=find_names, threads=threads)
