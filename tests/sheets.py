"""Makes PDF communiqués as word processors lay them out: justified lines in one or two columns, heads, feet, broken words."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from tests import makefiles as make

# widths of Helvetica in thousandths of its size, as every PDF reader knows them
WIDTHS = {
    **dict.fromkeys("abdeghnopqu0123456789LĀ", 556), **dict.fromkeys("cksvxyzJ", 500), **dict.fromkeys("ijl", 222), **dict.fromkeys("ft I.,:;!/", 278),
    **dict.fromkeys("r()-", 333), **dict.fromkeys("mM", 833), "w": 722, **dict.fromkeys("ABEKPSVXY", 667), **dict.fromkeys("CDHNRU", 722), **dict.fromkeys("FTZ", 611),
    **dict.fromkeys("GOQ", 778), "W": 944, "'": 191,
}  # fmt: skip
LEADING = 1.25


def width(words: str, size: float) -> float:
    return sum(WIDTHS.get(c, 556) for c in words) * size / 1000


def lines_of(words: str, room: float, size: float, chance: random.Random) -> list[str]:
    """Words as lines of a column; now and then one that does not fit is broken."""
    lines, line = [], ""
    for word in words.split():
        if width(f"{line} {word}", size) > room:
            cut = len(word) // 2
            whole = word.isalpha() and len(word) > 8 and chance.random() < 0.5
            if whole and width(f"{line} {word[:cut]}-", size) < room:
                lines.append(f"{line} {word[:cut]}-")
                line = word[cut:]
                continue
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]


def sheet(title: str, paragraphs: Sequence[str], columns: int, seed: int) -> bytes:
    """A PDF file of a communiqué: a headline over the page, the text in columns, a head, a foot and a number on each page."""
    chance = random.Random(seed)
    size, gap, low = chance.choice((9.0, 10.0, 11.0)), 24.0, 70.0
    room = (455 - gap * (columns - 1)) / columns
    spaced = chance.random() < 0.5
    pages: list[list[make.Placed]] = [[(70.0, 770.0, 16.0, title)]]
    column, y = 0, 740.0
    for paragraph in paragraphs:
        for n, line in enumerate(lines_of(paragraph, room - (0 if spaced else 12), size, chance)):
            if y < low:
                column, y = column + 1, 740.0
                if column == columns:
                    pages.append([])
                    column, y = 0, 770.0
            left = 70 + column * (room + gap) + (12 if n == 0 and not spaced else 0)
            pages[-1].append((left, y, size, line))
            y -= size * LEADING
        y -= size * 0.8 if spaced else 0
    for number, page in enumerate(pages, 1):
        page.insert(0, (70.0, 812.0, 8.0, "Ministry of Foreign Affairs of the Republic"))
        page += [(70.0, 40.0, 8.0, "Press and Information Department"), (500.0, 40.0, 8.0, f"{number} / {len(pages)}")]
    if columns > 1 and chance.random() < 0.5:
        # some programs write a page by the height of its lines
        pages = [sorted(page, key=lambda piece: -piece[1]) for page in pages]
    return make.pdf([[(x, y, s, re.sub(r"([\\()])", r"\\\1", words)) for x, y, s, words in page] for page in pages])


def in_order(wanted: Sequence[str], found: Sequence[str]) -> float:
    """The share of words that are there in order (the longest common run of both, over the longer of the two)."""
    from difflib import SequenceMatcher

    same = sum(block.size for block in SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks())
    return same / max(len(wanted), len(found), 1)
