"""Who is who on the pages: a key, a name, a kind and a point on the map for whoever figures in an answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from multipolar.ontology import UNKNOWN
from multipolar.resolving import load_knowledge
from multipolar.resolving.places import open_gazetteer

if TYPE_CHECKING:
    from multipolar.web.shapes import ActorKind, ActorRef, Party

__all__ = ["STATE", "Names"]

STATE: Final = re.compile(r"[A-Z]{3}")

_BY_PREFIX: Final[dict[str, ActorKind]] = {
    "IGO": "igo",
    "NGO": "ngo",
    "ARM": "armed group",
    "MNC": "company",
    "BLOC": "bloc",
}
_BY_KIND: Final[dict[str, ActorKind]] = {
    "state": "state",
    "territory": "state",
    "igo": "igo",
    "ngo": "ngo",
    "group": "armed group",
    "company": "company",
    "media": "company",
    "bloc": "bloc",
    "person": "person",
}


class Names:
    """Looks up actors by code or id. What was looked up once is kept."""

    def __init__(self) -> None:
        self._knowledge = load_knowledge()
        self._places = open_gazetteer()
        self._by_code = {
            entity.code: entity
            for entity in reversed(list(self._knowledge.entities()))
            if ":" in entity.code and entity.kind in _BY_KIND
        }
        self._refs: dict[str, ActorRef] = {}

    def is_state(self, code: str) -> bool:
        """Whether a code is that of a state or territory."""
        return bool(STATE.fullmatch(code)) and self._knowledge.state(code) is not None

    def point(self, code: str) -> tuple[float | None, float | None]:
        """A point in a country: the middle of its towns, degrees north and east."""
        area = self._places.country(code)
        return (area.lat, area.lon) if area else (None, None)

    def code(self, code: str) -> ActorRef:
        """Whoever carries a code."""
        found = self._refs.get(code)
        if found is None:
            found = self._refs[code] = self._of_code(code)
        return found

    def _of_code(self, code: str) -> ActorRef:
        state = self._knowledge.state(code)
        if state is not None:
            lat, lon = self.point(code)
            return {
                "key": code,
                "code": code,
                "id": f"state:{code}",
                "name": state.name,
                "kind": "state",
                "lat": lat,
                "lon": lon,
            }
        entity = self._by_code.get(code)
        prefix, _, rest = code.partition(":")
        name = entity.name if entity else (rest or ("unknown" if code == UNKNOWN else code))
        return {
            "key": code,
            "code": code,
            "id": entity.id if entity else "",
            "name": name,
            "kind": _BY_PREFIX.get(prefix, "other"),
            "lat": None,
            "lon": None,
        }

    def actor(self, key: str, *, name: str = "", code: str = "") -> ActorRef:
        """Whoever a key names: a code, an id, or a name that only reports know.

        Args:
            key: The key.
            name: What to call one whom no table knows.
            code: The code that such a one carries.
        """
        if STATE.fullmatch(key) or key.partition(":")[0] in _BY_PREFIX:
            return self.code(key)
        found = self._refs.get(key)
        if found is None:
            entity = self._knowledge.get(key)
            if entity is not None and entity.kind in {"state", "territory"}:
                return self.code(entity.code)
            found = {
                "key": key,
                "code": entity.code if entity else (code or UNKNOWN),
                "id": key if ":" in key else "",
                "name": entity.name if entity else (name or key),
                "kind": _BY_KIND.get(entity.kind, "other") if entity else "other",
                "lat": None,
                "lon": None,
            }
            if entity is not None or ":" in key:
                self._refs[key] = found
        return found

    def party(self, code: str, sector: str, name: str, actor_id: str) -> Party:
        """A side as an incident, event, relation or claim has it."""
        return {"code": code, "sector": sector, "name": name, "id": actor_id, "key": self.key(code, actor_id)}

    def key(self, code: str, actor_id: str) -> str | None:
        """What opens the page of a side: persons and groups have one of their own, others that of their code."""
        if actor_id and not actor_id.startswith(("state:", "igo:", "bloc:", "body:", "city:", "region:", "territory:")):
            return actor_id
        return code if code != UNKNOWN else (actor_id or None)
