// Tags offered below the field where one is typed, those that are there already first; what none of
// them is becomes a new one.
import { Combobox, option } from "./choices.js";
import { Latest, later } from "./latest.js";

const PAUSE = 70; // milliseconds
const COUNTED = { aside: "count" };
let lists = 0;

export function completeTags(field, add) {
  field.removeAttribute("list");
  const choosing = new Combobox(field, `tag-choices-${++lists}`, "Tags");
  const latest = new Latest();
  const ask = later(PAUSE, answer);

  async function answer() {
    const typed = field.value.trim().replace(/^#+/u, "");
    if (!typed) return choosing.show([]);
    const text = await latest.text(`/complete/tags?${new URLSearchParams({ q: typed })}`);
    if (!text || document.activeElement !== field) return;
    const names = JSON.parse(text);
    const known = names.some(({ name }) => name.toLowerCase() === typed.toLowerCase());
    const options = names.map(({ name, count }) =>
      option(name, String(count), () => add(name), COUNTED));
    if (!known) options.push(option(`New tag ${typed}`, "", () => add(typed), { kind: "aside" }));
    choosing.show(options);
  }

  choosing.follow(ask);
  field.addEventListener("compositionend", ask);
}
