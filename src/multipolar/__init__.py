"""multipolar reads news reports and keeps a sourced ledger of the international system they describe."""

from multipolar._version import __version__

__all__ = ["__version__"]
