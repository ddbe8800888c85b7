"""The actor resolver: phrases alone, or all mentions of a report with the report around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from multipolar.records import Extent
from multipolar.resolving.actors.antecedents import antecedent_of
from multipolar.resolving.actors.belonging import citizens_of
from multipolar.resolving.actors.candidates import Candidate, Read
from multipolar.resolving.actors.discourse import Item, ReportActors, locative_before
from multipolar.resolving.actors.evidence import PhraseReader
from multipolar.resolving.actors.grammar import agrees, cannot_be, taken_up
from multipolar.resolving.actors.groups import (
    Together,
    in_whose_place,
    options_of,
    stands_for_several,
    takes_their_sector,
)
from multipolar.resolving.actors.lexicon import FORMER, words
from multipolar.resolving.actors.namesakes import without_namesakes
from multipolar.resolving.actors.offices import holder_of
from multipolar.resolving.actors.origins import NameOrigins
from multipolar.resolving.actors.pool import candidates_of, explain, is_alone, kind_of, names_many, names_outright
from multipolar.resolving.actors.rulings import by_rule, unknown_armed
from multipolar.resolving.actors.sectors import (
    in_words,
    is_a_people,
    is_governing,
    is_named_alone,
    sector_marks,
    told_around,
    word_marks,
)
from multipolar.resolving.actors.shapes import ActorMatch, ActorMention
from multipolar.resolving.actors.shown import OF_STATES, Shown, no_states
from multipolar.resolving.actors.spotting import spot
from multipolar.resolving.actors.surroundings import Around, Company, kinds_beside
from multipolar.resolving.actors.textnames import Gazetteer, TextNames
from multipolar.resolving.actors.weights import Weights, load_weights, softmax

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from multipolar.resolving.actors.phrase import Phrase
    from multipolar.resolving.actors.shapes import PlaceFinder
    from multipolar.resolving.knowledge import Knowledge

__all__ = ["ActorResolver"]

_Key = tuple[str, int, Gazetteer, bool]
"""A phrase's words, the day if its meaning hangs on it, its places, whether it stands in a text."""
_NOTHING: Final = Around()
_UNKNOWN: Final = "---"
_READS: Final = 3_000
"""Phrases whose reading is remembered from when on older ones that were not asked for since are let go of."""
_ANTECEDENT: Final = 0.6
"""What the coder's guess at an antecedent adds to its score, for a guess that is certain."""
_BARRED: Final = 3.0
"""What the build of the sentence takes from the score of whom it rules out."""
_PERSONS: Final = words("persons")
"""Nouns for one person, whom "he" or "she" can take up."""
_NAMED_SURE: Final = 0.8
"""How sure the sector of such a name is at least."""
_WITHIN: Final = frozenset({"in", "near", "outside", "around"})
"""Prepositions behind which a town stands, and no person."""


def _is_by_surname(read: Read) -> bool:
    """Whether all that a phrase says is somebody's surname."""
    return bool(read.candidates) and all(one.name is not None and one.name.kind == "surname" for one in read.candidates)


def _is_former(phrase: Phrase) -> bool:
    """Whether who is meant has left an office, and not somebody whose own they are ("a former operative's company")."""
    return bool(phrase.core) and phrase.core[0].low in FORMER and not any(token.possessive for token in phrase.core)


class ActorResolver:
    """Resolves actor mentions. Build one and share it; it keeps a cache of phrases and is otherwise without state.

    Args:
        knowledge: The knowledge tables.
        places: Finds the places in a text; without it only the names in the tables tie actors to countries.
        weights: What the evidence weighs; those that ship with the package if None.
    """

    def __init__(
        self, knowledge: Knowledge, *, places: PlaceFinder | None = None, weights: Weights | None = None
    ) -> None:
        self.knowledge = knowledge
        self.weights = weights or load_weights()
        self.places = places
        self.origins = NameOrigins(knowledge)
        self._reader = PhraseReader(knowledge, self.weights)
        self._reads: dict[_Key, Read] = {}
        self._earlier: dict[_Key, Read] = {}
        self._texts = TextNames(knowledge, self._reader, places)
        self._shown = Shown(knowledge, self._reader.code)

    # --- The three ways in -----------------------------------------------------------------------------------------

    def resolve(self, words: str, *, on: dt.date | None = None) -> tuple[ActorMatch, ...]:
        """Whom a phrase means, taken alone.

        Args:
            words: The phrase, such as "former Kuwaiti admiral".
            on: Day of the report it comes from; decides who held an office then.

        Returns:
            At least one match; code ``---`` where nothing says to whom the actor belongs.
        """
        mention = ActorMention(extent=Extent(0, 0, len(words)))
        return self.resolve_all([mention], sentences={0: words}, on=on)[0]

    def resolve_all(
        self,
        mentions: Sequence[ActorMention],
        *,
        sentences: Mapping[int, str],
        on: dt.date | None = None,
        times: Mapping[int, Sequence[tuple[int, int]]] | None = None,
    ) -> list[tuple[ActorMatch, ...]]:
        """Whom the mentions of one report mean, each read in the light of the others.

        Args:
            mentions: All mentions of the report, in any order.
            sentences: Texts of the report's sentences by number.
            on: Day of publication.
            times: By number of sentence, first character and one past the last of each expression of time. Whoever
                is named within one ("the anniversary of the Soviet victory over Nazi Germany") only says when, and
                other words are not likely to stand for them.

        Returns:
            For each mention, in the order given, at least one match.
        """
        order = sorted(range(len(mentions)), key=lambda i: (mentions[i].extent.sentence, mentions[i].extent.start))
        # One such sentence among others is of a report with capitals, in which what is in small letters is no name.
        small = 2 * sum(map(str.islower, sentences.values())) > len(sentences)
        reads = [self._read_at(sentences[m.extent.sentence], m.extent, on, small=small) for m in mentions]
        reads = without_namesakes(reads, mentions, lambda: self._texts.persons(sentences, on), self._reader, on)
        around = told_around(
            [read.phrase for read in reads],
            [(sentences[m.extent.sentence], m.extent.start, m.extent.end) for m in mentions],
        )
        company, spoken_of = self._company(mentions, reads, around, sentences)
        results: list[tuple[ActorMatch, ...]] = [()] * len(mentions)
        open_ones = [i for i in order if not reads[i].sure]
        for i in order:
            if reads[i].sure:
                marks = Around(around[i], (*spoken_of[i], *company.marks(i, reads[i].phrase.shape)))
                results[i] = no_states(reads[i].phrase, self._sure(reads[i], mentions[i], marks, on))
        if not open_ones:
            return results
        report = ReportActors(dict(sentences), times=times or {})
        report.extend(self._texts.around(report, mentions, on))
        first: list[Item] = []
        for i in order:
            if reads[i].sure:
                first += self._items(mentions[i], reads[i].phrase, results[i], report)
                report.learn(reads[i].phrase, results[i][0])
        report.extend(first)
        same: dict[Extent, list[ActorMention]] = {}
        for i in open_ones:
            same.setdefault(mentions[i].extent, []).append(mentions[i])
        ranks: dict[Extent, list[tuple[Candidate, float]]] = {}
        several: dict[Extent, tuple[Together, float] | None] = {}
        for i in open_ones:
            mention, read = mentions[i], reads[i]
            if mention.extent not in ranks:
                roles = same[mention.extent]
                ranked = ranks[mention.extent] = self._rank(roles, read, report)
                several[mention.extent] = self._together(roles, read.phrase, ranked, report)
            marks = Around(around[i], (*spoken_of[i], *company.marks(i, read.phrase.shape)))
            known = ranks[mention.extent], report, several[mention.extent], marks
            results[i] = no_states(read.phrase, self._in_context(mention, read, *known, on))
            company.sectors[i] = results[i][0].sector
            report.extend(self._items(mention, read.phrase, results[i], report))
            report.learn(read.phrase, results[i][0])
        return results

    def _company(
        self,
        mentions: Sequence[ActorMention],
        reads: Sequence[Read],
        around: Sequence[tuple[str, ...]],
        sentences: Mapping[int, str],
    ) -> tuple[Company, list[tuple[str, ...]]]:
        """Who takes part with whom, of which sector by their words; and marks of whom the sentences speak of."""
        company = Company(mentions)
        spoken_of = []
        for i, (mention, read) in enumerate(zip(mentions, reads, strict=True)):
            phrase, extent = read.phrase, mention.extent
            if company.matters(i):
                company.sectors[i] = self._first_sector(mention, read, around[i])
            text = sentences[extent.sentence]
            spoken_of.append(kinds_beside(text, extent.start, extent.end, shape=phrase.shape, role=mention.role))
        return company, spoken_of

    def _first_sector(self, mention: ActorMention, read: Read, around: tuple[str, ...]) -> str:
        """The sector of a mention as far as its own words tell; empty where they tell none."""
        phrase = read.phrase
        if phrase.head:
            return self.weights.sector_alone(word_marks(phrase))
        if not read.sure:
            return ""
        candidate = read.candidates[0] if len(read.candidates) == 1 else self._best(read)
        if candidate.acting and candidate.sector:
            return candidate.sector
        return self.weights.sector_alone(tuple(sector_marks(phrase, candidate, mention, "", around)))

    def _best(self, read: Read) -> Candidate:
        return max(read.candidates, key=lambda candidate: self.weights.score(candidate.marks))

    def find(self, text: str, *, on: dt.date | None = None) -> list[tuple[int, int, tuple[ActorMatch, ...]]]:
        """All actors that a line of text names, found without a coder.

        Args:
            text: One sentence or line.
            on: Day of the report it comes from.

        Returns:
            Start and end of the words in the text, and whom they mean, in order.
        """
        placed = {
            (start, end)
            for start, end, _, tag, _ in self._texts.names_in(text, on)
            if tag in {"state", "capital", "seat", "region", "city", "gaz"}
        }
        spans = spot(text, self.knowledge, self.weights, lambda start, end: (start, end) in placed)
        mentions = [ActorMention(extent=Extent(0, start, end), group=i) for i, (start, end) in enumerate(spans)]
        found = self.resolve_all(mentions, sentences={0: text}, on=on)
        return [(start, end, matches) for (start, end), matches in zip(spans, found, strict=True)]

    # --- One phrase ------------------------------------------------------------------------------------------------

    def read(self, words: str, on: dt.date | None, gazetteer: Gazetteer = (), *, running: bool = True) -> Read:
        """A phrase taken apart, with what it says by itself; remembered."""
        always = (words, 0, gazetteer, running)
        found = self._remembered(always)
        if found is not None and (on is None or not found.dated):
            return found
        key = (words, on.toordinal(), gazetteer, running) if on is not None else always
        found = self._remembered(key)
        if found is None:
            found = self._reader.read(words, on, gazetteer, running=running)
            self._remember(key if found.dated else always, found)
        return found

    def _remembered(self, key: _Key) -> Read | None:
        found = self._reads.get(key)
        if found is None and (found := self._earlier.get(key)) is not None:
            self._remember(key, found)
        return found

    def _remember(self, key: _Key, read: Read) -> None:
        if len(self._reads) >= _READS:
            self._earlier, self._reads = self._reads, {}
        self._reads[key] = read

    def _read_at(self, text: str, extent: Extent, on: dt.date | None, *, small: bool) -> Read:
        """A phrase within its sentence; places are looked for only where its own words leave the country open."""
        start, end = extent.start, extent.end
        capitals = not (small and text.islower())  # without any, what is in small letters may be a name
        running = capitals and len(text) > end - start
        read = self.read(text[start:end], on, running=running)
        if self.places is not None and locative_before(text, start) in _WITHIN and _is_by_surname(read):
            for first, last, country in self._texts.places_in(text):
                if (first, last) == (start, end):  # "an arrest in Kaunas", whatever minister is called so
                    return self._reader.read(
                        text[start:end], on, ((0, end - start, country),), running=running, town=True
                    )
        if read.sure or read.phrase.shape in {"pronoun", "set"}:
            return read
        whole = self._texts.uncut(text, start, end)
        if whole != (start, end):
            start, end = whole
            read = self.read(text[start:end], on, running=capitals and len(text) > end - start)
            if read.sure:
                return read
        if self.places is None:
            return read
        inside = tuple(
            (first - start, last - start, country)
            for first, last, country in self._texts.places_in(text)
            if start <= first and last <= end
        )
        return self.read(text[start:end], on, inside, running=running) if inside else read

    def _sure(self, read: Read, mention: ActorMention, around: Around, on: dt.date | None) -> tuple[ActorMatch, ...]:
        if read.several:
            return tuple(self._match(read.phrase, candidate, 0.93, mention, on=on) for candidate in read.several)
        candidate = self._best(read)
        return (self._match(read.phrase, candidate, 0.98, mention, around=around, on=on),)

    def _match(
        self,
        phrase: Phrase,
        candidate: Candidate,
        chance: float,
        mention: ActorMention,
        *,
        before: ActorMatch | None = None,
        around: Around = _NOTHING,
        on: dt.date | None = None,
    ) -> ActorMatch:
        marks = sector_marks(phrase, candidate, mention, before.sector if before is not None else "", around.told)
        sector, certainty, mark = self.weights.sector(marks, mention.sector, around.company)
        why = in_words(mark) if mark else ""
        if sector in OF_STATES and _is_former(phrase):
            sector, why = "ELI", "an office in the past"
        governs = self._reader.governs(candidate.entity, on)
        if is_named_alone(phrase, candidate, mention) or is_governing(phrase, candidate, on, governs=governs):
            sector, certainty, why = candidate.sector, max(certainty, _NAMED_SURE), in_words("own:")
        if mention.event is None and is_a_people(phrase, candidate):
            sector, why = "CVL", "the people of a state, who are not said to act for it"
        if before is not None and takes_their_sector(phrase):
            sector, certainty, why = before.sector, max(0.5, min(0.9, before.confidence)), f"that of {before.name}"
        name, actor_id = self._shown.name(phrase, candidate, before, on)
        if before is None and phrase.shape == "pronoun" and phrase.pronoun == "it" and sector == "GOV":
            state = self.knowledge.get(f"state:{candidate.code}")
            name, actor_id = (state.name, state.id) if state is not None else (name, actor_id)
        reason = candidate.source or "nothing in the report ties it to a country"
        holder = None if actor_id.startswith("person:") else holder_of(phrase, candidate, self.knowledge, on)
        if holder is not None:
            name, actor_id = self.knowledge.entity(holder.person_id).name, holder.person_id
            reason += f"; office holder on {on}: {holder.office} {holder.code}"
        reason = f"{reason}; sector {sector}" + (f" by {why}" if why else "")
        return ActorMatch(candidate.code, sector, name, actor_id, round(chance * certainty, 3), reason)

    # --- A mention within its report -------------------------------------------------------------------------------

    def _in_context(
        self,
        mention: ActorMention,
        read: Read,
        ranked: list[tuple[Candidate, float]],
        report: ReportActors,
        several: tuple[Together, float] | None,
        around: Around,
        on: dt.date | None,
    ) -> tuple[ActorMatch, ...]:
        phrase = read.phrase
        placed = all(c.entity is None for c in read.candidates)
        recalled = report.recall(phrase) if placed else None
        if recalled is not None:
            candidate = Candidate(recalled.code, source=f"named before: {recalled.name}", sector=recalled.sector)
            return (self._match(phrase, candidate, 0.95, mention, before=recalled, around=around),)
        told = self._told_outright(mention, phrase, report, around)
        if told:
            return told
        if several is not None:
            return self._all_of(*several, mention, phrase, report)
        ruling = by_rule(read, mention, report, ranked[0][0].code, on)
        if ruling is not None:
            found = self._match(phrase, ruling.candidate, ruling.chance, mention, around=around, on=on)
            return (found._replace(sector=ruling.sector) if ruling.sector else found,)
        candidate, chance = ranked[0]
        if candidate.name is not None and candidate.name.kind == "generic" and names_many(read) and is_alone(candidate):
            candidate = Candidate(_UNKNOWN, source=f"{candidate.name.surface!r} may be those of several countries")
            match = self._match(phrase, candidate, chance, mention, around=around, on=on)
            return (match._replace(sector="CVL") if phrase.shape == "bare" else match,)
        before = self._antecedent(mention, phrase, candidate.code, report)
        if before is not None and not candidate.source:
            candidate.source = "antecedent"
        if not candidate.source.startswith(("place", "antecedent")) and candidate.entity is None:
            candidate.source = explain(candidate, self.weights)
        match = self._match(phrase, candidate, chance, mention, before=before, around=around, on=on)
        return (unknown_armed(phrase, match),)

    def _told_outright(
        self, mention: ActorMention, phrase: Phrase, report: ReportActors, around: Around
    ) -> tuple[ActorMatch, ...]:
        """Whom the build of the sentence or the words behind a mention say that it is; empty where they do not."""
        taken = taken_up(mention, phrase, report)
        if taken is not None:
            one = Candidate(taken.item.code, source=f"{phrase.words!r} is {taken.why}")
            return (self._match(phrase, one, 0.9, mention, before=taken.item.match, around=around),)
        citizens = citizens_of(phrase, mention.extent, report)
        told = [Candidate(code, source="citizens of it, as the words behind say") for code in citizens]
        return tuple(self._match(phrase, candidate, 0.95, mention, around=around) for candidate in told)

    def _rank(self, same: Sequence[ActorMention], read: Read, report: ReportActors) -> list[tuple[Candidate, float]]:
        """Candidates of a mention, likeliest first; ``same`` are the roles that the one mention plays."""
        kind = kind_of(read.phrase, self.weights)
        pool = candidates_of(same, read, report, kind, self.origins)
        scores = [self.weights.score(candidate.marks) for candidate in pool]
        # Words that name somebody outright stand for nobody else, whatever the coder links them to.
        links = () if names_outright(read) else same[0].antecedents
        for extent, probability in links:
            sentence, start, end = extent.sentence, extent.start, extent.end
            for item in report.items:
                if item.start == start and item.sentence == sentence and item.end == end and agrees(read.phrase, item):
                    for i, candidate in enumerate(pool):
                        if candidate.code == item.code:
                            scores[i] += _ANTECEDENT * probability
        barred = cannot_be(same[0], read.phrase, report)
        if any(one.code not in barred and one.code != _UNKNOWN for one in pool):
            scores = [score - _BARRED * (one.code in barred) for one, score in zip(pool, scores, strict=True)]
        chances = softmax(scores)
        order = sorted(range(len(pool)), key=lambda i: -chances[i])
        return [(pool[i], chances[i]) for i in order]

    def _antecedent(self, mention: ActorMention, phrase: Phrase, code: str, report: ReportActors) -> ActorMatch | None:
        return antecedent_of(mention, phrase, code, report, self.weights)

    def _together(
        self,
        same: Sequence[ActorMention],
        phrase: Phrase,
        ranked: list[tuple[Candidate, float]],
        report: ReportActors,
    ) -> tuple[Together, float] | None:
        """The several actors that a mention stands for, with how likely it does; None where it stands for one."""
        if not stands_for_several(phrase):
            return None
        chance = {candidate.code: value for candidate, value in ranked}
        options = options_of(same, phrase, report, chance)
        scores = [self.weights.score(option.marks) + _ANTECEDENT * option.near for option in options]
        chances = softmax(scores)
        best = max(range(len(options)), key=chances.__getitem__)
        return (options[best], chances[best]) if len(options[best].codes) > 1 else None

    def _all_of(
        self, group: Together, chance: float, mention: ActorMention, phrase: Phrase, report: ReportActors
    ) -> tuple[ActorMatch, ...]:
        found = []
        for at, code in enumerate(group.codes):
            match = group.items[at].match if group.items else antecedent_of(mention, phrase, code, report, self.weights)
            if match is not None:
                match = in_whose_place(phrase, match, (mention.extent.sentence, mention.extent.start), report)
            candidate = Candidate(code, source=f"{phrase.words!r} stands for those named before")
            candidate.sector = match.sector if match else ""
            found.append(self._match(phrase, candidate, chance, mention, before=match))
        return tuple(found)

    @staticmethod
    def _items(
        mention: ActorMention, phrase: Phrase, matches: tuple[ActorMatch, ...], report: ReportActors
    ) -> list[Item]:
        extent = mention.extent
        locative = locative_before(report.sentences[extent.sentence], extent.start)
        aside = report.tells_time(extent.sentence, extent.start, extent.end)
        person = bool(phrase.person) or phrase.pronoun in {"he", "she"} or matches[0].actor_id.startswith("person:")
        person = person or phrase.head in _PERSONS
        # A person's own name is one person, whatever it ends in ("Evo Morales").
        plural = phrase.plural and not (phrase.shape == "bare" and matches[0].actor_id.startswith("person:"))
        return [
            Item(
                extent.sentence,
                extent.start,
                extent.end,
                match.code,
                phrase.shape,
                match,
                mention,
                person and not plural,
                plural,
                phrase.head,
                locative,
                aside,
            )
            for match in matches
        ]
