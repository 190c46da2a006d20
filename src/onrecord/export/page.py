"""One self-contained page: the text with its marks, the entries beside it in the same order, each leading to the other."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.metadata import version
from importlib.resources import files
from itertools import pairwise

from onrecord.export.summary import unheard
from onrecord.export.words import details, did, names, qualifiers, speakers_of
from onrecord.model import BlockKind, Entry, Kind, Reading, Tier

KINDS = {
    Kind.STATEMENT: "said",
    Kind.ACTION: "done",
    Kind.MEETING: "met",
    Kind.PARTICIPATION: "takes part",
    Kind.PHASE: "state",
}


def page(reading: Reading) -> str:
    """The page as HTML. It asks nothing of any network, runs no script, and prints."""
    report = reading.report
    title = report.title.value if report.title else report.original.name
    style = files("onrecord.data").joinpath("page.css").read_text(encoding="utf-8")
    numbers = {entry.id: n for n, entry in enumerate(reading.entries, 1)}
    known = [
        f"{name}: {value.value} ({value.basis})"
        for name, value in (("outlet", report.outlet), ("published", report.published))
        if value
    ]
    silent = ", ".join(unheard(reading))
    silence = f"<h2>Not heard</h2><p>{escape(silent)}</p>" if silent else ""
    about = " · ".join(known) or "outlet and day of publication unknown"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>{escape(title)} · Onrecord</title>
<style>
{style}
</style>
</head>
<body>
<a class="skip" href="#entries">Skip to the entries</a>
<header>
<h1>{escape(title)}</h1>
<p class="about">{escape(about)}</p>
<p class="note">{len(reading.entries)} entries, suggested by a machine and reviewed by nobody. Every line is somebody's claim. Choose a mark to see its entry, an entry to see its words.</p>
</header>
<div class="columns">
<main aria-label="The report">
{"".join(_blocks(reading, numbers))}
</main>
<section id="entries" aria-label="Entries">
<h2>Entries</h2>
<ol>
{"".join(_entry(entry, numbers[entry.id]) for entry in reading.entries)}
</ol>
{silence}
</section>
</div>
<footer>Read by Onrecord {escape(version("onrecord"))}, reader {escape(reading.reader)}. Source text {escape(report.source.id)}, decoded by {escape(report.source.decoder)}.</footer>
</body>
</html>
"""


def _blocks(reading: Reading, numbers: dict[str, int]) -> Iterator[str]:
    report = reading.report
    for block in report.blocks:
        inner = "".join(_segments(reading, numbers, block.start, block.end))
        match block.kind:
            case BlockKind.BODY:
                yield f"<p>{inner}</p>\n"
            case BlockKind.DATELINE:
                yield f'<p class="dateline" title="dateline: not an actor">{inner}</p>\n'
            case BlockKind.HEADLINE | BlockKind.HEADING:
                yield f'<p class="headline">{inner}</p>\n'
            case _:
                yield f'<p class="aside"><span class="label">{block.kind.value}, not read</span> {inner}</p>\n'


def _segments(reading: Reading, numbers: dict[str, int], start: int, end: int) -> Iterator[str]:
    """The block cut at every beginning and end of a mark and repair, each piece with the entries over it."""
    report = reading.report
    marks = [
        (e.start, e.end, entry) for entry in reading.entries for e in entry.evidence if e.start < end and e.end > start
    ]
    repairs = [r for r in report.repairs if r.start < end and r.end > start and r.why != "newline"]
    cuts = {start, end}
    for first, last, _ in marks:
        cuts |= {max(first, start), min(last, end)}
    for repair in repairs:
        cuts |= {max(repair.start, start), min(repair.end, end)}
    ordered = sorted(cuts)
    for left, right in pairwise(ordered):
        words = report.text[left:right]
        shown = escape(words)
        over_repair = next((r for r in repairs if r.start <= left and right <= r.end), None)
        if over_repair is not None:
            shown = f'<span class="repair" title="stands here: {escape(words, quote=True)}">{escape(over_repair.reads_as)}</span>'
        over = [entry for first, last, entry in marks if first <= left and right <= last]
        begun = [entry for first, _, entry in marks if first == left]
        if not over:
            yield shown
            continue
        kinds = " ".join(sorted({f"k-{entry.kind.value}" for entry in over}))
        anchors = "".join(
            f'<a class="ref" id="w{numbers[entry.id]}" href="#e{numbers[entry.id]}" aria-label="entry {numbers[entry.id]}">{numbers[entry.id]}</a>'
            for entry in begun
        )
        yield f'{anchors}<mark class="{kinds} d{min(len(over), 3)}">{shown}</mark>'


def _entry(entry: Entry, number: int) -> str:
    who = names(entry.actors, none="" if entry.kind is Kind.PHASE else "nobody named")
    to = f" → {escape(names(entry.addressees))}" if entry.addressees else ""
    tags = "".join(f"<li>{escape(q)}</li>" for q in qualifiers(entry))
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in details(entry))
    quotes = " … ".join(e.text for e in entry.evidence)
    implied = " implied" if entry.tier is Tier.IMPLIED else ""
    return f"""<li id="e{number}" value="{number}" class="k-{entry.kind.value}{implied}">
<p class="what"><span class="kind">{KINDS[entry.kind]}</span> <strong>{escape(who)}</strong> {escape(did(entry))}{to}</p>
<p class="says">says {escape(speakers_of(entry))}</p>
{f'<ul class="tags">{tags}</ul>' if tags else ""}
<blockquote><a href="#w{number}">{escape(" ".join(quotes.split()))}</a></blockquote>
<details><summary>All slots</summary><dl>{rows}</dl></details>
</li>
"""
