"""Annotations of public text without the text: take it out for keeping, join it again for training.

    python training/public_text.py strip --corpus ITEMS --docs X.docs.jsonl --gold X.gold.jsonl --out X.offsets.jsonl
    python training/public_text.py join --corpus ITEMS --offsets X.offsets.jsonl --out FOLDER
    python training/public_text.py mend --annotations DIR --offsets training/annotations/mended.jsonl --out FOLDER

A stripped record has the item's id, its sentences as [start, end] in the item's text, and the annotation with every
quotation as [start, end] in its sentence. The items are those of the English Wikipedia's Portal:Current events
(CC BY-SA 4.0) and articles of Wikinews (CC BY 2.5), in packed JSONL files with ``id``, ``text``, ``published`` and for
articles ``title``; ``--corpus`` takes any number of them. ``mend`` copies the shared annotations with
those of some training documents replaced by corrected ones, which are kept in the same way, over the sentences of the
shared documents (``strip`` without ``--corpus`` writes them).
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from multipolar.reports import make_report

from data import Json, read_jsonl

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

QUOTED = {"events": ("who", "to", "by", "at", "on"), "rel": ("a", "b"), "claims": ("by", "about")}
SINGLE = {"at": 2, "on": 2, "by": 3}
"""Roles of an event that hold one item, and where such an item has the number of its sentence."""


def read_items(corpora: Iterable[Path], wanted: set[str]) -> dict[str, Json]:
    """The items with these ids.

    Raises:
        ValueError: Some are in none of the files.
    """
    found: dict[str, Json] = {}
    for corpus in corpora:
        with gzip.open(corpus, "rt", encoding="utf8") as lines:
            found.update({item["id"]: item for item in map(json.loads, lines) if item["id"] in wanted})
    if missing := sorted(wanted - set(found)):
        raise ValueError(f"{len(missing)} items are in none of the corpora, {missing[0]} among them")
    return found


def full_text(item: Json) -> str:
    """What offsets count in: an item's text; an article's title, a line's end and its text as reports have it."""
    if not item.get("title"):
        return str(item["text"])
    report = make_report(item["text"], title=item["title"], id=item["id"])
    return f"{report.title}\n{report.text}"


def _convert(gold: Json, sentences: list[str], *, strip: bool) -> Json:
    """The annotation with quotations turned into offsets, or back."""

    def quote(value: Any, sentence: int) -> Any:  # noqa: ANN401 - a text or a pair, in or out
        text = sentences[sentence]
        if strip:
            start = text.index(value)
            return [start, start + len(value)]
        return text[slice(*value)]

    out: Json = {"id": gold["id"]}
    for kind, roles in QUOTED.items():
        out[kind] = []
        for record in gold.get(kind) or []:
            new = {**record, "t": quote(record["t"], record["s"])}
            for role in roles:
                value = record.get(role)
                if not value:
                    continue
                position = SINGLE.get(role, 3)
                single = kind == "events" and role in SINGLE
                items = [
                    [quote(x[0], x[position] if len(x) > position else record["s"]), *x[1:]]
                    for x in ([value] if single else value)
                ]
                new[role] = items[0] if single else items
            out[kind].append(new)
    out["causes"] = gold.get("causes") or []
    return out


def strip(corpora: Sequence[Path], docs: Path, gold: Path, out: Path) -> None:
    """Write annotations without text; without a corpus, over the documents' own sentences."""
    documents = {doc["id"]: doc for doc in read_jsonl(docs)}
    items = read_items(corpora, set(documents)) if corpora else {}
    with out.open("w", encoding="utf8") as file:
        for record in read_jsonl(gold):
            sentences = documents[record["id"]]["sentences"]
            text, at, places = full_text(items[record["id"]]) if items else "".join(sentences), 0, []
            for sentence in sentences:
                at = text.index(sentence, at)
                places.append([at, at + len(sentence)])
                at += len(sentence)
            stripped = {**_convert(record, sentences, strip=True), "sentences": places}
            file.write(json.dumps(stripped, ensure_ascii=False, separators=(",", ":")) + "\n")


def join(corpora: Sequence[Path], offsets: Path, out: Path) -> None:
    """Write ``NAME.docs.jsonl`` and ``NAME.gold.jsonl`` with the text."""
    records = list(read_jsonl(offsets))
    items = read_items(corpora, {record["id"] for record in records})
    out.mkdir(parents=True, exist_ok=True)
    name = offsets.name.removesuffix(".offsets.jsonl")
    with (
        (out / f"{name}.docs.jsonl").open("w", encoding="utf8") as docs,
        (out / f"{name}.gold.jsonl").open("w", encoding="utf8") as gold,
    ):
        for record in records:
            item = items[record["id"]]
            text = full_text(item)
            sentences = [text[start:end] for start, end in record["sentences"]]
            doc = {"id": item["id"], "published": item["published"], "sentences": sentences}
            docs.write(json.dumps(doc, ensure_ascii=False) + "\n")
            gold.write(json.dumps(_convert(record, sentences, strip=False), ensure_ascii=False) + "\n")


def mend(annotations: Path, offsets: Path, out: Path) -> None:
    """Copy the shared annotations, with the corrected ones in place of what they correct.

    Raises:
        ValueError: A document is not the one that was corrected.
    """
    corrected = {record["id"]: record for record in read_jsonl(offsets)}
    documents = {doc["id"]: doc["sentences"] for doc in read_jsonl(annotations / "train.docs.jsonl")}
    out.mkdir(parents=True, exist_ok=True)
    for path in annotations.glob("*.jsonl"):
        if path.name != "train.gold.jsonl":
            shutil.copy(path, out)
    with (out / "train.gold.jsonl").open("w", encoding="utf8") as file:
        for record in read_jsonl(annotations / "train.gold.jsonl"):
            mended = record
            if correction := corrected.get(record["id"]):
                sentences = documents[record["id"]]
                if [end - start for start, end in correction["sentences"]] != [len(text) for text in sentences]:
                    raise ValueError(f"{record['id']} has other sentences than those that {offsets} was made for")
                mended = _convert(correction, sentences, strip=False)
            file.write(json.dumps(mended, ensure_ascii=False) + "\n")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    stripping, joining, mending = (commands.add_parser(name) for name in ("strip", "join", "mend"))
    stripping.add_argument("--corpus", type=Path, nargs="+", default=[])
    joining.add_argument("--corpus", type=Path, nargs="+", required=True)
    mending.add_argument("--annotations", type=Path, required=True)
    for command in (stripping, joining, mending):
        command.add_argument("--out", type=Path, required=True)
    stripping.add_argument("--docs", type=Path, required=True)
    stripping.add_argument("--gold", type=Path, required=True)
    for command in (joining, mending):
        command.add_argument("--offsets", type=Path, required=True)
    given = parser.parse_args()
    if given.command == "strip":
        strip(given.corpus, given.docs, given.gold, given.out)
    elif given.command == "mend":
        mend(given.annotations, given.offsets, given.out)
    else:
        join(given.corpus, given.offsets, given.out)


if __name__ == "__main__":
    main()
