"""The same dispatch under several outlets: reports that share most of their words are one telling with variants."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from zlib import crc32

# words a shingle, which share of the shingles is compared first, and how many of these two reports must have in common
SHINGLE, SAMPLE, FEW = 6, 8, 3
# a reprint has at least so much of the shorter text in common; a quoted passage in an original article has less
SHARED = 0.6
# shingles of more reports than this are furniture: "All rights reserved. This material may not be published"
COMMON = 60


def shingles(text: str) -> frozenset[int]:
    """Hashes of all runs of six words of a text, without case and marks."""
    words = re.findall(r"\w+", text.casefold())
    if len(words) < SHINGLE:
        return frozenset({crc32(" ".join(words).encode())}) if words else frozenset()
    runs = (" ".join(words[n : n + SHINGLE]) for n in range(len(words) - SHINGLE + 1))
    return frozenset(crc32(run.encode()) for run in runs)


def families(texts: Iterable[tuple[str, str]], published: Mapping[str, str | None] = {}) -> dict[str, str]:
    """For every report the one whose dispatch it reprints: the earliest of those that share its words, itself where none does.

    `texts` are pairs of a report's id and its text, in any order. A quoted passage inside an original article is no
    reprint.
    """
    whole = {report: shingles(text) for report, text in texts}
    holders: dict[int, list[str]] = defaultdict(list)
    for report in sorted(whole):
        for shingle in whole[report]:
            if shingle % SAMPLE == 0:
                holders[shingle].append(report)
    together: Counter[tuple[str, str]] = Counter()
    for found in holders.values():
        if 1 < len(found) <= COMMON:
            together.update((a, b) for n, a in enumerate(found) for b in found[n + 1 :])
    head = {report: report for report in whole}

    def find(report: str) -> str:
        while head[report] != report:
            report = head[report]
        return report

    for (one, other), few in sorted(together.items()):
        shorter = min(len(whole[one]), len(whole[other]))
        if few >= min(FEW, shorter) and len(whole[one] & whole[other]) >= SHARED * shorter:
            a, b = sorted((find(one), find(other)), key=lambda r: (published.get(r) or "9999", r))
            head[b] = a
    return {report: find(report) for report in whole}
