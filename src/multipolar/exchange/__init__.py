"""To and from the formats that others use.

``to_json`` gives our own full record of a report, ``to_plover`` the PLOVER manual's event records, ``to_annotation``
(and back, ``from_annotation``) the short format in which people annotate reports and in which coders are scored.
All give plain dictionaries that :func:`json.dumps` takes; ``docs/formats.md`` describes them.
"""

from multipolar.exchange.annotation import from_annotation, to_annotation
from multipolar.exchange.jsonl import to_json
from multipolar.exchange.plover import to_plover

__all__ = ["from_annotation", "to_annotation", "to_json", "to_plover"]
