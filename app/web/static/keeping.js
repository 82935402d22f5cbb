// Forms of whole pages that lose nothing: what is typed is kept in this browser until it is saved.
// Without this they are sent and answered as pages, which also show again what could not be saved.
import { draft, dropDraft, keepDraft } from "./drafts.js";
import { NotSaved, page, sendForm } from "./saving.js";

const waiting = new WeakMap(); // what is tried again, by its form

export function keepForms() {
  document.querySelectorAll("form[data-keeps]").forEach(prepare);
}

function prepare(form) {
  restore(form);
  form.addEventListener("input", () => keep(form));
  form.addEventListener("submit", (event) => onSubmit(event, form));
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector(".btn--first"));
  });
  const leave = form.querySelector("[data-leave]");
  leave?.addEventListener("click", () => dropDraft(form.dataset.keeps));
}

function fieldsOf(form) {
  const unseen = new Set(["hidden", "submit"]);
  return [...form.elements].filter(({ name, type }) => name && !unseen.has(type));
}

function valueOf(field) {
  return field.type === "checkbox" ? (field.checked ? "1" : "") : field.value;
}

// What a field says where nothing is typed; what a preview shows again is saved nowhere yet.
function shownOf(field) {
  if ("unsaved" in field.form.dataset) return "";
  if (field.type === "checkbox") return field.defaultChecked ? "1" : "";
  if (field.options) {
    const options = [...field.options];
    return (options.find((each) => each.defaultSelected) ?? options[0]).value;
  }
  return field.defaultValue;
}

function keep(form) {
  const typed = fieldsOf(form).filter((field) => valueOf(field) !== shownOf(field));
  if (!typed.length) return dropDraft(form.dataset.keeps);
  const kept = typed.map((field) => [field.name, shownOf(field), valueOf(field)]);
  keepDraft(form.dataset.keeps, JSON.stringify(kept));
}

function kept(form) {
  try {
    const fields = JSON.parse(draft(form.dataset.keeps) ?? "[]");
    return Array.isArray(fields) ? fields.filter(Array.isArray) : [];
  } catch {
    return []; // what is kept is not ours
  }
}

function restore(form) {
  let found = false;
  for (const [name, shown, typed] of kept(form)) {
    const field = form.elements[name];
    if (!field || valueOf(field) === typed) continue;
    // what an address fills in is newer than what was left here
    if ("adding" in form.dataset && shownOf(field) && shownOf(field) !== shown) continue;
    if (field.type === "checkbox") field.checked = typed === "1";
    else field.value = typed;
    found = true;
  }
  if (found) tell(form, "What you typed before and did not save is here again.", "status");
}

async function onSubmit(event, form) {
  const { submitter } = event;
  if (submitter?.value === "preview") return;
  event.preventDefault();
  await save(form, submitter);
}

async function save(form, submitter) {
  clearTimeout(waiting.get(form));
  const fields = new FormData(form);
  if (submitter?.name) fields.append(submitter.name, submitter.value);
  try {
    const reached = await sendForm(form.getAttribute("action"), fields);
    dropDraft(form.dataset.keeps);
    const done = reached.searchParams.get("done") ?? "";
    if (`${reached.pathname}/edit` !== location.pathname) location.assign(reached);
    else if (!(await renewed(form, done))) location.assign(location.pathname);
  } catch (failure) {
    if (!(failure instanceof NotSaved)) throw failure;
    keep(form);
    if (failure.status === 409) await renewMarks(form);
    tell(form, failure.message, "alert");
    if (!failure.again) return;
    const again = () => form.isConnected && save(form, submitter);
    waiting.set(form, setTimeout(again, failure.again));
  }
}

// Puts the form as the server shows it now in place of this one, with a line that says what was
// saved; gives whether the server answered.
async function renewed(form, done) {
  const read = await parsed(`${location.pathname}?${new URLSearchParams({ done })}`);
  const made = read?.querySelector("form[data-keeps]");
  if (!made) return false;
  const at = document.activeElement?.id;
  form.replaceWith(made);
  prepare(made);
  const said = read.querySelector(".said-above .said") ?? tell(made, "Saved.", "status");
  made.querySelector(".form-lines").append(said);
  (document.getElementById(at) ?? made.querySelector(".btn--first")).focus({ preventScroll: true });
  return true;
}

// What was changed elsewhere was told: from now on, saving lets these words stand. Fields in which
// nothing was typed say what the server says now, so that they bring nothing back.
async function renewMarks(form) {
  const read = await parsed(location.pathname);
  for (const mark of form.querySelectorAll("input[name^=seen_]")) {
    const field = form.elements[mark.name.slice("seen_".length)];
    const now = read?.getElementById(field.id);
    if (!now) continue;
    if (valueOf(field) === shownOf(field)) {
      const focused = field === document.activeElement;
      field.replaceWith(now);
      if (focused) now.focus();
    }
    mark.value = read.querySelector(`input[name=${mark.name}]`).value;
  }
}

// Another page of ours; null where the server does not answer with one.
async function parsed(address) {
  try {
    return new DOMParser().parseFromString(await page(address), "text/html");
  } catch (failure) {
    if (failure instanceof NotSaved) return null;
    throw failure;
  }
}

function tell(form, words, role) {
  form.querySelectorAll(".said").forEach((line) => line.remove());
  const line = document.createElement("p");
  line.className = role === "alert" ? "said said--wrong" : "said";
  line.setAttribute("role", role);
  line.textContent = words;
  (form.querySelector(":scope > .form-lines") ?? form).append(line);
  return line;
}
