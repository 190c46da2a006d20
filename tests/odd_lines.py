"""Lines of any shape with words that formats trip over, for what must hold of every format whatever is said."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from onrecord.export.leaving import Leaving
from onrecord.model import (
    About,
    Actor,
    Attribution,
    Entry,
    Evidence,
    Form,
    Format,
    Kind,
    MadeBy,
    Outcome,
    Precision,
    Quantity,
    Span,
    Status,
    Style,
    Tier,
    TimeBasis,
    When,
)
from onrecord.model.story import Line, Meeting, Origin, Party, Process, Story, Telling

REPORT = "r-1111222233334444"
# what ends cells, lines, literals and elements, what turns writing round, marks that join, characters of two code units
ODD = "ab Z1.,;:'\"\\/|<>&]{}#%=+-@_\t\n\r\x0b\x1c\x85\u2028\u2029\x00\x1b\x7f\u200f\u202e\ufeff\ufffeשלום سلام é\u0301’“”—ß😀𐍈"
LONG = "Committee of the Front for ‏שלום " * 200
words = st.text(st.sampled_from(ODD), max_size=24)
said = st.one_of(st.none(), words)
named = st.one_of(
    words.filter(lambda one: bool(one.strip())), st.just(LONG), st.sampled_from(["=1+1", "envoy", "O'Hara"])
)
# acts with two sides, without a mark and with one
ACTS = ((Kind.STATEMENT, "commit"), (Kind.STATEMENT, "deny"), (Kind.ACTION, "attack"), (Kind.MEETING, None),
        (Kind.PARTICIPATION, None), (Kind.PHASE, "stalled"))  # fmt: skip


@st.composite
def actors(draw: st.DrawFn, text: str) -> tuple[Actor, ...]:
    """Up to two people, some of them with their place in the text."""
    found = []
    for _ in range(draw(st.integers(0, 2))):
        span = draw(st.one_of(st.none(), spans(text)))
        mention = text[span.start : span.end] if span is not None else draw(words)
        kind, role, country, side = (draw(st.one_of(st.none(), named)) for _ in range(4))
        found.append(Actor(draw(named), mention, span, kind, role, country, side))
    return tuple(found)


def spans(text: str) -> st.SearchStrategy[Span]:
    """Stretches of a text that are not empty."""
    return st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).map(
        lambda pair: Span(min(pair[0], pair[1] - 1), max(pair[0] + 1, pair[1]))
    )


@st.composite
def entries(draw: st.DrawFn, text: str, ident: str = "e-00000000000000aa") -> Entry:
    """A line on a text, with any slot filled or not."""
    kind, act = draw(st.sampled_from(ACTS))
    flags: dict[str, Any] = {name: draw(st.booleans()) for name in ("negated", "future", "historical")}
    condition = draw(st.one_of(st.none(), words.filter(bool)))
    day = draw(st.sampled_from([None, "2026-03-01"]))
    choices: dict[str, Any] = {
        "form": draw(st.sampled_from([None, *Form])), "status": draw(st.sampled_from([None, *Status])),
        "outcome": draw(st.sampled_from([None, *Outcome])), "format": draw(st.sampled_from([None, *Format])),
    }  # fmt: skip
    style = draw(st.sampled_from(list(Style)))
    return Entry(
        ident, REPORT, kind, act, tuple(Evidence.of(text, draw(spans(text))) for _ in range(draw(st.integers(1, 2)))),
        MadeBy("rules/1", draw(words), draw(words), changed=tuple(draw(st.lists(words, max_size=1)))),
        draw(actors(text)), draw(actors(text)), Attribution(draw(actors(text)), draw(said), style, draw(st.booleans())),
        role="mediator" if kind is Kind.PARTICIPATION else None, content=draw(said), condition=condition,
        conditional=condition is not None, consequence=draw(said), deadline=draw(said),
        issue=tuple(draw(st.lists(words, max_size=2))), place=draw(said),
        quantities=tuple(Quantity(draw(words), n, draw(words)) for n in draw(st.lists(st.sampled_from([None, 2, 0.5]), max_size=2))),
        time=When(draw(said), day, day, Precision.DAY if day else None, draw(st.sampled_from(list(TimeBasis)))),
        factuality=tuple(draw(st.lists(st.sampled_from(["certain", "not probable"]), max_size=2))),
        tier=draw(st.sampled_from(list(Tier))), confidence=draw(st.sampled_from([0.0, 0.25, 1, 0.1 + 0.2])),
        codes=draw(st.sampled_from([(), (("cameo", "030"), ("plover", "AGREE"))])), **flags, **choices,
    )  # fmt: skip


@st.composite
def lines(draw: st.DrawFn) -> tuple[str, list[Entry]]:
    """A text, and some lines on it."""
    text = draw(st.text(st.sampled_from(ODD), min_size=4, max_size=60).filter(lambda one: bool(one.strip())))
    count = draw(st.integers(1, 3))
    return text, [draw(entries(text, f"e-{n:016x}")) for n in range(count)]


def leaving_with(text: str, found: list[Entry], *, title: str | None, place: str | None) -> Leaving:
    """What leaves a record of one report with this text and these lines; a meeting in this place, everybody known."""
    names = {a.name for one in found for a in (*one.actors, *one.addressees, *one.attribution.speakers)}
    parties = {
        f"a-{n:012x}": Party(f"a-{n:012x}", name, "organisation", (name,)) for n, name in enumerate(sorted(names))
    }
    known = {party.name: ident for ident, party in parties.items()}
    process = Process("p-1", title or "talks", tuple(parties)[:2], (), (REPORT,))
    telling = Telling("1", found[0].id, REPORT, 0, "2026-03-17", Status.ENDED, tuple(parties)[:2])
    meeting = Meeting(
        "m-1", "p-1", tuple(parties)[:2], Status.ENDED, (telling,), "2026-03-01", "2026-03-01", "day", place
    )
    story = Story(
        parties, {"p-1": process}, threads=lambda _: {}, meetings=lambda _: {"m-1": meeting}, marks=lambda _: (),
        named=lambda _: known, merged={}, keys={}, pairs=(),
    )  # fmt: skip
    about = About(REPORT, "t-1111222233334444", "ab" * 32, title, title, "2026-03-17", "https://news.example/1")
    origin = Origin(REPORT, about.published, about.outlet, about.title)
    return Leaving(
        "talks", story, {REPORT: about}, lambda: iter([Line(one, origin) for one in found]),
        lambda ids: {REPORT: text} if REPORT in ids else {},
    )  # fmt: skip
