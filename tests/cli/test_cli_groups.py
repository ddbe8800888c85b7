"""Commands that take groups of options."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from typing import Annotated

import typer
from typer.testing import CliRunner

from multipolar.cli.app import build, code, doctor
from multipolar.cli.groups import Asked, Reading, spread

Word = Annotated[list[str], typer.Option("--word", help="A word.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    word: Word = field(default_factory=list)
    loud: Annotated[bool, typer.Option("--loud")] = False


def run(*arguments):
    told = []
    app = typer.Typer()

    @app.command()
    @spread
    def say(name: Annotated[str, typer.Argument()], *, words: Words, times: Annotated[int, typer.Option()] = 1) -> None:
        """Say it."""
        told.append((name, words, times))

    done = CliRunner().invoke(app, list(arguments))
    return done, told


def test_the_command_gets_the_group_that_the_options_make():
    done, told = run("Ann", "--word", "a", "--loud", "--word", "b", "--times", "2")
    assert done.exit_code == 0, done.output
    assert told == [("Ann", Words(word=["a", "b"], loud=True), 2)]


def test_what_is_not_given_is_as_the_group_says():
    _, told = run("Ann")
    assert told == [("Ann", Words(), 1)]


def test_help_has_the_fields_in_place_of_the_group():
    done, _ = run("--help")
    assert "Say it." in done.output
    shown = [done.output.index(name) for name in ("--word", "--loud", "--times")]
    assert shown == sorted(shown)
    assert "--words" not in done.output


def test_commands_that_code_share_all_options_of_a_group():
    for command in (code, build, doctor):
        parameters = inspect.signature(command).parameters
        for group in (Asked,) if command is doctor else (Asked, Reading):
            for name, shared in inspect.signature(group).parameters.items():
                assert name in parameters
                if name not in {"context", "column"}:
                    assert parameters[name].default == shared.default
