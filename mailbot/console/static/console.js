// Keyboard, countdowns, rewrites, live rows, and a net below what is typed. Works without it too: every act is a plain form.
"use strict";
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
const press = (selector) => { const target = one(selector); if (target) { target.click(); return true; } return false; };
const focus = (selector) => { const target = one(selector); if (target) { target.focus(); return true; } return false; };
const editor = () => one("textarea[data-editor]");

// -- keyboard

function move(step) {
  const items = all("[data-item]");
  if (!items.length) return false;
  const at = items.indexOf(document.activeElement.closest("[data-item]"));
  items[Math.min(items.length - 1, Math.max(0, at < 0 ? 0 : at + step))].focus();
  return true;
}

// A key that belongs to the row in hand, or to the page where there are no rows.
function here(key) {
  const row = document.activeElement.closest("[data-row]");
  if (!row && one("[data-row]")) return false;
  const target = one(`[data-key=${key}]`, row ?? document);
  if (!target) return false;
  const fold = target.closest("details");
  if (fold) fold.open = true;
  if (target.matches("select, input")) target.focus(); else target.click();
  return true;
}

const KEYS = {
  j: () => move(1), k: () => move(-1),
  "/": () => focus("[data-search]"), e: () => focus("[data-editor]"),
  a: () => press("[data-act=approve]") || press("[data-act=all]"), r: () => press("[data-act=reject]"), s: () => press("[data-act=resolve]"),
  z: () => press("[data-act=undo]"), n: () => focus("[data-note]"), u: () => press("[data-act=back]"),
  l: () => here("l"), o: () => here("o"), t: () => here("t"), v: () => here("v"), w: () => here("w"),
  c: () => here("c"), d: () => here("d"), p: () => here("p"), m: () => here("m"), x: () => here("x"), h: () => here("h"), b: () => here("b"),
  "?": () => { const help = one("dialog[data-keys]"); if (help) { help.showModal(); return true; } return false; },
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
  if (event.ctrlKey && event.key === "Enter" && press("[data-act=approve]")) { event.preventDefault(); return; }
  if (event.ctrlKey && event.key === "s" && press("[data-act=save]")) { event.preventDefault(); return; }
  const digit = /^Digit([1-9])$/.exec(event.code);
  if (digit && !event.ctrlKey && !event.metaKey && (event.altKey || !typing(event.target))) {
    const [button, tab] = [all("[data-rewrite]"), all("#tabs a")].map((found) => found[Number(digit[1]) - 1]);
    if (button) rewrite(button); else if (tab) tab.click(); else return;
    event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const act = KEYS[event.key];
  if (act && act()) event.preventDefault();
});

// -- rewrites: the finding's words replace its span; spans count characters, not the editor's UTF-16 units

function rewrite(button) {
  const area = editor();
  if (!area) return;
  const characters = Array.from(area.value);
  const [start, end] = [Number(button.dataset.start), Number(button.dataset.end)];
  const before = characters.slice(0, start).join("");
  const after = characters.slice(end).join("");
  area.value = before + button.dataset.words + after;
  area.focus();
  area.setSelectionRange(before.length, before.length + button.dataset.words.length);
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.dispatchEvent(new Event("rewritten"));
}

// -- what is typed stays in this tab until it is saved, whatever happens to the session

const kept = () => `draft ${one("#editor").dataset.draft}`;

function keepTyped(area) {
  if (area.value === area.defaultValue) sessionStorage.removeItem(kept());
  else sessionStorage.setItem(kept(), area.value);
}

function restoreTyped() {
  const area = editor();
  if (!area) return;
  const typed = sessionStorage.getItem(kept());
  if (typed === null) return;
  if (typed === area.defaultValue) { sessionStorage.removeItem(kept()); return; }
  area.value = typed;
  one("#restored").hidden = false;
  area.dispatchEvent(new Event("rewritten"));
}

// The subject and a note are kept the same way; a note that stands on the page already has been taken.
const keptField = (field) => `field ${location.pathname} ${one("#editor")?.dataset.draft ?? ""} ${field.name}`;
const taken = (words) => all("#told .told").some((note) => note.innerText.trim().endsWith(words.trim()));

function restoreFields() {
  for (const field of all("[data-kept]")) {
    const typed = sessionStorage.getItem(keptField(field));
    if (typed === null) continue;
    if (typed === field.defaultValue || taken(typed)) { sessionStorage.removeItem(keptField(field)); continue; }
    field.value = typed;
    if (field.form.id === "editor") one("#restored").hidden = false;
  }
}

// A session that ended by itself keeps what was typed; whoever logs out leaves nothing for the next one at this screen.
document.addEventListener("submit", (event) => { if (event.target.matches("form[action='/logout']")) sessionStorage.clear(); });

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-editor]")) keepTyped(event.target);
  if (event.target.matches("[data-kept]")) sessionStorage.setItem(keptField(event.target), event.target.value);
});
document.addEventListener("click", (event) => {
  const area = editor();
  const button = event.target.closest("[data-rewrite]");
  if (button) rewrite(button);
  if (event.target.closest("[data-forget]")) {
    area.value = area.defaultValue;
    keepTyped(area);
    for (const field of all("#editor [data-kept]")) { field.value = field.defaultValue; sessionStorage.removeItem(keptField(field)); }
    one("#restored").hidden = true;
    area.dispatchEvent(new Event("rewritten"));
  }
  if (event.target.closest("[data-take-typed]") && area) {
    area.value = one("[data-typed]").value;
    keepTyped(area);
    area.focus();
    area.dispatchEvent(new Event("rewritten"));
  }
});

// -- one click is one act: a second one while the first is under way does nothing

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.under) { event.preventDefault(); return; }
  form.dataset.under = "way";
});
window.addEventListener("pageshow", (event) => {
  all("form[data-under]").forEach((form) => delete form.dataset.under);
  if (event.persisted) location.reload();
});

// -- after an act on a row the hand stays where it was

document.addEventListener("submit", (event) => {
  const row = event.target.closest("[data-row]");
  if (row) sessionStorage.setItem("row", String(all("[data-row]").indexOf(row)));
});
const place = sessionStorage.getItem("row");
if (place !== null && one("[data-row]")) {
  const rows = all("[data-row]");
  one("[data-item]", rows[Math.min(Number(place), rows.length - 1)])?.focus();
}
sessionStorage.removeItem("row");

// -- countdowns run by the server's clock

const ahead = (() => { const stamp = one("[data-now]"); return stamp ? Date.parse(stamp.dataset.now) - Date.now() : 0; })();

function countDown() {
  for (const element of all("[data-until]")) {
    const left = Math.max(0, Math.round((Date.parse(element.dataset.until) - Date.now() - ahead) / 1000));
    element.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (left === 0) element.closest("form.leaving")?.remove();
  }
}
countDown();
setInterval(countDown, 1000);

// -- facts point at the words they rest on

function light(slot, on) {
  for (const words of all("[data-fact]")) {
    if (words.dataset.fact.split(" ").includes(slot)) words.classList.toggle("lit", on);
  }
}
for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
  document.addEventListener(name, (event) => {
    const fact = event.target.closest("[data-points-at]");
    if (fact) light(fact.dataset.pointsAt, on);
  });
}
document.addEventListener("click", (event) => {
  const fact = event.target.closest("[data-points-at]");
  const words = fact && all("[data-fact]").find((mark) => mark.dataset.fact.split(" ").includes(fact.dataset.pointsAt));
  if (words) words.scrollIntoView({ block: "center", behavior: "smooth" });
});

// -- live: the stream says what changed, the page fetches itself and takes over what may change without a jump

async function freshPage() {
  const answer = await fetch(location.pathname + (document.body.dataset.live === "list" ? location.search : ""));
  if (!answer.ok || answer.redirected) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function freshList(page) {
  const list = one("#list");
  const rows = all("#list > li", page);
  const here = list ? all("li", list) : [];
  for (const row of here) {
    const now = rows.find((other) => other.id === row.id);
    row.classList.toggle("gone", !now);
    const link = one("a", row);
    if (now && link.innerHTML !== one("a", now).innerHTML) link.innerHTML = one("a", now).innerHTML;
  }
  const unseen = rows.filter((row) => !here.some((other) => other.id === row.id)).length;
  const bar = one("#fresh");
  if (bar) {
    bar.hidden = unseen === 0;
    const link = one("a", bar);
    link.textContent = link.dataset.fresh.replace("#", String(unseen));
  }
  const tabs = one("#tabs");
  if (tabs && one("#tabs", page)) tabs.innerHTML = one("#tabs", page).innerHTML;
}

function freshCase(page, byOthers) {
  for (const part of all("[data-fresh-part]")) {
    const now = document.getElementById(part.id) && page.getElementById(part.id);
    // An open fold or a half-made choice is the reader's own: such a part waits for the next page.
    if (!now || part.innerHTML === now.innerHTML || part.contains(document.activeElement) || one("details[open]", part)) continue;
    part.innerHTML = now.innerHTML;
    if (window.htmx) window.htmx.process(part);
  }
  for (const field of all("[data-case-version]")) field.value = one("[data-case-version]", page)?.value ?? field.value;
  const [mine, theirs] = [one("#editor"), one("#editor", page)];
  if (mine && byOthers && (!theirs || theirs.dataset.draft !== mine.dataset.draft || theirs.dataset.version !== mine.dataset.version)) {
    one("#overtaken").hidden = false;
  }
}

let asked = 0;
async function refresh(byOthers) {
  const mine = ++asked;
  await new Promise((done) => setTimeout(done, 150)); // several changes at once are one look
  if (mine !== asked) return;
  const page = await freshPage().catch(() => null);
  if (!page) return;
  if (document.body.dataset.live === "list") freshList(page); else freshCase(page, byOthers);
  if (one("#called") && one("#called", page)) one("#called").innerHTML = one("#called", page).innerHTML;
  countDown();
}

function listen() {
  // What happened between the page's making and the stream's beginning is told first; a line that was lost means a look.
  const stream = new EventSource(`/live?age=${Math.min(60, Math.ceil(performance.now() / 1000) + 1)}`);
  let lost = false;
  stream.addEventListener("error", () => { lost = true; });
  stream.addEventListener("open", () => { if (lost) refresh(true); lost = false; });
  stream.addEventListener("changed", (event) => {
    const { cases, others } = JSON.parse(event.data);
    const about = document.body.dataset.case;
    if (!about || cases.includes(about)) refresh(!about || others.includes(about));
  });
  window.addEventListener("pagehide", () => stream.close());
}
if (document.body.dataset.live) listen();

// -- the way back leads to the list one came from, to the row one left

if (document.body.dataset.live === "list" && location.pathname === "/") sessionStorage.setItem("list", location.search);
const back = one("a[data-act=back][href='/']");
if (back) back.href = `/${sessionStorage.getItem("list") ?? ""}`;
document.addEventListener("click", (event) => {
  const item = event.target.closest("[data-item]");
  if (item) sessionStorage.setItem("item", item.getAttribute("href"));
});
const left = all("[data-item]").find((item) => item.getAttribute("href") === sessionStorage.getItem("item"));
if (left) left.focus({ preventScroll: false });

document.addEventListener("htmx:responseError", (event) => {
  const notes = one("#notes");
  if (notes && !event.detail.requestConfig.path.endsWith("/here")) notes.innerHTML = event.detail.xhr.responseText;
});
document.addEventListener("change", (event) => { if (event.target.matches("[data-submit]")) event.target.form.requestSubmit(); });
restoreTyped();
restoreFields();
