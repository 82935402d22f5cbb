// Drawings wider than the screen begin where something is: a year at the days of its period, else
// at the last marked; a graph at the name it is about.

export function beginWhereSomethingIs() {
  const year = document.querySelector(".heat-room");
  if (year) {
    const ofPeriod = year.querySelectorAll(`a[href*="=${CSS.escape(year.dataset.when)}"]`);
    const days = ofPeriod.length ? ofPeriod : year.querySelectorAll("a");
    showAt(year, days[days.length - 1], 0.7);
  }
  for (const graph of document.querySelectorAll(".drawn")) {
    showAt(graph, graph.querySelector(".here"), 0.5);
  }
}

// `part` of the width stays free before the middle of the target
function showAt(room, target, part) {
  if (!target || room.scrollWidth <= room.clientWidth) return;
  const { left, width } = target.getBoundingClientRect();
  const within = left + width / 2 - room.getBoundingClientRect().left;
  room.scrollBy({ left: within - room.clientWidth * part });
}
