"""The shipped coder: the joint model as int8 ONNX, run by onnxruntime."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from multipolar.errors import ModelError
from multipolar.reading.config import GRAPHS, Prefer, check_graph, check_tokens, digest_of, read_config
from multipolar.reading.decode import LinkScores, decode
from multipolar.reading.names import Finder, LexiconTagger
from multipolar.reading.runs import starts, tag_probabilities, triggers
from multipolar.reading.tokens import Encoded, Tokens
from multipolar.records import Passage, Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from multipolar.reading.runs import Runs, Tags
    from multipolar.reading.thresholds import DecodeOptions

    Floats = NDArray[np.float32]

__all__ = ["WEIGHTS", "OnnxCoder", "load_coder"]

_Batch = TypeVar("_Batch")
_Done = TypeVar("_Done")

WEIGHTS: Final = Path(__file__).parent / "weights"
"""Folder of the shipped weights, which holds :data:`~multipolar.reading.config.PARTS`."""

_BATCH_TOKENS: Final = 512
"""Tokens that are run at once, above which a batch gains nothing and only takes memory."""

_WAVE: Final = 32
"""Batches that are marked before what was found in them is linked."""

_LINK_WORDS: Final = 1024
"""Words that are read again at once, each counted for each head."""


class OnnxCoder:
    """A coder that runs a weight file.

    Args:
        folder: Holds ``coder.onnx`` and ``links.onnx`` (what is read of every passage, and what is asked about those in
            which something is found), ``tokenizer.json`` and ``coder.json`` (layout, thresholds, calibration).
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
            self._session, self._linker = (
                InferenceSession(str(folder / part), options, providers=["CPUExecutionProvider"]) for part in GRAPHS
            )
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            raise ModelError(
                f"the weights cannot be loaded: {error}", where=str(folder), mend="reinstall multipolar"
            ) from error
        for part, session in zip(GRAPHS, (self._session, self._linker), strict=True):
            check_graph(
                {each.name: each.shape for each in session.get_inputs()},
                {each.name: each.shape for each in session.get_outputs()},
                where=folder / part,
            )
        check_tokens({mark: tokenizer.token_to_id(mark) for mark in ("[CLS]", "[SEP]")}, where=str(folder))
        self._tokens = Tokens(tokenizer, names=LexiconTagger(find_names) if self.config.names else None)
        digest = digest_of(folder)
        self.name: str = self.config.name
        self.version = f"{self.config.version}+{digest}" + ("" if prefer == "balance" else f"-{prefer}")
        self.options: DecodeOptions = self.config.options
        self._threads = threads or os.cpu_count() or 1
        # However many groups are being read: more batches at once than cores would only take memory from each other.
        self._cores = threading.BoundedSemaphore(self._threads)
        self._readers = 0
        self._counting = threading.Lock()

    @property
    def tokens(self) -> Tokens:
        """The tokenizer with its features, for those who cut passages."""
        return self._tokens

    def run(self, encoded: Sequence[Encoded]) -> tuple[Floats, Floats]:
        """Run the encoder on a batch.

        Args:
            encoded: Passages; those of :meth:`read` have equally many tokens.

        Returns:
            Label logits [batch, words, labels] and word vectors [batch, words, width], padded with noise.
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
            labels, vectors = self._session.run(
                ["label_logits", "word_vectors"],
                {"ids": ids, "cases": cases, "names": names, "lengths": lengths, "firsts": firsts},
            )
        return labels, vectors

    def link(self, vectors: Sequence[Floats], heads: Sequence[Sequence[int]]) -> list[LinkScores]:
        """Score the links of some words of passages.

        Args:
            vectors: Word vectors of each passage [words, width]; all have equally many words.
            heads: First words of what was found in each.

        Returns:
            The scores of each passage.
        """
        rows = np.array([row for row, words in enumerate(heads) for _ in words], dtype=np.int64)
        asked = np.array([word for words in heads for word in words], dtype=np.int64)
        with self._cores:
            scores, antecedents = self._linker.run(
                ["link_scores", "antecedent_scores"], {"words": np.stack(vectors), "rows": rows, "heads": asked}
            )
        out, at = [], 0
        for row, words in enumerate(heads):
            numbers = {word: number for number, word in enumerate(words)}
            out.append(LinkScores(numbers, scores[at : at + len(words)], antecedents[row]))
            at += len(words)
        return out

    def read_encoded(self, passages: Sequence[Passage], encoded: Sequence[Encoded]) -> list[Reading]:
        """Read passages whose input is made already; see :meth:`read`."""
        found: dict[int, Reading] = {}
        batches = _batches(encoded)
        with self._reading():
            for start in range(0, len(batches), _WAVE):  # what is marked waits in memory until it is linked
                wave = batches[start : start + _WAVE]
                marked = self._side_by_side(lambda batch: self._mark_batch(batch, passages, encoded), wave)
                found |= self._side_by_side(self._link_batch, _alike(marked))
        return [found.get(number, Reading()) for number in range(len(passages))]

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Count one more thread that reads with this coder."""
        with self._counting:
            self._readers += 1
        try:
            yield
        finally:
            with self._counting:
                self._readers -= 1

    def _side_by_side(self, work: Callable[[_Batch], list[_Done]], batches: Sequence[_Batch]) -> list[_Done]:
        """What comes of all batches, on this reader's share of the threads.

        Threads beyond the cores take turns with the interpreter and cost more than they do: where as many read as there
        are cores, each works through its own batches.
        """
        share = self._threads // self._readers
        if share < 2 or len(batches) < 2:  # noqa: PLR2004 - nothing to share out
            done = [work(batch) for batch in batches]
        else:
            with ThreadPoolExecutor(share, thread_name_prefix="multipolar-encoder") as pool:
                done = list(pool.map(work, batches))
        return [each for some in done for each in some]

    def _mark_batch(
        self, batch: Sequence[int], passages: Sequence[Passage], encoded: Sequence[Encoded]
    ) -> list[_Marked]:
        """Read the passages with these numbers at once, and keep those in which something is found."""
        labels, vectors = self.run([encoded[number] for number in batch])
        tags = tag_probabilities(labels)
        begun = starts(tags, self.options)
        likely = np.logical_or.reduce([some.any(axis=-1) for some in begun.values()]).tolist()
        marked = []
        for row, number in enumerate(batch):
            if not likely[row]:
                continue
            words = len(encoded[number].firsts)
            own = {name: (p[row, :words], begin[row, :words]) for name, (p, begin) in tags.items()}
            found = triggers(
                passages[number],
                encoded[number],
                own,
                self.options,
                begun={name: some[row, :words] for name, some in begun.items()},
            )
            if any(found.values()):
                marked.append(
                    _Marked(
                        number,
                        passages[number],
                        encoded[number],
                        labels[row, :words],
                        vectors[row, :words],
                        own,
                        found,
                        sorted({run.first for some in found.values() for run in some}),
                    )
                )
        return marked

    def _link_batch(self, batch: Sequence[_Marked]) -> list[tuple[int, Reading]]:
        """Decode passages with equally many words."""
        links = self.link([each.vectors for each in batch], [each.heads for each in batch])
        return [
            (
                each.number,
                decode(each.passage, each.encoded, each.labels, scores, self.options, tags=each.tags, found=each.found),
            )
            for each, scores in zip(batch, links, strict=True)
        ]

    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        """Read a batch; see :class:`~multipolar.reading.coder.Coder`."""
        texts = [text for passage in passages for text in passage.sentences]
        sentences = iter(self._tokens.sentences(texts))
        encoded = [self._tokens.passage([next(sentences) for _ in passage.sentences]) for passage in passages]
        return self.read_encoded(passages, encoded)


@dataclass(frozen=True, slots=True)
class _Marked:
    """A passage in which something was found, with all that decoding it needs but its links."""

    number: int
    passage: Passage
    encoded: Encoded
    labels: Floats
    vectors: Floats
    tags: Tags
    found: Runs
    heads: list[int]


def _alike(marked: Sequence[_Marked]) -> list[list[_Marked]]:
    """Passages to link together: only such as have equally many words, for the reason given at :func:`_batches`."""
    by_words: dict[int, list[_Marked]] = {}
    for each in marked:
        by_words.setdefault(len(each.encoded.firsts), []).append(each)
    batches: list[list[_Marked]] = []
    for words, some in sorted(by_words.items(), reverse=True):
        room = 0
        for each in some:
            if room < len(each.heads) * words:
                batches.append([])
                room = _LINK_WORDS
            batches[-1].append(each)
            room -= len(each.heads) * words
    return batches


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
