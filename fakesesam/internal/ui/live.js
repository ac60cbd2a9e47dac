// Keeps the page up to date: every two seconds its main part is fetched again, unless the reader has opened a detail or is
// selecting text.
const live = document.getElementById("live");

async function refresh(force) {
  const busy = live.querySelector("details[open]") || String(getSelection());
  if (document.hidden || (busy && !force)) return;
  try {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    live.replaceChildren(...page.getElementById("live").childNodes);
    document.querySelector("header time").textContent = page.querySelector("header time").textContent;
  } catch { /* the node cannot be reached; the next fetch may succeed */ }
}

live.addEventListener("click", async (event) => {
  const { pipe, operation } = event.target.dataset;
  if (!operation) return;
  const form = new URLSearchParams({ operation });
  if (operation === "update-last-seen") form.set("last-seen", "");
  const answer = await fetch(`/api/pipes/${encodeURIComponent(pipe)}/pump`, { method: "POST", body: form });
  if (!answer.ok) alert((await answer.json()).detail ?? answer.statusText);
  setTimeout(refresh, 150, true);
});

setInterval(refresh, 2000);
