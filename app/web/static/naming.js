// Within a text: names behind `[[`, tags behind `#`, offered below the line where one types.
import { listBelow, option } from "./choices.js";
import { Choosing } from "./choosing.js";
import { Latest, later } from "./latest.js";

const PAUSE = 50; // milliseconds
const LOOKED_AT = 120; // letters before the caret
const NAME = /\[\[([^[\]|#^\n]{0,80})$/u;
const TAG = /(?:^|\s)#([\p{L}\p{N}_/-]{1,60})$/u;

// What makes lines break where they do.
const SHAPE = [
  ...["fontFamily", "fontSize", "fontSizeAdjust", "fontStyle", "fontWeight", "lineHeight"],
  ...["letterSpacing", "wordSpacing", "tabSize", "textIndent", "direction"],
  ...["paddingTop", "paddingRight", "paddingBottom", "paddingLeft"],
  ...["borderTopWidth", "borderRightWidth", "borderBottomWidth", "borderLeftWidth"],
];

export function completeNames(field) {
  const list = listBelow(field, `${field.id}-names`, "Names that begin so");
  list.classList.add("completing");

  const choosing = new Choosing(field, list);
  const latest = new Latest();
  const ask = later(PAUSE, answer);

  function close() {
    ask.cancel();
    latest.drop();
    list.hidden = true;
    list.replaceChildren();
    choosing.renew();
  }

  // What is being named: its beginning, and what stands around the name once it is chosen.
  function begun() {
    if (field.selectionStart !== field.selectionEnd) return null;
    const before =
      field.value.slice(Math.max(0, field.selectionEnd - LOOKED_AT), field.selectionEnd);
    const name = NAME.exec(before);
    if (name) return { typed: name[1], address: "/complete/names", open: "", close: "]]" };
    const tag = TAG.exec(before);
    return tag && { typed: tag[1], address: "/complete/tags", open: "", close: "" };
  }

  async function answer() {
    const at = begun();
    if (!at?.typed.trim()) return close();
    const text = await latest.text(`${at.address}?${new URLSearchParams({ q: at.typed })}`);
    if (!text || document.activeElement !== field || begun()?.typed !== at.typed) return;
    const found = JSON.parse(text);
    const known = found.some((each) => each.name.toLowerCase() === at.typed.trim().toLowerCase());
    const made = found.map((each) =>
      option(each.name, each.about ?? `${each.count}`, () => insert(at, each.link ?? each.name)));
    if (at.close && !known) {
      const name = at.typed.trim();
      const last =
        option(`A new note, ${name}`, "nobody has written it yet", () => insert(at, name));
      last.classList.add("aside");
      made.push(last);
    }
    list.replaceChildren(...made);
    list.hidden = !made.length;
    place();
    choosing.renew(found.length ? 0 : -1);
  }

  function insert({ typed, open, close: end }, name) {
    const caret = field.selectionEnd;
    const closed = end && field.value.startsWith(end, caret) ? caret + end.length : caret;
    field.setRangeText(`${open}${name}${end}`, caret - typed.length, closed, "end");
    close();
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  function place() {
    const { left, top } = caretOf(field);
    const line = Number.parseFloat(getComputedStyle(field).lineHeight);
    list.style.top = `${top + line - field.scrollTop}px`;
    list.style.left = `${Math.max(0, Math.min(left, field.clientWidth - list.offsetWidth))}px`;
  }

  field.addEventListener("input", (event) => {
    if (event.isComposing) return;
    if (begun()?.typed.trim()) ask();
    else close();
  });
  field.addEventListener("compositionend", ask);
  field.addEventListener("blur", close);
  field.addEventListener("click", close);
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") close();
    else if ((event.key === "Enter" || event.key === "Tab") && choosing.chosen)
      choosing.chosen.click();
    else if (!choosing.move(event.key)) {
      if (event.key.startsWith("Arrow")) close();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
}

// Where the caret stands within a text field, measured in a copy of it that is not seen.
function caretOf(field) {
  const copy = document.createElement("div");
  copy.className = "like-page";
  const style = getComputedStyle(field);
  for (const name of SHAPE) copy.style[name] = style[name];
  copy.textContent = field.value.slice(0, field.selectionEnd);
  const caret = document.createElement("span");
  caret.textContent = "\u200b";
  copy.append(caret);
  field.after(copy);
  const place = { left: caret.offsetLeft, top: caret.offsetTop };
  copy.remove();
  return place;
}
