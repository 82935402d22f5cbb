// Tags offered below the field where one is typed, those that are there already first; what none of
// them is becomes a new one.
import { Choosing } from "./choosing.js";
import { Latest, later } from "./latest.js";

const PAUSE = 70; // milliseconds
let lists = 0;

export function completeTags(field, add) {
  const list = document.createElement("div");
  list.id = `tag-choices-${++lists}`;
  list.className = "choices";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Tags");
  field.after(list);
  field.removeAttribute("list");
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list",
    "aria-expanded": "false" })) {
    field.setAttribute(name, value);
  }
  field.setAttribute("aria-controls", list.id);

  const choosing = new Choosing(field, list);
  const latest = new Latest();
  const ask = later(PAUSE, answer);

  function show(options) {
    list.replaceChildren(...options);
    list.hidden = options.length === 0;
    field.setAttribute("aria-expanded", String(!list.hidden));
    choosing.renew();
  }

  async function answer() {
    const typed = field.value.trim().replace(/^#+/u, "");
    if (!typed) return show([]);
    const text = await latest.text(`/complete/tags?${new URLSearchParams({ q: typed })}`);
    if (!text || document.activeElement !== field) return;
    const names = JSON.parse(text);
    const known = names.some(({ name }) => name.toLowerCase() === typed.toLowerCase());
    const options = names.map(({ name, count }) => option(name, String(count), () => add(name)));
    if (!known) options.push(option(`New tag ${typed}`, "", () => add(typed), "aside"));
    show(options);
  }

  field.addEventListener("input", (event) => !event.isComposing && ask());
  field.addEventListener("compositionend", ask);
  field.addEventListener("blur", () => {
    ask.cancel();
    show([]);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    if (event.key === "Escape") show([]);
    else if (event.key === "Enter" && choosing.chosen) choosing.chosen.click();
    else if (event.key === "Enter" || !choosing.move(event.key)) return;
    event.preventDefault();
  });
}

function option(words, about, pick, kind = "") {
  const made = document.createElement("div");
  made.setAttribute("role", "option");
  made.className = kind;
  const name = document.createElement("bdi");
  name.textContent = words;
  made.append(name);
  if (about) {
    const small = document.createElement("span");
    small.className = "count";
    small.textContent = about;
    made.append(small);
  }
  made.addEventListener("click", pick);
  return made;
}
