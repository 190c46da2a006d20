"""Places in a text. All offsets are code points of the untouched source text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters start to end (exclusive) of a source text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"no span: {self.start} to {self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        """Whether the other span lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Evidence:
    """The exact characters an entry rests on, and the sentence around them.

    >>> Evidence.of("Talks failed. Nobody signed.", Span(14, 27)).text
    'Nobody signed'
    """

    start: int
    end: int
    text: str
    sentence: Span

    def __post_init__(self) -> None:
        if len(self.text) != self.end - self.start or not self.text:
            raise ValueError(f"evidence does not quote its text: {self.start} to {self.end}, {self.text!r}")

    @classmethod
    def of(cls, source_text: str, span: Span, sentence: Span | None = None) -> Evidence:
        """Evidence for a span of this source text: the quotation is exact by construction."""
        return cls(span.start, span.end, source_text[span.start : span.end], sentence or span)

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)
