// An index that narrows as one types. The address tells the filter, so that it can be kept, sent
// and gone back to.
import { Latest, later } from "./latest.js";

const PAUSE = 120; // milliseconds from the last letter to the question

export function siftWhileTyping() {
  const form = document.querySelector("form.sift");
  const field = form?.querySelector("#filter");
  if (!field) return;
  const told = document.querySelector(".news[role=status]");
  const latest = new Latest();

  async function sift() {
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));
    const address = `${form.getAttribute("action")}${query.size ? `?${query}` : ""}`;
    document.querySelector("#index").setAttribute("aria-busy", "true");
    const text = await latest.text(address);
    if (text === null) return;
    const page = text ? new DOMParser().parseFromString(text, "text/html") : null;
    for (const part of ["#index", ".letters", ".sift .switch"]) {
      const fresh = page?.querySelector(part);
      if (fresh) document.querySelector(part).replaceWith(fresh);
    }
    document.querySelector("#index").removeAttribute("aria-busy");
    if (!page) told.textContent = "The library does not answer. Is it still being served?";
    else history.replaceState(null, "", address);
  }

  const ask = later(PAUSE, sift);
  field.addEventListener("input", (event) => !event.isComposing && ask());
  field.addEventListener("compositionend", ask);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask.cancel();
    sift();
  });
}
