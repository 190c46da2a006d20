"""The same dispatch under several outlets: reports that share most of their words are one telling with variants."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from zlib import crc32

import numpy as np

# words a shingle, which share of the shingles is compared first, and how many of these two reports must have in common;
# of a text with fewer shingles than `SHORT` all are compared
SHINGLE, SAMPLE, FEW, SHORT = 6, 8, 3, 40
# a reprint has at least so much of the shorter text in common; a quoted passage in an original article has less
SHARED = 0.6
# shingles of more reports than this are furniture: "All rights reserved. This material may not be published"
COMMON = 60
# so many reports are looked at together
AT_ONCE = 500


def shingles(text: str) -> bytes:
    """Hashes of all runs of six words of a text, without case and marks: each once, in order, four bytes each."""
    words = re.findall(r"\w+", text.casefold())
    runs = [" ".join(words[n : n + SHINGLE]) for n in range(max(1, len(words) - SHINGLE + 1))] if words else []
    return np.unique(np.array([crc32(run.encode()) for run in runs], dtype=np.uint32)).tobytes()


def families(
    words_of: Callable[[Iterable[str]], Mapping[str, bytes]], published: Mapping[str, str | None]
) -> dict[str, str]:
    """For every report the one whose dispatch it reprints: the earliest of those that share its words, itself where none does.

    `words_of` gives the shingles of reports; `published`: all reports, in any order, with their days. A quoted passage inside
    an original article is no reprint.
    """
    reports = sorted(published)
    head = {report: report for report in reports}

    def find(report: str) -> str:
        while head[report] != report:
            report = head[report]
        return report

    likely = sorted(_likely(reports, words_of))
    whole = {
        report: np.frombuffer(words, dtype=np.uint32)
        for report, words in words_of({report for pair in likely for report in pair}).items()
    }
    for one, other in likely:
        shorter = min(len(whole[one]), len(whole[other]))
        if len(np.intersect1d(whole[one], whole[other], assume_unique=True)) >= SHARED * shorter:
            a, b = sorted((find(one), find(other)), key=lambda r: (published.get(r) or "9999", r))
            head[b] = a
    return {report: find(report) for report in reports}


def _likely(
    reports: Sequence[str], words_of: Callable[[Iterable[str]], Mapping[str, bytes]]
) -> Iterator[tuple[str, str]]:
    """Pairs of reports that have a few shingles of the sample in common."""
    sample, owner = [], []
    for n in range(0, len(reports), AT_ONCE):
        some = words_of(reports[n : n + AT_ONCE])
        for m, report in enumerate(reports[n : n + AT_ONCE], n):
            words = np.frombuffer(some.get(report, b""), dtype=np.uint32)
            chosen = words if len(words) < SHORT else words[words % SAMPLE == 0]
            sample.append(chosen)
            owner.append(np.full(len(chosen), m))
    if not sample:
        return
    hashes, owners = np.concatenate(sample), np.concatenate(owner)
    order = np.lexsort((owners, hashes))
    ends = np.append(np.flatnonzero(np.diff(hashes[order])) + 1, len(order)).tolist()
    together: Counter[tuple[int, int]] = Counter()
    begin = 0
    for end in ends:
        if 1 < end - begin <= COMMON:
            holders = owners[order[begin:end]].tolist()
            together.update((a, b) for n, a in enumerate(holders) for b in holders[n + 1 :])
        begin = end
    yield from ((reports[a], reports[b]) for (a, b), few in together.items() if few >= FEW)
