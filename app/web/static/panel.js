// The panel of who links to a page and who mentions it: narrowed as one types, and acted on in
// place.
import { Latest, later } from "./latest.js";
import { NotSaved, sendForPage } from "./saving.js";

const PAUSE = 150; // milliseconds from the last letter to the question
const COUNTED = 300; // milliseconds in which most names are counted; twice as long each time
const LONGEST = 20_000;
const AWAY = "The library does not answer. Is it still being served?";

const panel = () => document.querySelector("#linked.panel");

// Puts the panel of another page in place of this one; gives whether that page has one.
function replaced(html, parts = null) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("#linked.panel");
  if (!fresh) return false;
  if (!parts) panel().replaceWith(fresh);
  for (const part of parts ?? []) {
    const one = fresh.querySelector(part);
    if (one) panel().querySelector(part)?.replaceWith(one);
  }
  return true;
}

function tell(words) {
  const told = document.querySelector(".news[role=status]");
  if (told) told.textContent = words;
}

// Why nothing was done, where it was asked for.
function warn(words) {
  panel().querySelector(".said--wrong")?.remove();
  const line = document.createElement("p");
  line.className = "said said--wrong";
  line.setAttribute("role", "alert");
  line.textContent = words;
  panel().querySelector(".panel-body").before(line);
}

export function narrowPanel() {
  if (!panel()) return;
  const latest = new Latest();

  async function narrow() {
    const form = panel().querySelector(".sift");
    const asked = [...new FormData(form)].filter(([, value]) => value.trim());
    const address = `${form.getAttribute("action").split("#")[0]}?${new URLSearchParams(asked)}`;
    panel().setAttribute("aria-busy", "true");
    const html = await latest.text(address);
    if (html === null) return;
    panel().removeAttribute("aria-busy");
    if (html && replaced(html, [".halves", ".panel-body"])) {
      history.replaceState(null, "", `${address}#linked`);
    } else tell(AWAY);
  }

  const ask = later(PAUSE, narrow);
  const within = (event) => event.target.closest("#linked.panel .sift");
  document.addEventListener("input", (event) => within(event) && !event.isComposing && ask());
  document.addEventListener("compositionend", (event) => within(event) && ask());
  document.addEventListener("submit", (event) => {
    if (!within(event)) return;
    event.preventDefault();
    ask.cancel();
    narrow();
  });
}

export function actInPanel() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("#linked.panel button[formaction]");
    if (!button || event.defaultPrevented) return;
    event.preventDefault();
    button.disabled = true;
    const body = new URLSearchParams(new FormData(button.form));
    if (button.name) body.set(button.name, button.value);
    try {
      replaced(await sendForPage(button.getAttribute("formaction"), body));
    } catch (failure) {
      if (!(failure instanceof NotSaved)) throw failure;
      return warn(failure.why);
    } finally {
      button.disabled = false;
    }
    const said = panel().querySelector(".said");
    said?.setAttribute("tabindex", "-1");
    said?.focus({ preventScroll: true });
  });
}

// What the server was still counting is asked for again until it is there; a list in which the
// reader is stays as it is.
export function awaitCounts() {
  const latest = new Latest();
  let pause = COUNTED;

  async function ask() {
    if (!panel()?.querySelector("[data-counting]")) return;
    const [asked, address] = [panel(), location.href];
    const html = await latest.text(address);
    const parts = [".halves", ".panel-body"].filter(
      (part) => !panel().querySelector(part)?.contains(document.activeElement));
    // not over what was narrowed or acted on meanwhile
    if (html && panel() === asked && location.href === address) replaced(html, parts);
    if (pause < LONGEST) setTimeout(ask, pause *= 2);
  }

  setTimeout(ask, pause);
}
