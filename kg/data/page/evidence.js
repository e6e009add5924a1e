// What stands behind a pair: its measures, how they come about, and the sentences.

const FIRST_WINDOWS = 5;
const FEW = 5; // windows below which measures rest on too little

/** What pairs are measured by: column, name, and what it says. */
const PAIR_MEASURES = [
  ["npmi", "NPMI", "Normalised pointwise mutual information: 1 never one without the other, 0 as often as by chance (Bouma 2009)"],
  ["lift", "Lift", "How many times as often as by chance"],
  ["g2", "G²", "Log-likelihood ratio (Dunning 1993): how surprising the count is"],
  ["jaccard", "Jaccard", "Windows that name both, of those that name either"],
  ["association", "Association", "Association strength n_ab / (n_a n_b) (van Eck and Waltman 2009)"],
  ["count", "Together", "Windows that name both"],
  ["episodes", "Episodes", "Episodes that name both in one window"],
  ["p", "p", "Fisher’s exact test, one-sided: chance alone names them together so often or more often"],
  ["q", "q", "p corrected for the number of pairs tested (Benjamini and Hochberg 1995)"],
].map(([key, name, says]) => ({ key, name, says }));
const measureOf = (key) => PAIR_MEASURES.find((one) => one.key === key) || PAIR_MEASURES[0];

const SUPERSCRIPT = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
/** A number as small as it comes: 0.023, or 4.1 × 10⁻¹². */
function small(value) {
  if (value === 0) return "0";
  if (value >= 0.001) return String(Number(value.toPrecision(2)));
  const [digits, power] = value.toExponential(1).split("e");
  return `${digits} × 10${[...power].map((sign) => SUPERSCRIPT[sign]).join("")}`;
}
const chance = (value) => (value === 0 ? "< 10⁻³⁰⁰" : small(value));

/** A measure's value in words for a reader. */
function sayMeasure(key, value) {
  if (isMissing(value)) return "";
  if (key === "npmi" || key === "jaccard") return value.toFixed(3).replace("-", "−");
  if (key === "lift") return value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(1);
  if (key === "g2") return value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(1);
  if (key === "association") return small(value);
  if (key === "p" || key === "q") return chance(value);
  return value.toLocaleString("en");
}
/** A p or q in little room. */
const brief = (value) => (value < 0.001 ? "<0.001" : String(Number(value.toPrecision(2))));
const times = (lift) => `${lift >= 10 ? Math.round(lift).toLocaleString("en") : lift.toFixed(1)}×`;
const spanOf = ({ first, last }) => (first ? (first === last ? String(first) : `${first}–${last}`) : "");

/** A button that opens the pair of a row. */
const pairLink = ({ a, b }, text) => element("button", { type: "button", class: "link quiet", title: "Read the sentences", onclick: () => choose({ pair: [a, b] }, { look: true }) }, text);

// A pair

function describePair(a, b) {
  const asked = filter();
  const star = links.filter((link) => (link.a === a.index && link.b === b.index) || (link.a === b.index && link.b === a.index));
  const top = [
    cardTop(element("bdi", {}, a.label), " – ", element("bdi", {}, b.label)),
    element("ul", { class: "short" }, ...[a, b].map((node) => element("li", {}, listRow(swatch(node), nodeButton(node), typeName(node))))),
  ];
  if (star.length) return [...top, ...star.flatMap(describeLink)];
  const row = rowOf(asked, a.index, b.index);
  const behind = windowsWith(asked, a.index, b.index);
  return [...top, ...(row && row.q !== null ? measuresOf(row, asked, a, b) : untested(behind, asked)), ...sentencesBehind(behind, a, b), elsewhere(behind, a, b)];
}

/** A link of an episode's page, with the sentences that say so. */
function describeLink(link) {
  const known = link.units.filter((one) => texts.has(one));
  return [
    element("p", { class: "lead" }, element("bdi", {}, entities[link.a].label), ` ${link.name} `, element("bdi", {}, entities[link.b].label), link.count > 1 ? `: ${link.count.toLocaleString("en")} times.` : "."),
    ...longList(known, (one) => sentence(one, [link.a, link.b]), { first: FIRST_WINDOWS, name: "said" }),
    known.length ? null : link.quote ? element("blockquote", { dir: "auto" }, link.quote)
      : element("p", { class: "note" }, "The episode’s own structure says so; there is no sentence to show."),
  ];
}

function measuresOf(row, asked, a, b) {
  const { N } = counting(asked);
  const noun = asked.window;
  const often = row.lift >= 1 ? `${times(row.lift).replace("×", "")} times as often as by chance` : `less often than by chance (${row.lift.toFixed(2)} times)`;
  const values = element("dl", { class: "measures" }, ...PAIR_MEASURES.map(({ key, name, says }) =>
    element("div", { title: says, class: key === state.by ? "chosen" : null }, element("dt", {}, name), element("dd", {}, sayMeasure(key, row[key])))));
  const grid = (head, both, one, sum) => element("tr", {}, element("th", { scope: "row" }, head), ...[both, one, sum].map((value) => element("td", { class: "number" }, value.toLocaleString("en"))));
  return [
    element("p", { class: "lead" }, "Named together ", element("strong", {}, often), `: in ${plural(row.count, noun)} of ${plural(row.episodes, "episode")}${row.first ? `, ${spanOf(row)}` : ""}.`),
    row.count < FEW ? element("p", { class: "warning" }, `Only ${plural(row.count, noun)}: the measures rest on little. Read the sentences.`) : null,
    significant(row) ? null : element("p", { class: "warning" }, "Chance explains this well enough (q of 0.05 or more)."),
    values,
    element("details", { "data-name": "counts" }, element("summary", {}, `The counts behind it, of ${plural(N, noun)}`),
      element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Two by two table" }, element("table", { class: "plain" },
        element("caption", { class: "unseen" }, `How many ${noun}s name each`),
        element("thead", {}, element("tr", {}, element("td", {}), ...[`names ${b.label}`, "does not", "all"].map((text) => element("th", { scope: "col", class: "number" }, text)))),
        element("tbody", {}, grid(`names ${a.label}`, row.count, row.countA - row.count, row.countA),
          grid("does not", row.countB - row.count, N - row.countA - row.countB + row.count, N - row.countA), grid("all", row.countB, N - row.countB, N)))),
      element("p", { class: "note" }, `By chance, ${(row.countA * row.countB / N).toLocaleString("en", { maximumSignificantDigits: 2 })} would name both. ${oddsRatio(row, N)}`)),
    widths(a, b, asked),
  ];
}

/** The odds ratio of the two by two table and its 95 % interval; Woolf 1955, with a half added to each cell where one is empty (Haldane 1956). */
function oddsRatio({ count, countA, countB }, N) {
  const cells = [count, countA - count, countB - count, N - countA - countB + count];
  const [both, onlyA, onlyB, neither] = cells.map((cell) => cell + (cells.includes(0) ? 0.5 : 0));
  const ratio = (both * neither) / (onlyA * onlyB);
  const spread = Math.exp(1.959964 * Math.sqrt(1 / both + 1 / onlyA + 1 / onlyB + 1 / neither));
  const said = (value) => value.toLocaleString("en", { maximumSignificantDigits: 3 });
  return `Odds ratio ${said(ratio)}, 95% interval ${said(ratio / spread)} to ${said(ratio * spread)}.`;
}

function untested(behind, asked) {
  const noun = asked.window;
  const found = new Set(behind.map(({ episode }) => episode)).size;
  const wider = ["sentence", "turn", "topic", "episode"].filter((one) => one !== asked.window);
  return [
    element("p", { class: "lead" }, behind.length
      ? `Named together in ${plural(behind.length, noun)} of ${plural(found, "episode")}: too few to test (that takes ${asked.least} of ${asked.episodes} episodes).`
      : `Under these filters no ${noun} names both.`),
    element("p", { class: "actions" }, element("span", { class: "quiet" }, "Count by"), ...wider.map((one) => element("button", { type: "button", class: "more", onclick: () => change({ window: one }) }, one))),
  ];
}

/** The same pair counted by the other windows, when asked for. */
function widths(a, b, asked) {
  const rows = element("tbody", {});
  const made = element("details", { "data-name": "widths" }, element("summary", {}, "By sentence, turn, topic, episode"),
    element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "The pair by each window" }, element("table", { class: "plain" }, element("caption", { class: "unseen" }, "The pair by each window"),
      element("thead", {}, element("tr", {}, ...["Window", "Together", "NPMI", "Lift", "q"].map((text, i) => element("th", { scope: "col", class: i ? "number" : null }, text)))), rows)));
  made.addEventListener("toggle", () => {
    if (!made.open || rows.childElementCount) return;
    for (const window of ["sentence", "turn", "topic", "episode"]) {
      const row = rowOf({ ...asked, window }, a.index, b.index);
      rows.append(element("tr", { "aria-current": window === asked.window ? "true" : null }, element("th", { scope: "row" }, capital(window)),
        ...(row ? ["count", "npmi", "lift", "q"].map((key) => (key === "q" && row.q === null ? "too few" : sayMeasure(key, row[key]))) : ["0", "", "", ""]).map((text) => element("td", { class: "number" }, text))));
    }
  });
  return made;
}

// Sentences

/** What a window says of both: the passages that name both, else one of each. */
function passages(units, ends) {
  const named = (unitNumber, end) => texts.get(unitNumber).marks.some(([entity]) => entity === end);
  const known = units.filter((one) => texts.has(one));
  const both = known.filter((one) => ends.every((end) => entities[end].type !== "technology" || named(one, end)));
  if (both.length) return both.slice(0, 2);
  const each = ends.map((end) => known.find((one) => named(one, end)));
  return each.includes(undefined) ? [] : [...new Set(each)].sort((x, y) => x - y);
}

function sentencesBehind(behind, a, b) {
  const ends = [a.index, b.index];
  const found = behind.map((one) => ({ episode: one.episode, units: passages(one.units, ends) })).filter(({ units }) => units.length);
  return section("What is said", null, longList(found, ({ units }) => units.map((one) => sentence(one, ends)), { first: FIRST_WINDOWS, step: 20, name: "said" }));
}

/** How many windows have no sentence in this page, and where to read them. */
function elsewhere(behind, a, b) {
  const missing = behind.filter(({ units }) => !passages(units, [a.index, b.index]).length).length;
  if (!missing) return null;
  const technology = a.type === "technology" ? a : b;
  return element("p", { class: "note" }, `${plural(missing, "more " + state.window)} whose sentences are not in this page: `, element("code", {}, `kg show ${shellWord(technology.label)}`), ".");
}

const shellWord = (text) => (/^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** A passage with the words marked, who says it, when, and where to hear or read it. */
function sentence(unitNumber, ends) {
  const { text, seconds, place, marks } = texts.get(unitNumber);
  const { episode: index, speaker } = unit(unitNumber);
  const episode = episodes[index];
  const said = [speaker === null ? null : nodeButton(entities[speaker]), timeLink(episode, seconds), place].filter(Boolean);
  return element("figure", {}, element("blockquote", { dir: "auto" }, ...marked(text, marks.filter(([entity]) => ends.includes(entity)))),
    element("figcaption", {}, element("div", {}, ...said.flatMap((one, i) => [i ? " · " : "", one])),
      element("div", {}, episodeButton(episode), episode.date ? ` (${episode.date})` : "")));
}

/** A time, linked to that place of the recording where its address is known. */
function timeLink(episode, seconds) {
  if (seconds === null) return episode.url ? webLink(episode.url, "episode’s page") : null;
  const link = episode.audio ? webLink(`${String(episode.audio).replace(/#.*$/, "")}#t=${Math.floor(seconds)}`, clock(seconds)) : null;
  return link instanceof Element ? link : clock(seconds);
}

/** A text in pieces, stretches [entity, start, length] of it marked. */
function marked(text, stretchesOf) {
  const pieces = [];
  let at = 0;
  for (const [, start, length] of [...stretchesOf].sort((x, y) => x[1] - y[1])) {
    if (start < at) continue;
    pieces.push(text.slice(at, start), element("mark", {}, text.slice(start, start + length)));
    at = start + length;
  }
  pieces.push(text.slice(at));
  return pieces.filter((piece) => piece !== "");
}

/** Sentences that name an entity: those of many shows and years first. */
function saidSection(node) {
  const units = [...unitsOf(node.index)].filter((one) => texts.has(one)).reverse();
  const asked = filter();
  const taken = units.filter((one) => {
    const { show, year } = episodes[unit(one).episode];
    return (!asked.shows || asked.shows.has(show)) && (!asked.years || (year && year >= asked.years[0] && year <= asked.years[1]));
  });
  const seen = new Set();
  const [first, rest] = [[], []];
  for (const one of taken) {
    const { show, year } = episodes[unit(one).episode];
    (seen.has(`${show} ${year}`) ? rest : first).push(one);
    seen.add(`${show} ${year}`);
  }
  return section("What is said of it", null, longList([...first, ...rest].slice(0, 200), (one) => sentence(one, [node.index]), { first: 3, step: 10, name: "said" }));
}
