// A passage copied: plain, as Markdown with its citation, as a link, as BibTeX.
import { showList } from "./menu.js";

const FORMS = [
  ["plain", "Plain text", "c"],
  ["markdown", "Markdown, cited", "c c"],
  ["link", "Link", ""],
  ["bibtex", "BibTeX", ""],
];

export function openCopies(holder, anchor) {
  const choices = FORMS.map(([form, words, key]) => [words, key, () => copyAs(holder, form)]);
  choices.push(["See them first", "", `/highlights/${holder.id}#copy`]);
  showList(anchor, "Copy as", choices);
}

export async function copyAs(holder, form) {
  try {
    const answer = await fetch(`/highlights/${holder.id}/copies`);
    await navigator.clipboard.writeText((await answer.json())[form]);
    say(holder, `Copied: ${FORMS.find(([name]) => name === form)[1]}.`);
  } catch {
    mark(holder);
    say(holder, "Marked: copy it with Ctrl C.");
  }
}

// Where a browser gives no leave to copy, the passage is selected.
function mark(holder) {
  const passage = holder.querySelector(".passage");
  if (passage) getSelection().selectAllChildren(passage);
}

function say(holder, words) {
  document.querySelectorAll(".said:not([role=alert])").forEach((line) => line.remove());
  const line = document.createElement("p");
  line.className = "said";
  line.setAttribute("role", "status");
  holder.append(line);
  requestAnimationFrame(() => (line.textContent = words));
}
