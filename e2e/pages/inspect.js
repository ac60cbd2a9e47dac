// Looks the page over and returns what is wrong with it, one sentence each: what is wider than the window, what has no name, what
// cannot be read.
(() => {
  const problems = new Set();
  const tell = (element) => {
    const name = element.nodeName.toLowerCase() + (element.id ? "#" + element.id : "") + (element.className && typeof element.className === "string" ? "." + element.className.trim().replaceAll(/\s+/g, ".") : "");
    return `${element.parentElement?.closest("[id]")?.id ?? "body"} ${name} “${(element.innerText ?? "").trim().slice(0, 40)}”`;
  };
  const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const hiddenFromSight = (element) => { const style = getComputedStyle(element); return style.clipPath !== "none" || element.closest(".skip"); };
  const all = [...document.querySelectorAll("body *")].filter((element) => shown(element));

  // Nothing is wider than the window, and nothing scrolls sideways.
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) problems.add(`the page is ${document.documentElement.scrollWidth} px wide, the window ${width}`);
  for (const element of all) {
    const box = element.getBoundingClientRect();
    if (box.width > 0 && (box.right > width + 0.6 || box.left < -0.6) && !element.closest("svg svg, .skip") && !hiddenFromSight(element)) problems.add(`${tell(element)} reaches from ${Math.round(box.left)} to ${Math.round(box.right)} px of ${width}`);
    if (["auto", "scroll"].includes(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth + 1 && !element.matches("input, textarea, select")) problems.add(`${tell(element)} scrolls sideways`);
  }

  // No text is squeezed into a column of single letters.
  for (const element of all) {
    const words = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.nodeValue.trim()).join(" ");
    const box = element.getBoundingClientRect();
    if (words.length >= 12 && box.width > 1 && box.width < 24 && box.height > 100 && !hiddenFromSight(element)) problems.add(`${tell(element)} is only ${Math.round(box.width)} px wide`);
  }

  // Everything that can be used has a name.
  const textOf = (ids) => ids.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? "").join(" ").trim();
  const nameOf = (element) => element.getAttribute("aria-label")?.trim() || (element.getAttribute("aria-labelledby") && textOf(element.getAttribute("aria-labelledby"))) ||
    [...(element.labels ?? [])].map((label) => label.textContent.trim()).join(" ") || (element.matches("a, button, summary, th, option") && (element.textContent.trim() || element.querySelector("title")?.textContent)) || element.getAttribute("title")?.trim();
  for (const element of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, dialog, [role=img]")) {
    if (shown(element) && !nameOf(element)) problems.add(`${tell(element)} has no name`);
  }
  for (const image of document.querySelectorAll("img:not([alt]), svg:not([aria-hidden=true], [role=img], [role=group][aria-label], [aria-hidden=true] *)")) {
    if (!image.closest("[aria-hidden=true], a, button") && shown(image)) problems.add(`${tell(image)} is an image without a name and not hidden from screen readers`);
  }
  const seen = new Set();
  for (const { id } of document.querySelectorAll("[id]")) {
    if (seen.has(id)) problems.add(`the id ${id} is given twice`);
    seen.add(id);
  }
  for (const element of document.querySelectorAll("[aria-labelledby], [aria-describedby], [aria-controls], label[for]")) {
    for (const attribute of ["aria-labelledby", "aria-describedby", "aria-controls", "for"]) {
      for (const id of (element.getAttribute(attribute) ?? "").split(/\s+/).filter(Boolean)) {
        if (!document.getElementById(id)) problems.add(`${tell(element)} points at ${id}, which is not there`);
      }
    }
  }
  for (const table of document.querySelectorAll("table")) {
    if (shown(table) && table.querySelector("td") && !table.querySelector("th")) problems.add(`${tell(table)} is a table without headers`);
  }
  for (const element of document.querySelectorAll("[tabindex]")) if (element.tabIndex > 0) problems.add(`${tell(element)} has its own place in the order of focus`);
  if (!document.documentElement.lang) problems.add("the page has no language");
  if (!document.title) problems.add("the page has no title");
  const headings = [...document.querySelectorAll("h1, h2, h3, h4")].filter((heading) => shown(heading) && !heading.closest("dialog, aside"));
  if (headings.filter((heading) => heading.nodeName === "H1").length !== 1) problems.add(`there are ${headings.filter((heading) => heading.nodeName === "H1").length} first headings instead of one`);
  headings.forEach((heading, i) => {
    if (i > 0 && Number(heading.nodeName[1]) > Number(headings[i - 1].nodeName[1]) + 1) problems.add(`${tell(heading)} skips a level of headings`);
  });
  for (const main of [document.querySelectorAll("main")]) if (main.length !== 1) problems.add("there is not one main part");

  // Every text stands out from what is behind it.
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const colour = (text) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const layer = colour(getComputedStyle(at).backgroundColor);
      if (layer[3] > 0) layers.push(layer);
      if (layer[3] === 1) break;
    }
    return layers.reduceRight((below, layer) => over(layer, below), colour("Canvas"));
  };
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const pairs = new Set();
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.nodeValue.trim() || !shown(element) || hiddenFromSight(element) || element.closest(":disabled, script, style, noscript, option, title")) continue;
    const style = getComputedStyle(element);
    const back = behind(element), ink = over(colour(element instanceof SVGElement ? style.fill : style.color), back);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = contrast(ink, back), pair = `${ink}/${back}`;
    if (ratio < (large ? 3 : 4.5) && !pairs.has(pair)) {
      pairs.add(pair);
      problems.add(`${tell(element)} has a contrast of ${ratio.toFixed(2)} only`);
    }
  }
  return [...problems].slice(0, 20);
})()
