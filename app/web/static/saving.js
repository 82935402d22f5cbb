// Changes sent to the server, and why one could not be made.

// Why a change was not made: in words, and in how many milliseconds it may be tried again by itself
// (0: not at all).
export class NotSaved extends Error {
  constructor(words, again = 0, told = {}) {
    super(words);
    this.again = again;
    this.told = told; // the problem document, where there is one
    this.status = told.status ?? 0;
  }
}

const AGAIN = 3000; // milliseconds

// What the server answers to a change; NotSaved where it made none.
export async function send(method, address, body) {
  let answer;
  try {
    const headers = { "Content-Type": "application/json", Accept: "application/json" };
    answer = await fetch(address, { method, headers, body: body && JSON.stringify(body) });
  } catch {
    throw new NotSaved("Not saved: Florilegium does not answer. Your words are kept here.");
  }
  if (answer.ok) return answer.status === 204 ? {} : answer.json();
  throw await refused(answer);
}

// The address to which a form that is sent leads; NotSaved where nothing was saved.
export async function sendForm(address, fields) {
  let answer;
  try {
    const headers = { Accept: "application/json" };
    answer = await fetch(address, { method: "POST", headers, body: new URLSearchParams(fields) });
  } catch {
    throw new NotSaved("Not saved: Florilegium does not answer. Your words are kept here.");
  }
  if (answer.ok) return new URL(answer.url);
  throw await refused(answer);
}

// What the server answers as JSON to a form; NotSaved where nothing was saved.
export async function sendFields(address, fields) {
  let answer;
  try {
    answer = await fetch(address, { method: "POST", headers: { Accept: "application/json" },
      body: new URLSearchParams(fields) });
  } catch {
    throw new NotSaved("Not saved: Florilegium does not answer. Your words are kept here.");
  }
  if (answer.ok) return answer.json();
  throw await refused(answer);
}

// The text of one of our pages, or a part of it.
export async function page(address) {
  let answer;
  try {
    answer = await fetch(address, { headers: { Accept: "text/html" } });
  } catch {
    throw new NotSaved("Florilegium does not answer. Is it still running?");
  }
  if (answer.ok) return answer.text();
  throw await refused(answer);
}

async function refused(answer) {
  if (answer.status === 503) {
    const why =
      "the library is locked by another program. "
      + "Your words are kept here, and tried again every few seconds.";
    return new NotSaved(`Not saved: ${why}`, AGAIN);
  }
  if (answer.status === 401 || answer.status === 403) {
    const why =
      "this page is older than the program. "
      + "Your words are kept; load the page again, and they will be here.";
    return new NotSaved(`Not saved: ${why}`);
  }
  let told = {};
  try {
    told = await answer.json();
  } catch {
    // no problem document: the status must do
  }
  return new NotSaved(`Not saved: ${told.detail ?? answer.statusText}.`, 0,
    { ...told, status: answer.status });
}
