"""The addresses and shapes of the API as Markdown, made from its OpenAPI description.

``python -m multipolar.web.reference docs/web-api.md`` renews the part of that page that follows its marker.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from multipolar.web.app import describe

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MARKER", "reference"]

_SHOWN: Final = 8
"""Values of a parameter that are all named."""

MARKER: Final = "<!-- What follows is generated: python -m multipolar.web.reference docs/web-api.md -->"


def _values(schema: dict[str, Any]) -> str:
    values = schema.get("enum", [schema.get("const")])
    if len(values) > _SHOWN:
        return f"one of {len(values)} values, {values[0]} to {values[-1]}"
    return " or ".join(json.dumps(value, ensure_ascii=False) for value in values)


def _type(schema: dict[str, Any]) -> str:
    """A type in a few characters."""
    kind = schema.get("type")
    if "$ref" in schema:
        text = str(schema["$ref"]).rpartition("/")[2]
    elif "anyOf" in schema:
        text = " or ".join(dict.fromkeys(map(_type, schema["anyOf"])))
    elif "const" in schema or "enum" in schema:
        text = _values(schema)
    elif kind == "array":
        text = f"list of {_type(schema.get('items', {}))}"
    elif kind == "object":
        inner = schema.get("additionalProperties")
        text = f"map to {_type(inner)}" if isinstance(inner, dict) else "object"
    else:
        text = str(kind or "anything")
    return text


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _addresses(api: dict[str, Any]) -> Iterator[str]:
    for path, methods in api["paths"].items():
        for method, facts in methods.items():
            yield f"### {method.upper()} {path}"
            answer = facts["responses"].get("200") or facts["responses"]["201"]
            shape = answer["content"]["application/json"]["schema"]
            yield f"{facts['description']} Answers `{_type(shape)}`" + (
                ", or CSV." if "text/csv" in answer["content"] else "."
            )
            parameters = [item for item in facts.get("parameters", ()) if item["in"] != "header"]
            if parameters:
                yield ""
                yield "| parameter | type | meaning |"
                yield "|---|---|---|"
                for item in parameters:
                    schema = item["schema"]
                    default = schema.get("default")
                    told = f"; {json.dumps(default)} by default" if default not in (None, [], "") else ""
                    meaning = item.get("description") or schema.get("description") or ""
                    yield f"| `{item['name']}` | {_cell(_type(schema))} | {_cell(meaning + told).lstrip('; ')} |"
            yield ""


def _shapes(api: dict[str, Any]) -> Iterator[str]:
    for name, schema in sorted(api["components"]["schemas"].items()):
        if schema.get("type") != "object" or not schema.get("properties"):
            continue
        fields = (f"`{field}` {_type(inner)}" for field, inner in schema["properties"].items())
        yield f"- **{name}**: {' '.join(schema.get('description', '').split())}"
        yield f"  {', '.join(fields)}"
    yield ""


def reference() -> str:
    """The generated part of the page."""
    api = describe()
    lines = [MARKER, "", "## Addresses", "", *_addresses(api), "## Shapes", "", *_shapes(api)]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(page.read_text(encoding="utf-8").partition(MARKER)[0] + reference(), encoding="utf-8")
