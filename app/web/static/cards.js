// What is done with a passage, done where it stands. Without this every act is a link or a form.
import { collectInto, lastTray } from "./collecting.js";
import { openCopies } from "./copying.js";
import { draft, dropDraft, keepDraft } from "./drafts.js";
import { openMenu, partsOf } from "./menu.js";
import { NotSaved, page, send, sendForm } from "./saving.js";
import { turnSelection } from "./selecting.js";
import { completeTags } from "./tagging.js";

const HOLDER = ".card[id], .hit[id], [data-highlight]";
const FLAGS = new Set(["favorite", "discarded"]);
const waiting = new WeakMap(); // what is tried again, by the element that says so

export function actOnCards() {
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("input", onInput);
  document.addEventListener("keydown", onKey);
  document.querySelectorAll(`:is(${HOLDER}) form[data-field]`).forEach(prepare);
}

export function holderOf(element) {
  return element?.closest?.(HOLDER) ?? null;
}

// Do something with a passage: `note`, `tag`, `text`, `favorite`, `discarded`, `copy`, `collect`,
// `quote`, `parts`, `last`, `select` or `more`.
export async function act(known, what) {
  const holder = live(known);
  const said = holder.querySelector(`[data-do=${what}]`);
  if (FLAGS.has(what)) return turn(holder, what, said);
  if (what === "copy") return openCopies(holder, shown(said) ?? holder);
  if (what === "last") return collectInLast(holder);
  if (what === "select") return turnSelection(holder);
  if (what === "parts") return location.assign(partsOf(holder.id));
  if (what === "more") return openMenu(holder, shown(said) ?? holder, act);
  return open(holder, what);
}

function shown(element) {
  return element?.checkVisibility?.() ? element : null;
}

function onClick(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
  const pressed = event.target.closest("[data-do], .said button, .says button");
  const holder = holderOf(pressed);
  if (!pressed || !holder) return;
  if (pressed.dataset.do === "leave") leave(holder, pressed.closest("form"), true);
  else if (pressed.dataset.do) act(holder, pressed.dataset.do);
  else if (pressed.matches("[formaction$='/undo']")) undo(holder);
  else if (pressed.matches("[formaction$='/theirs']") && holder.matches(".card"))
    change(holder, { [pressed.value]: null }, pressed.value);
  else return;
  event.preventDefault();
}

function onSubmit(event) {
  const form = event.target;
  const holder = holderOf(form);
  if (!holder || !form.dataset.field) return;
  event.preventDefault();
  if (form.dataset.field === "tags") tag(holder, form, event.submitter);
  else if (form.dataset.field === "collect") collect(form, () => fieldsOf(form));
  else if (form.dataset.field === "quote") quote(form);
  else write(holder, form);
}

function onInput(event) {
  const form = event.target.form;
  if (!form?.dataset.field || ["tags", "collect", "quote"].includes(form.dataset.field)
    || !holderOf(form)) return;
  keepDraft(nameOf(form), event.target.value);
}

function onKey(event) {
  const form = event.target.form;
  if (!form?.dataset?.field || event.isComposing || event.defaultPrevented) return;
  const holder = holderOf(form);
  if (!holder) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  else if (event.key === "Escape") leave(holder, form, false);
  else return;
  event.preventDefault();
}

// --- what is open -------------------------------------------------------------------------------

async function open(holder, what) {
  const there = holder.querySelector(`form[data-field=${what === "tag" ? "tags" : what}]`);
  if (there) {
    const fold = there.closest("details");
    if (fold) fold.open = true;
    return fieldOf(there).focus();
  }
  const renewed = await attempt(holder, () => renew(holder, { do: what }));
  const form = renewed?.querySelector(`form[data-field=${what === "tag" ? "tags" : what}]`);
  if (!form) return;
  const field = fieldOf(form);
  field.focus();
  field.setSelectionRange?.(field.value.length, field.value.length);
  form.scrollIntoView({ block: "nearest" }); // with what saves it
}

async function leave(holder, form, forget) {
  if (forget) dropDraft(nameOf(form));
  const what = form.dataset.field === "tags" ? "tag" : form.dataset.field;
  const renewed = await attempt(holder, () => renew(holder));
  focusOn(renewed, what);
}

function prepare(form) {
  if (["collect", "quote"].includes(form.dataset.field)) return;
  const field = fieldOf(form);
  if (form.dataset.field === "tags") return completeTags(field, (name) => addTag(form, name));
  const kept = draft(nameOf(form));
  if (kept === null || kept === field.value) return;
  field.value = kept;
  const fold = form.closest("details");
  if (fold) fold.open = true;
  tell(form, "What you typed before and did not save is here again.", "status");
}

function fieldOf(form) {
  return form.querySelector(".field");
}

function nameOf(form) {
  return `${holderOf(form).id}.${form.dataset.field}`;
}

// --- what is changed ----------------------------------------------------------------------------

async function write(holder, form) {
  const field = fieldOf(form);
  const name = form.dataset.field;
  const words = field.value;
  stop(form);
  try {
    await check(holder, form, field, name);
    const { change: done } = await send("PATCH", `/api/highlights/${holder.id}`, { [name]: words });
    dropDraft(nameOf(form));
    focusOn(await renew(holder, { done }), name);
  } catch (failure) {
    field.setAttribute("aria-invalid", "true");
    fail(form, failure, () => write(holderOf(form) ?? holder, form));
  }
}

// A text that was changed in another window since this one shows it: it is told once, with what it
// says there.
async function check(holder, form, field, name) {
  const { [name]: now } = await send("GET", `/api/highlights/${holder.id}`);
  if (now === field.defaultValue || now === field.value) return;
  const then = field.defaultValue;
  field.defaultValue = now;
  field.value = form.elements[name].value;
  if (then !== now)
    throw new NotSaved(
      `Changed elsewhere; it says now: “${now}” Yours is in the field: save again to keep it.`);
}

async function tag(holder, form, submitter) {
  if (submitter?.name === "remove") return retag(holder, { remove_tags: [submitter.value] });
  const typed = fieldOf(form).value.trim().replace(/^#+/u, "");
  if (typed) await addTag(form, typed);
}

function addTag(form, name) {
  return retag(holderOf(form), { add_tags: [name] });
}

async function retag(holder, tags) {
  const again = () => retag(holder, tags);
  await attempt(
    holder,
    async () => {
      const { change: done } =
        await send("POST", "/api/highlights/change", { ids: [holder.id], ...tags });
      const renewed = await renew(holder, { do: "tag", done });
      fieldOf(renewed.querySelector("form[data-field=tags]")).focus();
    },
    again,
  );
}

// Into the tray that was changed last; where there is none yet, its name is asked for.
async function collectInLast(holder) {
  const tray = await attempt(holder, lastTray);
  if (tray) await collect(holder, () => ({ tray }));
  else if (tray === undefined) await open(holder, "collect");
}

// `place` says what goes wrong: the passage or its form.
async function collect(place, wanted) {
  const again = () => collect(live(place), wanted);
  await attempt(
    place,
    async () => {
      const holder = holderOf(place);
      const done = await collectInto(holder.id, wanted());
      const renewed = await renew(holder, { done });
      if (!done) tell(renewed, "It lies in this tray already.", "status");
      focusOn(renewed, "collect");
    },
    again,
  );
}

// Into a note, by the same form that the page has without scripts.
async function quote(form) {
  const again = () => quote(form);
  await attempt(
    form,
    async () => {
      const holder = holderOf(form);
      const { note, name } = form.elements;
      const fields =
        { note: note?.value ?? "", name: name.value, back: `/highlights/${holder.id}/card` };
      const done = (await sendForm(`/highlights/${holder.id}/notes`, fields))
        .searchParams.get("done");
      focusOn(await renew(holder, { done }), "quote");
    },
    again,
  );
}

function fieldsOf(form) {
  return { tray: form.elements.tray?.value, name: form.elements.name.value };
}

function turn(holder, field, said) {
  const on = said ? said.value === "0" : holder.hasAttribute(`data-${field}`);
  return change(holder, { [field]: !on }, field);
}

async function change(holder, body, what) {
  const again = () => change(holder, body, what);
  await attempt(
    holder,
    async () => {
      const { change: done } = await send("PATCH", `/api/highlights/${holder.id}`, body);
      focusOn(await renew(holder, { done }), what);
    },
    again,
  );
}

// Take the act back that the line under a passage tells.
export async function undo(holder) {
  const done = holder.querySelector(".said[data-change]")?.dataset.change;
  if (!done) return;
  await attempt(holder, async () => {
    const undone = await send("POST", `/api/changes/${done}/undo`);
    const renewed = await renew(holder, { done, left: undone.not_undone.length });
    renewed.focus({ preventScroll: true });
  });
}

// --- how it looks afterwards --------------------------------------------------------------------

// Put the passage as the server shows it in the place of what is there; gives what stands there
// then.
async function renew(known, asked = {}) {
  const holder = live(known);
  const query = new URLSearchParams({ at: holder.id });
  for (const [name, value] of Object.entries(asked)) if (value) query.set(name, value);
  const made = await renewed(holder, query);
  document.querySelectorAll(":is(.card, .hit, [data-highlight]) > .said")
    .forEach((line) => line.closest(HOLDER) !== made && line.remove());
  made.querySelectorAll("form[data-field]").forEach(prepare);
  made.querySelectorAll(".said").forEach(speak);
  return made;
}

// What stands in its place now, where another act has renewed a passage meanwhile.
function live(holder) {
  return holder.isConnected || !holder.id ? holder : (document.getElementById(holder.id) ?? holder);
}

async function cardOf(holder, query) {
  const source = holder.querySelector(":scope > .source");
  if (source) query.set("source", "1");
  if (source && !source.querySelector("a[href^='/authors/']")) query.set("by", "0");
  if (holder.querySelector(".folio")?.pathname === `/highlights/${holder.id}`)
    query.set("inside", "1");
  (holder.closest("[data-but]")?.dataset.but ?? "").split("\n")
    .forEach((name) => name && query.append("but", name));
  query.set("back", location.pathname + location.search);
  const made = parsed(await page(`/highlights/${holder.id}/card?${query}`)).querySelector(".card");
  const date = holder.querySelector(".locus > span");
  if (date) made.querySelector(".folio").after(date);
  if (holder.hasAttribute("aria-current")) made.setAttribute("aria-current", "true");
  for (const box of [".more input", ".pick input"]) {
    if (holder.querySelector(box)?.checked) made.querySelector(box).checked = true;
  }
  live(holder).replaceWith(made);
  return made;
}

function renewed(holder, query) {
  if (holder.matches(".card")) return cardOf(holder, query);
  return holder.matches(".hit") ? hitOf(holder, query) : pageOf(holder, query);
}

// A result as its search shows it now. One that the search finds no longer stays as it is, with
// what is told of it.
async function hitOf(holder, query) {
  const read = await wholePage(query);
  const made = read.getElementById(holder.id) ?? holder.cloneNode(true);
  if (!read.getElementById(holder.id)) {
    made.querySelectorAll("form[data-field], .said").forEach((part) => part.remove());
    const said = read.querySelector(".said-above .said");
    if (said) made.append(said);
  }
  if (holder.hasAttribute("aria-current")) made.setAttribute("aria-current", "true");
  if (holder.querySelector(".pick input")?.checked)
    made.querySelector(".pick input").checked = true;
  live(holder).replaceWith(made);
  return made;
}

async function pageOf(holder, query) {
  const read = await wholePage(query);
  document.querySelector("main").replaceWith(read.querySelector("main"));
  return document.querySelector("[data-highlight]");
}

// The page that is shown, with what `query` asks for.
async function wholePage(query) {
  const whole = new URLSearchParams(location.search);
  for (const name of ["do", "at", "done", "left"]) whole.delete(name);
  for (const [name, value] of query) whole.set(name, value);
  return parsed(await page(`${location.pathname}?${whole}`));
}

function parsed(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

function focusOn(holder, what) {
  if (!holder) return;
  const word = holder.querySelector(`[data-do="${what === "tags" ? "tag" : what}"]`);
  (shown(word) ?? holder).focus({ preventScroll: true });
}

// A line that is there already when it comes is not read out: its words come a moment later.
function speak(line) {
  const words = [...line.childNodes];
  line.replaceChildren();
  requestAnimationFrame(() => line.append(...words));
}

// --- what went wrong ----------------------------------------------------------------------------

async function attempt(holder, work, again) {
  stop(holder);
  try {
    return await work();
  } catch (failure) {
    fail(holder, failure, again);
    return null;
  }
}

function fail(known, failure, again) {
  const place = live(known);
  if (!(failure instanceof NotSaved)) throw failure;
  const line = tell(place, place.matches("form") ? failure.message : failure.why, "alert");
  if (!again || !failure.again) return;
  waiting.set(place, setTimeout(() => place.isConnected && again(), failure.again));
  line.dataset.again = "";
}

function stop(place) {
  clearTimeout(waiting.get(place));
  place.querySelector(":scope > .said[role=alert]")?.remove();
}

function tell(place, words, role) {
  place.querySelector(":scope > .said[role=alert]")?.remove();
  const line = document.createElement("p");
  line.className = role === "alert" ? "said said--wrong" : "said";
  line.setAttribute("role", role);
  line.textContent = words;
  const foot = place.querySelector(":scope > .edit-foot");
  if (foot) foot.before(line);
  else place.append(line);
  (foot ?? line).scrollIntoView({ block: "nearest" });
  return line;
}
