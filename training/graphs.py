"""Training on a GPU: all passages lie in its memory, sorted by length, and a step is one recorded graph of kernels.

A step of this small model is hundreds of kernels of a few microseconds each. Launched one by one they leave the GPU
idle most of the time; recorded once for each length and played back, a step takes as long as its kernels do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator, Sequence

    from torch import Tensor

    from packing import Arrays
    from train import Learner

STEP: Final = 16
"""Tokens by which the lengths of neighbouring buckets differ, up to :data:`EVEN`; a last one holds all longer ones."""
EVEN: Final = 128


def by_length(passages: Sequence[Any], stack: Callable[[list[Any]], Arrays]) -> list[Arrays]:
    """Passages in buckets of like lengths, each stacked as one batch."""
    buckets: dict[int, list[Any]] = {}
    for example in passages:
        length = len(example.encoded.ids)
        buckets.setdefault(-(-min(length, EVEN + 1) // STEP), []).append(example)
    return [stack(buckets[key]) for key in sorted(buckets)]


class Bucket:
    """Passages of like lengths in a device's memory, and the graph of a step on some of them.

    Args:
        arrays: The passages.
        sentences: In a step, about.
        device: Where to.
    """

    def __init__(self, arrays: Arrays, sentences: int, device: torch.device) -> None:
        self.data = {name: torch.from_numpy(array).to(device) for name, array in arrays.items()}
        self.members = list(range(len(arrays["sentences"])))
        mean = max(float(np.mean(arrays["sentences"])), 1.0)
        self.rows = min(max(round(sentences / mean), 1), len(self.members))
        self.index = torch.zeros(self.rows, dtype=torch.int64, device=device)
        self.graph: torch.cuda.CUDAGraph | None = None

    @property
    def steps(self) -> int:
        """Steps in an epoch."""
        return len(self.members) // self.rows

    def batch(self) -> dict[str, Tensor]:
        """The rows that ``index`` names."""
        return {name: value.index_select(0, self.index) for name, value in self.data.items()}

    def draws(self, generator: random.Random) -> list[list[int]]:
        """Batches of an epoch in random order; what does not fill one is left for another epoch."""
        order = list(self.members)
        generator.shuffle(order)
        return [order[at : at + self.rows] for at in range(0, len(order) - self.rows + 1, self.rows)]


class Graphed:
    """Epochs of recorded steps.

    Args:
        learner: What learns, on a CUDA device.
        buckets: What it learns from.
    """

    def __init__(self, learner: Learner, buckets: Sequence[Bucket]) -> None:
        self.learner = learner
        self.buckets = [bucket for bucket in buckets if bucket.members]
        self.stream = torch.cuda.Stream()
        self._record()

    def steps(self) -> int:
        """Steps in an epoch."""
        return sum(bucket.steps for bucket in self.buckets)

    def _record(self) -> None:
        """Record a step for each bucket; nothing is learnt by it."""
        learner = self.learner
        learner.dial(0.0, 1.0)
        self.stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(self.stream):
            for bucket in self.buckets:  # once as it is: libraries set themselves up
                learner.learn(bucket.batch())
        torch.cuda.synchronize()
        pool = torch.cuda.graph_pool_handle()
        for bucket in self.buckets:
            bucket.graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(bucket.graph, pool=pool, stream=self.stream):
                learner.learn(bucket.batch())
        torch.cuda.synchronize()
        learner.forget()

    def epoch(self, generator: random.Random) -> Iterator[None]:
        """Take the steps of an epoch, each as it is asked for."""
        steps = [(bucket, rows) for bucket in self.buckets for rows in bucket.draws(generator)]
        generator.shuffle(steps)
        self.stream.wait_stream(torch.cuda.current_stream())
        for bucket, rows in steps:
            with torch.cuda.stream(self.stream):
                self.learner.advance()
                bucket.index.copy_(torch.tensor(rows).pin_memory(), non_blocking=True)
                if bucket.graph is None:
                    raise RuntimeError("a bucket without a recorded step")
                bucket.graph.replay()
            yield
