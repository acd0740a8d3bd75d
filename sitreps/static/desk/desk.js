// The desk's behaviours, one module each. Nothing here is needed to read or to save a page.
import { countdown } from "./countdown.js";
import { figures } from "./figures.js";
import { fresh } from "./fresh.js";
import { guard } from "./guard.js";
import { keys } from "./keys.js";
import { lookups } from "./lookups.js";
import { menus } from "./menus.js";
import { rows } from "./rows.js";
import { watch } from "./watch.js";

document.documentElement.classList.add("scripted");
for (const start of [menus, rows, lookups, guard, figures, fresh, countdown, watch, keys]) start();
document.querySelector("[data-focus]")?.focus();
