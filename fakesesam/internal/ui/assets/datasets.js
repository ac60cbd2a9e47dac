// A field keeps what the reader has typed or chosen while the page is fetched again. When the page has become another one, by a
// link that clears the search for example, its forms show what that page is about.
const states = new Map();

function forms() {
  for (const form of document.querySelectorAll("form[data-of]")) {
    const before = states.get(form.id);
    if (before !== undefined && before !== form.dataset.of) form.reset();
    states.set(form.id, form.dataset.of);
  }
}

forms();
document.addEventListener("look:shown", forms);
