"""Make the pages that are generated: docs/codebook.md, docs/quality.md. With --check, only say whether they are stale.

docs/quality.md comes from a run over tests/benchmark: a few minutes. --check renews only the codebook page and
checks that the quality page was made by this reader.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from onrecord.codebook import load_codebook
from onrecord.evaluate import LEVELS, agreement, false_lines, score_folder
from onrecord.pipeline import DEFAULT, READERS

ROOT = Path(__file__).resolve().parent.parent
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


def quality_page() -> str:
    """The figures as a page: totals only, so that the held-out half stays unseen."""
    out = [
        "# Quality",
        "",
        f"Made by `make quality` with the reader `{READERS[DEFAULT]}`; rows with *rules* are the codebook alone,",
        f"`{READERS['rules']}`. The reports in `tests/benchmark/` are ours: written and annotated by AI assistants who saw the",
        "annotation rules and none of the reading code (tests/benchmark/README.md says what that means). Of `held/` and",
        "`watched/` only totals were seen; those of `watched/` after many changes. Intervals: 95 %, reports drawn anew 1,000 times.",
        "",
        "| set | reports | entries | level | precision | recall | F1 | interval |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, reader in ((n, r) for n in ("open", "held", "watched") for r in (DEFAULT, "rules")):
        totals = score_folder(BENCHMARK / name, reader=reader).totals()
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
        (BENCHMARK / "watched", BENCHMARK / "second"),
        (ROOT / "training" / "reports", ROOT / "training" / "second"),
    ):
        totals = agreement(first, second).totals()
        figures = ", ".join(f"{level} {totals[level]['f1']:.3f}" for level in LEVELS)
        name = first.relative_to(ROOT)
        out += [
            f"Two annotators, blind to each other, on {totals['documents']} reports of `{name}/` agree at F1: {figures}.",
            "",
        ]
    judged = tomllib.loads((BENCHMARK / "judged.toml").read_text(encoding="utf-8"))
    out += [
        f"Real news and statements ({judged['texts']}): of {judged['lines']} lines that {judged['reader']} made, an independent",
        f"judge who saw the texts, the words and the lines kept {judged['kept']} ({judged['kept'] / judged['lines']:.0%}); of these "
        f"{judged['full']} were right in every slot.",
        "",
        "`entry`: found at all (kind, family of acts, place in the text). `who`: and the right actors and speaker. `full`:",
        "and the exact act, addressees, form, flags, condition, status and outcome.",
        "",
    ]
    return "\n".join(out)


def main() -> int:
    """Write the pages, or with --check tell which are stale."""
    pages = {ROOT / "docs" / "codebook.md": codebook_page()}
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
