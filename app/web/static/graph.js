// The graph of the whole library on a canvas: moved, enlarged, searched and filtered. The table
// below it says the same.
import { drawGraph, radiusOf } from "./graph_drawing.js";

const MOST = 12; // times as large as the whole
const STEP = 1.4;
const NEAR = 14; // pixels from a node at which it is meant
const DRAGGED = 4; // pixels from which a press is no click

export async function showGraph() {
  const room = document.querySelector("#canvas");
  if (!room) return;
  const answer = await fetch("/graph.json").catch(() => null);
  if (!answer?.ok) return;
  const graph = await answer.json();
  if (!graph.nodes.length) return;
  room.hidden = false;
  const canvas = room.querySelector("canvas");
  const told = room.querySelector("[role=status]");
  const beside = graph.nodes.map(() => new Set());
  for (const [one, other] of graph.edges) beside[one].add(other) && beside[other].add(one);
  const view = { x: 0.5, y: 0.5, scale: 1, start: 1, chosen: -1, types: new Set(),
    only: null, found: null };

  const place = (node) => {
    const { width, height } = canvas.getBoundingClientRect();
    const size = Math.min(width / 1.5, height) * 0.94 * view.scale;
    return [width / 2 + (node.x - view.x) * size * 1.5, height / 2 + (node.y - view.y) * size,
      size];
  };
  const shown = (at) =>
    (!view.types.size || view.types.has(graph.nodes[at].type)) && (!view.only || view.only.has(at));
  // what fits the height is pushed sideways alone, so that a finger can scroll past it
  const paint = () => {
    canvas.style.touchAction = view.scale > view.start ? "none" : "pan-y";
    requestAnimationFrame(() => drawGraph(canvas, graph, beside, view, place, shown));
  };

  function choose(at, centred) {
    view.chosen = at;
    if (at >= 0) {
      const node = graph.nodes[at];
      told.textContent = `${node.title}, tied to ${beside[at].size}`;
      if (centred && view.scale > 1) [view.x, view.y] = [node.x, node.y];
    }
    paint();
  }

  function enlarge(times, at) {
    const scale = Math.min(MOST, Math.max(0.8, view.scale * times));
    if (at) {
      const { width, height, left, top } = canvas.getBoundingClientRect();
      const size = Math.min(width / 1.5, height) * 0.94;
      const [x, y] =
        [(at.clientX - left - width / 2) / (size * 1.5), (at.clientY - top - height / 2) / size];
      view.x += x / view.scale - x / scale;
      view.y += y / view.scale - y / scale;
    }
    view.scale = scale;
    paint();
  }

  function whole() {
    Object.assign(view, { x: 0.5, y: 0.5, scale: 1 });
    paint();
  }

  function nodeAt(event) {
    const { left, top } = canvas.getBoundingClientRect();
    let [best, least] = [-1, Infinity];
    graph.nodes.forEach((node, at) => {
      if (!shown(at)) return;
      const [x, y] = place(node);
      const far =
        Math.hypot(x - event.clientX + left, y - event.clientY + top) - radiusOf(node, view.scale);
      if (far < least) [best, least] = [at, far];
    });
    return least < NEAR ? best : -1;
  }

  // the nearest node that lies in a direction: what is aside counts double
  function step(dx, dy) {
    if (view.chosen < 0) return choose(graph.nodes.findIndex((_, at) => shown(at)), true);
    const [x, y] = place(graph.nodes[view.chosen]);
    let [best, least] = [-1, Infinity];
    graph.nodes.forEach((node, at) => {
      const [u, v] = place(node);
      const [along, aside] =
        [(u - x) * dx + (v - y) * dy, Math.abs((u - x) * dy) + Math.abs((v - y) * dx)];
      if (at === view.chosen || !shown(at) || along <= 1 || aside > 2 * along) return;
      if (along + 2 * aside < least) [best, least] = [at, along + 2 * aside];
    });
    if (best >= 0) choose(best, true);
  }

  const open = (at) => at >= 0 && location.assign(graph.nodes[at].path);
  const keys = {
    ArrowLeft: () => step(-1, 0), ArrowRight: () => step(1, 0), ArrowUp: () => step(0, -1),
      ArrowDown: () => step(0, 1),
    "+": () => enlarge(STEP), "=": () => enlarge(STEP), "-": () => enlarge(1 / STEP), Home: whole,
    Enter: () => open(view.chosen), Escape: () => choose(-1),
  };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  });
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    enlarge(Math.exp(-event.deltaY / 400), event);
  }, { passive: false });
  const views = { nearer: () => enlarge(STEP), farther: () => enlarge(1 / STEP), whole };
  for (const button of room.querySelectorAll("[data-view]"))
    button.addEventListener("click", views[button.dataset.view]);

  let pressed = null;
  canvas.addEventListener("pointerdown", (event) => {
    pressed = { x: event.clientX, y: event.clientY, from: [view.x, view.y], moved: false };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!pressed) {
      const at = nodeAt(event);
      canvas.style.cursor = at < 0 ? "grab" : "pointer";
      if (at !== view.chosen && at >= 0) choose(at);
      return;
    }
    const [dx, dy] = [event.clientX - pressed.x, event.clientY - pressed.y];
    pressed.moved ||= Math.hypot(dx, dy) > DRAGGED;
    if (!pressed.moved) return;
    const [, , size] = place(graph.nodes[0]);
    [view.x, view.y] = [pressed.from[0] - dx / (size * 1.5), pressed.from[1] - dy / size];
    paint();
  });
  canvas.addEventListener("pointerup", (event) => {
    if (pressed && !pressed.moved) open(nodeAt(event));
    pressed = null;
  });

  canvas.addEventListener("pointercancel", () => {
    pressed = null;
  });

  const { width, height } = canvas.getBoundingClientRect();
  if (width < height) view.scale = view.start = 1.5 * height / width; // a telephone
  view.shown = shown;
  narrow(graph, beside, view, choose);
  new ResizeObserver(paint).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  paint();
}

// The page says which types, which tag and which words are shown; words are looked for while they
// are typed as well.
function narrow(graph, beside, view, choose) {
  const chosen = (name) => document.querySelector(`[${name}]`)?.getAttribute(name);
  if (chosen("data-type")) view.types = new Set([chosen("data-type")]);
  if (chosen("data-tag")) view.only = around(graph, beside, chosen("data-tag"));
  const field = document.querySelector("#find-node");
  const find = () => {
    const words = folded(field.value);
    view.found = words ? new Set(graph.nodes.flatMap(
      (node, at) => (node.words.includes(words) && view.shown(at) ? [at] : []))) : null;
    choose(view.found?.size ? Math.min(...view.found) : -1, true);
  };
  field.addEventListener("input", find);
  if (field.value.trim()) find();
}

// letters as names are compared: without case and accents
const folded = (words) =>
  words.trim().normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

// a tag, what has it, and what is tied to the documents among these
function around(graph, beside, key) {
  const tag = graph.nodes.findIndex((node) => node.key === key);
  const near = new Set([tag, ...(beside[tag] ?? [])]);
  for (const at of [...near]) {
    if (graph.nodes[at]?.type === "document") beside[at].forEach((other) => near.add(other));
  }
  return near;
}
