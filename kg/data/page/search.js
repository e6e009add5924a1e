// Search: over the names and other names of all entities in the page, drawn or not.

const box = document.getElementById("search");
const results = document.getElementById("results");
const MOST_FOUND = 30;
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const names = nodes.map((node) => [node.label, ...(node.facts.aliases || [])].map((name) => [plain(name), name]));
let active = -1;
let found = [];

/** The nodes with a name like `text`: whole names first, then beginnings, then any part; wider known first. */
function find(text) {
  const wanted = plain(text.trim());
  if (!wanted) return [];
  const hits = [];
  nodes.forEach((node, index) => {
    let best = null;
    for (const [name, written] of names[index]) {
      const at = name.indexOf(wanted);
      if (at < 0) continue;
      const grade = name === wanted ? 0 : at === 0 ? 1 : /[^\p{L}\p{N}]/u.test(name[at - 1]) ? 2 : 3;
      if (!best || grade < best.grade) best = { node, grade, written };
    }
    if (best) hits.push(best);
  });
  return hits.sort((a, b) => a.grade - b.grade || b.node.reach - a.node.reach || b.node.weight - a.node.weight || a.node.index - b.node.index);
}

function renderResults() {
  const all = find(box.value);
  found = all.slice(0, MOST_FOUND).map(({ node }) => node);
  active = found.length ? 0 : -1;
  results.replaceChildren(...all.slice(0, MOST_FOUND).map(({ node, written }, i) =>
    element("li", { role: "option", id: `found-${i}`, onmousedown: (event) => { event.preventDefault(); take(node); } },
      swatch(node), element("span", { class: "name", dir: "auto" }, written === node.label ? node.label : `${node.label} (${written})`),
      element("span", { class: "hint" }, typeName(node) + (state.drawn.has(node.index) ? "" : " · not drawn")))));
  if (all.length > MOST_FOUND) results.append(element("li", { class: "none" }, `${(all.length - MOST_FOUND).toLocaleString("en")} more: type on`));
  if (!all.length) results.append(element("li", { class: "none" }, "Nothing of that name"));
  results.hidden = !box.value.trim();
  markActive();
}

function markActive() {
  box.setAttribute("aria-expanded", String(!results.hidden));
  [...results.children].forEach((item, i) => { if (i < found.length) item.setAttribute("aria-selected", String(i === active)); });
  if (active >= 0 && !results.hidden) {
    box.setAttribute("aria-activedescendant", `found-${active}`);
    results.children[active].scrollIntoView({ block: "nearest" });
  } else box.removeAttribute("aria-activedescendant");
}

function closeResults() {
  results.hidden = true;
  markActive();
}

function take(node) {
  closeResults();
  box.value = "";
  box.blur();
  choose({ node }, { look: true });
  container.focus({ preventScroll: true });
}

box.addEventListener("input", renderResults);
box.addEventListener("focus", () => { if (box.value.trim()) renderResults(); });
box.addEventListener("blur", closeResults);
box.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && found.length) active = (active + step + found.length) % found.length;
  else if (event.key === "Enter" && active >= 0) take(found[active]);
  else if (event.key === "Escape") {
    if (box.value) box.value = "";
    else container.focus({ preventScroll: true });
    closeResults();
  } else return;
  event.preventDefault();
  event.stopPropagation();
  markActive();
});
