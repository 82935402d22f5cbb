// A tray, quickened: acts without a new page, items dragged and moved by keys, the draft copied.
// Every form of the page is sent as it is, and the page that answers takes this one's place.
import { isOff } from "./keys.js";
import { NotSaved, refused } from "./saving.js";

const AWAY = "Not saved: Florilegium does not answer. Your words are kept here; try again.";

function quicken() {
  const main = document.querySelector("#main");
  if (!main?.querySelector(".tray, .edit--tray, [data-tray]")) return;
  document.addEventListener("submit", (event) => send(event, main));
  document.addEventListener("keydown", press);
  main.addEventListener("click", (event) => follow(event, main));
  main.addEventListener("pointerdown", letDrag);
  for (const name of ["dragstart", "dragover", "dragend", "drop"])
    main.addEventListener(name, (event) => drag(event, main));
  offerCopy(main);
}

async function send(event, main) {
  const form = event.target;
  const button = event.submitter;
  if (!main.contains(button ?? form)) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, button));
  const item = button?.closest("[data-item]");
  const address = button?.hasAttribute("formaction") ? button.formAction : form.action;
  await ask(main, address, { method: "POST", body },
    { button: button?.name, item: item?.dataset.item, beside: beside(item), form });
}

// links that open a field on this page
async function follow(event, main) {
  const link = event.target.closest("a[href]");
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey
    && !event.altKey;
  if (!link || !plain || link.pathname !== location.pathname || !(link.search || location.search))
    return;
  event.preventDefault();
  await ask(main, link.href, {}, { item: link.closest("[data-item]")?.dataset.item, link: true });
}

async function ask(main, address, how, from) {
  let answer;
  try {
    answer = await fetch(address, { ...how, headers: { Accept: "application/json" } });
    if (!answer.ok && answer.status !== 412) throw await refused(answer);
  } catch (failure) {
    const why = failure instanceof NotSaved ? failure.why : AWAY;
    tell(from.form?.elements.words ? from.form : main.querySelector(".page-head"), why);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("#main");
  const there = new URL(answer.url);
  if (there.pathname !== location.pathname && answer.status !== 412) {
    location.assign(answer.url);
    return;
  }
  main.replaceChildren(...fresh.childNodes);
  document.title = page.title;
  history.replaceState(null, "", location.pathname);
  offerCopy(main);
  focus(main, from, there.searchParams.get("at"));
}

// The focus goes to what was opened, else to what was pressed, else to the item or the one beside
// it.
function focus(main, from, at) {
  const field = main.querySelector(".edit textarea, .page-head .name-form input");
  if (field) {
    field.focus();
    return;
  }
  const of = (id) => id && main.querySelector(`[data-item="${CSS.escape(id)}"]`);
  const item = of(at) ?? of(from.item) ?? of(from.beside);
  const again = from.button && item?.querySelector(`[name="${from.button}"]:not(:disabled)`);
  if (from.button === "out" || !again) item?.focus();
  else again.focus();
}

function beside(item) {
  return (item?.nextElementSibling ?? item?.previousElementSibling)?.dataset.item;
}

function tell(where, words) {
  where.querySelector(".said--wrong")?.remove();
  const line = document.createElement("p");
  line.className = "said said--wrong";
  line.setAttribute("role", "alert");
  line.textContent = words;
  where.append(line);
}

// --- keys: only while the focus is within the tray, and in no field ------------------------------

function press(event) {
  const item = event.target.closest?.("[data-item]");
  if (event.target.matches("textarea") && event.key === "Enter" && (event.ctrlKey || event.metaKey))
    event.target.form.requestSubmit();
  if (!item || isOff() || event.target.matches("textarea, input") || event.ctrlKey || event.metaKey
    || event.altKey) return;
  const to = { j: item.nextElementSibling, k: item.previousElementSibling }[event.key];
  const button =
    { J: '[name="down"]', K: '[name="up"]', w: '[data-key="w"]', z: '[data-key="z"]' }[event.key];
  if (!to && !button) return;
  event.preventDefault();
  if (to) to.focus();
  else item.querySelector(button).click();
}

// --- dragging, by the two arrows -----------------------------------------------------------------

let dragged = null;

function letDrag(event) {
  for (const item of document.querySelectorAll("[data-item]")) item.draggable = false;
  const handle = event.target.closest(".move");
  if (handle) handle.closest("[data-item]").draggable = true;
}

function drag(event, main) {
  const over = event.target.closest?.("[data-item]");
  if (event.type === "dragstart" && over?.draggable) {
    dragged = over;
    dragged.dataset.dragged = "";
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  } else if (dragged && event.type === "dragover") {
    event.preventDefault();
    mark(over && before(over, event));
  } else if (dragged && event.type === "drop") {
    event.preventDefault();
    if (over) drop(main, before(over, event));
  }
  if (event.type === "dragend" || event.type === "drop") {
    if (dragged) delete dragged.dataset.dragged;
    dragged = null;
    mark(null);
  }
}

// the item that what is dropped here stands before; null at the end
function before(over, event) {
  const { top, height } = over.getBoundingClientRect();
  return event.clientY < top + height / 2 ? over : over.nextElementSibling;
}

function mark(item) {
  for (const other of document.querySelectorAll("[data-over]")) delete other.dataset.over;
  if (item) item.dataset.over = "";
}

function drop(main, item) {
  if (item === dragged || item === dragged.nextElementSibling) return;
  const moved = dragged.dataset.item;
  const body = new URLSearchParams({ move: moved, before: item?.dataset.item ?? "" });
  ask(main, `${location.pathname}/items`, { method: "POST", body }, { item: moved });
}

// --- the draft, copied ---------------------------------------------------------------------------

function offerCopy(main) {
  for (const button of main.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(main, button.dataset.copy));
  }
}

// The draft, or its sources, as the file of that ending has them.
async function copy(main, ending) {
  const told = main.querySelector("[data-copied]");
  try {
    const answer = await fetch(location.pathname + ending);
    if (!answer.ok) throw new Error(answer.statusText);
    await put(await answer.text(), told);
  } catch {
    told.textContent = "Not copied: Florilegium does not answer.";
  }
}

async function put(text, told) {
  try {
    await navigator.clipboard.writeText(text);
    told.textContent = "Copied.";
  } catch {
    const field = document.createElement("textarea");
    field.className = "field";
    field.value = text;
    field.setAttribute("aria-label", "To be copied");
    told.replaceChildren("Marked below: copy it with Ctrl C");
    told.parentElement.querySelector("textarea.field")?.remove();
    told.after(field);
    field.select();
  }
}

quicken();
