// Keeps the page steady for its reader while it follows the program: what is being edited, the focus, and the rows under the
// pointer stay, although the page is another one by now.
import { rowsOf } from "./morph.js";
import { note } from "./tell.js";

const patience = 5000; // how long after the reader's last move the rows wait

let touched = -patience;

// steadily runs an update of the page. If the page is only followed, and the reader did not ask for another one, lists wait.
export function steadily(page, followed, update) {
  const held = followed ? hold(page) : [];
  const edits = [...document.querySelectorAll("[data-editing][data-key]")].map((box) => ({ box, within: box.closest("aside[id]")?.id }));
  const focus = document.activeElement;
  const list = focus?.closest?.("[data-rows]");
  const place = list ? [...rowsOf(list).keys()].indexOf(focus.closest("[data-key]")?.dataset.key) : -1;
  update();
  for (const rows of held) rows.removeAttribute("data-held");
  note(held.length ? "The rows wait while you move among them." : "");
  for (const edit of edits) keep(edit);
  if (focus === document.activeElement || focus === document.body) return;
  if (focus.isConnected) focus.focus({ preventScroll: true });
  else if (followed && place >= 0 && list.isConnected) linksOf(list)[Math.min(place, linksOf(list).length - 1)]?.focus({ preventScroll: true });
}

const linksOf = (list) => [...rowsOf(list).values()].map((row) => row.querySelector("a.row-link"));

// hold marks the lists in which the reader moves and whose rows would be others, or in another order.
function hold(page) {
  if (performance.now() - touched > patience) return [];
  const lists = [...document.querySelectorAll("[data-rows]")], next = [...page.querySelectorAll("[data-rows]")];
  const held = lists.filter((list, i) => list.matches(":hover, :has(a.row-link:focus)") && next[i] && [...rowsOf(list).keys()].join() !== [...rowsOf(next[i]).keys()].join());
  for (const list of held) list.setAttribute("data-held", "");
  return held;
}

// placeOf is where a page has what is being edited.
export function placeOf(box, page, within = box.closest("aside[id]")?.id) {
  if (!box.dataset.key) return null;
  return (within ? page.getElementById(within) : page)?.querySelector(`[data-key="${CSS.escape(box.dataset.key)}"][data-edit]`);
}

// keep puts what is being edited where the page has it now.
function keep({ box, within }) {
  const place = box.isConnected ? null : placeOf(box, document, within);
  if (!place) return;
  const behind = [box, place].map((one) => one.querySelector("[data-value]"));
  if (behind[0] && behind[1]) behind[0].replaceChildren(...behind[1].childNodes);
  place.replaceWith(box);
  for (let at = box.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
}

export function start() {
  const touch = () => { touched = performance.now(); };
  for (const event of ["pointermove", "pointerdown", "wheel", "keydown"]) document.addEventListener(event, touch, { capture: true, passive: true });
}
