// The first lines of what a link leads to, beside it while it is pointed at or has the focus.
import { Latest } from "./latest.js";

const PAUSE = 350; // milliseconds before they show, so that passing over a page shows nothing
const LINKS = "a.wiki[href^='/']";
const kept = new Map(); // answers by address

export function showFirstLines() {
  const latest = new Latest();
  let box = null;
  let over = null;
  let waiting = 0;

  function hide() {
    clearTimeout(waiting);
    latest.drop();
    over?.removeAttribute("aria-describedby");
    box?.remove();
    box = over = null;
  }

  async function show(link) {
    const address = link.getAttribute("href").split("#")[0];
    if (!kept.has(address)) {
      const html = await latest.text(`/lines?of=${encodeURIComponent(address)}`);
      if (html) kept.set(address, html);
    }
    if (over !== link || !kept.get(address)) return;
    box = document.createElement("div");
    box.id = "first-lines";
    box.className = "first-lines";
    box.setAttribute("role", "tooltip");
    box.innerHTML = kept.get(address); // of our own server, escaped there
    document.body.append(box);
    const at = link.getClientRects()[0];
    const room = document.documentElement.clientWidth - box.offsetWidth - 8;
    const below = at.bottom + box.offsetHeight + 8 < document.documentElement.clientHeight;
    box.style.insetInlineStart = `${Math.max(8, Math.min(at.left, room)) + scrollX}px`;
    box.style.insetBlockStart = `${(below ? at.bottom : at.top - box.offsetHeight) + scrollY}px`;
    link.setAttribute("aria-describedby", box.id);
  }

  function begin(event) {
    const link = event.target.closest?.(LINKS);
    if (!link || link === over) return;
    hide();
    over = link;
    waiting = setTimeout(show, PAUSE, link);
  }

  function end(event) {
    if (!over || box?.contains(event.relatedTarget) || over.contains(event.relatedTarget)) return;
    if (event.target === over || over.contains(event.target) || box?.contains(event.target)) hide();
  }

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "mouse") begin(event);
  });
  document.addEventListener("pointerout", end);
  document.addEventListener("focusin", begin);
  document.addEventListener("focusout", end);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
}
