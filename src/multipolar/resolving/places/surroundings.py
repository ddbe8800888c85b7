"""What the text around a place says about where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from multipolar.resolving.knowledge.casing import COMMON as WORDS
from multipolar.resolving.places.choosing import best_of
from multipolar.resolving.places.folding import Token, tokenize
from multipolar.resolving.places.lexicon import COMMON, PAPERS
from multipolar.resolving.places.phrase import is_located

if TYPE_CHECKING:
    from collections.abc import Sequence

    from multipolar.resolving.places.names import Hit, PlaceNames
    from multipolar.resolving.places.records import PlaceContext

__all__ = ["Surroundings"]

_LARGE: Final = 5.0
"""Weight of a town of 100,000."""
_WORD: Final = 5
"""Letters below which an alternate name of a town is more likely a word or surname ("Lim" for Lima)."""
_ABSENT: Final = 0.4
"""How much less the name of an actor's country tells of a place, where actors of the sort act away from home."""
_HOME: Final = 0.4
"""How much such an actor's country is likelier than one that the text does not name."""
_MEMORY: Final = 1024
_PLACES: Final = 4
_BEFORE: Final = 6


class _Named(NamedTuple):
    """A country that a sentence speaks of: where its name starts, its code, whether it is where something is."""

    start: int
    code: str
    located: bool


class _Votes:
    """Clues for countries, each with a weight; the strongest clue for a country is the reason told for it."""

    def __init__(self) -> None:
        self._sums: dict[str, float] = {}
        self._best: dict[str, tuple[float, str]] = {}

    def add(self, code: str, weight: float, why: str) -> None:
        self._sums[code] = self._sums.get(code, 0.0) + weight
        if weight > self._best.get(code, (0.0, ""))[0]:
            self._best[code] = (weight, why)

    def ranked(self) -> list[tuple[str, str]]:
        """Codes, the likeliest first, with the reason for each."""
        return [(code, self._best[code][1]) for code in sorted(self._sums, key=lambda code: -self._sums[code])]


class Surroundings:
    """Reads countries off the text around places, remembering sentences, since each is asked about several times.

    Args:
        names: Finds names.
    """

    def __init__(self, names: PlaceNames) -> None:
        self._names = names
        self._texts: dict[str, tuple[list[Token], list[Hit]]] = {}
        self._named: dict[str, tuple[_Named, ...]] = {}

    def scanned(self, text: str) -> tuple[list[Token], list[Hit]]:
        """A text's words, and the names of places among them; surnames and words that are towns' names left out."""
        known = self._texts.get(text)
        if known is None:
            tokens = tokenize(text)
            scanned = self._names.scan(text, tokens, lower=True, running=True)
            hits = [hit for hit in scanned if not _is_word(tokens, hit) and _is_place(tokens, hit)]
            known = tokens, hits
            if len(self._texts) >= _MEMORY:
                self._texts.clear()
            self._texts[text] = known
        return known

    def bonus(self, context: PlaceContext) -> dict[str, float]:
        """How much the context speaks for each country, in units of candidates' weight."""
        found: dict[str, float] = {}

        def give(code: str, weight: float) -> None:
            found[code] = max(found.get(code, 0.0), weight)

        for code in context.countries:
            give(code, 3.0)
        for named in self._countries(context.sentence):
            if not context.start <= named.start < context.end:  # the place itself is no witness
                give(named.code, 3.0 * _trust(named, context))
        for place in context.places[:_PLACES]:
            if place.country:
                give(place.country, 2.5)
        for number, sentence in enumerate(context.before[:3]):
            for named in self._countries(sentence):
                give(named.code, (2.0 - 0.3 * number) * _trust(named, context))
        return found

    def suggestions(self, context: PlaceContext, *, own: bool = False, proper: bool = False) -> list[tuple[str, str]]:
        """Countries that the context offers, the likeliest first, each with the strongest reason for it.

        Every clue is a vote; the weights were set on annotated places that their words do not name.

        Args:
            context: What is known around the place.
            own: The words claim the place for the actor ("its soil").
            proper: The words name a place, but one that the tables do not know.
        """
        votes = _Votes()
        for number, code in enumerate(context.countries):
            votes.add(code, (1.2 if number else 2.0) + (0.5 if own else 0.0), "an actor's country")
        for code in context.absent:
            votes.add(code, _HOME, "the country of an actor who may act abroad")
        for named in self._countries(context.sentence):
            trust = _trust(named, context)
            if named.start < context.start:
                votes.add(named.code, (3.0 if named.located else 0.8) * trust, "named before it in the sentence")
            elif named.start >= context.end:
                after = 2.5 if proper else 1.5
                votes.add(named.code, (after if named.located else 0.6) * trust, "named after it in the sentence")
        for number, place in enumerate(context.places[:_PLACES]):
            if place.country:
                votes.add(place.country, 1.6 / (1 + number), f"{place.name} was named earlier")
        for number, sentence in enumerate(context.before[:_BEFORE]):
            for named in self._countries(sentence):
                weight = (1.2 if named.located else 0.4) / (1 + 0.5 * number) * _trust(named, context)
                votes.add(named.code, weight, "named in an earlier sentence")
        return votes.ranked()

    def _countries(self, sentence: str) -> tuple[_Named, ...]:
        """Countries that a sentence speaks of, in order."""
        if not sentence:
            return ()
        known = self._named.get(sentence)
        if known is None:
            tokens, hits = self.scanned(sentence)
            known = tuple(
                _Named(tokens[hit.first].start, country, is_located(tokens, hit))
                for hit in hits
                if (country := best_of(hit).candidate.country)
            )
            if len(self._named) >= _MEMORY:
                self._named.clear()
            self._named[sentence] = known
        return known


def _trust(named: _Named, context: PlaceContext) -> float:
    """How much it tells of a place that a country is named: less where it is that of actors who act away from home."""
    return _ABSENT if named.code in context.absent and not named.located else 1.0


def _is_word(tokens: Sequence[Token], hit: Hit) -> bool:
    """Whether what has no capital is a word, though a town or region is spelled like it ("a swat team")."""
    token = tokens[hit.first]
    return (
        hit.first == hit.last
        and not token.capital
        and token.key in WORDS
        and all(candidate.kind != "country" for candidate in hit.candidates)
    )


def _is_place(tokens: Sequence[Token], hit: Hit) -> bool:
    """Whether a name in running text is a place: towns' names are also surnames and words."""
    best = max(hit.candidates, key=lambda c: c.weight)
    if best.city is None:
        return True
    if is_located(tokens, hit):
        return True
    if best.weight < _LARGE or (not best.city.primary and tokens[hit.last].end - tokens[hit.first].start < _WORD):
        return False
    # "Vladimir Putin", "Jackson Hole": part of a longer name.
    after = tokens[hit.last + 1 : hit.last + 2]
    if after and after[0].capital and not after[0].comma and not tokens[hit.last].possessive:
        return after[0].key in COMMON and after[0].key not in PAPERS
    before = tokens[hit.first - 1] if hit.first else None
    return before is None or not before.capital or before.key in COMMON or tokens[hit.first].comma
