"""What a passage is read as while it is learnt from: now and then less of it, or in other letters.

A small model that sees the same passages often learns them by heart. Where a word is hidden, it must tell from those
around it; where a passage is in the letters of a headline, it cannot tell names by their capitals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import torch

from multipolar.reading.labels import LOWER, MIXED, TITLE, UPPER

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["hidden", "recased", "unnamed"]

MASK: Final = 103
"""The word piece for what is hidden, the last of those that are no words."""


RAISED: Final = 0.8
"""Share of the words of a headline that begin with a capital, of those that would not elsewhere."""


def unnamed(names: Tensor, share: float) -> Tensor:
    """Name classes [batch, tokens], those of a share of the passages left out."""
    known = torch.rand(names.shape[:1], device=names.device) >= share
    return names * known[:, None]


def hidden(ids: Tensor, share: float) -> Tensor:
    """Word pieces [batch, tokens], a share of them hidden; those that are no words are left as they are."""
    chosen = torch.rand(ids.shape, device=ids.device) < share
    return ids.masked_fill(chosen & (ids > MASK), MASK)


def recased(cases: Tensor, names: Tensor, share: float) -> tuple[Tensor, Tensor]:
    """Case classes and name classes [batch, tokens], those of a share of the passages as they are in other letters.

    A half of these is as a headline, a fifth of whose words stay small; a quarter is in capitals, a quarter in small
    letters, in which no names are known.
    """
    drawn = torch.rand(cases.shape[:1], device=cases.device)[:, None]
    lower, title, upper = cases == LOWER, cases == TITLE, cases == UPPER
    word = lower | title | upper | (cases == MIXED)
    small = drawn < share / 4
    out = cases.masked_fill(small & word, LOWER)
    out = out.masked_fill((drawn >= share / 4) & (drawn < share / 2) & word, UPPER)
    raised = lower & (torch.rand(cases.shape, device=cases.device) < RAISED)
    out = out.masked_fill((drawn >= share / 2) & (drawn < share) & raised, TITLE)
    return out, names.masked_fill(small, 0)
