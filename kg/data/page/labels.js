// Labels: the most important first, each only where it covers neither a label nor another node.

const LABEL = 30; // characters
let painted = []; // { id, text, font, y, box } as painted last, in pixels of the page
const textWidths = new Map();
const inside = (box, { x, y }) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

function paintLabels(context) {
  if (busy) return;
  const { canvas } = context;
  const ratio = canvas.width / canvas.clientWidth;
  const scale = network.getScale();
  const spots = network.getPositions();
  const picked = selected().filter((index) => spots[index]);
  const rank = (id) => (picked.includes(id) ? 0 : id === hovered ? 1 : picked.length && around.has(id) ? 2 : 3);
  const shown = shapes.getIds().sort((a, b) => rank(a) - rank(b) || sizes.get(b) - sizes.get(a) || a - b);
  const discs = new Map(shown.map((id) => {
    const { x, y } = network.canvasToDOM(spots[id]);
    const r = sizes.get(id) * scale;
    return [id, { id, x, y, r, left: x - r, right: x + r, top: y - r, bottom: y + r }];
  }));
  const obstacles = [...discs.values()].filter(({ id }) => !picked.length || around.has(id)); // faint ones may be covered
  const within = ({ box }) => box.left > 2 && box.right < canvas.clientWidth - 2;
  const seen = ({ x, y, r }) => x > -r && y > -r && x < canvas.clientWidth + r && y < canvas.clientHeight + r;
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.textBaseline = "middle";
  context.lineJoin = "round";
  painted = [];
  for (const id of shown) {
    const certain = rank(id) < 2;
    const disc = discs.get(id);
    if (picked.length && rank(id) === 3) break;
    if (!seen(disc)) continue;
    const strong = certain || sizes.get(id) >= 17;
    const font = `${strong ? "600 13px" : "12px"} system-ui, sans-serif`;
    const text = shorten(entities[id].label);
    const width = measureText(context, font, text);
    const all = candidates(disc, width, strong ? 16 : 15).filter(({ box }) => !painted.some((one) => overlap(one.box, box)));
    const free = certain ? all : all.filter(within);
    const covers = ({ box }, least) => obstacles.some((one) => one.id !== id && sizes.get(one.id) >= least && overlap(one, box));
    const at = free.find((one) => !covers(one, 0)) || ((strong || rank(id) === 2) && free.find((one) => !covers(one, 0.7 * sizes.get(id))))
      || (certain ? candidates(disc, width, 16)[0] : null);
    if (at) painted.push({ id, text, font, y: at.y, box: at.box });
  }
  for (const label of painted) paintLabel(context, label);
  context.restore();
}

function paintLabel(context, { text, font, y, box }) {
  context.font = font;
  context.globalAlpha = 0.85;
  context.strokeStyle = colours.page;
  context.lineWidth = 4;
  context.strokeText(text, box.left + 2, y);
  context.globalAlpha = 1;
  context.fillStyle = colours.text;
  context.fillText(text, box.left + 2, y);
}

/** Where a label may stand beside its node, the best place first. */
function candidates({ id, x, y, r }, width, height) {
  const gap = 3;
  const box = (left, top) => ({ box: { left, right: left + width, top, bottom: top + height }, y: top + height / 2 });
  const sides = [box(x + r + gap, y - height / 2), box(x - r - gap - width, y - height / 2)];
  const ends = [box(x - width / 2, y + r + gap), box(x - width / 2, y - r - gap - height)];
  if (!isStar || sizes.get(id) > 23) return [...ends.slice(0, 1), ...sides, ...ends.slice(1)];
  return network.DOMtoCanvas({ x, y }).x < -1 ? [sides[1], ...ends, sides[0]] : [sides[0], ...ends, sides[1]];
}

function measureText(context, font, text) {
  const key = `${font} ${text}`;
  if (!textWidths.has(key)) {
    context.font = font;
    textWidths.set(key, context.measureText(text).width + 4);
  }
  return textWidths.get(key);
}

function shorten(text) {
  const characters = [...text.replace(/\s+/g, " ").trim()];
  return characters.length > LABEL ? `${characters.slice(0, LABEL - 1).join("").trimEnd()}…` : characters.join("");
}
