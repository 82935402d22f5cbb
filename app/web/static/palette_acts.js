// What the palette can do: to the passages that are selected, else to the one where the keys stand.
import { act } from "./cards.js";

const ACTS = [
  ["note", "Note"],
  ["tag", "Tag"],
  ["favorite", "Star"],
  ["text", "Edit the text"],
  ["copy", "Copy as …"],
  ["collect", "Collect"],
  ["quote", "Quote into a note"],
  ["parts", "Split or merge"],
  ["discarded", "Discard"],
];

// The acts whose names hold some words, as a group of options; null where there are none. `close`
// is called before one is done.
export function groupOfActs(holder, words, close) {
  const [about, all] = onSelected() ?? onOne(holder);
  const options = all.filter(([name]) => name.toLowerCase().includes(words.toLowerCase()))
    .map(([name, done]) => option(name, () => (close(), done())));
  if (!options.length) return null;
  const group = document.createElement("div");
  group.setAttribute("role", "group");
  group.ariaLabel = about;
  const label = document.createElement("p");
  label.className = "label";
  label.ariaHidden = "true";
  label.textContent = about;
  group.append(label, ...options);
  return group;
}

function onOne(holder) {
  if (!holder) return ["", []];
  const all = ACTS.map(([what, name]) => [name, () => act(holder, what)]);
  const undo = holder.querySelector(".said button");
  if (undo) all.push(["Undo", () => undo.click()]);
  const place = [...(holder.querySelector(".folio")?.childNodes ?? [])]
    .filter((node) => !node.matches?.(".hidden-words")).map((node) => node.textContent.trim())
    .join("");
  return [`With ${place || "this passage"}`, all];
}

// The words of the bar, each for all that are selected; null where none is.
function onSelected() {
  const number = document.querySelectorAll(".pick :checked").length;
  const bar = document.querySelector("#many");
  if (!number || !bar) return null;
  const all = [...bar.querySelectorAll(".acts button:not([hidden])")].map((button) =>
    button.closest(".acts--tag")
      ? [`${button.textContent} …`, () => bar.querySelector(".field").focus()]
      : [button.textContent, () => button.click()]);
  return [`With ${number} selected`, all];
}

function option(name, done) {
  const made = document.createElement("div");
  made.className = "offer"; // never chosen by itself
  made.setAttribute("role", "option");
  made.textContent = name;
  made.addEventListener("click", done);
  return made;
}
