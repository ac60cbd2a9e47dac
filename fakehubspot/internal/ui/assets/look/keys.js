// The keyboard: moving in a list, paging, searching, closing.
import { go } from "./live.js";
import { tellKeys } from "./tell.js";

const typing = (element) => element.closest?.("input, textarea, select, [contenteditable], dialog");

export function start() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target)) return leave(event);
    switch (event.key) {
      case "ArrowDown": case "j": return move(event, 1);
      case "ArrowUp": case "k": return move(event, -1);
      case "ArrowRight": case "n": return follow(event, "a[rel=next]");
      case "ArrowLeft": case "p": return follow(event, "a[rel=prev]");
      case "Escape": return follow(event, "a[data-close]");
      case "?": return tellKeys();
      case "/": return search(event);
    }
  });
}

// leave takes Escape as the wish to leave a field. Nothing is closed, so that what was typed is not lost by one key.
function leave(event) {
  if (event.key === "Escape" && !event.target.closest("dialog")) event.target.blur();
}

// move puts the focus on the next row's link. Arrows scroll as usual while no row has the focus.
function move(event, step) {
  const links = [...document.querySelectorAll("[data-rows] a.row-link")];
  const at = links.indexOf(document.activeElement?.closest("[data-rows] a.row-link") ?? document.querySelector("[data-rows] [aria-current=true] a.row-link"));
  if (!links.length || (at < 0 && event.key.startsWith("Arrow"))) return;
  const next = links[at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)];
  event.preventDefault();
  next.focus();
}

function follow(event, selector) {
  const link = document.querySelector(selector);
  if (!link) return;
  event.preventDefault();
  if (link.matches("[data-soft], [data-close]")) go(link.href);
  else location.assign(link.href);
}

function search(event) {
  const field = document.querySelector("input[type=search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
}
