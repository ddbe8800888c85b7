"""The knowledge tables: who is who in world politics, since when and until when.

States, persons with their terms of office, organisations and their members, armed groups, forces and ministries,
groupings, and every name that news reports use for them. The tables are text files in ``tables/``; its README says
what each column means and where it came from. :func:`load_knowledge` reads them once and hands out an immutable
:class:`Knowledge` that finds names in text.
"""

from multipolar.resolving.knowledge.loader import load_knowledge
from multipolar.resolving.knowledge.rows import Entity, Name, State, Term
from multipolar.resolving.knowledge.store import Knowledge
from multipolar.resolving.knowledge.validate import problems

__all__ = ["Entity", "Knowledge", "Name", "State", "Term", "load_knowledge", "problems"]
