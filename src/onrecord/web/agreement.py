"""Who decided how much, and how far reviewers agree."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import Any

from onrecord.model.decision import Action
from onrecord.record import Record
from onrecord.record.review import FOR

View = dict[str, Any]


class Reviewers:
    """On how many lines the word of each stands, and how far two who decided on the same lines agree, verdict after verdict."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # the last word of each on each line: for it or against it
        self._last: dict[str, dict[str, bool]] = {}
        # the lines on which the word of each stands, and how often one took his word back
        self._stands: dict[str, set[str]] = {}
        self._undone: Counter[str] = Counter()
        self._number = 0

    def view(self, record: Record) -> View:
        """How it stands by all verdicts of a record; those seen before are not read again."""
        with self._lock:
            for number, entry, action, who in record.votes(self._number):
                own = self._last.setdefault(who, {})
                own.pop(entry, None)
                if action in FOR or action is Action.REJECT:
                    own[entry] = action in FOR
                stands = self._stands.setdefault(who, set())
                if action is Action.UNDONE:
                    stands.discard(entry)
                    self._undone[who] += 1
                else:
                    stands.add(entry)
                self._number = number
            pairs = []
            for one, other in combinations(sorted(self._last), 2):
                shared = self._last[one].keys() & self._last[other].keys()
                if shared:
                    judged = [(self._last[one][line], self._last[other][line]) for line in sorted(shared)]
                    pairs.append({"one": one, "other": other, "lines": len(shared), "kappa": kappa(judged)})
            people = [
                {"who": who, "decided": len(lines), "undone": self._undone[who]} for who, lines in self._stands.items()
            ]
            return {"people": sorted(people, key=lambda p: (-p["decided"], p["who"])), "pairs": pairs}


def kappa(judged: Sequence[tuple[bool, bool]]) -> float | None:
    """Cohen's kappa of two who judged the same lines; None where both always said one thing and chance explains all.

    >>> kappa([(True, True), (False, False), (True, False), (True, True)])
    0.5
    """
    total = len(judged)
    agreed = sum(a == b for a, b in judged) / total
    one, other = (sum(pair[n] for pair in judged) / total for n in (0, 1))
    chance = one * other + (1 - one) * (1 - other)
    return round((agreed - chance) / (1 - chance), 2) if chance < 1 else None
