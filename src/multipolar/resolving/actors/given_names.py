"""Names of persons that the tables have in another form: the family name first, or a given name cut short.

"Michael R. Pompeo" is the Mike Pompeo of the tables, and "Paek Pong Ju" may be written with either name first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from multipolar.resolving.actors.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from multipolar.resolving.knowledge import Knowledge, Name

__all__ = ["otherwise_given"]

_FAMILY_FIRST: Final = words("family_first")
"""Codes of states whose people are often named with the family name first."""
_INITIAL: Final = re.compile(r"[A-Z]\.?")
_SUFFIX: Final = re.compile(r",?\s(?:Jr|Sr|II|III|IV)\.?$")
_SHORT: Final = (
    "Abraham Abe; Albert Al; Alexander Alex; Alfred Fred; Andrew Andy; Anthony Tony; Antonio Tony; Barbara Barb; "
    "Benjamin Ben; Catherine Kate Cathy; Charles Chuck Charlie; Christopher Chris; Daniel Dan Danny; David Dave; "
    "Deborah Deb; Donald Don; Douglas Doug; Edward Ed Ted; Elizabeth Liz Beth; Eugene Gene; Francis Frank; "
    "Frederick Fred; Gerald Gerry Jerry; Gregory Greg; Henry Hank Harry; Jacob Jake; James Jim Jimmy; Jeffrey "
    "Jeff; Jennifer Jenny Jen; John Jack; Joseph Joe; Joshua Josh; Kenneth Ken; Lawrence Larry; Leonard Len; "
    "Margaret Maggie; Martin Marty; Matthew Matt; Michael Mike; Nathaniel Nate; Nicholas Nick; Patrick Pat; Peter "
    "Pete; Philip Phil; Raymond Ray; Richard Dick Rick; Robert Bob Bobby Rob; Ronald Ron; Samuel Sam; Stanley "
    "Stan; Stephen Steve; Steven Steve; Susan Sue; Theodore Ted; Thomas Tom; Timothy Tim; Victoria Vicky; Vincent "
    "Vince; Walter Walt; William Bill Will"
)
"""English given names, each with its short forms."""


def _forms() -> dict[str, tuple[str, ...]]:
    """For each name its other forms, long for short and short for long."""
    found: dict[str, list[str]] = {}
    for row in _SHORT.split("; "):
        full, *short = row.split()
        found.setdefault(full, []).extend(short)
        for one in short:
            found.setdefault(one, []).append(full)
    return {name: tuple(others) for name, others in found.items()}


_FORMS: Final = _forms()


def otherwise_given(person: str, knowledge: Knowledge) -> tuple[Name, ...]:
    """Whom a full name that the tables do not have names in another form.

    Args:
        person: The name, of two words or more.
        knowledge: The tables.

    Returns:
        The names of the first form that they have; empty where they have none.
    """
    forms = list(_written(person))
    if (plain := _SUFFIX.sub("", person)) != person:
        forms += [(plain, False), *_written(plain)]
    for form, turned in forms:
        found = tuple(name for name in knowledge.names(form) if _is_person(name, knowledge, turned=turned))
        if found:
            return found
    return ()


def _written(person: str) -> Iterator[tuple[str, bool]]:
    """Other forms of a name, and whether the family name comes first."""
    given, _, family = person.partition(" ")
    if not family:
        return
    if " " not in family:
        yield f"{family} {given}", True
    middle, _, last = family.rpartition(" ")
    if middle and not all(_INITIAL.fullmatch(word) for word in middle.split()):
        return  # "Michael van der Berg" and "Mike Berg" are two
    for other in _FORMS.get(given, ()):
        yield f"{other} {family}", False
        if middle:
            yield f"{other} {last}", False
    if middle:
        yield f"{given} {last}", False


def _is_person(name: Name, knowledge: Knowledge, *, turned: bool) -> bool:
    entity = knowledge.get(name.entity_id)
    return entity is not None and entity.kind == "person" and (not turned or entity.home in _FAMILY_FIRST)
