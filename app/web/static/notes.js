// The editor of a note, quickened: saved where it stands, shown as it is read, names completed.
// Without this it is a form.
import { completeNames } from "./naming.js";
import { draft, dropDraft, keepDraft } from "./drafts.js";
import { Latest, later } from "./latest.js";
import { NotSaved, sendFields, sendForm } from "./saving.js";

const PAUSE = 250; // milliseconds without a letter after which the preview is made anew

class Editor {
  constructor(form) {
    this.form = form;
    this.field = form.elements.text;
    this.state = form.querySelector("[data-state]");
    this.shown = form.querySelector("[data-as-read]");
    this.latest = new Latest();
    this.saving = false;
    this.again = 0;
    // what the file holds, as far as this page knows
    this.saved = "unsaved" in form.dataset ? null : this.field.value;
    form.querySelector("[data-preview]").remove();
    const preview = later(PAUSE, () => this.preview());
    form.addEventListener("input", () => {
      this.keep();
      preview();
    });
    form.addEventListener("submit", (event) => this.submit(event));
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      event.preventDefault();
      this.save();
    });
    completeNames(this.field);
    this.offerDraft();
  }

  get name() {
    return `note.${this.form.dataset.note}`;
  }

  // The words, what they are called, and the version that they were made from.
  keep() {
    const { name, version } = this.form.elements;
    const unsaved = this.field.value !== this.saved || name?.value !== name?.defaultValue;
    if (!unsaved) return dropDraft(this.name);
    keepDraft(this.name,
      JSON.stringify({ text: this.field.value, name: name?.value ?? "", version: version.value }));
    if (!this.saving && !this.state.matches("[role=alert]"))
      this.say("Not saved yet; kept in this browser.");
  }

  offerDraft() {
    const kept = read(draft(this.name));
    if (!kept || kept.text === this.field.value) return;
    this.say("What you typed here before was not saved.", "status", [
      ["Bring it back", () => this.bringBack(kept)],
      ["Drop it", () => this.drop()],
    ]);
  }

  bringBack(kept) {
    this.field.value = kept.text;
    this.form.elements.version.value = kept.version;
    if (this.form.elements.name && kept.name) this.form.elements.name.value = kept.name;
    this.say("Here it is; not saved yet.");
    this.preview();
    this.field.focus();
  }

  drop() {
    dropDraft(this.name);
    this.say("");
    this.field.focus();
  }

  submit(event) {
    const to = event.submitter;
    if (to?.hasAttribute("data-leaves")) return dropDraft(this.name);
    if (to?.value !== "save") return;
    event.preventDefault();
    this.save();
  }

  async save() {
    if (this.saving || !this.form.reportValidity()) return;
    clearTimeout(this.again);
    this.saving = true;
    const sent = this.field.value;
    try {
      const done = await sendFields(this.form.action, Object.fromEntries(new FormData(this.form)));
      this.take(done, sent);
    } catch (failure) {
      this.fail(failure);
    } finally {
      this.saving = false;
    }
  }

  // What was typed while the answer was on its way stays.
  take({ path, version, text, joined, edit, address }, sent) {
    if (this.field.value === sent) this.write(text);
    this.saved = text;
    this.form.elements.version.value = version;
    dropDraft(this.name);
    this.form.querySelector(".said--wrong:not([data-state])")?.remove();
    this.form.action = edit;
    history.replaceState(null, "", edit);
    if (!this.form.dataset.note) this.begin(path, edit, address);
    this.form.dataset.note = path;
    if (this.field.value !== text) this.keep();
    const at = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    this.say(joined ? `Saved ${at}, joined with what another program changed.` : `Saved ${at}.`);
    if (joined) this.preview();
  }

  // A new note has become a file: it keeps its name here, and can be renamed or deleted.
  begin(path, edit, address) {
    this.form.querySelector(".edit-foot a").href = address;
    this.form.elements.name?.setAttribute("readonly", "");
    const shown = this.form.querySelector("[data-folder]");
    if (shown) shown.textContent = `${shown.dataset.folder}/${path}`;
    for (const button of this.form.querySelectorAll("[data-leaves]"))
      button.formAction = edit.replace(/edit$/, button.dataset.leaves);
    this.form.elements.to.value = path.replace(/\.md$/, "");
    this.form.querySelector("[data-saved]").hidden = false;
  }

  write(text) {
    if (this.field.value === text) return;
    const { selectionStart } = this.field;
    this.field.value = text;
    this.field.setSelectionRange(selectionStart, selectionStart);
  }

  fail(failure) {
    if (!(failure instanceof NotSaved)) throw failure;
    if (failure.status === 412 && this.form.elements.version.value) return this.choose(failure);
    this.say(failure.message, "alert", [["Try now", () => this.save()]]);
    if (failure.again) this.again = setTimeout(() => this.save(), failure.again);
  }

  // Both versions on a page of their own. A file that is gone is written anew by the next save.
  choose(failure) {
    if (failure.told.version === "") {
      this.form.elements.version.value = "";
      return this.say(failure.message, "alert", [["Write it anew", () => this.save()]]);
    }
    this.form.submit();
  }

  async preview() {
    const fields = new URLSearchParams({ text: this.field.value, path: this.form.dataset.note });
    const html = await this.latest.text("/notes/preview", { method: "POST", body: fields });
    if (!html) return;
    const at = this.shown.scrollTop;
    this.shown.replaceChildren(...new DOMParser().parseFromString(html, "text/html")
      .body.childNodes);
    this.shown.scrollTop = at;
  }

  say(words, role = "status", choices = []) {
    this.state.className = role === "alert" ? "said said--wrong" : "said";
    this.state.setAttribute("role", role);
    const buttons = choices.map(([label, act]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", act);
      return button;
    });
    this.state.replaceChildren(words, " ", ...buttons);
  }
}

function read(kept) {
  try {
    return kept && JSON.parse(kept);
  } catch {
    return null;
  }
}

// Both versions side by side: once a choice is saved, what was typed is no draft any more.
async function choose(event) {
  const { target: form, submitter } = event;
  if (submitter?.hasAttribute("formaction")) return;
  event.preventDefault();
  try {
    const reached = await sendForm(form.action, new FormData(form, submitter));
    dropDraft(`note.${form.dataset.clash}`);
    location.assign(reached);
  } catch {
    form.submit(); // the page that answers says why
  }
}

document.querySelector("form[data-clash]")?.addEventListener("submit", choose);
const form = document.querySelector("form[data-note]");
if (form) new Editor(form);
