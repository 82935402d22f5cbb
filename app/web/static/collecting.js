// A passage put into a tray, by the same form that the page has without scripts.
import { send, sendForm } from "./saving.js";

// The id of the tray that was changed last; nothing where there is none.
export async function lastTray() {
  const { items } = await send("GET", "/api/trays");
  return items[0]?.id;
}

// Put a passage into a tray (`tray`), or into a new one (`name`); the id of the change, nothing
// where it lay there.
export async function collectInto(id, { tray = "", name = "" }) {
  const reached =
    await sendForm(`/highlights/${id}/trays`, { tray, name, back: `/highlights/${id}/card` });
  return reached.searchParams.get("done");
}
