"""Make the pages that are generated: docs/codebook.md, docs/sources.md, docs/quality.md. With --check, only say whether they are stale.

docs/quality.md comes from a run over tests/benchmark: a few minutes. --check renews only the codebook and sources pages and
checks that the quality page was made by this reader. --sources renews only docs/sources.md.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from onrecord.codebook import load_codebook
from onrecord.config import DEFAULT, KEYS, READERS
from onrecord.crew import MEMORY
from onrecord.evaluate import LEVELS, Bin, Result, agreement, false_lines, reliability, score_folder
from onrecord.reports import FORMS, ocr
from onrecord.sources import Limits, fetch, online, sources
from onrecord.sources.found import LARGEST

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.behaviours import BEHAVIOURS, rate  # noqa: E402

BENCHMARK = ROOT / "tests" / "benchmark"


def codebook_page() -> str:
    """The codebook as a page."""
    book = load_codebook()
    out = [
        "# Codebook",
        "",
        "Made by `make docs` from `src/onrecord/codebook/`. Change the files there, not this page.",
        "",
    ]
    for kind in ("statement", "action"):
        out += [
            f"## {kind.capitalize()}s",
            "",
            "| act | family | meaning | PLOVER | CAMEO | cues |",
            "|---|---|---|---|---|---|",
        ]
        for act in sorted((a for a in book.acts.values() if a.kind == kind), key=lambda a: (a.family, a.name)):
            codes = dict(act.codes)
            out.append(
                f"| `{act.name}` | {act.family} | {act.definition} | {codes['plover']} | {codes['cameo']} | {len(act.cues)} |"
            )
        out.append("")
    for group, terms in book.terms.items():
        out += [f"## {group.capitalize()}", "", "| word | meaning |", "|---|---|"]
        out += [f"| `{term.name}` | {term.definition} |" for term in terms.values()]
        out.append("")
    return "\n".join(out)


def sources_page() -> str:
    """The forms in which reports arrive, as a page."""
    out = [
        "# How reports arrive",
        "",
        "Made by `make docs` from the code. `onrecord read` takes files, folders, patterns and `-`. What a file is, is told by its",
        "content, not by its name. `--dry-run` says what would be read, `--ledger FILE` writes what became of each.",
        "",
        "A report's name leads to it: the file, and behind `!` what lies inside (`press.zip!day/box!17@wire.example`). Reading the",
        "same tree twice reads nothing twice. Hidden files, and links that lead out of a folder, are left alone.",
        "",
        "## Forms that are one report",
        "",
        "| form | kept | lost |",
        "|---|---|---|",
        *(f"| {form.title} | {form.kept} | {form.lost} |" for form in FORMS),
        "",
        "## Forms that hold several",
        "",
        "| form | kept | lost |",
        "|---|---|---|",
        *(f"| {source.title} | {source.kept} | {source.lost} |" for source in sources()),
        "",
        (ROOT / "tools" / "sources.md")
        .read_text(encoding="utf-8")
        .format(
            largest=LARGEST // 1024**2,
            total=Limits().total // 1024**3,
            count=f"{Limits().count:,}",
            depth=Limits().depth,
            ocr=f"{ocr.SECONDS / 60:.0f}",
            teaser=online.TEASER,
            delay=f"{online.DELAY:g}",
            seconds=f"{fetch.SECONDS:.0f}",
            articles=online.MOST_ARTICLES,
            memory=MEMORY // 1024**3,
            patience=KEYS["decode_seconds"][0],
        ),
    ]
    return "\n".join(out)


def quality_page() -> str:
    """The figures as a page: totals only, so that the held-out half stays unseen."""
    out = [
        "# Quality",
        "",
        f"Made by `make quality` with the reader `{READERS[DEFAULT]}`; rows with *rules* are the codebook alone,",
        f"`{READERS['rules']}`. The reports in `tests/benchmark/` are ours: written and annotated by AI assistants who saw the",
        "annotation rules and none of the reading code (tests/benchmark/README.md says what that means). Of `held/`, `late/`,",
        "`odd/` and `watched/` only totals were seen; those of `watched/` after many changes. `late/` was written when the reader was",
        "done, by others, in kinds of text and on disputes that the reader was not trained on. `odd/` has kinds far from news: a digest",
        "of broadcasts, a parliamentary record, newsletters, a stock-exchange notice, a field diary, an essay; others of such kinds",
        "are among what the reader was trained on.",
        "Intervals: 95 %, reports drawn anew 1,000 times.",
        "",
        "| set | reports | entries | level | precision | recall | F1 | interval |",
        "|---|---|---|---|---|---|---|---|",
    ]
    results: dict[tuple[str, str], Result] = {}
    for name, reader in ((n, r) for n in ("open", "held", "late", "odd", "watched") for r in (DEFAULT, "rules")):
        results[name, reader] = score_folder(BENCHMARK / name, reader=reader)
        totals = results[name, reader].totals()
        called = name if reader == DEFAULT else f"{name}, *rules*"
        for level in LEVELS:
            t = totals[level]
            out.append(
                f"| {called} | {totals['documents']} | {totals['gold']} | {level} | {t['precision']:.3f} | {t['recall']:.3f} "
                f"| {t['f1']:.3f} | {t['low']:.3f} to {t['high']:.3f} |"
            )
        out.append(f"| {called} | | | must-nots broken | | | {totals['must_not_broken']} of {totals['must_not']} | |")
    lines, words = false_lines(BENCHMARK / "other")
    out += [
        "",
        f"Reports that are no negotiation: {lines} false lines in {words:,} words ({len(list((BENCHMARK / 'other').glob('*.txt')))} reports).",
        "",
    ]
    for first, second in (
        (BENCHMARK / "held", BENCHMARK / "second"),
        (BENCHMARK / "late", BENCHMARK / "second"),
        (BENCHMARK / "watched", BENCHMARK / "second"),
        (ROOT / "training" / "reports", ROOT / "training" / "second"),
        (ROOT / "training" / "real", ROOT / "training" / "second"),
    ):
        totals = agreement(first, second).totals()
        figures = ", ".join(f"{level} {totals[level]['f1']:.3f}" for level in LEVELS)
        name = first.relative_to(ROOT)
        what = "sentences" if name.name == "real" else "reports"
        out += [
            f"Two annotators, blind to each other, on {totals['documents']} {what} of `{name}/` agree at F1: {figures}.",
            "",
        ]
    judged = tomllib.loads((BENCHMARK / "judged.toml").read_text(encoding="utf-8"))
    out += [
        f"Real news and statements ({judged['texts']}): of {judged['lines']} lines that {judged['reader']} made, an independent",
        f"judge who saw the texts, the words and the lines kept {judged['kept']} ({judged['kept'] / judged['lines']:.0%}); of these "
        f"{judged['full']} were right in every slot. Of {judged['holding']} sentences that hold something to record, "
        f"{judged['recorded']} have a right line.",
        "",
        "`entry`: found at all (kind, family of acts, place in the text). `who`: and the right actors and speaker. `full`:",
        "and the exact act, addressees, form, flags, condition, status and outcome.",
        "",
    ]
    bins, error = reliability(results["held", DEFAULT])
    (ROOT / "docs" / "reliability.svg").write_text(diagram(bins), encoding="utf-8")
    out += [
        "## What confidence means",
        "",
        f"Lines of the held-out half by their confidence. Expected calibration error: {error:.3f}.",
        "",
        "![Confidence against the share of right lines](reliability.svg)",
        "",
        "| confidence | lines | mean confidence | right |",
        "|---|---|---|---|",
        *(f"| {b.low:.1f} to {b.high:.1f} | {b.lines} | {b.confidence:.2f} | {b.right:.2f} |" for b in bins),
        "",
        "## Behaviours",
        "",
        "What a change to a sentence must and must not change in its line (`tests/behaviours.py`): how many of the pairs fail.",
        "",
        "| change | fail | of |",
        "|---|---|---|",
        *(f"| {b.name} | {failed} | {asked} |" for b in BEHAVIOURS for failed, asked in (rate(b),)),
        "",
    ]
    measured = tomllib.loads((BENCHMARK / "measured.toml").read_text(encoding="utf-8"))
    out += ["## On other people's data", ""]
    for one in measured["measured"]:
        out += [f"{one['what']}: {one['figures']} ({one['reader']}; {one['how']}).", ""]
    return "\n".join(out)


def diagram(bins: list[Bin]) -> str:
    """A reliability diagram: one bar a bin, as high as its share of right lines; the line is where they should end."""
    side, edge = 300, 40
    bars = "".join(
        f'<rect x="{edge + side * b.low:.0f}" y="{edge + side * (1 - b.right):.0f}" width="{side * (b.high - b.low) - 2:.0f}" '
        f'height="{side * b.right:.0f}" fill="#4a7a9c"><title>{b.lines} lines, confidence {b.confidence:.2f}, '
        f"right {b.right:.2f}</title></rect>"
        for b in bins
    )
    marks = "".join(
        f'<text x="{edge + side * n / 5:.0f}" y="{edge + side + 16}" text-anchor="middle">{n / 5:.1f}</text>'
        f'<text x="{edge - 6}" y="{edge + side * (1 - n / 5) + 4:.0f}" text-anchor="end">{n / 5:.1f}</text>'
        for n in range(6)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side + 2 * edge} {side + 2 * edge + 16}" '
        'font-family="sans-serif" font-size="11">'
        f'<rect width="100%" height="100%" fill="#fff"/>{bars}'
        f'<rect x="{edge}" y="{edge}" width="{side}" height="{side}" fill="none" stroke="#333"/>'
        f'<line x1="{edge}" y1="{edge + side}" x2="{edge + side}" y2="{edge}" stroke="#b33" stroke-dasharray="4 3"/>'
        f'{marks}<text x="{edge + side / 2:.0f}" y="{edge + side + 34}" text-anchor="middle">confidence of the reader</text>'
        f'<text x="{edge}" y="{edge - 12}">share of lines that are right</text></svg>\n'
    )


def main() -> int:
    """Write the pages, or with --check tell which are stale."""
    pages = {
        ROOT / "docs" / "codebook.md": codebook_page(),
        ROOT / "docs" / "sources.md": sources_page(),
    }
    if "--sources" in sys.argv:
        (ROOT / "docs" / "sources.md").write_text(sources_page(), encoding="utf-8")
        return 0
    if "--check" not in sys.argv:
        pages[ROOT / "docs" / "quality.md"] = quality_page()
        for path, text in pages.items():
            path.write_text(text, encoding="utf-8")
            print(f"written: {path.relative_to(ROOT)}")
        return 0
    stale = [p for p, text in pages.items() if not p.exists() or p.read_text(encoding="utf-8") != text]
    quality = ROOT / "docs" / "quality.md"
    if not quality.exists() or f"`{READERS[DEFAULT]}`" not in quality.read_text(encoding="utf-8"):
        stale.append(quality)
    for path in stale:
        print(f"{path.relative_to(ROOT)} is stale; renew it with: make quality", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
