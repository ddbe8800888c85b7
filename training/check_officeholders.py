"""Check the table of office-holders against reference files: who is missing, and whose dates differ.

The reference files err: they date a president's term from the last swearing-in, run deputies into the list of heads of
government, spell names after romanisations of their own and keep ministers who left long ago. So nothing is taken over
unread: this script sets each claim of theirs beside the table and says what a person should look at.

Usage:
    python training/check_officeholders.py REFERENCE_FOLDER [--confirmed OUT.csv] [--all]

REFERENCE_FOLDER holds ``leaders_history.csv``, ``factbook.json``, ``world_leaders_2019.csv``,
``world_leaders_current.json`` and ``country-codes.csv``. ``--confirmed`` writes the terms that a source bears out.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import html
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from multipolar.errors import MissingInputError, MultipolarError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

TABLES: Final = Path(__file__).parents[1] / "src/multipolar/resolving/knowledge/tables"
TOLERANCE: Final = 31
"""Days by which two sources may date the same term apart: election, swearing-in, first working day."""
BORNE_OUT: Final = 3
"""Days within which a source's date bears out ours."""
ALIKE: Final = 78.0
"""Similarity (0-100) from which two romanisations of a name part are taken for the same."""
SNAPSHOT_2019: Final = (dt.date(2018, 6, 1), dt.date(2019, 7, 31))
"""Within this span the list of 2019 was brought up to date, state by state."""

SOVEREIGNS: Final = ("GBR", "USA", "FRA", "NLD", "DNK", "CHN")
"""States whose heads the sources repeat under each of their territories."""
JUDGED: Final[dict[tuple[str, str], str]] = {
    ("COD", "MAKOSSO"): "prime minister of the neighbouring Congo",
    ("LBN", "AWN"): "Michel Aoun, romanised past recognition",
    ("NIU", "also referred"): "a fragment of a sentence",
    ("PRK", "CHOE Ryong Hae"): "head of the assembly; we count the president of state affairs",
    ("VAT", "BERTELLO"): "governor of the city, whom we leave out",
    ("VAT", "Governorate"): "governor of the city, whom we leave out",
    ("FRA", "LEMOYNE"): "a secretary of state under the minister",
    ("OMN", "QABOOS"): "held the office in name; we have who ran it",
    ("QAT", "TAMIM"): "held the office in name; we have who ran it",
}
"""Claims that were looked at and are wrong or beside the point: state and words of the claim, and why."""
ALIKE_SYLLABLES: Final = 90.0
"""The same where one vowel can make another person."""
HEADS: Final = ("head_of_state", "head_of_government", "supreme_leader", "party_leader", "leader")
SINCE: Final = re.compile(r"([^;()<>]+?)\s*\(since ([^)]*\d{4})\)")
QUOTES: Final = dict.fromkeys(map(ord, "'\N{RIGHT SINGLE QUOTATION MARK}"))
FAMILY_FIRST: Final = frozenset({"CHN", "KOR", "PRK", "TWN", "VNM"})
"""States where many share a few family names, so that one like part proves nothing."""
CHIEF: Final = re.compile(
    r"\b(?:president|minister|premier|king|queen|emir|amir|sultan|chancellor|prince|duke|emperor|pope|taoiseach|leader|"
    r"head|chief executive|chair\w*)\b",
    re.IGNORECASE,
)
# Deputies, representatives and regents stand among the chiefs in the sources; we compare chiefs alone.
OTHERS: Final = re.compile(
    r"\b(?:deputy|deputies|vice|first lady|represented by|represents|commissioner|administrator|regent|elect|"
    r"designate|both reside|prefect|secretary)\b",
    re.IGNORECASE,
)
TITLE_WORDS: Final = frozenset(
    re.findall(
        r"\w+",
        """
        president prime minister king queen emir amir sultan premier chancellor prince princess grand duke emperor
        pope transition transitional interim acting caretaker general chairman chairperson chair council state leader
        taliban supreme captain colonel gen lt col capt sr dr sir dame and of the government head republic federal
        executive presidency presidential national co crown sheikh cardinal senator taoiseach also spelled serving as
        is former formerly mr ms minister bin al ibn ibni abd ul ud jr ii iii iv vi vii viii ix
        """,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a source says: somebody held an office of a state on a day.

    Attributes:
        source: Which file.
        code: Alpha-3 code of the state.
        offices: Offices of ours that the claim may mean.
        name: The name as the source spells it.
        since: First day by the source, None if it gives none.
        seen: Spans of days within which the source names the person as holder.
    """

    source: str
    code: str
    offices: tuple[str, ...]
    name: str
    since: dt.date | None
    seen: tuple[dt.date, dt.date]


@dataclass(frozen=True, slots=True)
class Held:
    """A term of ours with all that its holder is called."""

    person_id: str
    names: tuple[str, ...]
    office: str
    code: str
    title: str
    since: dt.date
    until: dt.date


def main() -> int:
    """Compare and print; 0 if every claim finds its term."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="folder with the reference files")
    parser.add_argument("--confirmed", type=Path, help="write the terms that a source bears out to this CSV file")
    parser.add_argument("--all", action="store_true", help="print agreeing claims too")
    options = parser.parse_args()
    try:
        held = read_terms(TABLES)
        claims = list(read_claims(options.folder))
    except MultipolarError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    found: Counter[tuple[str, str]] = Counter()
    confirmed: dict[tuple[str, str, str, str], str] = {}
    missing = 0
    for claim in claims:
        verdict, term, words = compare(claim, held)
        found[claim.source, verdict] += 1
        missing += verdict == "missing"
        if verdict == "agrees" and term and (not claim.since or abs((claim.since - term.since).days) <= BORNE_OUT):
            confirmed.setdefault((term.person_id, term.office, term.code, term.since.isoformat()), claim.source)
        if options.all or verdict != "agrees":
            print(f"{verdict:8} {claim.source:13} {claim.code} {claim.name}, {claim.since or 'no date'}: {words}")
    for (source, verdict), count in sorted(found.items()):
        print(f"{source:14} {verdict:8} {count}")
    if options.confirmed:
        write_confirmed(options.confirmed, confirmed)
    return 1 if missing else 0


def read_terms(tables: Path) -> dict[tuple[str, str], list[Held]]:
    """Our terms by state and office."""
    called = {row["person_id"]: (row["name"], *row["aliases"].split("|")) for row in read_rows(tables / "persons.csv")}
    held: dict[tuple[str, str], list[Held]] = defaultdict(list)
    for row in read_rows(tables / "terms.csv"):
        since = dt.date.fromisoformat(row["since"])
        until = dt.date.fromisoformat(row["until"]) if row["until"] else dt.date.max
        person = row["person_id"]
        term = Held(person, called[person], row["office"], row["code"], row["title"], since, until)
        held[term.code, term.office].append(term)
    return held


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file.

    Raises:
        MissingInputError: The file is not there.
    """
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            yield from csv.DictReader(stream)
    except FileNotFoundError:
        raise MissingInputError("the file is not there", where=str(path), mend="name the right folder") from None


def read_claims(folder: Path) -> Iterator[Claim]:
    """All claims of all reference files in the folder."""
    gec, english, alpha2 = read_codes(folder)
    yield from history_claims(folder, gec)
    yield from factbook_claims(folder, gec)
    yield from cabinet_claims(folder, english)
    yield from current_claims(folder, alpha2)


def read_codes(folder: Path) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Alpha-3 codes by GEC (FIPS 10-4) code, by folded English name and by alpha-2 code."""
    gec: dict[str, str] = {"kv": "XKX", "ax": "", "dx": ""}
    english: dict[str, str] = {"kosovo": "XKX"}
    alpha2: dict[str, str] = {}
    for row in read_rows(folder / "country-codes.csv"):
        code = row["ISO3166-1-Alpha-3"]
        if not code:
            continue
        alpha2[row["ISO3166-1-Alpha-2"]] = code
        for fips in row["FIPS"].split(","):
            gec.setdefault(fips.strip().lower(), code)
        for column in ("CLDR display name", "UNTERM English Short", "official_name_en"):
            english.setdefault(" ".join(words_of(row[column])), code)
    return gec, english, alpha2


def read_json(path: Path) -> object:
    """A JSON file.

    Raises:
        MissingInputError: The file is not there.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise MissingInputError("the file is not there", where=str(path), mend="name the right folder") from None


def history_claims(folder: Path, gec: Mapping[str, str]) -> Iterator[Claim]:
    """Chiefs of state and heads of government by year."""
    for row in read_rows(folder / "leaders_history.csv"):
        code, title = gec.get(row["gec_code"], ""), row["title_and_name"]
        if not code or OTHERS.search(title):
            continue
        seen = (dt.date.fromisoformat(row["first_seen_in_repo"]), dt.date.fromisoformat(row["last_seen_in_repo"]))
        yield Claim(source="factbook", code=code, offices=HEADS, name=title, since=day(row["since"]), seen=seen)


def factbook_claims(folder: Path, gec: Mapping[str, str]) -> Iterator[Claim]:
    """The chiefs in the newest text on the executive, each with the day in brackets behind the name."""
    pages = read_json(folder / "factbook.json")
    for page in pages if isinstance(pages, list) else []:
        code, executive = gec.get(str(page.get("gec", "")), ""), page.get("executive") or {}
        for part in ("chief of state", "head of government"):
            for title, since in SINCE.findall(html.unescape(str(executive.get(part, "")))):
                if code and not OTHERS.search(title) and (begun := day(since)):
                    seen = (max(begun, dt.date(2025, 12, 1)), dt.date(2026, 1, 15))
                    yield Claim(source="factbook", code=code, offices=HEADS, name=title, since=begun, seen=seen)


def cabinet_claims(folder: Path, english: Mapping[str, str]) -> Iterator[Claim]:
    """Foreign and defence ministers in 2019."""
    names = {
        "burma": "MMR",
        "czechia": "CZE",
        "turkey": "TUR",
        "cabo verde": "CPV",
        "holy see vatican city": "VAT",
        "cote d ivoire": "CIV",
        "north korea": "PRK",
        "south korea": "KOR",
        "taiwan": "TWN",
    }
    for row in read_rows(folder / "world_leaders_2019.csv"):
        state, office = " ".join(words_of(row["country"])), row["office"]
        code = names.get(state) or english.get(state, "")
        kind = minister(office)
        if code and kind:
            yield Claim(source="cia2019", code=code, offices=(kind,), name=row["name"], since=None, seen=SNAPSHOT_2019)


def minister(office: str) -> str:
    """``foreign_minister``, ``defence_minister`` or nothing for the office as the list of 2019 writes it."""
    if re.search(r"\b(?:Dep\.|Deputy|Delegate|State for|Junior|Vice|Industry|Production|Trade, |Ambassador)", office):
        return ""
    if not re.match(r"(?:Cabinet |First )?(?:Min\.|Minister|Sec\.|Secretary)", office):
        return ""
    foreign = r"\bForeign (?:Affairs|Relations|& )|\bExternal (?:Affairs|Relations)|\bIntl\. Relations|Europe & Foreign"
    if office == "Secretary of State" or re.search(foreign, office):
        return "" if re.search(r"\bII\b|Economic", office) else "foreign_minister"
    if re.search(r"(?:of|for) (?:the )?(?:National )?Defense\b|for Defense$", office):
        return "defence_minister"
    return ""


def current_claims(folder: Path, alpha2: Mapping[str, str]) -> Iterator[Claim]:
    """The heads in the list of 30 states of August 2026."""
    listing = read_json(folder / "world_leaders_current.json")
    assert isinstance(listing, dict), "the list of heads is an object"  # noqa: S101 - the file's shape, not user input
    seen = dt.date.fromisoformat(listing["snapshot_date"])
    for entry in listing["countries"].values():
        code = alpha2.get(entry["country"].get("iso_code") or "", "")
        for office, position in entry["positions"].items():
            holder = position.get("current_holder") or {}
            if not code or not holder.get("name_en"):
                continue
            since = dt.date.fromisoformat(holder["since"]) if holder.get("since") else None
            yield Claim(
                source="wikidata2026",
                code=code,
                offices=(office,),
                name=holder["name_en"],
                since=since,
                seen=(seen, seen),
            )


def day(text: str) -> dt.date | None:
    """The day that a source's date means; the first of a month or year that it leaves open."""
    for shape in ("%d %B %Y", "%B %Y", "%Y"):
        try:
            return dt.datetime.strptime(text.strip(), shape).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    return None


def words_of(name: str) -> list[str]:
    """A name's words, folded to plain small letters."""
    plain = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    plain = plain.translate(str.maketrans("łøđðþæßəı", "lodd" + "tasei")).translate(QUOTES)
    return re.findall(r"[a-z]+", plain.lower())


def parts_of(name: str, *, whole: bool = False) -> list[str]:
    """The words that tell a person apart: capitals mark them in some sources; titles and particles are left out."""
    words = re.findall(r"[^\W\d_]+", name.translate(QUOTES))
    shouted = [w for w in words if len(w) > 1 and w.isupper() and w.lower() not in TITLE_WORDS]
    return [
        w
        for w in words_of(" ".join(shouted if shouted and not whole else words))
        if w not in TITLE_WORDS and len(w) > 1
    ]


def bones(word: str) -> str:
    """A word's consonants, once each in a row: romanisations of Arabic and Russian differ in the vowels."""
    hard = word.translate(str.maketrans("qcywg", "kkivh"))
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiou]", "", hard))


def alike(one: str, other: str, *, strict: bool = False) -> bool:
    """Whether two name parts may be romanisations of one; strictly for the short syllables of East Asian names."""
    if strict:
        return fuzz.ratio(one, other) >= ALIKE_SYLLABLES
    return fuzz.ratio(one, other) >= ALIKE or (len(bones(one)) > 2 and bones(one) == bones(other))


def same(claim: str, names: Iterable[str], code: str) -> bool:
    """Whether a source's spelling may mean the person of ours."""
    family_first = code in FAMILY_FIRST
    theirs = parts_of(claim, whole=family_first)
    ours = {word for name in names for word in words_of(name) if word not in TITLE_WORDS}
    matching = sum(any(alike(a, b, strict=family_first) for b in ours) for a in theirs)
    return matching >= (min(2, len(theirs)) if family_first else 1) and matching > 0


def compare(claim: Claim, held: Mapping[tuple[str, str], list[Held]]) -> tuple[str, Held | None, str]:
    """Set a claim beside the table.

    Returns:
        ``agrees``; ``again`` (a later day within the term: sworn in anew); ``dates`` (there on other days);
        ``missing``; ``untitled`` (missing, and named without a title, as deputies are); ``above`` (head of the state
        that a territory belongs to); ``judged`` (looked at and set aside); or ``no table``. The term, and words.
    """
    reason = next((why for (code, words), why in JUDGED.items() if code == claim.code and words in claim.name), "")
    if reason:
        return "judged", None, reason
    terms = [term for office in claim.offices for term in held.get((claim.code, office), ())]
    if claim.offices == HEADS:
        seconds = (term for office in ("deputy_head", "official") for term in held.get((claim.code, office), ()))
        terms += [term for term in seconds if "Prime Minister" in term.title]
    mine = [term for term in terms if same(claim.name, term.names, claim.code)]
    return weigh(claim, mine) if mine else absent(claim, terms, held)


def absent(claim: Claim, terms: list[Held], held: Mapping[tuple[str, str], list[Held]]) -> tuple[str, Held | None, str]:
    """Why the person of a claim is not among the holders."""
    if not terms:
        return "no table", None, "we keep no such office"
    if (claim.code, "head_of_state") not in held:
        above = [term for code in SOVEREIGNS for term in held.get((code, "head_of_state"), ())]
        if any(same(claim.name, term.names, claim.code) for term in above):
            return "above", None, "head of the state that the territory belongs to"
    first, last = claim.seen
    then = [term for term in terms if term.since <= last and first < term.until]
    verdict = "missing" if CHIEF.search(claim.name) or claim.source != "factbook" else "untitled"
    return verdict, None, "we have " + (", ".join(f"{t.names[0]} {t.since}" for t in then) or "nobody")


def weigh(claim: Claim, mine: list[Held]) -> tuple[str, Held | None, str]:
    """Set the claim's day beside the terms of the person."""
    first, last = claim.seen
    begun = claim.since or first
    nearest = min(mine, key=lambda term: abs((term.since - begun).days))
    if claim.since and abs((nearest.since - claim.since).days) <= TOLERANCE:
        return "agrees", nearest, str(nearest.since)
    covering = [term for term in mine if term.since <= last and first < term.until]
    # A later day within the term is a second swearing-in; sources without days only say who was there.
    inside = [term for term in covering if claim.since is None or term.since <= claim.since < term.until]
    if inside:
        return "agrees" if claim.since is None else "again", inside[0], f"in office since {inside[0].since}"
    return "dates", nearest, f"we have {nearest.names[0]} {nearest.since} to {nearest.until}"


def write_confirmed(path: Path, confirmed: Mapping[tuple[str, str, str, str], str]) -> None:
    """Write who is borne out by which source."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("person_id", "office", "code", "since", "source"))
        writer.writerows((*key, source) for key, source in sorted(confirmed.items()))


if __name__ == "__main__":
    sys.exit(main())
