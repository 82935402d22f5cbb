// The list of options below a field, as every completion has it.
import { Choosing } from "./choosing.js";

// An empty list that is not shown yet, behind the field or, where one is given, within `home`.
export function listBelow(field, id, label, home = null) {
  const list = document.createElement("div");
  list.id = id;
  list.className = "choices";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  if (home) home.append(list);
  else field.after(list);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", id);
  return list;
}

// A field of one line with such a list.
export class Combobox extends Choosing {
  constructor(field, id, label, home = null) {
    super(field, listBelow(field, id, label, home));
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-expanded", "false");
  }

  // Let keys choose, and `ask` for options while one types; leaving the field calls it off.
  follow(ask) {
    const { field, list } = this;
    field.addEventListener("input", (event) => !event.isComposing && ask(event));
    field.addEventListener("blur", () => {
      ask.cancel();
      this.show([]);
    });
    field.addEventListener("keydown", (event) => {
      if (event.isComposing || list.hidden) return;
      if (event.key === "Escape") this.show([]);
      else if (event.key === "Enter" && this.chosen) this.chosen.click();
      else if (event.key === "Enter" || !this.move(event.key)) return;
      event.preventDefault();
    });
  }

  show(options) {
    this.list.replaceChildren(...options);
    this.list.hidden = options.length === 0;
    this.field.setAttribute("aria-expanded", String(!this.list.hidden));
    this.renew();
  }
}

// An option: a name, and in small letters what is known of it; a click picks it.
export function option(name, about, pick, { kind = "", aside = "small" } = {}) {
  const made = document.createElement("div");
  made.setAttribute("role", "option");
  made.className = kind;
  const words = document.createElement("bdi");
  words.textContent = name;
  made.append(words);
  if (about) {
    const small = document.createElement("span");
    small.className = aside;
    small.textContent = about;
    made.append(small);
  }
  made.addEventListener("click", pick);
  return made;
}
