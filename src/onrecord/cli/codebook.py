"""`onrecord codebook`: the acts, what they mean and how they are told."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import click

from onrecord.errors import RunStopped

if TYPE_CHECKING:
    from onrecord.codebook import Codebook
    from onrecord.codebook.book import Act


@click.command("codebook")
@click.argument("name", metavar="[ACT]", required=False)
def command(name: str | None) -> int:
    """Show the codebook, or one act, phase, role, form or issue of it.

    \b
    Examples:
      onrecord codebook
      onrecord codebook refuse
      onrecord codebook stalled
    """
    from onrecord.codebook import load_codebook

    book = load_codebook()
    if name is None:
        _all(book)
        return 0
    terms = [(group, members[name]) for group, members in book.terms.items() if name in members]
    if name not in book.acts and not terms:
        known = [*book.acts, *(term for members in book.terms.values() for term in members)]
        close = difflib.get_close_matches(name, known, n=3)
        hint = f"Did you mean {', '.join(close)}?" if close else "See: onrecord codebook"
        raise RunStopped(f"No act {name!r}", hint=hint)
    if name in book.acts:
        _act(book.acts[name])
    for group, term in terms:
        click.echo(f"{term.name} ({group}): {term.definition}")
        if term.words:
            click.echo("words: " + " · ".join(term.words))
    return 0


def _all(book: Codebook) -> None:
    family = ""
    for item in sorted(book.acts.values(), key=lambda a: (a.kind != "statement", a.family, a.name)):
        if item.family != family:
            family = item.family
            click.echo(f"\n{item.kind} · {family}")
        click.echo(f"  {item.name:18s} {item.definition}")
    for group, terms in book.terms.items():
        click.echo(f"\n{group}")
        for term in terms.values():
            click.echo(f"  {term.name:24s} {term.definition}")


def _act(item: Act) -> None:
    click.echo(f"{item.name} ({item.kind}, family {item.family}): {item.definition}")
    click.echo("codes: " + ", ".join(f"{key} {value}" for key, value in item.codes))
    for pos, name in (("verb", "verbs"), ("noun", "nouns"), ("adj", "adjectives")):
        cues = [cue.text for cue in item.cues if cue.pos == pos]
        if cues:
            click.echo(f"{name}: " + " · ".join(cues))
    for example in item.examples:
        click.echo(f"{'-' if example.near_miss else '+'} {example.text}\n    {example.why}")
