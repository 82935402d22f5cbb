// Which names of the graph are written, and where: none of them meets another.
const ROOM = 15_000; // square pixels for each name, at the size at which one begins
const LONGEST = 30; // letters
const HIGH = 16; // pixels of a line
const LARGE = 5; // radius of a node that is not written over
const HEAVY = 9; // radius of a node that is named even over others

// the chosen node and what it is tied to first, then what was found, then the heaviest
export function namesOf(pen, { graph, at, size, view, near, shown, fonts, width, height }) {
  const rank = (n) => (n === view.chosen ? 0 : near?.has(n) ? 1 : view.found?.has(n) ? 2 : 3);
  const order = graph.nodes.map((_, n) => n).filter(shown);
  const large = order.filter((n) => size[n] > LARGE)
    .map((n) => ({ number: n, box: square(at[n], size[n]) }));
  order.sort((a, b) => rank(a) - rank(b) || a - b);
  const names = [];
  const chosen = large.filter(({ number }) => number === view.chosen);
  let left = (width * height / ROOM) * Math.max(1, (view.scale / view.start) ** 1.2);
  for (const number of order) {
    if (left <= 0) break;
    const [x, y] = at[number];
    if (x < 0 || y < 0 || x > width || y > height) continue;
    const node = graph.nodes[number];
    const font = node.type === "tag" ? `12px ${fonts[1]}` : `13.5px ${fonts[0]}`;
    const words = number === view.chosen ? node.title : short(node.title);
    pen.font = font;
    const boxes = places([x, y], size[number], pen.measureText(words).width, width, height);
    const free = (others) => boxes.find((box) =>
      !others.some((other) => other.number !== number && meet(box, other.box)));
    const sure = rank(number) < 2 || size[number] > HEAVY;
    const box = free([...names, ...large]) ?? (sure ? free([...names, ...chosen]) : null)
      ?? (number === view.chosen ? boxes[0] : null);
    if (!box) continue;
    names.push({ number, box, words, font, strong: rank(number) < 3 });
    left -= 1;
  }
  return names;
}

export function writeNames(pen, names, colours) {
  pen.textAlign = "left";
  pen.textBaseline = "alphabetic";
  pen.lineJoin = "round";
  pen.lineWidth = 4;
  pen.strokeStyle = colours["--paper"];
  for (const { box, words, font, strong } of names) {
    pen.font = font;
    pen.strokeText(words, box[0] + 2, box[3] - 4);
    pen.fillStyle = colours[strong ? "--ink" : "--ink-2"];
    pen.fillText(words, box[0] + 2, box[3] - 4);
  }
}

// above, below, behind and before a node, within the canvas
function places([x, y], size, wide, width, height) {
  const [whole, gap] = [wide + 4, size + 3];
  const corners = [[x - whole / 2, y - gap - HIGH], [x - whole / 2, y + gap],
    [x + gap, y - HIGH / 2], [x - gap - whole, y - HIGH / 2]];
  const inside = ([left, top]) => [Math.max(0, Math.min(left, width - whole)),
    Math.max(0, Math.min(top, height - HIGH))];
  return corners.map((corner, which) => (which < 2 ? inside(corner) : corner))
    .filter(([left, top]) => left >= 0 && left + whole <= width && top >= 0 && top + HIGH <= height)
    .map(([left, top]) => [left, top, left + whole, top + HIGH]);
}

const square = ([x, y], size) => [x - size, y - size, x + size, y + size];
const meet = (one, other) =>
  one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];
const short = (name) =>
  (name.length > LONGEST ? `${name.slice(0, LONGEST - 1).trimEnd()}…` : name);
