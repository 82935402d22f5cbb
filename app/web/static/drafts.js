// What was typed and not saved yet: kept in this browser alone, until it is saved or given up.

const PLACE = "florilegium.draft.";

export function keepDraft(name, text) {
  try {
    localStorage.setItem(PLACE + name, text);
  } catch {
    // storage is off or full: the words stay in their field
  }
}

export function draft(name) {
  try {
    return localStorage.getItem(PLACE + name);
  } catch {
    return null;
  }
}

export function dropDraft(name) {
  try {
    localStorage.removeItem(PLACE + name);
  } catch {
    // nothing is kept, so nothing is left
  }
}
