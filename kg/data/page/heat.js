// The heat map: the entities named in most episodes against each other, a table whose cells open pairs.

const HEAT_SIZES = [12, 20, 30, 50];
const heat = { size: 0, order: "community" }; // what the reader asks of it; 0: as many as there is room for

const HEAT_ORDERS = { community: "community", reach: "episodes", name: "name" };

/** How strong a value's colour is, -1 to 1 (below 0: apart rather than together), where `most` is the strongest. */
function heatOf(key, value, most) {
  if (key === "npmi") return value / most;
  if (key === "lift") return Math.log2(value) / Math.log2(Math.max(2, most));
  if (key === "jaccard" || key === "association") return Math.sqrt(value / most);
  return Math.log1p(value) / Math.log1p(most);
}

/** The entities of the map in order, and the rows between them by "a-b". */
function heatMatrix() {
  const now = counting(filter());
  const chosen = entities.filter((node) => node.type === "technology" && now.reach[node.index] > 0)
    .sort((a, b) => now.reach[b.index] - now.reach[a.index] || now.n[b.index] - now.n[a.index] || a.index - b.index).slice(0, heat.size);
  const rank = new Map(chosen.map((node, i) => [node.index, i]));
  const cells = new Map();
  for (const row of now.rows) {
    if (!rank.has(row.a) || !rank.has(row.b) || !passes(row)) continue;
    cells.set(`${row.a}-${row.b}`, row).set(`${row.b}-${row.a}`, row);
  }
  const place = (node) => (node.community < 0 ? Infinity : Math.min(...chosen.filter((one) => one.community === node.community).map((one) => rank.get(one.index))));
  if (heat.order === "name") chosen.sort((a, b) => collator.compare(a.label, b.label));
  if (heat.order === "community") {
    const places = new Map(chosen.map((node) => [node, place(node)]));
    chosen.sort((a, b) => (places.get(a) === places.get(b) ? 0 : places.get(a) - places.get(b)) || rank.get(a.index) - rank.get(b.index));
  }
  const values = [...cells.values()].map((row) => row[heatMeasure()]);
  return { nodes: chosen, cells, most: Math.max(0, ...values), least: Math.min(...values, 0) };
}

const heatMeasure = () => (state.by === "q" ? "npmi" : state.by);

const sayRow = (row) => `${entities[row.a].label} – ${entities[row.b].label}: ${plural(row.count, state.window)} of ${plural(row.episodes, "episode")}, ${times(row.lift)} chance, NPMI ${sayMeasure("npmi", row.npmi)}, q ${sayMeasure("q", row.q)}`;

function renderHeat(view) {
  if (!heat.size) heat.size = HEAT_SIZES.findLast((size) => 25 * size <= view.clientWidth - 210) || HEAT_SIZES[0];
  const { nodes, cells, most, least } = heatMatrix();
  const key = heatMeasure();
  const focused = view.contains(document.activeElement) ? document.activeElement.id : null;
  const readout = element("p", { class: "readout", role: "status" });
  const hint = nodes.length ? "Point at a cell, or move over the cells with the arrow keys; Enter opens the sentences." : "Nothing is named under these filters.";
  const say = (row) => { readout.textContent = row ? sayRow(row) : hint; };
  say(null);
  const headButton = (node, place) => element("button", { type: "button", tabindex: "-1", class: "link", id: `heat-${place}-${node.index}`, title: node.label, onclick: () => choose({ node: node.index }) }, element("span", { dir: "auto" }, node.label));
  const cell = (a, b) => {
    const row = a === b ? null : cells.get(`${a.index}-${b.index}`);
    if (!row) return element("td", { class: a === b ? "self" : null });
    const value = heatOf(key, row[key], most);
    const made = element("td", { class: value < 0 ? "apart" : null, "aria-selected": isSelected(row.a, row.b) ? "true" : null },
      element("button", { type: "button", tabindex: "-1", id: `heat-${a.index}-${b.index}`, "aria-label": `${a.label} and ${b.label}: ${sayMeasure(key, row[key])}`,
        onclick: () => choose({ pair: [row.a, row.b] }), onfocus: () => say(row), onmouseenter: () => say(row) }));
    made.style.setProperty("--strength", `${Math.round(100 * Math.min(1, 0.06 + 0.94 * Math.abs(value)))}%`);
    return made;
  };
  const table = element("table", { class: "heat", role: "grid", "aria-label": `${measureOf(key).name} between ${nodes.length} technologies`, onkeydown: (event) => moveInGrid(event, table) },
    element("thead", {}, element("tr", {}, element("td", {}), ...nodes.map((node) => element("th", { scope: "col" }, headButton(node, "top"))))),
    element("tbody", {}, ...nodes.map((node) => element("tr", {}, element("th", { scope: "row" }, headButton(node, "side")), ...nodes.map((other) => cell(node, other))))));
  const first = table.querySelector("td button") || table.querySelector("button");
  if (first) first.tabIndex = 0;
  view.replaceChildren(
    viewHead("Heat map", `The ${nodes.length} technologies named in most episodes. Colour is ${measureOf(key).name} by ${state.window}; empty cells were named together too seldom to test${state.significant ? ", or chance explains them" : ""}.`,
      element("div", { class: "controls" },
        picker("heat-size", "Technologies", Object.fromEntries(HEAT_SIZES.map((size) => [size, String(size)])), String(heat.size), (value) => { heat.size = Number(value); renderHeat(view); }),
        picker("heat-order", "Order by", HEAT_ORDERS, heat.order, (value) => { heat.order = value; renderHeat(view); }),
        heatScale(key, most, least))),
    readout, element("div", { class: "scroll", tabindex: "-1" }, table));
  const again = focused && document.getElementById(focused);
  if (again) {
    for (const one of table.querySelectorAll("[tabindex='0']")) one.tabIndex = -1;
    if (table.contains(again)) again.tabIndex = 0;
    else if (first) first.tabIndex = 0;
    again.focus();
  }
}

/** A labelled select; `options` maps values to names. */
function picker(id, label, options, value, onchange) {
  const select = element("select", { id, onchange: () => onchange(select.value) }, ...Object.entries(options).map(([key, name]) => element("option", { value: key, selected: key === value }, name)));
  return element("label", { class: "picker" }, `${label} `, select);
}

/** What the colours mean, from least to most. */
function heatScale(key, most, least) {
  if (!(most > 0)) return null;
  const apart = key === "npmi" && least < 0;
  return element("span", { class: "scale" }, apart ? sayMeasure(key, least) : key === "lift" ? "1" : "0",
    element("span", { class: `ramp${apart ? " both" : ""}`, "aria-hidden": "true" }), sayMeasure(key, most));
}

/** Arrow keys go to the next button that way, Home and End to the row's ends. */
function moveInGrid(event, table) {
  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -1], End: [0, 1] };
  if (!STEPS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  const [down, right] = STEPS[event.key];
  const at = event.target.closest("td, th");
  let [y, x] = [at.parentElement.rowIndex, at.cellIndex];
  let found = null;
  do {
    [y, x] = [y + down, x + right];
    const next = table.rows[y] && table.rows[y].cells[x];
    if (!next) break;
    if (next.querySelector("button")) found = next.querySelector("button");
  } while (!found || event.key === "Home" || event.key === "End");
  if (!found) return;
  event.target.tabIndex = -1;
  found.tabIndex = 0;
  found.focus();
}

function heatRows() {
  const { nodes, cells } = heatMatrix();
  const chosen = new Set(nodes.map(({ index }) => index));
  return { columns: PAIR_COLUMNS, rows: [...new Set(cells.values())].filter((row) => chosen.has(row.a) && chosen.has(row.b)) };
}

/** The map as a picture: squares, names, and what the colours mean. */
function heatPicture() {
  const { nodes, cells, most } = heatMatrix();
  const [cell, side, top] = [18, 150, 130];
  const ink = inks();
  const marks = nodes.flatMap((node, i) => [
    drawn("text", { x: side - 6, y: top + i * cell + 13, "text-anchor": "end" }, clipped(node.label, 22)),
    drawn("text", { transform: `translate(${side + i * cell + 13} ${top - 6}) rotate(-90)` }, clipped(node.label, 20)),
    ...nodes.map((other, j) => {
      const row = cells.get(`${node.index}-${other.index}`);
      if (!row || i === j) return drawn("rect", { x: side + j * cell, y: top + i * cell, width: cell - 1, height: cell - 1, fill: i === j ? ink.rule : "none", stroke: ink.rule, "stroke-width": 0.5 });
      const value = heatOf(heatMeasure(), row[heatMeasure()], most);
      return drawn("rect", { x: side + j * cell, y: top + i * cell, width: cell - 1, height: cell - 1, fill: value < 0 ? ink.apart : ink.heat, "fill-opacity": Math.min(1, 0.06 + 0.94 * Math.abs(value)).toFixed(3) },
        drawn("title", {}, sayRow(row)));
    }),
  ]);
  const size = nodes.length * cell;
  return { width: side + size + 20, height: top + size + 20, marks: [drawn("g", { "font-size": 11, fill: ink.text }, ...marks)], says: `${measureOf(heatMeasure()).name} by ${state.window}, darkest ${sayMeasure(heatMeasure(), most)}` };
}

registerView("heat", { title: "Heat map", render: renderHeat, rows: heatRows, picture: heatPicture });
