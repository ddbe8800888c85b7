"""The web app: a JSON API over a ledger, and the pages that Vite builds from ``web/``.

``multipolar serve`` runs it; ``create_app`` gives the ASGI application to whoever runs a server of their own.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from multipolar.web.app import create_app
    from multipolar.web.options import ServeOptions
    from multipolar.web.serving import serve

__all__ = ["ServeOptions", "create_app", "serve"]

_HOME: Final = {"create_app": "app", "ServeOptions": "options", "serve": "serving"}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the door holds
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
