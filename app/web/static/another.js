// Another passage on the home page, in place of the one that is shown. Without this the page is
// loaded again.
import { Latest } from "./latest.js";

const latest = new Latest();

export function showAnother() {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-another]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button)
      return;
    event.preventDefault();
    const text = await latest.text(link.href);
    const next = text
      && new DOMParser().parseFromString(text, "text/html").querySelector(".opened");
    if (text === null) return;
    if (!next) return location.assign(link.href);
    document.querySelector(".opened").replaceWith(next);
    history.replaceState(null, "", link.href.split("#")[0]);
    next.querySelector("[data-another]").focus({ preventScroll: true });
  });
}
