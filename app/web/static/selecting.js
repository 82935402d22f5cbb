// Passages selected by their boxes: with x or a click, all between with Shift.

let last = null; // the box that was turned last

export function selectCards() {
  window.addEventListener("pageshow", tell); // a browser ticks again what was ticked
  document.addEventListener("click", (event) => {
    const box = event.target.closest?.(".pick input");
    if (!box) return;
    if (event.shiftKey && last?.isConnected) between(last, box, box.checked);
    last = box;
    tell();
  });
}

export function turnSelection(card) {
  boxOf(card)?.click();
}

export function selectTo(card) {
  const box = boxOf(card);
  if (!box) return;
  between(last?.isConnected ? last : box, box, true);
  last = box;
  tell();
}

export function selectAll() {
  boxes().forEach((box) => (box.checked = true));
  tell();
  return true;
}

// Whether any was selected.
export function selectNone() {
  const chosen = boxes().filter((box) => box.checked);
  chosen.forEach((box) => (box.checked = false));
  tell();
  return chosen.length > 0;
}

function between(one, other, checked) {
  const all = boxes();
  const [first, end] = [all.indexOf(one), all.indexOf(other)].sort((a, b) => a - b);
  all.slice(first, end + 1).forEach((box) => (box.checked = checked));
}

function boxes() {
  return [...document.querySelectorAll(".pick input")];
}

function boxOf(card) {
  return card.querySelector(".pick input");
}

// The number, written out so that it is spoken.
function tell() {
  const number = boxes().filter((box) => box.checked).length;
  for (const output of document.querySelectorAll(".many output"))
    output.textContent = number ? String(number) : "";
  for (const button of document.querySelectorAll(".many [data-of]"))
    button.hidden = number !== Number(button.dataset.of);
}
