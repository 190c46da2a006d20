#!/usr/bin/env python3
"""What each part of the reader is worth: rules, model and both; with and without real texts; by the number of reports.

  ablation.py MODEL --development REPORTS --out PAGE.md [--train TRAIN.pkl --real REAL.pkl --work FOLDER] [--epochs 5]

Networks for the second table are trained anew, each for the same number of epochs, and kept in FOLDER: what is there is
not trained again. Without TRAIN only the first table is made.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tune import remember

import onrecord.extract.reader as reader
import onrecord.pipeline as pipeline
from onrecord.evaluate import LEVELS, Result, score_folder
from onrecord.extract.cued import LACKING
from onrecord.extract.learned.model import Model, model_in
from onrecord.extract.learned.propose import decide

HERE = Path(__file__).resolve().parent
SIZES, WITH_REAL = (200, 400, 800), 400
# chances tried for lines that the model proposes alone, and that the rules proposed too
ALONE, DRAFTED = (0.5, 0.6, 0.7, 0.8), (0.2, 0.5)


def best(development: Path, model: Model, drafted: tuple[float, ...] = DRAFTED) -> Result:
    """The development reports read with the thresholds that suit this model best."""
    remember(model)
    pipeline.load_model = lambda: model
    found = []
    for low in drafted:
        for alone in ALONE:
            model.settings |= {"drafted": {"other": low, LACKING: 0.0}, "alone": {"other": alone}}
            found.append(score_folder(development))
    return max(found, key=lambda result: result.totals()["entry"]["f1"])


def row(name: str, result: Result) -> str:
    """One line of the table."""
    totals = result.totals()
    precision, recall = totals["entry"]["precision"], totals["entry"]["recall"]
    return f"| {name} | {precision:.3f} | {recall:.3f} | " + " | ".join(f"{totals[x]['f1']:.3f}" for x in LEVELS) + " |"


def without_rules(page: Any, drafts: Any, model: Model) -> Any:
    """The model alone: it sees no draft of the rules."""
    return decide(page, [], model)


def trained(work: Path, name: str, examples: list[Path], reports: int, epochs: int) -> Model:
    """A network trained for the table, packed."""
    folder = work / name
    if not (folder / "reader.onnx").exists():
        network = work / f"{name}.pt"
        run(HERE / "fit.py", *examples, "--out", network, "--epochs", epochs, "--reports", reports)
        run(HERE / "export.py", network, "--out", folder)
    return model_in(folder)


def run(*words: object) -> None:
    """Run one of the scripts beside this one."""
    subprocess.run([sys.executable, *map(str, words)], check=True)


def main() -> int:
    """Write the page; 0 when done."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--train", type=Path)
    parser.add_argument("--real", type=Path)
    parser.add_argument("--development", type=Path, required=True)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=5)
    given = parser.parse_args()
    reports = len(list(given.development.glob("*.gold.json")))
    out = [
        "# What each part is worth",
        "",
        f"Made by `make ablation` on the {reports} reports of `training/development/`, which nothing was trained on, each reader",
        "with the thresholds that suit it best there.",
        "",
        "| reader | precision | recall | entry | who | full |",
        "|---|---|---|---|---|---|",
    ]
    head = out[-2:]
    out.append(row("rules alone", score_folder(given.development, reader="rules")))
    kept: Callable[..., Any] = reader.decide
    reader.decide = without_rules
    out.append(row("model alone, without the rules' drafts", best(given.development, model_in(given.model), (0.4,))))
    reader.decide = kept
    weighed = pipeline.weighed
    pipeline.weighed = lambda names, lines: list(lines)
    out.append(row("both, slots as the sentence fills them", best(given.development, model_in(given.model))))
    pipeline.weighed = weighed
    shipped = best(given.development, model_in(given.model))
    out.append(row("both, as shipped", shipped))
    if given.train is not None:
        out += learning(given, head, shipped)
    given.out.write_text("\n".join(out) + "\n", encoding="utf-8")
    print("\n".join(out))
    return 0


def learning(given: argparse.Namespace, head: list[str], shipped: Result) -> list[str]:
    """The second table: networks trained on fewer reports, with and without the real texts."""
    given.work.mkdir(parents=True, exist_ok=True)
    out = ["", f"Networks trained on fewer reports, {given.epochs} epochs each like the one shipped:", "", *head]
    for size in SIZES:
        model = trained(given.work, f"size{size}", [given.train], size, given.epochs)
        out.append(row(f"{size} reports, no real texts", best(given.development, model)))
        print(out[-1], flush=True)
    model = trained(given.work, f"real{WITH_REAL}", [given.train, given.real], WITH_REAL, given.epochs)
    out.append(row(f"{WITH_REAL} reports and the real texts", best(given.development, model)))
    out.append(row("all reports and the real texts, as shipped", shipped))
    return out


if __name__ == "__main__":
    sys.exit(main())
