"""A strip chart of what happened when, as SVG: a lane each for meetings, statements and incidents; the list beside it is its table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from markupsafe import Markup, escape

from onrecord.model.plain import safe

View = dict[str, Any]
LANES = ("meetings", "statements", "incidents")
WIDTH, LEFT, RIGHT, LANE, TOP, AXIS = 960, 92, 14, 34, 10, 40
# beyond so many points a lane shows a bar a month
MOST_POINTS = 2_000
# bars from left to right, at most
MOST_BARS = 72
# and up to so many each leads to its page
MOST_LINKS = 120
# what the name of a month takes from left to right
ROOM = 40
# a small chart beside words
ROW, ROW_HIGH = 240, 24
# letters of what happened that a point says
LONGEST = 90
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def chart_of(rows: Sequence[View]) -> View:
    """What a chart of a timeline's rows shows: every event, or beyond MOST_POINTS how many there are a month and lane."""
    days = [row["when"] for row in rows]
    counts = Counter(row["lane"] for row in rows)
    data: View = {
        "first": min(days, default=None),
        "last": max(days, default=None),
        "count": {lane: counts[lane] for lane in LANES},
        "points": [],
        "months": [],
    }
    if len(rows) <= MOST_POINTS:
        data["points"] = [{key: row[key] for key in ("when", "lane", "what", "href", "reviewed")} for row in rows]
    else:
        monthly = Counter((row["when"][:7], row["lane"]) for row in rows)
        data["months"] = [{"month": m, "lane": lane, "count": n} for (m, lane), n in sorted(monthly.items())]
    return data


def days_of(events: Sequence[tuple[int, str]]) -> View:
    """What a chart of many events shows: each by its day, as a number, and its lane; what it was stands in the list."""
    counts = Counter(lane for _, lane in events)
    days = [date.fromordinal(day).isoformat() for day, _ in events]
    return {
        "first": min(days, default=None),
        "last": max(days, default=None),
        "count": {lane: counts[lane] for lane in LANES},
        "points": [{"when": day, "lane": lane} for day, (_, lane) in zip(days, events, strict=True)],
        "months": [],
    }


def months_of(counted: Mapping[tuple[str, str], int], first: int, last: int) -> View:
    """What a chart of very many events shows: how many there are a month and lane; the days of the first and last as numbers."""
    counts: Counter[str] = Counter()
    for (_, lane), number in counted.items():
        counts[lane] += number
    return {
        "first": date.fromordinal(first).isoformat(),
        "last": date.fromordinal(last).isoformat(),
        "count": {lane: counts[lane] for lane in LANES},
        "points": [],
        "months": [{"month": m, "lane": lane, "count": n} for (m, lane), n in sorted(counted.items())],
    }


def strip(data: View) -> Markup:
    """The chart as SVG; "" where it has nothing to show."""
    if data["first"] is None:
        return Markup("")
    scale = Scale(date.fromisoformat(data["first"]), date.fromisoformat(data["last"]))
    height = TOP + LANE * len(LANES) + AXIS
    told = ", ".join(f"{number} {lane}" for lane, number in data["count"].items())
    parts = [
        Markup(
            '<svg class="strip" viewBox="0 0 {} {}" role="group" aria-labelledby="strip-title strip-desc">'
            '<title id="strip-title">Timeline, {} to {}</title>'
            '<desc id="strip-desc">{}. The list below has the same, in words.</desc>'
        ).format(WIDTH, height, data["first"], data["last"], told),
        _months(scale),
        *(_lane(at, lane) for at, lane in enumerate(LANES)),
        *_points(data["points"], scale),
        *_bars(data["months"], scale),
        Markup("</svg>"),
    ]
    return Markup("").join(parts)


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
    """Lines at the months and their names as far as there is room, each with its year."""
    months = scale.months()
    step = next(n for n in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if len(months) / n <= 14)
    bottom = TOP + LANE * len(LANES)
    out = []
    first, *rest = months[:-1]
    named = [m for m in rest if (m.month - 1) % min(step, 12) == 0 and (step <= 12 or m.year % (step // 12) == 0)]
    named = [first, *(m for m in named if scale.x(m) - scale.x(first) >= ROOM)]
    for month in named:
        x = scale.x(month)
        out.append(Markup('<path class="grid" d="M{} {}V{}"/>').format(x, TOP, bottom + 4))
        if step < 12:
            out.append(Markup('<text x="{}" y="{}">{}</text>').format(x + 3, bottom + 15, MONTHS[month.month - 1]))
        # a part of the chart may be all that fits on a screen
        year = Markup('<text class="{}" x="{}" y="{}">{}</text>')
        begins = month is first or month.month <= min(step, 12)
        out.append(year.format("year" if begins else "same-year", x + 3, bottom + 31, month.year))
    return Markup("").join(out)


def _lane(at: int, name: str) -> Markup:
    y = TOP + LANE * at
    return Markup('<path class="lane" d="M{0} {1}H{2}"/><text class="name" x="0" y="{3}">{4}</text>').format(
        LEFT, y + LANE // 2, WIDTH - RIGHT, y + LANE // 2 + 4, name
    )


def _points(rows: Sequence[View], scale: Scale) -> list[Markup]:
    """A point an event, those of one day and lane beside one another upwards; each leads to its page."""
    seen: Counter[tuple[str, str]] = Counter()
    days: dict[str, float] = {}
    out = []
    # points that lead nowhere are one path a lane, each place once
    plain: list[dict[str, None]] = [{} for _ in LANES]
    for row in rows:
        lane, when = LANES.index(row["lane"]), row["when"]
        key = when, row["lane"]
        # three fit above one another; more of one day stand on the same place
        lift = min(seen[key], 3) * 5
        seen[key] += 1
        if when not in days:
            days[when] = scale.x(date.fromisoformat(when)) + 3
        x, y = round(days[when], 1), TOP + LANE * lane + LANE // 2 + 7 - lift
        if "href" not in row:
            # the ends of a line without length: square and round (by the style sheet); and a triangle
            plain[lane][f"M{round(x)} {y}" + ("h0", "h0", "l4 7h-8z")[lane]] = None
            continue
        if lane == 0:
            shape = f'<rect x="{round(x - 3.5, 1)}" y="{y - 3.5}" width="7" height="7"/>'
        elif lane == 1:
            shape = f'<circle cx="{x}" cy="{y}" r="3.4"/>'
        else:
            shape = f'<path d="M{x} {y - 4}l4 7h-8z"/>'
        standing = "accepted" if row["reviewed"] else "suggested"
        # there may be thousands: what others wrote is escaped, the rest is ours
        out.append(
            f'<a href="{escape(row["href"])}" class="point {LANES[lane]} {standing}" tabindex="-1">'
            f"<title>{when} {escape(safe(row['what'][:LONGEST]))}</title>{shape}</a>"
        )
    out += [f'<path class="dots {LANES[lane]}" d="{"".join(own)}"/>' for lane, own in enumerate(plain) if own]
    return [Markup("".join(out))]


def _bars(months: Sequence[View], scale: Scale) -> list[Markup]:
    """A bar a month and lane, as high as there are events in it; of very many months some together."""
    all_months = len(scale.months()) - 1
    step = next(n for n in (1, 3, 6, 12, 24, 60, 120, 1200, all_months) if all_months <= n * MOST_BARS)
    joined: Counter[tuple[int, str]] = Counter()
    for one in months:
        year, month = map(int, one["month"].split("-"))
        joined[(year * 12 + month - 1) // step * step, one["lane"]] += one["count"]
    most = max(joined.values(), default=1)
    out = []
    for (begin, lane), count in sorted(joined.items()):
        start, until = (date(at // 12, at % 12 + 1, 1) for at in (max(begin, 12), min(begin + step, 9999 * 12)))
        x, right = scale.x(max(start, scale.first)), scale.x(min(until, scale.end))
        high = max(1.5, (LANE - 8) * count / most)
        y = TOP + LANE * LANES.index(lane) + LANE - 4 - high
        named = f"{start:%Y-%m}" if step == 1 else f"{start:%Y-%m} to {until - timedelta(days=1):%Y-%m}"
        out.append(
            Markup('<rect class="bar {}" x="{}" y="{}" width="{}" height="{}"><title>{}: {} {}</title></rect>').format(
                lane, x, round(y, 1), round(max(1.0, right - x - 1), 1), round(high, 1), named, count, lane
            )
        )
    return out


def bars(counts: Sequence[int], most: int, words: str) -> Markup:
    """How many there are one time after the other, beside words: a bar each, the highest of `most`. `words` say what is shown."""
    wide = min(24.0, ROW / max(1, len(counts)))
    path = ""
    for n, count in enumerate(counts):
        if count:
            high = round(max(1.5, ROW_HIGH * count / max(1, most)), 1)
            path += f"M{round(n * wide, 1)} {ROW_HIGH}v-{high}h{round(max(1.0, wide - 1), 1)}v{high}z"
    ground = round(wide * len(counts), 1)
    return Markup(
        '<svg class="bars" viewBox="0 0 {} {}" role="img" aria-label="{}"><path class="grid" d="M0 {}h{}"/><path d="{}"/></svg>'
    ).format(ROW, ROW_HIGH + 1, safe(words), ROW_HIGH + 0.5, ground, path)


def bar(count: int, most: int) -> Markup:
    """How much something is of the most, as one bar; the number stands beside it."""
    wide = round(max(1.5, ROW * count / most), 1) if count and most else 0
    return Markup(
        '<svg class="bars one" viewBox="0 0 {} 12" aria-hidden="true"><path d="M0 1h{}v10h-{}z"/></svg>'
    ).format(ROW, wide, wide)
