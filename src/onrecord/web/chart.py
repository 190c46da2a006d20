"""A strip chart of what happened when, as SVG: a lane each for meetings, statements and incidents; the list beside it is its table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from markupsafe import Markup, escape

LANES = ("meetings", "statements", "incidents")
WIDTH, LEFT, RIGHT, LANE, TOP, AXIS = 960, 92, 14, 34, 10, 40
# beyond so many points a lane shows a bar a month
MOST_POINTS = 2_000
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def strip(rows: Sequence[dict[str, Any]]) -> Markup:
    """The chart of a timeline's rows; "" where there are none."""
    if not rows:
        return Markup("")
    days = [date.fromisoformat(row["when"]) for row in rows]
    scale = Scale(min(days), max(days))
    height = TOP + LANE * len(LANES) + AXIS
    counts = Counter(row["lane"] for row in rows)
    told = ", ".join(f"{counts[lane]} {lane}" for lane in LANES)
    parts = [
        Markup('<svg class="strip" viewBox="0 0 {} {}" role="group" aria-labelledby="strip-title strip-desc">').format(
            WIDTH, height
        ),
        Markup('<title id="strip-title">Timeline, {} to {}</title>').format(min(days), max(days)),
        Markup('<desc id="strip-desc">{}. The list below has the same, in words.</desc>').format(told),
    ]
    parts += [_months(scale), *(_lane(at, lane) for at, lane in enumerate(LANES))]
    parts += _bars(rows, scale) if len(rows) > MOST_POINTS else _points(rows, scale)
    return Markup("").join([*parts, Markup("</svg>")])


class Scale:
    """Where a day stands from left to right; whole months from the first to the last."""

    def __init__(self, first: date, last: date) -> None:
        self.first = first.replace(day=1)
        self.end = _next_month(last)
        self._days = (self.end - self.first).days

    def x(self, day: date) -> float:
        """Pixels from the left."""
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - self.first).days / self._days, 1)

    def months(self) -> list[date]:
        """The first day of every month, and of the month after the last."""
        found = [self.first]
        while found[-1] < self.end:
            found.append(_next_month(found[-1]))
        return found


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _months(scale: Scale) -> Markup:
    """Lines at the months and their names as far as there is room; a year under each January and under the first."""
    months = scale.months()
    step = next(n for n in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if len(months) / n <= 14)
    bottom = TOP + LANE * len(LANES)
    out = []
    last_year = None
    for month in months[:-1]:
        if (month.month - 1) % min(step, 12) or (step > 12 and month.year % (step // 12)):
            if month is not months[0]:
                continue
        x = scale.x(month)
        out.append(Markup('<path class="grid" d="M{} {}V{}"/>').format(x, TOP, bottom + 4))
        if step < 12:
            out.append(Markup('<text x="{}" y="{}">{}</text>').format(x + 3, bottom + 15, MONTHS[month.month - 1]))
        if month.year != last_year:
            out.append(Markup('<text class="year" x="{}" y="{}">{}</text>').format(x + 3, bottom + 31, month.year))
            last_year = month.year
    return Markup("").join(out)


def _lane(at: int, name: str) -> Markup:
    y = TOP + LANE * at
    return Markup('<path class="lane" d="M{0} {1}H{2}"/><text class="name" x="0" y="{3}">{4}</text>').format(
        LEFT, y + LANE // 2, WIDTH - RIGHT, y + LANE // 2 + 4, name
    )


def _points(rows: Sequence[dict[str, Any]], scale: Scale) -> list[Markup]:
    """A point an event, those of one day and lane beside one another upwards; each leads to its page."""
    seen: Counter[tuple[str, str]] = Counter()
    out = []
    for row in rows:
        lane = LANES.index(row["lane"])
        key = row["when"], row["lane"]
        # three fit above one another; more of one day stand on the same place
        lift = min(seen[key], 3) * 5
        seen[key] += 1
        x, y = scale.x(date.fromisoformat(row["when"])) + 3, TOP + LANE * lane + LANE // 2 + 7 - lift
        shape = (
            Markup('<rect x="{}" y="{}" width="7" height="7"/>').format(x - 3.5, y - 3.5)
            if row["lane"] == "meetings"
            else Markup('<circle cx="{}" cy="{}" r="3.4"/>').format(x, y)
            if row["lane"] == "statements"
            else Markup('<path d="M{} {}l4 7h-8z"/>').format(x, y - 4)
        )
        standing = "accepted" if row["reviewed"] else "suggested"
        out.append(
            Markup('<a href="{}" class="point {} {}" tabindex="-1"><title>{} {}</title>{}</a>').format(
                row["href"], row["lane"], standing, row["when"], row["what"][:160], shape
            )
        )
    return out


def _bars(rows: Sequence[dict[str, Any]], scale: Scale) -> list[Markup]:
    """A bar a month and lane, as high as there are events in it."""
    counts = Counter((row["when"][:7], row["lane"]) for row in rows)
    most = max(counts.values())
    out = []
    for (month, lane), count in sorted(counts.items()):
        start = date.fromisoformat(f"{month}-01")
        x, right = scale.x(start), scale.x(_next_month(start))
        high = max(1.5, (LANE - 8) * count / most)
        y = TOP + LANE * LANES.index(lane) + LANE - 4 - high
        out.append(
            Markup('<rect class="bar {}" x="{}" y="{}" width="{}" height="{}"><title>{}: {} {}</title></rect>').format(
                lane, x, round(y, 1), round(max(1.0, right - x - 1), 1), round(high, 1), month, count, escape(lane)
            )
        )
    return out
