"""From which probabilities on something counts as found, and how sure that is."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DecodeOptions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodeOptions:
    """Probabilities from which something counts as found, chosen on the dev set and shipped with the weights.

    Attributes:
        event: Trigger of an event of its likeliest type.
        relation: Trigger of a standing relation.
        claim: First word of a quote.
        mention: First word of a mention.
        alone: Link of the likeliest actor of an event for which none passes: nearly every act has somebody who acts.
        whom: Link of the likeliest recipient of an event for which none passes.
        beside: Link of a side in another sentence beside one that stands in the trigger's own: few acts need one.
        owner: Link of a name from which on it is the side, and not the possessive after it in its sentence ("Moscow
            grapples with its invasion").
        joined: Link of an actor from which on it is a side like the one that it is joined to by "and".
        sure: Calibrated confidence (in trigger and type) that an event must have besides.
        roles: Link of each pair in :data:`~multipolar.reading.labels.PAIRS` (those not named: 0.5).
        calibration: For each head, (raw, calibrated) probabilities between which confidences are interpolated.
    """

    event: float = 0.5
    relation: float = 0.5
    claim: float = 0.5
    mention: float = 0.3
    alone: float = 1.0
    whom: float = 1.0
    beside: float = 0.0
    owner: float = 1.0
    joined: float = 1.0
    sure: float = 0.0
    roles: Mapping[str, float] = field(default_factory=dict)
    calibration: Mapping[str, tuple[tuple[float, ...], tuple[float, ...]]] = field(default_factory=dict)

    def role(self, name: str) -> float:
        """Threshold of a link."""
        return self.roles.get(name, 0.5)

    def confidence(self, head: str, raw: float) -> float:
        """The calibrated probability of a raw one."""
        points = self.calibration.get(head)
        if not points:
            return round(raw, 4)
        # By hand: a few numbers are looked up faster than they become an array.
        xs, ys = points
        right = bisect_right(xs, raw)
        if right == 0 or right == len(xs):
            return round(ys[right and -1], 4)
        left = right - 1
        return round(ys[left] + (ys[right] - ys[left]) * (raw - xs[left]) / (xs[right] - xs[left]), 4)
