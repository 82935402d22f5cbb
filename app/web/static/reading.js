// Where one is while reading: marked in the outline, and kept in this browser for long documents,
// to go on from.

const PLACE = "florilegium.places";
const MOST = 200; // documents
const LINE = 0.3; // of the window's height: what stands above it is being read

export function followReading() {
  leadToOtherPart();
  const lines = outlineLines();
  const offer = document.querySelector(".go-on");
  if (offer) offerPlace(offer);
  if (!lines.length && !offer) return;
  let waiting = false;
  const look = () => {
    waiting = false;
    markLine(lines);
    if (offer) keepPlace(offer.dataset.document);
  };
  addEventListener(
    "scroll",
    () => {
      if (!waiting) requestAnimationFrame(look);
      waiting = true;
    },
    { passive: true },
  );
  markLine(lines);
}

// An address of old, or of elsewhere, may name a heading that stands in another part.
function leadToOtherPart() {
  const name = decodeURIComponent(location.hash.slice(1));
  if (!/^(part|block)-/.test(name) || document.getElementById(name)) return;
  const asked = new URL(location.href);
  if (!document.querySelector(".prose") || asked.searchParams.get("at") === name) return;
  asked.searchParams.set("at", name);
  location.replace(asked);
}

function outlineLines() {
  const links = [...document.querySelectorAll('.outline a[href^="#"]')];
  return links
    .map((link) =>
      ({ link, target: document.getElementById(decodeURIComponent(link.hash.slice(1))) }))
    .filter((each) => each.target);
}

function markLine(lines) {
  const edge = innerHeight * LINE;
  const read = lines.filter((each) => each.target.getBoundingClientRect().top <= edge).at(-1);
  const shown = read && visible(read.link);
  for (const { link } of lines) {
    if (link === shown) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

// The line, or the one that it is folded into.
function visible(link) {
  const folded = link.closest("details:not([open]):not(.fold)");
  return folded ? folded.parentElement.querySelector("a") : link;
}

function places() {
  try {
    const kept = JSON.parse(localStorage.getItem(PLACE) ?? "{}");
    return kept && typeof kept === "object" && !Array.isArray(kept) ? kept : {};
  } catch {
    return {}; // storage is off, or holds what is not ours
  }
}

function keepPlace(code) {
  const edge = innerHeight * LINE;
  const marks = [...document.querySelectorAll(".cards .card, .prose > *")].filter((each) =>
    each.getClientRects().length);
  const read = marks.filter((each) => each.getBoundingClientRect().top <= edge).at(-1);
  const kept = places();
  delete kept[code];
  if (read) kept[code] = { address: addressOf(read), words: wordsOf(read) };
  try {
    localStorage.setItem(PLACE,
      JSON.stringify(Object.fromEntries(Object.entries(kept).slice(-MOST))));
  } catch {
    // a browser that keeps nothing offers nothing
  }
}

function addressOf(element) {
  const asked = new URL(location.href);
  asked.searchParams.delete("at");
  if (element.matches(".card")) {
    asked.searchParams.set("at", element.id);
    return `${asked.search}#${element.id}`;
  }
  const part = document.querySelector("[data-text-part]");
  if (part) asked.searchParams.set("text", part.dataset.textPart);
  return `${asked.search}#line-${[...element.parentElement.children].indexOf(element)}`;
}

function wordsOf(element) {
  const above = [...document.querySelectorAll(".chapter, .prose :is(h2, h3, h4, h5, h6)")].filter(
    (each) => each === element
      || each.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  const name = above.at(-1)?.querySelector("span")?.textContent ?? above.at(-1)?.textContent ?? "";
  const folio = element.querySelector(".folio")?.textContent.trim();
  return (name || folio || element.textContent).trim().slice(0, 60);
}

function offerPlace(offer) {
  const kept = places()[offer.dataset.document];
  const line = /^#line-(\d+)$/.exec(location.hash);
  const read = line && document.querySelector(".prose")?.children[line[1]];
  if (read) scrollBy(0, read.getBoundingClientRect().top - innerHeight * LINE + 1);
  if (line || location.hash || typeof kept?.address !== "string" || typeof kept.words !== "string")
    return;
  if (!/^(\?[^#]*)?#[\w-]+$/.test(kept.address)) return;
  const link = offer.querySelector("a");
  link.href = location.pathname + kept.address;
  link.querySelector("i").textContent = kept.words;
  link.hidden = false;
}
