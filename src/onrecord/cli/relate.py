"""`onrecord relate`: what one marked actor does to another, a JSON object a line."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from onrecord.errors import RunStopped


@click.command("relate")
@click.argument("path", metavar="[FILE]", default="-")
@click.option("--jsonl", is_flag=True, help="JSON lines in and out; there is no other form yet, so it may be left out.")
def command(path: str, jsonl: bool) -> int:
    """Say what one marked actor does to another.

    Each line of FILE (or of the standard input) is {"text": …, "actor": {"start": n, "end": n}, "recipient":
    {"start": n, "end": n}}, with character offsets. Each answer, in the same order, is {"plover": ROOT, "quad": …,
    "confidence": …, "act": …}: PLOVER's root and quad class, its chance, and the act in the words of the codebook (null
    where it has none). Places that are empty, the same, cut each other or lie outside the text have no answer: all four
    are null, and "why" says so. A line that is no such object is answered with {"error": …}; the exit status is then 1.

    \b
    Examples:
      onrecord relate --jsonl pairs.jsonl > answers.jsonl
      echo '{"text": "The army shelled the rebels.", "actor": {"start": 0, "end": 8}, "recipient": {"start": 17, "end": 27}}' \\
        | onrecord relate
    """
    from onrecord.relate import PlacesError, relate

    try:
        lines = sys.stdin.buffer.readlines() if path == "-" else Path(path).read_bytes().splitlines()
    except OSError as error:
        raise RunStopped(f"{path}: {error.strerror}", hint="Give a file of JSON lines, or - for the input.") from error
    failed = unasked = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
            places = [(int(given[key]["start"]), int(given[key]["end"])) for key in ("actor", "recipient")]
            answer = asdict(relate(str(given["text"]), *places))
        except PlacesError as error:
            unasked += 1
            answer = {**dict.fromkeys(("plover", "quad", "confidence", "act")), "why": str(error)}
        except (ValueError, KeyError, TypeError) as error:
            failed += 1
            told = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            answer = {"error": f"line {number}: {told}"}
        click.echo(json.dumps(answer, ensure_ascii=False))
    if unasked:
        click.echo(f"{unasked} {'line has' if unasked == 1 else 'lines have'} no two places to tell apart", err=True)
    if failed:
        click.echo(f"{failed} {'line' if failed == 1 else 'lines'} could not be answered", err=True)
    return 1 if failed else 0
