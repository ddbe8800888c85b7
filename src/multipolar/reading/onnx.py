"""The shipped coder: the joint model as int8 ONNX, run by onnxruntime."""

from __future__ import annotations

import hashlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from multipolar.errors import ModelError
from multipolar.reading.config import Prefer, check_graph, check_tokens, read_config
from multipolar.reading.decode import DecodeOptions, decode, tag_probabilities
from multipolar.reading.names import Finder, LexiconTagger
from multipolar.reading.tokens import Encoded, Tokens
from multipolar.records import Passage, Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["WEIGHTS", "OnnxCoder", "load_coder"]

WEIGHTS: Final = Path(__file__).parent / "weights"
"""Folder of the shipped weights: ``coder.onnx``, ``tokenizer.json``, ``coder.json``."""

_BATCH_TOKENS: Final = 512
"""Tokens that are run at once, above which a batch gains nothing and only takes memory."""


class OnnxCoder:
    """A coder that runs a weight file.

    Args:
        folder: Holds ``coder.onnx``, ``tokenizer.json`` and ``coder.json`` (layout version, thresholds, calibration).
        find_names: Finds known names for weights that were trained with that feature.
        threads: Batches that are read at the same time; 0 takes all cores.
        prefer: Which of the thresholds in ``coder.json`` to take.

    Attributes:
        name: From ``coder.json``.
        version: From ``coder.json``, with a digest of the weights and with what is preferred, if anything is.

    Raises:
        ModelError: A file is missing, broken, or of another layout.
        UsageError: There are no thresholds for what is preferred.
    """

    def __init__(
        self,
        folder: Path = WEIGHTS,
        *,
        find_names: Finder | None = None,
        threads: int = 0,
        prefer: Prefer = "balance",
    ) -> None:
        from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions  # noqa: PLC0415 - heavy
        from tokenizers import Tokenizer  # noqa: PLC0415 - heavy

        self.config = read_config(folder, prefer=prefer)
        options = SessionOptions()
        # A batch is too small to be worth splitting: batches run side by side instead, each on one thread.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_ALL
        options.log_severity_level = 3
        try:
            self._session = InferenceSession(str(folder / "coder.onnx"), options, providers=["CPUExecutionProvider"])
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            raise ModelError(
                f"the weights cannot be loaded: {error}", where=str(folder), mend="reinstall multipolar"
            ) from error
        check_graph(
            {each.name: each.shape for each in self._session.get_inputs()},
            {each.name: each.shape for each in self._session.get_outputs()},
            where=str(folder / "coder.onnx"),
        )
        check_tokens({mark: tokenizer.token_to_id(mark) for mark in ("[CLS]", "[SEP]")}, where=str(folder))
        self._tokens = Tokens(tokenizer, names=LexiconTagger(find_names) if self.config.names else None)
        digest = hashlib.blake2b((folder / "coder.onnx").read_bytes(), digest_size=4).hexdigest()
        self.name: str = self.config.name
        self.version = f"{self.config.version}+{digest}" + ("" if prefer == "balance" else f"-{prefer}")
        self.options: DecodeOptions = self.config.options
        self._threads = threads or os.cpu_count() or 1
        # However many groups are being read: more batches at once than cores would only take memory from each other.
        self._cores = threading.BoundedSemaphore(self._threads)

    @property
    def tokens(self) -> Tokens:
        """The tokenizer with its features, for those who cut passages."""
        return self._tokens

    def run(self, encoded: Sequence[Encoded]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Run the model on a batch.

        Args:
            encoded: Passages; those of :meth:`read` have equally many tokens.

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
        with self._cores:
            labels, links = self._session.run(
                ["label_logits", "link_scores"],
                {"ids": ids, "cases": cases, "names": names, "lengths": lengths, "firsts": firsts},
            )
        return labels, links

    def read_encoded(self, passages: Sequence[Passage], encoded: Sequence[Encoded]) -> list[Reading]:
        """Read passages whose input is made already; see :meth:`read`."""
        batches = _batches(encoded)
        if self._threads == 1 or len(batches) == 1:
            done = [self._read_batch(batch, passages, encoded) for batch in batches]
        else:
            with ThreadPoolExecutor(self._threads, thread_name_prefix="multipolar-encoder") as pool:
                done = list(pool.map(lambda batch: self._read_batch(batch, passages, encoded), batches))
        found = dict(pair for readings in done for pair in readings)
        return [found.get(number, Reading()) for number in range(len(passages))]

    def _read_batch(
        self, batch: Sequence[int], passages: Sequence[Passage], encoded: Sequence[Encoded]
    ) -> list[tuple[int, Reading]]:
        """Read the passages with these numbers at once."""
        labels, links = self.run([encoded[number] for number in batch])
        tags = tag_probabilities(labels)
        readings = []
        for row, number in enumerate(batch):
            words = len(encoded[number].firsts)
            reading = decode(
                passages[number],
                encoded[number],
                labels[row, :words],
                links[row, :, :words, :words],
                self.options,
                tags={name: (p[row, :words], begin[row, :words]) for name, (p, begin) in tags.items()},
            )
            readings.append((number, reading))
        return readings

    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        """Read a batch; see :class:`~multipolar.reading.coder.Coder`."""
        texts = [text for passage in passages for text in passage.sentences]
        sentences = iter(self._tokens.sentences(texts))
        encoded = [self._tokens.passage([next(sentences) for _ in passage.sentences]) for passage in passages]
        return self.read_encoded(passages, encoded)


def _batches(encoded: Sequence[Encoded]) -> list[list[int]]:
    """Numbers of the passages to run together: only such as have equally many tokens, none of them padded.

    Each row of activations has a scale of its own, so that a passage's scores do not depend on its neighbours; that
    holds to the last bit because no sum ever runs over padding.
    """
    by_length: dict[int, list[int]] = {}
    for number, passage in enumerate(encoded):
        if len(passage.firsts):
            by_length.setdefault(len(passage.ids), []).append(number)
    batches = []
    for tokens, numbers in sorted(by_length.items(), reverse=True):
        most = max(1, _BATCH_TOKENS // tokens)
        batches += [numbers[start : start + most] for start in range(0, len(numbers), most)]
    return batches


def load_coder(
    path: Path | None = None, *, find_names: Finder | None = None, threads: int = 0, prefer: Prefer = "balance"
) -> OnnxCoder:
    """Load the shipped coder, or one of your own from a folder of the same shape.

    Args:
        path: Folder of the weights; None for the shipped ones.
        find_names: Finds known names (``multipolar.resolving.name_finder``); weights trained with that feature are
            less accurate without it.
        threads: Threads for the encoder; 0 takes all cores.
        prefer: Whether few wrong events or few missed ones matter more.

    Raises:
        ModelError: There are no weights there, or they do not fit this version.
        UsageError: The weights have no thresholds for what is preferred.
    """
    return OnnxCoder(WEIGHTS if path is None else path, find_names=find_names, threads=threads, prefer=prefer)
