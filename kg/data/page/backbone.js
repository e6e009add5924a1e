// What is shown: the strongest entities under the filter and the backbone of their pairs, by the rule of Python's first picture.

const LEAST_NODES = 20; // of the slider
const MORE = 12; // neighbours that one expansion draws
const MOST_LIT = 60; // lines of a selected entity

const pairKey = (a, b) => (a < b ? `${a}-${b}` : `${b}-${a}`);
const isStar = head.scope === "episode"; // all there is of one episode, without selection

const mostNodes = () => Math.max(LEAST_NODES, head.defaults.nodes, Math.min(3 * head.defaults.nodes, loaded ? named().length : 0));

/** Entities that are named or speak under the filter and are not switched off, the strongest first. */
function named() {
  const { reach, n } = counting(filter());
  return entities.filter(({ index, type, mentions }) => mentions && canBeDrawn(index) && reach[index] && !state.off.has(type)
    && (state.person === null || n[index])).sort((x, y) => reach[y.index] - reach[x.index] || y.mentions - x.mentions || compareText(x.id, y.id));
}

const canBeDrawn = (index) => ["technology", "person"].includes(entities[index].type);
const compareText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

const passes = (row) => (!state.significant || significant(row)) && (state.least === null || strength(row, state.by) >= state.least);

/** Rows by strength, then by count, then by their ends' ids: the same order as in Python, whatever the last digit says. */
function inOrder(rows) {
  const measure = state.by === "association" ? "lift" : state.by; // the same order, and not all of it in the last digits
  const by = (row) => Math.round(strength(row, measure) * 1e9);
  const ids = ({ a, b }) => [entities[a].id, entities[b].id].sort();
  const ties = (x, y) => compareText(ids(x)[0], ids(y)[0]) || compareText(ids(x)[1], ids(y)[1]);
  return [...rows].sort((x, y) => by(y) - by(x) || y.count - x.count || ties(x, y));
}

/** The rows that are drawn between entities: the strongest of either end. */
function backbone(rows) {
  const lines = new Map();
  return inOrder(rows).filter(({ a, b }) => {
    if (Math.min(lines.get(a) || 0, lines.get(b) || 0) >= head.defaults.per_node) return false;
    for (const end of [a, b]) lines.set(end, (lines.get(end) || 0) + 1);
    return true;
  });
}

/** What is to be drawn: `nodes` in order of strength, `lines` by pair with their row, and what they are out of. */
function chooseShown() {
  const lines = new Map();
  const first = () => head.network.edges.forEach(({ from, to }) => lines.set(pairKey(from, to), { from, to, row: null }));
  if (!loaded || isStar) {
    const nodes = head.network.nodes.map(({ id }) => id).filter((id) => !state.off.has(entities[id].kind || entities[id].type));
    first();
    return { nodes, lines, strongest: nodes, entities: head.numbers.entities, passing: head.numbers.significant };
  }
  const all = named();
  const passing = counting(filter()).rows.filter((row) => passes(row) && [row.a, row.b].every((end) => !state.off.has(entities[end].type)));
  const put = (row) => lines.set(pairKey(row.a, row.b), { from: Math.min(row.a, row.b), to: Math.max(row.a, row.b), row });
  const strongest = head.scope === "entity" ? chooseAround(head.centre, all, passing, put) : chooseStrongest(all, passing, put);
  const nodes = new Set(strongest);
  extras(nodes, put);
  return { nodes: [...nodes], lines, strongest, entities: all.length, passing: passing.length };
}

/** The strongest entities that have a line among them; all of them where nobody has one. */
function chooseStrongest(all, passing, put) {
  const candidates = all.slice(0, state.nodes).map(({ index }) => index);
  const among = new Set(candidates);
  const kept = backbone(passing.filter(({ a, b }) => among.has(a) && among.has(b)));
  kept.forEach(put);
  const joined = new Set(kept.flatMap(({ a, b }) => [a, b]));
  return joined.size ? candidates.filter((index) => joined.has(index)) : candidates;
}

/** What the page is about with its strongest neighbours, all lines to them and the backbone between them. */
function chooseAround(centre, all, passing, put) {
  const isOwn = ({ a, b }) => a === centre || b === centre;
  const own = inOrder(passing.filter(isOwn)).slice(0, state.nodes - 1);
  const near = new Set(own.flatMap(({ a, b }) => [a, b]));
  near.delete(centre);
  own.forEach(put);
  backbone(passing.filter((row) => !isOwn(row) && near.has(row.a) && near.has(row.b))).forEach(put);
  return [centre, ...all.map(({ index }) => index).filter((index) => near.has(index))];
}

/** Add what the reader asked for: pinned, expanded and selected entities, with the lines that join them to the rest. */
function extras(nodes, put) {
  const near = (index) => rowsOf(filter(), index).filter((row) => passes(row) && !state.off.has(entities[row.b].type));
  const added = [...state.pinned];
  const beside = (index, count) => {
    const rows = near(index).filter(({ b }) => !nodes.has(b)).slice(0, count);
    rows.forEach(put);
    return [index, ...rows.map(({ b }) => b)];
  };
  for (const index of new Set(state.expanded)) added.push(...beside(index, MORE * state.expanded.filter((one) => one === index).length));
  const { selection } = state;
  if (selection && selection.pair) added.push(...selection.pair);
  else if (selection && selection.node !== undefined && canBeDrawn(selection.node)) {
    added.push(...(nodes.has(selection.node) ? [] : beside(selection.node, MORE)));
  }
  for (const index of added) {
    if (nodes.has(index)) continue;
    nodes.add(index);
    near(index).filter(({ b }) => nodes.has(b)).slice(0, head.defaults.per_node).forEach(put);
  }
  if (selection && selection.node !== undefined) near(selection.node).filter(({ b }) => nodes.has(b)).slice(0, MOST_LIT).forEach(put);
  else if (selection && selection.pair) {
    const row = rowOf(filter(), ...selection.pair);
    if (row) put(row);
  }
}
