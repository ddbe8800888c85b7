"""The joint model: a MiniLM encoder with case and name embeddings, per-word heads and pairwise links."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the name everyone knows

from multipolar.reading.labels import CASES, HEADS, LEXICON, PAIRS

if TYPE_CHECKING:
    from pathlib import Path

LABELS = sum(head.size for head in HEADS.values())
WIDTH = 384
HEADS_OF_ATTENTION = 12
DEPTH = 6
ORIGINS = 4
"""Annotators' hands that the model tells apart while it learns; the first is what it reads by afterwards."""


class Dropout(nn.Module):
    """Inverted dropout that draws a byte for each value: on a CPU ten times as fast as one Bernoulli number each.

    Args:
        share: Of the values that are dropped; rounded to whole 256ths.
    """

    def __init__(self, share: float) -> None:
        super().__init__()
        self.dropped = round(share * 256)
        self.scale = 256 / (256 - self.dropped)
        self.bytes: np.random.Generator | None = None

    def forward(self, x: Tensor) -> Tensor:
        """Drop values of any shape while training."""
        if not self.training or not self.dropped:
            return x
        if x.device.type != "cpu":
            return F.dropout(x, self.dropped / 256)
        if self.bytes is None:  # only now, so that the seed of the run decides
            self.bytes = np.random.Generator(np.random.SFC64(int(torch.randint(2**31, (1,)).item())))
        drawn = torch.frombuffer(bytearray(self.bytes.bytes(x.numel())), dtype=torch.uint8).view(x.shape)
        return x * ((drawn >= self.dropped).to(x.dtype) * self.scale)


class Attention(nn.Module):
    """Multi-head self-attention over [batch, tokens, width]."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.drop = Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Attend; ``bias`` [batch, 1, 1, tokens] is added to the scores (0 or very negative)."""
        batch, tokens, _ = x.shape
        heads = self.qkv(x).view(batch, tokens, 3, HEADS_OF_ATTENTION, WIDTH // HEADS_OF_ATTENTION)
        q, k, v = heads.permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-1, -2) / math.sqrt(WIDTH // HEADS_OF_ATTENTION) + bias
        weights = self.drop(scores.softmax(-1))
        return self.out((weights @ v).transpose(1, 2).reshape(batch, tokens, WIDTH))


class Layer(nn.Module):
    """One transformer layer, normalised after each half as in BERT."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.attention = Attention(dropout)
        self.attention_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, 4 * WIDTH)
        self.down = nn.Linear(4 * WIDTH, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Transform [batch, tokens, width]."""
        x = self.attention_norm(x + self.drop(self.attention(x, bias)))
        return self.norm(x + self.drop(self.down(F.gelu(self.up(x)))))


class Links(nn.Module):
    """Biaffine scores of head words against spans.

    ``score[r, i, (s, e)] = first[r, i, s] + last[r, i, e]``: a span is scored by its first and last word, so that all
    spans are covered by two square matrices.
    """

    def __init__(self, size: int, dropout: float) -> None:
        super().__init__()
        self.size = size
        self.head = nn.Linear(WIDTH, 2 * len(PAIRS) * size)
        self.span = nn.Linear(WIDTH, 2 * size)
        self.bias = nn.Linear(WIDTH, 2 * len(PAIRS))
        self.drop = Dropout(dropout)

    def forward(self, words: Tensor) -> Tensor:
        """Scores [batch, 2 * pairs, words, words] of [batch, words, width]."""
        batch, count, _ = words.shape
        head = self.drop(F.gelu(self.head(words))).view(batch, count, 2, len(PAIRS), self.size)
        span = self.drop(F.gelu(self.span(words))).view(batch, count, 2, self.size)
        scores = torch.einsum("bikrd,bjkd->bkrij", head, span) / math.sqrt(self.size)
        prior = self.bias(words).view(batch, count, 2, len(PAIRS)).permute(0, 2, 3, 1).unsqueeze(3)
        return (scores + prior).reshape(batch, 2 * len(PAIRS), count, count)


class Joint(nn.Module):
    """Everything that is read in one pass over a passage.

    Args:
        vocabulary: Number of word pieces.
        link_size: Width of the biaffine vectors.
        dropout: In the encoder.
        head_dropout: On the word vectors.
    """

    def __init__(
        self, vocabulary: int = 30522, *, link_size: int = 64, dropout: float = 0.1, head_dropout: float = 0.2
    ) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH, padding_idx=0)
        self.positions = nn.Embedding(512, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.origins = nn.Embedding(ORIGINS, WIDTH)
        self.cases = nn.Embedding(CASES, WIDTH)
        self.names = nn.Embedding(LEXICON, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(DEPTH))
        self.head_drop = Dropout(head_dropout)
        self.hidden = nn.Linear(WIDTH, WIDTH)
        self.labels = nn.Linear(WIDTH, LABELS)
        self.links = Links(link_size, head_dropout)
        nn.init.zeros_(self.cases.weight)
        nn.init.zeros_(self.names.weight)
        nn.init.zeros_(self.origins.weight)

    def encode(
        self, ids: Tensor, cases: Tensor, names: Tensor, lengths: Tensor, origins: Tensor | None = None
    ) -> Tensor:
        """Token vectors [batch, tokens, width]; ``lengths`` [batch] counts the tokens that are not padding."""
        tokens = torch.arange(ids.shape[1], device=ids.device)
        x = self.words(ids) + self.positions(tokens) + self.kind + self.cases(cases) + self.names(names)
        x = x + (self.origins.weight[0] if origins is None else self.origins(origins).unsqueeze(1))
        x = self.drop(self.norm(x))
        bias = (tokens[None, :] >= lengths[:, None]).to(x.dtype)[:, None, None, :] * -10000.0
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def forward(
        self,
        ids: Tensor,
        cases: Tensor,
        names: Tensor,
        lengths: Tensor,
        firsts: Tensor,
        origins: Tensor | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Read a batch.

        Args:
            ids: Word pieces [batch, tokens].
            cases: Case classes [batch, tokens].
            names: Name classes [batch, tokens].
            lengths: Tokens that are not padding [batch].
            firsts: Token index of each word's first piece [batch, words], 0 where padded.
            origins: Whose annotation each passage is learnt from [batch]; that of the reference if left out.

        Returns:
            Label logits [batch, words, labels] and link scores [batch, 2 * pairs, words, words].
        """
        x = self.encode(ids, cases, names, lengths, origins)
        words = torch.gather(x, 1, firsts.unsqueeze(-1).expand(-1, -1, WIDTH))
        words = self.head_drop(words)
        return self.labels(self.head_drop(F.gelu(self.hidden(words)))), self.links(words)


def load_encoder(model: Joint, folder: Path) -> None:
    """Fill the encoder with a BERT checkpoint's weights (``model.safetensors`` and ``config.json`` in the folder)."""
    config = json.loads((folder / "config.json").read_text()) if (folder / "config.json").exists() else {}
    if config and (config["hidden_size"], config["num_hidden_layers"]) != (WIDTH, DEPTH):
        raise ValueError(f"{folder} is not a {DEPTH}-layer encoder of width {WIDTH}")
    old = load_file(folder / "model.safetensors")
    old = {key.removeprefix("bert."): value for key, value in old.items()}
    new: dict[str, Tensor] = {
        "words.weight": old["embeddings.word_embeddings.weight"],
        "positions.weight": old["embeddings.position_embeddings.weight"],
        "kind": old["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": old["embeddings.LayerNorm.weight"],
        "norm.bias": old["embeddings.LayerNorm.bias"],
    }
    for i in range(DEPTH):
        a, b = f"encoder.layer.{i}.", f"layers.{i}."
        for part in ("weight", "bias"):
            qkv = [old[f"{a}attention.self.{name}.{part}"] for name in ("query", "key", "value")]
            new[f"{b}attention.qkv.{part}"] = torch.cat(qkv)
            for theirs, ours in (
                ("attention.output.dense", "attention.out"),
                ("attention.output.LayerNorm", "attention_norm"),
                ("intermediate.dense", "up"),
                ("output.dense", "down"),
                ("output.LayerNorm", "norm"),
            ):
                new[f"{b}{ours}.{part}"] = old[f"{a}{theirs}.{part}"]
    missing, unexpected = model.load_state_dict(new, strict=False)
    if unexpected or any(name.startswith(("words", "positions", "layers", "norm")) for name in missing):
        raise ValueError(f"the checkpoint in {folder} does not fit: missing {missing}, unexpected {unexpected}")
