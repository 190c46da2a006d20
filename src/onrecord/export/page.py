"""One self-contained page: the text with its marks, the entries beside it in the same order, each leading to the other."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator
from html import escape
from importlib.metadata import version
from importlib.resources import files

from onrecord.export.marks import UNSEEN, Marks, Piece, repairs_in, stretches
from onrecord.export.summary import title_of, unheard
from onrecord.export.words import details, did, names, qualifiers, speakers_of
from onrecord.model import Entry, Kind, Reading, Repair, Report, Tier
from onrecord.model.plain import safe

KINDS = {
    Kind.STATEMENT: "said",
    Kind.ACTION: "done",
    Kind.MEETING: "met",
    Kind.PARTICIPATION: "takes part",
    Kind.PHASE: "state",
}
# what a stretch of the text is, in words; captions and headlines are read for what the body lacks
LABELS = {
    "byline": "byline",
    "caption": "caption",
    "promotion": "promotion, not read",
    "navigation": "navigation, not read",
}
# beyond this many entries the page leaves out the rules that light up a mark with its entry
LIT = 600


def page(reading: Reading) -> str:
    """The page as HTML. It asks nothing of any network, runs no script, and prints."""
    report = reading.report
    title = _html(title_of(report))
    style = _style(len(reading.entries))
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{_hash(style)}'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<title>{title} · Onrecord</title>
<style>{style}</style>
</head>
<body>
<a class="skip" href="#report">Skip to the text</a>
<a class="skip" href="#entries">Skip to the entries</a>
<header>
<h1 dir="auto">{title}</h1>
{_about(reading)}
</header>
<div class="columns">
<main id="report" aria-label="The report" lang="{_html(report.language)}" tabindex="0">
{"".join(_text(reading))}</main>
<section id="entries" aria-label="Entries">
<h2>Entries</h2>
<ol>
{"".join(_entry(entry, number, report) for number, entry in enumerate(reading.entries, 1))}</ol>
{_silence(reading)}
</section>
</div>
<footer>Read by Onrecord {escape(version("onrecord"))}, reader {_html(reading.reader)}. Source text {_html(report.source.id)}, decoded by {_html(report.source.decoder)}.</footer>
</body>
</html>
"""


def _html(text: str) -> str:
    return escape(safe(text), quote=True)


def _style(entries: int) -> str:
    """The style sheet, with one rule an entry: its words light up while it is pointed at or chosen."""
    rules = (
        f":root:has(:is(#e{n}:hover,#e{n}:focus-within,#e{n}:target,#w{n}:target)) .n{n}{{background:var(--lit)}}"
        for n in range(1, entries + 1 if entries <= LIT else 1)
    )
    return files("onrecord.data").joinpath("page.css").read_text(encoding="utf-8") + "\n".join(rules) + "\n"


def _hash(style: str) -> str:
    """What lets a browser use this style sheet and no other."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")


def _about(reading: Reading) -> str:
    report = reading.report
    known = [
        f"{name}: {value.value} ({value.basis})"
        for name, value in (("outlet", report.outlet), ("published", report.published), ("address", report.url))
        if value
    ]
    about = " · ".join(known) or "outlet and day of publication unknown"
    count = Counter(entry.kind for entry in reading.entries)
    legend = "".join(f'<li class="k-{k.value}">{count[k]} {word}</li>' for k, word in KINDS.items() if count[k])
    repaired = sum(repair.why not in UNSEEN for repair in report.repairs)
    notes = [
        f"{len(reading.entries)} {'entry' if len(reading.entries) == 1 else 'entries'}, suggested by a machine and "
        "reviewed by nobody. Every line is somebody's claim. Choose a mark to see its entry, an entry's words to see "
        "them in the text."
    ]
    if repaired:
        notes.append(
            f"{repaired} damaged character{'' if repaired == 1 else 's'} repaired for reading, dotted underneath."
        )
    lines = [f'<p class="about">{_html(about)}</p>', f'<p class="note">{escape(" ".join(notes))}</p>']
    lines += [f'<p class="note">{_html(warning)}</p>' for warning in report.warnings]
    if legend:
        lines.append(f'<ul class="legend" aria-label="How many of each kind">{legend}</ul>')
    return "\n".join(lines)


def _text(reading: Reading) -> Iterator[str]:
    marks = Marks(reading)
    anchored: set[int] = set()
    for start, end, kind in stretches(reading.report):
        inner = "".join(_piece(piece, reading, anchored) for piece in marks.pieces(start, end))
        if kind == "body":
            yield f'<p dir="auto">{inner}</p>\n'
        elif kind == "dateline":
            yield f'<p class="dateline" dir="auto" title="dateline: where it was filed, not an actor">{inner}</p>\n'
        elif kind in ("headline", "heading"):
            yield f'<p class="headline" dir="auto">{inner}</p>\n'
        else:
            yield f'<p class="aside" dir="auto"><span class="label">{LABELS.get(kind, kind)}</span> {inner}</p>\n'


def _piece(piece: Piece, reading: Reading, anchored: set[int]) -> str:
    """A piece as HTML: the numbers of the entries that begin here, then the words, leading to the shortest mark."""
    shown = _words(reading.report, piece.start, piece.end, piece.repair)
    if not piece.entries:
        return shown
    numbers = []
    for n in piece.begins:
        ident = "" if n in anchored else f' id="w{n}"'
        anchored.add(n)
        numbers.append(f'<a class="ref"{ident} href="#e{n}" aria-label="entry {n}">{n}</a>')
    kind = reading.entries[piece.entries[0] - 1].kind.value
    over = " ".join(f"n{n}" for n in piece.entries)
    which = "entry" if len(piece.entries) == 1 else "entries"
    return (
        f'{"".join(numbers)}<a class="go" tabindex="-1" href="#e{piece.entries[0]}" '
        f'title="{which} {", ".join(map(str, sorted(piece.entries)))}">'
        f'<mark class="k-{kind} d{min(len(piece.entries), 3)} {over}">{shown}</mark></a>'
    )


def _words(report: Report, start: int, end: int, repair: Repair | None) -> str:
    words = report.text[start:end]
    if repair is None or repair.why == "newline":
        return _html(words)
    if repair.why in UNSEEN:
        return _html(repair.reads_as)
    said = _html(f"repaired ({repair.why}); stands here: {words}")
    return f'<span class="repair" title="{said}">{_html(repair.reads_as)}</span>'


def _entry(entry: Entry, number: int, report: Report) -> str:
    who = _html(names(entry.actors, none="" if entry.kind is Kind.PHASE else "nobody named"))
    to = f" → <bdi>{_html(names(entry.addressees))}</bdi>" if entry.addressees else ""
    tags = "".join(f"<li>{_html(q)}</li>" for q in qualifiers(entry))
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{_html(value)}</dd>" for name, value in details(entry))
    quotes = " … ".join(_quoted(report, e.start, e.end) for e in entry.evidence)
    implied = " implied" if entry.tier is Tier.IMPLIED else ""
    return f"""<li id="e{number}" value="{number}" class="k-{entry.kind.value}{implied}">
<p class="what"><span class="kind">{KINDS[entry.kind]}</span> <strong><bdi>{who}</bdi></strong> {_html(did(entry))}{to}</p>
<p class="says">says <bdi>{_html(speakers_of(entry))}</bdi> · suggested, confidence {entry.confidence:.2f}</p>
{f'<ul class="tags">{tags}</ul>' if tags else ""}
<blockquote dir="auto"><a href="#w{number}">{quotes}</a></blockquote>
<details><summary>All slots</summary><dl>{rows}</dl></details>
</li>
"""


def _quoted(report: Report, start: int, end: int) -> str:
    """The source words, repaired as in the text beside."""
    out, at = [], start
    for repair in repairs_in(report, start, end):
        out += [_words(report, at, repair.start, None), _words(report, repair.start, repair.end, repair)]
        at = repair.end
    return "".join(out) + _words(report, at, end, None)


def _silence(reading: Reading) -> str:
    silent = ", ".join(unheard(reading))
    return f"<h2>Not heard</h2>\n<p>{_html(silent)}</p>" if silent else ""
