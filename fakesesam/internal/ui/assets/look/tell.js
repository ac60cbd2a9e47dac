// What the page says beside its content: short notes, and questions before something that cannot be taken back.

function make(name, text, attributes = {}) {
  const element = document.createElement(name);
  element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

const stay = 6000, stayWithUndo = 12_000;

// toast shows a note. A bad one stays until it is dismissed.
export function toast(text, { bad = false, undo } = {}) {
  const box = document.getElementById("toasts");
  const note = make("div", "", { class: bad ? "toast bad" : "toast", role: bad ? "alert" : "status" });
  note.append(make("p", text));
  if (undo) {
    const button = make("button", "Undo", { type: "button" });
    button.addEventListener("click", () => { note.remove(); undo(); });
    note.append(button);
  }
  const close = make("button", "Dismiss", { type: "button", class: "quiet" });
  close.addEventListener("click", () => note.remove());
  note.append(close);
  box.append(note);
  while (box.children.length > 4) box.firstElementChild.remove();
  if (!bad) setTimeout(() => note.remove(), undo ? stayWithUndo : stay);
}

// ask asks a question and returns whether the answer was yes. If word is set, it has to be typed.
export function ask(question, yes, word) {
  const dialog = make("dialog", "", { class: "ask", "aria-label": question });
  const form = make("form", "", { method: "dialog" });
  form.append(make("p", question));
  const button = make("button", yes, { value: "yes", class: "danger" });
  if (word) {
    const label = make("label", `Type ${word} to confirm`);
    const field = make("input", "", { autocomplete: "off", spellcheck: "false" });
    button.disabled = true;
    field.addEventListener("input", () => { button.disabled = field.value.trim() !== word; });
    label.append(field);
    form.append(label);
  }
  const bar = make("div", "", { class: "bar" });
  bar.append(button, make("button", "Cancel", { value: "no", ...(word ? {} : { autofocus: "" }) }));
  form.append(bar);
  dialog.append(form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => {
    dialog.remove();
    done(dialog.returnValue === "yes");
  }));
}

// note says at the edge of the window how the page is just now, "" that there is nothing to say.
export function note(text) {
  const shown = document.getElementById("held-note");
  if (!text) shown?.remove();
  else if (!shown) document.body.append(make("p", text, { id: "held-note" }));
}

const keys = [
  ["/", "search"], ["↑ ↓ or k j", "move in the list"], ["Enter", "open"], ["← → or p n", "page back and forth"],
  ["Esc", "leave a field, close what is open"], ["?", "these keys"],
];

// tellKeys lists the keys of the page.
export function tellKeys() {
  if (document.querySelector("dialog[open]")) return;
  const dialog = make("dialog", "", { class: "ask", "aria-label": "Keys" });
  dialog.append(make("h2", "Keys"));
  const list = make("dl", "", { class: "keys" });
  for (const [key, what] of keys) list.append(make("dt", key), make("dd", what));
  const form = make("form", "", { method: "dialog" });
  form.append(make("button", "Close", { autofocus: "" }));
  dialog.append(list, form);
  document.body.append(dialog);
  dialog.showModal();
  dialog.addEventListener("close", () => dialog.remove());
}
