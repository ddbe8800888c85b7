"""Options that go together: each group is declared once, and a command takes it as one parameter."""

from __future__ import annotations

import functools
import inspect
import typing
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import typer  # noqa: TC002 - read at run time, as all annotations of options are

from multipolar.cli.options import (
    AllowPrivate,
    CoderKey,
    CoderKind,
    CoderModel,
    CoderOption,
    CoderRequests,
    CoderTimeout,
    CoderUrl,
    Columns,
    Encoding,
    From,
    Model,
    Prefer,
    Preference,
    Published,
    Source,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from multipolar.api import CoderOptions
    from multipolar.cli.inputs import Inputs

__all__ = ["Asked", "Reading", "spread"]

_Given = TypeVar("_Given")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How inputs are read, as it comes from the command line."""

    column: Columns = field(default_factory=list)
    form: From = None
    encoding: Encoding = None
    published: Published = None
    source: Source = None
    allow_private: AllowPrivate = False

    def inputs(self, names: list[str]) -> Inputs:
        """The inputs of these names, with what was asked about them checked."""
        from multipolar.cli.inputs import Inputs, day, pairs  # noqa: PLC0415 - keep --help fast

        return Inputs(
            names=tuple(names),
            columns=pairs(self.column),
            kind=self.form.value if self.form else None,
            encoding=self.encoding,
            published=day(self.published, option="--published"),
            source=self.source,
            allow_private=self.allow_private,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which coder is asked for, as it comes from the command line."""

    context: typer.Context
    model: Model = None
    prefer: Prefer = Preference.BALANCE
    coder: CoderOption = CoderKind.WEIGHTS
    coder_url: CoderUrl = None
    coder_model: CoderModel = None
    coder_key: CoderKey = None
    coder_requests: CoderRequests = 4
    coder_timeout: CoderTimeout = 120.0

    def chosen(self) -> CoderOptions:
        """The coder, checked.

        Variables that belong to the kind of coder that is not asked for are passed over: they are set for other runs.
        The same given as an option is a mistake, and is told.
        """
        from multipolar.cli.coders import chosen  # noqa: PLC0415 - keep --help fast

        weights = self.coder is CoderKind.WEIGHTS
        return chosen(
            kind=self.coder.value,
            weights=self._meant("model", self.model, wanted=weights),
            prefer=self.prefer.value,
            url=self._meant("coder_url", self.coder_url, wanted=not weights),
            model=self._meant("coder_model", self.coder_model, wanted=not weights),
            key=self.coder_key,
            requests=self.coder_requests,
            timeout=self.coder_timeout,
        )

    def _meant(self, name: str, value: _Given | None, *, wanted: bool) -> _Given | None:
        source = self.context.get_parameter_source(name)
        # By its name: Typer and Click each have an enumeration of sources, and which one comes depends on the version.
        return None if not wanted and source is not None and source.name == "ENVIRONMENT" else value


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command take groups of options: Typer sees the options, the command gets the groups.

    Args:
        command: A function of which some parameters are annotated with dataclasses whose fields are options.

    Returns:
        The same with the fields in place of these parameters, by keyword.
    """
    hints = typing.get_type_hints(command, include_extras=True)
    groups = {name: kind for name, kind in hints.items() if isinstance(kind, type) and is_dataclass(kind)}
    parameters: list[inspect.Parameter] = []
    for parameter in inspect.signature(command).parameters.values():
        if parameter.name in groups:
            parameters += _options(groups[parameter.name])
        else:
            parameters.append(parameter.replace(annotation=hints[parameter.name]))

    @functools.wraps(command)
    def flat(**given: Any) -> None:  # noqa: ANN401 - whatever the options hold
        for name, group in groups.items():
            given[name] = group(**{each.name: given.pop(each.name) for each in fields(group)})
        command(**given)

    flat.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # which inspect asks for first
    flat.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return flat


def _options(group: type[Any]) -> Iterator[inspect.Parameter]:
    hints = typing.get_type_hints(group, include_extras=True)
    for each in fields(group):
        yield inspect.Parameter(
            each.name, inspect.Parameter.KEYWORD_ONLY, default=_default(each), annotation=hints[each.name]
        )


def _default(each: Field[Any]) -> Any:  # noqa: ANN401 - as above
    if each.default_factory is not MISSING:
        return each.default_factory()
    return inspect.Parameter.empty if each.default is MISSING else each.default
