// Documents offered below the field where a title is typed; one that is chosen is the one meant.
import { Choosing } from "./choosing.js";
import { Latest, later } from "./latest.js";

const PAUSE = 70; // milliseconds

export function completeDocuments() {
  const field = document.querySelector("#add-title");
  if (!field) return;
  const list = document.createElement("div");
  list.id = "document-choices";
  list.className = "choices";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Documents");
  field.after(list);
  field.removeAttribute("list");
  const states = {
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  };
  for (const [name, value] of Object.entries(states)) field.setAttribute(name, value);

  const choosing = new Choosing(field, list);
  const latest = new Latest();
  const ask = later(PAUSE, answer);
  const meant = document.createElement("input");
  Object.assign(meant, { type: "hidden", name: "document" });

  function show(options) {
    list.replaceChildren(...options);
    list.hidden = options.length === 0;
    field.setAttribute("aria-expanded", String(!list.hidden));
    choosing.renew();
  }

  async function answer() {
    const typed = field.value.trim();
    if (!typed) return show([]);
    const text = await latest.text(`/complete/documents?${new URLSearchParams({ q: typed })}`);
    if (text && document.activeElement === field) show(JSON.parse(text).map(option));
  }

  function option({ name, by, id, count }) {
    const made = document.createElement("div");
    made.setAttribute("role", "option");
    const words = document.createElement("bdi");
    words.textContent = name;
    const about = document.createElement("span");
    about.className = "small";
    about.textContent = [by, count].filter(Boolean).join(" · ");
    made.append(words, about);
    made.addEventListener("click", () => {
      field.value = name;
      field.form.elements.authors.value = by;
      meant.value = id;
      field.form.append(meant);
      show([]);
      field.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "chosen" }));
    });
    return made;
  }

  field.addEventListener("input", (event) => {
    if (event.detail === "chosen" || event.isComposing) return;
    meant.remove();
    ask();
  });
  field.addEventListener("blur", () => {
    ask.cancel();
    show([]);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    if (event.key === "Escape") show([]);
    else if (event.key === "Enter" && choosing.chosen) choosing.chosen.click();
    else if (!choosing.move(event.key)) return;
    event.preventDefault();
  });
}
