#!/usr/bin/env python3
"""Choose the chances from which a line goes on record, on the development reports, and write them beside the model.

  tune.py MODEL --development REPORTS --none TEXTS --worth REPORTS...

`drafted`: of a line that a rule proposed too; `alone`: of one that the model proposes alone; `dense`: how much must be
found in a report, for its length, before anything of it goes on record. Of the settings within .6 of a point of the best
F1 the one with the highest precision is taken, and the one that asks for most in a report. `worth`: how often lines of a chance were right, a rising curve for each of
the two kinds, on the reports of `--worth`, which nothing was trained on and no threshold was chosen on.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
from pathlib import Path
from typing import Any

import onrecord.pipeline as pipeline
from onrecord.evaluate import false_lines, judged, score_folder
from onrecord.extract.cued import LACKING
from onrecord.extract.learned.model import Model, model_in
from onrecord.model.mention import BY_MODEL

DRAFTED = (0.2, 0.3, 0.4, 0.5)
ALONE = (0.6, 0.7, 0.8, 0.9)
DENSE = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5)
NEAR = 0.006
# of how many lines a point of the curve of worth is the mean, at least, and into how many groups they fall
MEMBERS, GROUPS = 40, 10
# what the vocabulary settles needs no model: "came without a proposal" is a proposal that was not made


def remember(model: Model) -> None:
    """Score every chunk once only; the settings do not change the scores."""
    known: dict[tuple[object, ...], Any] = {}
    score = model.scores

    def scores(chunk: Any) -> Any:
        key = (tuple(chunk.words), chunk.own)
        if key not in known:
            known[key] = score(chunk)
        return known[key]

    model.scores = scores  # type: ignore[method-assign]


def rising(lines: list[tuple[float, bool]]) -> list[list[float]]:
    """A curve that never falls from chances to shares of right lines: means of groups, those that fall made one."""
    ranked = sorted(lines)
    size = max(MEMBERS, len(ranked) // GROUPS)
    groups = [ranked[n : n + size] for n in range(0, len(ranked), size)]
    if len(groups) > 1 and len(groups[-1]) < size / 2:
        groups[-2:] = [groups[-2] + groups[-1]]
    pools: list[list[tuple[float, bool]]] = []
    for group in groups:
        pools.append(group)
        while len(pools) > 1 and share(pools[-2]) > share(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    return [
        [round(sum(c for c, _ in pool) / len(pool), 4) for pool in pools],
        [round(share(pool), 4) for pool in pools],
    ]


def share(pool: list[tuple[float, bool]]) -> float:
    """How many of them are right."""
    return sum(right for _, right in pool) / len(pool)


def main() -> int:
    """Write the settings; 0 when done."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--development", type=Path, required=True)
    parser.add_argument("--none", type=Path, required=True)
    parser.add_argument("--worth", type=Path, nargs="+", required=True)
    arguments = parser.parse_args()
    model = model_in(arguments.model)
    remember(model)
    pipeline.load_model = lambda: model
    model.settings["dense"] = 0.0
    found = []
    for drafted, alone in itertools.product(DRAFTED, ALONE):
        model.settings |= {"drafted": {"other": drafted, LACKING: 0.0}, "alone": {"other": alone}}
        entry = score_folder(arguments.development).totals()["entry"]
        found.append((entry["f1"], entry["precision"], drafted, alone))
        print(f"drafted {drafted} alone {alone}: F1 {entry['f1']:.3f} precision {entry['precision']:.3f}", flush=True)
    best = max(f for f, *_ in found)
    _, _, drafted, alone = max((p, f, d, a) for f, p, d, a in found if f >= best - NEAR)
    model.settings |= {"drafted": {"other": drafted, LACKING: 0.0}, "alone": {"other": alone}}
    model.settings.pop("worth", None)
    lines = [line for folder in arguments.worth for line in judged(score_folder(folder))]
    model.settings["worth"] = {
        name: rising([(p["confidence"], right) for p, right in lines if (p["made_by"]["rule"] == BY_MODEL) == alone])
        for name, alone in (("drafted", False), ("alone", True))
    }
    best = 0.0
    for dense in DENSE:
        model.settings["dense"] = dense
        lines, words = false_lines(arguments.none)
        f1 = score_folder(arguments.development).totals()["entry"]["f1"]
        print(f"dense {dense}: F1 {f1:.3f}, {1000 * lines / words:.2f} false lines in 1,000 words", flush=True)
        best = max(best, f1)
        if f1 >= best - NEAR:
            # the texts in which nothing is recorded were trained on: how few lines are read in them says too little
            chosen = dense
    model.settings["dense"] = chosen
    (arguments.model / "settings.json").write_text(json.dumps(model.settings) + "\n", encoding="utf-8")
    print(model.settings)
    return 0


if __name__ == "__main__":
    sys.exit(main())
