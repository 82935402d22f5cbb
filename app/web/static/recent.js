// What was searched for lately: kept in this browser alone, and forgotten on demand.

const PLACE = "florilegium.searches";
const MOST = 10;

export function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(PLACE) ?? "[]");
    return Array.isArray(kept)
      ? kept.filter((each) => typeof each === "string").slice(0, MOST) : [];
  } catch {
    return []; // storage is off, or holds what is not ours
  }
}

export function remember(query) {
  const text = query.trim().slice(0, 500);
  if (!text) return;
  keep([text, ...recent().filter((each) => each !== text)].slice(0, MOST));
}

export function forget() {
  keep([]);
}

function keep(queries) {
  try {
    if (queries.length) localStorage.setItem(PLACE, JSON.stringify(queries));
    else localStorage.removeItem(PLACE);
  } catch {
    // a browser that keeps nothing has nothing to forget
  }
}
