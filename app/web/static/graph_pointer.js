// The graph under a mouse or fingers: pointed at, opened, pushed, enlarged by a wheel or two
// fingers.
const DRAGGED = 4; // pixels from which a press is no click

// `size` gives the width and height of the whole drawing in pixels.
export function listenToPointer(canvas, { view, size, nodeAt, choose, open, paint, enlarge }) {
  const pressed = new Map(); // where each finger, or the mouse, is
  let from = null; // where the first of them was, and what was in the middle then
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    enlarge(Math.exp(-event.deltaY / 400), event);
  }, { passive: false });
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pressed.set(event.pointerId, event);
    from = { x: event.clientX, y: event.clientY, middle: [view.x, view.y],
      moved: pressed.size > 1 };
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!pressed.size) return point(event);
    if (!pressed.has(event.pointerId)) return;
    if (pressed.size === 2) return pinch(event);
    pressed.set(event.pointerId, event);
    push(event);
  });
  canvas.addEventListener("pointerup", (event) => {
    if (pressed.size === 1 && !from.moved) press(event);
    leave(event);
  });
  canvas.addEventListener("pointercancel", leave);

  function point(event) {
    const at = nodeAt(event);
    canvas.style.cursor = at < 0 ? "grab" : "pointer";
    if (at !== view.chosen && at >= 0) choose(at);
  }

  // a finger, which cannot point, names a node first
  function press(event) {
    const at = nodeAt(event);
    if (event.pointerType === "touch" && at !== view.chosen) choose(at);
    else open(at);
  }

  function push(event) {
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    from.moved ||= Math.hypot(dx, dy) > DRAGGED;
    if (!from.moved) return;
    const [wide, high] = size();
    [view.x, view.y] = [from.middle[0] - dx / wide, from.middle[1] - dy / high];
    paint();
  }

  function pinch(event) {
    const before = spread();
    pressed.set(event.pointerId, event);
    const [one, other] = [...pressed.values()];
    const middle = { clientX: (one.clientX + other.clientX) / 2,
      clientY: (one.clientY + other.clientY) / 2 };
    if (before) enlarge(spread() / before, middle);
  }

  function spread() {
    const [one, other] = [...pressed.values()];
    return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
  }

  // the finger that stays goes on from where it is
  function leave(event) {
    pressed.delete(event.pointerId);
    const [left] = pressed.values();
    if (left)
      from = { x: left.clientX, y: left.clientY, middle: [view.x, view.y], moved: true };
  }
}
