// Keeps the page steady for its reader while it follows the program: what is being edited, the focus, and the rows under the
// pointer stay, although the page is another one by now.
import { rowsOf } from "./morph.js";
import { note, toast } from "./tell.js";

const patience = 5000; // how long after the reader's last move the rows wait

let touched = -patience;

// steadily runs an update of the page. If the page is only followed, and the reader did not ask for another one, lists wait
// and what cannot be kept is told.
export function steadily(page, followed, update) {
  const held = followed ? hold(page) : [];
  const edits = [...document.querySelectorAll("[data-editing][data-key]")].map((box) => ({ box, within: box.closest("aside[id]")?.id }));
  const focus = document.activeElement;
  const list = focus?.closest?.("[data-rows]");
  const place = list ? [...rowsOf(list).keys()].indexOf(focus.closest("[data-key]")?.dataset.key) : -1;
  update();
  for (const rows of held) rows.removeAttribute("data-held");
  note(held.length ? "The rows wait while you move among them." : "");
  for (const edit of edits) keep(edit, followed);
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

// keep puts what is being edited where the page has it now. If the page no longer has it, what was typed is told.
function keep({ box, within }, followed) {
  if (box.isConnected) return;
  const place = (within ? document.getElementById(within) : document)?.querySelector(`[data-key="${CSS.escape(box.dataset.key)}"][data-edit]`);
  if (place) {
    const behind = [box, place].map((one) => one.querySelector("[data-value]"));
    if (behind[0] && behind[1]) behind[0].replaceChildren(...behind[1].childNodes);
    place.replaceWith(box);
    for (let at = box.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
    return;
  }
  const typed = [...box.querySelectorAll("form input:not([type=hidden], [type=checkbox], [type=radio]), form textarea")].find((field) => field.value !== field.defaultValue);
  if (followed && typed) toast(`What you were editing is no longer on the page. You had typed: ${typed.value}`, { bad: true });
}

export function start() {
  const touch = () => { touched = performance.now(); };
  for (const event of ["pointermove", "pointerdown", "wheel", "keydown"]) document.addEventListener(event, touch, { capture: true, passive: true });
}
