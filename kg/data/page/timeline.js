// The timeline: technologies whose share of the episodes rises or falls, by a test.

const TESTED_FROM = 10; // episodes that must name a technology before its trend is tested
const SHOWN_TRENDS = 16;
const FEW_EPISODES = 20; // years with fewer are taken together in a small chart

/** A technology's years and test under the filters; its section in the card. */
function trendSection(node) {
  const points = yearly(node.index);
  if (points.filter((point) => point.episodes).length < 2) return [];
  return section("Share of episodes by year", null, trendFigure(points, `Share of episodes that name ${node.label}, by year`),
    element("p", { class: "note" }, sayTest(trendOf(filter(), node.index))));
}

/** What the test of a trend says, in one sentence. */
function sayTest(trend) {
  if (!trend || !Number.isFinite(trend.p)) return "Too few dated episodes to test a trend.";
  const which = trend.p >= 0.05 ? "No trend that chance would not explain" : trend.z > 0 ? "Rising" : "Falling";
  const gain = trend.p < 0.05 ? `${sayGain(trend)}, ` : "";
  return `${which}: ${gain}z ${trend.z.toFixed(1).replace("-", "−")}, p ${chance(trend.p)} (Mantel’s extension of the Cochran–Armitage test, within shows).`;
}

let tested = { under: null, trends: [] }; // the last answer: it takes a moment

/** Technologies with their trend, p corrected for how many are tested, the strongest evidence first. */
function testedTrends() {
  const asked = filter();
  const now = counting(asked);
  if (tested.under === now) return tested.trends;
  const nodes = entities.filter((node) => node.type === "technology" && now.reach[node.index] >= TESTED_FROM);
  const trends = nodes.map((node) => ({ node, ...trendOf(asked, node.index) })).filter(({ p }) => Number.isFinite(p));
  const qs = benjaminiHochberg(trends.map(({ p }) => p));
  trends.forEach((trend, i) => { trend.q = qs[i]; });
  trends.sort((a, b) => Math.abs(b.z) - Math.abs(a.z) || a.node.index - b.node.index);
  tested = { under: now, trends };
  return trends;
}

/** The shares of an entity by year under the filters; years without an episode stand as such. */
function yearly(index) {
  const known = new Map(shares(filter(), index).map((point) => [point.label, point]));
  const years = [...known.keys()].map(Number);
  const all = [];
  for (let year = Math.min(...years); year <= Math.max(...years); year += 1) {
    all.push(known.get(String(year)) || { label: String(year), episodes: 0, named: 0, share: 0, low: 0, high: 0 });
  }
  return all;
}

/** How much share is gained in a year, of episodes of the same show, in percentage points. */
function sayGain({ slope }) {
  const points = 100 * slope;
  const size = Math.abs(points) < 0.095 ? Math.abs(points).toPrecision(1) : Math.abs(points).toFixed(1);
  return `${points < 0 ? "−" : "+"}${size} points a year`;
}

/** The years of a small chart: those with few episodes take the share of several years together. */
function settled(points) {
  const groups = [];
  for (const point of points) {
    const last = groups[groups.length - 1];
    if (last && last.episodes < FEW_EPISODES) last.years.push(point);
    else groups.push({ years: [point], episodes: 0, named: 0 });
    const group = groups[groups.length - 1];
    group.episodes += point.episodes;
    group.named += point.named;
  }
  const rest = groups.length > 1 && groups[groups.length - 1].episodes < FEW_EPISODES ? groups.pop() : null;
  if (rest) {
    const last = groups[groups.length - 1];
    groups[groups.length - 1] = { years: [...last.years, ...rest.years], episodes: last.episodes + rest.episodes, named: last.named + rest.named };
  }
  return groups.flatMap(({ years, episodes: count, named: found }) => {
    const [low, high] = count ? wilson(found, count) : [0, 0];
    return years.map(({ label }) => ({ label, episodes: count, named: found, share: count ? found / count : 0, low, high }));
  });
}

const topOf = (points) => Math.max(0.001, ...points.map(({ share }) => share)) * 1.15;

function trendRow(trend) {
  const { node, z, q } = trend;
  const calm = settled(yearly(node.index));
  return element("button", { type: "button", class: "trend-card", title: `z ${z.toFixed(1)}, q ${chance(q)}`, "aria-current": isSelected(node.index) ? "true" : null, onclick: () => choose({ node: node.index }) },
    element("span", { class: "trend-name", dir: "auto" }, node.label),
    sparkline(calm, topOf(calm), { width: 150, height: 36 }),
    element("span", { class: "trend-gain" }, sayGain(trend)));
}

function renderTimeline(view) {
  const trends = testedTrends();
  const sure = trends.filter(({ q }) => q < 0.05);
  const column = (name, found) => element("section", { class: "trends" }, element("h3", {}, name, element("span", { class: "count" }, ` ${found.length.toLocaleString("en")}`)),
    ...(found.length ? longList(found, trendRow, { first: SHOWN_TRENDS, step: 32, name: "grid" }) : [element("p", { class: "note" }, "None that chance would not explain.")]));
  view.replaceChildren(
    viewHead("Rising and falling", trends.length
      ? `Share of the episodes that name a technology by year, each on its own scale, years with fewer than ${FEW_EPISODES} episodes taken together; the shade is the 95% interval. Of ${plural(trends.length, "technology", "technologies")} named in ${TESTED_FROM} episodes or more, ${sure.length.toLocaleString("en")} rise or fall more than chance explains (q < 0.05). The test and the gain compare episodes of the same show, so that shows that begin or end move nothing; the curves take all together.`
      : `No technology is named in ${TESTED_FROM} dated episodes under these filters.`),
    ...(trends.length ? [element("div", { class: "columns" }, column("Rising", sure.filter(({ z }) => z > 0)), column("Falling", sure.filter(({ z }) => z < 0)))] : []));
}

/** One row a technology and year. */
function timelineRows() {
  const columns = [
    { key: "technology", value: (row) => row.node.label }, { key: "year", value: (row) => row.point.label }, { key: "named", value: (row) => row.point.named },
    { key: "episodes", value: (row) => row.point.episodes }, { key: "share", value: (row) => row.point.share }, { key: "low", value: (row) => row.point.low },
    { key: "high", value: (row) => row.point.high }, { key: "slope", value: (row) => row.slope }, { key: "z", value: (row) => row.z }, { key: "p", value: (row) => row.p }, { key: "q", value: (row) => row.q },
  ];
  const rows = testedTrends().flatMap((trend) => yearly(trend.node.index).map((point) => ({ ...trend, point })));
  return { columns: columns.map((column) => ({ head: column.key, ...column })), rows };
}

/** The first of both columns as a picture. */
function timelinePicture() {
  const sure = testedTrends().filter(({ q }) => q < 0.05);
  const [width, height, gap] = [260, 62, 24];
  const ink = inks();
  const columns = [["Rising", sure.filter(({ z }) => z > 0)], ["Falling", sure.filter(({ z }) => z < 0)]];
  const marks = columns.flatMap(([name, found], side) => [
    drawn("text", { x: gap + side * (2 * width + gap), y: 18, "font-size": 14, "font-weight": 600, fill: ink.text }, name),
    ...found.slice(0, SHOWN_TRENDS).flatMap((trend, i) => {
      const { node } = trend;
      const [left, top] = [gap + side * (2 * width + gap) + (i % 2) * width, 34 + Math.floor(i / 2) * height];
      const calm = settled(yearly(node.index));
      const made = trendMarks(calm, { left: left + 112, right: left + width - 16, top, bottom: top + 40, most: topOf(calm) }).marks;
      for (const mark of made) {
        const kind = mark.getAttribute("class");
        const paint = kind === "band" ? { fill: ink.accent, "fill-opacity": 0.18 } : kind === "dot" ? { fill: ink.accent } : { fill: "none", stroke: ink.accent, "stroke-width": 1.8 };
        for (const [attribute, value] of Object.entries(paint)) mark.setAttribute(attribute, value);
      }
      return [drawn("text", { x: left, y: top + 16, "font-size": 12, fill: ink.text }, clipped(node.label, 15)),
        drawn("text", { x: left, y: top + 32, "font-size": 11, fill: ink.quiet }, sayGain(trend)), ...made];
    }),
  ]);
  const longest = Math.max(1, ...columns.map(([, found]) => Math.ceil(Math.min(found.length, SHOWN_TRENDS) / 2)));
  return { width: 4 * width + 2 * gap, height: 44 + longest * height, marks, says: "Share of the episodes by year, each on its own scale" };
}

if (head.scope !== "episode") registerView("timeline", { title: "Timeline", render: renderTimeline, rows: timelineRows, picture: timelinePicture });
