"""What forms do: decide who is who and which process is which, send reports. Every form leads on to a page."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.errors import RecordError
from onrecord.export.words import one_line
from onrecord.misspelt import Unknown, unknown_names
from onrecord.model.decision import Action, Decision, Note, Verdict
from onrecord.web.amend import added, amended
from onrecord.web.answer import LONGEST_PERSON, answer, person_of, query_of, remember_name, user_of
from onrecord.web.guard import ENTER, LARGEST_FORM, entered, is_token
from onrecord.web.query import Query
from onrecord.web.uploads import Sent, Uploads, example
from onrecord.web.views import people, review
from onrecord.web.views.listing import View
from onrecord.web.views.processes import find_process, process_named
from onrecord.web.views.source import Source, stored_report
from onrecord.web.views.verdicts import line_of_id

MOST_FILES = 500
LONGEST_NAME = 200
LONGEST_NOTE = 2_000


def field(form: FormData, name: str, *, longest: int = LONGEST_NAME) -> str:
    """One line of a form, "" where it is empty; 400 where it is too long or no text."""
    value = form.get(name, "")
    if not isinstance(value, str) or len(value) > longest:
        raise HTTPException(400, f"“{name}” is too long.")
    return one_line(value)


def _who(request: Request, form: FormData) -> str:
    """Who decides: as the proxy says, or the form, or as the browser remembers, or whoever started the server."""
    return user_of(request) or field(form, "who", longest=LONGEST_PERSON) or person_of(request)


def back(request: Request, form: FormData, otherwise: str) -> Response:
    """On to the page the form names: a page of this server, or else another one of ours."""
    wanted = field(form, "back", longest=4_000)
    split = urlsplit(wanted)
    inside = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted
    # whoever takes back what another decided does not go on under his name
    who = field(form, "who", longest=LONGEST_PERSON) if field(form, "action") != "undone" else ""
    # nor does a form give another name to whom the proxy names
    who = "" if user_of(request) is not None else who
    if who and split.path == "/review" and "who=" in split.query:
        # the queue goes on under the name that was given
        asked = Query.of(split.path, split.query).with_("who", who, once=True)
        wanted = asked + (f"#{split.fragment}" if split.fragment else "")
    leads = wanted if inside and not split.netloc and not split.scheme else otherwise
    return remember_name(RedirectResponse(leads, 303), who)


def _writable(request: Request) -> Source:
    source: Source = request.app.state.source
    if source.read_only:
        raise HTTPException(403, "This record is served to be read only.")
    return source


async def decide_actors(request: Request) -> Response:
    """Keep whether two actors are one."""
    source = _writable(request)
    async with request.form(max_files=0, max_fields=20) as form:
        answer, one, other = (field(form, name) for name in ("answer", "one", "other"))
        who, note = _who(request, form), field(form, "note", longest=LONGEST_NOTE)
        await run_in_threadpool(people.decide, source, answer, one, other, who, note)
        return back(request, form, "/merge")


async def decide_process(request: Request) -> Response:
    """Rename a process, merge it into another, part reports from it, or take such a decision back."""
    source = _writable(request)
    key = request.path_params["id"]
    async with request.form(max_files=0, max_fields=500) as form:
        action, who, note = field(form, "action"), _who(request, form), field(form, "note", longest=LONGEST_NOTE)
        other = field(form, "other")
        chosen = [one_line(v) for v in form.getlist("report") if isinstance(v, str)]
        leads = await run_in_threadpool(_process, source, action, key, other, chosen, who, note)
        return back(request, form, leads)


def _process(source: Source, action: str, key: str, other: str, chosen: list[str], who: str, note: str) -> str:
    told = source.told(wait=False)
    known = find_process(told, key)

    def made(action: str, one: str, other: str) -> Decision:
        return Decision("process", action, one, other, who, note)

    if action == "undone":
        if other != known.id and other not in known.reports and not any(d.one == other for d in _taken(source)):
            raise HTTPException(400, "Nothing was decided of that.")
        source.decide(made("undone", other or key, ""))
        return "/"
    if action == "rename":
        if not other:
            raise HTTPException(400, "Give it a name.")
        source.decide(made("rename", key, other))
        return f"/process/{key}"
    if action == "merge":
        into = process_named(told, other)
        if into.id == known.id:
            raise HTTPException(400, "These are the same process. Choose two.")
        source.decide(made("merge", key, into.id))
        return f"/process/{into.id}"
    if action == "split":
        inside = [r for r in chosen if r in known.reports]
        if not other or not inside:
            raise HTTPException(400, "Choose at least one report, and give the new process a name.")
        new = "p-" + hashlib.sha256(f"split\x1f{other}".encode()).hexdigest()[:12]
        source.decide(made("rename", new, other), *(made("assign", report, new) for report in inside))
        return f"/process/{key}"
    raise HTTPException(400, "Say rename, merge, split or undone.")


def _taken(source: Source) -> list[Decision]:
    return [d for d in source.reader.decisions() if d.kind == "process"]


async def assign_report(request: Request) -> Response:
    """Say which process a report belongs to, or that it belongs to none."""
    source = _writable(request)
    key = request.path_params["id"]
    async with request.form(max_files=0, max_fields=20) as form:
        into, who = field(form, "process"), _who(request, form)
        await run_in_threadpool(_assign, source, key, into, who)
        return back(request, form, f"/report/{key}")


def _assign(source: Source, key: str, into: str, who: str) -> None:
    told = source.told(wait=False)
    if not told.lines_in(key):
        raise HTTPException(404, "No such report on record, or none with entries.")
    chosen = process_named(told, into).id if into else ""
    source.decide(Decision("process", "assign", key, chosen, who))


async def upload(request: Request) -> Response:
    """Put reports in line for reading: files, a pasted text, or the example."""
    _writable(request)
    uploads: Uploads = request.app.state.uploads
    async with request.form(max_files=MOST_FILES, max_fields=50, max_part_size=LARGEST_FORM * 8) as form:
        sent = await _sent(form)
        if field(form, "example") == "pass":
            sent = await run_in_threadpool(example)
        if not sent:
            raise HTTPException(400, "Choose a file, or paste a text.")
        return RedirectResponse(f"/upload/{uploads.send(sent)}", 303)


async def _sent(form: FormData) -> list[Sent]:
    published, outlet, title = field(form, "published"), field(form, "outlet"), field(form, "title")
    try:
        day = date.fromisoformat(published).isoformat() if published else None
    except ValueError:
        raise HTTPException(400, f"“{published[:40]}” is no date like 2026-03-17.") from None
    found = []
    for value in form.getlist("files"):
        if isinstance(value, UploadFile) and value.filename:
            found.append(Sent(value.filename, await value.read(), day, outlet or None))
    text = form.get("text", "")
    if isinstance(text, str) and text.strip():
        found.append(Sent("pasted.txt", text.encode("utf-8", "replace"), day, outlet or None, title or None))
    return found


async def enter(request: Request) -> Response:
    """Let in whoever shows the token."""
    token: str | None = request.app.state.token
    async with request.form(max_files=0, max_fields=5) as form:
        shown = form.get("token", "")
        if token is None or not isinstance(shown, str) or not is_token(shown.strip(), token):
            return RedirectResponse(f"{ENTER}?wrong=1", 303)
        return entered(RedirectResponse("/", 303), token)


SLOTS = ("words", "act", "role", "form", "actors", "addressees", "speakers", "content", "condition", "deadline", "place",
         "kind", "negated", "future", "historical", "flags")  # fmt: skip


# slots that hold names, and names that are asked about at once
NAMES, ASKED = ("actors", "addressees", "speakers"), 8


def _slots(form: FormData) -> dict[str, str]:
    """The slots as typed; a name that nobody goes by is the one that its typist meant, where he said so."""
    found = {name: field(form, name, longest=LONGEST_NOTE) for name in SLOTS if name in form}
    meant = {
        field(form, f"unknown-{n}", longest=LONGEST_NOTE): field(form, f"meant-{n}", longest=LONGEST_NOTE)
        for n in range(ASKED)
        if f"meant-{n}" in form
    }
    for name in NAMES:
        if meant and name in found:
            parts = [part.strip() for part in found[name].split(";")]
            found[name] = "; ".join(meant.get(part, part) for part in parts)
    return found


async def judge(request: Request) -> Response:
    """Keep a verdict on a line: accept, amend, reject, unsure, or the own one taken back."""
    source = _writable(request)
    async with request.form(max_files=0, max_fields=80) as form:
        key, action, seen = field(form, "entry"), field(form, "action"), field(form, "seen")
        who, note = _who(request, form), field(form, "note", longest=LONGEST_NOTE)
        number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 16 else None
        slots, as_typed = _slots(form), bool(field(form, "as_typed"))
        unknown = await run_in_threadpool(_judge, source, key, action, slots, who, note, number, as_typed=as_typed)
        if not unknown:
            return back(request, form, "/review")
        queue = Query.of("/review", urlsplit(field(form, "back", longest=4_000)).query).pairs
        pairs = (*(pair for pair in queue if pair[0] != "entry"), ("entry", key))
        query = replace(query_of(request), path="/review", pairs=pairs)
        view = await run_in_threadpool(review.review, source, query)
        typed = {"who": who, "note": note, "seen": seen or view["line"]["seen"]}
        return _asking(request, "review.html", view | {"line": review.typed(view["line"], slots)}, typed, unknown)


def _asking(request: Request, template: str, view: View, typed: dict[str, str], unknown: Sequence[Unknown]) -> Response:
    """The page of a form once more with all that was typed: nobody goes by some of its names. Nothing is kept yet."""
    asked = [{"typed": one.typed, "nearest": list(one.nearest)} for one in unknown[:ASKED]]
    return answer(request, template, view | {"typed": typed, "unknown": asked}, status=422)


def _judge(
    source: Source,
    key: str,
    action: str,
    slots: dict[str, str],
    who: str,
    note: str,
    seen: int | None,
    *,
    as_typed: bool,
) -> tuple[Unknown, ...]:
    """Keep a verdict; where it has names that nobody goes by, and it is not said that they are meant so, these."""
    if action not in ("accept", "amend", "reject", "unsure", "undone"):
        raise HTTPException(400, "Say accept, amend, reject, unsure or undone.")
    line = line_of_id(source, source.told(wait=False), key).entry
    if action == "amend":
        made = amended(line, slots, stored_report(source, line.report).report)
        if not as_typed and (unknown := unknown_names(source.reader, made, line)):
            return unknown
        line = made
    try:
        source.judge(Verdict(Action(action), line, who, note), seen)
    except RecordError as error:
        # somebody was quicker: nothing is lost, neither his word nor what was typed here
        raise HTTPException(409, f"{error}. {error.hint}") from error
    return ()


async def note(request: Request) -> Response:
    """Keep a note on a line, or take one back."""
    source = _writable(request)
    key = request.path_params["id"]
    async with request.form(max_files=0, max_fields=20) as form:
        text, who, number = field(form, "text", longest=LONGEST_NOTE), _who(request, form), field(form, "withdraw")
        in_brief = bool(field(form, "in_brief"))
        await run_in_threadpool(_note, source, key, text, who, number, in_brief)
        return RedirectResponse(f"/entry/{key}#notes", 303)


def _note(source: Source, key: str, text: str, who: str, number: str, in_brief: bool) -> None:
    if number:
        if not any(str(note.number) == number for note in source.reader.notes(entry=key)):
            raise HTTPException(404, "No such note on this entry. Perhaps it was taken back in the meantime.")
        source.withdraw_note(int(number))
        return
    if not text:
        raise HTTPException(400, "Write something first.")
    line = line_of_id(source, source.told(wait=False), key)
    source.note(Note(line.entry.id, text, in_brief, who))


async def add_line(request: Request) -> Response:
    """Put a line on record that no reader suggested, resting on words of the report."""
    source = _writable(request)
    key = request.path_params["id"]
    async with request.form(max_files=0, max_fields=80) as form:
        who, note, like = _who(request, form), field(form, "note", longest=LONGEST_NOTE), field(form, "like")
        slots, as_typed = _slots(form), bool(field(form, "as_typed"))
        made = await run_in_threadpool(_add, source, key, slots, like, who, note, as_typed=as_typed)
        if isinstance(made, str):
            return RedirectResponse(f"/entry/{made}", 303)
        asked = (("like", like),) if like else ()
        view = await run_in_threadpool(review.adding, source, Query(request.url.path, asked), key)
        return _asking(request, "add.html", review.typed(view, slots), {"who": who, "note": note}, made)


def _add(
    source: Source, key: str, slots: dict[str, str], like: str, who: str, note: str, *, as_typed: bool
) -> str | tuple[Unknown, ...]:
    """Put a line on record, and its id; or the names in it that nobody goes by, where it is not said that they are meant so."""
    told = source.told(wait=False)
    report = stored_report(source, key).report
    other = line_of_id(source, told, like).entry if like else None
    if other is not None and other.report != key:
        raise HTTPException(400, "That line is of another report.")
    made = added(report, slots, other)
    if told.lines.get(made.id) is not None:
        raise HTTPException(409, "This line is on record already.")
    if not as_typed and (unknown := unknown_names(source.reader, made, other)):
        return unknown
    source.judge(Verdict(Action.ADD, made, who, note), None)
    return made.id
