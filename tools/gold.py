#!/usr/bin/env python3
"""Make gold files from annotations written by hand, a line an entry. Standard library only.

  gold.py NOTES.txt [NOTES.txt ...] --out FOLDER

One notes file holds one report:

  id: k1-ferry-strike
  published: 2026-05-21            (or null)
  style: news agency wire
  conflict: ferry crews and their company
  === text
  The report, paragraphs as they stand.
  === actors
  UNI | Seamen's Union of Orland | union | the union; the crews; Vera Holm's union
  HOLM | Vera Holm | person | Holm; the union's leader
  === entries
  statement demand | by UNI/HOLM | to COMP | says HOLM | direct | is secondary, future | form written | ev We want it on paper
  action attack | by REB | to ARMY, GOV | author | date 2026-05-20 | place Harl | ev shelled a base || killing nine
  meeting | by GOV, REB | author | status announced | format indirect | ev talks open on Monday @2
  participation mediator | by QAT | author | ev mediated by Qatar
  phase stalled | by GOV, REB | says ENVOY > AGENCY | indirect | ev the talks are stuck
  === must_not
  The army would strike | kinds action | acts attack | why only threatened

`by`, `to` and `says` name actors by the id in the second section; "," parts slots, "/" parts the acceptable readings
of one slot, ">" parts the speakers of a chain, outermost first. Styles stand as a word of their own: direct, mixed,
indirect, narrated, author. `is` lists tier (secondary, implied; core is not named) and flags (negated, conditional,
future, historical). Further fields: form, condition, date, status, format, outcome, place. `ev` is the exact text;
"||" parts several pieces, "@2" at the end of a piece takes its second occurrence. A line of must_not begins with the
exact words of the trap; fields: kinds, acts, actors, slot, why, and "if FIELD VALUE".

Whatever cannot be understood or found is named with its line; then that file is not written.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

STYLES = {"direct", "mixed", "indirect", "narrated", "author"}
TIERS = {"secondary", "implied"}
FLAGS = {"negated", "conditional", "future", "historical"}
KINDS = {"statement", "action", "meeting", "participation", "phase"}
PLAIN = {"form", "condition", "date", "status", "format", "outcome", "place", "deadline"}


class Problem(ValueError):
    """A line that cannot be understood."""


def locate(text: str, piece: str) -> dict[str, Any]:
    """Find one piece of evidence, `words` or `words @n`, in the text."""
    numbered = re.fullmatch(r"(.*\S)\s+@(\d+)", piece)
    words, nth = (numbered[1], int(numbered[2])) if numbered else (piece, 0)
    count = text.count(words)
    if count == 0:
        raise Problem(f"not in the text: {words!r}")
    if nth == 0 and count > 1:
        raise Problem(f"stands {count} times, say which with @1 to @{count}: {words!r}")
    if nth > count:
        raise Problem(f"stands {count} times only: {words!r}")
    start = -1
    for _ in range(max(nth, 1)):
        start = text.index(words, start + 1)
    return {"text": words, "start": start, "end": start + len(words)}


def slots(value: str, known: set[str], parting: str = ",") -> list[Any]:
    """Read `A, B/C` as slots: an id, or a list of acceptable ids."""
    found: list[Any] = []
    for slot in filter(None, (part.strip() for part in value.split(parting))):
        names = [f"A.{name.strip()}" for name in slot.split("/")]
        for name in names:
            if name not in known:
                raise Problem(f"no such actor: {name[2:]}")
        found.append(names if len(names) > 1 else names[0])
    return found


def entry(line: str, text: str, known: set[str]) -> dict[str, Any]:
    """Read one line of the section of entries."""
    head, *fields = (part.strip() for part in re.split(r"(?<!\|)\|(?!\|)", line))
    kind, _, act = head.partition(" ")
    if kind not in KINDS:
        raise Problem(f"no such kind: {kind!r}")
    made: dict[str, Any] = {"tier": "core", "kind": kind}
    if act:
        made["role" if kind == "participation" else "act"] = act.strip()
    for field in fields:
        name, _, value = field.partition(" ")
        value = value.strip()
        if field in STYLES:
            made["style"] = field
        elif name == "by":
            made["actors"] = slots(value, known)
        elif name == "to":
            made["addressees"] = slots(value, known)
        elif name == "says":
            made["speakers"] = slots(value, known, ">")
        elif name == "is":
            for flag in value.replace(",", " ").split():
                if flag in TIERS:
                    made["tier"] = flag
                elif flag in FLAGS:
                    made[flag] = True
                elif flag != "core":
                    raise Problem(f"no such flag or tier: {flag!r}")
        elif name == "ev":
            made["evidence"] = [locate(text, piece.strip()) for piece in value.split("||")]
        elif name in PLAIN:
            made[name] = value
        else:
            raise Problem(f"no such field: {field!r}")
    if "evidence" not in made:
        raise Problem("no evidence (ev …)")
    made.setdefault("actors", [])
    made.setdefault("speakers", [])
    return made


def trap(line: str, text: str, known: set[str]) -> dict[str, Any]:
    """Read one line of the section of must_not."""
    words, *fields = (part.strip() for part in line.split("|"))
    made: dict[str, Any] = locate(text, words)
    for field in fields:
        name, _, value = field.partition(" ")
        if name in {"kinds", "acts"}:
            made[name] = [part.strip() for part in value.split(",")]
        elif name == "actors":
            made[name] = slots(value, known)
        elif name in {"why", "slot"}:
            made[name] = value.strip()
        elif name == "if":
            key, _, wanted = value.strip().partition(" ")
            made["if"] = {key: {"true": True, "false": False, "null": None}.get(wanted, wanted)}
        else:
            raise Problem(f"no such field: {field!r}")
    return made


def compile_notes(source: str) -> tuple[dict[str, Any], list[str]]:
    """Read a notes file; give back the gold document and what was wrong with it."""
    parts = re.split(r"^=== *(text|actors|entries|must_not) *$\n?", source, flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    head = dict(line.split(":", 1) for line in parts[0].splitlines() if ":" in line)
    head = {key.strip(): value.strip() for key, value in head.items()}
    text = sections.get("text", "").strip("\n")
    gold: dict[str, Any] = {"format": "onrecord-gold/1", "id": head.pop("id", ""), "licence": "CC0-1.0"}
    published = head.pop("published", "null")
    gold["published"] = None if published in {"", "null"} else published
    gold |= head
    gold |= {"text": text, "actors": [], "entries": [], "must_not": []}
    problems: list[str] = []
    for line in filter(str.strip, sections.get("actors", "").splitlines()):
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) < 3:
            problems.append(f"an actor is ID | name | kind | aliases: {line}")
            continue
        aliases = [alias.strip() for alias in (cells[3] if len(cells) > 3 else "").split(";") if alias.strip()]
        gold["actors"].append({"id": f"A.{cells[0]}", "name": cells[1], "kind": cells[2], "aliases": aliases})
    known = {actor["id"] for actor in gold["actors"]}
    for section, read, letter in (("entries", entry, "G"), ("must_not", trap, "N")):
        for line in filter(str.strip, sections.get(section, "").splitlines()):
            try:
                made = read(line, text, known)
            except Problem as problem:
                problems.append(f"{problem}\n    in: {line[:150]}")
                continue
            gold[section].append({"id": f"{letter}{len(gold[section]) + 1:02d}", **made})
    if not gold["id"] or not text:
        problems.append("the file needs an id and a text")
    return gold, problems


def main() -> int:
    """Make the gold files; 0 when all were written, 2 when not."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("notes", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="folder of the gold files")
    arguments = parser.parse_args()
    failed = 0
    for path in arguments.notes:
        gold, problems = compile_notes(path.read_text(encoding="utf-8"))
        if problems:
            failed += 1
            print(f"{path.name}: not written", *problems, sep="\n  ", file=sys.stderr)
            continue
        arguments.out.mkdir(parents=True, exist_ok=True)
        target = arguments.out / f"{gold['id']}.gold.json"
        target.write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"{target.name}: {len(gold['entries'])} entries")
    return 2 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
