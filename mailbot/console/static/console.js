// Keyboard, countdowns, and notes. Works without it too: every act is a plain form.
"use strict";
const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
const press = (selector) => { const target = document.querySelector(selector); if (target) { target.click(); return true; } return false; };
const focus = (selector) => { const target = document.querySelector(selector); if (target) { target.focus(); return true; } return false; };

function move(step) {
  const items = [...document.querySelectorAll("[data-item]")];
  if (!items.length) return false;
  const at = items.indexOf(document.activeElement.closest("[data-item]"));
  items[Math.min(items.length - 1, Math.max(0, at < 0 ? 0 : at + step))].focus();
  return true;
}

const KEYS = {
  j: () => move(1), k: () => move(-1),
  "/": () => focus("[data-search]"), e: () => focus("[data-editor]"),
  a: () => press("[data-act=approve]"), r: () => press("[data-act=reject]"), s: () => press("[data-act=resolve]"),
  z: () => press("[data-act=undo]"), n: () => focus("[data-note]"), u: () => press("[data-act=back]"),
  "?": () => { const help = document.querySelector("dialog[data-keys]"); if (help) { help.showModal(); return true; } return false; },
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
  if (event.ctrlKey && event.key === "Enter" && press("[data-act=approve]")) { event.preventDefault(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const act = KEYS[event.key];
  if (act && act()) event.preventDefault();
});

function countDown() {
  for (const element of document.querySelectorAll("[data-until]")) {
    const left = Math.max(0, Math.round((Date.parse(element.dataset.until) - Date.now()) / 1000));
    element.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  }
}
countDown();
setInterval(countDown, 1000);

document.addEventListener("htmx:responseError", (event) => {
  const notes = document.getElementById("notes");
  if (notes) notes.innerHTML = event.detail.xhr.responseText;
});
document.addEventListener("change", (event) => { if (event.target.matches("[data-submit]")) event.target.form.requestSubmit(); });
