// The palette: a slash searches, Ctrl-K or Cmd-K goes somewhere, from any page.
import { Choosing } from "./choosing.js";
import { Latest, later } from "./latest.js";
import { current } from "./keys.js";
import { groupOfActs } from "./palette_acts.js";
import { recent, remember } from "./recent.js";

const PAUSE = 50; // milliseconds

export function openPaletteOnKeys() {
  const dialog = document.querySelector("#palette");
  if (!dialog) return;
  const field = dialog.querySelector("input");
  const found = dialog.querySelector("#palette-found");
  const choosing = new Choosing(field, found);
  const latest = new Latest();
  const ask = later(PAUSE, answer);
  let shown = null; // the words that the options are for
  let at = null; // the passage that acts are for
  let first = 0; // the option that Enter takes: the search itself, or the first place to go

  async function answer() {
    const query = field.value.trim();
    if (query.startsWith(">")) return showActs(query);
    const page = await latest.text(`/jump?${new URLSearchParams({ q: query })}`);
    if (page === null) return;
    shown = query;
    found.innerHTML = page;
    const acts = groupOfActs(at, query, () => dialog.close());
    if (!query) found.prepend(...lately());
    if (acts && query) found.append(acts);
    else if (acts) found.prepend(acts);
    const places = choosing.options.filter((option) => !option.matches(".glimpse, .offer")).length;
    // no passage and no new note unless the reader goes down to it
    choosing.renew(query ? Math.min(first, places - 1) : -1);
  }

  // Acts alone.
  function showActs(query) {
    latest.drop();
    shown = query;
    const none = document.createElement("p");
    none.className = "label";
    none.textContent =
      at ? "No act has this name." : "No passage is chosen: j goes to the first.";
    found.replaceChildren(
      groupOfActs(at, query.slice(1).trim(), () => dialog.close()) ?? none);
    choosing.renew(0);
  }

  function open(number) {
    at = current();
    first = number;
    field.value = "";
    shown = null;
    found.replaceChildren();
    dialog.showModal();
    answer();
  }

  document.addEventListener("keydown", (event) => {
    const combined = event.ctrlKey || event.metaKey;
    if (event.key.toLowerCase() === "k" && combined && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      if (dialog.open) dialog.close();
      else open(1);
    } else if (event.key === "/" && !combined && !event.altKey && !isWriting(event.target)) {
      event.preventDefault();
      if (document.querySelector("#results, .home-find")) selectAll(document.querySelector("#q"));
      else open(0);
    }
  });
  field.addEventListener("input", (event) => !event.isComposing && ask());
  field.addEventListener("compositionend", ask);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (choosing.move(event.key)) event.preventDefault();
  });
  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    ask.cancel();
    // what was typed last, not what was shown last
    if (field.value.trim() !== shown) await answer();
    if (choosing.chosen) choosing.chosen.click();
    else if (field.value.trim()) go(field.value);
  });
  found.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    const query = option?.href && new URL(option.href).searchParams.get("q");
    if (query) remember(query);
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    ask.cancel();
    latest.drop();
  });
}

function isWriting(target) {
  return Boolean(target.closest?.("input, textarea, select, [contenteditable]"));
}

function selectAll(field) {
  field.focus();
  field.select();
}

function go(query) {
  remember(query);
  location.assign(`/search?${new URLSearchParams({ q: query.trim() })}`);
}

function lately() {
  const queries = recent();
  if (!queries.length) return [];
  const group = document.createElement("div");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", "Asked lately");
  const label = document.createElement("p");
  label.className = "label";
  label.ariaHidden = "true";
  label.textContent = "Asked lately";
  group.append(label, ...queries.slice(0, 5).map(asked));
  return [group];
}

function asked(query) {
  const option = document.createElement("a");
  option.setAttribute("role", "option");
  option.href = `/search?${new URLSearchParams({ q: query })}`;
  option.tabIndex = -1;
  const words = document.createElement("bdi");
  words.textContent = query;
  option.append(words);
  return option;
}
