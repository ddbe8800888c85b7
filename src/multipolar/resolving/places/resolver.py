"""From the words of a place mention to the place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from multipolar.resolving.places.folding import Token, tokenize
from multipolar.resolving.places.lexicon import BESIDE, BORDER, COMMON, DIVISIONS, NOWHERE, OWN, SHARED, SPOTS
from multipolar.resolving.places.names import Candidate, Hit, PlaceNames
from multipolar.resolving.places.phrase import Part, is_located, parts
from multipolar.resolving.places.records import PlaceContext, PlaceMatch

if TYPE_CHECKING:
    from multipolar.resolving.knowledge import Knowledge
    from multipolar.resolving.places.gazetteer import Gazetteer

__all__ = ["PlaceResolver"]

_NO_CONTEXT: Final = PlaceContext()
_MOST_TOKENS: Final = 80
_CITY: Final = 4
_COUNTRY: Final = 2
_SURE: Final = 4.2  # a town of 15,000
_MEMORY: Final = 4096


class PlaceResolver:
    """Places by their words.

    Args:
        knowledge: Names and demonyms of states.
        gazetteer: Towns; opened (and on first use of all made) when first needed if not given.
    """

    def __init__(self, knowledge: Knowledge, *, gazetteer: Gazetteer | None = None) -> None:
        self._names = PlaceNames(knowledge, gazetteer=gazetteer)
        self._around: dict[str, tuple[tuple[int, str, bool], ...]] = {}

    def resolve(self, words: str, *, context: PlaceContext = _NO_CONTEXT) -> PlaceMatch | None:
        """The place that words stand for.

        The finest name in the words that is not merely whose or next to whom decides ("the US embassy in Baghdad" is
        in Iraq). Names that several places bear are told apart by the other names of the phrase, by the context, and
        by population, in that order. Words that name no place ("the city", "nationwide"), or only one that the tables
        do not know, take their country from the context and are flagged as inferred: the place named nearest before
        them in the sentence, other names of the sentence, the actors' countries, places named earlier.

        Args:
            words: The mention.
            context: What is known around it.

        Returns:
            The place, with country None where it lies in no one country; None where nothing can be said.
        """
        tokens = tokenize(words)[:_MOST_TOKENS]
        if not tokens:
            return None
        hits = self._names.scan(words, tokens, lower=not context.sentence)
        roles = parts(tokens, hits)
        named = [part for part in roles if part.role == "place"]
        if named:
            chosen = self._among(words, tokens, named, context)
            if chosen is not None:
                return chosen
        if any(part.role in {"pair", "partner", "bordered"} for part in roles):
            return self._border(words, roles, context)
        return self._unnamed(words, tokens, roles, context)

    def find(self, text: str, *, located: bool = False) -> list[tuple[int, int, PlaceMatch]]:
        """The places named in running text.

        Args:
            text: Any text.
            located: Only names that follow a preposition of place ("in Moscow", not "Moscow said").

        Returns:
            ``(start, end, place)`` in order, none overlapping.
        """
        return [
            (start, end, self._names.match(candidate, confidence=confidence, reason=why))
            for start, end, candidate, confidence, why in self._found(text, located=located)
        ]

    def _found(self, text: str, *, located: bool) -> list[tuple[int, int, Candidate, float, str]]:
        tokens = tokenize(text)
        hits = [hit for hit in self._names.scan(text, tokens, lower=True) if self._is_name(text, tokens, hit)]
        containers = [hit.countries[0] for hit in hits if len(hit.countries) == 1 and hit.candidates[0].rank != _CITY]
        bonus = dict.fromkeys(containers, 1.5)
        found = []
        for number, hit in enumerate(hits):
            if located and not is_located(tokens, hit):
                continue
            if all(c.kind == "demonym" for c in hit.candidates):
                continue
            after = hits[number + 1] if number + 1 < len(hits) else None
            inside: list[str] = []
            if after is not None and after.first == hit.last + 1 and tokens[after.first].comma:
                inside = [code for code in after.countries if code in hit.countries]
            found.append((tokens[hit.first].start, tokens[hit.last].end, *_best(hit, inside, bonus)))
        return found

    def countries(self, text: str) -> list[tuple[int, int, str]]:
        """The same as :meth:`find`, countries only; places in no one country are left out.

        Returns:
            ``(start, end, code)`` in order.
        """
        return [
            (start, end, candidate.country)
            for start, end, candidate, _, _ in self._found(text, located=False)
            if candidate.country
        ]

    def state(self, code: str) -> PlaceMatch:
        """A country as a place.

        Args:
            code: ISO 3166 alpha-3.
        """
        country = Candidate("country", self._names.state_name(code), code, 0.0)
        return self._names.match(country, confidence=1.0, reason="the country")

    # --- Phrases with names ------------------------------------------------------------------------------------------

    def _among(
        self, words: str, tokens: Sequence[Token], named: Sequence[Part], context: PlaceContext
    ) -> PlaceMatch | None:
        """The finest of a phrase's names, each taken as the rest of the phrase and the context suggest."""
        hits = [part.hit for part in named]
        inside = _containers(hits)
        bonus: dict[str, float] | None = None
        best: list[tuple[Hit, Candidate, float, str]] = []
        for number, hit in enumerate(hits):
            division = _division_follows(tokens, hit)
            if len(hit.countries) < 2 and all(c.city is None for c in hit.candidates):  # noqa: PLR2004 - one or none
                best.append((hit, *_best(hit, inside, {}, division=division)))
                continue
            if bonus is None:
                bonus = self._bonus(context)
            shared = dict(bonus)
            for other in hits:
                if other is not hit:
                    for code in other.countries:
                        shared[code] = shared.get(code, 0) + 1.5
            candidate, confidence, why = _best(hit, inside, shared, division=division)
            if candidate.city is None or self._is_credible(tokens, hits, number, candidate, inside, bonus):
                best.append((hit, candidate, confidence, why))
        if not best:
            return None
        top = max(candidate.rank for _, candidate, _, _ in best)
        heads = [row for row in best if row[1].rank == top]
        between = any(token.key == "between" for token in tokens[: heads[0][0].first])
        listed = heads if not between else best
        countries = {candidate.country for _, candidate, _, _ in listed}
        if len(countries) > 1 and (between or _are_listed(tokens, [row[0] for row in listed])):
            likely = [row for row in heads if top >= _CITY and row[1].country in (bonus or {})]
            if len({row[1].country for row in likely}) != 1:
                names = ", ".join(dict.fromkeys(candidate.name for _, candidate, _, _ in listed))
                return PlaceMatch(name=names, country=None, confidence=0.6, reason="names places in several countries")
            heads = likely
        elif len(countries) > 1 and top == _CITY:
            # "the Miramar suburb of Havana": the context decides, else what contains the other.
            heads = [row for row in heads if row[1].country in (bonus or {})] or heads[-1:]
        _, candidate, confidence, why = heads[0]
        if candidate.country is None and candidate.rank > 1 and inside:
            candidate, confidence = replace(candidate, country=inside[0]), 0.8
            why = "named with a country"
        return self._names.match(candidate, confidence=confidence, reason=why)

    @staticmethod
    def _is_credible(  # noqa: PLR0911 - one line a clue
        tokens: Sequence[Token],
        hits: Sequence[Hit],
        number: int,
        candidate: Candidate,
        inside: Sequence[str],
        bonus: dict[str, float],
    ) -> bool:
        """Whether a town is meant, or only a namesake of a place that the tables lack."""
        hit = hits[number]
        if candidate.country in inside:
            return True
        if inside and (number + 1 < len(hits) or not is_located(tokens, hit) or candidate.weight < 5):  # noqa: PLR2004
            return False  # "Bari Region, Puntland, Somalia", but "the Russian consulate in Trabzon"
        if candidate.country in bonus:
            return True
        if _is_part(tokens, hits, number) or _spot_follows(tokens, hit):
            return False
        return not bonus or candidate.weight >= _SURE

    def _bonus(self, context: PlaceContext) -> dict[str, float]:
        """How much the context speaks for each country."""
        bonus: dict[str, float] = {}
        for code in context.countries:
            bonus[code] = max(bonus.get(code, 0.0), 3.0)
        for place in context.places[:4]:
            if place.country:
                bonus[place.country] = max(bonus.get(place.country, 0.0), 2.5)
        for _, code, _ in self._surroundings(context.sentence):
            bonus[code] = max(bonus.get(code, 0.0), 3.0)
        for number, sentence in enumerate(context.before[:3]):
            for _, code, _ in self._surroundings(sentence):
                bonus[code] = max(bonus.get(code, 0.0), 2.0 - 0.3 * number)
        return bonus

    # --- Phrases without names ---------------------------------------------------------------------------------------

    def _border(self, words: str, roles: Sequence[Part], context: PlaceContext) -> PlaceMatch | None:
        sides = {code for part in roles if part.role == "pair" for code in part.hit.countries}
        if sides:
            for code, why in self._suggestions(context):
                if code in sides:
                    return self._inferred(words, code, f"the side of the border that is {why}", confidence=0.5)
            return PlaceMatch(name=words, country=None, confidence=0.5, reason="a border is in no one country")
        beyond = {code for part in roles if part.role in {"partner", "bordered"} for code in part.hit.countries}
        own = [part for part in roles if part.role == "bordered"]
        if own and len(own[0].hit.countries) == 1 and not {token.key for token in tokenize(words)} & BESIDE:
            return self._inferred(words, own[0].hit.countries[0], "the country whose border it is", confidence=0.7)
        for code, why in self._suggestions(context):
            if code in beyond:
                continue
            area = self._names.gazetteer.country(code)
            if area is not None and beyond & set(area.neighbours):
                return self._inferred(words, code, f"the side of the border that is {why}", confidence=0.75)
        return None

    def _unnamed(
        self, words: str, tokens: Sequence[Token], roles: Sequence[Part], context: PlaceContext
    ) -> PlaceMatch | None:
        keys = {token.key for token in tokens}
        if keys & NOWHERE:
            return PlaceMatch(name=words, country=None, confidence=0.5, reason="the words name no country")
        owners = {code for part in roles if part.role == "owner" for code in part.hit.countries}
        proper = any(token.capital and token.key not in COMMON for token in tokens)
        border = bool(keys & BORDER) and not proper
        if border and keys & SHARED:
            return PlaceMatch(name=words, country=None, confidence=0.5, reason="a border is in no one country")
        for code, why in self._suggestions(context, own=bool(keys & OWN), proper=proper):
            if code not in owners:
                return self._inferred(words, code, why, confidence=0.5 if border else 0.7)
        return None

    def _inferred(self, words: str, code: str, why: str, *, confidence: float) -> PlaceMatch:
        country = Candidate("country", self._names.state_name(code), code, 0.0)
        match = self._names.match(country, confidence=confidence, reason=f"{words!r} names no known place: {why}")
        return PlaceMatch(
            name=match.name,
            country=code,
            lat=match.lat,
            lon=match.lon,
            precision="country",
            geonames=match.geonames,
            population=match.population,
            confidence=confidence,
            reason=match.reason,
            inferred=True,
        )

    def _suggestions(self, context: PlaceContext, *, own: bool = False, proper: bool = False) -> list[tuple[str, str]]:
        """Countries that the context offers, the likeliest first, each with the strongest reason for it.

        Every clue is a vote; the weights were set on annotated places that are not named.

        Args:
            context: What is known around the place.
            own: The words claim the place for the actor ("its soil").
            proper: The words name a place, but one that the tables do not know.
        """
        votes: dict[str, float] = {}
        reasons: dict[str, tuple[float, str]] = {}

        def vote(code: str, weight: float, why: str) -> None:
            votes[code] = votes.get(code, 0.0) + weight
            if weight > reasons.get(code, (0.0, ""))[0]:
                reasons[code] = (weight, why)

        for number, code in enumerate(context.countries):
            vote(code, (2.0 if number == 0 else 1.2) + (0.5 if own else 0.0), "an actor's country")
        for at, code, located in self._surroundings(context.sentence):
            if at < context.start:
                vote(code, 2.5 if located else 0.8, "named before it in the sentence")
            elif at >= context.end:
                vote(code, (2.5 if proper else 1.5) if located else 0.6, "named after it in the sentence")
        for number, place in enumerate(context.places[:4]):
            if place.country:
                vote(place.country, 1.6 / (1 + number), f"{place.name} was named earlier")
        for number, sentence in enumerate(context.before[:6]):
            for _, code, located in self._surroundings(sentence):
                vote(code, (1.2 if located else 0.4) / (1 + 0.5 * number), "named in an earlier sentence")
        return [(code, reasons[code][1]) for code in sorted(votes, key=lambda code: -votes[code])]

    def _surroundings(self, sentence: str) -> tuple[tuple[int, str, bool], ...]:
        """Countries that a sentence speaks of: where the name starts, the code, whether it is where something is."""
        if not sentence:
            return ()
        known = self._around.get(sentence)
        if known is None:
            tokens = tokenize(sentence)
            rows = []
            for hit in self._names.scan(sentence, tokens):
                if not self._is_name(sentence, tokens, hit):
                    continue
                candidate, _, _ = _best(hit, (), {})
                if candidate.country:
                    rows.append((tokens[hit.first].start, candidate.country, is_located(tokens, hit)))
            known = tuple(rows)
            if len(self._around) >= _MEMORY:
                self._around.clear()
            self._around[sentence] = known
        return known

    # --- Names in running text -----------------------------------------------------------------------------------------

    @staticmethod
    def _is_name(text: str, tokens: Sequence[Token], hit: Hit) -> bool:
        """Whether a hit in running text is a place: towns' names are also surnames and words."""
        best = max(hit.candidates, key=lambda c: c.weight)
        if best.city is None:
            return True
        if hit.first == hit.last and tokens[hit.first].key in COMMON:
            return False
        if is_located(tokens, hit):
            return True
        if best.weight < 5:  # noqa: PLR2004 - 100,000 inhabitants
            return False
        # "Vladimir Putin", "Jackson Hole": part of a longer name.
        before = tokens[hit.first - 1] if hit.first else None
        after = tokens[hit.last + 1] if hit.last + 1 < len(tokens) else None
        if after is not None and after.capital and not after.comma and not tokens[hit.last].possessive:
            return after.key in COMMON
        return before is None or not before.capital or before.key in COMMON or tokens[hit.first].comma


def _is_part(tokens: Sequence[Token], hits: Sequence[Hit], number: int) -> bool:
    """The name is only part of a longer one that is not known as a whole: "Plaza de Armas", "Kfar Remen"."""
    hit = hits[number]
    for at, joined in ((hit.first - 1, not tokens[hit.first].comma), (hit.last + 1, not tokens[hit.last].possessive)):
        if joined and 0 <= at < len(tokens) and tokens[at].capital and tokens[at].key not in COMMON:
            if at > hit.last and tokens[at].comma:
                continue
            if not any(other.first <= at <= other.last for other in hits):
                return True
    return False


def _spot_follows(tokens: Sequence[Token], hit: Hit) -> bool:
    """The name is that of a building or the like, which may be called after anything."""
    after = tokens[hit.last + 1 : hit.last + 2]
    return bool(after) and not after[0].comma and after[0].key in SPOTS


def _division_follows(tokens: Sequence[Token], hit: Hit) -> bool:
    if tokens[hit.last].key in DIVISIONS:
        return True
    return hit.last + 1 < len(tokens) and tokens[hit.last + 1].key in DIVISIONS and not tokens[hit.last + 1].comma


def _containers(hits: Sequence[Hit]) -> list[str]:
    """Countries that names of the phrase say outright."""
    found: list[str] = []
    for hit in hits:
        firm = [c for c in hit.candidates if c.city is None]
        countries = {c.country for c in firm}
        if firm and len(countries) == 1 and firm[0].country:
            others = [c for c in hit.candidates if c.city is not None and c.country not in countries]
            if all(c.weight < firm[0].weight for c in others):
                found.append(firm[0].country)
    return found


def _best(
    hit: Hit, inside: Sequence[str], bonus: dict[str, float], *, division: bool = False
) -> tuple[Candidate, float, str]:
    """The likeliest of a name's candidates, with the confidence and why."""
    candidates = hit.candidates
    why = "named"
    narrowed = [c for c in candidates if c.country in inside]
    if narrowed and len(narrowed) < len(candidates):
        loud = max(candidates, key=lambda c: c.weight)
        if loud in narrowed or loud.city is None or loud.weight < max(c.weight for c in narrowed) + 2.5:  # noqa: PLR2004
            candidates, why = tuple(narrowed), "named with its country"
    if division and (regions := [c for c in candidates if c.kind == "region"]):
        candidates = tuple(regions)

    def weigh(candidate: Candidate) -> float:
        return candidate.weight + (bonus.get(candidate.country, 0.0) if candidate.country else 0.0)

    ranked = sorted(candidates, key=weigh, reverse=True)
    best = ranked[0]
    rivals = [c for c in ranked if c.country != best.country]
    if not rivals:
        return best, 0.96 if best.city is not None else 0.98, why
    margin = weigh(best) - weigh(rivals[0])
    plain = best.weight - max(c.weight for c in rivals)
    why = "the context fits it best" if margin > plain else "the most populous of that name"
    return best, min(0.97, 0.6 + 0.12 * max(0.0, margin)), why


def _are_listed(tokens: Sequence[Token], hits: Sequence[Hit]) -> bool:
    """Names in a row: "A and B", "A, B and C"."""
    for left, right in zip(hits, hits[1:], strict=False):
        between = {token.key for token in tokens[left.last + 1 : right.first]}
        if between & {"and", "or", "as"} or (not between and tokens[right.first].comma):
            return True
    return False
