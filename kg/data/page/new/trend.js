// Dated episodes come in, what share of a period's names an entity and whether that rises goes out, as in kg/analysis/trends.py.

const PERIODS = {
  year: (date) => date.slice(0, 4),
  quarter: (date) => `${date.slice(0, 4)}-Q${Math.floor((Number(date.slice(5, 7)) - 1) / 3) + 1}`,
  month: (date) => date.slice(0, 7),
};

/** The place of a period's label on a line of years. */
function yearsOf(label) {
  const [, year, quarter, month] = /^(\d+)(?:-Q(\d)|-(\d+))?$/.exec(label);
  return Number(year) + (quarter ? (Number(quarter) - 1) / 4 : month ? (Number(month) - 1) / 12 : 0);
}

/** Whether an episode is one of those that shares are of: dated, and with a person chosen, one in which they are heard. */
function isCounted(filter, taken, episode) {
  if (!/^\d{4}-\d\d/.test(episode.date || "") || !taken.episode(episode.index)) return false;
  if (filter.person === null || world.parts[episode.index].includes(filter.person)) return true;
  const [first, end] = unitsIn(episode.index);
  for (let u = first; u < end; u += 1) if (units.speaker[u] === filter.person) return true;
  return false;
}

let calendar = { key: null }; // of the filter asked for last

/** The periods that have an episode: their labels, how many episodes each has, and by episode which is its own, -1 for none. */
function periodsOf(filter, by) {
  const key = `${by} ${keyOf(filter)}`;
  if (calendar.key === key) return calendar;
  const taken = takes(world, filter);
  const labelOf = episodes.map((episode) => (isCounted(filter, taken, episode) ? PERIODS[by](episode.date) : null));
  const labels = [...new Set(labelOf.filter((label) => label !== null))].sort();
  const place = new Map(labels.map((label, i) => [label, i]));
  const of = Int32Array.from(labelOf, (label) => (label === null ? -1 : place.get(label)));
  const totals = new Int32Array(labels.length);
  for (const i of of) if (i >= 0) totals[i] += 1;
  calendar = { key, taken, labels, of, totals };
  return calendar;
}

/** By period that has an episode: how many episodes, how many of them name the entity (or have the person), the share, its 95 % interval. */
function shares(filter, index, by = "year") {
  const { taken, labels, of, totals } = periodsOf(filter, by);
  const named = new Int32Array(labels.length);
  let last = -1;
  const add = (episode) => { if (of[episode] >= 0) named[of[episode]] += 1; };
  const spoken = new Set();
  for (const u of unitsOf(index)) {
    if (!taken.unit(u) || units.episode[u] === last) continue;
    last = units.episode[u];
    spoken.add(last);
    add(last);
  }
  if (world.person[index]) world.parts.forEach((people, episode) => { if (!spoken.has(episode) && people.includes(index)) add(episode); });
  return labels.map((label, i) => {
    const [low, high] = wilson(named[i], totals[i]);
    return { label, episodes: totals[i], named: named[i], share: named[i] / totals[i], low, high };
  });
}

/**
 * Whether an entity's share rises or falls with the years: Cochran 1954 and Armitage 1955, with N - 1 for N (Mantel 1963).
 * `slope` is share gained in a year, `p` two-sided; z is 0 where nothing can be told.
 */
function trendOf(filter, index) {
  const points = shares(filter, index);
  const total = points.reduce((sum, point) => sum + point.episodes, 0);
  const named = points.reduce((sum, point) => sum + point.named, 0);
  const middle = points.reduce((sum, point) => sum + point.episodes * yearsOf(point.label), 0) / total;
  let [difference, inertia] = [0, 0];
  for (const point of points) {
    const away = yearsOf(point.label) - middle;
    difference += point.named * away;
    inertia += point.episodes * away ** 2;
  }
  const variance = total > 1 ? ((named * (total - named)) / (total * (total - 1))) * inertia : 0;
  const z = variance > 1e-12 ? difference / Math.sqrt(variance) : 0;
  return { slope: inertia ? difference / inertia : 0, z, p: 2 * upperTail(Math.abs(z)), named, episodes: total };
}

/**
 * P(Z > z) of a standard normal Z for z >= 0: by the series of Φ (Marsaglia 2004), and from 4 on, where that
 * would cancel out, by Laplace's continued fraction of Mills' ratio.
 */
function upperTail(z) {
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < 4) {
    let [sum, term] = [z, z];
    for (let i = 3; term > sum * 1e-17; i += 2) {
      term *= (z * z) / i;
      sum += term;
    }
    return 0.5 - sum * density;
  }
  let fraction = z;
  for (let i = 60; i > 0; i -= 1) fraction = z + i / fraction;
  return density / fraction;
}
