// Keys, live counts and the renewal of a lease for the review console; every page works without this file.
"use strict";
(() => {
  const told = document.getElementById("told");
  const find = (selector) => document.querySelector(selector);
  const tell = (words) => { if (told) told.textContent = words; };
  const form = find("form[data-renew]");

  // Keys: only bare ones, and never while somebody types or chooses.
  const typing = (target) => target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select");
  const choose = (value, words) => {
    const box = find(`#decision input[name=decision][value=${value}]`);
    if (!box) return false;
    box.checked = true;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    box.focus();
    tell(words);
    return true;
  };
  const press = (selector) => { const found = find(selector); if (found) found.click(); return Boolean(found); };
  const keys = {
    a: () => choose("approve", "Approve is chosen."),
    r: () => choose("refuse", "Do not approve is chosen."),
    o: () => choose("offer", "Offer a changed photo is chosen."),
    m: () => press("#mark-selected:not([hidden])"),
    s: () => press("[data-key=skip]"),
    z: () => press("[data-key=zoom]"),
    v: () => press("[data-key=show]"),
    arrowright: () => press("[data-key=next]"),
    "?": () => { const help = find("#keys"); if (help) { help.open = !help.open; help.querySelector("summary").focus(); } return Boolean(help); },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || typing(event.target)) return;
    if (event.key === "ArrowRight" && event.target.closest(".pan")) return; // there it scrolls the picture
    const act = keys[event.key.toLowerCase()];
    if (act && act()) event.preventDefault();
  });

  // A file is read into the field below the chooser, and travels with the form like anything typed.
  for (const place of document.querySelectorAll("[data-file]")) {
    const chooser = place.querySelector("input[type=file]");
    const field = document.getElementById(place.dataset.file);
    place.hidden = false;
    chooser.addEventListener("change", async () => {
      const file = chooser.files[0];
      if (!file) return;
      if (file.size > 60000) { tell("This file is too large. Divide it into several."); return; }
      field.value = await file.text();
      tell("The file stands in the field below now.");
    });
  }

  // Words that are selected in the text are marked; the places travel in a field, as code points of the text.
  const letter = find("#letter");
  const spans = find("#spans");
  const button = find("#mark-selected");
  if (letter && spans && button) {
    const text = letter.textContent;
    const length = Array.from(text).length;
    const points = (units) => Array.from(text.slice(0, units)).length;
    const held = [];
    let at = 0;
    for (const node of letter.childNodes) {
      const end = at + Array.from(node.textContent).length;
      if (node.className === "held") held.push([at, end]);
      at = end;
    }
    const lies = (place, pairs) => pairs.some(([start, end]) => start <= place && place < end);
    const joined = (pairs) => {
      const found = [];
      for (const [start, end] of pairs.slice().sort((one, other) => one[0] - other[0])) {
        const last = found[found.length - 1];
        if (last && start <= last[1]) last[1] = Math.max(last[1], end); else found.push([start, end]);
      }
      return found;
    };
    let chosen = joined(spans.value.split(/\s+/).map((one) => one.split("-").map(Number)).filter((one) => one[1] <= length));
    const typed = () => {
      const found = [];
      for (const line of find("#mark").value.normalize("NFC").split("\n")) {
        const words = line.trim();
        for (let from = words ? text.indexOf(words) : -1; from >= 0; from = text.indexOf(words, from + words.length)) {
          found.push([points(from), points(from + words.length)]);
        }
      }
      return found;
    };
    const show = () => {
      spans.value = chosen.map((pair) => pair.join("-")).join(" ");
      const marked = joined([...chosen, ...typed()]);
      const signs = Array.from(text);
      const cuts = [...new Set([0, signs.length, ...marked.flat(), ...held.flat()])].sort((one, other) => one - other);
      const pieces = cuts.slice(0, -1).map((start, place) => {
        const words = document.createTextNode(signs.slice(start, cuts[place + 1]).join(""));
        if (!lies(start, marked) && !lies(start, held)) return words;
        const mark = document.createElement("mark");
        if (!lies(start, marked)) mark.className = "held";
        mark.append(words);
        return mark;
      });
      letter.replaceChildren(...pieces);
      const count = marked.length;
      find("#marked").textContent = count ? `Marked: ${count} ${count === 1 ? "part" : "parts"}` : "Select words to mark them.";
    };
    const selected = () => {
      const selection = document.getSelection();
      const range = selection.rangeCount ? selection.getRangeAt(0) : null;
      if (!range || range.collapsed || !letter.contains(range.commonAncestorContainer)) return null;
      const before = document.createRange();
      before.selectNodeContents(letter);
      before.setEnd(range.startContainer, range.startOffset);
      const words = range.toString();
      const from = before.toString().length + words.length - words.trimStart().length;
      return words.trim() ? [points(from), points(from + words.trim().length)] : null;
    };
    const mark = () => {
      const found = selected();
      if (!found) { tell("Nothing is selected in the text."); return; }
      const around = chosen.find(([start, end]) => start <= found[0] && found[1] <= end);
      chosen = around ? chosen.filter((one) => one !== around) : joined([...chosen, found]);
      if (!around && !find("#offer:checked")) find("#refuse").checked = true;
      document.getSelection().removeAllRanges();
      show();
      tell(around ? "That mark is gone." : "That is marked.");
    };
    button.hidden = false;
    for (const hint of document.querySelectorAll(".selectable")) hint.hidden = false;
    for (const hint of document.querySelectorAll(".typed-only")) hint.hidden = true;
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // it would end the selection
    button.addEventListener("click", mark);
    letter.addEventListener("pointerup", () => setTimeout(() => { if (find("#refuse:checked") && selected()) mark(); }));
    find("#mark").addEventListener("input", show);
    show();
  }

  // With a mouse or pen, parts to mark or cover are drawn on the picture; each becomes a line of numbers in its field.
  const canvas = find(".pan .canvas");
  if (canvas && find("#parts")) {
    const field = () => find("#offer:checked") ? find("#boxes") : find("#refuse:checked") ? find("#parts") : null;
    for (const hint of document.querySelectorAll(".drawable")) hint.hidden = false;
    let from = null;
    let drawn = null;
    let ended = false;
    const place = (event) => {
      const area = canvas.querySelector("img").getBoundingClientRect();
      const within = (value, length) => Math.min(1, Math.max(0, value / length));
      return { x: within(event.clientX - area.left, area.width), y: within(event.clientY - area.top, area.height) };
    };
    const between = (one, other) => ({
      left: Math.min(one.x, other.x), top: Math.min(one.y, other.y),
      width: Math.abs(one.x - other.x), height: Math.abs(one.y - other.y),
    });
    const outline = (box) => {
      const found = document.createElement("div");
      found.className = "drawn";
      for (const [side, part] of Object.entries(box)) found.style[side] = `${part * 100}%`;
      canvas.append(found);
      return found;
    };
    const show = () => {
      for (const old of canvas.querySelectorAll(".drawn")) old.remove();
      for (const line of (field() || { value: "" }).value.split("\n")) {
        const [left, top, width, height] = line.trim().split(/\s+/).map((word) => Number(word) / 100);
        if (width > 0 && height > 0) outline({ left, top, width, height });
      }
    };
    form.addEventListener("input", show);
    form.addEventListener("change", show);
    show();
    canvas.addEventListener("pointerdown", (event) => {
      ended = false;
      if (event.button === 0 && event.pointerType !== "touch" && field()) from = place(event);
    });
    document.addEventListener("pointermove", (event) => {
      if (!from) return;
      const box = between(from, place(event));
      if (!drawn && box.width < 0.01 && box.height < 0.01) return; // a click, which ticks a part
      if (drawn) drawn.remove();
      drawn = outline(box);
    });
    document.addEventListener("pointerup", (event) => {
      const box = from && drawn ? between(from, place(event)) : null;
      from = drawn = null;
      if (!box || box.width < 0.005 || box.height < 0.005) return;
      const numbers = [box.left, box.top, box.width, box.height].map((part) => String(Math.round(part * 1000) / 10));
      const numbered = field();
      numbered.value = `${numbered.value.trimEnd()}\n${numbers.join(" ")}`.trimStart();
      numbered.closest("details").open = true;
      ended = true;
      show();
      tell("One more part is drawn; its numbers stand in the field.");
    });
    // The click that ends a drag would tick the part below it.
    canvas.addEventListener("click", (event) => { if (ended) event.preventDefault(); ended = false; }, true);
  }

  // Live counts. What a page asks by itself is no use of the session, so it can't keep one open.
  const count = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch("/review/counts", { redirect: "manual", headers: { Accept: "application/json" } });
      if (answer.type === "opaqueredirect") { if (!form) location.reload(); return; }
      if (!answer.ok) return;
      const counts = await answer.json();
      for (const [name, value] of Object.entries(counts)) {
        for (const place of document.querySelectorAll(`[data-count=${name}]`)) place.textContent = String(value);
      }
      const newer = find("#newer");
      if (newer && newer.hidden && counts.submissions !== Number(newer.dataset.known)) {
        newer.hidden = false;
        tell("What waits has changed since this page was loaded.");
      }
    } catch { /* no network for a moment: the next one tells */ }
  };
  if (find("[data-count]")) setInterval(count, 15000);

  // Whoever works on an item keeps it; whoever only leaves it open does not.
  if (!form) return;
  let worked = false;
  for (const kind of ["keydown", "pointerdown", "wheel", "input"]) {
    document.addEventListener(kind, () => { worked = true; }, { passive: true });
  }
  const renew = async () => {
    if (!worked) return;
    worked = false;
    const body = new URLSearchParams({ csrf: form.elements.csrf.value });
    try {
      const answer = await fetch(form.dataset.renew, { method: "POST", body, redirect: "manual" });
      if (answer.status === 409) tell("This is not yours any more: your ten minutes were over, or it was decided.");
      if (answer.ok) {
        const until = await answer.text();
        for (const place of document.querySelectorAll("[data-until]")) place.textContent = until;
      }
    } catch { /* the next one tells */ }
  };
  setInterval(renew, 60000);
})();
