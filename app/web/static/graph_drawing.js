// How the graph of the whole library is drawn: edges, nodes by their form, and as many names as
// have room.
const ROOM = 16_000; // square pixels for each name, at the size at which one begins
const LONGEST = 34; // letters

export const radiusOf = (node, scale) =>
  (2.2 + Math.min(11, node.weight ** 0.38)) * Math.min(2, scale ** 0.35);

export function drawGraph(canvas, graph, beside, view, place, shown) {
  const { width, height } = canvas.getBoundingClientRect();
  const dense = devicePixelRatio || 1;
  canvas.width = width * dense;
  canvas.height = height * dense;
  const pen = canvas.getContext("2d");
  pen.scale(dense, dense);
  const style = getComputedStyle(canvas);
  const ink = (name) => style.getPropertyValue(name).trim();
  const colours = inks(canvas,
    ["--rule", "--ink", "--ink-2", "--ink-3", "--paper", "--heat-3", "--pen", "--leaf", "--mark"]);
  const at = graph.nodes.map(place);
  const near = view.chosen >= 0 ? beside[view.chosen] : null;

  for (const strong of [false, true]) {
    pen.beginPath();
    for (const [one, other] of graph.edges) {
      if (!shown(one) || !shown(other)) continue;
      if ((one === view.chosen || other === view.chosen) !== strong) continue;
      pen.moveTo(at[one][0], at[one][1]);
      pen.lineTo(at[other][0], at[other][1]);
    }
    pen.strokeStyle = strong ? colours["--ink-3"] : colours["--rule"];
    pen.lineWidth = strong ? 1.4 : 0.7;
    pen.stroke();
  }
  for (let number = graph.nodes.length - 1; number >= 0; number -= 1) {
    if (!shown(number)) continue;
    const aside = near && number !== view.chosen && !near.has(number);
    pen.globalAlpha = view.found && !view.found.has(number) ? 0.25 : aside ? 0.45 : 1;
    mark(pen, graph.nodes[number], at[number], view.scale, colours, view.found?.has(number)
      || number === view.chosen);
  }
  pen.globalAlpha = 1;
  writeNames(pen, graph, at, view, near, shown, colours, [width, height],
    [ink("--serif"), ink("--sans")]);
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

function mark(pen, node, [x, y], scale, colours, chosen) {
  const size = radiusOf(node, scale);
  pen.beginPath();
  if (node.shape === "tag") pen.rect(x - size * 0.85, y - size * 0.85, size * 1.7, size * 1.7);
  else pen.arc(x, y, size, 0, 2 * Math.PI);
  const hollow = node.shape === "who" || node.shape === "wanted";
  pen.fillStyle = hollow ? colours["--paper"]
    : { tag: colours["--ink-3"], own: colours["--pen"] }[node.shape] ?? colours["--heat-3"];
  pen.fill();
  pen.setLineDash(node.shape === "wanted" ? [2, 2] : []);
  pen.lineWidth = chosen ? 3 : hollow ? 1.5 : 0;
  pen.strokeStyle = chosen ? colours["--leaf"] : node.shape === "wanted"
    ? colours["--leaf"] : colours["--ink"];
  if (pen.lineWidth && (chosen || hollow)) pen.stroke();
  pen.setLineDash([]);
}

// the chosen node and what it is tied to first, then what was found, then the heaviest, as long as
// names do not meet
function writeNames(pen, graph, at, view, near, shown, colours, [width, height], [serif, sans]) {
  const rank = (n) => (n === view.chosen ? 0 : near?.has(n) ? 1 : view.found?.has(n) ? 2 : 3);
  const order = graph.nodes.map((_, n) => n).filter(shown);
  order.sort((a, b) => rank(a) - rank(b) || a - b);
  const taken = [];
  let left = (width * height / ROOM) * Math.max(1, (view.scale / view.start) ** 1.2);
  pen.textAlign = "center";
  for (const number of order) {
    const [x, y] = at[number];
    if (left <= 0) break;
    if (x < 0 || y < 0 || x > width || y > height) continue;
    const node = graph.nodes[number];
    const name = node.title.length > LONGEST
      ? `${node.title.slice(0, LONGEST - 1).trimEnd()}…` : node.title;
    pen.font = node.type === "tag" ? `12px ${sans}` : `13.5px ${serif}`;
    const half = pen.measureText(name).width / 2 + 3;
    const top = y - radiusOf(node, view.scale) - 4;
    const box = [x - half, top - 13, x + half, top + 3];
    if (taken.some((b) => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1]))
      continue;
    taken.push(box);
    left -= 1;
    pen.lineWidth = 4;
    pen.lineJoin = "round";
    pen.strokeStyle = colours["--paper"];
    pen.strokeText(name, x, top);
    pen.fillStyle = rank(number) < 3 ? colours["--ink"] : colours["--ink-2"];
    pen.fillText(name, x, top);
  }
}
