// Documents offered below the field where a title is typed; one that is chosen is the one meant.
import { Combobox, option } from "./choices.js";
import { Latest, later } from "./latest.js";

const PAUSE = 70; // milliseconds

export function completeDocuments() {
  const field = document.querySelector("#add-title");
  if (!field) return;
  field.removeAttribute("list");
  const choosing = new Combobox(field, "document-choices", "Documents");
  const latest = new Latest();
  const ask = later(PAUSE, answer);
  const meant = document.createElement("input");
  Object.assign(meant, { type: "hidden", name: "document" });

  async function answer() {
    const typed = field.value.trim();
    if (!typed) return choosing.show([]);
    const text = await latest.text(`/complete/documents?${new URLSearchParams({ q: typed })}`);
    if (text && document.activeElement === field) choosing.show(JSON.parse(text).map(offer));
  }

  function offer({ name, by, id, count }) {
    return option(name, [by, count].filter(Boolean).join(" · "), () => {
      field.value = name;
      field.form.elements.authors.value = by;
      meant.value = id;
      field.form.append(meant);
      choosing.show([]);
      field.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "chosen" }));
    });
  }

  const typed = (event) => {
    if (event.detail === "chosen") return;
    meant.remove();
    ask();
  };
  choosing.follow(Object.assign(typed, { cancel: ask.cancel }));
}
