// Downloads: the network or chart as PNG or SVG, the view's rows as CSV.

const MARGIN = 24;

/** Colours of the page as they are now, for pictures that leave it. */
function inks() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(["page", "card", "text", "quiet", "rule", "line", "accent", "heat", "apart"].map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

/** A title, what is shown, the marks, their key and the source, as one drawing. */
function picture({ width, height, marks, says, key = [] }) {
  const ink = inks();
  const wide = Math.max(width, 420);
  const room = Math.floor((wide - 2 * MARGIN) / 6.2);
  const title = document.querySelector("h1").textContent.trim();
  const places = keyPlaces(key, wide);
  const below = places.length ? places[places.length - 1].y + 14 : 0;
  const high = height + 96 + below;
  return drawn("svg", { xmlns: SVG, width: wide, height: high, viewBox: `0 0 ${wide} ${high}`, "font-family": "system-ui, sans-serif" },
    drawn("title", {}, title),
    drawn("rect", { width: "100%", height: "100%", fill: ink.page }),
    drawn("text", { x: MARGIN, y: 32, "font-size": 18, "font-weight": 600, fill: ink.text }, clipped(title, Math.floor(room * 0.65))),
    drawn("text", { x: MARGIN, y: 52, "font-size": 12, fill: ink.quiet }, clipped(says, room)),
    drawn("g", { transform: "translate(0 64)" }, ...marks),
    drawn("g", { transform: `translate(0 ${height + 78})`, "font-size": 12, fill: ink.text }, ...places.flatMap(({ x, y, shape, colour, name }) =>
      [outline(shape, x + 6, y - 4, 6, { fill: colour }), drawn("text", { x: x + 18, y }, name)])),
    drawn("text", { x: wide - MARGIN, y: high - 10, "font-size": 11, "text-anchor": "end", fill: ink.quiet }, "kg"));
}

/** Where the parts of a key stand, in lines as wide as the picture. */
function keyPlaces(key, wide) {
  let [x, y] = [MARGIN, 0];
  return key.map((part) => {
    const needs = 38 + 7 * part.name.length;
    if (x > MARGIN && x + needs > wide - MARGIN) [x, y] = [MARGIN, y + 18];
    const place = { ...part, x, y };
    x += needs;
    return place;
  });
}

/** A text of at most `most` characters. */
function clipped(text, most) {
  const characters = [...String(text).replace(/\s+/g, " ").trim()];
  return characters.length > most ? `${characters.slice(0, most - 1).join("").trimEnd()}…` : characters.join("");
}

// The network: lines, shapes and labels where they stand on the screen

const SHAPE_POINTS = {
  square: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  diamond: [[0, -1], [1, 0], [0, 1], [-1, 0]],
  triangle: [[0, -1], [0.95, 0.75], [-0.95, 0.75]],
  triangleDown: [[0, 1], [0.95, -0.75], [-0.95, -0.75]],
  hexagon: [0, 1, 2, 3, 4, 5].map((i) => [Math.cos((i * Math.PI) / 3), Math.sin((i * Math.PI) / 3)]),
  star: [...Array(10).keys()].map((i) => [(i % 2 ? 0.45 : 1) * Math.sin((i * Math.PI) / 5), (i % 2 ? -0.45 : -1) * Math.cos((i * Math.PI) / 5)]),
};

/** A shape around a point, `r` from it to its rim. */
function outline(shape, x, y, r, paint) {
  if (!SHAPE_POINTS[shape]) return drawn("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: r.toFixed(1), ...paint });
  return drawn("polygon", { points: SHAPE_POINTS[shape].map(([dx, dy]) => `${(x + dx * r).toFixed(1)},${(y + dy * r).toFixed(1)}`).join(" "), ...paint });
}

/** A node as it is drawn now, in pixels of the screen. */
function shapeMark({ id, shape, size, opacity, borderWidth, color }, scale) {
  const { x, y } = network.canvasToDOM(network.getPosition(id));
  return outline(shape, x, y, size * scale, {
    fill: color.background, stroke: color.border, "stroke-width": (borderWidth * scale).toFixed(2), opacity: opacity < 1 ? opacity : null,
  });
}

/** What the colours that are drawn mean. */
function networkKey() {
  const nodes = shownNodes().map((index) => entities[index]);
  if (state.colour === "community") {
    const numbers = [...new Set(nodes.map(({ community }) => community))].filter((one) => one >= 0 && one < COMMUNITIES).sort((a, b) => a - b);
    return numbers.map((one) => ({ shape: "dot", colour: colours[`c${one}`], name: clipped(head.communities[one], 50) }));
  }
  return [...groups].filter(([group]) => nodes.some((one) => one.group === group)).map(([group, { name, shape }]) => ({ shape, colour: colours[group], name }));
}

/** The network as it stands on the screen. */
function networkPicture() {
  const ink = inks();
  const scale = network.getScale();
  const at = (id) => network.canvasToDOM(network.getPosition(id));
  const lines = strokes.get().map(({ from, to, width, color }) => {
    const [a, b] = [at(from), at(to)];
    return drawn("line", { x1: a.x.toFixed(1), y1: a.y.toFixed(1), x2: b.x.toFixed(1), y2: b.y.toFixed(1), stroke: color.color, "stroke-opacity": color.opacity, "stroke-width": (width * scale).toFixed(2) });
  });
  const labels = painted.map(({ text, font, y, box }) => drawn("text", {
    x: (box.left + 2).toFixed(1), y: (y + 4).toFixed(1), "font-size": /(\d+)px/.exec(font)[1], "font-weight": /^\d{3} /.test(font) ? 600 : 400,
  }, text));
  const { clientWidth: width, clientHeight: height } = container;
  return { width, height, says: document.getElementById("status").textContent, key: networkKey(), marks: [drawn("svg", { width, height, viewBox: `0 0 ${width} ${height}` },
    drawn("g", {}, ...lines), drawn("g", {}, ...shapes.get().map((shape) => shapeMark(shape, scale))),
    drawn("g", { fill: ink.text, stroke: ink.page, "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" }, ...labels))] };
}

// CSV, as kg writes it

/** Text that every spreadsheet takes for text: no control characters, no formula. */
function csvText(value) {
  const text = writable(value.replace(/\r\n?/g, "\n"));
  return /^\s*[=+\-@＝＋－＠]|^[\t\n]/.test(text) ? `'${text}` : text;
}

const csvCell = (value) => {
  if (isMissing(value) || Number.isNaN(value)) return "";
  const text = typeof value === "number" ? String(value) : csvText(String(value));
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** Columns and rows as RFC 4180 with `\n` line ends. */
const csv = ({ columns, rows }) => [columns.map(({ key }) => key), ...rows.map((row) => columns.map((column) => column.value(row)))].map((cells) => `${cells.map(csvCell).join(",")}\n`).join("");

// Handing over

function hand(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

const fileName = (suffix) => `${(document.querySelector("h1").textContent.toLowerCase().match(/[\p{L}\p{N}]+/gu) || ["kg"]).slice(0, 6).join("-")}-${state.view}.${suffix}`;

function pictureNow() {
  if (state.view === "network") return picture(networkPicture());
  const made = views.get(state.view).picture();
  return picture({ ...made, says: [made.says, sayFilters()].filter(Boolean).join("; ") });
}

const rowsNow = () => (state.view === "network" ? { columns: PAIR_COLUMNS, rows: shownRows() } : views.get(state.view).rows());

function renderDownload() {
  const box = document.getElementById("download");
  const canDraw = state.view === "network" || Boolean(views.get(state.view) && views.get(state.view).picture);
  for (const button of box.querySelectorAll("[data-picture]")) button.hidden = !canDraw;
  box.querySelector("[data-rows]").hidden = !loaded;
}

/** Bring a drawing into a picture of pixels, twice as fine as the screen's. */
async function rasterised(svg) {
  const [width, height] = ["width", "height"].map((name) => Number(svg.getAttribute(name)));
  const image = new Image();
  const loadedImage = new Promise((resolve, reject) => { image.onload = resolve; image.onerror = reject; });
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`;
  await loadedImage;
  const canvas = element("canvas", { width: 2 * width, height: 2 * height });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
}

const DOWNLOADS = [
  ["PNG picture", "picture", async () => hand(await rasterised(pictureNow()), fileName("png"))],
  ["SVG picture", "picture", () => hand(new Blob([`${new XMLSerializer().serializeToString(pictureNow())}\n`], { type: "image/svg+xml" }), fileName("svg"))],
  ["CSV table", "rows", () => hand(new Blob([csv(rowsNow())], { type: "text/csv;charset=utf-8" }), fileName("csv"))],
];

function startDownload() {
  const menu = element("details", {}, element("summary", {}, "Download"), element("div", { class: "choices" }, ...DOWNLOADS.map(([name, kind, act]) =>
    element("button", { type: "button", [`data-${kind}`]: true, onclick: () => { menu.open = false; menu.querySelector("summary").focus(); act(); } }, name))));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  document.getElementById("download").replaceChildren(menu);
  onRender(renderDownload);
}

startDownload();
onRender(renderPanel);
