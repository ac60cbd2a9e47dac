// Importing an export: a file is sent as it is, which no form of the page does.
import { refresh } from "./look/live.js";
import { ask, toast } from "./look/tell.js";

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.id !== "import") return;
  event.preventDefault();
  const file = form.elements.file.files[0];
  const question = `Replace all records, properties, owners, pipelines and the clock with those in ${file.name}? The ones that are here now are gone then, unless you export them first.`;
  if (!(await ask(question, "Replace all"))) return;
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const answer = await fetch("/_fake/state", { method: "PUT", body: file, headers: { "Content-Type": "application/jsonl" } });
    const said = await answer.json();
    if (answer.ok) toast(`Imported: ${said.contacts} live contacts.`);
    else toast(said.error, { bad: true });
    if (answer.ok) form.reset();
  } catch {
    toast("No answer came, so it is unknown whether the import was done. Look at what the page shows before you repeat it.", { bad: true });
  }
  button.disabled = false;
  refresh();
});
