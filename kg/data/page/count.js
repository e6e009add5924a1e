// Units come in, windows and how often two entities share one goes out: what kg/cooccurrence counts, counted here.
//
// A list of lists is two typed arrays: list i is `values` from `starts[i]` up to `starts[i + 1]`.

/** Unpack the flat integers of the page's `units`; all columns are by unit, `first` is by episode. */
function readUnits(flat, numberOfEpisodes) {
  const columns = { episode: [], turn: [], topic: [], speaker: [], notes: [], starts: [0], members: [] };
  const first = [0];
  let [at, turn, topics] = [0, -1, 0];
  for (let episode = 0; episode < numberOfEpisodes; episode += 1) {
    const speakers = flat.slice(at + 1, at + 1 + flat[at]);
    at += 1 + flat[at];
    let [left, topic] = [flat[at], -1];
    at += 1;
    const known = new Map(); // topic as written → its number in the archive
    for (let begins = true; left > 0; left -= 1, begins = false) {
      const head = flat[at + 1];
      if (begins || flat[at] > 0) turn += 1;
      at += 2;
      if (head & 1) {
        const key = flat[at];
        at += 1;
        if (key && !known.has(key)) known.set(key, topics++);
        topic = key ? known.get(key) : -1;
      }
      columns.episode.push(episode);
      columns.turn.push(turn);
      columns.topic.push(topic);
      columns.speaker.push(head >> 2 ? speakers[(head >> 2) - 1] : -1);
      columns.notes.push((head >> 1) & 1);
      for (let k = 1; k <= flat[at]; k += 1) columns.members.push(flat[at + k]);
      at += 1 + flat[at];
      columns.starts.push(columns.members.length);
    }
    first.push(columns.episode.length);
  }
  const typed = Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, Int32Array.from(values)]));
  return { ...typed, first: Int32Array.from(first), count: columns.episode.length, windows: {} };
}

/** Turn lists of columns by row into lists of rows by column, each ascending. */
function transpose(starts, values, columns) {
  const begins = new Int32Array(columns + 1);
  for (let i = 0; i < starts[starts.length - 1]; i += 1) begins[values[i] + 1] += 1;
  for (let i = 0; i < columns; i += 1) begins[i + 1] += begins[i];
  const next = begins.slice();
  const rows = new Int32Array(begins[columns]);
  for (let row = 0; row + 1 < starts.length; row += 1) {
    for (let i = starts[row]; i < starts[row + 1]; i += 1) rows[next[values[i]]++] = row;
  }
  return { starts: begins, values: rows };
}

/** What counting has to know: of each entity and each episode, and which units are whose. */
function makeWorld(entities, episodes, units) {
  const size = entities.length;
  const spoken = transpose(Int32Array.from({ length: units.count + 1 }, (_, u) => u), units.speaker.map((one) => (one < 0 ? size : one)), size + 1);
  const named = transpose(units.starts, units.members, size);
  const person = Uint8Array.from(entities, ({ type }) => (type === "person" ? 1 : 0));
  const side = (index) => (person[index] ? spoken : named);
  const kinds = entities.map(({ type, kind }) => (type === "technology" ? kind : null));
  return {
    size, units, person, kinds, kindsThere: [...new Set(kinds)].filter((kind) => kind !== null).sort(),
    years: Int32Array.from(episodes, ({ year }) => year || 0),
    shows: Int32Array.from(episodes, ({ show }) => show),
    parts: episodes.map(({ people }) => people.filter(({ role }) => role !== "mentioned").map(({ entity }) => entity)),
    mentions: Int32Array.from(entities, (_, i) => side(i).starts[i + 1] - side(i).starts[i]),
    unitsOf: (index) => side(index).values.subarray(side(index).starts[index], side(index).starts[index + 1]),
  };
}

/** Number the windows of a kind: `of` gives each unit's, -1 for none; `order` has the units by window. */
function windowsOf(units, kind) {
  if (!units.windows[kind]) {
    let of = { sentence: Int32Array.from(units.episode, (_, u) => u), turn: units.turn, episode: units.episode }[kind];
    if (!of) {
      const known = new Map();
      let windows = 0;
      of = Int32Array.from(units.topic, (topic, u) => {
        if (topic < 0) return units.notes[u] ? windows++ : -1; // a line of the notes is a window of its own
        if (!known.has(topic)) known.set(topic, windows++);
        return known.get(topic);
      });
    }
    const taken = Int32Array.from(of.keys()).filter((u) => of[u] >= 0);
    units.windows[kind] = { of, order: kind === "topic" ? taken.sort((u, v) => of[u] - of[v] || u - v) : taken };
  }
  return units.windows[kind];
}

/** Which episodes, technologies and units a filter takes, as functions of their numbers. */
function takes(world, { shows, years, kinds, person }) {
  const { units } = world;
  const taken = Uint8Array.from(world.years, (year, e) =>
    ((!shows || shows.has(world.shows[e])) && (!years || (year && year >= years[0] && year <= years[1])) ? 1 : 0));
  const counts = Uint8Array.from(world.kinds, (kind) => (kind !== null && (!kinds || kinds.has(kind)) ? 1 : 0));
  return {
    episode: (e) => taken[e] === 1,
    technology: (i) => counts[i] === 1,
    unit: (u) => taken[units.episode[u]] === 1 && (person === null || units.speaker[u] === person),
  };
}

/** The windows of a filter in order of the text: which entities each has, ascending, and its episode. */
function gatherWindows(world, filter) {
  const { units, parts } = world;
  const { of, order } = windowsOf(units, filter.window);
  const taken = takes(world, filter);
  const room = units.members.length + units.count + parts.reduce((sum, people) => sum + people.length, 0);
  const [values, starts, episode] = [new Int32Array(room), [0], []];
  const seen = new Int32Array(world.size).fill(-1);
  let [at, window, last] = [0, -1, -1];
  const add = (index) => {
    if (seen[index] === window) return;
    seen[index] = window;
    values[at++] = index;
  };
  const close = () => {
    if (at === starts[starts.length - 1]) return;
    if (filter.window === "episode") parts[last].forEach(add);
    starts.push(at);
    episode.push(last);
  };
  for (const u of order) {
    if (!taken.unit(u)) continue;
    if (of[u] !== window) {
      close();
      [window, last] = [of[u], units.episode[u]];
    }
    let names = false;
    for (let k = units.starts[u]; k < units.starts[u + 1]; k += 1) {
      if (!taken.technology(units.members[k])) continue;
      add(units.members[k]);
      names = true;
    }
    if (names && units.speaker[u] >= 0) add(units.speaker[u]);
  }
  close();
  const byEntity = transpose(starts, values, world.size);
  return { byEntity, ...transpose(byEntity.starts, byEntity.values, episode.length), episode: Int32Array.from(episode) };
}

/** In how many of a filter's episodes each entity is named, speaks, hosts or is a guest. */
function reachUnder(world, filter) {
  const { units, parts } = world;
  const taken = takes(world, filter);
  const reach = new Int32Array(world.size);
  const seen = new Int32Array(world.size).fill(-1);
  const add = (index, episode) => {
    if (seen[index] === episode) return;
    seen[index] = episode;
    reach[index] += 1;
  };
  for (let e = 0; e < parts.length; e += 1) {
    if (!taken.episode(e)) continue;
    for (const index of parts[e]) add(index, e);
    for (let u = units.first[e]; u < units.first[e + 1]; u += 1) {
      if (!taken.unit(u)) continue;
      if (units.speaker[u] >= 0) add(units.speaker[u], e);
      for (let k = units.starts[u]; k < units.starts[u + 1]; k += 1) if (taken.technology(units.members[k])) add(units.members[k], e);
    }
  }
  return reach;
}

/** Count windows and pairs under a filter, and test those pairs that are named together often enough. */
function count(world, filter) {
  const { byEntity, starts, values, episode } = gatherWindows(world, filter);
  const { size, person, years } = world;
  const n = Int32Array.from({ length: size }, (_, i) => byEntity.starts[i + 1] - byEntity.starts[i]);
  const next = starts.slice(); // by window: after the entities that are done
  const [together, spread, last, first, end] = [0, 0, -1, 0, 0].map((value) => new Int32Array(size).fill(value));
  const rows = [];
  const people = { pairs: 0, tested: 0, significant: 0 };
  const technologies = { pairs: 0, tested: 0, significant: 0 };
  for (let a = 0; a < size; a += 1) {
    const met = [];
    for (let i = byEntity.starts[a]; i < byEntity.starts[a + 1]; i += 1) {
      const window = byEntity.values[i];
      const e = episode[window];
      for (let k = ++next[window]; k < starts[window + 1]; k += 1) {
        const b = values[k];
        if (person[a] && person[b]) continue;
        if (!together[b]++) {
          met.push(b);
          [spread[b], last[b], first[b], end[b]] = [0, -1, 0, 0];
        }
        if (last[b] === e) continue;
        last[b] = e;
        spread[b] += 1;
        if (!years[e]) continue;
        if (!first[b] || years[e] < first[b]) first[b] = years[e];
        if (years[e] > end[b]) end[b] = years[e];
      }
    }
    for (const b of met.sort((x, y) => x - y)) {
      (person[a] || person[b] ? people : technologies).pairs += 1;
      if (together[b] >= filter.least && spread[b] >= filter.episodes) {
        rows.push(makeRow(a, b, together[b], n[a], n[b], episode.length, spread[b], first[b] || null, end[b] || null));
      }
      together[b] = 0;
    }
  }
  for (const [family, of] of [[technologies, 0], [people, 1]]) {
    const tested = rows.filter(({ a, b }) => (person[a] || person[b]) === of);
    benjaminiHochberg(tested.map(({ p }) => p)).forEach((q, i) => { tested[i].q = q; });
    family.tested = tested.length;
    family.significant = tested.filter(significant).length;
  }
  return { N: episode.length, episodes: new Set(episode).size, n, reach: reachUnder(world, filter), rows, ...technologies, people };
}

/** One pair's row; q is null until it is tested. */
function makeRow(a, b, ab, countA, countB, n, spread, first, last) {
  return {
    a, b, count: ab, countA, countB, episodes: spread, first, last,
    npmi: npmiOf(ab, countA, countB, n), lift: liftOf(ab, countA, countB, n), g2: g2Of(ab, countA, countB, n),
    jaccard: jaccardOf(ab, countA, countB), association: ab / (countA * countB), p: fisher(ab, countA, countB, n), q: null,
  };
}
