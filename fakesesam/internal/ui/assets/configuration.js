// Edits a component of the configuration where it is shown, and uploads a whole one. What has been typed stays until it is saved or
// given up on purpose; what is wrong with it is said beside it.
import { editing } from "/assets/look/act.js";
import { go, isLost, refresh } from "/assets/look/live.js";
import { ask, toast } from "/assets/look/tell.js";

const form = (event, selector) => event.target.closest?.(selector);
const changed = (of) => of.dataset.loaded !== undefined && of.elements.text.value !== of.dataset.loaded;

// begin fills the form with the text as it is now.
async function begin(of) {
  const field = of.elements.text;
  tell(of, []);
  delete of.dataset.loaded;
  field.value = "";
  field.disabled = true;
  try {
    const answer = await fetch(of.dataset.text);
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    field.value = of.dataset.loaded = text;
    field.disabled = false;
    field.focus();
    field.setSelectionRange(0, 0);
  } catch (error) {
    tell(of, [`The text cannot be loaded: ${error.message}`]);
  }
}

// tell shows what is wrong; forced is whether it can be done all the same.
function tell(of, problems, forced = false) {
  of.querySelector(".problems").replaceChildren(...problems.map((text) => {
    const line = document.createElement("p");
    line.textContent = text;
    return line;
  }));
  of.querySelector(".force").hidden = !forced;
}

// put sends a body and says whether it was accepted.
async function put(of, body, type, force) {
  if (isLost()) return tell(of, ["Nothing was sent: the connection is lost. What you have typed is kept."]);
  const buttons = [...of.querySelectorAll("button")];
  for (const button of buttons) button.disabled = true;
  try {
    const answer = await fetch(of.dataset.path + (force ? "?force=true" : ""), { method: "PUT", headers: { "Content-Type": type }, body });
    if (answer.ok) return true;
    const text = await answer.text();
    let said;
    try { said = JSON.parse(text); } catch { said = { detail: text.slice(0, 500) || `The node answered ${answer.status}.` }; }
    const faults = (said.validation_errors ?? []).flatMap((each) => each["config-errors"]).map((fault) => fault.msg);
    tell(of, said.detail ? [placed(of, said.detail)] : faults.length ? faults : [text], !said.detail && faults.length > 0);
  } catch {
    tell(of, ["No answer came, so it is unknown whether this was saved. Look at what the page shows before you repeat it."]);
  } finally {
    for (const button of buttons) button.disabled = false;
  }
  return false;
}

// placed says where a text is no JSON, and puts the caret there.
function placed(of, words) {
  const [all, line, column] = /^not a configuration: configuration:(\d+):(\d+): /.exec(words) ?? [];
  if (!all || !of.elements.text) return words;
  const lines = of.elements.text.value.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const at = before + [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length;
  of.elements.text.focus();
  of.elements.text.setSelectionRange(at, at);
  return `Line ${line}, column ${column}: ${words.slice(all.length)}`;
}

// overtaken reports whether the text that is being edited has become another one meanwhile.
async function overtaken(of) {
  try {
    const answer = await fetch(of.dataset.text);
    return answer.ok && (await answer.text()) !== of.dataset.loaded;
  } catch {
    return false; // the connection is lost, which saving will tell
  }
}

async function save(of, force) {
  if (!force && (await overtaken(of))) return tell(of, ["The configuration has been changed elsewhere since you began. Cancel to see how it is now, or overwrite it with yours."], true);
  if (!(await put(of, of.elements.text.value, "application/json", force))) return;
  delete of.dataset.loaded;
  editing(of.closest("[data-edit]"), false);
  toast("Saved. The node uses it from now on.");
  refresh();
}

async function upload(of, force) {
  const [file] = of.elements.file.files;
  if (!file || (!force && !(await ask(of.dataset.ask, of.dataset.askDo)))) return;
  if (!(await put(of, file, file.name.endsWith(".zip") ? "application/zip" : "application/json", force))) return;
  tell(of, []);
  of.reset();
  toast("The configuration has been replaced.");
  refresh();
}

// giveUp ends editing, and asks first if something would be lost. It returns whether editing has ended.
async function giveUp(of) {
  if (changed(of) && !(await ask("Give up what you have changed? It has not been saved.", "Give up"))) {
    of.elements.text.focus();
    return false;
  }
  delete of.dataset.loaded;
  editing(of.closest("[data-edit]"), false);
  return true;
}

// underway is the form that is being filled in.
const underway = () => document.querySelector("[data-editing] form[data-configuration]");

// leave goes to another view of the page once nothing is being edited on this one.
async function leave(of, url) {
  if (await giveUp(of)) go(url);
}

document.addEventListener("click", (event) => {
  const edit = form(event, "[data-edit] button.edit")?.closest("[data-edit]").querySelector("form[data-configuration]");
  if (edit) begin(edit);
  const cancel = form(event, "form[data-configuration] [data-cancel]")?.form;
  if (cancel && changed(cancel)) {
    event.stopImmediatePropagation();
    giveUp(cancel);
  }
  const link = form(event, "a[data-soft]"), open = underway();
  if (link && open && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    event.stopImmediatePropagation();
    leave(open, link.href);
  }
  const force = form(event, "button.force")?.form;
  if (force) force.matches("[data-upload]") ? upload(force, true) : save(force, true);
}, true);

document.addEventListener("keydown", (event) => {
  const of = form(event, "form[data-configuration]");
  if (!of || event.key !== "Escape") return;
  event.stopImmediatePropagation(); // Escape ends the editing, and does not also close what is edited
  event.preventDefault();
  giveUp(of);
}, true);

document.addEventListener("submit", async (event) => {
  const open = underway();
  if (open && event.target.matches("form[data-soft]")) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (await giveUp(open)) event.target.requestSubmit();
    return;
  }
  if (!event.target.matches("form[data-configuration], form[data-upload]")) return;
  event.preventDefault();
  if (event.target.matches("[data-upload]")) upload(event.target, false);
  else save(event.target, false);
});

addEventListener("beforeunload", (event) => {
  if ([...document.querySelectorAll("form[data-configuration]")].some(changed)) event.preventDefault();
});
