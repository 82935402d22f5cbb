// Below a search field: names of fields, tags, authors and documents that may stand where one
// types; in an empty field what was asked lately.
import { Combobox, option } from "./choices.js";
import { Latest, later } from "./latest.js";
import { forget, recent, remember } from "./recent.js";

const PAUSE = 70; // milliseconds

export function completeFields() {
  document.querySelectorAll(".find input[name=q]")
    .forEach((field, number) => complete(field, `choices-${number}`));
}

function complete(field, id) {
  const choosing = new Combobox(field, id, "What may stand here", field.form);
  const { list } = choosing;
  const latest = new Latest();
  const ask = later(PAUSE, answer);
  let end = 0; // of what was typed last; the caret may have gone elsewhere since

  function close() {
    ask.cancel();
    latest.drop();
    if (!list.hidden) choosing.show([]);
  }

  async function answer() {
    const typed = field.value.slice(0, end);
    if (!typed.trim()) return close();
    const text = await latest.text(`/complete?${new URLSearchParams({ q: typed })}`);
    if (!text || document.activeElement !== field) return;
    const { start, choices } = JSON.parse(text);
    // letters counted as a field counts them
    const begun = Array.from(typed).slice(0, start).join("").length;
    const pick = (each) => () => insert(begun, each.insert);
    choosing.show(choices.map((each) => option(each.name, each.about, pick(each))));
  }

  function insert(start, text) {
    field.setRangeText(text, start, Math.max(start, end), "end");
    close();
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  function showRecent() {
    const queries = recent();
    const asked = queries.map((query) => option(query, "", () => askAgain(query)));
    if (!asked.length) return choosing.show([]);
    const last = option("Forget these searches", "", forgetAll);
    last.classList.add("aside");
    choosing.show([...asked, last]);
  }

  function askAgain(query) {
    field.value = query;
    close();
    field.form.requestSubmit();
  }

  function forgetAll() {
    forget();
    close();
  }

  function follow() {
    end = field.selectionEnd;
    if (field.value.trim()) ask();
    else close();
  }

  field.addEventListener("input", (event) => !event.isComposing && follow());
  field.addEventListener("compositionend", follow);
  field.addEventListener("click", () => !field.value.trim() && showRecent());
  field.addEventListener("blur", close);
  field.form.addEventListener("submit", () => {
    remember(field.value);
    close();
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" && list.hidden) {
      end = field.selectionEnd;
      if (field.value.trim()) answer();
      else showRecent();
    } else if (list.hidden) {
      return;
    } else if (event.key === "Escape") {
      close();
    } else if ((event.key === "Enter" || event.key === "Tab") && choosing.chosen) {
      choosing.chosen.click();
    } else if (!choosing.move(event.key)) {
      return;
    }
    event.preventDefault();
  });
}
