// Changes sent to the server, and why one could not be made.

// Why a change was not made: in words, with what becomes of those that were typed, and in how many
// milliseconds it may be tried again by itself (0: not at all).
export class NotSaved extends Error {
  constructor(words, { kept = "", again = 0, told = {} } = {}) {
    super(`${words}${kept}`);
    this.why = words; // alone, for acts in which nothing is typed
    this.again = again;
    this.told = told; // the problem document, where there is one
    this.status = told.status ?? 0;
  }
}

const AGAIN = 3000; // milliseconds
const KEPT = " Your words are kept here.";

// What the server answers to a change; NotSaved where it made none.
export async function send(method, address, body) {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  const answer =
    await answered(address, { method, headers, body: body && JSON.stringify(body) });
  return answer.status === 204 ? {} : answer.json();
}

// The address to which a form that is sent leads; NotSaved where nothing was saved.
export async function sendForm(address, fields) {
  return new URL((await posted(address, fields)).url);
}

// What the server answers as JSON to a form; NotSaved where nothing was saved.
export async function sendFields(address, fields) {
  return (await posted(address, fields)).json();
}

// The page to which a form that is sent leads, as HTML; NotSaved where nothing was saved.
export async function sendForPage(address, fields) {
  return (await posted(address, fields)).text();
}

function posted(address, fields) {
  const headers = { Accept: "application/json" };
  return answered(address, { method: "POST", headers, body: new URLSearchParams(fields) });
}

async function answered(address, asked) {
  let answer;
  try {
    answer = await fetch(address, asked);
  } catch {
    throw new NotSaved("Not saved: Florilegium does not answer.", { kept: KEPT });
  }
  if (answer.ok) return answer;
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

// Why the server made no change, in its own words where it says any.
export async function refused(answer) {
  if (answer.status === 503) {
    const why = "Not saved: the library is locked by another program.";
    const kept = " Your words are kept here, and tried again every few seconds.";
    return new NotSaved(why, { kept, again: AGAIN, told: { status: 503 } });
  }
  if (answer.status === 401 || answer.status === 403) {
    const kept = " Your words are kept; load the page again, and they will be here.";
    return new NotSaved("Not saved: this page is older than the program.", { kept });
  }
  let told = {};
  try {
    told = await answer.json();
  } catch {
    // no problem document: the status must do
  }
  return new NotSaved(`Not saved: ${told.detail ?? answer.statusText}.`,
    { told: { ...told, status: answer.status } });
}
