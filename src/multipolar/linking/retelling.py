"""Where a report's own words say that two of its events are one: a verb and its noun, or what "the" resumes.

No label need teach it: "imposes a curfew" is one act, and "the attack" in the next sentence is the one just told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from multipolar.linking.columns import among

if TYPE_CHECKING:
    import numpy.typing as npt

    from multipolar.linking.columns import Rows

__all__ = ["told_again"]


def told_again(a: Rows, b: Rows) -> list[npt.NDArray[Any]]:
    """Whether the words of a report itself say that both events are one.

    One is what the other's verb does ("imposes a curfew") or by which means ("killed in an air strike"); or the next
    sentence goes on about it, as "the attack". Types, modes, sides, place, time and numbers must not differ.

    Returns:
        Columns: that they are one act of a sentence; that the later sentence resumes the earlier one's; that both tell
        of the killing of one person; and of one war.
    """
    alike = (a["report"] == b["report"]) & (a["type"] == b["type"])
    if not alike.any():
        return [alike, alike, *_once(a, b)]
    alike &= (a["mode"] == b["mode"]) | (a["mode"] == 0) | (b["mode"] == 0)
    alike &= (a["place"] == b["place"]) | ~(a["named"] & b["named"]).astype(np.bool_)
    times = (a["start"] == b["start"]) & (a["end"] == b["end"])
    alike &= times | ~(a["told"] & b["told"]).astype(np.bool_)
    for role in ("actor", "recipient"):
        known = (a[role][0] != 0) & (b[role][0] != 0)
        alike &= ~known | among(a[role], b[role]).any(axis=0)
    crossed = among(a["actor"], b["recipient"]).any(axis=0) & among(a["recipient"], b["actor"]).any(axis=0)
    alike &= ~crossed | among(a["actor"], b["actor"]).any(axis=0)
    same = a["sentence"] == b["sentence"]
    one = alike & same & (_governs(a, b) | _governs(b, a))
    later = a["sentence"] > b["sentence"]
    resumes = np.where(later, a["resumes"], b["resumes"]).astype(np.bool_)
    counted = np.where(later, a["counted"], b["counted"]).astype(np.bool_)
    close = among(a["close"], b["close"]).any(axis=0)
    near = np.abs(a["sentence"] - b["sentence"]) == 1
    return [one, alike & near & resumes & (~counted | close), *_once(a, b)]


def _once(a: Rows, b: Rows) -> list[npt.NDArray[Any]]:
    """Whether both tell of the killing of one person, and of one war as a whole by the same noun."""
    upon, by = (among(a[role], b[role]).any(axis=0) for role in ("war_on", "war_by"))
    unsaid = (a["war_on"][0] == 0) | (b["war_on"][0] == 0)
    return [among(a["slain"], b["slain"]).any(axis=0), upon | (unsaid & by)]


def _governs(a: Rows, b: Rows) -> npt.NDArray[np.bool_]:
    """Whether the left event's verb has the right one's noun for its object or its means."""
    before = a["token"] < b["token"]
    governs: npt.NDArray[np.bool_] = (a["after"] == b["verb"]) | (before & (a["token"] >= b["clause"]))
    return governs
