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

// Each other node lies in one of four directions; what is aside counts double.
function step({ graph, beside, view, place, shown, choose, order }, dx, dy) {
  if (view.chosen < 0) return choose(order()[0] ?? -1, true);
  const [x, y] = place(graph.nodes[view.chosen]);
  let [best, least] = [-1, Infinity];
  graph.nodes.forEach((node, at) => {
    if (at === view.chosen || !shown(at)) return;
    const [u, v] = place(node);
    const [along, aside] =
      [(u - x) * dx + (v - y) * dy, Math.abs((u - x) * dy) + Math.abs((v - y) * dx)];
    if (along <= 0 || aside > along) return;
    const far = (along + 2 * aside) * (beside[view.chosen].has(at) ? 0.25 : 1);
    if (far < least) [best, least] = [at, far];
  });
  if (best >= 0) choose(best, true);
}

// All nodes by weight, or those that were found; after the last comes the first.
function turn({ view, choose, order }, by) {
  const all = order();
  const at = all.indexOf(view.chosen);
  choose(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length], true);
}
