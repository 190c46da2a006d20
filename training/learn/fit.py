#!/usr/bin/env python3
"""Train the network on examples.

  fit.py EXAMPLES.pkl... --out NETWORK.pt [--dev EXAMPLES.pkl] [--epochs 5] [--reports 300]

Goes on where it was interrupted: the state of each epoch is kept beside the result. Now and then the names of a chunk are
exchanged for others, so that it learns the words between them; sums are made in bfloat16 where the processor can.
"""

from __future__ import annotations

import argparse
import pickle
import random
import sys
import time
from pathlib import Path

import numpy as np
import torch
from examples import GROUPS, Example, Line
from network import Network, keep, resumed, short, step
from torch import Tensor, nn

from onrecord.extract.learned.features import POS, TIES, width
from onrecord.extract.learned.labels import FLAGS, FORMS, OUTCOMES, SLOTS, STATUSES, STYLES, labels

TOKENS = 800
SEED = 7
# how many of the chunks get other names, and where a word's features say that it is a name
RENAMED = 0.3
NAME = POS.index("PROPN")


class Names:
    """The word pieces that names are made of, to give a chunk other names; the same piece becomes the same other."""

    def __init__(self, examples: list[Example], rng: random.Random) -> None:
        self._rng = rng
        found = [self._places(e) for e in random.Random(SEED).sample(examples, min(2000, len(examples)))]
        self._first = [piece for firsts, _ in found for piece in firsts.values()]
        self._rest = [piece for _, rests in found for piece in rests.values()]

    def exchanged(self, example: Example) -> list[int]:
        """The pieces of a chunk with other names."""
        pieces = list(example.pieces)
        for places, pool in zip(self._places(example), (self._first, self._rest), strict=True):
            other = {piece: self._rng.choice(pool) for piece in sorted(set(places.values()))}
            for at, piece in places.items():
                pieces[at] = other[piece]
        return pieces

    @staticmethod
    def _places(example: Example) -> tuple[dict[int, int], dict[int, int]]:
        """Where the first pieces of names stand, and their further ones."""
        firsts: dict[int, int] = {}
        rests: dict[int, int] = {}
        ends = [*example.first[1:], len(example.pieces) - 1]
        for n in np.flatnonzero(example.features[:, NAME]):
            at, end = example.first[n], ends[n]
            if at:
                firsts[at] = example.pieces[at]
                rests.update({k: example.pieces[k] for k in range(at + 1, end)})
        return firsts, rests


def make_network() -> Network:
    """A network of the shape that the package's labels and features ask for."""
    sizes = (len(STYLES), len(FORMS), len(STATUSES), len(OUTCOMES))
    return Network(
        features=width(), ties=len(TIES), labels=len(labels()), groups=len(GROUPS), flags=len(FLAGS), sizes=sizes,
        slots=len(SLOTS),
    )  # fmt: skip


def batches(examples: list[Example], rng: random.Random | None) -> list[list[Example]]:
    """Batches of chunks of like length."""
    order = sorted(examples, key=lambda e: len(e.pieces) + (rng.random() * 20 if rng else 0))
    found: list[list[Example]] = []
    batch: list[Example] = []
    for example in order:
        if batch and len(example.pieces) * (len(batch) + 1) > TOKENS:
            found.append(batch)
            batch = []
        batch.append(example)
    found.append(batch)
    if rng:
        rng.shuffle(found)
    return found


def tensors(
    batch: list[Example], table: Tensor, drop: random.Random | None = None, names: Names | None = None
) -> dict[str, Tensor]:
    """One batch as padded tensors; `table` has the vectors of the word pieces. With `drop` and `names` as for learning."""
    n = max(len(e.pieces) for e in batch)
    w = max(len(e.first) for e in batch)
    pieces = torch.zeros(len(batch), n, dtype=torch.long)
    mask = torch.zeros(len(batch), n)
    first = torch.zeros(len(batch), w, dtype=torch.long)
    spans = torch.zeros(len(batch), w, 2, dtype=torch.long)
    spans[..., 1] = 1
    features = torch.zeros(len(batch), w, width())
    ties = torch.zeros(len(batch), w, w, len(TIES))
    for b, e in enumerate(batch):
        k = len(e.first)
        given = names.exchanged(e) if names and drop and drop.random() < RENAMED else e.pieces
        pieces[b, : len(given)] = torch.tensor(given)
        mask[b, : len(e.pieces)] = 1
        first[b, :k] = torch.tensor(e.first)
        spans[b, :k] = torch.tensor(e.spans)
        features[b, :k] = torch.from_numpy(e.features).float()
        ties[b, :k, :k] = torch.from_numpy(e.ties).float()
        if drop and drop.random() < 0.15:
            # now and then without the rules, so that the model learns to do without
            features[b, :, -2 * len(labels()) :] = 0
            ties[b, ..., :3] = 0
    return {"vectors": table[pieces], "first": first, "spans": spans, "features": features, "ties": ties, "mask": mask}


def scores(network: Network, given: dict[str, Tensor]) -> tuple[Tensor, ...]:
    """What the network says of a batch."""
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=short()):
        if short():
            given = {k: v.bfloat16() if v.is_floating_point() else v for k, v in given.items()}
        return tuple(score.float() for score in network(**given))


def loss_of(out: tuple[Tensor, ...], batch: list[Example]) -> tuple[Tensor, dict[str, float]]:
    """The sum of what is wrong with the scores of a batch."""
    score_labels, score_groups, score_flags, style, form, status, outcome, who = out
    wanted_l = torch.zeros_like(score_labels)
    wanted_g = torch.zeros_like(score_groups)
    weight = torch.zeros(score_groups.shape[:2])
    weight_l = torch.ones_like(score_labels)
    weight_g = torch.ones_like(score_groups)
    places: list[tuple[int, Line]] = []
    for b, e in enumerate(batch):
        weight[b, e.own : len(e.first)] = 1
        for n in e.silent:
            weight[b, n] = 0
        for line in e.lines:
            for n in line.near:
                weight_g[b, n, line.group] = 0
                weight_l[b, n, line.label] = 0
        for line in e.lines:
            wanted_g[b, line.at, line.group] = 1
            wanted_l[b, line.at, line.label] = 1
            weight_g[b, line.at, line.group] = 1
            weight_l[b, line.at, line.label] = 1
            weight[b, line.at] = 1
            places.append((b, line))
    bce = nn.functional.binary_cross_entropy_with_logits
    count = max(1, len(places))
    loss_g = (bce(score_groups, wanted_g, reduction="none") * weight_g * weight.unsqueeze(-1)).sum() / count
    loss_l = (bce(score_labels, wanted_l, reduction="none") * weight_l * weight.unsqueeze(-1)).sum() / count
    total = loss_g + loss_l
    parts = {"group": float(loss_g.detach()), "label": float(loss_l.detach())}
    if places:
        at = (torch.tensor([b for b, _ in places]), torch.tensor([line.at for _, line in places]))
        loss_f = bce(score_flags[at], torch.tensor([line.flags for _, line in places]).float())
        total = total + 2 * loss_f
        for name, score in (("style", style), ("form", form), ("status", status), ("outcome", outcome)):
            goal = torch.tensor([getattr(line, name) for _, line in places])
            if name == "form":
                formed = torch.tensor(
                    [GROUPS[line.group].endswith((":commit", ":offer", ":demand", ":refuse")) for _, line in places]
                )
                goal = torch.where(formed, goal, -1)
            if name == "outcome":
                goal = torch.where(torch.tensor([GROUPS[line.group] == "meeting" for _, line in places]), goal, -1)
            if (goal >= 0).any():
                total = total + 0.3 * nn.functional.cross_entropy(score[at], goal, ignore_index=-1)
        loss_w = who.new_zeros(())
        for b, line in places:
            for s, (groups, none) in enumerate(line.slots):
                row = who[b, line.at, :, s]
                for members in groups:
                    # at least one of the words that name him
                    loss_w = loss_w - torch.log1p(-torch.prod(torch.sigmoid(-row[members])).clamp(max=1 - 1e-6))
                if none:
                    loss_w = loss_w + nn.functional.softplus(row[none]).sum()
        total = total + loss_w / count
        parts["who"] = float(loss_w.detach()) / count
    return total, parts


def main() -> int:
    """Train; 0 when done."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("examples", nargs="+", type=Path)
    parser.add_argument("--dev", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument(
        "--reports", type=int, default=0, help="only so many of the first file, drawn at random; 0: all"
    )
    parser.add_argument("--rate", type=float, default=1.5e-4)
    arguments = parser.parse_args()
    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    examples, *others = (pickle.loads(path.read_bytes()) for path in arguments.examples)
    if arguments.reports:
        known = sorted({e.report for e in examples})
        chosen = set(random.Random(SEED).sample(known, min(arguments.reports, len(known))))
        examples = [e for e in examples if e.report in chosen]
    examples += [e for other in others for e in other]
    dev = pickle.loads(arguments.dev.read_bytes()) if arguments.dev else []
    network = make_network()
    table = network.encoder.load()
    encoder = [p for layer in network.encoder.layers for p in layer.parameters()]
    known = {id(p) for p in encoder}
    heads = [p for p in network.parameters() if id(p) not in known and p.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": arguments.rate}, {"params": heads, "lr": 5 * arguments.rate}], weight_decay=0.01
    )
    steps = arguments.epochs * len(batches(examples, random.Random(0)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / (0.08 * steps), max(0.0, (steps - s) / (0.92 * steps)))
    )
    state = arguments.out.with_suffix(".state")
    begun = resumed(state, network, optimizer, schedule, rng)
    names = Names(examples, rng)
    for epoch in range(begun, arguments.epochs):
        network.train()
        clock, total, sums = time.time(), 0.0, {}
        todo = batches(examples, rng)
        for n, batch in enumerate(todo, 1):
            loss, parts = loss_of(scores(network, tensors(batch, table, rng, names)), batch)
            step(loss, network, optimizer, schedule)
            total += float(loss.detach())
            for k, v in parts.items():
                sums[k] = sums.get(k, 0.0) + v
            if n % 50 == 0:
                left = (time.time() - clock) / n * (len(todo) - n + (arguments.epochs - epoch - 1) * len(todo))
                print(f"epoch {epoch + 1} {n}/{len(todo)} loss {total / n:.3f} left {left / 60:.0f} min", flush=True)
        print(
            f"epoch {epoch + 1} loss {total / len(todo):.3f}",
            {k: round(v / len(todo), 3) for k, v in sums.items()},
            f"{time.time() - clock:.0f} s",
            flush=True,
        )
        keep(state, epoch + 1, network, optimizer, schedule, rng)
        if dev:
            network.eval()
            with torch.no_grad():
                lost = [loss_of(scores(network, tensors(b, table)), b) for b in batches(dev, None)]
            keys = lost[0][1]
            print("   dev", {k: round(sum(p.get(k, 0) for _, p in lost) / len(lost), 3) for k in keys}, flush=True)
    torch.save(network.state_dict(), arguments.out)
    state.unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
