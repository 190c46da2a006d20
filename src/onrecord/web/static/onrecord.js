// Keys and marks. No page needs it: it only makes what links and forms do faster.
"use strict";
(() => {
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const store = {
    get: () => { try { return localStorage.getItem("onrecord-keys") !== "off"; } catch { return true; } },
    set: (on) => { try { localStorage.setItem("onrecord-keys", on ? "on" : "off"); } catch { /* then for this page only */ } },
  };
  let keys = store.get();
  const box = document.getElementById("keys-on");
  if (box) {
    box.checked = keys;
    box.addEventListener("change", () => { keys = box.checked; store.set(keys); });
  }

  // wherever the pages are: below the one that the name at the top leads to
  const go = (page) => { const home = document.querySelector("a.brand"); if (home) location.assign(home.href + page); };

  // the lines of a page, one after the other
  const move = (by) => {
    const found = all(".row .main, .entry .main");
    if (!found.length) return;
    const at = found.indexOf(document.activeElement);
    const to = at < 0 ? (by > 0 ? 0 : found.length - 1) : Math.min(found.length - 1, Math.max(0, at + by));
    found[to].focus();
    found[to].closest("li").scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", (event) => {
    if (!keys || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const at = event.target;
    if (at instanceof HTMLElement && (at.isContentEditable || at.matches("input, textarea, select"))) {
      if (event.key === "Escape") at.blur();
      return;
    }
    // space presses the button that has the focus
    if (event.key === " " && at instanceof Element && at.closest("button, a, summary")) return;
    const target = all("[data-key]").find((one) => one.dataset.key === event.key || one.dataset.also === event.key);
    if (target) {
      event.preventDefault();
      if (target.matches("input")) { target.focus(); target.select(); } else target.click();
      return;
    }
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "h") go("");
    else if (event.key === "?") go("keys");
    else return;
    event.preventDefault();
  });

  // words and entries light up together
  const lit = (numbers, on) => {
    for (const one of all("[data-n]")) {
      if (one.dataset.n.split(" ").some((n) => numbers.includes(n))) one.classList.toggle("lit", on);
    }
  };
  const numbersAt = (node) => {
    const found = node instanceof Element ? node.closest("[data-n]") : null;
    return found ? found.dataset.n.split(" ") : [];
  };
  for (const [begin, end] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    document.addEventListener(begin, (event) => lit(numbersAt(event.target), true));
    document.addEventListener(end, (event) => lit(numbersAt(event.target), false));
  }
  // a mark leads to its shortest entry
  document.addEventListener("click", (event) => {
    const mark = event.target instanceof Element ? event.target.closest("mark[data-n]") : null;
    if (mark && String(getSelection()) === "") location.hash = "e" + mark.dataset.n.split(" ")[0];
  });

  // words selected in the text become the words a line rests on
  const words = document.getElementById("words");
  const text = document.getElementById("evidence");
  if (words && text) {
    document.addEventListener("mouseup", () => {
      const chosen = getSelection();
      if (chosen && !chosen.isCollapsed && text.contains(chosen.anchorNode) && text.contains(chosen.focusNode)) {
        words.value = String(chosen).trim();
        const fold = words.closest("details");
        if (fold) fold.open = true;
      }
    });
  }

  // behind a semicolon names are known, too
  const known = document.getElementById("known-names");
  if (known) {
    const plain = Array.from(known.options, (one) => one.value);
    for (const field of all("input[list=known-names]")) {
      const offer = () => {
        const cut = field.value.lastIndexOf(";") + 1;
        plain.forEach((name, at) => { known.options[at].value = (cut ? field.value.slice(0, cut) + " " : "") + name; });
      };
      field.addEventListener("input", offer);
      field.addEventListener("focus", offer);
    }
  }

  // files dropped on the field are as if chosen
  for (const zone of all("[data-drop]")) {
    const field = document.getElementById(zone.dataset.drop);
    for (const hint of zone.querySelectorAll(".scripted")) hint.hidden = false;
    const over = (on) => (event) => {
      if (!event.dataTransfer || !Array.from(event.dataTransfer.types).includes("Files")) return;
      event.preventDefault();
      zone.classList.toggle("over", on);
    };
    zone.addEventListener("dragenter", over(true));
    zone.addEventListener("dragover", over(true));
    zone.addEventListener("dragleave", over(false));
    zone.addEventListener("drop", (event) => {
      over(false)(event);
      if (event.dataTransfer && event.dataTransfer.files.length) {
        field.files = event.dataTransfer.files;
        field.focus();
      }
    });
    // a file that misses the field does not take the page's place
    for (const name of ["dragover", "drop"]) addEventListener(name, (event) => { if (event.dataTransfer && Array.from(event.dataTransfer.types).includes("Files")) event.preventDefault(); });
  }

  // copy what is meant to be copied
  for (const text of all("pre.copy")) {
    if (!navigator.clipboard) break;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    const said = document.createElement("span");
    said.className = "copied";
    said.setAttribute("role", "status");
    button.addEventListener("click", () => {
      navigator.clipboard.writeText(text.textContent).then(() => { said.textContent = "copied"; }, () => { said.textContent = "not copied: select it"; });
    });
    text.after(button, said);
  }

  // after a jump to a place, reading goes on there
  const land = () => {
    const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    if (!target) return;
    if (target.matches("details")) target.open = true;
    const place = target.matches("details") ? target.querySelector("textarea, input:not([type=hidden]), select") : target.matches("a, button, input, [tabindex]") ? target : target.querySelector("a.main");
    if (place) place.focus({ preventScroll: true });
    target.scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", land);
  if (location.hash) land();
})();
