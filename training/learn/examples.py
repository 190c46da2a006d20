#!/usr/bin/env python3
"""From annotated reports to what the model learns from: chunks, and for each word the lines that hang on it.

  examples.py REPORTS... [--none TEXTS] [--real LABELS --sentences FOLDER] --out EXAMPLES.pkl

REPORTS are folders of *.gold.json; TEXTS a folder of texts in which nothing is recorded; LABELS annotations without
their texts, which stand in *.jsonl in FOLDER.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from encoder import tokenizer as load_tokenizer
from spaced import spaced

from onrecord.codebook import load_codebook
from onrecord.errors import ReportSkipped
from onrecord.evaluate import PRONOUNS, aliases_of, plain
from onrecord.extract import parse
from onrecord.extract.learned.features import TIES, Chunk, anchors_of, chunks_of, root_of
from onrecord.extract.learned.labels import FLAGS, FORMS, OUTCOMES, SLOTS, STATUSES, STYLES, families, index, label_of
from onrecord.extract.learned.model import pieces_of
from onrecord.extract.reader import Reader, cued_drafts
from onrecord.model import Form, Outcome, Status, Style
from onrecord.pipeline import author_of
from onrecord.reports import make_report
from onrecord.resolve import Names

GROUPS = tuple(sorted(set(families())))
# the ties that say who does, says or suffers it
BY_PARSE = TIES.index("says") + 1


@dataclass
class Line:
    """One annotated line: the word it hangs on, the words near it, and its slots; -1 where the text leaves it open.

    `slots`: for each of SLOTS the groups of words that name one who fills it, and the words that name none of them.
    """

    at: int
    label: int
    group: int
    near: list[int]
    flags: list[int]
    style: int
    form: int
    status: int
    outcome: int
    slots: list[tuple[list[list[int]], list[int]]] = field(default_factory=list)


@dataclass
class Example:
    """One chunk."""

    report: str
    pieces: list[int]
    first: list[int]
    spans: list[tuple[int, int]]
    own: int
    features: np.ndarray
    ties: np.ndarray
    named: list[int]
    lines: list[Line]
    # words on which the annotation is silent: lines that are only implied
    silent: list[int]


def examples_of(gold: dict[str, Any], name: str, reader: Reader, tokenizer: Any) -> list[Example]:
    """The examples of one annotated report."""
    report = make_report(gold["text"].encode(), name, published=gold.get("published"), outlet=None, title=None)
    parsed = next(iter(parse([report])))
    page = reader.page_of(parsed)
    drafts = cued_drafts(page)
    names = Names(
        page.mentions.everything(),
        drafts,
        author_of(report),
        [s.mention for s in page.speeches.all if s.mention is not None],
        page.mentions.across(),
    )
    aliases = aliases_of(gold)
    made = []
    for chunk in chunks_of(page, anchors_of(page, drafts)):
        pieces, first = pieces_of(tokenizer, chunk.words)
        who = {n: _names(page.mentions.of(chunk.tokens[n]), names) for n in chunk.named}
        pairs = {n: [{plain(a.name)} for a in names.of(page.mentions.of(chunk.tokens[n]))] for n in chunk.named}
        example = Example(
            gold["id"], pieces, first, chunk.spans, chunk.own,
            chunk.features.astype(np.int8), chunk.ties.astype(np.int8), chunk.named, [], [],
        )  # fmt: skip
        starts = [page.mentions.paragraph(t).start + t.idx for t in chunk.tokens]
        places = [report.to_source(a, a + len(t)) for a, t in zip(starts, chunk.tokens, strict=True)]
        for entry in gold["entries"]:
            _add(example, entry, chunk, places, who, pairs, aliases)
        made.append(example)
    return made


def _names(mention: Any, names: Names) -> set[str]:
    found = {plain(a.name) for a in names.of(mention)}
    found |= {plain(mention.text), plain(mention.name)}
    return found - PRONOUNS - {""}


def _add(
    example: Example, entry: dict[str, Any], chunk: Chunk, places: list[Any], who: dict[int, set[str]],
    pairs: dict[int, list[set[str]]], aliases: dict[str, set[str]],
) -> None:  # fmt: skip
    inside: list[int] = []
    anchor = None
    for evidence in entry["evidence"]:
        words = [n for n, p in enumerate(places) if p.start < evidence["end"] and p.end > evidence["start"]]
        inside += words
        if anchor is None and words and evidence is entry["evidence"][0]:
            first = chunk.tokens[words[0]].doc
            anchor = root_of([chunk.tokens[n] for n in words if chunk.tokens[n].doc is first])
    if anchor is None:
        return
    at = next(n for n in inside if chunk.tokens[n].doc is anchor.doc and chunk.tokens[n].i == anchor.i)
    if at < example.own:
        return
    if entry["tier"] == "implied":
        example.silent += [n for n in inside if n >= example.own]
        return
    label = index()[label_of(entry["kind"], entry.get("act"), entry.get("role"))]
    line = Line(
        at=at,
        label=label,
        group=GROUPS.index(families()[label]),
        near=inside,
        flags=[int(bool(entry.get(flag))) for flag in FLAGS],
        style=STYLES.index(Style(entry["style"])) if entry.get("style") else -1,
        form=FORMS.index(Form(entry["form"]) if entry.get("form") else None),
        status=STATUSES.index(Status(entry["status"])) if entry.get("status") else -1,
        outcome=OUTCOMES.index(Outcome(entry["outcome"])) if entry.get("outcome") else 0,
    )
    for slot in SLOTS:
        wanted = entry.get({"actor": "actors", "addressee": "addressees", "speaker": "speakers"}[slot]) or []
        if slot == "speaker":
            wanted = wanted[-1:]
        groups, taken = [], set()
        each = [
            set().union(*(aliases.get(a, set()) for a in (one if isinstance(one, list) else [one]))) for one in wanted
        ]
        # "the two sides" fill a slot only together
        halves = {n for n, two in pairs.items() if len(two) > 1 and not all(any(o & e for e in each) for o in two)}
        for known in each:
            members = [n for n, called in who.items() if called & known and n not in halves]
            taken.update(members)
            if members:
                groups.append(members)
        # a pronoun that the parse ties to the line may be right though its name was not found
        unsure = {n for n in who if chunk.tokens[n].pos_ == "PRON" and chunk.ties[at, n, :BY_PARSE].any()}
        line.slots.append((groups, [n for n in who if n not in taken and not (wanted and n in unsure)]))
    example.lines.append(line)


def joined(labels: Path, sentences: Path) -> list[tuple[Path, dict[str, Any]]]:
    """Annotations of real texts, joined to the texts; one whose text is not the one annotated is an error."""
    texts = {}
    for path in sorted(sentences.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            one = json.loads(line)
            texts[path.name, one["id"]] = one["text"]
    found = []
    for path in sorted(labels.glob("*.gold.json")):
        gold = json.loads(path.read_text("utf-8"))
        of = gold["text_of"]
        gold["text"] = texts[of["file"], of["id"]]
        if hashlib.sha256(gold["text"].encode()).hexdigest() != of["sha256"]:
            raise SystemExit(f"{path.name}: the text in {of['file']} is not the one that was annotated")
        found.append((path, gold))
    for path in sorted(labels.glob("*.jsonl")):
        # sentences, each by itself
        for line in path.read_text("utf-8").splitlines():
            gold = json.loads(line)
            gold["text"] = spaced(texts[path.name, gold["id"]])
            if hashlib.sha256(gold["text"].encode()).hexdigest()[:16] != gold.pop("sha256"):
                raise SystemExit(f"{path.name}: the sentence {gold['id']} is not the one that was annotated")
            found.append((path, gold))
    return found


def main() -> int:
    """Make the examples; 0 when done."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", nargs="*", type=Path)
    parser.add_argument("--none", type=Path)
    parser.add_argument("--real", type=Path)
    parser.add_argument("--sentences", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    tokenizer = load_tokenizer()
    reader = Reader(load_codebook())
    made: list[Example] = []
    golds = [
        (p, json.loads(p.read_text("utf-8")))
        for folder in arguments.reports
        for p in sorted(folder.glob("*.gold.json"))
    ]
    if arguments.none:
        for path in sorted(arguments.none.glob("*.txt")):
            golds.append((path, {"id": path.stem, "text": path.read_text("utf-8"), "actors": [], "entries": []}))
    if arguments.real and arguments.sentences:
        golds += joined(arguments.real, arguments.sentences)
    for n, (path, gold) in enumerate(golds, 1):
        try:
            made += examples_of(gold, path.name, reader, tokenizer)
        except ReportSkipped:
            # a sentence alone may not look English
            print(f"{gold['id']} is left out", file=sys.stderr)
        if n % 50 == 0:
            print(f"{n} of {len(golds)} reports", file=sys.stderr, flush=True)
    with arguments.out.open("wb") as out:
        pickle.dump(made, out)
    print(len(golds), "reports", len(made), "chunks", sum(len(e.lines) for e in made), "lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
