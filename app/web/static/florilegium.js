// What quickens the pages. Without it every page works as it stands.
import { showAnother } from "./another.js";
import { actOnCards } from "./cards.js";
import { completeFields } from "./completion.js";
import { quickenDrop } from "./drop.js";
import { actOnKeys } from "./keys.js";
import { followImports } from "./news.js";
import { openPaletteOnKeys } from "./palette.js";
import { followJob } from "./progress.js";
import { followReading } from "./reading.js";
import { searchWhileTyping } from "./search.js";
import { siftWhileTyping } from "./sifting.js";
import { selectCards } from "./selecting.js";
import { quickenThemes } from "./themes.js";

openPaletteOnKeys();
completeFields();
searchWhileTyping();
siftWhileTyping();
quickenThemes();
followImports();
followJob();
quickenDrop();
followReading();
actOnCards();
selectCards();
actOnKeys();
showAnother();
