"""`onrecord attributions`: every attribution of a report, also where no entry follows."""

from __future__ import annotations

import json
import sys

import click

from onrecord.errors import ReportFailed, RunStopped


@click.command("attributions")
@click.argument("path", metavar="FILE")
@click.option("--jsonl", is_flag=True, help="As JSON lines: content, speaker, cue (offsets into the text), style.")
def command(path: str, jsonl: bool) -> int:
    """List who says what in a report.

    \b
    Examples:
      onrecord attributions report.txt
      onrecord attributions --jsonl report.txt
    """
    from onrecord.errors import ReportSkipped
    from onrecord.export import one_line
    from onrecord.pipeline import read, read_text

    try:
        reading = read_text(sys.stdin.buffer.read(), reader="rules") if path == "-" else read(path, reader="rules")
    except (ReportFailed, ReportSkipped) as error:
        raise RunStopped(f"{path}: {error}", hint=error.hint) from error
    text = reading.report.text
    for speech in reading.speeches:
        if jsonl:
            click.echo(json.dumps(speech.as_json(), ensure_ascii=False))
        else:
            words = " … ".join(one_line(text[s.start : s.end]) for s in speech.content)
            cue = one_line(text[speech.cue.start : speech.cue.end]) if speech.cue else "—"
            who = one_line(speech.speaker_name or "nobody named")
            click.echo(f"{who:30s} {cue:12s} {speech.style.value:9s} {words}")
    return 0
