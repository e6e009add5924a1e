// The network: which entities and lines are drawn, where, in which colours. vis-network draws them; nothing moves by itself.

const container = document.getElementById("network");
const LEAST_NODES = 20; // of the slider
const MORE = 12; // neighbours that one expansion draws
const MOST_LIT = 60; // lines of a selected entity
const APART = 48; // pixels between the middles of two nodes where one is put beside others

const shapes = new vis.DataSet();
const strokes = new vis.DataSet();
const sizes = new Map();
const places = new Map(); // of all that was ever drawn: what comes back comes back to its place
let colours = {};
let network = null;
let hovered = null;
let around = new Set(); // the selection and what is next to it
let shown = null; // what is drawn: see `chooseShown`

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

const isDrawn = (index) => sizes.has(index) && shapes.get(index) !== null;
const shownNodes = () => (shown ? shown.nodes : []);
const shownRows = () => (shown ? [...shown.lines.values()].map(({ row }) => row).filter(Boolean) : []);

function startNetwork() {
  readColours();
  const stretch = fillingStretch(head.network.nodes);
  for (const { id, x, y, size } of head.network.nodes) {
    sizes.set(id, size);
    places.set(id, { x: x * stretch.x, y: y * stretch.y });
  }
  network = new vis.Network(container, { nodes: shapes, edges: strokes }, head.network.options);
  network.on("afterDrawing", paintLabels);
  network.on("hoverNode", ({ node }) => hover(node));
  network.on("blurNode", () => hover(null));
  network.on("hoverEdge", () => { container.style.cursor = "pointer"; });
  network.on("blurEdge", () => { container.style.cursor = ""; });
  network.on("click", ({ pointer }) => {
    const node = network.getNodeAt(pointer.DOM);
    const label = node === undefined ? painted.find(({ box }) => inside(box, pointer.DOM)) : null;
    const edge = network.getEdgeAt(pointer.DOM);
    if (node !== undefined) choose({ node });
    else if (label) choose({ node: label.id });
    else if (edge !== undefined) choose({ pair: [strokes.get(edge).from, strokes.get(edge).to] });
    else if (state.selection) choose(null);
  });
}

function hover(index) {
  hovered = index;
  container.style.cursor = index === null ? "" : "pointer";
  network.redraw();
}

/** Draw what the state asks for. */
function renderNetwork() {
  shown = chooseShown();
  const lines = [...shown.lines.values()].filter(({ from, to }) => shown.nodes.includes(from) && shown.nodes.includes(to));
  for (const index of shown.nodes) if (!places.has(index)) placeBeside(index, lines);
  const kept = new Set(shown.nodes);
  shapes.remove(shapes.getIds().filter((id) => !kept.has(id)));
  strokes.remove(strokes.getIds().filter((id) => !shown.lines.has(id)));
  const picked = selected();
  around = new Set(picked);
  if (state.selection && state.selection.node !== undefined) {
    for (const { from, to } of lines) if (picked.includes(from) || picked.includes(to)) around.add(from).add(to);
  }
  const dimmed = picked.some((index) => kept.has(index));
  shapes.update(shown.nodes.map((id) => ({
    id, ...places.get(id), size: sizes.get(id), shape: entities[id].shape,
    opacity: dimmed && !around.has(id) ? 0.18 : 1, borderWidth: picked.includes(id) ? 4 : state.pinned.includes(id) ? 3 : 1.5,
    color: { background: colourOf(id), border: picked.includes(id) || state.pinned.includes(id) ? colours.text : colours.page },
  })));
  const most = Math.max(1, ...lines.map(({ row }) => (row ? row.count : 1)));
  const widths = new Map(head.network.edges.map(({ from, to, width }) => [pairKey(from, to), width]));
  strokes.update(lines.map(({ from, to, row }) => {
    const id = pairKey(from, to);
    const lit = picked.length === 2 ? picked.includes(from) && picked.includes(to) : picked.includes(from) || picked.includes(to);
    const width = row ? 1 + (4 * Math.log1p(row.count - 1)) / Math.log1p(most) : widths.get(id);
    return { id, from, to, width, color: { color: lit ? colours.accent : colours.line, opacity: lit ? 0.9 : dimmed ? 0.07 : 0.34 } };
  }));
}

/** The entities that are selected. */
function selected() {
  const { selection } = state;
  if (!selection || selection.episode !== undefined) return [];
  return selection.pair || [selection.node];
}

/** Put a node where it touches no other, beside the strongest of those that it is joined to. */
function placeBeside(index, lines) {
  const near = lines.filter(({ from, to }) => from === index || to === index).map(({ from, to }) => places.get(from === index ? to : from));
  const all = near.filter(Boolean).slice(0, 3);
  const mean = (axis) => all.reduce((sum, place) => sum + place[axis], 0) / Math.max(all.length, 1);
  const taken = new Map();
  const cell = (x, y) => `${Math.floor(x / APART)} ${Math.floor(y / APART)}`;
  for (const { x, y } of places.values()) taken.set(cell(x, y), [...(taken.get(cell(x, y)) || []), { x, y }]);
  const isFree = ({ x, y }) => [-1, 0, 1].every((i) => [-1, 0, 1].every((j) =>
    (taken.get(cell(x + i * APART, y + j * APART)) || []).every((one) => Math.hypot(one.x - x, one.y - y) >= APART)));
  let spot = null;
  for (let i = 0; !spot; i += 1) {
    const [angle, distance] = [i * 2.39996, 12 * Math.sqrt(i)]; // a sunflower's spiral
    const at = { x: mean("x") + distance * Math.cos(angle), y: mean("y") + distance * Math.sin(angle) };
    if (isFree(at)) spot = at;
  }
  places.set(index, spot);
  const most = Math.max(2, ...head.network.nodes.map(({ id }) => entities[id].reach));
  sizes.set(index, 8 + 15 * Math.sqrt(Math.max(0, Math.min(1, (entities[index].reach - 1) / (most - 1)))));
}

// Colours

const COMMUNITIES = 10; // colours; the smaller communities share a last one

function readColours() {
  const style = getComputedStyle(document.documentElement);
  const names = ["text", "quiet", "page", "card", "line", "accent", "other", ...groups.keys(), ...Array.from({ length: COMMUNITIES }, (_, i) => `c${i}`)];
  colours = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

/** The colour of an entity as it is drawn now. */
function colourOf(index) {
  const { group, community } = entities[index];
  if (state.colour === "community") return (community >= 0 && community < COMMUNITIES && colours[`c${community}`]) || colours.other;
  return colours[group] || colours.other;
}
