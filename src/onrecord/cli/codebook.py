"""`onrecord codebook`: the acts, what they mean and how they are told."""

from __future__ import annotations

import difflib

import click

from onrecord.errors import RunStopped


@click.command("codebook")
@click.argument("act", required=False)
def command(act: str | None) -> int:
    """Show the codebook, or one act of it.

    \b
    Examples:
      onrecord codebook
      onrecord codebook refuse
    """
    from onrecord.codebook import load_codebook

    book = load_codebook()
    if act is None:
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
        return 0
    if act not in book.acts:
        close = difflib.get_close_matches(act, book.acts, n=3)
        raise RunStopped(
            f"No act {act!r}", hint="Did you mean " + ", ".join(close) + "?" if close else "See: onrecord codebook"
        )
    item = book.acts[act]
    click.echo(f"{item.name} ({item.kind}, family {item.family}): {item.definition}")
    click.echo("codes: " + ", ".join(f"{key} {value}" for key, value in item.codes))
    for pos, name in (("verb", "verbs"), ("noun", "nouns"), ("adj", "adjectives")):
        cues = [cue.text for cue in item.cues if cue.pos == pos]
        if cues:
            click.echo(f"{name}: " + " · ".join(cues))
    for example in item.examples:
        click.echo(f"{'+' if example.act else '-'} {example.text}\n    {example.why}")
    return 0
