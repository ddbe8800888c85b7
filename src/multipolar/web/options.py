"""How the web app is served."""

from __future__ import annotations

import ipaddress
import secrets
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["STATIC", "ServeOptions"]

STATIC = Path(__file__).parent / "static"
"""Folder of the built pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """How the web app is served.

    Attributes:
        host: Address to listen on.
        port: Port to listen on.
        review: Whether corrections may be made.
        hosts: Further names by which the server may be called, beside ``host`` and those of the loopback.
        cache_bytes: Size of the answers that are kept, in bytes.
        watch_seconds: How often to look whether the ledger grew; 0 for never.
        warm: Whether to do ahead what takes seconds.
        static: Folder of the built pages.
        token: What a reviewer's browser has to show; made anew for each start.
    """

    host: str = "127.0.0.1"
    port: int = 8737
    review: bool = False
    hosts: tuple[str, ...] = ()
    cache_bytes: int = 128_000_000
    watch_seconds: float = 2.0
    warm: bool = True
    static: Path = STATIC
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def may_be_called(self, name: str) -> bool:
        """Whether a request may name this host.

        A page elsewhere can point a name of its own at this machine (DNS rebinding) and would then read the ledger as
        if it were ours. Numeric addresses cannot be pointed anywhere, so they are let through where we listen on all.

        Args:
            name: The host of a request, without its port.
        """
        bare = name.strip("[]").rstrip(".").casefold()
        if bare in {"localhost", "127.0.0.1", "::1", self.host.casefold(), *(host.casefold() for host in self.hosts)}:
            return True
        if self.loopback:
            return False
        try:
            ipaddress.ip_address(bare)
        except ValueError:
            return False
        return True
