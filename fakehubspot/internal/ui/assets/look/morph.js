// Makes one tree of elements equal to another and keeps the elements that stay, so that focus, selection, scroll, what the
// reader has typed and which details are open survive. Children belong together if they have the same id or data-key; the
// others in their order.

// The attribute, not the property: a form's field named id hides the latter.
const keyOf = (node) => node.getAttribute?.("id") || node.dataset?.key || "";

const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);

export function morph(from, to) {
  if (from.isEqualNode(to)) return;
  if (from.nodeType !== Node.ELEMENT_NODE) {
    from.nodeValue = to.nodeValue;
    return;
  }
  if (from.hasAttribute("data-editing")) return morphBehind(from, to);
  if (from.hasAttribute("data-held")) return morphRows(from, to);
  morphAttributes(from, to);
  if (!from.hasAttribute("data-keep")) morphChildren(from, to);
}

// morphBehind brings up to date what is behind a form that is being filled in; the form is the reader's.
function morphBehind(from, to) {
  const [value, now] = [from, to].map((box) => box.querySelector("[data-value]"));
  if (value && now) morphChildren(value, now);
}

// rowsOf are the rows of a list by their keys.
export function rowsOf(list) {
  const rows = [...list.querySelectorAll("a.row-link")].map((link) => link.closest("[data-key]"));
  return new Map(rows.filter((row) => row && list.contains(row)).map((row) => [row.dataset.key, row]));
}

// morphRows brings up to date what the rows show. Which rows there are, and their order, stays.
function morphRows(from, to) {
  const rows = rowsOf(to);
  for (const [key, row] of rowsOf(from)) {
    if (rows.has(key)) morph(row, rows.get(key));
  }
}

function morphAttributes(from, to) {
  // Whether details are open is the reader's decision once they exist; a dialog is open as long as it is asked.
  const own = (name) => name === "open" || name === "data-sending" || (name === "aria-disabled" && from.hasAttribute("data-sending"));
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !own(name)) from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (!own(name) && from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
}

function morphChildren(from, to) {
  const wanted = [...to.childNodes];
  const keys = new Set(wanted.map(keyOf));
  const keyed = new Map();
  for (const child of [...from.children]) {
    const key = keyOf(child);
    if (key && !keys.has(key)) child.remove();
    else if (key) keyed.set(key, child);
  }
  let at = from.firstChild;
  for (const child of wanted) {
    const match = keyOf(child) ? keyed.get(keyOf(child)) : unkeyedFrom(at);
    if (!match || !alike(match, child)) {
      from.insertBefore(child, at);
    } else if (match === at) {
      at = at.nextSibling;
      morph(match, child);
    } else {
      from.insertBefore(match, at);
      morph(match, child);
    }
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function unkeyedFrom(node) {
  while (node && keyOf(node)) node = node.nextSibling;
  return node;
}
