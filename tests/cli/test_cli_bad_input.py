"""Whatever comes in: one clear error, the right exit code, and the rest of the batch coded."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from cli_process import STUB, on_terminal, records, run, write_jsonl
from inside import inside

GOOD = {"id": "good", "text": "Russia met China."}


def jsonl(*rows):
    return "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows).encode()


def deep_page(depth):
    return b"<html><body>" + b"<div>" * depth + b"Russia met China." + b"</div>" * depth + b"</body></html>"


CASES = {
    "binary": ("bad.txt", bytes(range(256)) * 40, "bad.txt"),
    "an image named as text": ("bad.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200), "bad.txt"),
    "empty": ("bad.txt", b"", "bad.txt"),
    "only white space": ("bad.txt", b" \n\t\n", "bad.txt"),
    "empty page": ("bad.html", b"<html><body></body></html>", "bad.html"),
    "page nested without end": ("bad.html", deep_page(200_000), "bad.html"),
    "broken JSON on line 17": ("bad.jsonl", jsonl(*[GOOD] * 16, '{"text": "Russia', GOOD), "bad.jsonl:17"),
    "a line that is no object": ("bad.jsonl", jsonl(GOOD, "[1, 2]"), "bad.jsonl:2"),
    "a line of 12 MB": ("bad.jsonl", jsonl(GOOD, {"text": "x" * 12_000_000}), "bad.jsonl:2"),
    "no text": ("bad.jsonl", jsonl(GOOD, {"id": "x", "title": None}), "bad.jsonl:2"),
    "text that is a number": ("bad.jsonl", jsonl({"text": 12}), "bad.jsonl:1"),
    "a date of zeros": ("bad.jsonl", jsonl({"text": "Russia met China.", "published": "0000-00-00"}), "bad.jsonl:1"),
    "a date that is none": ("bad.jsonl", jsonl({"text": "Russia met China.", "published": "soon"}), "bad.jsonl:1"),
    "a month 13": ("bad.jsonl", jsonl({"text": "Russia met China.", "published": "2024-13-01"}), "bad.jsonl:1"),
    "missing columns": ("bad.csv", b"headline,body\nTalks,Russia met China.\n", "bad.csv"),
    "damaged gzip": ("bad.jsonl.gz", gzip.compress(jsonl(*[GOOD] * 2000))[:200], "bad.jsonl.gz"),
    "Parquet that is none": ("bad.parquet", b"PAR1 and no more", "bad.parquet"),
    "the same id with another text": (
        "bad.jsonl",
        jsonl({"id": "x", "text": "Russia met China."}, {"id": "x", "text": "China met India."}),
        "bad.jsonl:2",
    ),
    "a report that the coder fails on": ("bad.jsonl", jsonl({"text": "unreadable"}), "bad.jsonl:1"),
    "a report that the resolver fails on": ("bad.jsonl", jsonl({"text": "unresolvable met"}), "bad.jsonl:1"),
}


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    """All bad inputs in one batch, each in a folder of its own, and a good one behind each."""
    folder = tmp_path_factory.mktemp("bad")
    names = []
    for number, (name, content, _) in enumerate(CASES.values()):
        (folder / f"{number}").mkdir()
        (folder / f"{number}" / name).write_bytes(content)
        write_jsonl(
            folder / f"{number}" / "last.jsonl", [{"id": f"last-{number}", "text": f"China met India {number}."}]
        )
        names += [f"{number}/{name}", f"{number}/last.jsonl"]
    return run("code", *names, cwd=folder)


def test_the_rest_of_the_batch_is_coded(batch):
    coded = [record["report"]["id"] for record in records(batch.stdout)]
    assert [name for name in coded if name.startswith("last-")] == [f"last-{number}" for number in range(len(CASES))]
    assert batch.returncode == 1


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.replace(" ", "-"))
def test_each_bad_input_is_one_clear_error(case, batch):
    number = list(CASES).index(case)
    told = batch.stderr.splitlines()
    where = f"multipolar: error: {number}/{CASES[case][2]}: "
    own = [line for line in told if line.startswith(f"multipolar: error: {number}/")]
    assert len(own) == 1, batch.stderr
    assert own[0].startswith(where)
    assert told[told.index(own[0]) + 1].startswith("  mend: ")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("empty.txt", b"", 65), ("binary.txt", bytes(range(256)) * 40, 65), ("missing.txt", None, 66)],
)
def test_where_nothing_could_be_coded_the_code_is_that_of_the_error(name, content, code, tmp_path):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = run("code", name, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(f"multipolar: error: {name}: ")


def test_mixed_encodings_are_coded_or_told(tmp_path):
    (tmp_path / "mixed.txt").write_bytes("Café. Russia met China. ".encode() + "Müller und Söhne.".encode("latin-1"))
    (tmp_path / "latin.txt").write_bytes("Die Gespräche in Genf: Russia met China. Müller lächelt.".encode("latin-1"))
    done = run("code", "mixed.txt", "latin.txt", cwd=tmp_path)
    assert done.returncode in {0, 1}
    texts = [record["events"][0]["trigger"]["text"] for record in records(done.stdout)]
    assert len(texts) + done.stderr.count("multipolar: error: mixed.txt") == 2


def test_control_characters_of_a_file_do_not_reach_the_terminal(tmp_path):
    write_jsonl(tmp_path / "x.jsonl", [{"id": "\x1b]0;owned\x07", "text": "Russia met China."}])
    done = run("code", "x.jsonl", "\x1b[31mgone.txt", cwd=tmp_path)
    assert "\x1b" not in done.stderr


# --- Ledgers and files ---


def test_there_is_no_ledger(tmp_path):
    for command in (["events"], ["info"], ["show", "e1"], ["sql", "SELECT 1"]):
        done = inside(*command, "--ledger", tmp_path / "nowhere")
        assert done.returncode == 66
        assert "nowhere" in done.stderr
        assert "mend:" in done.stderr


def test_a_ledger_of_a_newer_schema_is_left_alone(reports, tmp_path):
    inside("build", reports, "--ledger", tmp_path / "ledger")
    head = tmp_path / "ledger" / "ledger.json"
    facts = json.loads(head.read_text())
    key = next(name for name in facts if "schema" in name)
    head.write_text(json.dumps({**facts, key: 999}))
    for command in (["events"], ["build", reports]):
        done = inside(*command, "--ledger", tmp_path / "ledger")
        assert done.returncode == 76
        assert "999" in done.stderr


def test_a_folder_of_something_else_is_no_ledger(reports, tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").write_bytes(b"")
    done = inside("build", reports, "--ledger", tmp_path / "photos")
    assert done.returncode == 74
    assert [path.name for path in (tmp_path / "photos").iterdir()] == ["one.jpg"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told(reports):
    done = run("code", reports, "-o", "/dev/full")
    assert done.returncode == 74
    assert "/dev/full: cannot write: No space left on device" in done.stderr
    assert "mend: free space" in done.stderr
    with Path("/dev/full").open("wb") as full:
        import subprocess  # noqa: PLC0415 - standard output itself is the device here
        import sys  # noqa: PLC0415 - as above

        from cli_process import STUB, environment  # noqa: PLC0415 - as above

        command = [sys.executable, STUB, "code", reports]
        process = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=environment(), check=False)
    assert process.returncode == 74
    assert process.stderr.decode().startswith("multipolar: error: ")


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/proc/self").exists(), reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(reports, tmp_path):
    if os.geteuid() == 0:
        folder = Path("/proc/self")  # not even root makes folders here
    else:
        folder = tmp_path / "locked"
        folder.mkdir(mode=0o500)
    done = inside("build", reports, "--ledger", folder / "ledger")
    assert done.returncode == 74
    assert f"{folder.resolve()}"[:5] in done.stderr
    done = inside("code", reports, "-o", folder / "out.jsonl")
    assert done.returncode == 74
    assert "cannot write" in done.stderr


def test_a_folder_that_is_not_there_is_told(reports, tmp_path):
    done = inside("code", reports, "-o", tmp_path / "gone" / "out.jsonl")
    assert done.returncode == 74
    assert f"there is no folder {tmp_path / 'gone'}" in done.stderr
    assert "mend: make the folder" in done.stderr
    assert "space" not in done.stderr


def test_a_private_address_names_the_option_that_allows_it():
    done = inside("code", "http://127.0.0.1:9/x")
    assert done.returncode == 69
    assert "--allow-private" in done.stderr


def test_a_coder_that_fails_stops_at_once(reports):
    done = run("code", reports, STUB_FAILS="model")
    assert (done.returncode, done.stdout) == (70, "")
    assert done.stderr.splitlines() == [
        "multipolar: error: weights: the weights lack coder.onnx",
        "  mend: reinstall multipolar",
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["code"], 2, "Missing argument"),
        (["fly"], 2, "No such command"),
        (["code", "x.txt", "--format", "xml"], 2, "--format"),
        (["code", "x.txt", "--published", "yesterday"], 64, "--published: "),
        (["code", "x.txt", "--encoding", "klingon"], 64, "'klingon' is not a known encoding"),
        (["events"], 2, "--ledger"),
        (["events", "--type", "WAR"], 64, "there is no type 'WAR'"),
        (["events", "--actor", "Atlantis"], 64, "no actor in this ledger is called 'Atlantis'"),
        (["events", "--since", "then"], 64, "'then' is not a day"),
        (["events", "--since", "2025", "--until", "2024"], 64, "nothing lies between"),
    ],
)
def test_wrong_usage_is_told(arguments, code, message, ledger):
    named = ["--ledger", ledger] if arguments[0] == "events" and len(arguments) > 1 else []
    done = inside(*arguments, *named)
    assert done.returncode == code
    assert message in done.stderr
    assert done.stdout == ""


def test_errors_do_not_run_into_the_line_of_progress(tmp_path):
    rows = [{"id": str(n), "text": "unreadable" if n == 300 else f"Russia met China {n}."} for n in range(600)]
    file = write_jsonl(tmp_path / "many.jsonl", rows)
    code, shown = on_terminal("code", file, "-o", tmp_path / "out.jsonl", STUB_SECONDS=0.1, NO_COLOR=1)
    assert code == 1
    for line in shown.replace("\r\x1b[K", "\n").splitlines():
        assert "multipolar: error:" not in line or line.startswith("multipolar: error:")


@pytest.mark.parametrize("closed", ["stdin", "stdout"])
def test_a_closed_stream_is_one_error(tmp_path, closed):
    path = tmp_path / "a.txt"
    path.write_text("Russia met China.", encoding="utf-8")
    number, name, code = (0, "-", 66) if closed == "stdin" else (1, path, 74)
    # Closed by a process in between, as a shell's <&- and >&- do.
    script = f"import os, sys; os.close({number}); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    done = run(script, STUB, "code", name, script=("-c",))
    assert done.returncode == code
    assert done.stderr.count("error:") == 1
    assert {"stdin": "standard input", "stdout": "standard output"}[closed] in done.stderr
    assert "fault" not in done.stderr


def test_controls_in_a_report_do_not_reach_the_terminal(tmp_path):
    controls = "\x1b]0;renamed\x07 \x1b[2J \x9b31m \u202e \x08 \u2028"
    record = {"text": f"Russia {controls} met China.", "title": f"Talks {controls} held", "source": f"Post{controls}"}
    path = write_jsonl(tmp_path / "a.jsonl", [record])
    code, shown = on_terminal("code", path)
    assert code == 0
    assert "Talks" in shown
    assert "Post" in shown
    for bad in ("\x1b]", "\x1b[2J", "\x9b", "\u202e", "\x07", "\x08", "\u2028"):
        assert bad not in shown
    with_colours = "\x1b[1m"
    assert with_colours in shown
