// What the page asks of the counts: the table of a filter, one pair, one entity's pairs, and the windows behind a pair.

const KEPT = 4; // tables that are kept, the one used last at the end
const tables = new Map();

const keyOf = ({ window, kinds, shows: chosen, years, person, least, episodes: spread }) =>
  JSON.stringify([window, kinds && [...kinds].sort(), chosen && [...chosen].sort((a, b) => a - b), years, person, least, spread]);

/** The table of a filter, see `count`; counted once as long as it is kept. */
function counting(filter) {
  const key = keyOf(filter);
  const table = tables.get(key) || { ...count(world, filter), of: null };
  tables.delete(key);
  tables.set(key, table);
  if (tables.size > KEPT) tables.delete(tables.keys().next().value);
  return table;
}

/** The positions of the tested rows by entity. */
function rowsByEntity(table) {
  if (!table.of) {
    table.of = new Map();
    for (const row of table.rows) {
      for (const end of [row.a, row.b]) {
        if (!table.of.has(end)) table.of.set(end, []);
        table.of.get(end).push(row);
      }
    }
  }
  return table.of;
}

const turned = (row) => ({ ...row, a: row.b, b: row.a, countA: row.countB, countB: row.countA });

/** The tested rows of an entity, it being `a`, the strongest first. */
function rowsOf(filter, index, by = state.by) {
  const rows = rowsByEntity(counting(filter)).get(index) || [];
  return [...rows].sort(byStrength(by)).map((row) => (row.a === index ? row : turned(row)));
}

/** The row of two entities, `a` the first, tested or not; null where no window names both. */
function rowOf(filter, a, b) {
  const table = counting(filter);
  const found = (rowsByEntity(table).get(a) || []).find((row) => row.a === b || row.b === b);
  if (found) return found.a === a ? found : turned(found);
  const together = windowsWith(filter, a, b);
  if (!together.length) return null;
  const within = [...new Set(together.map(({ episode }) => episode))];
  const years = within.map((episode) => episodes[episode].year).filter(Boolean);
  return makeRow(a, b, together.length, table.n[a], table.n[b], table.N, within.length,
    years.length ? Math.min(...years) : null, years.length ? Math.max(...years) : null);
}

/** The windows that name both, newest episode first, each with its units that name either; of two people none is counted. */
function windowsWith(filter, a, b) {
  if (world.person[a] && world.person[b]) return [];
  const { of } = windowsOf(units, filter.window);
  const taken = takes(world, filter);
  const sides = [a, b].map((index) => {
    const found = new Map(); // window → units
    const put = (window, u) => found.set(window, [...(found.get(window) || []), u]);
    for (const u of unitsOf(index)) {
      if (of[u] < 0 || !taken.unit(u)) continue;
      const names = world.person[index] ? unit(u).members.some(taken.technology) : taken.technology(index);
      if (names) put(of[u], u);
    }
    if (world.person[index] && filter.window === "episode") {
      world.parts.forEach((people, episode) => { if (people.includes(index) && !found.has(episode)) found.set(episode, []); });
    }
    return found;
  });
  const both = [...sides[0].keys()].filter((window) => sides[1].has(window));
  return both.map((window) => {
    const found = sides.flatMap((side, i) => (world.person[[a, b][i]] ? [] : side.get(window)));
    const said = new Set(sides.flatMap((side, i) => (world.person[[a, b][i]] ? side.get(window) : [])));
    const own = (u) => (said.has(u) ? 0 : 1); // what the person of the pair says comes first
    const listed = [...new Set(found)].sort((u, v) => own(u) - own(v) || u - v);
    return { episode: units.episode[listed[0]], units: listed };
  }).sort((x, y) => newestFirst(episodes[x.episode], episodes[y.episode]) || x.units[0] - y.units[0]);
}

const newestFirst = (x, y) => (y.date || "").localeCompare(x.date || "") || x.index - y.index;
