// The records page: filtering the properties of a record, and choices of which several can be taken.

// join writes what is ticked into the field that is sent.
document.addEventListener("submit", (event) => {
  for (const set of event.target.querySelectorAll("[data-join]")) {
    set.querySelector("input[type=hidden]").value = [...set.querySelectorAll("input:checked")].map((box) => box.value).join(";");
  }
}, true);

// filter hides the properties that do not have what is typed. Sections without any left go too; folded ones open.
function filter() {
  const field = document.querySelector("input[data-filter]");
  const place = field && document.querySelector(field.dataset.filter);
  if (!place) return;
  const wanted = field.value.trim().toLowerCase();
  let any = false;
  for (const section of place.querySelectorAll("[data-filtered-group]")) {
    let left = false;
    for (const property of section.querySelectorAll("[data-find]")) {
      property.hidden = wanted !== "" && !property.dataset.find.includes(wanted) && !property.hasAttribute("data-editing");
      left ||= !property.hidden;
    }
    section.hidden = !left;
    any ||= left;
    if (section.matches("details") && wanted !== "") section.open = left;
  }
  place.querySelector("[data-filter-none]").hidden = any;
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("input[data-filter]")) filter();
});

// What is being edited may be changed elsewhere meanwhile. That is told before it is saved over.
const begun = new WeakMap(); // the values with which edits began, by their boxes

const valueIn = (box) => box.querySelector("[data-value] time")?.dateTime ?? box.querySelector("[data-value] > span")?.textContent ?? "";

function meanwhile() {
  for (const box of document.querySelectorAll(".property[data-edit]")) {
    let note = box.querySelector("[data-meanwhile]");
    const value = valueIn(box);
    if (!box.hasAttribute("data-editing")) {
      begun.delete(box);
      note?.remove();
    } else if (!begun.has(box)) {
      begun.set(box, value);
    } else if (begun.get(box) !== value) {
      if (!note) {
        note = document.createElement("p");
        note.className = "poor";
        note.dataset.meanwhile = "";
        note.setAttribute("role", "status");
        box.querySelector("form > .bar").before(note);
      }
      const text = `Changed elsewhere meanwhile, to “${value.slice(0, 200)}”. Saving overwrites that.`;
      if (note.textContent !== text) note.textContent = text;
    }
  }
}

document.addEventListener("click", (event) => { if (event.target.closest?.("button.edit, button[data-cancel]")) setTimeout(meanwhile); });

// A record that is opened gets the focus: readers of a narrow window see it, those with a screen reader hear it. When it is
// closed, its row gets the focus back.
let open = document.querySelector(".record")?.id;

function follow() {
  const now = document.querySelector(".record")?.id, before = open;
  open = now;
  if (now === before) return;
  if (now) document.getElementById("record-title")?.focus({ preventScroll: innerWidth > 900 });
  else document.querySelector(`[data-key="${before.replace("record-", "row-")}"] a`)?.focus({ preventScroll: true });
}

// The search and the choice of columns show what the list was asked for, as soon as it was asked for something else; until then,
// what the reader typed or ticked stays.
const asked = new Map();

function show() {
  for (const form of document.querySelectorAll("form[data-asks]")) {
    const wanted = [...form.elements].map((field) => field.name + field.defaultValue + field.defaultChecked).join("\n");
    const key = form.closest("[id]").id;
    if (asked.has(key) && asked.get(key) !== wanted) form.reset();
    asked.set(key, wanted);
  }
}

show();
document.addEventListener("look:shown", () => { show(); filter(); follow(); meanwhile(); });
