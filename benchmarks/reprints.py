"""Families of reprints on reports whose families are known: pairs found and missed, speed, and growth.

python benchmarks/reprints.py 5000 20000    so many reports each
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.reprinted.make import Printed, reprinted  # noqa: E402

from onrecord.resolve.reprints import families, shingles  # noqa: E402


def pairs(family: dict[str, object]) -> set[tuple[str, str]]:
    """All pairs of reports of one family."""
    own: dict[object, list[str]] = defaultdict(list)
    for report, head in family.items():
        own[head].append(report)
    return {pair for members in own.values() for pair in combinations(sorted(members), 2)}


def found_in(reports: dict[str, Printed]) -> tuple[dict[str, str], float]:
    """The families that are found, and the seconds of processor time it took."""
    start = time.process_time()
    words = {key: shingles(one.text) for key, one in reports.items()}
    family = families(lambda keys: {key: words[key] for key in keys}, {key: one.day for key, one in reports.items()})
    return family, time.process_time() - start


def main() -> None:
    """Print a row for each size."""
    for size in [int(word) for word in sys.argv[1:]] or [5_000, 20_000]:
        made = reprinted(size)
        reports = {f"r-{n:06}": one for n, one in enumerate(made)}
        family, seconds = found_in(reports)
        truth, found = pairs({key: one.family for key, one in reports.items()}), pairs(dict(family))
        right = len(truth & found)
        print(f"{size:,} reports, {len({one.family for one in made}):,} families, {len(truth):,} pairs")
        print(f"  pair precision {right / max(1, len(found)):.4f}, recall {right / max(1, len(truth)):.4f}")
        print(f"  {size / seconds:,.0f} reports a second of processor time, shingles and families")
        by_way: dict[str, Counter[bool]] = defaultdict(Counter)
        first = {one.family: key for key, one in reports.items() if one.how == "dispatch"}
        for key, one in reports.items():
            if one.family in first and one.how != "dispatch":
                by_way[one.how][family[key] == family[first[one.family]]] += 1
        print(
            "  with their dispatch: "
            + ", ".join(f"{way} {c[True] / c.total():.3f}" for way, c in sorted(by_way.items()))
        )
        heads = [family[key] == key for key in first.values()]
        print(f"  the dispatch is the origin of its family: {sum(heads) / len(heads):.4f}")
        wrong = Counter(tuple(sorted((reports[a].how, reports[b].how))) for a, b in found - truth)
        print(f"  wrong pairs: {dict(wrong.most_common(5))}")
        keys = list(reports)
        random.Random(2).shuffle(keys)
        again, _ = found_in({key: reports[key] for key in keys})
        print(f"  the same in another order: {again == family}")


if __name__ == "__main__":
    main()
