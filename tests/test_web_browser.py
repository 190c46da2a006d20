"""The pages in a real browser: the whole way by keys and by forms, accessible in light and dark, at 360 px and 200 %."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from onrecord.web import make_app
from tests.web_record import EXAMPLE, client, example, pages

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="no browser: install Debian's chromium (apt-get install chromium) to run these"
)


@contextmanager
def serving(record: Path) -> Iterator[str]:
    """The address of a running server."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(make_app(record, reader="rules", who="Ana"), log_level="error"))
        thread = threading.Thread(target=lambda: server.run(sockets=[listener]), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as found:
        made = found.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return example(tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="module")
def base(record: Path) -> Iterator[str]:
    with serving(record) as address:
        yield address


@pytest.fixture(scope="module")
def every(record: Path) -> list[str]:
    """A page of each kind."""
    with client(record) as found:
        kinds = {re.sub(r"\b[a-z]-[0-9a-f]{6,}", "ID", address): address for address in pages(found)}
    return list(kinds.values())


@contextmanager
def page_of(browser: Browser, **options: Any) -> Iterator[Page]:
    """A page that complains of whatever its console says."""
    context = browser.new_context(**options)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_fault_that_axe_finds(browser: Browser, base: str, every: list[str], scheme: Any) -> None:
    faults = []
    # axe is put into the page by the test; the page's own policy would not let it in
    with page_of(browser, color_scheme=scheme, bypass_csp=True) as page:
        for address in every:
            page.goto(base + address)
            for found in Axe().run(page).response["violations"]:
                faults.append(
                    (address, found["id"], found["nodes"][0]["html"][:200], found["nodes"][0]["failureSummary"][:200])
                )
    assert faults == [], "\n".join(map(str, faults[:12]))


@pytest.mark.parametrize(("width", "zoom"), [(360, 1), (640, 2), (1280, 1), (1920, 1)])
def test_no_page_is_wider_than_its_window(browser: Browser, base: str, every: list[str], width: int, zoom: int) -> None:
    # zooming to 200 % leaves half the width: 1280 px shows what 640 px do
    wide = []
    with page_of(browser, viewport={"width": width, "height": 800}, device_scale_factor=zoom) as page:
        for address in every:
            page.goto(base + address)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append(address)
    assert wide == []


def test_nothing_is_asked_of_any_other_host(browser: Browser, base: str, every: list[str]) -> None:
    asked: set[str] = set()
    with page_of(browser) as page:
        page.on("request", lambda request: asked.add(request.url))
        for address in every:
            page.goto(base + address)
    assert asked and all(url.startswith(base) for url in asked)


def test_words_and_entries_light_up_together(browser: Browser, base: str, every: list[str]) -> None:
    report = next(a for a in every if a.startswith("/report/"))
    with page_of(browser) as page:
        page.goto(base + report)
        page.locator("#e2").hover()
        assert page.locator("mark.lit").count() >= 1
        page.locator("mark").first.click()
        assert page.url.endswith("#e1")
        assert page.evaluate("document.activeElement.closest('li').id") == "e1"


def test_keys_move_search_and_can_be_switched_off(browser: Browser, base: str) -> None:
    with page_of(browser) as page:
        page.goto(f"{base}/commitments")
        page.keyboard.press("j")
        page.keyboard.press("j")
        at = "Array.from(document.querySelectorAll('.row .main')).indexOf(document.activeElement)"
        assert page.evaluate(at) == 1
        page.keyboard.press("k")
        assert page.evaluate(at) == 0
        page.keyboard.press("Enter")
        page.wait_for_url("**/thread/**")
        page.keyboard.press("/")
        page.keyboard.type("prisoners j")
        assert page.locator("#jump").input_value() == "prisoners j"
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=*")
        page.keyboard.press("?")
        page.wait_for_url("**/keys")
        page.locator("#keys-on").uncheck()
        page.goto(f"{base}/commitments")
        page.keyboard.press("j")
        assert page.evaluate(at) == -1


def test_focus_is_always_to_be_seen(browser: Browser, base: str) -> None:
    with page_of(browser) as page:
        page.goto(f"{base}/commitments")
        for _ in range(30):
            page.keyboard.press("Tab")
            style = page.evaluate(
                "(() => { const s = getComputedStyle(document.activeElement);"
                " return [s.outlineStyle, parseFloat(s.outlineWidth), document.activeElement.tagName] })()"
            )
            assert style[0] != "none" and style[1] >= 2, style


@pytest.mark.parametrize("script", [True, False])
def test_the_whole_way_from_an_empty_record_to_a_briefing(browser: Browser, tmp_path: Path, script: bool) -> None:
    with serving(tmp_path / "new.onrecord") as base, page_of(browser, java_script_enabled=script) as page:
        page.goto(base)
        page.get_by_role("link", name="Add reports").first.click()
        page.get_by_label("Files").set_input_files([str(path) for path in sorted(EXAMPLE.glob("*.txt"))])
        page.get_by_role("button", name="Read", exact=True).click()
        page.get_by_text("See where things stand").wait_for(timeout=60_000)
        page.get_by_role("link", name="See where things stand").click()
        page.get_by_role("link", name="Highland Front – Ostrana – Velmark").click()
        page.get_by_role("link", name="Commitments").first.click()
        page.get_by_role("link", name="verbal", exact=False).first.click()
        assert "form=verbal" in page.url
        page.locator(".row .main").first.click()
        assert "Velmark" in page.locator("h1 + .question").inner_text()
        page.goto(f"{base}/merge")
        page.get_by_label("One", exact=True).select_option(label="24 prisoners")
        page.get_by_label("Other", exact=True).select_option(label="prisoners")
        page.locator("form").filter(has=page.get_by_label("One", exact=True)).get_by_role("button", name="Same").click()
        page.get_by_role("button", name="Undo: ").first.click()
        with urllib.request.urlopen(f"{base}/merge.json") as answer:
            assert [d["action"] for d in json.load(answer)["decisions"]] == ["undone", "same"]
        page.goto(base)
        page.get_by_role("link", name="Briefing").click()
        assert page.get_by_role("heading", name="Where it stands").is_visible()
        page.locator(".cite-ref").first.click()
        assert page.locator("#s1").is_visible()


def test_review_goes_by_keys_alone_with_words_selected_in_the_text(browser: Browser, tmp_path: Path) -> None:
    with serving(example(tmp_path)) as base, page_of(browser) as page:
        page.goto(f"{base}/review")
        lines: list[str] = []
        for key in ("a", "x", "u"):
            lines.append(page.locator("#line .main").get_attribute("href") or "")
            page.keyboard.press(key)
            page.wait_for_function(
                "href => document.querySelector('#line .main').getAttribute('href') !== href", arg=lines[-1]
            )
            assert page.evaluate("document.activeElement.id") == "line"
        assert page.locator(".latest b").all_inner_texts() == ["unsure", "reject", "accept"]
        page.keyboard.press("z")
        page.wait_for_url("**/review?entry=*")
        page.wait_for_load_state()
        assert page.locator("#line .main").get_attribute("href") == lines[2]
        # once more takes back what was decided before
        page.keyboard.press("z")
        page.wait_for_url(f"**/review?entry={lines[1].rsplit('/', 1)[1]}*")
        page.wait_for_load_state()
        page.goto(f"{base}/review?entry={lines[2].rsplit('/', 1)[1]}")
        page.keyboard.press("e")
        # the browser goes to a place on the page a moment after the key
        page.wait_for_function("document.activeElement.id === 'words'")
        words = page.evaluate(
            "(() => { const node = document.querySelector('#evidence mark').firstChild; const range = document.createRange();"
            " range.setStart(node, 0); range.setEnd(node, Math.min(node.length, 12)); getSelection().removeAllRanges();"
            " getSelection().addRange(range); document.dispatchEvent(new MouseEvent('mouseup', {bubbles: true}));"
            " return document.getElementById('words').value })()"
        )
        page.get_by_label("Form", exact=True).select_option("signed")
        page.get_by_role("button", name="Amend and accept").click()
        page.locator(".latest b").first.wait_for()
        assert page.locator(".latest b").first.inner_text() == "amend"
        with urllib.request.urlopen(f"{base}{lines[2]}.json") as answer:
            kept = json.load(answer)["entry"]
        assert kept["form"] == "signed" and kept["evidence"][0]["text"] == words
        page.goto(f"{base}/review")
        page.keyboard.press(" ")
        page.wait_for_url("**/review?at=1*")
        page.keyboard.press("k")
        page.wait_for_url("**/review?at=0*")


def test_a_briefing_prints_on_one_page(browser: Browser, base: str, every: list[str]) -> None:
    brief = next(a for a in every if "/brief" in a)
    with page_of(browser) as page:
        page.goto(base + brief)
        printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1


@pytest.mark.parametrize("script", [True, False])
def test_a_slip_in_a_name_is_asked_about_and_answered_by_a_key_or_a_button(
    browser: Browser, tmp_path: Path, script: bool
) -> None:
    with serving(example(tmp_path)) as base:
        context = browser.new_context(
            java_script_enabled=script, viewport={"width": 360, "height": 800}, bypass_csp=True
        )
        page = context.new_page()
        page.goto(f"{base}/review")
        page.locator("#amend summary").click()
        page.get_by_label("Who says so, outermost first").fill("Sigrid Hauglind; Zoltan Quist")
        page.get_by_label("Place", exact=True).fill("Dorn")
        page.get_by_label("Place", exact=True).press("Enter")
        nearest = page.get_by_role("button", name="Sigrid Hauglund")
        nearest.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") == 360 if script else True
        if script:
            assert page.evaluate("document.activeElement.value") == "Sigrid Hauglund"
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                assert Axe().run(page).response["violations"] == []
            # no key throws away what was typed
            page.keyboard.press("a")
            assert nearest.is_visible()
            page.keyboard.press("1")
        else:
            nearest.click()
        page.get_by_text("“Zoltan Quist”").wait_for()
        assert page.get_by_label("Who says so, outermost first").input_value() == "Sigrid Hauglund; Zoltan Quist"
        assert page.get_by_label("Place", exact=True).input_value() == "Dorn"
        if script:
            page.keyboard.press("s")
        else:
            page.get_by_role("button", name="Save as typed").click()
        page.locator(".latest b").first.wait_for()
        assert page.locator(".latest b").first.inner_text() == "amend"
        context.close()
