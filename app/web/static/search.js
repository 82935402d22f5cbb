// Results as one types. The address always tells the whole state, so that it can be kept, sent and
// gone back to.
import { Latest, later } from "./latest.js";
import { remember } from "./recent.js";

const PAUSE = 120; // milliseconds from the last letter to the question
const REST = 1500; // and to a step that Back goes back to
const UNFINISHED = /(?:^|[\s(-])(?:\p{L}{1,20}:"?|#"?)$/u; // a field that still waits for its value

export function searchWhileTyping() {
  const results = document.querySelector("#results");
  const field = document.querySelector("#q");
  if (!results || !field) return;
  const told = document.querySelector("#told");
  const latest = new Latest();
  let typing = false; // whether the newest step of the history is still being changed
  let shown = location.search;

  function asked() {
    return new URLSearchParams(location.search).get("q") ?? "";
  }

  function step() {
    const query = field.value.trim();
    if (query === asked().trim()) return;
    const address = query ? `/search?${new URLSearchParams({ q: query })}` : "/search";
    if (typing) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    typing = true;
  }

  async function load() {
    results.setAttribute("aria-busy", "true");
    shown = location.search;
    const query = new URLSearchParams(shown);
    query.set("part", "results");
    const page = await latest.text(`/search?${query}`);
    if (page === null) return;
    results.removeAttribute("aria-busy");
    if (!page) {
      told.textContent = "The library does not answer. Is it still being served?";
      return;
    }
    results.innerHTML = page;
    document.title = `${field.value.trim() || "Search"} · Florilegium`;
    told.textContent = results.querySelector("#total")?.textContent
      ?? results.querySelector(".lead")?.textContent ?? "";
  }

  function search() {
    step();
    load();
    rest();
  }

  const ask = later(PAUSE, () => !UNFINISHED.test(field.value) && search());
  const rest = later(REST, () => {
    typing = false;
    if (results.querySelector("#total")) remember(field.value);
  });

  field.addEventListener("input", (event) => !event.isComposing && ask());
  field.addEventListener("compositionend", ask);
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask.cancel();
    search();
    typing = false;
  });
  window.addEventListener("popstate", () => {
    if (location.search === shown) return; // a step within the page
    ask.cancel();
    typing = false;
    field.value = asked();
    load();
  });
}
