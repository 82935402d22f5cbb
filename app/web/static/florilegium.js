// What quickens the pages. Without it every page works as it stands.
import { quickenDrop } from "./drop.js";
import { followImports } from "./news.js";
import { followJob } from "./progress.js";
import { quickenThemes } from "./themes.js";

function focusSearchOnSlash() {
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writing) return;
    const field = document.querySelector("#q");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}

focusSearchOnSlash();
quickenThemes();
followImports();
followJob();
quickenDrop();
