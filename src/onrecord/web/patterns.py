"""Every component of the pages once, with invented words: to look at, and for tests."""

from __future__ import annotations

from typing import Any

from onrecord.web.chart import chart_of

View = dict[str, Any]
LONG = "to withdraw the battalion from the town of Lisna and the three villages around it before the first snow, " * 2


def _actor(name: str) -> View:
    return {"id": f"a-{name.lower()}", "name": name, "href": "/patterns"}


def _report() -> View:
    return {
        "id": "r-0", "href": "/patterns", "title": "Talks end without a deal", "headline": True, "outlet": "Meridian Wire",
        "published": "2026-03-14",
    }  # fmt: skip


def _line(number: int, **other: Any) -> View:
    kinds = ("statement", "action", "meeting", "participation", "phase")
    words = ("said", "done", "met", "takes part", "state")
    return {
        "id": f"e-{number}", "href": "/patterns", "kind": kinds[number % 5], "kind_word": words[number % 5],
        "act": "refuse", "family": "refuse", "who": "Ruritanian delegation", "did": "refused something in writing",
        "to": "Borduria", "says": "Elena Ruz", "line": "Ruritanian delegation refused something in writing",
        "qualifiers": [], "implied": False, "form": "written", "quote": "We were given a smile, and nothing in writing.",
        "told": "2026-03-14", "report": _report(), "process": None, "confidence": 0.83, "reviewed": False,
        "standing": "suggested", **other,
    }  # fmt: skip


def _thread(kind: str, **other: Any) -> View:
    return {
        "id": "t-0", "href": "/patterns", "kind": kind, "maker": _actor("Velmark"), "to": [_actor("Ostrana")],
        "about": "to reopen the pass by 15 October", "form": "verbal", "form_word": "verbal", "maker_confirmed": False,
        "status": [
            {"by": _actor("Ostrana"), "status": "given", "word": "given"},
            {"by": _actor("Velmark"), "status": "denied", "word": "denied"},
        ],
        "deadline": "by 15 October", "due": "2025-10-15", "answer": None, "answer_word": None, "first_told": "2025-09-18",
        "last_told": "2025-11-20", "tellings": 5, "apart_from_reprints": 4, "speakers": 2, "process": None,
        "reviewed": False, "entries": ["e-0"], **other,
    }  # fmt: skip


def _meeting(**other: Any) -> View:
    return {
        "id": "m-0", "href": "/patterns", "who": [_actor("Ostrana"), _actor("Velmark")], "when": "2025-09-10",
        "earliest": "2025-09-10", "latest": "2025-09-11", "precision": "day", "place": "Geneva", "round": 1,
        "format": "indirect", "status": "ended", "status_word": "ended",
        "outcome": [{"by": _actor("Norway"), "outcome": "no_agreement", "word": "no agreement"}],
        "seats": [
            {"actor": _actor("Renko"), "role": "head", "side": _actor("Ostrana"), "entries": []},
            {"actor": _actor("Hauglund"), "role": "mediator", "side": None, "entries": []},
        ],
        "first_told": "2025-09-11", "tellings": 6, "line": "Geneva", "what": "Geneva", "process": None, "reviewed": True, "entries": [],
        **other,
    }  # fmt: skip


def patterns() -> View:
    """The dicts that the pattern page shows."""
    lines = [
        _line(0), _line(1, told=None), _line(2, reviewed=True, standing="accepted"),
        _line(3, implied=True, qualifiers=["implied", "background"]),
        _line(4, who="", quote=LONG, qualifiers=["on condition: if the road stays open", "deadline: by noon on Friday"]),
    ]  # fmt: skip
    timeline: list[View] = [
        {"when": day, "until": day, "lane": lane, "what": f"something in {day[:4]}", "href": "/patterns", "entries": [],
         "reviewed": lane == "meetings", "process": None}
        for day, lane in (("2025-11-03", "meetings"), ("2025-12-30", "statements"), ("2026-01-04", "incidents"),
                          ("2026-01-04", "incidents"), ("2026-02-10", "statements"))
    ]  # fmt: skip
    stand = {"told": "2026-03-14", "act": "refuse", "negated": False, "word": "refuse", "did": "refused", "entry": "e-0",
             "href": "/patterns", "who": "Elena Ruz", "quote": LONG, "says": "Elena Ruz", "report": _report(),
             "reviewed": False}  # fmt: skip
    return {
        "title": "Patterns",
        "lines": lines,
        "threads": [
            _thread("commitment"),
            _thread("commitment", form="signed", maker_confirmed=True, reviewed=True, about=LONG),
            _thread("demand", answer="ignored", answer_word="no answer", deadline=None),
            _thread("warning", to=[]),
        ],
        "meetings": [_meeting(), _meeting(earliest=None, latest=None, place=None, round=None, outcome=[], seats=[])],
        "positions": [
            {"id": "p-0", "href": "/patterns", "process": "p-0", "process_name": "", "issue": "prisoners",
             "issue_word": "prisoners", "party": _actor("Ostrana"), "moved": True, "earlier": 2, "all_lines": "/patterns",
             "first": stand, "stands": [stand, {**stand, "did": "accepted", "who": ""}]}
        ],
        "disagreements": [
            {"id": "t-0", "href": "/patterns", "kind": "undertaking", "about": "to reopen the pass",
             "whose": _actor("Velmark"), "versions": [
                {"by": _actor("Ostrana"), "says": "given", "word": "given", "lines": [_line(0)]},
                {"by": _actor("Velmark"), "says": "denied", "word": "denied", "lines": [_line(0)]}]}
        ],
        "silence": [
            {"what": "not heard", "process": None, "actor": _actor("Hask"), "role": "named person", "spoken_of": 3,
             "accused": 1, "declined": 1, "lines": [_line(0)], "thread": None},
            {"what": "no answer", "process": None, "actor": _actor("Velmark"), "role": None, "spoken_of": None,
             "accused": None, "declined": None, "lines": [], "thread": _thread("demand")},
        ],
        "report": _report() | {"entries": 12, "family": "", "begins": LONG, "warnings": ["no dateline found"]},
        "party": _actor("Jelic") | {"kind": "person", "names": ["Jelic", "Tomas Yelich"], "part_of": _actor("Front"),
                                    "titles": [{"title": "head", "first": None, "last": None}], "reports": 4},
        "timeline": timeline,
        "chart": chart_of(timeline),
        "forms": ["verbal", "written", "joint_statement", "unilateral_declaration", "signed", "unstated"],
    }  # fmt: skip
