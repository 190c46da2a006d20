"""The words of a text as PostgreSQL is given them: found and folded here, alike on every server and as SQLite does it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from onrecord.record.filters import fold

# letters and digits, with the accents that may stand apart behind them
WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
# letters of a word that count
LONGEST = 250
# the server keeps a few hundred places of a word, and none beyond some thousand words: so many words are a part of a text, and
# so many of them are in the next part, too, for phrases that run over
PART, OVER = 2_000, 50


def words_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word, folded, with its start and end in the text.

    >>> list(words_in("Cease-fire in Zürich"))
    [('cease', 0, 5), ('fire', 6, 10), ('in', 11, 13), ('zurich', 14, 20)]
    """
    for found in WORD.finditer(text):
        yield fold(found[0])[:LONGEST], found.start(), found.end()


def folded(text: str) -> list[str]:
    """The words of a text alone."""
    if text.isascii():
        return [word[:LONGEST] for word in WORD.findall(text.lower())]
    return [word for word, _, _ in words_in(text)]


def parts_of(text: str) -> list[str]:
    """The words of a text with their places, some at a time, as the server writes them."""
    words = folded(text)
    return [_vector(words[n : n + PART + OVER]) for n in range(0, max(1, len(words)), PART)]


def _vector(words: Sequence[str]) -> str:
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words, 1):
        places.setdefault(word, []).append(place)
    # it keeps no more places of a word than these
    return " ".join(f"{quoted(word)}:{','.join(map(str, own[:255]))}" for word, own in places.items())


def quoted(word: str) -> str:
    """A word as the server reads it, whatever is in it."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def asked(phrase: str, *, begins: bool) -> str:
    """A phrase as a query; empty where there is no word in it. `begins`: its last word may be the beginning of one.

    >>> asked("written guarant", begins=True)
    "'written' <-> 'guarant':*"
    """
    words = [quoted(word) for word in folded(phrase)]
    return " <-> ".join(words) + (":*" if begins and words else "")


def first_place(text: str, phrases: Sequence[tuple[str, bool]]) -> tuple[int, int]:
    """Where the first of some phrases stands in a text: its start and end.

    >>> first_place("Talks began. They signed a cease-fire.", [("cease fi", True), ("signed", False)])
    (18, 24)
    """
    wanted = [(own, begins) for phrase, begins in phrases if (own := folded(phrase))]
    most = max((len(phrase) for phrase, _ in wanted), default=0)
    words, left = list[tuple[str, int, int]](), words_in(text)
    # no further than to the first of them
    for n in itertools.count():
        words.extend(itertools.islice(left, n + most - len(words)))
        if n >= len(words):
            return 0, 0
        for phrase, begins in wanted:
            *firsts, last = phrase
            own = [word for word, _, _ in words[n : n + len(phrase)]]
            if (
                len(own) == len(phrase)
                and own[:-1] == firsts
                and (own[-1].startswith(last) if begins else own[-1] == last)
            ):
                return words[n][1], words[n + len(phrase) - 1][2]
    raise AssertionError
