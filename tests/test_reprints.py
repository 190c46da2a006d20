"""Reprints on reports of known families: found, whatever an outlet does to them, and nothing else is called one."""

from __future__ import annotations

import random
from itertools import combinations

from onrecord.resolve.reprints import families, shingles
from tests.reprinted.make import Printed, reprinted

COUNT = 2_500


def found_in(reports: dict[str, Printed]) -> dict[str, str]:
    words = {key: shingles(one.text) for key, one in reports.items()}
    return families(lambda keys: {key: words[key] for key in keys}, {key: one.day for key, one in reports.items()})


def test_families_are_found_and_kept_apart_in_any_order() -> None:
    reports = {f"r-{n:05}": one for n, one in enumerate(reprinted(COUNT))}
    family = found_in(reports)
    right = found = true = 0
    for a, b in combinations(reports, 2):
        is_one, is_found = reports[a].family == reports[b].family, family[a] == family[b]
        right, found, true = right + (is_one and is_found), found + is_found, true + is_one
    assert right / found >= 0.995 and right / true >= 0.97
    origins = {one.family: key for key, one in reports.items() if one.how == "dispatch"}
    assert sum(family[key] == key for key in origins.values()) >= 0.99 * len(origins)
    shuffled = list(reports)
    random.Random(3).shuffle(shuffled)
    assert found_in({key: reports[key] for key in shuffled}) == family


def test_a_statement_that_an_article_quotes_whole_is_no_reprint_and_its_beginning_is() -> None:
    paragraphs = {one.how: one for one in reprinted(400)}["dispatch"].text.split("\n\n")
    statement = "\n\n".join(paragraphs)
    own = " ".join(f"word{n} of{n} its{n} own{n}" for n in range(150))
    made = {
        "a": Printed(statement, "2026-01-01", 0, "dispatch"),
        "b": Printed(f"{own}\n\n{statement}\n\n{own[:900]} end", "2026-01-02", 1, "whole"),
        "c": Printed(" ".join(statement.split()[: len(statement.split()) // 2]), "2026-01-03", 0, "shortened"),
    }
    assert found_in(made) == {"a": "a", "b": "b", "c": "a"}


def test_a_form_filled_in_with_other_numbers_is_no_reprint() -> None:
    forms = [one for one in reprinted(COUNT) if one.how == "form"][:40]
    family = found_in({str(n): one for n, one in enumerate(forms)})
    assert all(head == report for report, head in family.items())
