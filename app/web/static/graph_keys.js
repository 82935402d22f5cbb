// The graph walked by keys: arrows follow an edge, or go to the nearest node that way; others go
// through all nodes that are drawn.
export function listenToKeys(canvas, walk) {
  const { view, choose } = walk;
  const keys = {
    ArrowLeft: () => step(walk, -1, 0), ArrowRight: () => step(walk, 1, 0),
    ArrowUp: () => step(walk, 0, -1), ArrowDown: () => step(walk, 0, 1),
    PageDown: () => turn(walk, 1), PageUp: () => turn(walk, -1),
    "+": walk.nearer, "=": walk.nearer, "-": walk.farther, Home: walk.whole, 0: walk.whole,
    Enter: () => walk.open(view.chosen), Escape: () => choose(-1),
  };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  });
}

function step({ graph, beside, view, place, shown, choose, order }, dx, dy) {
  if (view.chosen < 0) return choose(order()[0] ?? -1, true);
  const others = graph.nodes.map((_, at) => at).filter((at) => at !== view.chosen && shown(at));
  const best = thatWay(others, (at) => place(graph.nodes[at]), place(graph.nodes[view.chosen]),
    [dx, dy], (at) => beside[view.chosen].has(at));
  if (best !== undefined) choose(best, true);
}

// The nearest that way of some things: each lies in one of four directions, what is aside counts
// double, what is tied a quarter.
function thatWay(others, placeOf, [x, y], [dx, dy], tied = () => false) {
  let [best, least] = [undefined, Infinity];
  for (const other of others) {
    const [u, v] = placeOf(other);
    const [along, aside] =
      [(u - x) * dx + (v - y) * dy, Math.abs((u - x) * dy) + Math.abs((v - y) * dx)];
    if (along <= 0 || aside > along) continue;
    const far = (along + 2 * aside) * (tied(other) ? 0.25 : 1);
    if (far < least) [best, least] = [other, far];
  }
  return best;
}

// All nodes by weight, or those that were found; after the last comes the first.
function turn({ view, choose, order }, by) {
  const all = order();
  const at = all.indexOf(view.chosen);
  const next = at < 0 && by < 0 ? all.length - 1 : (at + by + all.length) % all.length;
  choose(all[next] ?? -1, true);
}

// In a drawing on a page, whose nodes are links, arrows go from link to link.
export function walkDrawings() {
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const middle = (link) => {
    const { left, top, width, height } = link.querySelector("circle, rect").getBoundingClientRect();
    return [left + width / 2, top + height / 2];
  };
  for (const drawing of document.querySelectorAll(".drawn svg")) {
    drawing.addEventListener("keydown", (event) => {
      const [link, way] = [event.target.closest("a"), ways[event.key]];
      if (!link || !way || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      const others = [...drawing.querySelectorAll("a")].filter((each) => each !== link);
      thatWay(others, middle, middle(link), way)?.focus();
    });
  }
}
