"""From pieces of text with a place on a page to running text: lines, columns, furniture of pages, paragraphs, hyphens."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

# usual widths of letters, in sizes, where a file does not tell where a piece ends
NARROW, WIDE = frozenset("iljtfr.,;:'’!|()[]/-I "), frozenset("mwMWQO@—%")
# share of a page at its top and bottom where headers and footers stand
MARGIN = 0.1
PAGE_NUMBER = re.compile(
    r"^\W*(?:(?:page|p\.|pg\.?)\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:/|of|\|)\s*\d{1,4})?\W*$", re.I
)
ENDS = re.compile(r"[.!?:;…][\"'”’»)\]]*\d{0,2}$")
MARKER = re.compile(r"^(?:[•·▪‣◦–—*-]\s|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]\s|Article\s+\d)")
BREAK = re.compile(r"(\w*[^\W\d_])[-‐\u00ad]$")
# words before a hyphen that is no break of a word
PREFIXES = frozenset(
    "non pre post co self semi anti pro counter multi inter vice well long short high low all so ex two three four mid cross "
    "north south east west half cease power peace decision policy fact face day year month week hard soft".split()
)


@dataclass(slots=True)
class Piece:
    """Some characters, where they begin on the page, how large they are; `end` where it is known."""

    text: str
    x: float
    y: float
    size: float
    end: float | None = None
    spaced: bool = False

    @property
    def right(self) -> float:
        """Where it ends, measured or guessed by its letters."""
        return self.end if self.end is not None else self.x + self.size * width(self.text.strip())


def width(text: str) -> float:
    """About how wide a text is, in sizes of its letters."""
    return sum(0.28 if c in NARROW else 0.78 if c in WIDE else 0.66 if c.isupper() else 0.46 for c in text)


@dataclass(slots=True)
class Line:
    """A line of a column. `place`: its height on the page, 1 at the top; `column`: the run of lines it stands in."""

    text: str
    left: float
    right: float
    y: float
    size: float
    place: float
    column: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as the file has it: its pieces, where its lower edge is, and its height."""

    pieces: list[Piece]
    bottom: float
    height: float


def in_order(sheets: Sequence[Sheet]) -> list[list[Line]]:
    """The lines of every page, column after column; a page with few lines is parted where the others are."""
    pages = []
    for sheet in sheets:
        pages.append(_lines(sheet.pieces))
        for line in pages[-1]:
            line.place = (line.y - sheet.bottom) / sheet.height
    found = [gutter for page in pages if (gutter := _gutter(page)) is not None]
    usual = median(found) if found else None
    return [_ordered(page, usual) for page in pages]


def _ordered(lines: list[Line], usual: float | None) -> list[Line]:
    fits = usual is not None and any(abs(line.left - usual - 2) < 3 for line in lines)
    fits = fits and sum(_is_across(line, usual or 0.0) for line in lines) <= 0.3 * len(lines)
    ordered: list[Line] = []
    for n, run in enumerate(_columns(lines, usual=usual if fits else None)):
        for line in _merged(run):
            line.column = n
            ordered.append(line)
    return ordered


def _lines(pieces: list[Piece]) -> list[Line]:
    """Pieces that follow one another on one height are one line, unless a gap of two letters and more divides them."""
    lines: list[Line] = []
    last: Piece | None = None
    for piece in pieces:
        line = lines[-1] if lines else None
        beside = last is not None and abs(last.y - piece.y) < 0.5 * max(last.size, piece.size)
        if (
            line is not None
            and last is not None
            and beside
            and -0.6 * piece.size < piece.x - last.right < 1.6 * piece.size
        ):
            apart = last.end is not None and piece.x - last.end > 0.18 * piece.size and not line.text.endswith(" ")
            line.text += (" " if apart and not piece.spaced else "") + piece.text
            line.right = max(line.right, piece.right)
            line.size = max(line.size, piece.size)
        else:
            lines.append(Line(piece.text, piece.x, piece.right, piece.y, piece.size, 0.0))
        last = piece
    for line in lines:
        line.text = re.sub(r"[ \t\u00a0]+", " ", line.text).strip()
    return [line for line in lines if line.text]


def _columns(lines: list[Line], depth: int = 0, usual: float | None = None) -> list[list[Line]]:
    """The lines in runs: across the page, then each column from top to bottom. `usual`: where other pages are parted."""
    lines = sorted(lines, key=lambda line: (-line.y, line.left))
    gutter = _gutter(lines) if depth < 3 else None
    gutter = usual if gutter is None else gutter
    if gutter is None:
        return [lines] if lines else []
    runs: list[list[Line]] = []
    left: list[Line] = []
    right: list[Line] = []

    def close() -> None:
        runs.extend(_columns(left, depth + 1) + _columns(right, depth + 1))
        left.clear()
        right.clear()

    for line in lines:
        if _is_across(line, gutter):
            close()
            if runs and runs[-1][-1].right > gutter:
                runs[-1].append(line)
            else:
                runs.append([line])
        else:
            (left if (line.left + line.right) / 2 < gutter else right).append(line)
    close()
    return runs


def _gutter(lines: list[Line]) -> float | None:
    """Where a page is parted in columns: hardly a line goes across, and many stand on either side."""
    if len(lines) < 8:
        return None
    low, high = min(line.left for line in lines), max(line.right for line in lines)
    starts = Counter(round(line.left) for line in lines if line.left > low + 0.2 * (high - low))
    best: tuple[float, float] | None = None
    for start, _ in starts.most_common(4):
        gutter = start - 2.0
        across = sum(_is_across(line, gutter) for line in lines)
        left = [line for line in lines if line.left < gutter - 1 and not _is_across(line, gutter)]
        right = [line for line in lines if line.left >= gutter - 1]
        few = min(len(left), len(right))
        if few >= max(4, 0.2 * len(lines)) and across <= 0.25 * len(lines) and _are_running(left, right):
            score = few - across
            if best is None or score > best[0]:
                best = (score, gutter)
    return best[1] if best else None


def _is_across(line: Line, gutter: float) -> bool:
    """Whether a line stands on both sides; where it ends is known to about a tenth of its width."""
    return line.left < gutter - 1 and line.right > gutter + line.size + 0.1 * (line.right - line.left)


def _are_running(left: list[Line], right: list[Line]) -> bool:
    """Whether both sides hold running text; the cells of a table are short."""
    return all(median(len(line.text) for line in side) >= 18 for side in (left, right))


def _merged(run: list[Line]) -> list[Line]:
    """Pieces of one height in a column are one line: the words beside a number, the cells of a row."""
    merged: list[Line] = []
    for line in sorted(run, key=lambda line: (-round(line.y, 1), line.left)):
        last = merged[-1] if merged else None
        if last is not None and abs(last.y - line.y) < 0.4 * max(last.size, line.size):
            first, second = (last, line) if last.left <= line.left else (line, last)
            last.text = f"{first.text} {second.text}"
            last.left, last.right = min(last.left, line.left), max(last.right, line.right)
        else:
            merged.append(line)
    return merged


def without_furniture(pages: list[list[Line]]) -> list[list[Line]]:
    """The pages without what stands at the head or foot of many of them, and without page numbers."""
    shapes = Counter(shape for page in pages for shape in {_shape(line) for line in page if _is_marginal(line)})
    often = {shape for shape, n in shapes.items() if n >= max(2, 0.3 * len(pages))}
    return [
        [line for line in page if not (_is_marginal(line) and (_shape(line) in often or PAGE_NUMBER.match(line.text)))]
        for page in pages
    ]


def _is_marginal(line: Line) -> bool:
    return line.place > 1 - MARGIN or line.place < MARGIN


def _shape(line: Line) -> tuple[str, bool]:
    return re.sub(r"\d+", "#", line.text.lower()), line.place > 0.5


def join(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[int, ...]]:
    """The running text, a blank line between paragraphs, and where each page begins in it."""
    lines = [(n, line) for n, page in enumerate(pages) for line in page]
    whole = {word for _, line in lines for word in re.findall(r"\w+(?:-\w+)+|\w+", line.text.lower())}
    edges = _edges(lines)
    leading = _leading([line for _, line in lines])
    text = ""
    starts: list[int] = []
    for n, (page, line) in enumerate(lines):
        before = lines[n - 1] if n else None
        words = line.text
        if before is not None and (page, line.column) in edges:
            if _begins(before, (page, line), edges, leading):
                text += "\n\n"
            else:
                text, words = _joined(text, words, whole)
        starts += [len(text)] * (page + 1 - len(starts))
        text += words
    starts += [len(text)] * (len(pages) - len(starts))
    return text, tuple(starts)


def _edges(lines: list[tuple[int, Line]]) -> dict[tuple[int, int], tuple[float, float]]:
    """Left and right edge of every column."""
    found: dict[tuple[int, int], tuple[float, float]] = {}
    for page, line in lines:
        low, high = found.get((page, line.column), (line.left, line.right))
        found[page, line.column] = (min(low, line.left), max(high, line.right))
    return found


def _leading(lines: list[Line]) -> float:
    """The usual distance of two lines, in sizes."""
    gaps = [
        (one.y - two.y) / two.size
        for one, two in pairwise(lines)
        if one.column == two.column and 0.8 < (one.y - two.y) / two.size < 2.5 and abs(one.size - two.size) < 0.5
    ]
    # a low one, as in a communiqué of many short paragraphs most lines are followed by space
    return sorted(gaps)[len(gaps) // 7] if gaps else 1.2


def _begins(
    before: tuple[int, Line],
    now: tuple[int, Line],
    edges: dict[tuple[int, int], tuple[float, float]],
    leading: float,
) -> bool:
    """Whether a line begins a paragraph."""
    (page, last), (_, line) = before, now
    low, high = edges[page, last.column]
    left = edges[now[0], line.column][0]
    if abs(last.size - line.size) > 0.1 * max(last.size, line.size):
        return True
    ended = ENDS.search(last.text) is not None
    short = last.right < high - 0.15 * (high - low)
    if page != now[0] or last.column != line.column:
        # over the edge of a column or page a paragraph goes on, unless its last line says that it has ended
        return ended and (short or line.left > left + 0.8 * line.size or MARKER.match(line.text) is not None)
    if (last.y - line.y) / line.size > 1.3 * leading:
        return True
    if MARKER.match(line.text) and (ended or short):
        return True
    indented = line.left > left + 0.8 * line.size and last.left < left + 0.5 * line.size
    return (indented and (ended or short)) or (ended and short and not line.text[:1].islower())


def _joined(text: str, words: str, whole: set[str]) -> tuple[str, str]:
    """Two lines of a paragraph: a word that the end of a line has broken is whole again."""
    match = BREAK.search(text[-60:])
    following = re.match(r"\w+", words)
    if match is None or following is None:
        return text + ("" if text.endswith(("—", "–/", "/")) else " "), words
    first, second = match.group(1), following.group()
    if text.endswith("\u00ad"):
        return text[:-1], words
    if second in ("and", "or", "to"):
        return text + " ", words
    if f"{first}-{second}".lower() in whole or not second[0].islower() or first.lower() in PREFIXES:
        if (first + second).lower() not in whole:
            return text, words
    return text[:-1], words
