// The fields of the filter are what the address says, also after Back and after a link: what is typed in a page stays otherwise.
let shown = location.search;

document.addEventListener("look:shown", () => {
  if (location.search === shown) return;
  shown = location.search;
  const asked = new URLSearchParams(shown);
  for (const field of document.querySelectorAll("#filter [name]")) field.value = asked.get(field.name) ?? "";
});
