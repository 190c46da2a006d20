#!/usr/bin/env python3
"""Learn who fills the slots of a line, weighed over the whole report, and write the weights into the package.

  slots.py REPORTS... --out src/onrecord/data/slots.npz [--test REPORTS...]

Lines read in annotated reports are compared with the annotation. Of each slot the answers that may fill it
(`onrecord.resolve.slots.questions`) are told into right and wrong ones; a small network learns to give the right ones the
higher score. Slots of which no answer is right teach nothing.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

import onrecord.pipeline as pipeline
from onrecord.errors import ReportSkipped
from onrecord.evaluate import PRONOUNS, aliases_of, plain, score_document
from onrecord.model.shape import as_json
from onrecord.resolve.cast import SLOTS, Cast
from onrecord.resolve.slots import Question, questions, width

SEED, EPOCHS, RATE, BATCH = 7, 5, 1e-3, 64
HIDDEN, NARROW, DROPPED = 128, 64, 0.3
Case = tuple[np.ndarray, np.ndarray]


def cases(folders: Sequence[Path]) -> Iterator[tuple[str, Case]]:
    """For every slot that the annotation fills: its name, the signs of all answers, and which are right."""
    seen: dict[str, Any] = {}
    entry_of = pipeline._entry

    def noted(names: Any, lines: Any) -> Any:
        seen["cast"] = Cast(names, lines)
        return lines

    def kept(report: Any, line: Any, *more: Any, signed: bool) -> Any:
        entry = entry_of(report, line, *more, signed=signed)
        seen.setdefault(entry.id, line)
        return entry

    pipeline.weighed, pipeline._entry = noted, kept  # type: ignore[assignment]
    for path in [path for folder in folders for path in sorted(folder.glob("*.gold.json"))]:
        gold = json.loads(path.read_text("utf-8"))
        seen.clear()
        try:
            reading = pipeline.read_text(gold["text"], name=f"{gold['id']}.txt", published=gold.get("published"))
        except ReportSkipped:
            continue
        aliases = {actor: names - PRONOUNS for actor, names in aliases_of(gold).items()}
        pairs = score_document(gold, [as_json(e) for e in reading.entries]).pairs
        wanted = {id(seen[p["id"]]): g for g, p in pairs if g["tier"] != "implied"}
        cast = seen.get("cast")
        for question in questions(cast) if cast is not None else ():
            entry = wanted.get(id(cast.lines[question.line]))
            if entry is not None:
                right = rightness(question, cast, entry, aliases)
                if right.any():
                    yield question.slot, (question.signs.astype(np.float16), right)


def rightness(question: Question, cast: Cast, entry: dict[str, Any], aliases: dict[str, set[str]]) -> np.ndarray:
    """Which answers are whom the annotation has: each of its actors once, and nobody else."""
    slots = entry.get(question.slot) or []
    if question.slot == "speakers":
        slots = slots[-1:]
    known = [set().union(*(aliases[a] for a in (one if isinstance(one, list) else [one]))) for one in slots]
    names = [plain(one.name) for one in cast.people]
    right = []
    for answer in question.answers:
        left = list(answer)
        for called in known:
            hit = next((i for i in left if names[i] in called), None)
            if hit is None:
                break
            left.remove(hit)
        right.append(len(answer) == len(known) and not left)
    return np.array(right)


class Weighing(nn.Module):
    """Scores of answers, [answers, signs] to [answers]."""

    def __init__(self, mean: np.ndarray, spread: np.ndarray) -> None:
        super().__init__()
        self.mean, self.spread = torch.from_numpy(mean), torch.from_numpy(spread)
        self.w1, self.w2, self.w3 = nn.Linear(width(), HIDDEN), nn.Linear(HIDDEN, NARROW), nn.Linear(NARROW, 1)
        self.drop = nn.Dropout(DROPPED)

    def forward(self, signs: Tensor) -> Tensor:
        x = self.drop(torch.relu(self.w1((signs - self.mean) / self.spread)))
        return self.w3(torch.relu(self.w2(x))).squeeze(-1)


def scores_of(network: Weighing, batch: Sequence[Case]) -> tuple[Tensor, Tensor]:
    """Scores and which are right, [cases, answers], padded."""
    sizes = [len(right) for _, right in batch]
    flat = network(torch.from_numpy(np.concatenate([signs for signs, _ in batch]).astype(np.float32)))
    scores = torch.full((len(batch), max(sizes)), -1e9)
    right = torch.zeros(len(batch), max(sizes), dtype=torch.bool)
    for n, part in enumerate(flat.split(sizes)):
        scores[n, : sizes[n]] = part
        right[n, : sizes[n]] = torch.from_numpy(batch[n][1])
    return scores, right


def learn(given: Sequence[Case]) -> Weighing:
    """A network that gives right answers the higher scores."""
    torch.manual_seed(SEED)
    some = np.concatenate([signs for signs, _ in given[::4]]).astype(np.float32)
    network = Weighing(some.mean(0), some.std(0) + 1e-2)
    optimizer = torch.optim.AdamW(network.parameters(), RATE, weight_decay=1e-2)
    order = list(range(len(given)))
    for epoch in range(EPOCHS):
        random.Random(SEED + epoch).shuffle(order)
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - epoch / EPOCHS)
        for at in range(0, len(order), BATCH):
            scores, right = scores_of(network, [given[n] for n in order[at : at + BATCH]])
            chances = torch.log_softmax(scores, -1)
            loss = -torch.logsumexp(chances.masked_fill(~right, -1e9), -1).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return network.eval()


def main() -> int:
    """Learn and write; 0 when done."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", nargs="+", type=Path)
    parser.add_argument("--test", nargs="*", type=Path, default=[])
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    given: defaultdict[str, list[Case]] = defaultdict(list)
    test: defaultdict[str, list[Case]] = defaultdict(list)
    for kept, folders in ((given, arguments.reports), (test, arguments.test)):
        for slot, case in cases(folders) if folders else ():
            kept[slot].append(case)
    made = {}
    for slot in SLOTS:
        network = learn(given[slot])
        for name, found in (("learnt from", given[slot]), ("test", test[slot])):
            with torch.no_grad():
                hits = sum(bool(r[0, int(s[0].argmax())]) for s, r in (scores_of(network, [case]) for case in found))
            at_hand = sum(bool(right[0]) for _, right in found)
            print(f"{slot} {name}: {hits} of {len(found)}, at hand {at_hand}", file=sys.stderr)
        made |= {f"{slot}.mean": network.mean.numpy(), f"{slot}.spread": network.spread.numpy()}
        for name in ("w1", "w2", "w3"):
            layer = getattr(network, name)
            made[f"{slot}.{name}"] = layer.weight.detach().numpy().T
            made[f"{slot}.{name.replace('w', 'b')}"] = layer.bias.detach().numpy()
    np.savez_compressed(arguments.out, **{name: value.astype(np.float16) for name, value in made.items()})
    return 0


if __name__ == "__main__":
    sys.exit(main())
