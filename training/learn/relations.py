#!/usr/bin/env python3
"""Train the model that tells what one marked actor does to another, what a text is about, and what it says of an undertaking.

  relations.py PAIRS.tsv... --texts REPORTS --links LINKS --dossiers DOSSIERS --out FOLDER [--epochs 5]

PAIRS have a column `root` and a column `sentence` (or `gold_root` and `marked_sentence`), in which <s>…</s> marks who
acts and <t>…</t> towards whom. Names are exchanged among the sentences now and then, so that the model learns the words
between them and not whose they are. The same encoder learns what words in a report are about: the means of its vectors of
words about the same undertaking, demand or warning are near, as the dossiers have them, and stay near to those of the
package it begins with, on the words that the annotated reports of `--texts` rest on. And of pairs of an undertaking, demand
or warning and a later text (`--links`, and those of the dossiers) it tells whether the one is about the other, and what it says.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dossier
import links
import torch
from encoder import folder, tokenizer
from meanings import Meanings, words_of
from network import HIDDEN, Encoder, keep, padded, resumed, short, step
from torch import Tensor, nn

from onrecord.extract.learned.relation import LINKS, MARKS, ROOTS, WORDS, Marked, pieces_of

TAG = re.compile(r"</?[st]>")
SEED, BATCH, LONGEST, LAYERS = 5, 16, 128, 6
# what each loss weighs, and in every how many steps it counts
SHARES = {"pairs": (1.0, 1), "links": (1.0, 3), "alike": (1.0, 6), "meanings": (3.0, 4)}
# how often the names of the two are exchanged for others
EXCHANGED = 0.4
TINY = (
    "It was reported that ",
    "Officials said ",
    "State media reported on Monday that ",
    "On Friday, ",
    "Earlier, ",
    "",
)


class Relations(nn.Module):
    """The class of a marked pair, from the vectors of its sentence."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = Encoder(dropout, LAYERS)
        self.marks = nn.Embedding(WORDS + 1, HIDDEN)
        nn.init.zeros_(self.marks.weight)
        self.drop = nn.Dropout(dropout)
        self.root = nn.Linear(3 * HIDDEN, len(ROOTS))
        self.link = nn.Linear(3 * HIDDEN, len(LINKS))

    def forward(self, vectors: Tensor, marks: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """Scores of the classes, [batch, roots], the mean vector of marked words, [batch, width], and scores of links, [batch, links]."""
        x = self.encoder(vectors + self.marks(marks), mask)
        weight = torch.ones_like(marks, dtype=x.dtype) if mask is None else mask

        def mean(part: Tensor) -> Tensor:
            part = part.to(x.dtype)
            return (x * part.unsqueeze(-1)).sum(1) / part.sum(1, keepdim=True).clamp(min=1)

        heads = [(x * (marks == kind).unsqueeze(-1).to(x.dtype)).sum(1) for kind in (1, 3)]
        meant = mean(marks == WORDS)
        what = mean((marks > len(MARKS)) & (marks < WORDS))
        linked = torch.cat([what, meant, what * meant], -1)
        return self.root(self.drop(torch.cat([mean(weight), *heads], -1))), meant, self.link(self.drop(linked))


class Exported(nn.Module):
    """The network with probabilities, and what a text is about apart from what all are about, as it is shipped."""

    def __init__(self, network: Relations, centre: Tensor) -> None:
        super().__init__()
        self.network = network
        self.register_buffer("centre", centre)

    def forward(self, vectors: Tensor, marks: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        roots, mean, linked = self.network(vectors, marks)
        meaning = mean / mean.norm(dim=-1, keepdim=True) - self.centre
        return roots.softmax(-1), meaning / meaning.norm(dim=-1, keepdim=True), linked.softmax(-1)


def read(paths: list[Path]) -> list[tuple[str, Marked]]:
    """Classes and marked sentences."""
    found = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                sentence = row.get("sentence") or row["marked_sentence"]
                found.append((row.get("root") or row["gold_root"], marked(sentence)))
    return found


def marked(sentence: str) -> Marked:
    """The plain sentence and the places of its two marks."""
    text, places, last = "", {}, 0
    for tag in TAG.finditer(sentence):
        text += sentence[last : tag.start()]
        places[tag.group()] = len(text)
        last = tag.end()
    text += sentence[last:]
    return Marked(text, (places["<s>"], places["</s>"]), (places["<t>"], places["</t>"]))


def exchanged(one: Marked, names: list[str], rng: random.Random) -> Marked:
    """The same sentence about others."""
    text, spans = one.text, [one.actor, one.recipient]
    order = sorted(range(2), key=lambda n: -spans[n][0])
    if spans[order[1]][1] > spans[order[0]][0]:
        return one
    for n in order:
        name = rng.choice(names)
        start, end = spans[n]
        text = text[:start] + name + text[end:]
        grown = len(name) - (end - start)
        spans[n] = (start, start + len(name))
        if n == order[1]:
            later = order[0]
            spans[later] = (spans[later][0] + grown, spans[later][1] + grown)
    return Marked(text, spans[0], spans[1])


def prefixed(one: Marked, rng: random.Random) -> Marked:
    """The same sentence behind a neutral beginning."""
    before = rng.choice(TINY)
    n = len(before)
    return Marked(before + one.text, (one.actor[0] + n, one.actor[1] + n), (one.recipient[0] + n, one.recipient[1] + n))


def tensors(batch: list[Marked], words: Any, table: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Vectors, marks and mask of some marked sentences."""
    pieces, marks, mask = padded([pieces_of(words, one, LONGEST) for one in batch])
    return table[pieces], marks, mask


class Pairs:
    """Batches of marked sentences, round and round, with names exchanged and beginnings added now and then."""

    def __init__(self, given: list[tuple[str, Marked]], words: Any, table: Tensor) -> None:
        self._given, self._words, self._table = given, words, table
        self._names = sorted({one.text[a:b] for _, one in given for a, b in (one.actor, one.recipient) if b - a < 40})
        self._left: list[list[tuple[str, Marked]]] = []
        self.batches = (len(given) + BATCH - 1) // BATCH

    def lost(self, network: Relations, rng: random.Random) -> Tensor:
        """The loss on the next batch."""
        if not self._left:
            self._left = self._changed(rng)
        batch = self._left.pop()
        score, *_ = network(*tensors([one for _, one in batch], self._words, self._table))
        goal = torch.tensor([ROOTS.index(root) for root, _ in batch])
        return nn.functional.cross_entropy(score.float(), goal, label_smoothing=0.05)

    def _changed(self, rng: random.Random) -> list[list[tuple[str, Marked]]]:
        changed = []
        for root, one in self._given:
            if rng.random() < EXCHANGED:
                one = exchanged(one, self._names, rng)
            if rng.random() < 0.3:
                one = prefixed(one, rng)
            changed.append((root, one))
        changed.sort(key=lambda c: len(c[1].text) + 40 * rng.random())
        batches = [changed[i : i + BATCH] for i in range(0, len(changed), BATCH)]
        rng.shuffle(batches)
        return batches


def learn(
    network: Relations, losses: dict[str, Callable[[], Tensor]], *, steps: int, epochs: int, rate: float,
    state: Path, rng: random.Random, after: Callable[[], str],
) -> None:  # fmt: skip
    """Epochs of so many steps; `losses` gives what is lost in one, by name, each in its turn (`SHARES`)."""
    encoder = list(network.encoder.parameters())
    known = {id(p) for p in encoder}
    heads = [p for p in network.parameters() if id(p) not in known]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": rate}, {"params": heads, "lr": 5 * rate}], weight_decay=0.01
    )
    whole = epochs * steps
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / (0.1 * whole), max(0.0, (whole - s) / (0.9 * whole)))
    )
    for epoch in range(resumed(state, network, optimizer, schedule, rng), epochs):
        network.train()
        clock, total, asked = time.time(), Counter[str](), Counter[str]()
        for n in range(steps):
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=short()):
                lost = [(name, loss()) for name, loss in losses.items() if n % SHARES[name][1] == 0]
            step(torch.stack([SHARES[name][0] * loss for name, loss in lost]).sum(), network, optimizer, schedule)
            total.update({name: loss.item() for name, loss in lost})
            asked.update(name for name, _ in lost)
            if n % 50 == 49:
                left = (time.time() - clock) / (n + 1) * ((epochs - epoch) * steps - n - 1)
                print(f"epoch {epoch + 1} {n + 1}/{steps} left {left / 60:.0f} min", flush=True)
        words = ", ".join(f"{name} {total[name] / asked[name]:.3f}" for name in losses)
        network.eval()
        print(f"epoch {epoch + 1}: {words}, {time.time() - clock:.0f} s{after()}", flush=True)
        keep(state, epoch + 1, network, optimizer, schedule, rng)


def main() -> int:
    """Train and export; 0 when done."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="+", type=Path)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--links", type=Path, required=True)
    parser.add_argument("--dossiers", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=5)
    arguments = parser.parse_args()
    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    words = tokenizer()
    network = Relations()
    table = network.encoder.load()
    given = read(arguments.pairs)
    rng.shuffle(given)
    pairs = Pairs(given, words, table)
    meanings = Meanings(words_of(arguments.texts), words, table)
    known = dossier.read(arguments.dossiers)
    told, apart = links.read(arguments.links)
    linked = links.Links([*told, *links.within(known)], words, table)
    alike = dossier.Alike(known, words, table)
    arguments.out.mkdir(parents=True, exist_ok=True)
    state = arguments.out / "relation.state"

    def of_held() -> str:
        exact, about = linked.right(network, apart)
        return f"; of links held out {exact:.3f} right, {about:.3f} as to whether"

    losses = {
        "pairs": lambda: pairs.lost(network, rng),
        "links": lambda: linked.lost(network, rng),
        "alike": lambda: alike.lost(network, rng),
        "meanings": lambda: meanings.lost(network, rng),
    }
    learn(network, losses, steps=pairs.batches, epochs=arguments.epochs, rate=2e-4, state=state, rng=rng, after=of_held)
    export(network.eval(), meanings.centre(network), arguments.out)
    state.unlink()
    return 0


def export(network: Relations, centre: Tensor, out: Path) -> None:
    """ONNX with eight-bit weights."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    out.mkdir(parents=True, exist_ok=True)
    example = (torch.randn(1, 20, HIDDEN), torch.tensor([[5] * 3 + [1] + [0] * 5 + [2, 3] + [WORDS] * 8 + [4]]))
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        torch.onnx.export(
            Exported(network, centre), example, str(whole), input_names=["vectors", "marks"], output_names=["roots", "meaning", "links"],
            dynamic_axes={"vectors": {1: "n"}, "marks": {1: "n"}}, opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(
            whole, out / "relation.onnx", weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul"]
        )
    if not (out / "tokenizer.json").exists():
        shutil.copy(folder() / "tokenizer.json", out / "tokenizer.json")
    print(f"{(out / 'relation.onnx').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    sys.exit(main())
