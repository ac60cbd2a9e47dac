// The script of every page.
import * as act from "./act.js";
import * as keys from "./keys.js";
import * as live from "./live.js";
import * as steady from "./steady.js";

live.start();
steady.start();
act.start();
keys.start();
document.documentElement.classList.add("script"); // what needs the script may show now
