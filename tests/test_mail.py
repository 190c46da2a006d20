"""Messages, mailboxes and pages saved as one file: what is the report, what is known of it, what is attached."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

from tests.arrive import BODY, OTHER, failures, report, reports, short, written


def message(body: str = BODY, *, subject: str = "Talks resume", **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Crisis Digest <news@digest.example>"
    made["Subject"] = subject
    made["Date"] = "Tue, 17 Mar 2026 09:00:00 +0300"
    made["Message-ID"] = f"<{abs(hash(body + subject))}@digest.example>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(body)
    return made


def test_a_message_has_the_title_and_day_of_its_head(tmp_path: Path) -> None:
    found = report(written(tmp_path, "a.txt", bytes(message(subject="Fwd: Señor Núñez resumes"))))
    assert short(found) == ("Señor Núñez resumes", "2026-03-17", None)
    assert found.published and found.published.basis == "mail header"
    assert found.text.strip() == BODY


def test_who_sends_a_newsletter_publishes_it(tmp_path: Path) -> None:
    found = report(written(tmp_path, "a.eml", bytes(message(List_Id="digest.example"))))
    assert short(found)[2] == "Crisis Digest"


def test_the_day_in_the_text_wins_over_the_day_of_the_message(tmp_path: Path) -> None:
    found = report(written(tmp_path, "a.eml", bytes(message("VIENNA, March 3, 2026 (Meridian Wire) – " + BODY))))
    assert found.published and found.published.value == "2026-03-03"


def test_a_forwarded_article_has_the_head_of_what_was_forwarded(tmp_path: Path) -> None:
    head = "---------- Forwarded message ---------\nFrom: Desk <d@wire.example>\nDate: Mon, 2 Mar 2026 at 08:00\nSubject: Envoy leaves\nTo: <me@x.example>\n\n"
    found = report(written(tmp_path, "a.eml", bytes(message(head + BODY, subject="FW: look"))))
    assert short(found)[:2] == ("Envoy leaves", "2026-03-02")
    assert found.text.startswith("The two delegations")


def test_a_message_in_html_only_is_read_whole_without_what_is_hidden(tmp_path: Path) -> None:
    made = message()
    made.set_content(
        f"<html><head><style>p {{}}</style></head><body><div style='display:none'>preview</div><p>{BODY}</p><p>{OTHER}</p></body></html>",
        subtype="html",
    )
    assert report(written(tmp_path, "a.eml", bytes(made))).text == f"{BODY}\n\n{OTHER}"


def test_attachments_are_reports_of_their_own_and_pictures_are_none(tmp_path: Path) -> None:
    made = message()
    made.add_attachment(OTHER.encode(), maintype="text", subtype="plain", filename="../other!.txt")
    made.add_attachment(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", filename="logo.png")
    path = written(tmp_path, "a.eml", bytes(made))
    found = reports(path)
    assert [r.original.name for r in found] == [str(path), f"{path}!../other%21.txt"]
    assert [(f.why, f.aside) for f in failures(path)] == [("a picture", True)]


def test_a_mailbox_gives_every_message_by_its_id(tmp_path: Path) -> None:
    mails = [message(BODY, subject="One"), message(OTHER + "\n\nFrom here on it is quiet.", subject="Two")]
    lines = b"".join(
        b"From x@y Tue Mar 17 09:00:00 2026\n" + bytes(m).replace(b"\n\nFrom ", b"\n\n>From ") + b"\n" for m in mails
    )
    path = written(tmp_path, "box", lines)
    one, two = reports(path)
    assert (short(one)[0], short(two)[0]) == ("One", "Two")
    assert two.original.position == 2 and two.original.file == str(path)
    assert two.original.name.endswith("@digest.example") and "\n\nFrom here on" in two.text


def test_a_charset_that_is_named_wrongly_does_not_break_the_text(tmp_path: Path) -> None:
    raw = b"MIME-Version: 1.0\nSubject: x\nContent-Type: text/plain; charset=nonsense-8\n\n" + f"Núñez: {BODY}".encode()
    assert report(written(tmp_path, "a.eml", raw)).text.startswith("Núñez")


def test_a_press_release_with_a_typed_head_is_a_text(tmp_path: Path) -> None:
    text = f"From: The Ministry\nDate: 3 March 2026\nSubject: Talks\n\n{BODY}\n"
    assert report(written(tmp_path, "a.txt", text)).text == text


def test_a_page_saved_as_one_file_is_read_as_a_page(tmp_path: Path) -> None:
    page = f"<html><head><title>Talks end</title></head><body><article><h1>Talks end</h1><p>{BODY}</p><p>{OTHER}</p></article></body></html>"
    raw = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://wire.example/1\r\nSubject: Talks end\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n'
        f"{page}\r\n--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n"
    )
    found = report(written(tmp_path, "page", raw))
    assert found.source.decoder.startswith("trafilatura") and found.url
    assert found.url.value == "https://wire.example/1" and "mediators" in found.text
