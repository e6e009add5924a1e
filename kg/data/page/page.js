// The page as a whole: selection, its address, filters, views and keys.

/** Select `{ node }`, `{ pair }` or nothing; `look` brings it into view, `step` leaves no trace in the history. */
function choose(selection, { look = false, step = false } = {}) {
  if (selection && selection.node && !state.drawn.has(selection.node.index)) draw(selection.node, MOST_ADDED);
  if (selection && selection.pair) {
    for (const node of selection.pair) if (!state.drawn.has(node.index)) draw(node, 0);
  }
  if (!selection) clearAdded();
  state.selection = selection;
  refresh();
  const address = selection ? `#${(selection.node ? [selection.node] : selection.pair).map((node) => encodeURIComponent(node.id).replaceAll("%2F", "/")).join("+")}` : "";
  if (address !== location.hash) {
    history[step ? "replaceState" : "pushState"](null, "", address || location.pathname + location.search);
  }
  if (look && selection && selection.node) lookAt(selection.node);
}

/** Select what the page's address names. */
function restore() {
  let ids = [];
  try { ids = location.hash.slice(1).split("+").filter(Boolean).map(decodeURIComponent); } catch { ids = []; }
  const named = ids.map((id) => byId.get(id));
  if (!named.length || named.includes(undefined) || named.length > 2) choose(null);
  else if (named.length === 1) choose({ node: named[0] }, { look: true });
  else choose(pairs.has(pairKey(named[0].index, named[1].index)) ? { pair: named } : null);
}

function refresh() {
  restyle();
  renderPanel();
  renderFilters();
  renderTables();
  document.getElementById("status").textContent = statusText();
}

function statusText() {
  const shown = [...state.drawn].filter((index) => isVisible(nodes[index])).length;
  const said = [shown < state.drawn.size ? `${shown.toLocaleString("en")} of ${state.drawn.size.toLocaleString("en")} shown` : `${shown.toLocaleString("en")} shown`];
  if (state.added.size) said.push(`${state.added.size} added on demand`);
  return said.join(", ");
}

// Filters, which are the legend too

const filters = document.getElementById("filters");

function renderFilters() {
  const focused = document.activeElement && document.activeElement.id;
  const counts = new Map();
  for (const index of state.drawn) counts.set(filterOf(nodes[index]), (counts.get(filterOf(nodes[index])) || 0) + 1);
  const known = [...counts.keys()];
  const box = (id, label, keys, mark, count, name) => {
    const off = keys.filter((key) => state.off.has(key)).length;
    const input = element("input", { type: "checkbox", id: `filter-${id}`, onchange: () => {
      for (const key of keys) if (input.checked) state.off.delete(key); else state.off.add(key);
      refresh();
    } });
    input.checked = off === 0; // where only some are off, a click brings them back
    input.indeterminate = off > 0 && off < keys.length;
    return element("label", { class: `${name || ""} ${off < keys.length ? "" : "off"}` }, input, mark, element("span", {}, label), element("span", { class: "count" }, count.toLocaleString("en")));
  };
  const rows = [box("all", "All", known, null, state.drawn.size, "all")];
  const listed = [...groups.keys(), ...new Set(known.filter((key) => !groups.has(key.split(":")[0])))];
  for (const group of listed) {
    const keys = known.filter((key) => key === group || (group === "technology" && key.startsWith("technology:"))).sort();
    if (!keys.length) continue;
    const { name, shape } = groups.get(group) || { name: capital(group), shape: "dot" };
    rows.push(box(group, name, keys, shapeOf(group, shape), keys.reduce((sum, key) => sum + counts.get(key), 0)));
    if (group === "technology" && keys.length > 1) {
      rows.push(element("div", { class: "kinds" }, ...keys.map((key) => {
        const kind = key.slice("technology:".length);
        return box(`kind-${kind}`, capital(kindName(kind)) || "Of no kind", [key], null, counts.get(key));
      })));
    }
  }
  filters.replaceChildren(...rows);
  const again = focused && focused.startsWith("filter-") && document.getElementById(focused);
  if (again) again.focus();
}

// Views

function view(name) {
  const table = name === "table";
  tables.hidden = !table;
  document.getElementById("stage").hidden = table;
  document.getElementById("view-table").setAttribute("aria-pressed", String(table));
  document.getElementById("view-network").setAttribute("aria-pressed", String(!table));
  renderTables();
  if (!table) network.redraw();
}
for (const name of ["network", "table"]) document.getElementById(`view-${name}`).addEventListener("click", () => view(name));
document.getElementById("zoom-in").addEventListener("click", () => zoomBy(1.3));
document.getElementById("zoom-out").addEventListener("click", () => zoomBy(1 / 1.3));
document.getElementById("zoom-fit").addEventListener("click", fit);

// Keys

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

container.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { selection } = state;
  if (ARROWS[event.key]) {
    const next = nextNode(selection && (selection.node || selection.pair[0]), ARROWS[event.key]);
    if (next) choose({ node: next }, { look: true, step: true });
  } else if (event.key === "Enter" && selection) panel.querySelector("h2").focus();
  else if (event.key === "+" || event.key === "=") zoomBy(1.3);
  else if (event.key === "-") zoomBy(1 / 1.3);
  else if (event.key === "0") fit();
  else return;
  event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === "/" && document.activeElement !== box) {
    event.preventDefault();
    box.focus();
  } else if (event.key === "Escape") {
    if (panel.contains(document.activeElement)) container.focus({ preventScroll: true });
    choose(null);
  }
});

// Light and dark, paper

function recolour() {
  readColours();
  restyle();
  network.redraw();
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
matchMedia("print").addEventListener("change", recolour);
addEventListener("popstate", restore);

if (matchMedia("screen and (max-width: 820px)").matches) document.getElementById("legend").open = false;
startNetwork();
restore();
