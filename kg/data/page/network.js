// The network: where what is shown stands, and in which colours. vis-network draws it; nothing moves by itself.

const container = document.getElementById("network");
const APART = 48; // pixels between the middles of two nodes where one is put beside others

const shapes = new vis.DataSet();
const strokes = new vis.DataSet();
const sizes = new Map();
const places = new Map(); // of all that was ever drawn: what comes back comes back to its place
const squares = new Map(); // places by square of the ground, to find what is near
const written = new Map(); // what vis-network was last told of each node and line
let busy = false; // being told several things, of which each would be painted
let colours = {};
let network = null;
let hovered = null;
let around = new Set(); // the selection and what is next to it
let shown = null; // what is drawn: see `chooseShown`

const isDrawn = (index) => sizes.has(index) && shapes.get(index) !== null;
const shownNodes = () => (shown ? shown.nodes : []);
const shownRows = () => (shown ? [...shown.lines.values()].map(({ row }) => row).filter(Boolean) : []);

function startNetwork() {
  readColours();
  const stretch = fillingStretch(head.network.nodes);
  for (const { id, x, y, size } of head.network.nodes) {
    sizes.set(id, size);
    settle(id, { x: x * stretch.x, y: y * stretch.y });
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
  const drawn = new Set(shown.nodes);
  const lines = [...shown.lines.values()].filter(({ from, to }) => drawn.has(from) && drawn.has(to));
  for (const index of shown.nodes) if (!places.has(index)) placeBeside(index, lines);
  const picked = selected();
  around = new Set(picked);
  if (state.selection && state.selection.node !== undefined) {
    for (const { from, to } of lines) if (picked.includes(from) || picked.includes(to)) around.add(from).add(to);
  }
  const dimmed = picked.some((index) => drawn.has(index));
  busy = true;
  tell(shapes, shown.nodes.map((id) => nodeStyle(id, picked, dimmed)));
  tell(strokes, lineStyles(lines, picked, dimmed));
  busy = false;
  network.redraw();
}

/** Tell vis-network what has changed. */
function tell(set, items) {
  const kept = new Set(items.map(({ id }) => id));
  const gone = set.getIds().filter((id) => !kept.has(id));
  gone.forEach((id) => written.delete(id));
  if (gone.length) set.remove(gone);
  const changed = items.filter((item) => {
    const text = JSON.stringify(item);
    const isNew = written.get(item.id) !== text;
    written.set(item.id, text);
    return isNew;
  });
  if (changed.length) set.update(changed);
}

function nodeStyle(id, picked, dimmed) {
  const marked = picked.includes(id) || state.pinned.includes(id);
  return {
    id, ...places.get(id), size: sizes.get(id), shape: entities[id].shape,
    opacity: dimmed && !around.has(id) ? 0.18 : 1, borderWidth: picked.includes(id) ? 4 : marked ? 3 : 1.5,
    color: { background: colourOf(id), border: marked ? colours.text : colours.page },
  };
}

function lineStyles(lines, picked, dimmed) {
  const most = lines.reduce((high, { row }) => Math.max(high, row ? row.count : 1), 1);
  const widths = new Map(head.network.edges.map(({ from, to, width }) => [pairKey(from, to), width]));
  return lines.map(({ from, to, row }) => {
    const id = pairKey(from, to);
    const lit = picked.length === 2 ? picked.includes(from) && picked.includes(to) : picked.includes(from) || picked.includes(to);
    const width = row ? 1 + (4 * Math.log1p(row.count - 1)) / Math.log1p(most) : widths.get(id);
    return { id, from, to, width, color: { color: lit ? colours.accent : colours.line, opacity: lit ? 0.9 : dimmed ? 0.07 : 0.34 } };
  });
}

/** The entities that are selected. */
function selected() {
  const { selection } = state;
  if (!selection || selection.episode !== undefined) return [];
  return selection.pair || [selection.node];
}

const squareOf = (x, y) => `${Math.floor(x / APART)} ${Math.floor(y / APART)}`;

/** Give an entity its place for good. */
function settle(index, place) {
  places.set(index, place);
  const square = squareOf(place.x, place.y);
  squares.set(square, [...(squares.get(square) || []), place]);
}

/** Put a node where it touches no other, beside the strongest of those that it is joined to. */
function placeBeside(index, lines) {
  const near = lines.filter(({ from, to }) => from === index || to === index).map(({ from, to }) => places.get(from === index ? to : from));
  const all = near.filter(Boolean).slice(0, 3);
  const mean = (axis) => all.reduce((sum, place) => sum + place[axis], 0) / Math.max(all.length, 1);
  const isFree = ({ x, y }) => [-1, 0, 1].every((i) => [-1, 0, 1].every((j) =>
    (squares.get(squareOf(x + i * APART, y + j * APART)) || []).every((one) => Math.hypot(one.x - x, one.y - y) >= APART)));
  let spot = null;
  for (let i = 0; !spot; i += 1) {
    const [angle, distance] = [i * 2.39996, 12 * Math.sqrt(i)]; // a sunflower's spiral
    const at = { x: mean("x") + distance * Math.cos(angle), y: mean("y") + distance * Math.sin(angle) };
    if (isFree(at)) spot = at;
  }
  settle(index, spot);
  const most = head.network.nodes.reduce((high, { id }) => Math.max(high, entities[id].reach), 2);
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
