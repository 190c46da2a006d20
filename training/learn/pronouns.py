#!/usr/bin/env python3
"""Learn whom "he", "it" and "they" mean, and write the weights into the package.

  pronouns.py REPORTS... --out src/onrecord/data/pronouns.toml [--test REPORTS...]

Where a line read in an annotated report has a pronoun as actor or speaker, and the annotation says who that is, the earlier
mentions it may mean are told into right and wrong ones. A mention's chance is the softmax, over those mentions, of a
weighted sum of signs (`onrecord.resolve.track.SIGNS`).
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sides import given_by_command, learn

import onrecord.pipeline as pipeline
from onrecord.evaluate import PRONOUNS, aliases_of, plain, score_document
from onrecord.model.shape import as_json
from onrecord.resolve.track import SIGNS, Track

WORDS = {"he": "he", "she": "he", "it": "it", "they": "they"}


def cases(folders: list[Path]) -> Iterator[tuple[str, np.ndarray, list[int]]]:
    """For every pronoun that the annotation resolves: its kind, the signs of all candidates, which are right."""
    asked: dict[tuple[int, int], Any] = {}
    drafts: dict[str, Any] = {}
    recent, entry_of = Track.recent, pipeline._entry

    def noted(self: Track, mention: Any, fits: Any, *, word: str, near: int = 4, gender: str = "") -> Any:
        asked[mention.start, mention.end] = self.candidates(mention, fits, near=near, gender=gender)
        return recent(self, mention, fits, word=word, near=near, gender=gender)

    def kept(report: Any, line: Any, *more: Any, signed: bool) -> Any:
        entry = entry_of(report, line, *more, signed=signed)
        drafts[entry.id] = line.draft
        return entry

    Track.recent, pipeline._entry = noted, kept  # type: ignore[method-assign]
    for folder in folders:
        for path in sorted(folder.glob("*.gold.json")):
            gold = json.loads(path.read_text("utf-8"))
            asked.clear()
            drafts.clear()
            reading = pipeline.read_text(gold["text"], name=f"{gold['id']}.txt", published=gold.get("published"))
            aliases = {actor: names - PRONOUNS for actor, names in aliases_of(gold).items()}
            done = set()
            for g, p in score_document(gold, [as_json(e) for e in reading.entries]).pairs:
                draft = drafts[p["id"]]
                for mentions, slots in ((draft.actors, g.get("actors")), (draft.speakers[-1:], g.get("speakers"))):
                    if len(mentions) != 1 or not slots or len(slots) != 1 and mentions is draft.actors:
                        continue
                    mention, slot = mentions[0], slots[-1]
                    at = (mention.start, mention.end)
                    if mention.pronoun not in WORDS or at in done or not asked.get(at):
                        continue
                    known = set().union(*(aliases[a] for a in (slot if isinstance(slot, list) else [slot])))
                    people = [(plain(person.name), signs) for person, signs in asked[at]]
                    right = [n for n, (name, _) in enumerate(people) if name in known]
                    if right:
                        done.add(at)
                        yield WORDS[mention.pronoun], np.array([signs for _, signs in people]), right


def main() -> int:
    """Learn and write; 0 when done."""
    arguments = given_by_command(__doc__)
    given: defaultdict[str, list[tuple[np.ndarray, list[int]]]] = defaultdict(list)
    test: defaultdict[str, list[tuple[np.ndarray, list[int]]]] = defaultdict(list)
    for kept, folders in ((given, arguments.reports), (test, arguments.test)):
        for word, signs, right in cases(folders) if folders else ():
            kept[word].append((signs, right))
    lines = ["# Whom a pronoun means: learnt from training/reports by training/learn/pronouns.py"]
    for word in ("he", "it", "they"):
        weights = learn(given[word], len(SIGNS))
        for name, found in (("learnt from", given[word]), ("test", test[word])):
            hits = sum(int((signs @ weights).argmax()) in right for signs, right in found)
            print(f"{word} {name}: {hits} of {len(found)}", file=sys.stderr)
        lines += ["", f"[{word}]", *(f'"{s}" = {w:.3f}' for s, w in zip(SIGNS, weights, strict=True))]
    arguments.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
