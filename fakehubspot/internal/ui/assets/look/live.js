// Keeps the page as the program is: every second it is fetched again and morphed into place. If no answer comes, the page says
// so and since when. Links and forms marked data-soft lead to the next page the same way, without losing the place.
import { morph } from "./morph.js";
import { placeOf, steadily } from "./steady.js";

const pause = 1000;
const patience = 10_000; // the longest that the answer to a refresh may take; the page would be stale
const patienceWithNew = 60_000; // the longest that another page may take, which is seen to load
const parts = ["head", "tour", "live"];

let address = location.href; // of what is on the page
let current; // aborts the fetch under way
let timer;
let going; // the way to another page, while it is under way
let answered = new Date();

export const isLost = () => document.body.classList.contains("lost");

// orphans reports whether a page has no place for what the reader is editing.
const orphans = (page) => [...document.querySelectorAll("[data-editing]")].some((box) => !page.getElementById(box.closest("[id]")?.id)?.querySelector("[data-edit]") && !placeOf(box, page));

// load shows what a URL of this program answers. It returns false if nothing could be shown, and undefined if something else was
// asked for meanwhile, which has the last word then. What the reader is editing is not taken away unless leaving.
async function load(url, leaving) {
  current?.abort();
  const mine = (current = new AbortController());
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" }, signal: AbortSignal.any([mine.signal, AbortSignal.timeout(leaving ? patienceWithNew : patience)]) });
    const text = await answer.text();
    if (mine.signal.aborted) return undefined;
    if (!(answer.headers.get("Content-Type") ?? "").startsWith("text/html")) throw new Error(`the program answered ${answer.status}: ${text.slice(0, 200)}`);
    document.body.classList.remove("loading");
    const page = new DOMParser().parseFromString(text, "text/html");
    if (!leaving && orphans(page)) {
      tell(`What you are editing is no longer there. Copy what you need, then cancel: until then, the page stays as it was at ${seen()} UTC.`);
      return false;
    }
    if (page.documentElement.dataset.page !== document.documentElement.dataset.page) {
      location.assign(url);
      return true;
    }
    steadily(page, url === address, () => {
      for (const part of parts) {
        const from = document.getElementById(part), to = page.getElementById(part);
        if (from && to) morph(from, to);
      }
    });
    address = url;
    document.title = page.title;
    found();
    return true;
  } catch (error) {
    if (mine.signal.aborted) return undefined;
    document.body.classList.remove("loading");
    lost(error);
    return false;
  }
}

function found() {
  answered = new Date();
  document.body.classList.remove("lost");
  document.getElementById("lost")?.remove();
}

function lost(error) {
  if (isLost()) return;
  document.body.classList.add("lost");
  const program = document.documentElement.dataset.program;
  tell(error instanceof TypeError || error.name === "TimeoutError"
    ? `Connection lost: ${program} has not answered since ${seen()} UTC. What you see is from then; it is asked again every second.`
    : `What you see is from ${seen()} UTC: ${error.message}. It is asked again every second.`);
}

// seen is when the page was what it shows.
const seen = () => answered.toISOString().slice(11, 19);

// tell says above the page why it does not follow the program.
function tell(words) {
  let banner = document.getElementById("lost");
  if (!banner) {
    banner = document.createElement("p");
    banner.id = "lost";
    banner.setAttribute("role", "alert");
    document.body.prepend(banner);
  }
  if (banner.textContent !== words) banner.textContent = words;
}

// shown tells the scripts of single pages that there is new content, at the address that the browser shows.
function shown() {
  document.dispatchEvent(new Event("look:shown"));
}

// refresh shows the page as it is now. Another page that the reader has asked for meanwhile is waited for, not given up.
export async function refresh() {
  while (going) await going;
  clearTimeout(timer);
  const loaded = await load(location.href, false);
  if (loaded) shown();
  if (loaded !== undefined) schedule();
}

// schedule plans the next refresh. A page that takes long says in data-every how many milliseconds it is to be left alone, and
// 0 for good.
function schedule() {
  clearTimeout(timer);
  const every = Number(document.getElementById("live")?.dataset.every ?? pause);
  if (every > 0) timer = setTimeout(() => (document.hidden ? schedule() : refresh()), isLost() ? pause : every);
  else if (isLost()) timer = setTimeout(refresh, pause);
}

// go leads to another page of the program.
export async function go(url) {
  const way = (going = lead(url));
  await way;
  if (going === way) going = undefined;
}

async function lead(url) {
  const target = new URL(url, location.href);
  const waiting = setTimeout(() => document.body.classList.add("loading"), 150);
  clearTimeout(timer);
  const loaded = await load(target.href, true);
  clearTimeout(waiting);
  if (loaded === undefined) return;
  if (loaded) {
    if (target.href !== location.href) history.pushState(null, "", target.href);
    document.querySelector("#live [data-focus]")?.focus();
    shown();
  }
  schedule();
}

export function start() {
  addEventListener("popstate", () => go(location.href));
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-soft]");
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(link.href);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-soft]") || event.defaultPrevented) return;
    event.preventDefault();
    const url = new URL(form.getAttribute("action") ?? location.href, location.href);
    const fields = [...new FormData(form, event.submitter)].filter(([, value]) => value !== "");
    url.search = new URLSearchParams(fields).toString();
    go(url.href);
  });
  document.addEventListener("change", (event) => {
    if (event.target.closest?.("[data-submit-on=change]")) event.target.form?.requestSubmit();
  });
  schedule();
}
