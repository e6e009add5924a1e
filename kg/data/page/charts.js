// Charts in SVG: a share over the years with its interval, small ones for lists, bars beside numbers.

const SVG = "http://www.w3.org/2000/svg";

/** Text without what XML 1.0 has no place for: control characters, halves of surrogate pairs. */
const writable = (text) => text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]/gu, "");

/** An element of SVG; strings become text, never markup. */
function drawn(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null && value !== undefined) made.setAttribute(key, String(value));
  made.append(...children.filter((child) => child !== null && child !== undefined).map((child) => (child instanceof Node ? child : writable(String(child)))));
  return made;
}

/** A share of 0 to 1 in per cent, with as many decimals as it needs. */
function percent(share) {
  const value = 100 * share;
  if (value === 0) return "0%";
  const decimals = value > 0 && value < 0.095 ? 2 : value < 9.95 ? 1 : 0;
  return `${value.toFixed(decimals)}%`;
}

/** The smallest of 1, 2, 2.5, 5 times a power of ten that is not below `value`. */
function roundUp(value) {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 2, 2.5, 5, 10].find((step) => step * power >= value * 0.9999);
}

const sayPoint = (point) => (point.episodes
  ? `${point.label}: ${point.named.toLocaleString("en")} of ${plural(point.episodes, "episode")}, ${percent(point.share)} (95% interval ${percent(point.low)} to ${percent(point.high)})`
  : `${point.label}: no episodes`);

/** What a chart of shares says, in one sentence. */
function sayTrend(points) {
  const known = points.filter((point) => point.episodes);
  if (!known.length) return "No dated episodes.";
  const peak = known.reduce((best, point) => (point.share > best.share ? point : best));
  const [first, last] = [known[0], known[known.length - 1]];
  return `${percent(first.share)} of the episodes of ${first.label}, ${percent(peak.share)} at most in ${peak.label}, ${percent(last.share)} in ${last.label}.`;
}

/** Stretches of points that have episodes: a year without any leaves a gap. */
function stretches(points) {
  const found = [];
  points.forEach((point, i) => {
    if (!point.episodes) return;
    if (i && points[i - 1].episodes) found[found.length - 1].push(i);
    else found.push([i]);
  });
  return found;
}

/** The marks of a chart of shares within a box: the band of the intervals, the line, a dot where one stands alone. */
function trendMarks(points, { left, right, top, bottom, most }) {
  const x = (i) => (points.length < 2 ? (left + right) / 2 : left + ((right - left) * i) / (points.length - 1));
  const y = (share) => bottom - (bottom - top) * Math.min(1, share / most); // what is beyond the top is cut off there
  const at = (i, share) => `${x(i).toFixed(1)},${y(share).toFixed(1)}`;
  const marks = [];
  for (const run of stretches(points)) {
    if (run.length > 1) {
      const band = [...run.map((i) => at(i, points[i].high)), ...[...run].reverse().map((i) => at(i, points[i].low))];
      marks.push(drawn("polygon", { class: "band", points: band.join(" ") }));
      marks.push(drawn("polyline", { class: "curve", points: run.map((i) => at(i, points[i].share)).join(" ") }));
    } else {
      marks.push(drawn("line", { class: "reach", x1: x(run[0]), x2: x(run[0]), y1: y(points[run[0]].low), y2: y(points[run[0]].high) }));
      marks.push(drawn("circle", { class: "dot", cx: x(run[0]), cy: y(points[run[0]].share), r: 2.5 }));
    }
  }
  return { marks, x, y };
}

let chartNumber = 0;

/** A chart of `points` {label, episodes, named, share, low, high} with axes, its words and its numbers as a table. */
function trendFigure(points, heading) {
  const [width, height] = [354, 148];
  const box = { left: 40, right: width - 10, top: 12, bottom: height - 24 };
  const most = roundUp(Math.max(0, ...points.filter((point) => point.episodes).map((point) => Math.min(point.high, 2 * point.share + 0.02))));
  const { marks, x, y } = trendMarks(points, { ...box, most });
  chartNumber += 1;
  const [title, words] = [`chart-${chartNumber}`, `chart-${chartNumber}-words`];
  const grid = [0, most / 2, most].flatMap((share) => [
    drawn("line", { class: "grid", x1: box.left, x2: box.right, y1: y(share), y2: y(share) }),
    drawn("text", { class: "axis", x: box.left - 6, y: y(share) + 4, "text-anchor": "end" }, percent(share)),
  ]);
  const every = Math.ceil(points.length / 7);
  const labels = points.map((point, i) => ((points.length - 1 - i) % every ? null
    : drawn("text", { class: "axis", x: x(i), y: height - 6, "text-anchor": i === points.length - 1 && points.length > 1 ? "end" : i || points.length === 1 ? "middle" : "start" }, point.label)));
  const spots = points.map((point, i) => {
    if (!point.episodes) return null;
    const step = points.length > 1 ? x(1) - x(0) : 40;
    return drawn("g", { class: "spot" },
      drawn("rect", { class: "catch", x: x(i) - step / 2, y: box.top, width: step, height: box.bottom - box.top }),
      drawn("circle", { class: "dot", cx: x(i), cy: y(point.share), r: 3 }), drawn("title", {}, sayPoint(point)));
  });
  const chart = drawn("svg", { class: "trend", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-labelledby": `${title} ${words}` },
    drawn("title", { id: title }, heading), drawn("desc", { id: words }, sayTrend(points)), ...grid, ...labels, ...marks, ...spots);
  const rows = points.map((point) => element("tr", {}, element("th", { scope: "row" }, point.label),
    ...(point.episodes ? [point.named.toLocaleString("en"), point.episodes.toLocaleString("en"), percent(point.share), `${percent(point.low)} – ${percent(point.high)}`] : ["", "0", "", ""])
      .map((text) => element("td", { class: "number" }, text))));
  const head = ["Year", "Named in", "Episodes", "Share", "95% interval"];
  return element("div", { class: "chart" }, chart,
    element("details", {}, element("summary", {}, "The numbers"),
      element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": heading },
        element("table", { class: "plain" }, element("caption", { class: "unseen" }, heading),
          element("thead", {}, element("tr", {}, ...head.map((text, i) => element("th", { scope: "col", class: i ? "number" : null }, text)))),
          element("tbody", {}, ...rows)))));
}

/** A chart without axes, for a list; `most` is the share at its top. */
function sparkline(points, most, { width = 120, height = 30 } = {}) {
  const { marks } = trendMarks(points, { left: 2, right: width - 2, top: 3, bottom: height - 2, most });
  return drawn("svg", { class: "spark", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": sayTrend(points) },
    drawn("line", { class: "grid", x1: 0, x2: width, y1: height - 2, y2: height - 2 }), ...marks);
}

/** A bar as long as `share` of its box, to stand behind a number. */
function bar(share) {
  return drawn("svg", { class: "bar", viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" },
    drawn("rect", { class: "room", x: 0, y: 0, width: 100, height: 6 }),
    drawn("rect", { class: "fill", x: 0, y: 0, width: (100 * Math.max(0, Math.min(1, share))).toFixed(1), height: 6 }));
}
