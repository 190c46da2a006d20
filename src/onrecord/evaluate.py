"""How well reading does on annotated reports (*.gold.json): totals, intervals, and what was missed.

An entry is found when a predicted one of the same kind and family of acts covers its evidence closely enough
(intersection over union of at least 0.2, at least half of the shorter one shared). `entry` counts what is found,
`who` also asks for actors and speaker, `full` also for act, role, addressees, form, flags, condition, status and
outcome where the annotation has them. Implied lines of the annotation may be left alone.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onrecord.codebook import load_codebook
from onrecord.model.plain import count
from onrecord.model.shape import as_json

FLAGS = ("negated", "conditional", "future", "historical")
STRONG_FORMS = ("written", "signed", "joint_statement")
PRONOUNS = frozenset("he she they it we i who his her their our him them us".split())
LEVELS = ("entry", "who", "full")
RESAMPLES = 1000

Json = dict[str, Any]


@dataclass(slots=True)
class Document:
    """One annotated report with what was read in it."""

    id: str
    gold: Json
    read: list[Json]
    pairs: list[tuple[Json, Json]] = field(default_factory=list)
    hits: dict[str, int] = field(default_factory=dict)
    asked: int = 0
    given: int = 0
    broken: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Result:
    """The documents of a folder, scored."""

    documents: tuple[Document, ...]

    def totals(self) -> Json:
        """Precision, recall and F1 at each level, with 95 % intervals of F1 over resampled reports."""
        out: Json = {
            "documents": len(self.documents),
            "gold": sum(d.asked for d in self.documents),
            "read": sum(d.given for d in self.documents),
            "must_not_broken": sum(d.broken for d in self.documents),
            "must_not": sum(len(d.gold.get("must_not", ())) for d in self.documents),
        }
        for level in LEVELS:
            precision, recall, f1 = _f1(self.documents, level)
            low, high = _interval(self.documents, level)
            out[level] = {"precision": precision, "recall": recall, "f1": f1, "low": low, "high": high}
        return out

    def as_text(self) -> str:
        """The totals as a small table."""
        totals = self.totals()
        lines = [
            f"{count(totals['documents'], 'report', 'reports')}, {count(totals['gold'], 'entry', 'entries')} annotated, "
            f"{totals['read']} read"
        ]
        for level in LEVELS:
            t = totals[level]
            lines.append(
                f"{level:6s} precision {t['precision']:.3f}  recall {t['recall']:.3f}  "
                f"F1 {t['f1']:.3f}  (95 % {t['low']:.3f} to {t['high']:.3f})"
            )
        lines.append(f"must-nots broken: {totals['must_not_broken']} of {totals['must_not']}")
        return "\n".join(lines)

    def misses(self) -> list[str]:
        """What was missed, what was extra and which slots were wrong, a line each."""
        return [line for document in self.documents for line in document.wrong]


def score_folder(folder: Path, *, reader: str = "full") -> Result:
    """Read every annotated report in a folder and score it; `reader` as in `onrecord read --reader`."""
    from onrecord.pipeline import read_text

    documents = []
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        if "text" not in gold:
            gold["text"] = (path.parent / gold["text_file"]).read_text(encoding="utf-8")
        name = path.name.removesuffix(".gold.json") + ".txt"
        reading = read_text(gold["text"], name=name, published=gold.get("published"), reader=reader)
        documents.append(score_document(gold, [as_json(entry) for entry in reading.entries]))
    return Result(tuple(documents))


def score_document(gold: Json, read: list[Json]) -> Document:
    """One report: pairs of annotated and predicted entries, and how many are right at each level."""
    document = Document(gold["id"], gold, read)
    aliases = aliases_of(gold)
    document.pairs = _pairs(gold, read, aliases)
    asked = [g for g in gold["entries"] if g["tier"] != "implied"]
    paired = {id(p) for _, p in document.pairs}
    found = [(g, p) for g, p in document.pairs if g["tier"] != "implied"]
    extra = [p for p in read if id(p) not in paired]
    document.asked, document.given = len(asked), len(found) + len(extra)
    document.hits = dict.fromkeys(LEVELS, 0)
    for g, p in found:
        wrong = differing(g, p, aliases)
        document.hits["entry"] += 1
        who = not wrong & {"actors", "speaker"}
        document.hits["who"] += who
        document.hits["full"] += who and not wrong - {"style", "chain"}
        if wrong:
            document.wrong.append(f"{document.id} {g['id']} wrong {', '.join(sorted(wrong))}: {_words(p)}")
    hit = {g["id"] for g, _ in document.pairs}
    document.wrong += [
        f"{document.id} {g['id']} missed {g['kind']}/{g.get('act') or g.get('role') or ''}: {_words(g)}"
        for g in asked
        if g["id"] not in hit
    ]
    document.wrong += [f"{document.id} extra {p['kind']}/{p['act'] or p['role'] or ''}: {_words(p)}" for p in extra]
    for rule in gold.get("must_not", ()):
        if any(_breaks(rule, p, aliases) for p in read):
            document.broken += 1
            document.wrong.append(f"{document.id} {rule['id']} must not: {rule['why']}")
    return document


def _words(entry: Json) -> str:
    first = entry["evidence"][0]
    return repr(first.get("text", f"{first['start']}-{first['end']}"))


def plain(name: str | None) -> str:
    """A name for comparison: no case, accents, marks, article or possessive."""
    text = "".join(c for c in unicodedata.normalize("NFKD", name or "") if not unicodedata.combining(c)).casefold()
    text = re.sub(r"[’'‘β]s\b", "", text)
    text = re.sub(r"[’'‘`β“”\"]", "", text)
    text = re.sub(r"[^\w\s-]", " ", text)
    text = re.sub(r"^(the|a|an)\s+", "", text.strip())
    return " ".join(text.split())


def aliases_of(gold: Json) -> dict[str, set[str]]:
    """The names by which each actor of an annotation is known, as they are compared."""
    return {
        a["id"]: {plain(n) for n in (a.get("name"), a.get("role"), *a.get("aliases", ())) if n} for a in gold["actors"]
    }


def _family(entry: Json) -> tuple[str, str]:
    kind, act = entry["kind"], entry.get("act") or ""
    acts = load_codebook().acts
    return kind, acts[act].family if kind in ("statement", "action") and act in acts else ""


def _shared(a: Json, b: Json) -> tuple[float, float]:
    """The best pair of evidence spans: share of the shorter one, and intersection over union."""
    best = (0.0, 0.0)
    for x in a["evidence"]:
        for y in b["evidence"]:
            common = min(x["end"], y["end"]) - max(x["start"], y["start"])
            if common > 0:
                shorter = min(x["end"] - x["start"], y["end"] - y["start"])
                union = max(x["end"], y["end"]) - min(x["start"], y["start"])
                best = (max(best[0], common / max(1, shorter)), max(best[1], common / union))
    return best


def _same(slot: Any, given: Json, aliases: Mapping[str, set[str]]) -> bool:
    name = plain(given.get("name") or given.get("mention"))
    wanted = slot if isinstance(slot, list) else [slot]
    return name not in PRONOUNS and any(name in aliases.get(actor, ()) for actor in wanted)


def _all_right(wanted: Iterable[Any], given: Sequence[Json], aliases: Mapping[str, set[str]]) -> bool:
    left = list(given)
    for slot in wanted:
        hit = next((g for g in left if _same(slot, g, aliases)), None)
        if hit is None:
            return False
        left.remove(hit)
    return not left


def _pairs(gold: Json, read: list[Json], aliases: Mapping[str, set[str]]) -> list[tuple[Json, Json]]:
    """One-to-one pairs, the closest first; right actors and the same act break ties."""
    ranked = []
    for g in gold["entries"]:
        for n, p in enumerate(read):
            if _family(g) != _family(p) or (p["tier"] == "implied" and g["tier"] != "implied"):
                continue
            share, union = _shared(g, p)
            if share >= 0.5 and union >= 0.2:
                bonus = 0.5 * _all_right(g.get("actors", ()), p["actors"], aliases) + 0.2 * (g.get("act") == p["act"])
                ranked.append((-(union + bonus), g["id"], n, g, p))
    pairs: list[tuple[Json, Json]] = []
    used: set[tuple[str, object]] = set()
    for _, key, n, g, p in sorted(ranked, key=lambda item: item[:3]):
        if ("gold", key) not in used and ("read", n) not in used:
            used |= {("gold", key), ("read", n)}
            pairs.append((g, p))
    return pairs


def differing(g: Json, p: Json, aliases: Mapping[str, set[str]]) -> set[str]:
    """The slots that are not as annotated; slots the annotation leaves open are never wrong."""
    found = {name for name in ("act", "role", "status", "outcome") if g.get(name) and g[name] != p[name]}
    for name in ("actors", "addressees"):
        if g.get(name) and not _all_right(g[name], p[name], aliases):
            found.add(name)
    said, wanted = p["attribution"]["speakers"], g.get("speakers", [])
    if bool(wanted) != bool(said) or (wanted and not _same(wanted[-1], said[-1], aliases)):
        found.add("speaker")
    if len(wanted) > 1 and (len(said) != len(wanted) or not all(map(lambda s, a: _same(s, a, aliases), wanted, said))):
        found.add("chain")
    if g["style"] != p["attribution"]["style"]:
        found.add("style")
    form = g.get("form")
    if form not in (None, "unstated") and form != p["form"] or form in (None, "unstated") and p["form"] in STRONG_FORMS:
        found.add("form")
    if any(bool(g.get(f)) != bool(p[f]) for f in FLAGS):
        found.add("flags")
    if g.get("condition"):
        words = set(plain(g["condition"]).split())
        if len(words & set(plain(p["condition"]).split())) < 0.5 * len(words):
            found.add("condition")
    return found


def _breaks(rule: Json, p: Json, aliases: Mapping[str, set[str]]) -> bool:
    inside = any(
        min(e["end"], rule["end"]) - max(e["start"], rule["start"]) > 0.6 * (e["end"] - e["start"])
        for e in p["evidence"]
    )
    if not inside or p["kind"] not in rule.get("kinds", [p["kind"]]) or p["act"] not in rule.get("acts", [p["act"]]):
        return False
    if rule.get("actors"):
        slot = rule.get("slot", "actors")
        given = p["attribution"]["speakers"] if slot == "speakers" else p[slot]
        if not any(_same([a], g, aliases) for a in rule["actors"] for g in given):
            return False
    return all((p.get(key) or False) == (value or False) for key, value in (rule.get("if") or {}).items())


def _f1(documents: Sequence[Document], level: str) -> tuple[float, float, float]:
    hits = sum(d.hits[level] for d in documents)
    asked, given = sum(d.asked for d in documents), sum(d.given for d in documents)
    precision, recall = hits / given if given else 0.0, hits / asked if asked else 0.0
    return precision, recall, 2 * hits / (asked + given) if asked + given else 0.0


def _interval(documents: Sequence[Document], level: str) -> tuple[float, float]:
    """95 % of F1 when the reports are drawn anew; the draws are the same every time."""
    if not documents:
        return 0.0, 0.0
    draw = random.Random(7)
    values = sorted(_f1(draw.choices(documents, k=len(documents)), level)[2] for _ in range(RESAMPLES))
    return values[int(0.025 * RESAMPLES)], values[int(0.975 * RESAMPLES)]


def agreement(first: Path, second: Path) -> Result:
    """Two annotations of the same reports: the second scored against the first, as if it had been read."""
    documents = []
    for path in sorted(second.glob("*.gold.json")):
        other = first / path.name
        if other.exists():
            mine = json.loads(path.read_text(encoding="utf-8"))
            documents.append(score_document(json.loads(other.read_text(encoding="utf-8")), _as_read(mine)))
    for path in sorted(second.glob("*.jsonl")):
        # a document a line
        if (first / path.name).exists():
            known = {one["id"]: one for one in _lines(first / path.name)}
            documents += [score_document(known[mine["id"]], _as_read(mine)) for mine in _lines(path)]
    return Result(tuple(documents))


def _lines(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _as_read(gold: Json) -> list[Json]:
    """Annotated entries in the shape of read ones; of several acceptable actors the first."""
    names = {a["id"]: a["name"] for a in gold["actors"]}

    def actors(slots: Iterable[Any]) -> list[Json]:
        return [{"name": names[slot[0] if isinstance(slot, list) else slot]} for slot in slots]

    blank = dict.fromkeys(("act", "role", "form", "condition", "status", "outcome"))
    return [
        blank
        | dict.fromkeys(FLAGS, False)
        | e
        | {
            "actors": actors(e.get("actors", ())),
            "addressees": actors(e.get("addressees", ())),
            "attribution": {"speakers": actors(e.get("speakers", ())), "style": e["style"]},
        }
        for e in gold["entries"]
    ]


@dataclass(frozen=True, slots=True)
class Bin:
    """Lines whose confidence lies between two bounds: how many, how sure the reader is of them, how many are right."""

    low: float
    high: float
    lines: int
    confidence: float
    right: float


def judged(result: Result) -> list[tuple[Json, bool]]:
    """Every line read, and whether it is one of the annotated ones; those that are only implied say nothing."""
    found = []
    for document in result.documents:
        tiers = {id(p): g["tier"] for g, p in document.pairs}
        found += [(p, id(p) in tiers) for p in document.read if tiers.get(id(p)) != "implied"]
    return found


def reliability(result: Result, bins: int = 10) -> tuple[list[Bin], float]:
    """What confidence is worth: bins of equal width, and the expected calibration error over them."""
    lines = judged(result)
    made, error = [], 0.0
    for n in range(bins):
        low, high = n / bins, (n + 1) / bins
        inside = [(p["confidence"], right) for p, right in lines if low <= p["confidence"] < high + (n == bins - 1)]
        if inside:
            confidence = sum(c for c, _ in inside) / len(inside)
            share = sum(right for _, right in inside) / len(inside)
            made.append(Bin(low, high, len(inside), confidence, share))
            error += len(inside) / len(lines) * abs(confidence - share)
    return made, error


def false_lines(folder: Path) -> tuple[int, int]:
    """Entries read from reports that are no negotiation, and the words of these reports."""
    from onrecord.pipeline import read

    lines = words = 0
    for path in sorted(folder.glob("*.txt")):
        reading = read(path)
        lines += len(reading.entries)
        words += len(reading.report.text.split())
    return lines, words


def floors(path: Path) -> list[str]:
    """What falls below the floors pinned in a TOML file; empty when all hold."""
    wanted = tomllib.loads(path.read_text(encoding="utf-8"))
    problems = []
    for name, least in wanted.get("f1", {}).items():
        totals = score_folder(path.parent / name).totals()
        for level, value in least.items():
            if totals[level]["f1"] < value:
                problems.append(f"{name}: {level} F1 {totals[level]['f1']:.3f} is below the floor {value:.3f}")
    for name, most in wanted.get("false_lines_per_1000_words", {}).items():
        lines, words = false_lines(path.parent / name)
        if 1000 * lines > most * words:
            problems.append(f"{name}: {lines} false lines in {words} words, more than {most} in 1,000")
    return problems


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m onrecord.evaluate --floors FILE`: 0 when all floors hold, 1 when one does not."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--floors", type=Path, required=True)
    problems = floors(parser.parse_args(arguments).floors)
    for problem in problems:
        print(problem, file=sys.stderr)
    print("quality floors hold" if not problems else f"{len(problems)} quality floors broken")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
