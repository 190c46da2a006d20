"""`onrecord verdict`: what a person decides on a line: accept, amend, reject, unsure."""

from __future__ import annotations

import getpass
from dataclasses import replace
from typing import Any

import click

from onrecord.cli.options import record_location, record_option
from onrecord.errors import RunStopped
from onrecord.model import Actor, Entry, Form
from onrecord.model.decision import Action
from onrecord.model.location import Location

ACTIONS = ("accept", "amend", "reject", "unsure", "undone")
FLAGS = ("negated", "future", "historical")
PEOPLE = {"actor": "actors", "addressee": "addressees"}
TEXTS = ("act", "content", "role", "condition", "deadline", "place")


@click.command("verdict")
@click.argument("action", type=click.Choice(ACTIONS))
@click.argument("entry")
@click.option(
    "--set",
    "slots",
    multiple=True,
    metavar="SLOT=VALUE",
    help="For amend: act=refuse, actor=Oram, form=verbal, negated=yes …",
)
@click.option("--note", default="", help="Why.")
@click.option("--as", "who", help="Who decides (by default the user who is logged in).")
@record_option
def command(
    action: str, entry: str, slots: tuple[str, ...], note: str, who: str | None, record: Location | None
) -> int:
    """Decide on a line: that it is right, that it is wrong, or how it is right. It counts so everywhere at once.

    Nothing is lost: the reader's suggestion and every verdict are kept, and "undone" takes the own verdict back. A verdict
    holds when a newer reader reads the report again. Slots that may be set: actor, addressee, speaker (several with ";"),
    act, form, content, role, condition, deadline, place, negated, future, historical.

    \b
    Examples:
      onrecord verdict accept e-1a2b3c --record talks.onrecord
      onrecord verdict reject e-1a2b3c --note "the outlet took it back" --record talks.onrecord
      onrecord verdict amend e-1a2b3c --set actor=Oram --set form=verbal --record talks.onrecord
    """
    from onrecord.misspelt import unknown_names
    from onrecord.model.decision import Verdict
    from onrecord.record import open_record

    if bool(slots) is not (action == "amend"):
        raise click.UsageError("amend, and only amend, needs --set")
    with open_record(record_location(record), create=False) as kept:
        line = kept.entry(entry)
        decided = amended(line, dict(_pair(slot) for slot in slots)) if slots else line
        unknown = unknown_names(kept, decided, line)
        verdict = kept.judge(Verdict(Action(action), decided, who or getpass.getuser(), note))
    click.echo(f"{line.id[:10]}: {verdict.action.value} by {verdict.who}", err=True)
    for one in unknown:
        click.echo(f"{one.says} It is kept as typed; “undone” takes the verdict back.", err=True)
    return 0


def _pair(slot: str) -> tuple[str, str]:
    name, equals, value = slot.partition("=")
    if not equals:
        raise click.BadParameter(f"{slot!r} is no SLOT=VALUE", param_hint="--set")
    return name.strip(), value.strip()


def amended(line: Entry, slots: dict[str, str]) -> Entry:
    """A line with other values in some slots; RunStopped where a slot or value does not exist."""
    from onrecord.codebook import load_codebook

    changed: dict[str, Any] = {}
    for name, value in slots.items():
        if name in PEOPLE:
            changed[PEOPLE[name]] = _people(getattr(line, PEOPLE[name]), value)
        elif name == "speaker":
            said = line.attribution
            changed["attribution"] = replace(said, speakers=_people(said.speakers, value))
        elif name == "form":
            changed[name] = _form(value)
        elif name in FLAGS:
            changed[name] = value.lower() in ("yes", "true", "1")
        elif name == "act" and value not in load_codebook().acts:
            raise RunStopped(f"No act {value!r}", hint="See which there are: onrecord codebook")
        elif name == "condition":
            changed |= {"condition": value or None, "conditional": bool(value)}
        elif name in TEXTS:
            changed[name] = value or None
        else:
            raise RunStopped(f"No slot {name!r}", hint="See which may be set: onrecord verdict --help")
    return replace(line, **changed)


def meant(slots: dict[str, str], typed: str, name: str) -> dict[str, str]:
    """Slots with another name in place of one that was typed."""
    people = (*PEOPLE, "speaker")

    def put(value: str) -> str:
        return "; ".join(name if part.strip() == typed else part.strip() for part in value.split(";"))

    return {slot: put(value) if slot in people else value for slot, value in slots.items()}


def _people(now: tuple[Actor, ...], value: str) -> tuple[Actor, ...]:
    """Actors by name: those that the line has already as they are."""
    known = {actor.name: actor for actor in now}
    names = [name.strip() for name in value.split(";") if name.strip()]
    return tuple(known.get(name, Actor(name, name)) for name in names)


def _form(value: str) -> Form | None:
    if value and value not in {form.value for form in Form}:
        raise RunStopped(f"No form {value!r}", hint=f"There are: {', '.join(form.value for form in Form)}")
    return Form(value) if value else None
