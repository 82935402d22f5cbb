// Files and folders dropped anywhere on the form, or chosen: only those that can be read are sent,
// each with its place in its folder.

export function quickenDrop() {
  const form = document.querySelector(".drop:has(input[type=file])");
  if (!form) return;
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.dataset.over = "";
  });
  form.addEventListener("dragleave", () => delete form.dataset.over);
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    delete form.dataset.over;
    const things = [...event.dataTransfer.items].filter((item) => item.kind === "file");
    const folders = things.map((item) => item.webkitGetAsEntry())
      .filter((entry) => entry?.isDirectory);
    const files = things.filter((item) => !item.webkitGetAsEntry()?.isDirectory)
      .map((item) => item.getAsFile());
    send(form, gather(folders, files));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen =
      [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
    send(form, Promise.resolve(chosen.map((file) => [file.webkitRelativePath || file.name, file])));
  });
}

async function gather(folders, files) {
  const found = files.map((file) => [file.name, file]);
  const waiting = [...folders];
  while (waiting.length) {
    const entry = waiting.pop();
    if (entry.isFile)
      found.push([entry.fullPath.slice(1),
        await new Promise((done, fail) => entry.file(done, fail))]);
    else waiting.push(...(await children(entry.createReader())));
  }
  return found;
}

async function children(reader) {
  const all = [];
  for (;;) {
    // a hundred at a time, at the end none
    const some = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (!some.length) return all;
    all.push(...some);
  }
}

async function send(form, gathered) {
  const told = form.querySelector("[role=status]");
  const readable = form.querySelector("input[accept]").accept.split(",");
  told.textContent = "Taking the files in …";
  try {
    const body = new FormData();
    for (const [name, file] of await gathered) {
      if (readable.some((suffix) => name.toLowerCase().endsWith(suffix)))
        body.append("files", file, name);
    }
    if (![...body.keys()].length) body.append("files", ""); // the server says what it wants
    const answer = await fetch(form.action, { method: "POST", body });
    if (answer.redirected) location.assign(answer.url);
    else told.textContent = await reason(answer);
  } catch {
    told.textContent = "The files could not be sent. Is the library still being served?";
  }
}

async function reason(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("main .lead")?.textContent ?? answer.statusText;
}
