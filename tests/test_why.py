"""Why a line is on record, in words."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

from onrecord.export import why
from onrecord.export.why import PROPOSED, SLOTS
from onrecord.extract.learned.propose import CHANGEABLE
from onrecord.model import MadeBy
from onrecord.model.mention import BY_MODEL
from onrecord.model.shape import as_json, from_json
from onrecord.pipeline import read_text
from tests import build

OPEN = sorted(Path("tests/benchmark/open").glob("*.gold.json"))


def test_every_rule_that_makes_lines_has_words() -> None:
    texts = [json.loads(path.read_text("utf-8"))["text"] for path in OPEN]
    rules = {
        e.made_by.rule for reader in ("rules", "full") for text in texts for e in read_text(text, reader=reader).entries
    }
    named = set(
        re.findall(r'rule="([^"]+)"', "".join(p.read_text("utf-8") for p in Path("src/onrecord/extract").rglob("*.py")))
    )
    assert rules | named <= {*PROPOSED, BY_MODEL} and len(rules) > 5
    assert {*CHANGEABLE, "speakers"} == set(SLOTS)


def test_it_says_who_proposed_decided_and_changed() -> None:
    made = MadeBy("full/3", "verb cue", "promise >obj", "learned model", ("act",), ("addressees",))
    told = " ".join(why(replace(build.entry(), made_by=made, confidence=0.914)))
    assert "the codebook knows the verb (cue “promise >obj”)" in told and "chance of 91%" in told
    assert "otherwise than the rule: the act" in told and "full/3" in told
    assert "not by the words of the sentence: towards whom" in told and "Nobody has reviewed it." in told


def test_what_no_rule_proposed_and_what_rules_decided_alone_is_said() -> None:
    found = why(replace(build.entry(), made_by=MadeBy("full/3", BY_MODEL, "", BY_MODEL)))
    assert found[0] == "Proposed by the learned model; no rule of the codebook reads it."
    assert "by the codebook, with a confidence" in why(build.entry())[1]


def test_lines_of_older_readers_are_still_understood() -> None:
    old = as_json(build.entry())
    for field in ("decided", "changed", "weighed"):
        del old["made_by"][field]
    assert from_json(old) == build.entry()
