"""Dossiers written by hand with their truth (truth.toml): how well a record made by reading them agrees with it.

python -m tests.dossier_scores FOLDER... [--misses]
"""

from __future__ import annotations

import argparse
import tomllib
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.model.story import Line, Origin, Story
from onrecord.pipeline import read_text
from onrecord.resolve.spelling import plain
from onrecord.telling import tell
from tests.scoring import b_cubed, entries_at, ids_of, names_in, right_phases, share, unheard_in, woven

Json = dict[str, Any]


@dataclass(frozen=True)
class Dossier:
    """A dossier, read: its truth, its texts and what follows from them."""

    truth: Json
    texts: dict[str, str]
    lines: tuple[Line, ...]
    story: Story
    report_of: dict[str, str]


def load(folder: Path) -> Dossier:
    """Read all reports of a dossier into one story."""
    truth = tomllib.loads((folder / "truth.toml").read_text(encoding="utf-8"))
    lines: list[Line] = []
    texts: dict[str, str] = {}
    report_of: dict[str, str] = {}
    for path in sorted(folder.glob("[0-9]*.txt")):
        head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
        known = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
        reading = read_text(body, name=path.name, published=known.get("published"), outlet=known.get("outlet"))
        texts[path.name] = body
        report_of[path.name] = reading.report.id
        family = known.get("reprint of", path.name)
        origin = Origin(reading.report.id, known.get("published"), known.get("outlet"), family=family)
        lines += [Line(entry, origin).within(body) for entry in reading.entries]
    return Dossier(truth, texts, tuple(lines), tell(lines), report_of)


def entry_at(dossier: Dossier, file: str, words: str, *, meeting: bool) -> str | None:
    """The entry whose evidence covers a quotation best, at least half of the shorter one."""
    start = dossier.texts[file].find(words)
    entries = [line.entry for line in dossier.lines if line.entry.report == dossier.report_of[file]]
    return next(iter(entries_at(entries, start, start + len(words), meeting=meeting)), None)


def scores(dossier: Dossier) -> tuple[dict[str, float], list[str]]:
    """Actors, meetings, threads (B-cubed F1), status per speaker, phase and silence (shares), and what was wrong."""
    truth, story = dossier.truth, dossier.story
    wrong: list[str] = []
    called: dict[str, set[str]] = {a["id"]: {plain(n) for n in (a["name"], *a["names"])} for a in truth["actor"]}
    owners: dict[str, list[str]] = defaultdict(list)
    for key, names in called.items():
        for name in names:
            owners[name].append(key)
    only = {name: keys[0] for name, keys in owners.items() if len(keys) == 1}
    wanted = names_in((line.entry for line in dossier.lines), only)
    given = {at: known for at in wanted if (known := story.actor_of(*at)) is not None}
    ids = ids_of(story, wanted)
    for at, key in sorted(wanted.items()):
        if given.get(at) != ids.get(key):
            wrong.append(f"actor {at[1]!r} in {at[0]} is {key}, but not {story.actors[ids[key]].name}")
    met = {entry: m.id for m in story.meetings.values() for entry in m.entries}
    meetings = _items(dossier, "meeting", {entry: [m] for entry, m in met.items()}, wrong)
    kinds = {t["id"]: t["kind"] for t in truth["thread"]}
    threads_found = _items(dossier, "thread", woven(story), wrong)
    status = _status(dossier, ids, threads_found, kinds, wrong)
    result = {
        "actors": b_cubed(wanted, given)[2],  # type: ignore[arg-type]
        "meetings": b_cubed({k: k[0] for k in meetings}, {k: v for k, v in meetings.items() if v})[2],
        "threads": b_cubed({k: k[0] for k in threads_found}, {k: v for k, v in threads_found.items() if v})[2],
        "status": status,
        "phase": _phase(dossier, wrong),
        "silence": _silence(dossier, ids, wrong),
    }
    return {name: round(value, 3) for name, value in result.items()}, wrong


def _items(
    dossier: Dossier, what: str, clusters_of: Mapping[str, list[str]], wrong: list[str]
) -> dict[tuple[str, int], str | None]:
    """For every quotation of the truth the meeting or thread in which it was found; of several the one of most others."""
    found: dict[tuple[str, int], str | None] = {}
    for one in dossier.truth[what]:
        clusters: list[list[str]] = []
        for file, words in one["words"]:
            entry = entry_at(dossier, file, words, meeting=what == "meeting")
            clusters.append(clusters_of.get(entry, []) if entry is not None else [])
            if entry is None:
                wrong.append(f"{what} {one['id']} in {file}: no entry at {words!r}")
            elif not clusters[-1]:
                wrong.append(f"{what} {one['id']} in {file}: the entry at {words!r} is in none")
        votes = Counter(c for own in clusters for c in own)
        for n, own in enumerate(clusters):
            found[one["id"], n] = max(own, key=lambda c: (votes[c], c)) if own else None
    return found


def _status(
    dossier: Dossier,
    ids: dict[str, str],
    found: dict[tuple[str, int], str | None],
    kinds: dict[str, str],
    wrong: list[str],
) -> float:
    right = asked = 0
    for one in dossier.truth["thread"]:
        votes = Counter(c for (key, _), c in found.items() if key == one["id"] and c)
        thread = dossier.story.threads[votes.most_common(1)[0][0]] if votes else None
        given = dict(thread.status) if thread is not None else {}
        if kinds[one["id"]] != "commitment":
            continue
        for who, standing in one["status"].items():
            asked += 1
            has = given.get(ids.get(who, who))
            right += has == standing
            if has != standing:
                wrong.append(f"status {one['id']} {one['about']!r} by {who}: {has}, not {standing}")
    return right / asked if asked else 1.0


def _phase(dossier: Dossier, wrong: list[str]) -> float:
    wanted = [(one["date"], frozenset({one["phase"]})) for one in dossier.truth["phase"]]
    third = {actor for process in dossier.story.processes.values() for actor, _ in process.third}
    return share(right_phases(dossier.story.marks, wanted, wrong, third=third))


def _silence(dossier: Dossier, ids: dict[str, str], wrong: list[str]) -> float:
    story = dossier.story
    unheard = unheard_in(story, story.marks, max(story.processes.values(), key=lambda p: len(p.reports), default=None))
    asked = [who for who in dossier.truth["silence"]["never_heard"] if who in ids]
    wrong += [f"silence: {who} is never heard" for who in asked if ids[who] not in unheard]
    return share([ids[who] in unheard for who in asked])


def main() -> None:
    """Print the scores of dossiers, and with --misses what was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    for folder in arguments.folders:
        found, wrong = scores(load(folder))
        print(folder.name, found)
        if arguments.misses:
            print(*(f"  {line}" for line in wrong), sep="\n")


if __name__ == "__main__":
    main()
