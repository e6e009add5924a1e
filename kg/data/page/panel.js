// The panel: what the selection is, what it is joined to, and the sentences that say so.

const panel = document.getElementById("panel");
const FIRST = 6; // of each group, before "Show all"
const PLACES = { notes: "notes", transcript: "transcript", picks: "picks", sponsors: "advertising" };

function renderPanel() {
  const { selection } = state;
  panel.replaceChildren(...(selection ? (selection.node ? describeNode(selection.node) : describePair(...selection.pair)) : describeAll()));
  panel.classList.toggle("overview", !selection);
  panel.scrollTop = 0;
}

const nodeButton = (node) =>
  element("button", { type: "button", class: "link", dir: "auto", onclick: () => choose({ node }, { look: true }) }, node.label);

const closeButton = () =>
  element("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => choose(null) }, "×");

const badge = (node) => element("span", { class: "badge" }, swatch(node), typeName(node));

// Overview

function describeAll() {
  const parts = [element("h2", { tabindex: "-1" }, "Most talked about"),
    element("p", { class: "note" }, "Choose an entity or a line, here or in the network, to read the sentences behind it.")];
  const archive = nodes.some((node) => node.reach > 1);
  for (const [group, { name }] of groups) {
    if (["topic", "sponsor", "pick"].includes(group)) continue;
    const strength = (node) => (archive && !["episode", "show"].includes(group) ? node.reach : node.weight);
    const top = nodes.filter((node) => node.group === group).sort((a, b) => strength(b) - strength(a) || a.index - b.index).slice(0, group === "show" || group === "episode" ? 5 : 8);
    if (!top.length) continue;
    parts.push(element("h3", {}, name), element("ul", { class: "short" }, ...top.map((node) =>
      element("li", {}, element("div", { class: "row" }, swatch(node), nodeButton(node), element("span", { class: "count" }, strengthOf(node, archive)))))));
  }
  return parts;
}

function strengthOf(node, archive) {
  if (node.type === "episode") return plural(node.weight, "link");
  if (archive) return plural(node.reach, "episode");
  return node.type === "technology" ? plural(node.weight, "mention") : "";
}

// One entity

function describeNode(node) {
  const said = [];
  if (!["episode", "topic", "pick"].includes(node.type)) said.push(`in ${plural(node.reach, "episode")}`);
  if (node.facts.known === false) said.push("not in the catalogue");
  if (state.added.has(node.index)) said.push("drawn on demand");
  const parts = [
    element("div", { class: "top" }, element("h2", { tabindex: "-1", dir: "auto" }, node.label), closeButton()),
    element("p", { class: "what" }, badge(node), ...said.map((text) => element("span", {}, text))),
    facts(node),
  ];
  const left = new Set(node.edges.map((edge) => other(edge, node)).filter((one) => !state.drawn.has(one.index))).size;
  if (left) {
    parts.push(element("button", { type: "button", class: "more", onclick: () => { draw(node, 60); refresh(); } },
      left > 60 ? `Draw 60 of its ${left.toLocaleString("en")} other neighbours` : `Draw its ${plural(left, "other neighbour")}`));
  }
  for (const section of grouped(node)) parts.push(...section);
  return parts;
}

function facts(node) {
  const list = element("dl", { class: "facts" });
  const row = (name, ...values) => {
    const kept = values.filter(Boolean);
    if (kept.length) list.append(element("dt", {}, name), element("dd", {}, ...kept.flatMap((value, i) => [i ? " · " : "", element("bdi", {}, value)])));
  };
  const { aliases = [], profiles = [], url, homepage, date, number, duration, words, time, sources = [] } = node.facts;
  row("Also", ...aliases.filter((alias) => alias !== node.label));
  row("Web", ...[homepage, url].filter(Boolean).map(webLink), ...profiles.map(profileLink));
  row("Number", number !== undefined ? String(number) : "");
  row("Date", date);
  row("Length", duration ? clock(duration) : "", words ? plural(words, "word") : "");
  row("At", time);
  row("Read from", ...sources);
  return list.childElementCount ? list : null;
}

/** A link where the address is one of the web, else the address as plain text. */
function webLink(address) {
  let parsed = null;
  try { parsed = new URL(address); } catch { return String(address); }
  if (!/^https?:$/.test(parsed.protocol) || !/^https?:\/\//i.test(String(address).trim())) return String(address);
  return element("a", { href: parsed.href, rel: "noopener noreferrer nofollow", target: "_blank" }, String(address).replace(/^https?:\/\/(www\.)?/i, ""));
}

const profileLink = (profile) =>
  /^[a-z0-9-]+(\.[a-z0-9-]+)+(\/|$)/i.test(profile) ? webLink(`https://${profile}`) : String(profile);

/** The neighbours of a node, by predicate and by what they are. */
function grouped(node) {
  const sections = new Map();
  for (const edge of node.edges) {
    const outward = edge.source === node.index;
    const { forward, backward } = predicates[edge.predicate];
    const one = other(edge, node);
    const many = node.type === "episode" && predicates[edge.predicate].key === "mentions" && groups.has(one.group);
    const heading = capital(outward ? forward : backward) + (many ? ` ${groups.get(one.group).name.replace(/^[TP]/, (letter) => letter.toLowerCase())}` : "");
    const key = edge.predicate * 100 + (outward ? 0 : 50) + (many ? [...groups.keys()].indexOf(one.group) : 0);
    if (!sections.has(key)) sections.set(key, { heading, edges: [], missing: 0, predicate: edge.predicate, outward });
    sections.get(key).edges.push(edge);
  }
  for (const { predicate, outward, count } of node.more) {
    const section = [...sections.values()].find((one) => one.predicate === predicate && one.outward === outward);
    if (section) section.missing += count;
    else sections.set(predicate * 100 + (outward ? 0 : 50), { heading: capital(predicates[predicate][outward ? "forward" : "backward"]), edges: [], missing: count });
  }
  return [...sections.entries()].sort((a, b) => a[0] - b[0]).map(([, { heading, edges: found, missing }]) => {
    const inOrder = (edge) => (node.type === "episode" && other(edge, node).type === "topic" ? edge.target : 0);
    found.sort((a, b) => inOrder(a) - inOrder(b) || b.count - a.count || newest(other(a, node), other(b, node)) || a.target - b.target || a.source - b.source);
    const list = element("ul", {});
    const more = element("button", { type: "button", class: "more", onclick: () => { show(found.length); list.children[FIRST].querySelector("button").focus(); } });
    const show = (count) => {
      list.append(...found.slice(list.childElementCount, count).map((edge) => neighbour(node, edge)));
      more.textContent = `Show all ${found.length.toLocaleString("en")}`;
      more.hidden = list.childElementCount >= found.length;
    };
    show(found.length <= FIRST + 2 ? found.length : FIRST);
    const total = (found.length + missing).toLocaleString("en");
    return [element("h3", {}, `${heading} `, element("span", { class: "count" }, total)), list, more,
      missing ? element("p", { class: "note" }, `${plural(missing, "other link")} left out of this page to keep it small.`) : null].filter(Boolean);
  });
}

const newest = (a, b) => (b.facts.date || "").localeCompare(a.facts.date || "");

function neighbour(node, edge) {
  const one = other(edge, node);
  const detail = [];
  if (one.type === "episode" && one.facts.date) detail.push(one.facts.date);
  if (one.type === "topic" && one.facts.time) detail.push(one.facts.time);
  if (edge.episodes.length) detail.push(plural(edge.count, "episode"));
  else if (edge.count > 1) detail.push(`${edge.count.toLocaleString("en")}×`);
  return element("li", {}, element("div", { class: "row" }, swatch(one), nodeButton(one), element("span", { class: "count" }, detail.join(" · "))),
    ...(edge.episodes.length ? [] : evidence(edge, node.type === "episode" || one.type === "episode")));
}

// Evidence

/** The sentence of an edge; `bare` where its episode is named beside it. */
function evidence(edge, bare) {
  if (edge.cut) return [element("p", { class: "note" }, "Sentence left out of this page to keep it small.")];
  const found = edge.evidence;
  if (!found) return [];
  const said = [found.speaker, found.time !== null && found.time !== undefined ? clock(found.time) : null, PLACES[found.place] || found.place].filter(Boolean).join(" · ");
  const caption = element("figcaption", {}, element("div", { dir: "auto" }, said));
  const episode = nodes[found.episode];
  if (episode && !bare) caption.append(element("div", {}, nodeButton(episode), episode.facts.date ? ` (${episode.facts.date})` : ""));
  if (episode && episode.facts.sources && found.file !== undefined && found.file !== null && found.start !== undefined) {
    caption.title = `${episode.facts.sources[found.file]}, characters ${found.start} to ${found.end}`;
  }
  return [element("figure", {}, element("blockquote", { dir: "auto" }, ...marked(found.quote, found.surface)), caption)];
}

/** A sentence in pieces, the words that name the entity marked. */
function marked(quote, surface) {
  let at = surface ? quote.indexOf(surface) : -1;
  if (surface && at < 0) at = quote.toLowerCase().indexOf(surface.toLowerCase());
  if (at < 0) return [quote];
  return [quote.slice(0, at), element("mark", {}, quote.slice(at, at + surface.length)), quote.slice(at + surface.length)];
}

// A line

function describePair(a, b) {
  const found = pairs.get(pairKey(a.index, b.index)) || [];
  const parts = [
    element("div", { class: "top" }, element("h2", { tabindex: "-1" }, element("bdi", {}, a.label), " – ", element("bdi", {}, b.label)), closeButton()),
    element("ul", { class: "short" }, ...[a, b].map((node) => element("li", {}, element("div", { class: "row" }, swatch(node), nodeButton(node), element("span", { class: "count" }, typeName(node)))))),
  ];
  for (const edge of found) {
    const [source, target] = [nodes[edge.source], nodes[edge.target]];
    parts.push(element("h3", {}, element("bdi", {}, source.label), ` ${predicates[edge.predicate].forward} `, element("bdi", {}, target.label),
      edge.episodes.length ? `: ${plural(edge.count, "episode")}` : edge.count > 1 ? `: ${edge.count.toLocaleString("en")} times` : ""));
    if (edge.episodes.length) parts.push(...shared(edge));
    else {
      const shown = evidence(edge, false);
      parts.push(...(shown.length ? shown : [element("p", { class: "note" }, "The episode's own structure says so; there is no sentence to show.")]));
    }
  }
  return parts;
}

/** Episodes that a derived line stands for, with what they say of both ends. */
function shared(edge) {
  const parts = edge.episodes.length < edge.count ? [element("p", { class: "note" }, "Where both are talked of most:")] : [];
  for (const index of edge.episodes) {
    const episode = nodes[index];
    parts.push(element("div", { class: "row" }, swatch(episode), nodeButton(episode), element("span", { class: "count" }, episode.facts.date || "")));
    for (const end of [edge.source, edge.target]) {
      for (const one of pairs.get(pairKey(index, end)) || []) parts.push(...evidence(one, true));
    }
  }
  return parts;
}
