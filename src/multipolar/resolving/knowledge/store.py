"""What :func:`load_knowledge` hands out: look-ups by name, code, office and day, and the search for names in text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from multipolar.errors import UsageError
from multipolar.resolving.knowledge.casing import LONGEST_DOTTED, Case, allows, case_of, dotted
from multipolar.resolving.knowledge.fold import fold, key, unseen, visible
from multipolar.resolving.knowledge.rows import Entity, Name, State, Term, first_day, holds, last_day
from multipolar.resolving.knowledge.tables import read_table

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ahocorasick_rs import AhoCorasick

    from multipolar.resolving.knowledge.tables import Row

__all__ = ["Knowledge", "RawEntity", "RawName"]

_WEAK = frozenset({"generic", "surname"})
"""Kinds of names that come after others of the same form."""

_REMEMBERED = 4096
"""Texts that a generation of remembered ones holds; there are two."""

RawEntity = tuple[str, str, str, str, str, str, str, str]
"""id, code, sector, name, kind, since, until, home."""

RawName = tuple[str, str, str, str, str]
"""surface, entity id, kind, since, until."""

Found = tuple[int, int, tuple[Name, ...]]
"""First character, one past the last, and whom the words may name."""


class Knowledge:
    """Everything in the tables. Nothing in it changes after loading; share it freely.

    Rows become objects when they are first asked for, which keeps loading fast.

    Args:
        states: Rows of ``states.csv``.
        entities: All entities by id.
        names: Surface forms by folded key.
        blocs: Usual members of each bloc.
        folder: Where the tables lie; terms and members are read from there when they are first asked for.
    """

    __slots__ = (
        "_automaton",
        "_blocs",
        "_by_iso2",
        "_codes",
        "_earlier",
        "_entities",
        "_folder",
        "_made",
        "_members",
        "_names",
        "_of_entity",
        "_patterns",
        "_ready",
        "_states",
        "_terms_of",
        "_terms_office",
        "_texts",
    )

    def __init__(
        self,
        *,
        states: list[Row],
        entities: dict[str, RawEntity],
        names: dict[str, list[RawName]],
        blocs: dict[str, tuple[str, ...]],
        folder: Path,
    ) -> None:
        self._states = {row[0]: row for row in states}
        self._entities = entities
        self._names = names
        self._members: list[Row] | None = None
        self._blocs = blocs
        self._folder = folder
        self._made: dict[str, Entity] = {}
        self._ready: dict[str, tuple[Name, ...]] = {}
        self._automaton: AhoCorasick | None = None
        self._patterns: list[str] = []
        self._terms_of: dict[str, tuple[Term, ...]] | None = None
        self._terms_office: dict[tuple[str, str], tuple[Term, ...]] = {}
        self._of_entity: dict[str, tuple[Name, ...]] | None = None
        self._codes: frozenset[str] | None = None
        self._by_iso2: dict[str, str] | None = None
        self._texts: dict[str, tuple[Found, ...]] = {}
        self._earlier: dict[str, tuple[Found, ...]] = {}

    # --- Entities and states ---------------------------------------------------------------------------------------

    def get(self, entity_id: str) -> Entity | None:
        """The entity with that id, or None."""
        made = self._made.get(entity_id)
        if made is None:
            raw = self._entities.get(entity_id)
            if raw is None:
                return None
            at, code, sector, name, kind, since, until, home = raw
            made = Entity(at, code, sector, name, kind, first_day(since), last_day(until), home)
            self._made[entity_id] = made
        return made

    def entity(self, entity_id: str) -> Entity:
        """The entity with that id.

        Raises:
            UsageError: There is none.
        """
        found = self.get(entity_id)
        if found is None:
            raise UsageError(f"there is no entity {entity_id!r}", mend="ids look like state:RUS, igo:EU or group:hamas")
        return found

    def entities(self, kind: str | None = None) -> Iterator[Entity]:
        """All entities, or those of one kind, in the tables' order."""
        for at, raw in self._entities.items():
            if kind is None or raw[4] == kind:
                yield self.entity(at)

    def persons(self) -> Iterator[tuple[str, str]]:
        """Name and home of each person, without making entities of them."""
        for raw in self._entities.values():
            if raw[4] == "person":
                yield raw[3], raw[7]

    def state(self, code: str) -> State | None:
        """What is known about the state or territory with that alpha-3 code, or None."""
        row = self._states.get(code)
        if row is None:
            return None
        at, iso2, cow, name, official, since, until, capital, coded_as, _ = row
        return State(
            at,
            iso2,
            int(cow) if cow else None,
            name,
            official,
            capital,
            first_day(since),
            last_day(until),
            coded_as or at,
        )

    def states(self) -> Iterator[State]:
        """All states and territories, former ones included."""
        for code in self._states:
            state = self.state(code)
            if state is not None:
                yield state

    def knows_code(self, code: str) -> bool:
        """Whether events may carry the code: a state's alpha-3, or the code of anything else in the tables."""
        if self._codes is None:
            self._codes = frozenset(self._states) | {raw[1] for raw in self._entities.values()}
        return code in self._codes

    # --- Names -----------------------------------------------------------------------------------------------------

    def names(self, surface: str) -> tuple[Name, ...]:
        """Whom the words name, all candidates; empty if nobody.

        A leading article and a possessive ending are ignored, as are accents; case counts where it tells names from
        words (``US`` and ``us``, ``Turkey`` and ``turkey``).
        """
        words = _bare(surface if surface.isascii() else visible(surface))
        found = self._allowed(words)
        if words.lower().startswith("the "):
            # "The Australian" is a paper, or somebody from Australia: the shorter reading comes first.
            return _with_article((4, 0, self._allowed(words[4:])), (0, 0, found))[2]
        return found

    def _allowed(self, words: str) -> tuple[Name, ...]:
        return tuple(name for name in self._by_key(key(words)) if allows(name, words, Case.MIXED))

    def surfaces(self, entity_id: str) -> tuple[Name, ...]:
        """All names of an entity."""
        if self._of_entity is None:
            by_id: dict[str, list[Name]] = {}
            for at in self._names:
                for name in self._by_key(at):
                    by_id.setdefault(name.entity_id, []).append(name)
            self._of_entity = {at: tuple(rows) for at, rows in by_id.items()}
        return self._of_entity.get(entity_id, ())

    def all_names(self, kind: str | None = None) -> Iterator[Name]:
        """All names, or those of one kind; for fuzzy matching and for checks."""
        for at in self._names:
            for name in self._by_key(at):
                if kind is None or name.kind == kind:
                    yield name

    def spellings(self) -> Iterator[tuple[str, str, str, str]]:
        """All names as ``(key, surface, entity id, kind)``, as :meth:`all_names` has them, in less time.

        For indexes over all names, of which few are ever asked for: :meth:`spelt` makes those.
        """
        for at, rows in self._names.items():
            for surface, entity, kind, _, _ in (
                rows if len(rows) == 1 else sorted(rows, key=lambda row: row[2] in _WEAK)
            ):
                yield at, surface, entity, kind

    def spelt(self, at: str, surface: str, entity_id: str) -> Name:
        """The name that :meth:`spellings` told."""
        return next(name for name in self._by_key(at) if name.surface == surface and name.entity_id == entity_id)

    def keys(self, kind: str) -> set[str]:
        """What the names of one kind of entity are looked up by: their folded forms.

        Args:
            kind: The kind, as ids begin (``state``).
        """
        start = f"{kind}:"
        return {at for at, rows in self._names.items() for row in rows if row[1].startswith(start)}

    def demonym_state(self, word: str) -> str | None:
        """Code of the one state that a demonym or adjective belongs to; None if it is none or not clear."""
        codes = {
            self.entity(name.entity_id).code
            for name in self.names(word)
            if name.kind in {"demonym", "adjective", "prefix"} and name.entity_id.startswith("state:")
        }
        return codes.pop() if len(codes) == 1 else None

    def find(self, text: str) -> tuple[Found, ...]:
        """Names that stand in the text: leftmost, longest, bounded by non-word characters, none overlapping.

        What was found in the last few thousand texts is remembered: a coder and a resolver ask for the same sentences.

        Returns:
            ``(start, end, names)`` in order of ``start``; offsets into ``text``, without a possessive ending. All
            candidates are given, likelier kinds first, surnames and generic names last; who is meant is for the caller
            to decide.
        """
        known = self._texts.get(text)
        if known is None:
            known = self._earlier.get(text)
            if known is None:
                known = tuple(self._find(text))
            if len(self._texts) >= _REMEMBERED:
                self._earlier, self._texts = self._texts, {}
            self._texts[text] = known
        return known

    def _find(self, text: str) -> list[Found]:
        searched, offsets = _searchable(text)
        case = case_of(text)
        hits = []
        for start, end, at in self._search(fold(searched)):
            words = searched[start:end]
            names = self._by_key(at)
            if len(names) != 1 or names[0].surface != words or case is Case.UPPER:
                names = tuple(name for name in names if allows(name, words, case))
            if names:
                # A name that begins with an article competes from its first real word on.
                hits.append((start + 4 if at.startswith("the ") else start, end, start, names))
        hits.sort(key=_by_place)
        found: list[Found] = []
        last_core = last_end = -1
        for core, end, start, names in hits:
            if core == last_core and end == last_end:
                found[-1] = _with_article(found[-1], (start, end, names))
            elif core >= last_end:
                last_core, last_end = core, end
                found.append((start, end, names))
        if offsets is None:
            return found
        return [(offsets[start], offsets[end], names) for start, end, names in found]

    def _by_key(self, at: str) -> tuple[Name, ...]:
        ready = self._ready.get(at)
        if ready is None:
            rows = self._names.get(at)
            if rows is None:
                # Dotted acronyms (U.S.) are found under the letters alone.
                rows = self._names.get(at.replace(".", "")) if "." in at else None
            made = [
                Name(surface, entity, kind, first_day(since), last_day(until))
                for surface, entity, kind, since, until in rows or ()
            ]
            if len(made) > 1:
                made.sort(key=lambda name: name.kind in _WEAK)
            ready = tuple(made)
            if rows is not None:
                self._ready[at] = ready
        return ready

    def _search(self, folded: str) -> list[tuple[int, int, str]]:
        """All word-bounded hits: start, end, key."""
        if self._automaton is None:
            self._build_automaton()
        automaton, patterns = self._automaton, self._patterns
        if automaton is None:  # pragma: no cover - built just above
            return []
        framed = f" {folded} "  # so that what stands before and after is there to ask: it has moved by one
        hits = []
        for number, start, end in automaton.find_matches_as_indexes(folded, overlapping=True):
            # Most of what is found is a piece of a longer word: it goes by the first look.
            after, before = framed[end + 1], framed[start]
            if (after.isalnum() or after == "_") and _inside_word(framed[end]):
                continue
            if (before.isalnum() or before == "_") and _inside_word(framed[start + 1]):
                continue
            hits.append((start, end, patterns[number]))
        return hits

    def _build_automaton(self) -> None:
        from ahocorasick_rs import AhoCorasick, Implementation, MatchKind  # noqa: PLC0415 - only searching pays for it

        keys = list(self._names)
        short = (at for at in keys if len(at) <= LONGEST_DOTTED)
        extra = [form for at in short for form in dotted(at, self._names[at])]
        self._patterns = keys + extra
        self._automaton = AhoCorasick(
            self._patterns,
            matchkind=MatchKind.Standard,
            store_patterns=False,
            implementation=Implementation.ContiguousNFA,  # half as long as the other to search, and built as soon
        )

    def foreign_names(self, surface: str, *, language: str | None = None) -> tuple[Name, ...]:
        """States that the words name in another language, by the names that CLDR has.

        Args:
            surface: A name as that language writes it (``Deutschland``, ``Россия``, ``中国``).
            language: Tag of the language, to leave out others' names; None for any.
        """
        from multipolar.resolving.knowledge.foreign import foreign_states  # noqa: PLC0415 - few ask

        if self._by_iso2 is None:
            self._by_iso2 = {row[1]: at for at, row in self._states.items() if row[1] and not row[8]}
        found = foreign_states(surface, language=language)
        return tuple(
            Name(name, f"state:{self._by_iso2[code]}", "foreign") for name, code, _ in found if code in self._by_iso2
        )

    # --- Offices and members ---------------------------------------------------------------------------------------

    def terms(self, person_id: str) -> tuple[Term, ...]:
        """A person's terms of office, earliest first."""
        return self._all_terms().get(person_id, ())

    def holders(self, code: str, office: str, on: dt.date | None = None) -> tuple[Term, ...]:
        """Who holds an office of a state or organisation.

        Args:
            code: Code of the state or organisation.
            office: The office, as :class:`Term` names them.
            on: The day; None for all holders, earliest first.

        Returns:
            Terms that contain the day, latest first; two where an office changes hands that day, or is shared.
        """
        self._all_terms()
        rows = self._terms_office.get((code, office), ())
        if on is None:
            return rows
        return tuple(term for term in reversed(rows) if holds(term.since, term.until, on))

    def offices(self) -> Mapping[tuple[str, str], tuple[Term, ...]]:
        """All terms by ``(code, office)``."""
        self._all_terms()
        return dict(self._terms_office)

    def _all_terms(self) -> dict[str, tuple[Term, ...]]:
        if self._terms_of is None:
            by_person: dict[str, list[Term]] = {}
            by_office: dict[tuple[str, str], list[Term]] = {}
            for person, office, code, title, since, until, source in read_table("terms", folder=self._folder):
                term = Term(person, office, code, title, first_day(since), last_day(until), source)
                by_person.setdefault(person, []).append(term)
                by_office.setdefault((code, office), []).append(term)
            self._terms_office = {at: _by_date(rows) for at, rows in by_office.items()}
            self._terms_of = {at: _by_date(rows) for at, rows in by_person.items()}
        return self._terms_of

    def members(self, organisation_id: str, on: dt.date | None = None) -> tuple[str, ...]:
        """Codes of an organisation's members, or of a bloc's usual members.

        Args:
            organisation_id: Id of an organisation or bloc.
            on: The day; None for those that are members now.
        """
        if organisation_id in self._blocs:
            return self._blocs[organisation_id]
        return tuple(
            code
            for organisation, code, since, until, _ in self._all_members()
            if organisation == organisation_id
            and (not until if on is None else holds(first_day(since), last_day(until), on))
        )

    def _all_members(self) -> list[Row]:
        if self._members is None:
            self._members = read_table("members", folder=self._folder)
        return self._members

    def memberships(self, code: str, on: dt.date | None = None) -> tuple[str, ...]:
        """Ids of the organisations that a state is a member of, on the day or now."""
        return tuple(
            organisation
            for organisation, member, since, until, _ in self._all_members()
            if member == code and (not until if on is None else holds(first_day(since), last_day(until), on))
        )


def _with_article(without: Found, full: Found) -> Found:
    """One reading of words that name somebody without their article and with it: surnames have none."""
    names = tuple(name for name in without[2] if name.kind != "surname")
    if not names:
        return full if full[2] else without
    known = {name.entity_id for name in names}
    return *without[:2], names + tuple(name for name in full[2] if name.entity_id not in known)


def _by_place(hit: tuple[int, int, int, tuple[Name, ...]]) -> tuple[int, int, int]:
    """Leftmost first, the longest of those, without its article before with it."""
    return hit[0], -hit[1], -hit[2]


def _by_date(terms: list[Term]) -> tuple[Term, ...]:
    return tuple(sorted(terms, key=lambda term: term.since.toordinal() if term.since else 0))


def _inside_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _bare(surface: str) -> str:
    """The words without surrounding punctuation and possessive ending."""
    words = " ".join(surface.split()).strip(' \t,;:!?"“”«»()[]')
    straight = words.replace("\u2019", "'")
    if straight.endswith(("'s", "'S")):
        return words[:-2]
    if straight.endswith(("s'", "S'")):
        return words[:-1]
    return words


def _searchable(text: str) -> tuple[str, list[int] | None]:
    """The text to search, and where each of its characters stands in the whole text if that differs.

    Combining accents and marks without width are left out, so that decomposed and broken text is found as well.
    """
    if text.isascii() or not any(map(unseen, text)):
        return text, None
    offsets = [at for at, character in enumerate(text) if not unseen(character)]
    searched = "".join([text[at] for at in offsets])
    offsets.append(len(text))
    return searched, offsets
