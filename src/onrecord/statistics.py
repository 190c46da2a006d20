"""How much is told, month by month and by act, party and outlet, in whose words and in what form: counts of lines of a record.

Counts of lines are counts of reporting, not of what happened. Lines of reprints are counted apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from onrecord.record.shelved import number

if TYPE_CHECKING:
    # slow to load, and most commands need none of it
    import numpy.typing as npt

    from onrecord.record import Record
    from onrecord.web.shelf import Mask, Shelf, Terms

    Counts = npt.NDArray[Any]

BY = {"act": "family", "party": "party", "outlet": "outlet"}
# what has an act with a family
ACTED = frozenset({"statement", "action"})
# so many groups are told over time; of the rest there are the sums
MOST = 24
# beside one another from left to right; beyond so many months some are taken together
MOST_PERIODS = 60
STEPS = (1, 3, 6, 12, 24, 60, 120, 1200)
# what the styles and forms come to
WORDS = {"direct": 1, "mixed": 1, "indirect": 2, "narrated": 2}
FORMS = {"verbal": 1, "written": 2, "signed": 2, "joint_statement": 2, "unilateral_declaration": 2}
# a line as one number: in a reprint or not, reviewed or not, in whose words, in what form
SHAPE = (2, 2, 3, 3)
CODES = 36
FIGURES = ("lines", "direct", "indirect", "verbal", "written", "reviewed", "in_reprints")


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one family, party, outlet or time: how many, of which how many of each sort, and when.

    All but `in_reprints` are without the lines of reprints. `direct`: in the speaker's own words or with some of them,
    `indirect`: in the reporter's; `verbal`, `written`: of what has a form, written in any way; `over_time`: by period.
    """

    name: str
    lines: int
    direct: int
    indirect: int
    verbal: int
    written: int
    reviewed: int
    in_reprints: int
    over_time: tuple[int, ...] = ()

    @property
    def figures(self) -> dict[str, int]:
        """The figures by name."""
        return {name: getattr(self, name) for name in FIGURES}


@dataclass(frozen=True, slots=True)
class Statistics:
    """All figures. `months`: one after the other, some together where they are many; `groups`: by act, party and outlet,
    those with most lines first, and `many`: how many there are; `undated`: lines told on no day.
    """

    total: Group
    undated: int
    months: tuple[Group, ...]
    groups: dict[str, tuple[Group, ...]]
    many: dict[str, int]
    styles: tuple[tuple[str, int], ...]
    forms: tuple[tuple[str, int], ...]

    def as_json(self) -> dict[str, Any]:
        """All of them under their names."""

        def shown(groups: Sequence[Group]) -> list[dict[str, Any]]:
            return [{"name": g.name, **g.figures, "over_time": list(g.over_time)} for g in groups]

        return {
            "total": self.total.figures,
            "undated": self.undated,
            "months": [{"name": month.name, **month.figures} for month in self.months],
            **{by: shown(groups) for by, groups in self.groups.items()},
            "styles": dict(self.styles),
            "forms": dict(self.forms),
        }


def entries_of(record: Record, as_of: str | None) -> Shelf:
    """All lines of a record that is up to date as numbers, or those told by a day."""
    from onrecord.web.views.edition import Edition

    # with actors of one name told apart, as the pages have them
    edition = Edition(record, "")
    return edition.shelf("entries") if as_of is None else edition.dated("entries", as_of)


def statistics(
    shelf: Shelf, *, process: str | None = None, since: str | None = None, most: int | None = None
) -> Statistics:
    """The figures of some lines: those of a process, told from a day on, or all; of so many groups at most."""
    import numpy as np

    chosen = shelf.chosen({"process": [process]} if process is not None else {})
    if since is not None:
        chosen = shelf.first_told(number(since)) if chosen is None else chosen & shelf.first_told(number(since))
    places = shelf.places(chosen)
    own = np.zeros(len(shelf.n), dtype=np.bool_)
    own[places] = True
    code = _codes(shelf)
    periods, at = _periods(shelf.first, places)
    anew = own & (code < CODES // 2)

    rows = _figures(_counted(at, code, own, len(periods))).tolist()
    months = tuple(Group(name, *row) for name, row in zip(periods, rows, strict=True))
    (total,) = _figures(np.bincount(code[own], minlength=CODES)).tolist()
    groups, many = {}, {}
    for by in BY:
        terms = _terms(shelf, by)
        found = _grouped(terms, code, own, at, anew, len(periods), most) if terms is not None else ((), 0)
        groups[by], many[by] = found
    undated = int(np.count_nonzero(own & (shelf.first == 0)))
    shares = {facet: _shares(shelf, facet, anew) for facet in ("style", "form")}
    return Statistics(Group("all", *total), undated, months, groups, many, shares["style"], shares["form"])


def _codes(shelf: Shelf) -> Counts:
    """What each line is, as one number under SHAPE."""
    import numpy as np

    parts: tuple[tuple[str, Callable[[str], int]], ...] = (
        ("reprint", lambda v: int(v == "yes")),
        ("review", lambda v: int(v == "accepted")),
        ("style", lambda v: WORDS.get(v, 0)),
        ("form", lambda v: FORMS.get(v, 0)),
    )
    found = np.zeros(len(shelf.n), dtype=np.int64)
    for (facet, meant), size in zip(parts, SHAPE, strict=True):
        found *= size
        if (terms := shelf.facets.get(facet)) is not None:
            found[terms.at] += np.array([meant(value) for value in terms.values], dtype=np.int64)[terms.code]
    return found


def _counted(groups: Counts, code: Counts, own: Mask, many: int) -> Counts:
    """For each group, by number, how many lines there are of each code; a line whose group is -1 is in none."""
    import numpy as np

    mask = own & (groups >= 0)
    return np.bincount(groups[mask] * CODES + code[mask], minlength=many * CODES).reshape(-1, CODES)


def _figures(counts: Counts) -> Counts:
    """Of each row of counts by code what FIGURES names."""
    import numpy as np

    cube = counts.reshape(-1, *SHAPE)
    anew = cube[:, 0]
    found = (
        anew.sum((1, 2, 3)), anew[:, :, 1].sum((1, 2)), anew[:, :, 2].sum((1, 2)), anew[:, :, :, 1].sum((1, 2)),
        anew[:, :, :, 2].sum((1, 2)), anew[:, 1].sum((1, 2)), cube[:, 1].sum((1, 2, 3)),
    )  # fmt: skip
    return np.stack(found, axis=1)


def _terms(shelf: Shelf, by: str) -> Terms | None:
    """What lines are grouped by: for acts their family, or the kind of what has none: meetings, participations, phases."""
    import numpy as np

    from onrecord.web.shelf import Terms

    found = shelf.facets.get(BY[by])
    if by != "act" or (kinds := shelf.facets.get("kind")) is None:
        return found
    families = found if found is not None else Terms((), kinds.at[:0], kinds.code[:0])
    other = np.array([kind not in ACTED for kind in kinds.values], dtype=np.bool_)[kinds.code]
    return Terms(
        (*families.values, *kinds.values),
        np.concatenate((families.at, kinds.at[other])),
        np.concatenate((families.code, kinds.code[other] + len(families.values))),
    )


def _grouped(
    terms: Terms, code: Counts, own: Mask, at: Counts, anew: Mask, many: int, most: int | None
) -> tuple[tuple[Group, ...], int]:
    """The groups that have lines, those with most first, and how many there are; the first of them also over time."""
    import numpy as np

    mask = own[terms.at]
    group, line = terms.code[mask], terms.at[mask]
    lines = np.bincount(group[anew[line]], minlength=len(terms.values))
    there = np.flatnonzero(np.bincount(group, minlength=len(terms.values)))
    kept = there
    if most is not None and len(there) > most:
        # of many only those that are shown are put in order
        kept = there[lines[there] >= np.partition(lines[there], -most)[-most]]
    place = np.full(len(terms.values), -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    row = place[group]
    row, line = row[row >= 0], line[row >= 0]
    figures = _figures(np.bincount(row * CODES + code[line], minlength=len(kept) * CODES)).tolist()
    found = sorted(
        ((n, Group(terms.values[at], *figures[n])) for n, at in enumerate(kept.tolist())),
        key=lambda one: (-one[1].lines, -one[1].in_reprints, one[1].name),
    )[:most]
    order = np.full(len(kept), -1, dtype=np.int64)
    order[[n for n, _ in found[:MOST]]] = np.arange(len(found[:MOST]))
    row, period = order[row], at[line]
    mask = (row >= 0) & (period >= 0) & anew[line]
    size = len(found[:MOST]), many
    times = np.bincount(row[mask] * many + period[mask], minlength=size[0] * many).reshape(size)
    first = [replace(one, over_time=tuple(own)) for (_, one), own in zip(found, times.tolist(), strict=False)]
    return (*first, *(one for _, one in found[MOST:])), len(there)


def _periods(days: Counts, places: Counts) -> tuple[list[str], Counts]:
    """The months from the first to the last, some together where they are many, and which each line was told in; -1: on no day."""
    import numpy as np

    at = np.full(len(days), -1, dtype=np.int64)
    told = days[places]
    if not (told > 0).any():
        return [], at
    first, last = (date.fromordinal(int(day)) for day in (told[told > 0].min(), told.max()))
    begin, end = (day.year * 12 + day.month - 1 for day in (first, last))
    step = next(n for n in STEPS if end // n - begin // n < MOST_PERIODS)
    starts = [max(n * step, 12) for n in range(begin // step, end // step + 1)]
    edges = [date(n // 12, n % 12 + 1, 1).toordinal() for n in starts]
    at = np.where(days > 0, np.searchsorted(edges, days, side="right") - 1, -1).astype(np.int64)
    ends = [(max(n, begin), min(n + step - 1, end)) for n in starts]
    return [_month(n) if n == until else f"{_month(n)} to {_month(until)}" for n, until in ends], at


def _month(n: int) -> str:
    return f"{n // 12:04}-{n % 12 + 1:02}"


def _shares(shelf: Shelf, facet: str, anew: Mask) -> tuple[tuple[str, int], ...]:
    """The values of a facet with how many lines have each, most first."""
    counts, values = shelf.counts(facet, anew), shelf.values(facet)
    found = [(value, int(n)) for value, n in zip(values, counts, strict=True) if n]
    return tuple(sorted(found, key=lambda one: (-one[1], one[0])))


def table(found: Statistics, by: str) -> tuple[list[str], list[list[object]]]:
    """The figures by act, party, outlet or month as a table: its columns and rows, each with its lines by month where they are told so."""
    months = found.months if by != "month" else ()
    groups = found.groups[by] if by != "month" else found.months
    columns = [by, *FIGURES, *(month.name for month in months)]
    return columns, [[g.name, *g.figures.values(), *(g.over_time or [None] * len(months))] for g in groups]
