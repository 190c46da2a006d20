"""The same dispatch under several outlets: reports that share most of their words are one telling with variants."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint32]
Places = NDArray[np.int64]

# words a shingle, which share of the shingles is compared first, and how many of these two reports must have in common;
# of a text with fewer shingles than `SHORT` all are compared
SHINGLE, SAMPLE, FEW, SHORT = 6, 4, 3, 40
# a reprint has at least so much of the shorter text in common; a quoted passage in an original article has less
SHARED = 0.6
# where it has less than this of the longer text, the shorter must be the beginning of it, so much of its first shingles: else an
# original article quotes a statement
CUT, FIRST, BEGUN = 0.5, 40, 0.4
# shingles of so many different texts are furniture, "All rights reserved. This material may not be published", or a form;
# of what else two texts then have, so much must be common, more where it is little; of a form filled in, nearly all
COMMON, OWN, LITTLE, OWN_OF_LITTLE, FILLED = 40, 0.5, 8, 0.8, 0.95
# a reprint keeps its numbers; of a form filled in anew most are others: so many shingles with numbers, so much in common
NUMBERED, COUNTED, NUMBERS = np.uint32(1), 12, 0.35
# of the reports that hold a shingle, each is compared with so many of the next; the rest follows from these
NEXT = 8
# so many reports are looked at together
AT_ONCE = 500


def shingles(text: str) -> bytes:
    """Hashes of all runs of six words of a text, without case and marks: each once, as they come, four bytes each.

    Of those with a number in them the last bit is set.
    """
    words = re.findall(r"\w+", text.casefold())
    if not words:
        return b""
    hashes = np.fromiter((crc32(word.encode()) for word in words), dtype=np.uint32, count=len(words))
    size = min(SHINGLE, len(words))
    runs: Hashes = np.zeros(len(words) - size + 1, dtype=np.uint32)
    for n in range(size):
        runs = (runs ^ hashes[n : n + len(runs)]) * np.uint32(0x9E3779B1)
        runs ^= runs >> np.uint32(15)
    numbers = np.fromiter((word.isdecimal() for word in words), dtype=bool, count=len(words))
    told = np.concatenate([[0], np.cumsum(numbers)])
    runs = (runs & ~NUMBERED) | (told[size:] > told[:-size]).astype(np.uint32)
    _, first = np.unique(runs, return_index=True)
    return runs[np.sort(first)].tobytes()


def families(
    words_of: Callable[[Iterable[str]], Mapping[str, bytes]], published: Mapping[str, str | None]
) -> dict[str, str]:
    """For every report the one whose dispatch it reprints: the earliest of those that share its words, itself where none does.

    `words_of` gives the shingles of reports; `published`: all reports, in any order, with their days. A quoted passage inside
    an original article is no reprint, nor are forms filled in or articles with the same standing lines.
    """
    reports = sorted(published)
    head = list(range(len(reports)))

    def find(report: int) -> int:
        while head[report] != report:
            head[report] = head[head[report]]
            report = head[report]
        return report

    sample = _sample(reports, words_of)
    for some in _batches(_likely(sample, len(reports))):
        wanted = {report for pair in some for report in pair if find(pair[0]) != find(pair[1])}
        words = words_of(reports[n] for n in sorted(wanted))
        whole = {n: np.frombuffer(words.get(reports[n], b""), dtype=np.uint32) for n in wanted}
        for one, other in some:
            a, b = sorted((find(one), find(other)), key=lambda n: (published.get(reports[n]) or "9999", reports[n]))
            if a != b and _is_reprint(whole[one], whole[other], sample.own(one), sample.own(other)):
                head[b] = a
    return {report: reports[find(n)] for n, report in enumerate(reports)}


def _is_reprint(one: Hashes, other: Hashes, own: tuple[Hashes, int], others: tuple[Hashes, int]) -> bool:
    """Whether two texts are one dispatch, by their shingles, and by those of the sample that are no furniture."""
    short, long = sorted((one, other), key=len)
    common = np.isin(long, short)
    both = int(common.sum())
    if both < SHARED * len(short) or (both < CUT * len(long) and common[:FIRST].mean() < BEGUN):
        return False
    counted = min(int((one & NUMBERED).sum()), int((other & NUMBERED).sum()))
    if counted >= COUNTED and int((long[common] & NUMBERED).sum()) < NUMBERS * counted:
        return False
    if own[1] + others[1] == 0:
        return True
    fewer = min(len(own[0]), len(others[0]))
    if fewer < FEW:
        return both >= FILLED * len(long)
    return len(np.intersect1d(own[0], others[0], assume_unique=True)) >= fewer * (
        OWN if fewer >= LITTLE else OWN_OF_LITTLE
    )


@dataclass(frozen=True, slots=True)
class _Sampled:
    """Some shingles of all reports, sorted, with the report of each; those of a report begin at its place in `starts`."""

    hashes: Hashes
    owners: Places
    starts: Places
    by_owner: Hashes
    is_furniture: NDArray[np.bool_]
    furniture: Hashes

    def own(self, report: int) -> tuple[Hashes, int]:
        """The shingles of a report that are no furniture, and how many are."""
        its = slice(self.starts[report], self.starts[report + 1])
        some = self.by_owner[its]
        kept = some[~self.is_furniture[its]]
        return kept, len(some) - len(kept)


def _sample(reports: Sequence[str], words_of: Callable[[Iterable[str]], Mapping[str, bytes]]) -> _Sampled:
    chosen: list[Hashes] = []
    for n in range(0, len(reports), AT_ONCE):
        some = words_of(reports[n : n + AT_ONCE])
        for report in reports[n : n + AT_ONCE]:
            words = np.frombuffer(some.get(report, b""), dtype=np.uint32)
            chosen.append(words if len(words) < SHORT else words[(words >> NUMBERED) % SAMPLE == 0])
    sizes = np.array([len(words) for words in chosen], dtype=np.int64)
    by_owner = np.concatenate([*chosen, np.zeros(0, dtype=np.uint32)])
    owners = np.repeat(np.arange(len(chosen)), sizes)
    order = np.lexsort((owners, by_owner))
    hashes, holders = by_owner[order], owners[order]
    signs = np.array([_sign(words) for words in chosen], dtype=np.uint64)
    starts, furniture = np.concatenate([[0], np.cumsum(sizes)]), _furniture(hashes, holders, signs)
    return _Sampled(hashes, holders, starts, by_owner, np.isin(by_owner, furniture), furniture)


def _sign(words: Hashes) -> int:
    """What texts that are the same, or nearly, have in common."""
    return (int(words.min()) << 32) | int(words.max()) if len(words) else 0


def _furniture(hashes: Hashes, owners: Places, signs: NDArray[np.uint64]) -> Hashes:
    """The shingles that many different texts hold; a dispatch that many outlets print is one text."""
    known, group, count = np.unique(hashes, return_inverse=True, return_counts=True)
    often = count[group] > COMMON
    pairs = np.unique(np.stack([group[often].astype(np.uint64), signs[owners[often]]]), axis=1)
    different = np.bincount(pairs[0].astype(np.int64), minlength=len(known))
    return known[different > COMMON]


def _likely(sample: _Sampled, count: int) -> list[tuple[int, int]]:
    """Pairs of reports that have a few shingles of the sample in common, in order."""
    kept = ~np.isin(sample.hashes, sample.furniture)
    rare = (sample.hashes[kept], sample.owners[kept])
    # a text that is nothing but furniture is compared by it
    bare = np.bincount(rare[1], minlength=count) < FEW
    of_form = bare[sample.owners] & ~kept
    found = np.concatenate([_pairs(*rare, count), _pairs(sample.hashes[of_form], sample.owners[of_form], count)])
    return [(int(pair) // count, int(pair) % count) for pair in np.unique(found)]


def _pairs(hashes: Hashes, owners: Places, count: int) -> Places:
    together = [np.zeros(0, dtype=np.int64)]
    for lag in range(1, NEXT + 1):
        same = hashes[lag:] == hashes[:-lag]
        together.append(owners[:-lag][same] * count + owners[lag:][same])
    pairs, often = np.unique(np.concatenate(together), return_counts=True)
    found: Places = pairs[often >= FEW]
    return found


def _batches(pairs: Sequence[tuple[int, int]]) -> Iterable[Sequence[tuple[int, int]]]:
    return (pairs[n : n + AT_ONCE] for n in range(0, len(pairs), AT_ONCE))
