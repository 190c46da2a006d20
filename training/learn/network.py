"""The network: a small encoder over the word pieces of a chunk, and for each word what hangs on it and who fills its slots."""

from __future__ import annotations

import math
import random
from pathlib import Path
from typing import Any

import torch
from encoder import weights, words
from torch import Tensor, nn

HIDDEN, HEADS = 384, 12
# how many of the package's six layers the reader keeps: each costs a sixth of the time that reading adds to parsing
LAYERS = 4
# distances between a line and who fills its slot, in words
FARTHEST = 400
BUCKETS = (-80, -40, -25, -15, -10, -6, -4, -2, -1, 0, 1, 2, 3, 5, 8, 13, 20, 30, 60)


def short() -> bool:
    """Whether the processor can calculate in bfloat16, which halves the time that learning takes."""
    return torch.cpu._is_avx512_bf16_supported()


def padded(texts: list[tuple[list[int], list[int]]]) -> tuple[Tensor, Tensor, Tensor]:
    """The word pieces of some texts, their marks, and which of them are there, each [texts, longest]."""
    n = max(len(pieces) for pieces, _ in texts)
    all_pieces, all_marks = torch.zeros(len(texts), n, dtype=torch.long), torch.zeros(len(texts), n, dtype=torch.long)
    mask = torch.zeros(len(texts), n)
    for b, (pieces, marks) in enumerate(texts):
        all_pieces[b, : len(pieces)], all_marks[b, : len(marks)] = torch.tensor(pieces), torch.tensor(marks)
        mask[b, : len(pieces)] = 1
    return all_pieces, all_marks, mask


def step(loss: Tensor, network: nn.Module, optimizer: torch.optim.Optimizer, schedule: Any) -> None:
    """Learn from the loss of one batch."""
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    schedule.step()


def resumed(path: Path, network: nn.Module, optimizer: torch.optim.Optimizer, schedule: Any, rng: random.Random) -> int:
    """How many epochs are done: where training was interrupted, all that is learnt so far is put back."""
    if not path.exists():
        return 0
    kept = torch.load(path, weights_only=False)
    network.load_state_dict(kept["network"])
    optimizer.load_state_dict(kept["optimizer"])
    schedule.load_state_dict(kept["schedule"])
    rng.setstate(kept["rng"])
    torch.set_rng_state(kept["torch"])
    return int(kept["epoch"])


def keep(
    path: Path, epoch: int, network: nn.Module, optimizer: torch.optim.Optimizer, schedule: Any, rng: random.Random
) -> None:
    """Keep all that is learnt after so many epochs."""
    torch.save(
        {"network": network.state_dict(), "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict(),
         "rng": rng.getstate(), "torch": torch.get_rng_state(), "epoch": epoch},
        path,
    )  # fmt: skip


class Layer(nn.Module):
    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up = nn.Linear(HIDDEN, 4 * HIDDEN)
        self.down = nn.Linear(4 * HIDDEN, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, n, _ = x.shape
        q, k, v = self.qkv(x).view(batch, n, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(-1, -2)) / math.sqrt(HIDDEN // HEADS) + mask
        seen = (torch.softmax(weights, -1) @ v).transpose(1, 2).reshape(batch, n, HIDDEN)
        x = self.norm1(x + self.drop(self.out(seen)))
        return self.norm2(x + self.drop(self.down(nn.functional.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Lower layers of the package over the vectors of word pieces, which are those of the package and stay as they are."""

    def __init__(self, dropout: float, layers: int) -> None:
        super().__init__()
        self.places = nn.Embedding(512, HIDDEN)
        self.kind = nn.Parameter(torch.zeros(HIDDEN))
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(layers))
        self.drop = nn.Dropout(dropout)

    def load(self) -> Tensor:
        """Begin with the weights of the package; the vectors of its word pieces as they are shipped, [pieces, HIDDEN]."""
        given = weights()
        self.places.weight.data.copy_(given["embeddings.position_embeddings.weight"])
        self.places.weight.requires_grad_(False)
        self.kind.data.copy_(given["embeddings.token_type_embeddings.weight"][0])
        self.norm.weight.data.copy_(given["embeddings.LayerNorm.weight"])
        self.norm.bias.data.copy_(given["embeddings.LayerNorm.bias"])
        for n, layer in enumerate(self.layers):
            at = f"encoder.layer.{n}."
            for part, own in (
                ("attention.output.dense", layer.out),
                ("attention.output.LayerNorm", layer.norm1),
                ("intermediate.dense", layer.up),
                ("output.dense", layer.down),
                ("output.LayerNorm", layer.norm2),
            ):
                own.weight.data.copy_(given[f"{at}{part}.weight"])
                own.bias.data.copy_(given[f"{at}{part}.bias"])
            for kind in ("weight", "bias"):
                parts = [given[f"{at}attention.self.{p}.{kind}"] for p in ("query", "key", "value")]
                getattr(layer.qkv, kind).data.copy_(torch.cat(parts))
        table, scale = words()
        return torch.from_numpy(table).float() * torch.from_numpy(scale).unsqueeze(-1)

    def forward(self, vectors: Tensor, mask: Tensor | None = None) -> Tensor:
        batch, n, _ = vectors.shape
        x = vectors + self.places(torch.arange(n, device=vectors.device)) + self.kind
        x = self.drop(self.norm(x))
        bias = torch.zeros(batch, 1, 1, n, device=x.device) if mask is None else (1 - mask)[:, None, None] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return x


class Network(nn.Module):
    """Scores (not yet probabilities) for a batch of chunks; see `Scores` for their shapes."""

    def __init__(self, *, features: int, ties: int, labels: int, groups: int, flags: int, sizes: tuple[int, ...],
                 slots: int, dropout: float = 0.15) -> None:  # fmt: skip
        super().__init__()
        self.encoder = Encoder(dropout, LAYERS)
        # what parse and rules make of a word is added to its first piece
        self.hint = nn.Linear(features, HIDDEN, bias=False)
        nn.init.normal_(self.hint.weight, std=0.01)
        self.body = nn.Sequential(nn.Linear(2 * HIDDEN + features, 512), nn.GELU(), nn.Dropout(dropout))
        self.labels = nn.Linear(512, labels)
        self.groups = nn.Linear(512, groups)
        for rare in (self.labels, self.groups):
            nn.init.constant_(rare.bias, -5.0)
        self.flags = nn.Linear(512, flags)
        self.choices = nn.ModuleList(nn.Linear(512, size) for size in sizes)
        self.slots = slots
        self.ask = nn.Linear(512, slots * 64)
        self.answer = nn.Linear(HIDDEN + features, slots * 64)
        self.tie = nn.Linear(ties, slots)
        self.distance = nn.Embedding(len(BUCKETS) + 1, slots)
        nn.init.zeros_(self.distance.weight)
        # the bucket of each distance, from FARTHEST words before to as many after
        apart = torch.arange(-FARTHEST, FARTHEST + 1)
        self.register_buffer("buckets", (apart.unsqueeze(-1) >= torch.tensor(BUCKETS)).sum(-1))

    def forward(self, vectors: Tensor, first: Tensor, spans: Tensor, features: Tensor, ties: Tensor,
                mask: Tensor | None = None) -> tuple[Tensor, ...]:  # fmt: skip
        batch = vectors.shape[0]
        words = first.shape[1]
        index = first.unsqueeze(-1).expand(-1, -1, HIDDEN)
        hints = self.hint(features)
        # words without a piece of their own point at the first piece, which takes no hint
        hints = hints * (first > 0).unsqueeze(-1).to(hints.dtype)
        x = self.encoder(vectors.scatter_add(1, index, hints), mask)
        word = x.gather(1, index)
        # the mean over the clause of each word
        sums = torch.cat([torch.zeros_like(word[:, :1]), word.cumsum(1)], 1)
        start, end = spans[..., 0], spans[..., 1]
        total = sums.gather(1, end.unsqueeze(-1).expand(-1, -1, HIDDEN)) - sums.gather(
            1, start.unsqueeze(-1).expand(-1, -1, HIDDEN)
        )
        clause = total / (end - start).clamp(min=1).unsqueeze(-1).to(total.dtype)
        body = self.body(torch.cat([word, clause, features], -1))
        ask = self.ask(body).view(batch, words, self.slots, 64).permute(0, 2, 1, 3)
        answer = self.answer(torch.cat([word, features], -1)).view(batch, words, self.slots, 64).permute(0, 2, 3, 1)
        places = torch.arange(words, device=vectors.device)
        near = self.distance(self.buckets)[places[None, :] - places[:, None] + FARTHEST]
        who = (ask @ answer).permute(0, 2, 3, 1) / 8 + self.tie(ties) + near
        return (
            self.labels(body),
            self.groups(body),
            self.flags(body),
            *(choice(body) for choice in self.choices),
            who,
        )


class Exported(nn.Module):
    """The network with probabilities, as it is shipped."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, vectors: Tensor, first: Tensor, spans: Tensor, features: Tensor, ties: Tensor
    ) -> tuple[Tensor, ...]:
        labels, groups, flags, *choices, who = self.network(vectors, first, spans, features, ties)
        return (
            labels.sigmoid(),
            groups.sigmoid(),
            flags.sigmoid(),
            *(c.softmax(-1) for c in choices),
            who.sigmoid(),
        )
