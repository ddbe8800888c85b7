"""From the words of a place mention to the place."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from multipolar.resolving.places.choosing import Choice, best_of, choose, countries_named, encloses, head_of
from multipolar.resolving.places.folding import Token, tokenize
from multipolar.resolving.places.lexicon import (
    BESIDE,
    BORDER,
    CAPITAL,
    COMMON,
    DIVISIONS,
    GENERIC,
    NO_PLACE,
    NOWHERE,
    OWN,
    SHARED,
)
from multipolar.resolving.places.names import Candidate, Hit, PlaceNames
from multipolar.resolving.places.phrase import Part, is_seat, is_vessel, parts
from multipolar.resolving.places.records import PlaceContext, PlaceMatch
from multipolar.resolving.places.surroundings import Surroundings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from multipolar.resolving.knowledge import Knowledge
    from multipolar.resolving.places.gazetteer import Gazetteer

__all__ = ["PlaceResolver"]

_CLOSING: Final = " ,.;:()\u2013\u2014-"
"""What may follow the name of a country that only says where a town is."""
_POSSESSIVE: Final = " '\u2019s"
"""What may stand between a possessive name and what it contains."""
_BETWEEN: Final = GENERIC | {"of", "the"}
"""Words that may stand between "off the" and the name that it goes on with."""
_STATE: Final = 2
_NO_CONTEXT: Final = PlaceContext()
_MOST_TOKENS: Final = 80
_RUN: Final = 60
"""Characters behind the first word of a name within which the rest of it stands."""
_MEMORY: Final = 20_000
"""Mentions whose place hangs on nothing but their words that are remembered."""
_TEXTS: Final = 512
"""Texts of which the places are remembered: the sentences of the reports at hand."""
_CONTEXT: Final = 0.85
"""How often the context's first suggestion was right on annotated places that are not named."""
_BORDER: Final = 0.65
"""The same for borders without a country of their own, and for that of an actor who may act abroad."""
_NO_COUNTRY: Final = "a border is in no one country"


def _end_of_run(text: str, end: int) -> int:
    """One past the last of the capitalised words that follow in a row; ``end`` where none does."""
    last = end
    for token in tokenize(text[end : end + _RUN]):
        start = end + token.start
        if not token.capital or token.comma or token.key in COMMON - DIVISIONS or text[last:start].strip():
            break
        last = end + token.end
    return last


class PlaceResolver:
    """Places by their words.

    Args:
        knowledge: Names and demonyms of states.
        gazetteer: Towns; opened (and on first use of all made) when first needed if not given.
    """

    def __init__(self, knowledge: Knowledge, *, gazetteer: Gazetteer | None = None) -> None:
        self._names = PlaceNames(knowledge, gazetteer=gazetteer)
        self._surroundings = Surroundings(self._names)
        self._plain: dict[tuple[str, bool, bool], PlaceMatch] = {}
        self._states: dict[str, PlaceMatch] = {}
        self._chosen: dict[str, list[tuple[int, int, Choice]]] = {}

    def resolve(self, words: str, *, context: PlaceContext = _NO_CONTEXT) -> PlaceMatch | None:
        """The place that words stand for.

        The finest name in the words that is not merely whose or next to whom decides ("the US embassy in Baghdad" is
        in Iraq). Names that several places bear are told apart by the other names of the phrase, by the context, and
        by population, in that order. Words that name no place ("the city", "nationwide"), or only one that the tables
        do not know, take their country from the context and are flagged as inferred: from the actors' countries, the
        places named before and after in the sentence, and those named earlier.

        Args:
            words: The mention.
            context: What is known around it.

        Returns:
            The place, with country None where it lies in no one country; None where nothing can be said.
        """
        words = self._whole(words, context)
        lower = not context.sentence or context.sentence.islower()  # where nothing has capitals, names have none
        running = bool(context.sentence)
        key = (words, lower, running)
        known = self._plain.get(key)
        if known is not None:
            return known
        tokens = tokenize(words)[:_MOST_TOKENS]
        if not tokens:
            return None
        roles = parts(tokens, self._names.scan(words, tokens, lower=lower, running=running))
        named = [part.hit for part in roles if part.role == "place"]
        towns = all(candidate.city is not None for hit in named for candidate in hit.candidates)
        if towns and words[0].isupper() and is_vessel(context.sentence[: context.start]):
            return None
        found, asked = self._named(words, tokens, named, context) if named else (None, True)
        if found is not None and not asked:
            if len(self._plain) >= _MEMORY:
                self._plain.clear()
            self._plain[key] = found
        if found is not None:
            return found
        if any(part.role in {"pair", "partner", "bordered"} for part in roles):
            return self._border(words, tokens, roles, context)
        return self._unnamed(words, tokens, roles, context)

    def _whole(self, words: str, context: PlaceContext) -> str:
        """The words, with the rest of the name that they are cut from, or with the name that contains them.

        Where the sentence says so, "Hong" is Hong Kong, "Eastern" eastern Ukraine, and "Freedom Square" Kharkiv's. A
        name that the tables lack is whole, too, and no direction ("Southern" of "Southern Hills Province").
        """
        text, start, end = context.sentence, context.start, context.end
        if text[start:end] != words or not words or text[end : end + 1].isalnum():
            return words
        tokens, hits = self._surroundings.scanned(text)
        bare = NO_PLACE.issuperset(words.casefold().split())
        for hit in hits:
            first, last = tokens[hit.first], tokens[hit.last]
            if first.start < end <= last.end and (first.start < start or end < last.end):
                return text[min(start, first.start) : last.end]
            if bare and end < first.start and {token.key for token in tokenize(text[end : first.start])} <= _BETWEEN:
                return text[start : last.end]
            contains = last.possessive and last.end < start and not text[last.end : start].strip(_POSSESSIVE)
            if contains and words[0].isupper() and best_of(hit).candidate.rank > _STATE:
                return text[first.start : end]
        if bare and (end := _end_of_run(text, end)) > context.end:
            return text[start:end]
        return self._with_container(words, context)

    def _with_container(self, words: str, context: PlaceContext) -> str:
        """The words, with the country or division that the sentence names behind a comma ("LONDON, Ontario, June")."""
        text, start, end = context.sentence, context.start, context.end
        if text[end : end + 2] != ", " or not text[end + 2 : end + 3].isupper():
            return words
        tokens, hits = self._surroundings.scanned(text)
        for inner, outer in pairwise(hits):
            last = tokens[outer.last]
            closed = not last.possessive and not text[last.end : last.end + 2].strip(_CLOSING)
            behind = start < tokens[inner.last].end <= end and tokens[outer.first].start == end + 2
            if behind and closed and encloses(tokens, inner, outer):
                return text[start : last.end]
        return words

    def find(self, text: str) -> list[tuple[int, int, PlaceMatch]]:
        """The places named in running text.

        Returns:
            ``(start, end, place)`` in order, none overlapping.
        """
        return [(start, end, self._match(choice)) for start, end, choice in self._found(text)]

    def countries(self, text: str) -> list[tuple[int, int, str]]:
        """The same as :meth:`find`, countries only; places in no one country are left out.

        Returns:
            ``(start, end, code)`` in order.
        """
        return [
            (start, end, choice.candidate.country)
            for start, end, choice in self._found(text)
            if choice.candidate.country
        ]

    def state(self, code: str) -> PlaceMatch:
        """A country as a place.

        Args:
            code: ISO 3166 alpha-3.
        """
        found = self._states.get(code)
        if found is None:
            country = Candidate("country", self._names.state_name(code), code, 0.0)
            found = self._states[code] = self._names.match(country, confidence=1.0, reason="the country")
        return found

    def _match(self, choice: Choice) -> PlaceMatch:
        return self._names.match(choice.candidate, confidence=choice.confidence, reason=choice.why)

    def _found(self, text: str) -> list[tuple[int, int, Choice]]:
        """The places in a text, remembered."""
        chosen = self._chosen.get(text)
        if chosen is None:
            if len(self._chosen) >= _TEXTS:
                self._chosen.clear()
            chosen = self._chosen[text] = self._choose(text)
        return chosen

    def _choose(self, text: str) -> list[tuple[int, int, Choice]]:
        """The places in a text: start, end and the place."""
        tokens, hits = self._surroundings.scanned(text)
        bonus = dict.fromkeys(countries_named(hits), 1.5)
        found = []
        for number, hit in enumerate(hits):
            if all(c.kind == "demonym" for c in hit.candidates):
                continue
            after = hits[number + 1] if number + 1 < len(hits) else None
            within = after if after is not None and encloses(tokens, hit, after) else None
            choice = best_of(hit, bonus=bonus, within=within)
            # "German" may also be the name of a town somewhere; where the people are meant, no place is.
            if choice.candidate.kind == "demonym":
                continue
            found.append((tokens[hit.first].start, tokens[hit.last].end, choice))
        return found

    def _named(
        self, words: str, tokens: Sequence[Token], hits: Sequence[Hit], context: PlaceContext
    ) -> tuple[PlaceMatch | None, bool]:
        """Where a phrase with names is, and whether what is around it was asked.

        No place where its names are only namesakes of places that the tables lack.
        """
        around: dict[str, float] | None = None

        def bonus() -> dict[str, float]:
            nonlocal around
            if around is None:
                around = self._surroundings.bonus(context)
            return around

        inside = countries_named(hits)
        seat = self._seat(tokens, hits)
        if seat is not None:
            return seat, False
        choices = choose(tokens, hits, inside=inside, context=bonus, neighbours=self._neighbours)
        if not choices:
            return None, True
        head = head_of(tokens, choices, inside=inside, around=around or {})
        if isinstance(head, Choice) and head.candidate.kind in {"water", "area"}:
            # "Vugizo near Lake Tanganyika": the place is another one, which the tables lack.
            unknown = any(token.capital and token.key not in COMMON for token in tokens[: head.hit.first])
            suggestions = self._surroundings.suggestions(context, proper=True) if unknown else []
            if suggestions:
                code, why = suggestions[0]
                return self._inferred(words, code, why, confidence=0.6), True
            return self._match(head), around is not None or unknown
        return (self._match(head) if isinstance(head, Choice) else head), around is not None

    def _seat(self, tokens: Sequence[Token], hits: Sequence[Hit]) -> PlaceMatch | None:
        """The capital of a country that the words tell so: "the Indian capital", "the capital of Yemen"."""
        if len(hits) != 1 or not is_seat(tokens, hits[0]):
            return None
        named = best_of(hits[0]).candidate
        return self._names.seat(named.country) if named.country and named.rank == _STATE else None

    def _border(
        self, words: str, tokens: Sequence[Token], roles: Sequence[Part], context: PlaceContext
    ) -> PlaceMatch | None:
        """A phrase that only names countries to tell a border."""
        if any(token.key in OWN for token in tokens):
            context = replace(context, absent=())
        suggestions = self._surroundings.suggestions(context)
        codes = {
            role: [code for part in roles if part.role == role and (code := best_of(part.hit).candidate.country)]
            for role in ("pair", "bordered", "partner")
        }
        pair = codes["pair"]
        if pair:
            for code, why in suggestions:
                if code in pair:
                    return self._inferred(words, code, f"the side of the border that is {why}", confidence=_BORDER)
            return PlaceMatch(words, None, confidence=0.5, reason=_NO_COUNTRY)
        own = codes["bordered"]
        if own and not any(token.key in BESIDE for token in tokens):
            return self._inferred(words, own[0], "the country whose border it is", confidence=0.7)
        beyond = {*own, *codes["partner"]}
        for code, why in suggestions:
            if code not in beyond and any(self._are_neighbours(code, other) for other in beyond):
                return self._inferred(words, code, f"the side of the border that is {why}", confidence=0.75)
        regions = [best_of(part.hit).candidate for part in roles if part.role == "partner"]
        for region in regions:
            if region.kind == "region" and region.country:
                return self._inferred(words, region.country, f"the country of {region.name}", confidence=0.6)
        return None

    def _neighbours(self, code: str) -> tuple[str, ...]:
        area = self._names.gazetteer.country(code)
        return area.neighbours if area is not None else ()

    def _are_neighbours(self, one: str, other: str) -> bool:
        return other in self._neighbours(one) or one in self._neighbours(other)

    def _unnamed(
        self, words: str, tokens: Sequence[Token], roles: Sequence[Part], context: PlaceContext
    ) -> PlaceMatch | None:
        """A phrase that names no place, or none that the tables know."""
        keys = {token.key for token in tokens}
        if keys <= NO_PLACE:
            return None
        if keys & NOWHERE:
            return PlaceMatch(words, None, confidence=0.5, reason="the words name no country")
        proper = any(token.capital and token.key not in COMMON for token in tokens)
        if keys & OWN and keys & BORDER:
            context = replace(context, absent=())
        border = bool(keys & BORDER) and not proper
        if border and keys & SHARED:
            return PlaceMatch(words, None, confidence=0.5, reason=_NO_COUNTRY)
        owners = {best_of(part.hit).candidate.country for part in roles if part.role == "owner"}
        for code, why in self._surroundings.suggestions(context, own=bool(keys & OWN), proper=proper):
            if code not in owners:
                seat = self._names.seat(code) if keys - CAPITAL == set() and keys & {"capital"} else None
                if seat is not None:
                    reason = f"{words!r} names no known place; {why}"
                    return replace(seat, confidence=_CONTEXT, reason=reason, inferred=True)
                sure = not border and code not in context.absent
                return self._inferred(words, code, why, confidence=_CONTEXT if sure else _BORDER)
        return None

    def _inferred(self, words: str, code: str, why: str, *, confidence: float) -> PlaceMatch:
        reason = f"{words!r} names no known place; {why}"
        return replace(self.state(code), confidence=confidence, reason=reason, inferred=True)
