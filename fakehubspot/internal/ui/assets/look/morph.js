// Makes one tree of elements equal to another and keeps the elements that stay, so that focus, selection, scroll, what the
// reader has typed and which details are open survive. Children belong together if they have the same id or data-key; the
// others in their order.

const keyOf = (node) => node.id || node.dataset?.key || "";

const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);

// kept says of which elements the reader is in possession: a form that is being filled in, or what the page's script manages.
const kept = (element) => element.hasAttribute("data-keep") || element.hasAttribute("data-editing");

export function morph(from, to) {
  if (from.isEqualNode(to)) return;
  if (from.nodeType !== Node.ELEMENT_NODE) {
    from.nodeValue = to.nodeValue;
    return;
  }
  if (from.hasAttribute("data-editing")) return;
  morphAttributes(from, to);
  if (!kept(from)) morphChildren(from, to);
}

function morphAttributes(from, to) {
  // Whether details are open is the reader's decision once they exist; a dialog is open as long as it is asked.
  const own = (name) => name === "open" || (name === "disabled" && from.hasAttribute("data-sending"));
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !own(name) && name !== "data-sending") from.removeAttribute(name);
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
