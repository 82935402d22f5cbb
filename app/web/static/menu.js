// One list for all passages: what else can be done with one. On a telephone it comes from below and
// holds every act.

const ACTS = [
  ["text", "Edit the text", "e"],
  ["copy", "Copy as …", "c"],
  ["quote", "Quote into a note", ""],
];

let list = null;

// Show a list of choices at an element; each is [words, key, what to do or an address]. Gives the
// list.
export function showList(anchor, label, choices) {
  list?.remove();
  list = document.createElement("div");
  list.className = "menu-list";
  list.popover = "auto";
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", label);
  list.append(...choices.map(choice));
  document.body.append(list);
  list.addEventListener("keydown", move);
  list.addEventListener("toggle", (event) => event.newState === "closed" && anchor.isConnected
    && backTo(anchor));
  list.showPopover();
  place(list, anchor);
  list.querySelector("a, button")?.focus();
  return list;
}

export function openMenu(holder, anchor, act) {
  const folio = holder.querySelector(".folio");
  const label = folio?.textContent.trim() ?? "this passage";
  const discard = holder.hasAttribute("data-discarded") ? "Take it back" : "Discard";
  const own = `/highlights/${holder.id}`;
  const out = holder.querySelector(".out")?.href;
  const choices = ACTS.map(([what, words, key]) => [words, key, () => act(holder, what)]);
  choices.push(["Split or merge", "", partsOf(holder.id)]);
  if (location.pathname !== own) choices.push(["Its own page", "o", own]);
  if (out) choices.push(["Open where it was marked", "", out]);
  if (holder.querySelector(".pick input"))
    choices.push(["Select", "x", () => act(holder, "select")]);
  choices.push([discard, "d", () => act(holder, "discarded")]);
  const made = showList(anchor, `More to do with ${label}`, choices);
  made.prepend(head(label), first(holder, act));
}

// Where a passage is split, or merged with another.
export function partsOf(id) {
  return `/highlights/${id}?do=parts&at=${id}#parts`;
}

// The words of the row, which a telephone shows here.
function first(holder, act) {
  const row = document.createElement("div");
  row.className = "first-acts on-touch";
  for (const word of holder.querySelectorAll(".acts > [data-do]:not(.dots, [data-do=discarded])")) {
    const button = choice([word.textContent, "", () => act(holder, word.dataset.do)]);
    if (word.ariaPressed) button.ariaPressed = word.ariaPressed;
    row.append(button);
  }
  return row;
}

function head(words) {
  const line = document.createElement("p");
  line.className = "label on-touch";
  line.textContent = words;
  return line;
}

function choice([words, key, what]) {
  const made = document.createElement(typeof what === "string" ? "a" : "button");
  made.append(words);
  if (key) {
    const sign = document.createElement("kbd");
    sign.textContent = key;
    sign.ariaHidden = "true";
    made.append(sign);
  }
  if (words === "Copy as …") made.className = "not-on-touch";
  if (typeof what === "string") {
    made.href = what;
    if (!what.startsWith("/")) made.rel = "noreferrer noopener";
  } else {
    made.type = "button";
    made.addEventListener("click", () => {
      list?.hidePopover();
      what();
    });
  }
  return made;
}

function move(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const all = [...list.querySelectorAll("a, button")].filter((each) => each.checkVisibility());
  const at = all.indexOf(document.activeElement);
  all[(at + step + all.length) % all.length]?.focus();
  event.preventDefault();
}

function place(made, anchor) {
  if (getComputedStyle(made).position === "fixed"
    && matchMedia("(pointer: coarse) and (width < 48rem)").matches) return;
  const at = anchor.getBoundingClientRect();
  const width = document.documentElement.clientWidth;
  made.style.position = "absolute";
  made.style.inset = "auto";
  made.style.left = `${Math.max(8, Math.min(at.left + scrollX, width - made.offsetWidth - 8))}px`;
  const below = at.bottom + made.offsetHeight + 8 < innerHeight || at.top < made.offsetHeight;
  made.style.top = `${scrollY + (below ? at.bottom + 4 : at.top - made.offsetHeight - 4)}px`;
}

function backTo(anchor) {
  if (list.contains(document.activeElement) || document.activeElement === document.body)
    anchor.focus({ preventScroll: true });
}
