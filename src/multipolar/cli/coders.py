"""Which coder the user asked for, and what to tell of its work at the end of a run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from multipolar.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from multipolar.api import CoderOptions
    from multipolar.reading import Coder

__all__ = ["account", "chosen", "coder_counts", "coder_settings"]


def chosen(
    *,
    kind: str,
    weights: Path | None,
    prefer: str,
    url: str | None,
    model: str | None,
    key: str | None,
    requests: int,
    timeout: float,
) -> CoderOptions:
    """The coder that the options name.

    Args:
        kind: ``weights`` or ``openai``.
        weights: Folder of other weights.
        prefer: What their thresholds favour.
        url: Address of the endpoint.
        model: Its model.
        key: Name of the environment variable that holds its key; no key is sent without it.
        requests: Requests at the same time.
        timeout: Seconds for one answer.

    Raises:
        UsageError: They do not fit together, or the variable is not set.
    """
    from multipolar.api import CoderOptions  # noqa: PLC0415 - keep --help fast

    if kind == "weights":
        if given := [name for name, value in (("url", url), ("model", model), ("key", key)) if value is not None]:
            raise UsageError(
                "this is for language models",
                where=f"--coder-{given[0]}",
                mend="add --coder openai, or leave it out",
            )
        return CoderOptions(weights=weights, prefer=prefer)  # type: ignore[arg-type]  # Typer lets nothing else through
    for name, value in (("--coder-url", url), ("--coder-model", model)):
        if value is None:
            raise UsageError("--coder openai wants an address and a model", where=name, mend=f"give {name}")
    if weights is not None:
        raise UsageError(
            "--model names weights, and --coder openai reads with none",
            where="--model",
            mend="leave it out; --coder-model names the endpoint's model",
        )
    if prefer != "balance":
        raise UsageError("a language model has no thresholds to choose from", where="--prefer", mend="leave it out")
    secret = None
    if key is not None:
        if not (key.isascii() and key.isidentifier()):
            # Not repeated: who takes the option for the key itself has just given it.
            raise UsageError(
                "this is no name of an environment variable",
                where="--coder-key",
                mend="put the key in a variable and give the variable's name",
            )
        secret = os.environ.get(key)
        if not secret:
            raise UsageError(
                f"the environment variable {key} is not set", where="--coder-key", mend="put the key in it"
            )
    return CoderOptions(url=url, model=model, key=secret, requests=requests, timeout=timeout)


def account(coder: Coder) -> str | None:
    """What a coder that keeps count has to say at the end of a run; None for others."""
    from multipolar.reading import Counting  # noqa: PLC0415 - loaded with the coder

    if not isinstance(coder, Counting):
        return None
    counts = coder.counts()
    told = [f"{counts.get('requests', 0):,} requests"]
    if tokens := counts.get("tokens_in", 0) + counts.get("tokens_out", 0):
        told.append(f"{tokens:,} tokens")
    told.append(f"{counts.get('quotes', 0):,} quotations, {counts.get('quotes_dropped', 0):,} of them not in the text")
    for name, what in (
        ("labels_dropped", "labels that there are not"),
        ("items_dropped", "items of another form"),
        ("answers_refused", "unusable answers"),
    ):
        if counts.get(name):
            told.append(f"{counts[name]:,} {what}")
    return f"{coder.name}: {', '.join(told)}"


def coder_settings(coder: Coder) -> dict[str, Any]:
    """What is recorded with a run of a coder that keeps count, from its start; nothing for others."""
    from multipolar.reading import Counting  # noqa: PLC0415 - as above

    return dict(coder.settings()) if isinstance(coder, Counting) else {}


def coder_counts(coder: Coder) -> dict[str, Any]:
    """What is recorded with it besides, as it stands now; nothing for others."""
    from multipolar.reading import Counting  # noqa: PLC0415 - as above

    return {"counts": dict(coder.counts())} if isinstance(coder, Counting) else {}
