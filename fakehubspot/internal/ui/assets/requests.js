// The fields of the filter are what the list shows, also after Back and after a link. What is being typed stays until then.
const asked = () => document.getElementById("filter").dataset.asked;
let shown = asked();

document.addEventListener("look:shown", () => {
  if (asked() === shown) return;
  shown = asked();
  const values = new URLSearchParams(shown);
  for (const field of document.querySelectorAll("#filter [name]")) field.value = values.get(field.name) ?? "";
});
