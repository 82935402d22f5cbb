// How the graph of the whole library is drawn: edges by weight, nodes by their form, and names.
import { namesOf, writeNames } from "./graph_names.js";

const WIDTHS = [0.6, 1, 1.5, 2.1]; // of edges, each for four times the weight
const ALPHAS = [0.2, 0.26, 0.34, 0.42];
const FAINT = 500; // edges of which more are drawn fainter
const MANY = 900; // edges of which more are not all drawn, but of each node the
const STRONGEST = [2, 1]; // strongest: fewer where there are
const DENSE = 4; // edges for each node
const LARGEST = 22; // pixels of a radius

// radius in pixels, in a canvas that is so high
export const radiusOf = (node, view, height) => Math.min(LARGEST,
  Math.max(1.6, node.size * height * view.grown * (view.scale / view.start) ** 0.5));

// Draws the graph and gives the names that are written: of which node, and where.
export function drawGraph(canvas, graph, beside, view, { place, radius, shown }) {
  const { width, height } = canvas.getBoundingClientRect();
  const dense = devicePixelRatio || 1;
  canvas.width = width * dense;
  canvas.height = height * dense;
  const pen = canvas.getContext("2d");
  pen.scale(dense, dense);
  const colours = inks(canvas, ["--ink", "--ink-2", "--ink-3", "--paper", "--heat-3",
    "--pen", "--leaf", "--focus"]);
  const at = graph.nodes.map(place);
  const size = graph.nodes.map(radius);
  const near = view.chosen >= 0 ? beside[view.chosen] : null;
  drawEdges(pen, graph, at, view, shown, colours);
  for (let number = graph.nodes.length - 1; number >= 0; number -= 1) {
    if (!shown(number)) continue;
    const aside = near && number !== view.chosen && !near.has(number);
    pen.globalAlpha = view.found && !view.found.has(number) ? 0.25 : aside ? 0.5 : 1;
    mark(pen, graph.nodes[number], at[number], size[number], colours);
  }
  pen.globalAlpha = 1;
  if (view.chosen >= 0) ring(pen, at[view.chosen], size[view.chosen], colours, canvas);
  const style = getComputedStyle(canvas);
  const fonts = ["--serif", "--sans"].map((name) => style.getPropertyValue(name).trim());
  const names = namesOf(pen, { graph, at, size, view, near, shown, fonts, width, height });
  writeNames(pen, names, colours);
  return names;
}

function drawEdges(pen, graph, at, view, shown, colours) {
  const all = graph.edges.filter(([one, other]) => shown(one) && shown(other));
  const drawn = all.length > MANY ? strongest(all, view.chosen,
    STRONGEST[Number(all.length > DENSE * graph.nodes.filter((_, n) => shown(n)).length)]) : all;
  const level = (weight) => Math.min(WIDTHS.length - 1, Math.floor(Math.log2(weight) / 2));
  const faint = Math.min(2, Math.max(0.5, (FAINT / drawn.length) ** 0.5));
  pen.strokeStyle = colours["--ink-3"];
  for (const strong of [false, true]) {
    WIDTHS.forEach((wide, which) => {
      pen.globalAlpha = strong ? 0.9 : ALPHAS[which] * faint * (view.chosen >= 0 ? 0.6 : 1);
      pen.beginPath();
      for (const [one, other, weight] of drawn) {
        if ((one === view.chosen || other === view.chosen) !== strong) continue;
        if (level(weight) !== which) continue;
        pen.moveTo(at[one][0], at[one][1]);
        pen.lineTo(at[other][0], at[other][1]);
      }
      pen.lineWidth = wide + (strong ? 0.6 : 0);
      pen.stroke();
    });
  }
}

// Of each node the strongest edges, and all of the chosen one: the heaviest come first.
function strongest(edges, chosen, most) {
  const number = new Map();
  return edges.filter(([one, other]) => {
    const [mine, its] = [number.get(one) ?? 0, number.get(other) ?? 0];
    number.set(one, mine + 1).set(other, its + 1);
    return mine < most || its < most || one === chosen || other === chosen;
  });
}

// The colours of the tokens as the browser resolves them: a canvas knows no light-dark().
function inks(canvas, names) {
  const probe = document.createElement("span");
  canvas.after(probe);
  const found = {};
  for (const name of names) {
    probe.style.color = `var(${name})`;
    found[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return found;
}

function mark(pen, node, [x, y], size, colours) {
  pen.beginPath();
  if (node.shape === "tag") pen.rect(x - size * 0.85, y - size * 0.85, size * 1.7, size * 1.7);
  else pen.arc(x, y, size, 0, 2 * Math.PI);
  const hollow = node.shape === "who" || node.shape === "wanted";
  pen.fillStyle = hollow ? colours["--paper"]
    : { tag: colours["--ink-3"], own: colours["--pen"] }[node.shape] ?? colours["--heat-3"];
  pen.fill();
  // a rim of paper tells nodes apart that touch
  pen.lineWidth = hollow ? Math.min(1.5, size / 3) : 1;
  pen.strokeStyle = !hollow ? colours["--paper"]
    : colours[node.shape === "wanted" ? "--leaf" : "--ink-2"];
  pen.setLineDash(node.shape === "wanted" ? [2, 2] : []);
  pen.stroke();
  pen.setLineDash([]);
}

function ring(pen, [x, y], size, colours, canvas) {
  pen.beginPath();
  pen.arc(x, y, size + 4, 0, 2 * Math.PI);
  pen.lineWidth = document.activeElement === canvas ? 3 : 1.5;
  pen.strokeStyle = colours[document.activeElement === canvas ? "--focus" : "--leaf"];
  pen.stroke();
}
