// Buttons and forms with data-path call the control API; after each call, and
// every two seconds while the page is visible, the parts marked data-live are
// fetched again. Forms are not, so that nobody loses what they are typing.
"use strict";

const word = document.getElementById("word");

function say(text, bad) {
  word.textContent = text;
  word.classList.toggle("bad", bad);
  word.hidden = false;
}

async function refresh() {
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(part.id);
    if (next && !part.querySelector("details[open]")) part.replaceWith(next);
  }
}

async function call(method, path, body) {
  try {
    const headers = body ? { "Content-Type": "application/json" } : {};
    const answer = await fetch(path, { method, headers, body });
    const text = await answer.text();
    let result = {};
    try { result = JSON.parse(text); } catch { /* 204 has no body */ }
    if (answer.ok) say(result.done || "done: " + method + " " + path, false);
    else say(result.error || answer.status + " " + answer.statusText, true);
    await refresh();
  } catch (failure) {
    say("fakehubspot does not answer: " + failure.message, true);
  }
}

// values turns a form into the object that its names describe: numbers as
// numbers, "match.path" as a member of match, empty fields left out.
function values(form) {
  const object = {};
  for (const field of form.elements) {
    if (!field.name || field.value === "") continue;
    let value = field.value;
    if (field.type === "number") value = Number(value);
    if (field.type === "checkbox") value = field.checked;
    const names = field.name.split(".");
    const last = names.pop();
    let place = object;
    for (const name of names) place = place[name] ??= {};
    place[last] = value;
  }
  return object;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-path]");
  if (button) call(button.dataset.method, button.dataset.path, button.dataset.body);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.path) return;
  event.preventDefault();
  call(form.dataset.method, form.dataset.path, JSON.stringify(values(form)));
});

// A fault takes only the parameters of its kind: status belongs to kind status.
document.querySelector("select[name=kind]").addEventListener("change", (event) => {
  const status = event.target.form.elements.status;
  status.value = event.target.value === "status" ? 500 : "";
});

setInterval(() => {
  if (!document.hidden) refresh().catch(() => { /* pressing a button shows the error */ });
}, 2000);
