// The table view: the drawn entities and lines as rows, for those who read better than they look.

const tables = document.getElementById("tables");
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const order = { entities: { column: 3, down: true }, lines: { column: 3, down: true } };

function renderTables() {
  if (tables.hidden) return;
  const shown = [...state.drawn].sort((a, b) => a - b).map((index) => nodes[index]).filter(isVisible);
  const entities = shown.map((node) => {
    const near = new Map();
    for (const edge of node.edges) {
      const one = other(edge, node);
      if (one !== node && isVisible(one)) near.set(one, (near.get(one) || 0) + edge.count);
    }
    const names = [...near].sort((a, b) => b[1] - a[1] || a[0].index - b[0].index).map(([one]) => one.label);
    const joined = names.slice(0, 5).join(", ") + (names.length > 5 ? ` and ${names.length - 5} more` : "");
    return { node, pick: { node }, cells: [node.label, typeName(node), node.type === "episode" ? "" : node.reach, near.size, joined] };
  });
  const lines = [];
  for (const stroke of strokes.get()) {
    if (stroke.hidden) continue;
    for (const edge of pairs.get(stroke.id) || []) {
      const [source, target] = [nodes[edge.source], nodes[edge.target]];
      lines.push({ node: source, pick: { pair: [source, target] }, cells: [source.label, predicates[edge.predicate].forward, target.label, edge.count, edge.evidence ? edge.evidence.quote : ""] });
    }
  }
  tables.replaceChildren(
    makeTable("entities", `${plural(entities.length, "entity", "entities")} drawn`, ["Name", "Kind", "Episodes", "Neighbours", "Next to"], [2, 3], entities),
    makeTable("lines", `${plural(lines.length, "link")} drawn`, ["From", "Relation", "To", "Times", "Sentence"], [3], lines));
}

function makeTable(name, caption, heads, numeric, rows) {
  const { column, down } = order[name];
  const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b)));
  rows.sort((a, b) => (down ? -1 : 1) * compare(a.cells[column], b.cells[column]) || collator.compare(a.cells[0], b.cells[0]));
  const sort = (i) => {
    order[name] = { column: i, down: i === column ? !down : numeric.includes(i) };
    renderTables();
    tables.querySelector(`#table-${name} th:nth-child(${i + 1}) button`).focus();
  };
  const { selection } = state;
  const current = (row) => selection && (selection.node ? row.pick.node === selection.node
    : Boolean(row.pick.pair) && row.pick.pair.every((node) => selection.pair.includes(node)));
  return element("table", { id: `table-${name}` },
    element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...heads.map((head, i) =>
      element("th", { scope: "col", class: numeric.includes(i) ? "number" : null, "aria-sort": i === column ? (down ? "descending" : "ascending") : "none" },
        element("button", { type: "button", onclick: () => sort(i) }, head))))),
    element("tbody", {}, ...rows.map((row) => element("tr", { "aria-current": current(row) ? "true" : null }, ...row.cells.map((cell, i) => {
      if (i === 0) return element("td", {}, element("div", { class: "row" }, swatch(row.node), element("button", { type: "button", class: "link", dir: "auto", onclick: () => choose(row.pick) }, cell)));
      return element("td", { class: numeric.includes(i) ? "number" : i === 4 ? "quote" : null, dir: "auto" }, typeof cell === "number" ? cell.toLocaleString("en") : cell);
    })))));
}
