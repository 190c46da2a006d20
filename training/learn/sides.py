#!/usr/bin/env python3
"""Learn which two of those a report names are its sides, and write the weights into the package.

  sides.py REPORTS... --out src/onrecord/data/sides.toml [--test REPORTS...]

The sides of an annotated report are the two that it calls "both sides" or "the parties"; where it does not, the two
that meet, ask and answer each other most often in the annotation. A pair's chance is the softmax, over the pairs of the
report, of a weighted sum of signs (`onrecord.resolve.parties.SIGNS`).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

import onrecord.pipeline as pipeline
import onrecord.resolve.names as resolving
from onrecord.evaluate import PRONOUNS, aliases_of, plain
from onrecord.resolve.parties import SIGNS, Pair, Sides, pairs_of

BOTH = (
    "both sides", "two sides", "both parties", "two parties", "parties", "sides", "both governments",
    "two governments", "two countries", "both countries", "both delegations", "two delegations",
)  # fmt: skip
# the fewer the cases, the smaller the weights
PENALTY = 5.0


def wanted_of(gold: dict[str, Any], aliases: dict[str, set[str]]) -> tuple[str, str] | None:
    """The two sides by the annotation; None where it has none."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for actor, known in aliases.items():
        for name in known:
            owners[name].add(actor)
    for words in BOTH:
        if len(owners[words]) == 2:
            one, two = sorted(owners[words])
            return one, two
    met: Counter[tuple[str, str]] = Counter()
    for entry in gold["entries"]:
        first = [a[0] if isinstance(a, list) else a for a in entry.get("actors") or []]
        other = [a[0] if isinstance(a, list) else a for a in entry.get("addressees") or []]
        pairs = {*combinations(sorted(set(first)), 2), *(tuple(sorted((a, b))) for a in first for b in other if a != b)}
        met.update(pairs)  # type: ignore[arg-type]
    ranked = met.most_common(2)
    if ranked and ranked[0][1] >= 2 and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
        return ranked[0][0]
    return None


def cases(folders: list[Path]) -> Iterator[tuple[str, np.ndarray, list[int]]]:
    """For every report with two sides: the signs of all pairs, and which pairs are the sides."""
    seen: dict[str, Any] = {}

    def note(drafts: Any, people: Any, of: Any, side_of: Any, between: Any = ()) -> Sides:
        pairs, camp_of = pairs_of(drafts, people, of, side_of, between)
        seen.update(pairs=pairs, camp_of=camp_of, of=of)
        return Sides((), camp_of)

    resolving.sides_of = note  # type: ignore[assignment]
    for folder in folders:
        for path in sorted(folder.glob("*.gold.json")):
            gold = json.loads(path.read_text("utf-8"))
            aliases = {actor: names - PRONOUNS for actor, names in aliases_of(gold).items()}
            wanted = wanted_of(gold, aliases)
            if wanted is None:
                continue
            seen.clear()
            reading = pipeline.read_text(gold["text"], name=f"{gold['id']}.txt", published=gold.get("published"))
            if not reading.entries or not seen.get("pairs"):
                continue
            called: defaultdict[int, set[str]] = defaultdict(set)
            text = reading.report.reading_text
            for (start, end), person in seen["of"].items():
                called[id(seen["camp_of"](person))].add(plain(person.name))
                called[id(seen["camp_of"](person))].add(plain(text[start:end]))
            ranked = []
            for pair in seen["pairs"]:
                ranked.append(_fits(pair, wanted, aliases, called))
            best = max(ranked)
            if best <= 0:
                continue
            right = [n for n, fit in enumerate(ranked) if fit == best]
            yield gold["id"], np.array([p.signs for p in seen["pairs"]]), right


def _fits(pair: Pair, wanted: tuple[str, str], aliases: dict[str, set[str]], called: dict[int, set[str]]) -> float:
    """How well the two of a pair are the two wanted: by shared names, the worse of the two."""
    a, b = (called[id(side)] | {plain(side.name)} for side in pair.sides)
    first, second = aliases[wanted[0]], aliases[wanted[1]]
    own = {plain(side.name) for side in pair.sides}

    def one(x: set[str], y: set[str]) -> float:
        shared = x & (y - (first & second))
        return len(shared) / (len(shared) + 2) if shared else 0.0

    best = max(min(one(a, first), one(b, second)), min(one(a, second), one(b, first)))
    return best + 0.01 * len(own & (first | second)) if best else 0.0


def learn(given: list[tuple[np.ndarray, list[int]]], size: int) -> np.ndarray:
    """Weights of signs by which the right one of each case, or one of several, has the highest sum."""
    most = max(len(signs) for signs, _ in given)
    x, real, right = np.zeros((len(given), most, size)), np.zeros((len(given), most)), np.zeros((len(given), most))
    for n, (signs, hits) in enumerate(given):
        x[n, : len(signs)], real[n, : len(signs)], right[n, hits] = signs, 1, 1
    scale = x[real > 0].std(0) + 1e-2
    x /= scale
    weights, moment, square = np.zeros(size), np.zeros(size), np.zeros(size)
    for step in range(1, 1001):
        score = np.where(real > 0, x @ weights, -1e9)
        chance = np.exp(score - score.max(1, keepdims=True))
        chance /= chance.sum(1, keepdims=True)
        share = chance * right
        share /= share.sum(1, keepdims=True) + 1e-12
        slope = PENALTY / len(given) * weights + ((chance - share)[:, :, None] * x).sum((0, 1)) / len(given)
        moment = 0.9 * moment + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        weights -= 0.03 * (moment / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return np.asarray(weights / scale)


def given_by_command(described: str | None) -> argparse.Namespace:
    """From which reports to learn, on which to test, and where to write."""
    parser = argparse.ArgumentParser(description=described, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--test", nargs="*", type=Path, default=[])
    return parser.parse_args()


def main() -> int:
    """Learn and write; 0 when done."""
    arguments = given_by_command(__doc__)
    given = list(cases(arguments.reports))
    weights = learn([(signs, right) for _, signs, right in given], len(SIGNS))
    for name, found in (("learnt from", given), ("test", list(cases(arguments.test)) if arguments.test else [])):
        hits = sum(int((signs @ weights).argmax()) in right for _, signs, right in found)
        print(f"{name}: {hits} of {len(found)} reports", file=sys.stderr)
    lines = [f'"{sign}" = {weight:.3f}' for sign, weight in zip(SIGNS, weights, strict=True)]
    arguments.out.write_text(
        "# Which two are the sides of a report: learnt from training/reports by training/learn/sides.py\n[weights]\n"
        + "\n".join(lines) + "\n",
        encoding="utf-8",
    )  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
