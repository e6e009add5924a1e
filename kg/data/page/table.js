// Tables that can be sorted, and the view of them: the network's entities and pairs as rows.

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const FIRST_ROWS = 200;
const orders = new Map(); // table of the panel -> {key, down}, as the reader left it

/** How a table is sorted now; of a view's tables the last one sorted is part of the page's address. */
function orderOf(name, kept, sorted) {
  const [table, key, way] = (state.sort || "").split(":");
  if (kept) return table === name ? { key, down: way === "down" } : sorted;
  return orders.get(name) || sorted;
}

function reorder(name, kept, order) {
  if (!kept) orders.set(name, order);
  else {
    state.sort = `${name}:${order.key}:${order.down ? "down" : "up"}`;
    remember(true);
  }
}

const compareValues = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b)));
const isMissing = (value) => value === null || value === undefined || value === "";

/** Rows by a column, what is missing last whichever way. */
function sortedRows(rows, column, down) {
  const keyed = rows.map((row, i) => ({ row, i, value: column.value(row) }));
  keyed.sort((a, b) => isMissing(a.value) - isMissing(b.value) || (isMissing(a.value) ? 0 : (down ? -1 : 1) * compareValues(a.value, b.value)) || a.i - b.i);
  return keyed.map(({ row }) => row);
}

/**
 * A table with a button in each head that sorts by it.
 * A column is {key, head, says, number, value(row), shown(row), down}: what is sorted, what is seen.
 * Rows stand as given until the reader sorts; `first` of them are drawn, the rest on demand.
 */
function sortableTable({ name, caption, columns, rows, first = FIRST_ROWS, current = () => false, unseen = false, sorted = null, kept = false }) {
  const body = element("tbody", {});
  const more = element("button", { type: "button", class: "more" });
  const heads = columns.map((column) => element("th", { scope: "col", class: column.number ? "number" : null, title: column.says },
    element("button", { type: "button", onclick: () => sortBy(column) }, column.head)));
  let inOrder = rows;
  const draw = (count) => {
    body.append(...inOrder.slice(body.childElementCount, count).map((row) => element("tr", { "aria-current": current(row) ? "true" : null }, ...columns.map((column, i) => {
      const shown = column.shown ? column.shown(row) : column.value(row);
      const text = typeof shown === "number" ? shown.toLocaleString("en") : isMissing(shown) ? "" : shown;
      return element(i ? "td" : "th", { class: `${column.number ? "number" : ""} ${column.key}`.trim(), scope: i ? null : "row", dir: typeof text === "string" && !column.number ? "auto" : null }, text);
    }))));
    const left = inOrder.length - body.childElementCount;
    more.hidden = left <= 0;
    more.textContent = `Show ${Math.min(left, FIRST_ROWS).toLocaleString("en")} more of ${inOrder.length.toLocaleString("en")}`;
  };
  const restart = () => {
    const order = orderOf(name, kept, sorted);
    const at = order ? columns.findIndex((column) => column.key === order.key) : -1;
    inOrder = at < 0 ? rows : sortedRows(rows, columns[at], order.down);
    heads.forEach((head, i) => head.setAttribute("aria-sort", i === at ? (order.down ? "descending" : "ascending") : "none"));
    body.replaceChildren();
    draw(rows.length <= first + 3 ? rows.length : first);
  };
  const sortBy = (column) => {
    const order = orderOf(name, kept, sorted);
    reorder(name, kept, { key: column.key, down: order && order.key === column.key ? !order.down : column.down ?? Boolean(column.number) });
    restart();
  };
  more.addEventListener("click", () => draw(body.childElementCount + FIRST_ROWS));
  restart();
  const table = element("table", { id: `table-${name}` }, element("caption", { class: unseen ? "unseen" : null }, caption),
    element("thead", {}, element("tr", {}, ...heads)), body);
  return element("div", { class: "sortable" }, element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, table), more);
}

/** The columns of a pair's measures, from `keys`; the count opens the sentences where it is a button. */
function measureColumns(keys) {
  return keys.map((key) => {
    const { name, says } = measureOf(key);
    return { key, head: name, says, number: true, down: !["p", "q"].includes(key), value: (row) => row[key],
      shown: key === "count" ? (row) => pairLink(row, row.count.toLocaleString("en")) : (row) => sayMeasure(key, row[key]) };
  });
}

/** What is named together with an entity, the strongest first. */
function neighbourSection(node, rows, name = "Named together with") {
  if (!rows.length) {
    return section(name, null, element("p", { class: "note" }, `Nothing often enough to test: that takes ${plural(filter().least, state.window)} of ${plural(filter().episodes, "episode")}.`));
  }
  // Of what a person says, what is frequent and their own tells more than what is rare.
  const by = node.type === "person" ? "g2" : ["npmi", "lift", "g2", "jaccard", "association"].includes(state.by) ? state.by : "npmi";
  const table = sortableTable({
    name: `neighbours-${node.type}`, caption: `${name}: ${node.label}`, unseen: true, rows, first: 10, sorted: node.type === "person" ? { key: "g2", down: true } : null,
    columns: [
      { key: "name", head: "Name", value: (row) => entities[row.b].label, shown: (row) => element("div", { class: "row" }, swatch(entities[row.b]), nodeButton(entities[row.b])) },
      ...measureColumns([...new Set(["count", by, "lift", "q"])]).map((column) => (column.key === "q" ? { ...column, shown: (row) => brief(row.q) } : column)),
    ],
  });
  const sure = rows.filter(significant).length;
  return section(name, rows.length, element("p", { class: "note" }, `${sure.toLocaleString("en")} of them more often than by chance (q < 0.05), by ${state.window}. The number opens the sentences.`), table);
}

// The view

let whole = false; // all that the filters leave, or what is drawn

const ENTITY_COLUMNS = [
  { key: "name", head: "Name", value: (row) => row.node.label, shown: (row) => element("div", { class: "row" }, swatch(row.node), nodeButton(row.node)) },
  { key: "kind", head: "Kind", value: (row) => typeName(row.node) },
  { key: "episodes", head: "Episodes", number: true, value: (row) => row.episodes },
  { key: "windows", head: "Windows", number: true, says: "Windows that name it", value: (row) => row.windows },
  { key: "neighbours", head: "Neighbours", number: true, says: "Technologies it is named together with, of those pairs that pass the filters", value: (row) => row.near.length },
  { key: "next", head: "Closest", value: (row) => row.near.slice(0, 4).map((one) => entities[one].label).join(", ") },
];

const PAIR_COLUMNS = [
  { key: "a", head: "One", value: (row) => entities[row.a].label, shown: (row) => element("div", { class: "row" }, swatch(entities[row.a]), nodeButton(entities[row.a])) },
  { key: "b", head: "Other", value: (row) => entities[row.b].label, shown: (row) => element("div", { class: "row" }, swatch(entities[row.b]), nodeButton(entities[row.b])) },
  ...measureColumns(["count"]),
  { key: "countA", head: "n one", says: "Windows that name the one", number: true, value: (row) => row.countA },
  { key: "countB", head: "n other", says: "Windows that name the other", number: true, value: (row) => row.countB },
  { key: "episodes", head: "Episodes", says: "Episodes that name both in one window", number: true, value: (row) => row.episodes },
  { key: "first", head: "First", number: true, down: false, value: (row) => row.first || "", shown: (row) => String(row.first || "") },
  { key: "last", head: "Last", number: true, value: (row) => row.last || "", shown: (row) => String(row.last || "") },
  ...measureColumns(["npmi", "lift", "g2", "jaccard", "association", "p", "q"]),
];

/** Pairs that the filters and the least strength leave, the strongest first. */
function pairRows() {
  return counting(filter()).rows.filter(passes).sort(byStrength(state.by));
}

function entityRows() {
  const now = counting(filter());
  const near = new Map();
  for (const row of pairRows()) {
    for (const [one, other] of [[row.a, row.b], [row.b, row.a]]) {
      if (entities[other].type !== "technology") continue;
      if (!near.has(one)) near.set(one, []);
      near.get(one).push(other);
    }
  }
  const wanted = whole ? entities.filter((node) => now.n[node.index] > 0) : shownNodes().map((index) => entities[index]);
  return wanted.map((node) => ({ node, episodes: now.reach[node.index], windows: now.n[node.index], near: near.get(node.index) || [] }))
    .sort((a, b) => b.episodes - a.episodes || b.windows - a.windows || a.node.index - b.node.index);
}

const isSelected = (...ends) => Boolean(state.selection) && (state.selection.pair
  ? ends.length === 2 && state.selection.pair.every((end) => ends.includes(end)) : ends.length === 1 && state.selection.node === ends[0]);

function renderTableView(view) {
  const [things, pairs] = [entityRows(), whole ? pairRows() : shownRows()];
  const choice = (label, value) => element("button", { type: "button", "aria-pressed": String(whole === value), onclick: () => { whole = value; renderTableView(view); view.querySelector(".toggle [aria-pressed=true]").focus(); } }, label);
  view.replaceChildren(
    viewHead("Entities and pairs", `Counted by ${state.window}: ${counting(filter()).N.toLocaleString("en")} of them name a technology.`,
      element("div", { class: "toggle", role: "group", "aria-label": "Rows" }, choice("What the network draws", false), choice("All that the filters leave", true))),
    sortableTable({ name: "entities", caption: plural(things.length, "entity", "entities"), columns: ENTITY_COLUMNS, rows: things, current: (row) => isSelected(row.node.index), kept: true, sorted: { key: "episodes", down: true } }),
    sortableTable({ name: "pairs", caption: plural(pairs.length, "pair"), columns: PAIR_COLUMNS, rows: pairs, current: (row) => isSelected(row.a, row.b), kept: true, sorted: null }));
}

/** A view's heading, what it shows, and its own switches. */
function viewHead(title, says, ...controls) {
  return element("div", { class: "view-head" }, element("h2", {}, title), element("p", { class: "note" }, says), ...controls);
}

registerView("table", { title: "Table", render: renderTableView, rows: () => ({ columns: PAIR_COLUMNS, rows: whole ? pairRows() : shownRows() }) });
