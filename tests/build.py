"""Small objects made by hand for tests."""

from __future__ import annotations

from onrecord.model import (
    Actor,
    Attribution,
    Block,
    BlockKind,
    Entry,
    Evidence,
    Form,
    Kind,
    Known,
    MadeBy,
    Original,
    Reading,
    Report,
    SourceText,
    Span,
    Style,
)

TEXT = "The envoy said the government had promised in writing to open the crossing. Nobody signed."


def report(text: str = TEXT, *, name: str = "a.txt", ident: str = "r-1111222233334444") -> Report:
    return Report(
        id=ident,
        original=Original(f"{hash((text, name)) & 0xFFFFFFFF:08x}", len(text), name),
        source=SourceText("t-" + ident[2:], text, "utf-8/1"),
        blocks=(Block(0, len(text), BlockKind.BODY),),
        title=Known("A crossing", "flag"),
        published=Known("2026-03-17", "flag"),
    )


def entry(source: Report | None = None, *, ident: str = "e-aaaabbbbccccdddd", start: int = 15, end: int = 75) -> Entry:
    source = source or report()
    government = Actor("government", "the government", None, "group")
    envoy = Actor("envoy", "The envoy", Span(0, 9), "role")
    return Entry(
        id=ident,
        report=source.id,
        kind=Kind.STATEMENT,
        act="commit",
        evidence=(Evidence.of(source.text, Span(start, end), Span(0, 76)),),
        made_by=MadeBy("rules/1", "verb cue", "promise >obj"),
        actors=(government,),
        attribution=Attribution((envoy,), "said", Style.INDIRECT),
        form=Form.WRITTEN,
        codes=(("cameo", "057"), ("plover", "AGREE")),
    )


def reading(
    source: Report | None = None, *, entries: tuple[Entry, ...] | None = None, reader: str = "rules/1"
) -> Reading:
    source = source or report()
    return Reading(source, (entry(source),) if entries is None else entries, (), (), reader)
