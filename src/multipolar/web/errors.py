"""What goes wrong, as the API tells it: a status and ``{"error": {"what", "where", "mend"}}``, never a traceback."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from multipolar.errors import LedgerError, MultipolarError, UsageError
from multipolar.web.shapes import ErrorBody

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fastapi import FastAPI
    from starlette.requests import Request

__all__ = ["ERRORS", "ApiError", "NotLinkedError", "QueryFaultError", "body", "install"]

_LOG: Final = logging.getLogger("multipolar.web")
_TRIED: Final = 80
"""Characters of a wrong value that are told back."""

ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    404: {"model": ErrorBody, "description": "There is no such thing in this ledger"},
    409: {"model": ErrorBody, "description": "The ledger cannot answer this, for instance because it is not linked"},
    422: {"model": ErrorBody, "description": "A parameter is unknown or has a value that it cannot have"},
}
"""Errors that any address under ``/api`` may answer, for the OpenAPI description."""


class ApiError(MultipolarError):
    """An error with its status.

    Args:
        status: HTTP status.
        what: What is wrong.
        where: Which parameter or record.
        mend: What to do about it.
    """

    def __init__(self, status: int, what: str, *, where: str | None = None, mend: str | None = None) -> None:
        super().__init__(what, where=where, mend=mend)
        self.status = status


class QueryFaultError(LedgerError):
    """A query of ours that the engine refuses: a fault of ours."""


class NotLinkedError(ApiError):
    """The ledger has events, but they were not linked to incidents yet."""

    def __init__(self, ledger: str) -> None:
        super().__init__(
            409,
            "the events of this ledger are not linked to incidents yet",
            where=ledger,
            mend="run multipolar link on it; reports, claims and this ledger's facts can be read meanwhile",
        )


def body(what: str, *, where: str | None = None, mend: str | None = None) -> ErrorBody:
    """The body of an error."""
    return {"error": {"what": what, "where": where, "mend": mend}}


def _status(error: MultipolarError) -> int:
    if isinstance(error, ApiError):
        return error.status
    if isinstance(error, UsageError):
        # Naming what the ledger does not have is one thing, naming it wrongly another.
        return 404 if error.what.startswith(("the ledger has no", "nobody is called", "no actor in")) else 422
    if isinstance(error, QueryFaultError):
        return 500
    return 409 if isinstance(error, LedgerError) else 400


def _known(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, MultipolarError):  # registered for these alone
        raise error
    if isinstance(error, QueryFaultError):
        _LOG.error("%s", error)
        return _fault(_, error)
    # The folder's path is nobody's business but the owner's, who reads the terminal.
    where = error.where if isinstance(error, UsageError | ApiError) else None
    return JSONResponse(body(error.what, where=where, mend=error.mend), status_code=_status(error))


def _refused(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    what = {404: "there is no such address", 405: "this address does not take that method"}.get(
        error.status_code, str(error.detail)
    )
    mend = "see /api/openapi.json for the addresses" if error.status_code in {404, 405} else None
    return JSONResponse(body(what, mend=mend), status_code=error.status_code, headers=error.headers)


def _first(problems: Sequence[Any]) -> tuple[str, str | None, str | None]:
    """The first problem of a request in a sentence, where it is, and the mend."""
    if not problems:
        return "the request cannot be read", None, None
    problem = problems[0]
    place = [str(part) for part in problem.get("loc", ()) if part not in {"query", "path", "body", "header"}]
    where = ".".join(place) or None
    tried = problem.get("input")
    shown = f" {tried!r:.{_TRIED}}" if isinstance(tried, str | int | float) else ""
    if problem.get("type") == "extra_forbidden":
        return f"there is no parameter {where!r:.{_TRIED}}", where, "see /api/openapi.json for the parameters"
    if problem.get("type") == "literal_error":
        return f"{where}{shown} is not possible", where, f"one of {problem['ctx']['expected']}"
    if problem.get("type") == "string_pattern_mismatch" and where in {"since", "until", "as_of"}:
        return f"{where}{shown} is not a day", where, "write 2025-05-08, 2025-05 or 2025"
    message = str(problem.get("msg", "it cannot be read")).removeprefix("Value error, ")
    what, _, mend = message.partition("; ")
    return f"{where or 'the request'}{shown}: {what[:1].lower()}{what[1:]}", where, mend or None


def _invalid(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    what, where, mend = _first(error.errors())
    return JSONResponse(body(what, where=where, mend=mend), status_code=422)


def _fault(_: Request, error: Exception) -> JSONResponse:
    what = f"a fault in multipolar: {type(error).__name__}"
    return JSONResponse(body(what, mend="please report it; the terminal that serves shows more"), status_code=500)


def install(app: FastAPI) -> None:
    """Have an application answer its errors so."""
    app.add_exception_handler(MultipolarError, _known)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _fault)
