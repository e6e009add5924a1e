// The panel: what is selected, how it is linked, and what is said of it.

const panel = document.getElementById("panel");
let described = ""; // what the panel is about now, to keep place and focus where it stays the same

function renderPanel() {
  const { selection } = state;
  const subject = JSON.stringify(selection);
  const same = subject === described;
  const [scrolled, focus] = [panel.scrollTop, panel.contains(document.activeElement) ? document.activeElement.id : null];
  const open = new Set([...panel.querySelectorAll("details[open]")].map((one) => one.dataset.name).filter(Boolean));
  panel.replaceChildren(...describe(selection).filter(Boolean));
  panel.classList.toggle("overview", !selection);
  if (same) for (const one of panel.querySelectorAll("details")) if (open.has(one.dataset.name)) one.open = true;
  panel.scrollTop = same ? scrolled : 0;
  if (focus !== null) (document.getElementById(same && focus ? focus : "subject") || panel).focus({ preventScroll: same });
  described = subject;
}

function describe(selection) {
  if (failure) return [heading("The sentences cannot be read"), element("p", { class: "note" }, `${failure}. A newer browser can; so can kg show on the command line.`)];
  if (!loaded) return [heading("Reading the archive …"), element("p", { class: "note" }, "The picture is here; the sentences behind it are being unpacked.")];
  if (!selection) return head.centre === null ? describeAll() : describeEntity(entities[head.centre]);
  if (selection.pair) return describePair(...selection.pair.map((index) => entities[index]));
  if (selection.episode !== undefined) return describeEpisode(episodes[selection.episode]);
  return describeEntity(entities[selection.node]);
}

// Parts that every card has

function heading(...words) {
  return element("h2", { id: "subject", tabindex: "-1", dir: "auto" }, ...words);
}

/** Heading and close button. */
function cardTop(...words) {
  return element("div", { class: "top" }, heading(...words),
    element("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => choose(null) }, "×"));
}

const nodeButton = (node) =>
  element("button", { type: "button", class: "link", dir: "auto", onclick: () => choose({ node: node.index }, { look: true }) }, node.label);

const episodeButton = (episode) =>
  element("button", { type: "button", class: "link", dir: "auto", onclick: () => choose({ episode: episode.index }) }, episode.title);

/** A section's heading with a number, and what stands under it; nothing where there is nothing. */
function section(name, count, ...parts) {
  const kept = parts.flat().filter(Boolean);
  if (!kept.length) return [];
  return [element("h3", {}, name, count === null ? null : element("span", { class: "count" }, ` ${count.toLocaleString("en")}`)), ...kept];
}

/** The first of many as a list, with a button for more. */
function longList(items, made, { first = 8, step = 50, name = "" } = {}) {
  if (!items.length) return [];
  const list = element("ul", { class: name || null });
  const more = element("button", { type: "button", class: "more" });
  const show = (count) => {
    list.append(...items.slice(list.childElementCount, count).map((item, i) => element("li", {}, ...[made(item, i)].flat())));
    const left = items.length - list.childElementCount;
    more.textContent = left > step ? `Show ${step} more of ${left.toLocaleString("en")}` : `Show ${left.toLocaleString("en")} more`;
    more.hidden = left <= 0;
  };
  more.addEventListener("click", () => {
    const at = list.childElementCount;
    show(at + step);
    const next = list.children[at] && list.children[at].querySelector("button, a");
    if (next) next.focus();
  });
  show(items.length <= first + 2 ? items.length : first);
  return [list, more];
}

/** A line of a list: mark, name, and what is said of it at the end. */
function listRow(mark, name, ...said) {
  return element("div", { class: "row" }, mark, name, element("span", { class: "count" }, ...said.filter((one) => one !== null && one !== "")));
}

function factList(pairs) {
  const list = element("dl", { class: "facts" });
  for (const [name, ...values] of pairs) {
    const kept = values.flat().filter(Boolean);
    if (kept.length) list.append(element("dt", {}, name), element("dd", {}, ...kept.flatMap((value, i) => [i ? " · " : "", element("bdi", {}, value)])));
  }
  return list.childElementCount ? list : null;
}

/** A link where the address is one of the web, else the address as plain text. */
function webLink(address, label) {
  const text = String(address).trim();
  let parsed = null;
  try { parsed = new URL(text); } catch { return text; }
  if (!/^https?:$/.test(parsed.protocol) || !/^https?:\/\//i.test(text)) return text;
  return element("a", { href: parsed.href, rel: "noopener noreferrer nofollow", target: "_blank" }, label || text.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/$/, ""));
}

const profileLink = (profile) => (/^[a-z0-9-]+(\.[a-z0-9-]+)+(\/|$)/i.test(profile) ? webLink(`https://${profile}`) : webLink(profile));

// Overview

function describeAll() {
  const now = counting(filter());
  // Of one episode it tells nothing that each is named in it: there windows are counted.
  const [weights, noun] = episodes.length > 1 ? [now.reach, "episode"] : [now.n, state.window];
  const most = (type, count) => entities.filter((one) => one.type === type && weights[one.index] > 0)
    .sort((a, b) => weights[b.index] - weights[a.index] || a.index - b.index).slice(0, count);
  const [technologies, people] = [most("technology", 10), most("person", 6)];
  const highest = Math.max(1, ...technologies.map((one) => weights[one.index]));
  const strongest = now.rows.filter((row) => significant(row) && ![row.a, row.b].some((end) => entities[end].type === "person")).sort(byStrength(state.by)).slice(0, 8);
  return [
    heading("Most talked about"),
    element("p", { class: "note" }, `Choose an entity or a line, here or in the network, to read the sentences behind it.`),
    ...section("Technologies", null, longList(technologies, (one) => [listRow(swatch(one), nodeButton(one), plural(weights[one.index], noun)), bar(weights[one.index] / highest)], { first: 10, name: "short" })),
    ...section("People", null, longList(people, (one) => listRow(swatch(one), nodeButton(one), plural(weights[one.index], noun)), { name: "short" })),
    ...section(`Closest pairs by ${measureOf(state.by).name}`, null, longList(strongest, (row) => listRow(null, pairButton(row), sayMeasure(state.by, row[state.by])), { name: "short" })),
    now.N ? null : element("p", { class: "note" }, "Nothing is named under these filters."),
  ];
}

const pairButton = ({ a, b }) => element("button", { type: "button", class: "link", onclick: () => choose({ pair: [a, b] }, { look: true }) },
  element("bdi", {}, entities[a].label), " – ", element("bdi", {}, entities[b].label));

// One entity

function describeEntity(node) {
  const itself = node.type === "episode" && episodes.find(({ id }) => node.id === `episode/${id}`);
  if (itself) return describeEpisode(itself);
  const now = counting(filter());
  const { facts } = node;
  const reach = now.reach[node.index] || 0;
  const parts = [
    cardTop(node.label),
    element("p", { class: "what" }, element("span", { class: "badge" }, swatch(node), typeName(node)),
      ["technology", "person"].includes(node.type) ? element("span", {}, `in ${plural(reach, "episode")}${filtersOn() && reach < node.reach ? ` of ${node.reach.toLocaleString("en")} (filters are on)` : ""}`) : null,
      facts.known === false ? element("span", {}, "not in the catalogue") : null),
    actions(node),
    factList([
      ["Also", otherNames(node)],
      ["Web", [facts.homepage, facts.url].filter(Boolean).map((one) => webLink(one)), (facts.profiles || []).map(profileLink)],
      ["Community", node.community >= 0 && head.communities[node.community]],
    ]),
  ];
  if (node.type === "technology") parts.push(...describeTechnology(node));
  else if (node.type === "person") parts.push(...describePerson(node));
  else if (node.type === "show") parts.push(...describeShow(node));
  else if (node.type === "sponsor") parts.push(...episodeSection("Pays for", filteredEpisodes().filter(({ sponsors }) => sponsors.includes(node.index)).map((episode) => ({ episode, said: "" }))));
  parts.push(...starSections(node));
  return parts;
}

/** Names that differ from the label by more than case. */
function otherNames({ label, aliases }) {
  const seen = new Set([label.toLowerCase()]);
  return aliases.filter((alias) => !seen.has(alias.toLowerCase()) && seen.add(alias.toLowerCase()));
}

/** Buttons for what can be done with an entity in the network. */
function actions(node) {
  if (!["technology", "person"].includes(node.type)) return null;
  const pinned = state.pinned.includes(node.index);
  return element("p", { class: "actions" },
    element("button", { type: "button", id: "card-expand", class: "more", "aria-keyshortcuts": "E", title: "Draw its next 12 strongest neighbours (E)", onclick: () => expand(node.index) }, "Expand"),
    element("button", { type: "button", id: "card-pin", class: "more", "aria-pressed": String(pinned), "aria-keyshortcuts": "P", title: "Keep it drawn whatever the filters (P)", onclick: () => togglePin(node.index) }, pinned ? "Pinned" : "Pin"),
    isDrawn(node.index) ? null : element("span", { class: "quiet" }, "not drawn in the network"));
}

function describeTechnology(node) {
  const rows = rowsOf(filter(), node.index);
  const isPerson = (row) => entities[row.b].type === "person";
  const speakers = rows.filter(isPerson).sort((x, y) => y.count - x.count || x.b - y.b);
  const most = Math.max(1, ...speakers.map((row) => row.count));
  return [
    ...trendSection(node),
    ...neighbourSection(node, rows.filter((row) => !isPerson(row))),
    ...saidSection(node),
    ...section("Who speaks of it", speakers.length, longList(speakers, (row) => [
      listRow(swatch(entities[row.b]), nodeButton(entities[row.b]), pairLink(row, `${plural(row.count, state.window)}, ${times(row.lift)} chance`)), bar(row.count / most)], { name: "short" })),
    ...pickSection("Who picked it", picks.filter((pick) => pick.technologies.includes(node.index)), true),
    ...episodeSection("Episodes that name it", episodesNaming(node.index)),
  ];
}

function describePerson(node) {
  const rows = rowsOf(filter(), node.index).filter((row) => entities[row.b].type === "technology");
  const here = filteredEpisodes().filter((episode) => episode.people.some(({ entity }) => entity === node.index));
  const roleIn = (episode) => ROLES.find((role) => episode.people.some((one) => one.entity === node.index && one.role === role));
  const byShow = new Map();
  for (const episode of here) {
    const counts = byShow.get(episode.show) || { host: 0, guest: 0, mentioned: 0 };
    counts[roleIn(episode)] += 1;
    byShow.set(episode.show, counts);
  }
  const involved = here.filter((episode) => roleIn(episode) !== "mentioned");
  const shared = [...byShow].sort((a, b) => total(b[1]) - total(a[1]) || a[0] - b[0]);
  return [
    ...neighbourSection(node, rows, "Speaks of"),
    ...section("Shows", null, longList(shared, ([show, counts]) => [listRow(shapeOf("show", shapeFor("show")), showButton(shows[show]), plural(total(counts), "episode")),
      element("div", { class: "under indented" }, ROLES.filter((role) => counts[role]).map((role) => `${role} ${counts[role].toLocaleString("en")}×`).join(" · "))], { name: "short", first: 5 })),
    ...pickSection("Picks", picks.filter((pick) => pick.people.includes(node.index)), false),
    ...episodeSection("Episodes", involved.map((episode) => ({ episode, said: roleIn(episode) }))),
    ...episodeSection("Mentioned in", here.filter((episode) => roleIn(episode) === "mentioned").map((episode) => ({ episode, said: "" }))),
  ];
}

const total = (counts) => counts.host + counts.guest + counts.mentioned;
const shapeFor = (group) => (groups.get(group) || { shape: "dot" }).shape;

function describeShow(node) {
  const index = shows.findIndex((show) => `show/${show.slug}` === node.id);
  const now = counting({ ...filter(), shows: new Set([index]) });
  const most = entities.filter((one) => one.type === "technology" && now.reach[one.index]).sort((a, b) => now.reach[b.index] - now.reach[a.index] || a.index - b.index);
  const here = episodes.filter((episode) => episode.show === index).sort(newestFirst);
  return [
    element("p", { class: "actions" }, element("button", { type: "button", class: "more", onclick: () => change({ shows: new Set([index]) }) }, "Count this show only")),
    ...section("Technologies", most.length, longList(most, (one) => listRow(swatch(one), nodeButton(one), plural(now.reach[one.index], "episode")), { name: "short" })),
    ...episodeSection("Episodes", here.map((episode) => ({ episode, said: "" }))),
  ];
}

/** What the links of an episode's page say read from their other end. */
const BACKWARD = {
  hosts: "is hosted by", "is a guest of": "has the guest", "is mentioned in": "mentions", mentions: "is mentioned in", "has the pick": "is a pick of",
  recommends: "is recommended by", "has the topic": "is a topic of", "is sponsored by": "sponsors", "is an episode of": "has the episode",
};

/** Links of the page of one episode, by what they say. */
function starSections(node) {
  const sections = new Map();
  for (const link of links) {
    if (link.a !== node.index && link.b !== node.index) continue;
    const name = link.a === node.index ? link.name : BACKWARD[link.name] || link.name;
    if (!sections.has(name)) sections.set(name, []);
    sections.get(name).push(link);
  }
  return [...sections].flatMap(([name, found]) => section(capital(name), found.length, longList(found, (link) => {
    const one = entities[link.a === node.index ? link.b : link.a];
    return listRow(swatch(one), nodeButton(one), link.units.length || link.quote ? pairLink(link, link.count > 1 ? `${link.count.toLocaleString("en")}×` : "sentence") : null);
  }, { name: "short" })));
}
