"""What reading gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from onrecord.model.entry import Actor, Entry, Style
from onrecord.model.report import Report
from onrecord.model.span import Span


@dataclass(frozen=True, slots=True)
class Speech:
    """One attribution of the text, also where no entry follows: who (None when open), with which cue, what."""

    content: tuple[Span, ...]
    speaker: Span | None
    cue: Span | None
    style: Style
    speaker_name: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The shape of `onrecord attributions --jsonl`."""

        def place(span: Span | None) -> dict[str, int] | None:
            return None if span is None else {"start": span.start, "end": span.end}

        return {
            "content": [place(span) for span in self.content],
            "speaker": place(self.speaker),
            "cue": place(self.cue),
            "style": self.style.value,
            "speaker_name": self.speaker_name,
        }


@dataclass(frozen=True)
class Reading:
    """One report, read: its entries in the order of the text, and every attribution found."""

    report: Report
    entries: tuple[Entry, ...]
    speeches: tuple[Speech, ...]
    actors: tuple[Actor, ...]
    reader: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A report that was not read: its name, why, and what to do next. `skipped` when left out on purpose.

    `aside`: what lies beside reports in a folder or archive and is none, such as a picture. `stamp`: of what killed the
    process that decoded it, which bytes they were; the record keeps it in quarantine under its name and this.
    """

    name: str
    why: str
    hint: str = ""
    skipped: bool = False
    aside: bool = False
    stamp: str | None = None
