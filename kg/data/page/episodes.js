// Episodes: their list, and the card of one.

let wanted = ""; // words that a title, show or person must have

/** Episodes of the filters' shows and years, and those in which the person speaks; newest first. */
function filteredEpisodes() {
  const { shows: taken, years, person } = filter();
  return episodes.filter(({ show, year, people }) => (!taken || taken.has(show)) && (!years || (year && year >= years[0] && year <= years[1]))
    && (person === null || person === undefined || people.some(({ entity }) => entity === person))).sort(newestFirst);
}

/** Episodes that name an entity under the filters, newest first, with how often. */
function episodesNaming(index) {
  const counts = new Map();
  for (const one of unitsOf(index)) {
    const at = unit(one).episode;
    counts.set(at, (counts.get(at) || 0) + 1);
  }
  return filteredEpisodes().filter((episode) => counts.has(episode.index)).map((episode) => ({ episode, said: plural(counts.get(episode.index), "passage") }));
}

const episodeLine = (episode) => [shows[episode.show] ? shows[episode.show].label : null, episode.date].filter(Boolean).join(" · ");

function episodeSection(name, found) {
  return section(name, found.length, longList(found, ({ episode, said }) => [
    element("div", { class: "row" }, episodeButton(episode), element("span", { class: "count" }, said)),
    element("div", { class: "under" }, element("bdi", {}, episodeLine(episode))),
  ], { first: 10 }));
}

/** What an episode names, the most often first. */
function namedIn(episode) {
  const counts = new Map();
  const [first, end] = unitsIn(episode.index);
  for (let one = first; one < end; one += 1) for (const member of unit(one).members) counts.set(member, (counts.get(member) || 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
}

function describeEpisode(episode) {
  const technologies = namedIn(episode);
  const most = Math.max(1, ...technologies.map(([, count]) => count));
  const people = [...episode.people].sort((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role) || a.entity - b.entity);
  const said = [];
  const [first, end] = unitsIn(episode.index);
  for (let one = first; one < end; one += 1) if (texts.has(one)) said.push(one);
  const show = shows[episode.show];
  return [
    cardTop(episode.title),
    element("p", { class: "what" }, element("span", { class: "badge" }, shapeOf("episode", shapeFor("episode")), "Episode"), show ? showButton(show) : null),
    factList([
      ["Number", episode.number ? String(episode.number) : ""],
      ["Date", episode.date],
      ["Length", episode.seconds ? clock(episode.seconds) : "", episode.words ? plural(episode.words, "word") : ""],
      ["Web", episode.url ? webLink(episode.url) : "", episode.audio ? webLink(episode.audio, "recording") : ""],
      ["Read from", episode.path],
    ]),
    ...section("People", people.length, longList(people, ({ entity, role }) => listRow(swatch(entities[entity]), nodeButton(entities[entity]), role), { name: "short" })),
    ...section("Topics", episode.topics.length, longList(episode.topics, ({ time, seconds, title }) => element("div", { class: "row" },
      element("span", { class: "time" }, seconds === null ? time || "" : timeLink(episode, seconds)), element("span", { dir: "auto" }, title)), { first: 12, name: "short" })),
    ...section("Technologies", technologies.length, longList(technologies, ([index, count]) => [listRow(swatch(entities[index]), nodeButton(entities[index]), plural(count, "passage")), bar(count / most)], { first: 12, name: "short" })),
    ...section("What is said", null, longList(said, (one) => sentence(one, unit(one).members), { first: 5, step: 10, name: "said" })),
    ...pickSection("Picks", picks.filter((pick) => pick.episode === episode.index), true),
    ...section("Sponsors", episode.sponsors.length, longList(episode.sponsors, (index) => listRow(swatch(entities[index]), nodeButton(entities[index])), { name: "short" })),
  ];
}

function showButton(show) {
  const node = byId.get(`show/${show.slug}`);
  return node ? nodeButton(node) : element("span", { dir: "auto" }, show.label);
}

const peopleOf = (episode, roles) => episode.people.filter(({ role }) => roles.includes(role)).map(({ entity }) => entities[entity].label);

const EPISODE_COLUMNS = [
  { key: "title", head: "Episode", value: (one) => one.title, shown: episodeButton },
  { key: "show", head: "Show", value: (one) => shows[one.show].label },
  { key: "number", head: "No.", number: true, down: false, value: (one) => one.number || "", shown: (one) => String(one.number || "") },
  { key: "date", head: "Date", value: (one) => one.date || "", down: true },
  { key: "people", head: "Hosts and guests", value: (one) => peopleOf(one, ["host", "guest"]).join(", ") },
  { key: "length", head: "Length", number: true, value: (one) => one.seconds || "", shown: (one) => (one.seconds ? clock(one.seconds) : "") },
  { key: "passages", head: "Passages", says: "Passages that name a technology", number: true, value: (one) => unitsIn(one.index)[1] - unitsIn(one.index)[0] },
];

function foundEpisodes() {
  const words = folded(wanted).split(/\s+/).filter(Boolean);
  return filteredEpisodes().filter((episode) => {
    if (!words.length) return true;
    const text = folded([episode.title, shows[episode.show].label, episode.date || "", ...peopleOf(episode, ["host", "guest"])].join(" "));
    return words.every((word) => text.includes(word));
  });
}
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function renderEpisodes(view) {
  const results = element("div", {});
  const input = element("input", { type: "search", id: "episode-words", autocomplete: "off", spellcheck: "false", value: wanted });
  const count = element("p", { class: "note", role: "status" });
  const list = () => {
    const rows = foundEpisodes();
    count.textContent = plural(rows.length, "episode");
    results.replaceChildren(sortableTable({ name: "episodes", caption: "Episodes", unseen: true, columns: EPISODE_COLUMNS, rows,
      current: (one) => Boolean(state.selection) && state.selection.episode === one.index, kept: true, sorted: { key: "date", down: true } }));
  };
  input.addEventListener("input", () => { wanted = input.value; list(); });
  const typing = document.activeElement && document.activeElement.id === "episode-words";
  view.replaceChildren(viewHead("Episodes", "Newest first; a title opens its card.", element("label", { class: "find" }, "Title, show or person ", input), count), results);
  list();
  if (typing) input.focus();
}

if (head.scope !== "episode") registerView("episodes", { title: "Episodes", render: renderEpisodes, rows: () => ({ columns: EPISODE_COLUMNS, rows: foundEpisodes() }) });
