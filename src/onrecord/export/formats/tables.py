"""The tables of a record that leaves as Parquet: every column with its type and what it means (docs/analysis.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Column(NamedTuple):
    """One column of a table. `type`: as Arrow calls it; "list<string>" for several."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table, and what a row of it is."""

    name: str
    row: str
    columns: tuple[Column, ...]


def _table(name: str, row: str, columns: str) -> Table:
    """A table from a line a column: name, type, meaning."""
    own = (line.split(None, 2) for line in columns.strip().splitlines())
    return Table(name, row, tuple(Column(*parts) for parts in own))


REPORTS = _table("reports", "a report whose lines leave", """
    report        string        id of the report
    title         string        its headline, where it has one
    outlet        string        who published it
    published     date32        day of publication; null where nobody says
    url           string        where it was published
    language      string        language of its text
    dispatch      string        the report that tells the same dispatch first: itself, unless it reprints another
    is_reprint    bool          whether it reprints another
    source_text   string        id of the text that offsets count in
    sha256        string        hash of the bytes it came as
""")  # fmt: skip

ENTRIES = _table("entries", "a line of the record: somebody's claim, as one report tells it", """
    entry           string        id of the line
    report          string        the report it is from
    dispatch        string        the report that tells the same dispatch first; count these where reprints are not to count
    is_reprint      bool          whether its report reprints another
    process         string        the process it belongs to; null for none
    told            date32        day of publication of its report: when it was told, not when it happened
    outlet          string        who published it
    kind            string        statement, action, meeting, participation, phase
    act             string        what was done, or the state of a phase (docs/codebook.md); null for meetings and participations
    act_family      string        the family of the act: commit, refuse, deny, violence …
    role            string        of a participation: head, mediator …
    form            string        verbal, written, signed …; null where the text does not bear on it
    negated         bool          the act did not happen
    future          bool          the words put it ahead
    conditional     bool          it depends on a condition
    historical      bool          background that the report recalls
    tier            string        explicit, or implied where the text presupposes it
    actors          string        who does it, as resolved within the report, several parted by "; "
    addressees      string        towards whom, likewise
    speakers        string        who says so, outermost first, likewise; empty for the reporter's own voice
    style           string        direct, mixed, indirect, narrated, author
    cue             string        the words that attribute
    carried_over    bool          whether the speaker was named in an earlier sentence
    content         string        what is said, as written
    condition       string        the condition, as written
    consequence     string        what is to follow, as written
    deadline        string        until when, as written
    issue           list<string>  what it is about, in the words of the codebook
    quantities      list<string>  numbers with what they count, as written
    status          string        of a meeting: announced, ended, postponed …
    outcome         string        of a meeting: no_agreement, ceasefire …
    format          string        of a meeting: direct, indirect, proximity …
    place           string        where, as written
    time            string        when it happened, as written
    earliest        date32        the first day that it may have been; null where open
    latest          date32        the last day that it may have been
    precision       string        how exactly the words fix it: day, days, week, month, year
    time_basis      string        stated, relative_to_dateline, relative_to_publication, unknown
    factuality      list<string>  how sure the author and then each speaker is of it
    evidence        string        the exact words it rests on, several pieces parted by " … "
    start           int32         where the first piece begins in the source text, in code points
    end             int32         where the first piece ends
    confidence      double        how sure the reader is, from 0 to 1
    is_reviewed     bool          whether a person stands behind it
    reader          string        the version of what read it
    decided         string        what put it on record: codebook, learned model
    plover          string        code of the act in PLOVER
    cameo           string        code of the act in CAMEO
""")  # fmt: skip

ENTRY_ACTORS = _table("entry_actors", "somebody in a slot of a line", """
    entry     string  the line
    slot      string  actor, addressee, speaker
    position  int32   place in the slot, from 0; of speakers the outermost is 0
    name      string  as resolved within the report
    mention   string  as the text has it
    kind      string  state, group, person, role …, as far as the report tells
    role      string  office or title there
    side      string  whom it stands for in this report, where that is another
    actor     string  id across reports (actors.actor); null for whom nobody is known by this name
    party     string  whom that actor belongs to or speaks for in the end: itself where nobody
""")  # fmt: skip

EVIDENCE = _table("evidence", "a piece of text that a line rests on", """
    entry           string  the line
    position        int32   place among the pieces of the line, from 0
    start           int32   where it begins in the source text, in code points
    end             int32   where it ends
    text            string  the exact words
    sentence_start  int32   where its sentence begins
    sentence_end    int32   where its sentence ends
""")  # fmt: skip

ACTORS = _table("actors", "anyone who speaks or acts, one row across all reports", """
    actor    string        id
    name     string        how it is called
    kind     string        state, group, organisation, person …
    part_of  string        whom it belongs to or speaks for; null for nobody
    party    string        the last of those: itself where it belongs to nobody
    names    list<string>  all its names
    titles   list<string>  the titles that reports give it
    reports  int32         how many reports have it, of the whole record
""")  # fmt: skip

PROCESSES = _table("processes", "a negotiation or conflict between the same parties", """
    process  string  id
    name     string  how it is called
    reports  int32   how many reports serve it, of the whole record
""")  # fmt: skip

PROCESS_ACTORS = _table("process_actors", "a party or third party of a process", """
    process  string  the process
    actor    string  the actor
    role     string  party, or what a third party is: mediator, host, guarantor …
""")  # fmt: skip

THREADS = _table("threads", "an undertaking, demand or warning, out of all its tellings", """
    thread           string        id
    process          string        the process it belongs to; null for none
    kind             string        commitment, demand, warning
    maker            string        actor who is bound, demands or warns
    towards          list<string>  actors to whom
    about            string        what it is about, in the words of the telling that says it best
    form             string        of a commitment: unstated, verbal, written, signed …: the furthest that is told
    maker_confirmed  bool          whether the maker has said so himself
    deadline         string        until when, as told
    due              date32        the day that this comes to
    answer           string        of a demand: met, refused, ignored, countered
    first_told       date32        day of the first telling
    last_told        date32        day of the last telling
    steps            int32         how many tellings
    speakers         int32         how many say so
    dispatches       int32         how many dispatches tell it, reprints not counted
""")  # fmt: skip

THREAD_STATUS = _table("thread_status", "what one speaker says of a thread in the end", """
    thread  string  the thread
    by      string  actor who says so, or "author" for the reporters' own voice
    status  string  sought, offered, given, refused, denied, in_effect, kept, breach_alleged …
""")  # fmt: skip

THREAD_STEPS = _table("thread_steps", "one telling of a thread, in the order in which they were told", """
    thread    string        the thread
    position  int32         place among its tellings, from 0
    entry     string        the line it rests on
    by        string        actor who says so, or "author"
    status    string        what he says of it; null where it is only spoken of
    told      date32        when it was told
    dispatch  string        the report that tells the same dispatch first
    form      string        in what form, as this telling has it
    makers    list<string>  where it begins or renews the thread: who is bound
    towards   list<string>  and to whom
    words     string        and what it is about
    deadline  string        until when, as told
    due       date32        the day that this comes to
    answer    string        how it answers a demand
    confirms  bool          whether the maker says so himself
    doers     list<string>  those whose own deed shows the status
""")  # fmt: skip

MEETINGS = _table("meetings", "a meeting or round, out of all its tellings", """
    meeting     string        id
    process     string        the process it belongs to; null for none
    who         list<string>  actors that met
    status      string        announced, under_way, ended, postponed, cancelled, implied
    earliest    date32        the first day; null where nobody says
    latest      date32        the last day
    precision   string        how exactly the words fix it
    place       string        where
    round       int32         the number of the round
    format      string        direct, indirect, proximity, shuttle, remote
    first_told  date32        day of the first telling
    tellings    int32         how many tellings
""")  # fmt: skip

MEETING_OUTCOMES = _table("meeting_outcomes", "how a meeting ended, according to one speaker", """
    meeting  string  the meeting
    by       string  actor who says so, or "author"
    outcome  string  no_agreement, agreement_to_continue, partial_agreement, full_agreement, ceasefire
""")  # fmt: skip

MEETING_TELLINGS = _table("meeting_tellings", "one telling of a meeting", """
    meeting    string        the meeting
    position   int32         place among its tellings, from 0
    entry      string        the line it rests on
    report     string        the report that tells it
    told       date32        when it was told
    outlet     string        who published it
    status     string        as this telling has it, and so the following
    who        list<string>  actors that met
    earliest   date32        the first day
    latest     date32        the last day
    precision  string        how exactly the words fix it
    place      string        where
    round      int32         the number of the round
    format     string        direct, indirect, proximity …
    outcome    string        how it ended
    by         string        actor who says how it ended, or "author"
    recalled   bool          whether it is told as background
""")  # fmt: skip

MEETING_SEATS = _table("meeting_seats", "who took part in a meeting, and in what role", """
    meeting  string        the meeting
    actor    string        who
    role     string        head, member, mediator, host …
    side     string        actor for whom; null where nobody says
    entries  list<string>  the lines that say so
""")  # fmt: skip

TEXTS = _table("texts", "the text of a report; there is no such file where texts stay behind (--no-text)", """
    report       string  the report
    source_text  string  id of the text
    text         string  the text that all offsets count in
""")  # fmt: skip

TABLES = (
    REPORTS, ENTRIES, ENTRY_ACTORS, EVIDENCE, ACTORS, PROCESSES, PROCESS_ACTORS, THREADS, THREAD_STATUS, THREAD_STEPS,
    MEETINGS, MEETING_OUTCOMES, MEETING_TELLINGS, MEETING_SEATS, TEXTS,
)  # fmt: skip
