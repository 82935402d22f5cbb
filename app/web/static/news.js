// Tells, in a quiet line, that an import brought something in since this page was made.
// A page that is not looked at lets go of its connection: a browser has six of them for a server.

export function followImports() {
  // who writes a note is not told of imports, of which each saving is one
  if (document.querySelector("form[data-note]")) return;
  const line = document.querySelector(".news:not(.underway)");
  let since = document.body.dataset.import;
  if (!line || since === undefined) return;
  let source = null;

  function listen() {
    source ??= open();
  }

  function rest() {
    source?.close();
    source = null;
  }

  function open() {
    const events = new EventSource(`/events?since=${encodeURIComponent(since)}`);
    events.addEventListener("progress", (event) => count(JSON.parse(event.data)));
    events.addEventListener("import", (event) => {
      document.querySelector(".underway")?.remove();
      since = event.lastEventId || since;
      tell(line);
    });
    return events;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", () => !document.hidden && listen());
  if (!document.hidden) listen();
}

// How far the import of the served folder has come, on a page that says one is under way.
function count({ done, total }) {
  const words = document.querySelector(".underway span");
  if (words && total)
    words.textContent = `${done.toLocaleString("en")} of ${total.toLocaleString("en")} files read`;
}

function tell(line) {
  if (line.childElementCount) return;
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = "Show it";
  link.addEventListener("click", (event) => {
    event.preventDefault();
    location.reload();
  });
  line.append("Something new came in. ", link);
}
