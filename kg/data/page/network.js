// The drawing: vis-network draws nodes and lines, labels are painted over them where there is room.

const container = document.getElementById("network");
const LABEL = 30; // characters
const MOST_ADDED = 24; // neighbours drawn with a node that was searched for

const shapes = new vis.DataSet();
const strokes = new vis.DataSet();
const sizes = new Map();
let colours = {};
let network = null;
let hovered = null;
let around = new Set(); // the selection and what is next to it

function readColours() {
  const style = getComputedStyle(document.documentElement);
  const names = ["text", "quiet", "page", "card", "line", "accent", "other", ...groups.keys()];
  colours = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

function startNetwork() {
  readColours();
  const stretch = fillingStretch(data.network.nodes);
  for (const { id, x, y, size, shape } of data.network.nodes) {
    sizes.set(id, size);
    shapes.add({ id, x: x * stretch.x, y: y * stretch.y, size, shape });
  }
  strokes.add(data.network.edges.map(({ from, to, width }) => ({ id: pairKey(from, to), from, to, width })));
  network = new vis.Network(container, { nodes: shapes, edges: strokes }, data.network.options);
  network.on("afterDrawing", paintLabels);
  network.on("hoverNode", ({ node }) => hover(node));
  network.on("blurNode", () => hover(null));
  network.on("hoverEdge", () => { container.style.cursor = "pointer"; });
  network.on("blurEdge", () => { container.style.cursor = ""; });
  network.on("click", ({ pointer }) => {
    const node = network.getNodeAt(pointer.DOM);
    const label = node === undefined ? painted.find(({ box }) => inside(box, pointer.DOM)) : null;
    const edge = network.getEdgeAt(pointer.DOM);
    if (node !== undefined) choose({ node: nodes[node] });
    else if (label) choose({ node: nodes[label.id] });
    else if (edge !== undefined) choose({ pair: strokes.get(edge) && [strokes.get(edge).from, strokes.get(edge).to].map((end) => nodes[end]) });
    else choose(null);
  });
  restyle();
  fit();
}

function hover(index) {
  hovered = index;
  container.style.cursor = index === null ? "" : "pointer";
  network.redraw();
}

/** Colours and visibility of all that is drawn, from the state. */
function restyle() {
  const { selection } = state;
  around = new Set();
  if (selection && selection.node) {
    around.add(selection.node.index);
    for (const edge of selection.node.edges) around.add(other(edge, selection.node).index);
  } else if (selection) {
    for (const node of selection.pair) around.add(node.index);
  }
  joinSelection();
  const picked = new Set(selection ? (selection.node ? [selection.node] : selection.pair).map((node) => node.index) : []);
  shapes.update(shapes.getIds().map((id) => {
    const node = nodes[id];
    const own = colours[node.group] || colours.other;
    const faint = selection && !around.has(id);
    return {
      id, hidden: !isVisible(node), opacity: faint ? 0.18 : 1, borderWidth: picked.has(id) ? 4 : 1.5,
      color: { background: own, border: picked.has(id) ? colours.text : colours.page },
    };
  }));
  strokes.update(strokes.map(({ id, from, to }) => {
    const lit = selection && (selection.node ? picked.has(from) || picked.has(to) : picked.has(from) && picked.has(to));
    return {
      id, hidden: !(isVisible(nodes[from]) && isVisible(nodes[to])),
      color: { color: lit ? colours.accent : colours.line, opacity: lit ? 0.9 : selection ? 0.07 : 0.34 },
    };
  }));
}

// Labels: the most important first, each only where it covers neither a label nor another node.

let painted = [];
const widths = new Map();
const inside = (box, { x, y }) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

function paintLabels(context) {
  const { canvas } = context;
  const ratio = canvas.width / canvas.clientWidth;
  const scale = network.getScale();
  const places = network.getPositions();
  const picked = state.selection ? (state.selection.node ? [state.selection.node] : state.selection.pair).map((node) => node.index) : [];
  const rank = (id) => (picked.includes(id) ? 0 : id === hovered ? 1 : around.has(id) ? 2 : 3);
  const shown = shapes.getIds().filter((id) => isVisible(nodes[id])).sort((a, b) => rank(a) - rank(b) || sizes.get(b) - sizes.get(a) || a - b);
  const discs = new Map(shown.map((id) => {
    const { x, y } = network.canvasToDOM(places[id]);
    const r = sizes.get(id) * scale;
    return [id, { id, x, y, r, left: x - r, right: x + r, top: y - r, bottom: y + r }];
  }));
  const obstacles = [...discs.values()].filter(({ id }) => !state.selection || around.has(id)); // faint ones may be covered
  const within = ({ box }) => box.left > 2 && box.right < canvas.clientWidth - 2;
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.textBaseline = "middle";
  context.lineJoin = "round";
  painted = [];
  for (const id of shown) {
    const wanted = rank(id) < 2;
    if (state.selection && rank(id) === 3) break;
    const disc = discs.get(id);
    const strong = wanted || sizes.get(id) >= 17;
    const font = `${strong ? "600 13px" : "12px"} system-ui, sans-serif`;
    const text = shorten(nodes[id].label);
    const width = measureText(context, font, text);
    const all = candidates(disc, width, strong ? 16 : 15).filter(({ box }) => !painted.some((one) => overlap(one.box, box)));
    const free = wanted ? all : all.filter(within);
    const covers = ({ box }, least) => obstacles.some((one) => one.id !== id && sizes.get(one.id) >= least && overlap(one, box));
    const at = free.find((one) => !covers(one, 0)) || ((strong || around.has(id)) && free.find((one) => !covers(one, 0.7 * sizes.get(id))))
      || (wanted ? candidates(disc, width, 16)[0] : null);
    if (!at) continue;
    painted.push({ id, box: at.box });
    context.font = font;
    context.globalAlpha = 0.85;
    context.strokeStyle = colours.page;
    context.lineWidth = 4;
    context.strokeText(text, at.box.left + 2, at.y);
    context.globalAlpha = 1;
    context.fillStyle = colours.text;
    context.fillText(text, at.box.left + 2, at.y);
  }
  context.restore();
}

function candidates({ id, x, y, r }, width, height) {
  const gap = 3;
  const box = (left, top) => ({ box: { left, right: left + width, top, bottom: top + height }, y: top + height / 2 });
  const sides = [box(x + r + gap, y - height / 2), box(x - r - gap - width, y - height / 2)];
  const ends = [box(x - width / 2, y + r + gap), box(x - width / 2, y - r - gap - height)];
  if (!data.centred || sizes.get(id) > 23) return [...ends.slice(0, 1), ...sides, ...ends.slice(1)];
  return network.DOMtoCanvas({ x, y }).x < -1 ? [sides[1], ...ends, sides[0]] : [sides[0], ...ends, sides[1]];
}

function measureText(context, font, text) {
  const key = `${font} ${text}`;
  if (!widths.has(key)) {
    context.font = font;
    widths.set(key, context.measureText(text).width + 4);
  }
  return widths.get(key);
}

function shorten(text) {
  const characters = [...text.replace(/\s+/g, " ").trim()];
  return characters.length > LABEL ? `${characters.slice(0, LABEL - 1).join("").trimEnd()}…` : characters.join("");
}

// Where one looks.

/** Pixels beside the outermost nodes: labels do not shrink with the rest. */
function margins() {
  const { clientWidth: width } = container;
  return { x: Math.min(data.centred ? 180 : 90, width * (width < 600 ? 0.12 : 0.2)), y: 40 };
}

function extent(places) {
  const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

/** How far to pull the places apart along one axis, for them to fill the drawing's area. */
function fillingStretch(places) {
  if (places.length < 2) return { x: 1, y: 1 };
  const { left, right, top, bottom } = extent(places);
  const margin = margins();
  const wanted = (container.clientWidth - 2 * margin.x) / (container.clientHeight - 2 * margin.y);
  const factor = (wanted * (bottom - top + 1)) / (right - left + 1);
  return { x: Math.min(Math.max(factor, 1), 1.8), y: Math.min(Math.max(1 / factor, 1), 1.8) };
}

/** Where a node is in the drawing, in pixels: for whoever drives the page by program. */
container.whereIs = (id) => network.canvasToDOM(network.getPosition(byId.get(id).index));

/** Show all that is visible. */
function fit() {
  const places = Object.values(network.getPositions(shapes.getIds().filter((id) => isVisible(nodes[id]))));
  if (!places.length) return;
  const { left, right, top, bottom } = extent(places);
  const margin = margins();
  const scale = Math.min((container.clientWidth - 2 * margin.x) / (right - left + 1), (container.clientHeight - 2 * margin.y) / (bottom - top + 1), 1.5);
  network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale: Math.max(scale, 0.02) });
}

const zoomBy = (factor) => network.moveTo({ scale: Math.min(6, Math.max(0.05, network.getScale() * factor)) });

/** Bring a node into view, above the panel where that lies over the drawing. */
function lookAt(node) {
  const { x, y } = network.canvasToDOM(network.getPosition(node.index));
  const sheet = container.getBoundingClientRect().bottom - document.getElementById("panel").getBoundingClientRect().top;
  const covered = getComputedStyle(document.getElementById("panel")).position === "absolute" ? Math.max(0, sheet) : 0;
  const [width, height] = [container.clientWidth, container.clientHeight - covered];
  if (x > 40 && x < width - 40 && y > 40 && y < height - 40 && network.getScale() > 0.5) return;
  network.focus(node.index, { scale: Math.max(network.getScale(), 0.9), offset: { x: 0, y: -covered / 2 }, animation: false });
}

/** Draw a node that is not, and neighbours of it, where there is room. */
function draw(node, neighbours) {
  const near = [...new Set(node.edges.map((edge) => other(edge, node)))].filter((one) => one !== node);
  const wanted = near.filter((one) => !state.drawn.has(one.index)).sort((a, b) => b.reach - a.reach || b.weight - a.weight).slice(0, neighbours);
  if (!state.drawn.has(node.index)) add(node, near.filter((one) => state.drawn.has(one.index)));
  for (const one of wanted) add(one, [node]);
  for (const one of near) if (state.drawn.has(one.index)) join(node, one, "extra");
}

function add(node, beside) {
  const places = network.getPositions();
  const taken = Object.values(places);
  const all = beside.length ? beside.map((one) => places[one.index]) : taken.slice(0, 1);
  const start = all.length
    ? { x: all.reduce((sum, { x }) => sum + x, 0) / all.length, y: all.reduce((sum, { y }) => sum + y, 0) / all.length }
    : { x: 0, y: 0 };
  let spot = start;
  for (let i = 0; i < 4000; i += 1) {
    const [angle, distance] = [i * 2.39996, 12 * Math.sqrt(i)]; // a sunflower's spiral
    spot = { x: start.x + distance * Math.cos(angle), y: start.y + distance * Math.sin(angle) };
    if (!taken.some(({ x, y }) => Math.hypot(x - spot.x, y - spot.y) < 48)) break;
  }
  sizes.set(node.index, 9);
  state.drawn.add(node.index);
  state.added.add(node.index);
  shapes.add({ id: node.index, ...spot, size: 9, shape: node.shape });
}

function join(a, b, why) {
  const id = pairKey(a.index, b.index);
  if (a !== b && !strokes.get(id)) strokes.add({ id, from: a.index, to: b.index, width: 1.5, [why]: true });
}

/** Draw all lines of the selection, the weak ones too, as long as it is selected. */
function joinSelection() {
  strokes.remove(strokes.getIds({ filter: (line) => line.passing }));
  const { selection } = state;
  const ends = !selection ? [] : selection.pair ? [selection.pair] : selection.node.edges.map((edge) => [selection.node, other(edge, selection.node)]);
  for (const [a, b] of ends) if (state.drawn.has(a.index) && state.drawn.has(b.index)) join(a, b, "passing");
}

/** Take away what was drawn on demand. */
function clearAdded() {
  strokes.remove(strokes.getIds({ filter: (line) => line.extra }));
  shapes.remove([...state.added]);
  for (const index of state.added) state.drawn.delete(index);
  state.added.clear();
}

/** The visible node nearest to `from` in a direction, the strongest where nothing is selected. */
function nextNode(from, [right, down]) {
  const places = network.getPositions();
  const shown = shapes.getIds().filter((id) => isVisible(nodes[id]));
  if (!from || !places[from.index]) return nodes[shown.sort((a, b) => sizes.get(b) - sizes.get(a) || a - b)[0]];
  const here = places[from.index];
  let best = null;
  for (const id of shown) {
    const [dx, dy] = [places[id].x - here.x, places[id].y - here.y];
    const [ahead, aside] = [dx * right + dy * down, Math.abs(dx * down) + Math.abs(dy * right)];
    if (ahead <= 0 || aside > 2 * ahead) continue;
    const cost = ahead + 2 * aside;
    if (!best || cost < best.cost) best = { id, cost };
  }
  return best ? nodes[best.id] : null;
}
