// What people recommend: by who picked it, and what several picked.

const PERSON_PICKS = 6;

/** The picks of the filters' shows, years and person, newest first. */
function filteredPicks() {
  const { shows: taken, years, person } = filter();
  return picks.filter((pick) => {
    const { show, year } = episodes[pick.episode];
    return (!taken || taken.has(show)) && (!years || (year && year >= years[0] && year <= years[1])) && (person === null || person === undefined || pick.people.includes(person));
  }).sort((a, b) => newestFirst(episodes[a.episode], episodes[b.episode]) || a.index - b.index);
}

const pickName = (pick) => {
  const title = pick.title.replace(/^https?:\/\/(www\.)?/, "").replace(/\/$/, "");
  const link = pick.url ? webLink(pick.url, title) : null;
  return element("bdi", {}, link instanceof Element ? link : title);
};

/** A pick with who, when, where, and the words that say so. */
function pickLines(pick, naming) {
  const episode = episodes[pick.episode];
  const who = naming ? pick.people.flatMap((index, i) => [i ? ", " : "", nodeButton(entities[index])]) : [];
  const here = state.selection && state.selection.episode === pick.episode; // its own card needs no link to it
  return [
    element("div", { class: "row" }, element("span", { class: "pick-name" }, pickName(pick)), here ? null : element("span", { class: "count" }, episode.date || "")),
    element("div", { class: "under" }, ...who, who.length && !here ? " · " : "", here ? null : episodeButton(episode)),
  ];
}

function pickSection(name, found, naming) {
  const newest = [...found].sort((a, b) => newestFirst(episodes[a.episode], episodes[b.episode]) || a.index - b.index);
  return section(name, newest.length, longList(newest, (pick) => pickLines(pick, naming), { first: 5 }));
}

/** The same thing picked by several people: by address, else by title. */
function sharedPicks(found) {
  const things = new Map();
  for (const pick of found) {
    const key = (pick.url || pick.title).toLowerCase().replace(/^https?:\/\/(www\.)?/, "").replace(/\/+$/, "");
    if (!things.has(key)) things.set(key, { pick, people: new Set(), count: 0 });
    const thing = things.get(key);
    thing.count += 1;
    for (const person of pick.people) thing.people.add(person);
  }
  return [...things.values()].filter(({ people }) => people.size > 1).sort((a, b) => b.people.size - a.people.size || b.count - a.count || collator.compare(a.pick.title, b.pick.title));
}

function renderPicks(view) {
  const found = filteredPicks();
  const byPerson = new Map();
  for (const pick of found) {
    for (const person of pick.people.length ? pick.people : [null]) {
      if (!byPerson.has(person)) byPerson.set(person, []);
      byPerson.get(person).push(pick);
    }
  }
  const people = [...byPerson].filter(([person]) => person !== null).sort((a, b) => b[1].length - a[1].length || collator.compare(entities[a[0]].label, entities[b[0]].label));
  if (byPerson.has(null)) people.push([null, byPerson.get(null)]);
  const several = sharedPicks(found);
  const named = people.length - (byPerson.has(null) ? 1 : 0);
  view.replaceChildren(
    viewHead("Picks", found.length ? `${plural(found.length, "recommendation")} by ${plural(named, "person", "people")}.` : "No picks under these filters."),
    ...(several.length ? [element("section", { class: "shared" }, ...section("Picked by several", several.length, longList(several, ({ pick, people: who }) =>
      [listRow(null, pickName(pick), plural(who.size, "person", "people")), element("div", { class: "under" }, ...[...who].slice(0, 6).flatMap((person, i) => [i ? ", " : "", nodeButton(entities[person])]), who.size > 6 ? ` and ${who.size - 6} more` : "")], { first: 12 })))] : []),
    element("div", { class: "cards" }, ...longList(people, ([person, theirs]) => [
      element("h3", {}, person === null ? "Nobody named" : nodeButton(entities[person]), element("span", { class: "count" }, ` ${theirs.length.toLocaleString("en")}`)),
      ...longList(theirs, (pick) => pickLines(pick, false), { first: PERSON_PICKS, name: "picked" }),
    ], { first: 40, step: 40, name: "grid" })));
}

const PICK_COLUMNS = [
  { key: "title", head: "Pick", value: (pick) => pick.title },
  { key: "url", head: "Address", value: (pick) => pick.url || "" },
  { key: "people", head: "People", value: (pick) => pick.people.map((index) => entities[index].label).join(", ") },
  { key: "technologies", head: "Technologies", value: (pick) => pick.technologies.map((index) => entities[index].label).join(", ") },
  { key: "show", head: "Show", value: (pick) => shows[episodes[pick.episode].show].label },
  { key: "episode", head: "Episode", value: (pick) => episodes[pick.episode].title },
  { key: "date", head: "Date", value: (pick) => episodes[pick.episode].date || "" },
];

registerView("picks", { title: "Picks", render: renderPicks, rows: () => ({ columns: PICK_COLUMNS, rows: filteredPicks() }) });
