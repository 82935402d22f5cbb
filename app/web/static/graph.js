// The graph of the whole library on a canvas: moved, enlarged, searched and filtered. The table
// below it says the same.
import { drawGraph, radiusOf } from "./graph_drawing.js";
import { listenToKeys } from "./graph_keys.js";
import { listenToPointer } from "./graph_pointer.js";

const MOST = 12; // times as large as the whole
const STEP = 1.4;
const NEAR = 14; // pixels from a node at which it is meant
const MANY = 500; // nodes of which fewer are larger
const AGAIN = 3_000; // milliseconds after which it is asked whether the graph is laid out
const FILLED = 0.94; // of the canvas
const BORDER = 72; // pixels above and below the whole, for names
const WIDE = 1.5; // width of a drawing, for each unit of its height
const KINDS = { document: "document", note: "your note", author: "author", tag: "tag",
  wanted: "wanted page" };

export async function showGraph() {
  if (document.querySelector("[data-underway]")) return awaitDrawing();
  const room = document.querySelector("#canvas");
  if (!room) return;
  const answer = await fetch("/graph.json").catch(() => null);
  if (!answer?.ok) return;
  const graph = chosenOf(await answer.json(), room.dataset);
  if (!graph.nodes.length) return;
  room.hidden = false;
  const canvas = room.querySelector("canvas");
  const told = room.querySelector("[role=status]");
  const beside = graph.nodes.map(() => new Set());
  for (const [one, other] of graph.edges) beside[one].add(other) && beside[other].add(one);
  const fits = fitting(graph, beside, room.dataset);
  const first = new Set(fits.slice(0, Number(room.dataset.most)));
  // at first the heaviest; what is searched for or chosen is drawn beside them
  const fewer = Math.min(MANY, graph.nodes.length) / first.size;
  const view = { x: 0.5, y: 0.5, scale: 1, start: 1, chosen: -1, found: null, names: [],
    grown: Math.min(1.6, Math.max(1, fewer ** 0.35)) };
  const shown = (at) => first.has(at) || at === view.chosen || !!view.found?.has(at);

  const sizeOfWhole = () => {
    const { width, height } = canvas.getBoundingClientRect();
    return Math.min(width / WIDE, height) * FILLED;
  };
  const place = (node) => {
    const { width, height } = canvas.getBoundingClientRect();
    const size = sizeOfWhole() * view.scale;
    return [width / 2 + (node.x - view.x) * size * WIDE, height / 2 + (node.y - view.y) * size];
  };
  const radius = (node) => radiusOf(node, view, canvas.clientHeight * FILLED);
  // what fits the height is pushed sideways alone, so that a finger can scroll past it
  const paint = () => {
    canvas.style.touchAction = view.scale > view.start ? "none" : "pan-y";
    requestAnimationFrame(() => {
      view.names = drawGraph(canvas, graph, beside, view, { place, radius, shown });
    });
  };

  function choose(at, centred) {
    view.chosen = at;
    if (at >= 0) {
      const node = graph.nodes[at];
      const [drawn, which] = [fits.filter(shown), fits.filter(shown).indexOf(at) + 1];
      told.textContent = `${node.title}, ${KINDS[node.type]}, tied to ${beside[at].size}; `
        + `${which} of ${drawn.length}`;
      const { width, height } = canvas.getBoundingClientRect();
      const [x, y] = place(node);
      const out = x < 40 || y < 30 || x > width - 40 || y > height - 30;
      if (centred && out) [view.x, view.y] = [node.x, node.y];
    }
    paint();
  }

  // what is pointed at stays where it is, or else the chosen node
  function enlarge(times, at) {
    const scale = Math.min(MOST, Math.max(0.8, view.scale * times));
    const { width, height, left, top } = canvas.getBoundingClientRect();
    const fixed = at ? [at.clientX - left, at.clientY - top]
      : view.chosen >= 0 ? place(graph.nodes[view.chosen]) : null;
    if (fixed) {
      const size = sizeOfWhole();
      const [x, y] = [(fixed[0] - width / 2) / (size * WIDE), (fixed[1] - height / 2) / size];
      view.x += x / view.scale - x / scale;
      view.y += y / view.scale - y / scale;
    }
    view.scale = scale;
    paint();
  }

  // the box round what is drawn fills the canvas; on a telephone, its height
  function whole() {
    const { width, height } = canvas.getBoundingClientRect();
    const all = [...first].map((at) => graph.nodes[at]);
    const [left, top, right, bottom] = boxOf(all);
    const size = sizeOfWhole();
    const wide = width * FILLED / ((right - left) * size * WIDE);
    const high = (height - BORDER) / ((bottom - top) * size);
    const scale = Math.min(width < height ? high : Math.min(wide, high), 3);
    Object.assign(view, { x: (left + right) / 2, y: (top + bottom) / 2, scale, start: scale });
    paint();
  }

  function nodeAt(event) {
    const { left, top } = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top];
    let [best, least] = [-1, Infinity];
    graph.nodes.forEach((node, at) => {
      if (!shown(at)) return;
      const [u, v] = place(node);
      const far = Math.hypot(u - x, v - y) - radius(node);
      if (far < least) [best, least] = [at, far];
    });
    if (least < 2) return best;
    const named = view.names.find(({ box }) =>
      x > box[0] && x < box[2] && y > box[1] && y < box[3]);
    return named ? named.number : least < NEAR ? best : -1;
  }

  const open = (at) => at >= 0 && location.assign(graph.nodes[at].path);
  const walk = { graph, beside, view, place, shown, choose, open, whole,
    order: () => fits.filter((at) => (view.found ? view.found.has(at) : shown(at))),
    nearer: () => enlarge(STEP), farther: () => enlarge(1 / STEP) };
  listenToKeys(canvas, walk);
  for (const button of room.querySelectorAll("[data-view]"))
    button.addEventListener("click", walk[button.dataset.view]);
  const size = () => [sizeOfWhole() * view.scale * WIDE, sizeOfWhole() * view.scale];
  listenToPointer(canvas, { view, size, nodeAt, choose, open, paint, enlarge });
  whole();
  search(graph, view, canvas, fits, choose, whole);
  new ResizeObserver(paint).observe(canvas);
  for (const what of ["focus", "blur"]) canvas.addEventListener(what, paint);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
}

// The page is loaded again once the server has laid the graph out.
async function awaitDrawing() {
  const answer = await fetch("/graph.json").catch(() => null);
  if (answer?.ok && !(await answer.json()).underway) return location.reload();
  setTimeout(awaitDrawing, AGAIN);
}

// The graph with or without what joins very many documents.
function chosenOf(graph, asked) {
  if ("common" in asked) return graph;
  const kept = graph.nodes.map((node, at) => (node.common ? -1 : at)).filter((at) => at >= 0);
  const now = new Map(kept.map((at, number) => [at, number]));
  return {
    nodes: kept.map((at) => graph.nodes[at]),
    edges: graph.edges.filter(([one, other]) => now.has(one) && now.has(other))
      .map(([one, other, weight]) => [now.get(one), now.get(other), weight]),
  };
}

// The nodes of the type, with the tag and of the cluster that the page was asked for, the
// heaviest first.
function fitting(graph, beside, asked) {
  const about = asked.tag ? around(graph, beside, asked.tag) : null;
  return graph.nodes.map((_, at) => at).filter((at) =>
    (!asked.type || graph.nodes[at].type === asked.type) && (!about || about.has(at))
    && (!asked.cluster || graph.nodes[at].cluster === asked.cluster));
}

// a tag, what has it, and what is tied to the documents among these
function around(graph, beside, key) {
  const tag = graph.nodes.findIndex((node) => node.key === key);
  const near = new Set([tag, ...(beside[tag] ?? [])]);
  const works = [...near].filter((at) => graph.nodes[at]?.key.startsWith("document:"));
  for (const at of works) beside[at].forEach((other) => near.add(other));
  return near;
}

function boxOf(nodes) {
  const [xs, ys] = [nodes.map((node) => node.x), nodes.map((node) => node.y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return [left, top, Math.max(...xs, left + 0.2), Math.max(...ys, top + 0.2)];
}

// Words are looked for while they are typed; Enter goes on to what was found.
function search(graph, view, canvas, fits, choose, whole) {
  const field = document.querySelector("#find-node");
  const find = () => {
    const words = folded(field.value);
    view.found = words ? new Set(fits.filter((at) => graph.nodes[at].words.includes(words))) : null;
    choose(fits.find((at) => view.found?.has(at)) ?? -1, true);
    if (!words) whole();
  };
  field.addEventListener("input", find);
  field.form.addEventListener("submit", (event) => {
    if (!view.found?.size) return;
    event.preventDefault();
    canvas.focus();
  });
  if (field.value.trim()) find();
}

// letters as names are compared: without case and accents
const folded = (words) =>
  words.trim().normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
