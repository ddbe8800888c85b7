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


def chosen(words: Tensor, rows: Tensor, heads: Tensor) -> Tensor:
    """The vectors [heads, 1, width] of words [batch, words, width], each by its passage and place [heads]."""
    # Not words[rows, heads]: the gradient of that is sorted, this one is added up.
    return words.flatten(0, 1).index_select(0, rows * words.shape[1] + heads).unsqueeze(1)


class Reread(nn.Module):
    """Reads the words of a passage again for one head word: a narrow layer that sees which word that is.

    Who did it depends on which of several events is meant; what the encoder says of a word is the same for all.

    Args:
        width: Of its vectors.
        dropout: Within it.
    """

    REACH = 64
    """Words from the head beyond which all are as far."""
    HEADS = 4

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.width = width
        self.words = nn.Linear(WIDTH, width)
        self.head = nn.Linear(WIDTH, width)
        self.distance = nn.Embedding(2 * self.REACH + 1, width)
        self.before = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.between = nn.LayerNorm(width)
        self.up = nn.Linear(width, 2 * width)
        self.down = nn.Linear(2 * width, width)
        self.after = nn.LayerNorm(width)
        self.scores = nn.Linear(width, 2 * len(PAIRS))
        self.drop = Dropout(dropout)
        nn.init.zeros_(self.scores.weight)
        nn.init.zeros_(self.scores.bias)
        nn.init.normal_(self.distance.weight, std=0.02)

    def forward(self, words: Tensor, rows: Tensor, heads: Tensor, valid: Tensor | None = None) -> Tensor:
        """Scores of each kind of link, for the first and for the last word of a span.

        Args:
            words: Word vectors [batch, words, width].
            rows: The passage of each head [heads].
            heads: Its word [heads].
            valid: Which words are not padding [batch, words]; all if left out.

        Returns:
            [heads, 2 * pairs, words].
        """
        count = words.shape[1]
        places = torch.arange(count, device=words.device)
        far = (places[None, :] - heads[:, None]).clamp(-self.REACH, self.REACH) + self.REACH
        x = self.words(words).index_select(0, rows) + self.head(chosen(words, rows, heads)) + self.distance(far)
        q, k, v = (
            self.qkv(self.before(x)).view(-1, count, 3, self.HEADS, self.width // self.HEADS).permute(2, 0, 3, 1, 4)
        )
        scores = q @ k.transpose(-1, -2) / math.sqrt(self.width // self.HEADS)
        if valid is not None:
            scores = scores + (~valid.index_select(0, rows)).to(x.dtype)[:, None, None, :] * -10000.0
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(-1, count, self.width)
        x = x + self.drop(self.out(mixed))
        x = x + self.drop(self.down(F.gelu(self.up(self.between(x)))))
        out: Tensor = self.scores(self.drop(self.after(x))).transpose(1, 2)
        return out


class Links(nn.Module):
    """Scores of head words against spans: biaffine, and what reading again for that head adds.

    ``score[r, (s, e)] = first[r, s] + last[r, e]``: a span is scored by its first and last word, so that all spans
    are covered by two vectors for each head and kind of link.
    """

    def __init__(self, size: int, width: int, dropout: float) -> None:
        super().__init__()
        self.size = size
        self.head = nn.Linear(WIDTH, 2 * len(PAIRS) * size)
        self.span = nn.Linear(WIDTH, 2 * size)
        self.bias = nn.Linear(WIDTH, 2 * len(PAIRS))
        self.reread = Reread(width, dropout / 2)
        self.drop = Dropout(dropout)

    def forward(self, words: Tensor, rows: Tensor, heads: Tensor, valid: Tensor | None = None) -> Tensor:
        """Scores of all kinds of links of some heads.

        Args:
            words: Word vectors [batch, words, width].
            rows: The passage of each head [heads].
            heads: Its word [heads].
            valid: Which words are not padding [batch, words]; all if left out.

        Returns:
            Scores of the first words, then of the last words of spans, [heads, 2 * pairs, words].
        """
        count = words.shape[1]
        head = self.drop(F.gelu(self.head(chosen(words, rows, heads)))).view(-1, 2, len(PAIRS), self.size)
        span = self.drop(F.gelu(self.span(words))).view(-1, count, 2, self.size).index_select(0, rows)
        # The products of each side by itself: a kind of link, of all words of a passage.
        scores = (head @ span.permute(0, 2, 3, 1)).reshape(-1, 2 * len(PAIRS), count) / math.sqrt(self.size)
        return scores + self.bias(words).index_select(0, rows).transpose(1, 2) + self.reread(words, rows, heads, valid)

    def antecedents(self, words: Tensor, heads: Tensor) -> Tensor:
        """Scores that a mention whose first word is in ``heads`` stands for another, which none reads again.

        Args:
            words: Word vectors [batch, words, width].
            heads: First words of mentions [batch, mentions].

        Returns:
            Scores of the other's first, then last word, [batch, 2, mentions, words].
        """
        mentions = torch.gather(words, 1, heads.unsqueeze(-1).expand(-1, -1, WIDTH))
        head, prior = self.of_antecedents()
        return self.alike(F.linear(mentions, *head), self.span(words), F.linear(words, *prior))

    def of_antecedents(self) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
        """The rows of ``head`` and of ``bias`` that are about antecedents: weight and bias of each."""
        at = PAIRS.index("antecedent")
        weight = self.head.weight.view(2, len(PAIRS), self.size, WIDTH)[:, at].flatten(0, 1)
        bias = self.head.bias.view(2, len(PAIRS), self.size)[:, at].flatten()
        return (weight, bias), (self.bias.weight[at :: len(PAIRS)], self.bias.bias[at :: len(PAIRS)])

    def alike(self, head: Tensor, span: Tensor, prior: Tensor) -> Tensor:
        """Scores of antecedents from what the matrices make of the words, as :meth:`antecedents` gives them."""
        head = self.drop(F.gelu(head)).unflatten(-1, (2, self.size))
        span = self.drop(F.gelu(span)).unflatten(-1, (2, self.size))
        scores = torch.einsum("bmkd,bjkd->bkmj", head, span) / math.sqrt(self.size)
        return scores + prior.transpose(1, 2).unsqueeze(2)


class Joint(nn.Module):
    """Everything that is read of a passage; links are scored from the word vectors it gives.

    Args:
        vocabulary: Number of word pieces.
        link_size: Width of the biaffine vectors.
        reread: Width of the layer that reads again.
        dropout: In the encoder.
        head_dropout: On the word vectors.
    """

    def __init__(
        self,
        vocabulary: int = 30522,
        *,
        link_size: int = 64,
        reread: int = 128,
        dropout: float = 0.1,
        head_dropout: float = 0.2,
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
        self.links = Links(link_size, reread, head_dropout)
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
            Label logits [batch, words, labels], and the word vectors [batch, words, width] that ``links`` scores.
        """
        x = self.encode(ids, cases, names, lengths, origins)
        words = self.head_drop(torch.gather(x, 1, firsts.unsqueeze(-1).expand(-1, -1, WIDTH)))
        return self.labels(self.head_drop(F.gelu(self.hidden(words)))), words


class Linker(nn.Module):
    """The part of a model that is run for what it has found alone, as it is exported.

    Args:
        links: Of the model.
    """

    def __init__(self, links: Links) -> None:
        super().__init__()
        self.links = links
        # Layers of their own, so that they are exported as constant matrices.
        parts = []
        for weight, bias in links.of_antecedents():
            part = nn.Linear(WIDTH, len(bias))
            part.load_state_dict({"weight": weight, "bias": bias})
            parts.append(part)
        self.head, self.prior = parts

    def forward(self, words: Tensor, rows: Tensor, heads: Tensor) -> tuple[Tensor, Tensor]:
        """Link scores of heads as of :class:`Links`, and of antecedents of all words, [batch, 2, words, words]."""
        alike = self.links.alike(self.head(words), self.links.span(words), self.prior(words))
        return self.links(words, rows, heads), alike


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
