"""Automatic numbers of a Word document: "Article 2", "1.", "(a)" stand in no paragraph, but in the rules for its lists."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from onrecord.reports.listed import as_number

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
KINDS = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
MOST_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """How the items of one level are counted."""

    kind: str
    pattern: str
    first: int


@dataclass
class Lists:
    """The lists of a document, and how far each has been counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    counted: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def mark(self, paragraph: Any) -> str:
        """What Word shows before a paragraph: its number and a space, or nothing; counts it."""
        place = paragraph.find(f"{W}pPr/{W}numPr")
        if place is None:
            return ""
        rule = self.rules.get(_value(place.find(f"{W}numId")), "")
        at = _whole(_value(place.find(f"{W}ilvl")), 0)
        level = self.levels.get(rule, {}).get(at)
        if level is None:
            return ""
        counts = self.counted[rule]
        counts[at] = counts[at] + 1 if at in counts else level.first
        for deeper in [one for one in counts if one > at]:
            del counts[deeper]
        if level.kind in ("bullet", "none"):
            return ""
        words = re.sub(r"%(\d)", lambda found: self._number(rule, int(found.group(1)) - 1), level.pattern)
        return f"{words.strip()} " if words.strip() else ""

    def _number(self, rule: str, at: int) -> str:
        level = self.levels[rule].get(at)
        if level is None:
            return ""
        return as_number(self.counted[rule].get(at, level.first), KINDS.get(level.kind, "1")).strip("().")


def lists_of(numbering: Any) -> Lists:
    """The lists that the part `word/numbering.xml` describes; None for a document without it."""
    lists = Lists()
    if numbering is None:
        return lists
    for rule in numbering.iter(f"{W}abstractNum"):
        levels = {}
        for level in rule.iter(f"{W}lvl"):
            at = _whole(level.get(f"{W}ilvl"), MOST_LEVELS)
            if at < MOST_LEVELS:
                kind, pattern = _value(level.find(f"{W}numFmt")), _value(level.find(f"{W}lvlText"))
                levels[at] = Level(kind or "decimal", pattern[:40], _whole(_value(level.find(f"{W}start")), 1))
        lists.levels[str(rule.get(f"{W}abstractNumId"))] = levels
    for number in numbering.iter(f"{W}num"):
        lists.rules[str(number.get(f"{W}numId"))] = _value(number.find(f"{W}abstractNumId"))
    return lists


def _value(element: Any) -> str:
    return str(element.get(f"{W}val") or "") if element is not None else ""


def _whole(words: str | None, otherwise: int) -> int:
    return int(words) if words is not None and words.isdecimal() and words.isascii() and len(words) < 6 else otherwise
