// Single letters that do what a word on the page does. They rest in fields, and can be switched
// off.
import { act, undo } from "./cards.js";
import { copyAs } from "./copying.js";
import { selectAll, selectNone, selectTo, turnSelection } from "./selecting.js";

const PLACE = "florilegium.keys";
const TWICE = 400; // milliseconds in which a second c comes
const ROOMS = {
  h: "/", d: "/documents", l: "/highlights", a: "/authors", t: "/tags", n: "/notes", b: "/trays",
    y: "/timeline", w: "/walk", c: "/numbers", x: "/index",
  i: "/imports", u: "/changes",
}; // behind a g
const ACTS =
  { n: "note", t: "tag", f: "favorite", b: "last", e: "text", d: "discarded", m: "more" };

let before = ""; // the first of two keys
let copying = 0;

export function actOnKeys() {
  document.addEventListener("keydown", onKey);
  const button = document.querySelector("[data-keys]");
  if (!button) return;
  button.hidden = false;
  say(button);
  button.addEventListener("click", () => {
    keep(isOff() ? "" : "off");
    say(button);
  });
}

function say(button) {
  button.textContent = isOff() ? "Switch single letters on" : "Switch single letters off";
}

export function isOff() {
  try {
    return localStorage.getItem(PLACE) === "off";
  } catch {
    return false;
  }
}

function keep(value) {
  try {
    localStorage.setItem(PLACE, value);
  } catch {
    // a browser that keeps nothing keeps its keys
  }
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
    return;
  if (event.target.closest?.(
    "input:not([type=checkbox]), textarea, select, [contenteditable], dialog, [popover]")) return;
  if (event.key === "Escape" ? !selectNone() : isOff() || !pressed(event.key)) return;
  event.preventDefault();
}

// Whether a key means something here.
function pressed(key) {
  const first = before;
  before = "";
  if (first === "g" && ROOMS[key]) return go(ROOMS[key]);
  if (first === "*" && key === "a") return selectAll();
  if (key === "g" || key === "*") {
    before = key;
    return true;
  }
  const way = document.querySelector(key === "ArrowLeft"
    ? ".trail [rel=prev]" : `[data-way="${CSS.escape(key)}"]`);
  if (way) return go(way.href);
  if (key === "?") return go("/keys");
  if (key === "a") return go(document.querySelector("[data-add]")?.getAttribute("href") ?? "/add");
  if (key === "j" || key === "k") return step(key === "j" ? 1 : -1);
  const at = current();
  if (!at) return false;
  if (ACTS[key]) act(at, ACTS[key]);
  else if (key === "o" && at.matches(".card, .hit")) return go(`/highlights/${at.id}`);
  else if (key === "c") copy(at);
  else if (key === "u") undo(at);
  else if (key === "x") turnSelection(at);
  else if (key === "X") selectTo(at);
  else return false;
  return true;
}

function go(address) {
  location.assign(address);
  return true;
}

// Where the keys stand: the card that has the focus or had it last, else the passage of its own
// page.
export function current() {
  const focused = document.activeElement?.closest(".card[id], .hit[id], [data-highlight]");
  return focused ?? document.querySelector(":is(.card, .hit)[aria-current]")
    ?? document.querySelector("[data-highlight]");
}

function step(by) {
  const cards = [...document.querySelectorAll(":is(.card, .hit)[id]")];
  if (!cards.length) return false;
  const at = cards.indexOf(current());
  const next = at < 0 ? cards[0] : cards[Math.min(cards.length - 1, Math.max(0, at + by))];
  cards.forEach((card) => card !== next && card.removeAttribute("aria-current"));
  next.setAttribute("aria-current", "true");
  next.focus();
  return true;
}

function copy(at) {
  if (copying) {
    clearTimeout(copying);
    copying = 0;
    return copyAs(at, "markdown");
  }
  copying = setTimeout(() => {
    copying = 0;
    copyAs(at, "plain");
  }, TWICE);
}
