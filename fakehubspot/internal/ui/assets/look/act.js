// Sends what buttons and forms are for. An element with data-method and data-path sends that request: a form its fields as JSON, a
// button its data-body (JSON) or data-form (URL-encoded). What changes much asks first (data-ask), what can be undone offers that.
import { go, isLost, refresh } from "./live.js";
import { ask, toast } from "./tell.js";

export function start() {
  document.addEventListener("click", (event) => {
    const copy = event.target.closest?.("button[data-copy]");
    if (copy) copyText(copy);
    const edit = event.target.closest?.("button.edit");
    if (edit) editing(edit.closest("[data-edit]"), true);
    const cancel = event.target.closest?.("button[data-cancel]");
    if (cancel) editing(cancel.closest("[data-edit]"), false);
    const button = event.target.closest?.("button[data-method]");
    if (button) act(button, button, () => bodyOfButton(button));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-method]")) return;
    event.preventDefault();
    act(form, event.submitter ?? form.querySelector("button"), () => bodyOfForm(form));
  });
  document.addEventListener("keydown", (event) => {
    const box = event.target.closest?.("[data-edit][data-editing]");
    if (box && event.key === "Escape") {
      event.preventDefault(); // the key closes the form and nothing else
      editing(box, false);
    }
  });
}

// editing swaps between a value and the form that changes it.
export function editing(box, on) {
  if (!box) return;
  const form = box.querySelector("form");
  box.toggleAttribute("data-editing", on);
  form.hidden = !on;
  for (const other of box.querySelectorAll("[data-value]")) other.hidden = on;
  if (on) form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  else {
    form.reset();
    box.querySelector("button.edit")?.focus();
  }
}

async function act(element, button, bodyOf) {
  if (isLost()) return toast("Nothing was sent: the connection is lost.", { bad: true });
  if (button?.hasAttribute("data-sending")) return;
  if (element.dataset.ask && !(await ask(element.dataset.ask, element.dataset.askDo ?? "Yes", element.dataset.askType))) return;
  let request;
  try {
    request = bodyOf();
  } catch (error) {
    return toast(error.message, { bad: true });
  }
  const { method, path, undoMethod, undoPath, undoBody, said, then } = element.dataset; // the page may change them meanwhile
  button?.setAttribute("data-sending", "");
  button?.setAttribute("aria-disabled", "true"); // one that is disabled would lose the focus
  const sent = await send(method, fill(path, element), request);
  button?.removeAttribute("data-sending");
  button?.removeAttribute("aria-disabled");
  if (!sent.ok) return toast(sent.message, { bad: true });
  if (element.matches("form")) {
    const box = element.closest("[data-edit]");
    if (box) editing(box, false);
    else if (!element.hasAttribute("data-hold")) element.reset();
  }
  const undo = undoMethod && (() => send(undoMethod, undoPath, undoBody && { json: undoBody }));
  if (said) toast(said, { undo: undo && (async () => { const undone = await undo(); toast(undone.ok ? "Undone." : undone.message, { bad: !undone.ok }); refresh(); }) });
  if (then) await go(then.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(sent.answer?.[name] ?? "")));
  else await refresh();
}

async function send(method, path, request) {
  const headers = {};
  if (request?.json !== undefined) headers["Content-Type"] = "application/json";
  try {
    const answer = await fetch(path, { method, headers, body: request?.json ?? request?.form });
    const text = await answer.text();
    const read = parsed(text);
    if (answer.ok) return { ok: true, answer: read };
    return { ok: false, message: wordsOf(read) || text.slice(0, 500) || `${method} ${path} was answered with status ${answer.status}.` };
  } catch {
    return { ok: false, message: "No answer came, so it is unknown whether this was done. Look at what the page shows before you repeat it." };
  }
}

function parsed(text) {
  try { return JSON.parse(text); } catch { return undefined; }
}

// wordsOf finds what an answer says in words.
function wordsOf(answer) {
  for (const words of [answer?.error, answer?.message, answer?.detail]) {
    if (typeof words === "string" && words) return words;
  }
}

function bodyOfButton(button) {
  if (button.dataset.form !== undefined) return { form: new URLSearchParams(button.dataset.form) };
  return button.dataset.body !== undefined ? { json: button.dataset.body } : undefined;
}

function bodyOfForm(form) {
  const fields = [...form.elements].filter((field) => field.name && !field.disabled && !field.hasAttribute("data-in-path"));
  if (form.dataset.encoding === "form") {
    return { form: new URLSearchParams([...new FormData(form)].filter(([name, value]) => value !== "" || form.elements[name].hasAttribute("data-empty"))) };
  }
  const body = {};
  for (const field of fields) {
    const value = valueOf(field);
    if (value === undefined) continue;
    const names = field.dataset.flat !== undefined ? [field.name] : field.name.split(".");
    let at = body;
    for (const name of names.slice(0, -1)) at = at[name] ??= {};
    at[names.at(-1)] = value;
  }
  return { json: form.dataset.whole ? JSON.stringify(body[form.dataset.whole]) : JSON.stringify(body) };
}

// valueOf reads a field; undefined means that it says nothing.
function valueOf(field) {
  const { type: kind } = field.dataset;
  if (field.type === "checkbox") return kind === "boolean" ? field.checked : field.checked ? field.value : undefined;
  if (field.type === "radio" && !field.checked) return undefined;
  if (field.multiple) return [...field.selectedOptions].map((option) => option.value).join(";");
  if (field.value === "") return field.hasAttribute("data-empty") ? "" : undefined;
  const name = field.labels?.[0]?.innerText.trim() || field.name;
  switch (kind) {
    case "number":
      if (!Number.isFinite(Number(field.value))) throw new Error(`${name} must be a number, not ${field.value}.`);
      return Number(field.value);
    case "boolean": return field.value === "true";
    case "list": return field.value.split(/[\s,;]+/).filter(Boolean);
    case "json":
      try { return JSON.parse(field.value); } catch (error) { throw new Error(`${name} must be JSON: ${error.message}`); }
    default: return field.value;
  }
}

// fill puts the values of fields into the path of a request.
function fill(path, element) {
  return path.replaceAll(/\{([\w.-]+)\}/g, (whole, name) => {
    const field = element.elements?.[name];
    return field ? encodeURIComponent(field.value) : whole;
  });
}

async function copyText(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    toast("Copied.");
  } catch {
    toast("The browser did not allow copying. Select the text and copy it yourself.", { bad: true });
  }
}
