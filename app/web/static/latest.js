// The answer to what was asked last: one that comes after a later question is dropped.

export class Latest {
  #abort = null;

  // The text that an address answers: empty where the server is away or refuses, null where another
  // was asked for meanwhile.
  async text(address, asked = {}) {
    this.drop();
    const abort = (this.#abort = new AbortController());
    let text = "";
    try {
      const answer = await fetch(address, { ...asked, signal: abort.signal });
      if (answer.ok) text = await answer.text();
    } catch {
      // told by the empty text
    }
    return this.#abort === abort ? text : null;
  }

  drop() {
    this.#abort?.abort();
    this.#abort = null;
  }
}

// Calls back once nothing was asked for some milliseconds; `cancel` forgets what waits.
export function later(milliseconds, callback) {
  let waiting = 0;
  const ask = () => {
    clearTimeout(waiting);
    waiting = setTimeout(callback, milliseconds);
  };
  ask.cancel = () => clearTimeout(waiting);
  return ask;
}
