// Where one looks: the part of the network that is in view.

/** Pixels beside the outermost nodes: labels do not shrink with the rest. */
function margins() {
  const { clientWidth: width } = container;
  return { x: Math.min(isStar ? 180 : 90, width * (width < 600 ? 0.12 : 0.2)), y: 40 };
}

function extent(spots) {
  const [xs, ys] = [spots.map(({ x }) => x), spots.map(({ y }) => y)];
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

/** How far to pull the places apart along one axis, for them to fill the drawing's area. */
function fillingStretch(spots) {
  if (spots.length < 2) return { x: 1, y: 1 };
  const { left, right, top, bottom } = extent(spots);
  const margin = margins();
  const shape = (container.clientWidth - 2 * margin.x) / (container.clientHeight - 2 * margin.y);
  const factor = (shape * (bottom - top + 1)) / (right - left + 1);
  return { x: Math.min(Math.max(factor, 1), 1.8), y: Math.min(Math.max(1 / factor, 1), 1.8) };
}

/** Where an entity is in the drawing, in pixels: for whoever drives the page by program. */
container.whereIs = (id) => network.canvasToDOM(network.getPosition(byId.get(id).index));

/** Show all that is drawn. */
function fit() {
  const spots = Object.values(network.getPositions(shapes.getIds()));
  if (!spots.length || !container.clientWidth) return;
  const { left, right, top, bottom } = extent(spots);
  const margin = margins();
  const scale = Math.min((container.clientWidth - 2 * margin.x) / (right - left + 1), (container.clientHeight - 2 * margin.y) / (bottom - top + 1), 1.5);
  network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale: Math.max(scale, 0.02) });
}

const zoomBy = (factor) => network.moveTo({ scale: Math.min(6, Math.max(0.05, network.getScale() * factor)) });

/** Bring an entity into view, above the panel where that lies over the drawing. */
function lookAt(index) {
  if (!isDrawn(index) || !container.clientWidth) return;
  const { x, y } = network.canvasToDOM(network.getPosition(index));
  const panel = document.getElementById("panel");
  const sheet = container.getBoundingClientRect().bottom - panel.getBoundingClientRect().top;
  const covered = getComputedStyle(panel).position === "absolute" ? Math.max(0, sheet) : 0;
  const [width, height] = [container.clientWidth, container.clientHeight - covered];
  if (x > 40 && x < width - 40 && y > 40 && y < height - 40 && network.getScale() > 0.5) return;
  network.focus(index, { scale: Math.max(network.getScale(), 0.9), offset: { x: 0, y: -covered / 2 }, animation: false });
}

/** The drawn entity nearest to `from` in a direction, the strongest where nothing is selected. */
function nextNode(from, [right, down]) {
  const spots = network.getPositions();
  const shown = shapes.getIds();
  if (from === null || !spots[from]) return shown.sort((a, b) => sizes.get(b) - sizes.get(a) || a - b)[0];
  const here = spots[from];
  let best = null;
  for (const id of shown) {
    const [dx, dy] = [spots[id].x - here.x, spots[id].y - here.y];
    const [ahead, aside] = [dx * right + dy * down, Math.abs(dx * down) + Math.abs(dy * right)];
    if (ahead <= 0 || aside > 2 * ahead) continue;
    const cost = ahead + 2 * aside;
    if (!best || cost < best.cost) best = { id, cost };
  }
  return best ? best.id : undefined;
}
