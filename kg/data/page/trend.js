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

/**
 * The periods that have an episode: their `labels`, how many episodes each has (`totals`), and by episode which is its own
 * (`of`, -1 for none). `like` has the episodes by show and by whether there is a transcript: those are compared with one
 * another, so that nothing rises or falls because a show ends or a year has more transcripts.
 */
function calendarOf(filter, by) {
  const key = `${by} ${keyOf(filter)}`;
  if (calendar.key === key) return calendar;
  const taken = takes(world, filter);
  const labelOf = episodes.map((episode) => (isCounted(filter, taken, episode) ? PERIODS[by](episode.date) : null));
  const labels = [...new Set(labelOf.filter((label) => label !== null))].sort();
  const place = new Map(labels.map((label, i) => [label, i]));
  const of = Int32Array.from(labelOf, (label) => (label === null ? -1 : place.get(label)));
  const totals = new Int32Array(labels.length);
  for (const i of of) if (i >= 0) totals[i] += 1;
  calendar = { key, taken, labels, of, totals, like: stratify(of, labels.map(yearsOf)) };
  return calendar;
}

/** The strata: by episode which is its own and how far its period is from the mean of the stratum's; size and Σ n (x - x̄)² of each. */
function stratify(of, years) {
  const numbers = new Map();
  const own = Int32Array.from(of, (period, e) => {
    if (period < 0) return -1;
    const key = 2 * episodes[e].show + (episodes[e].transcribed ? 1 : 0);
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    return numbers.get(key);
  });
  const [size, sum, inertia] = [0, 0, 0].map((value) => new Float64Array(numbers.size).fill(value));
  own.forEach((stratum, e) => {
    if (stratum < 0) return;
    size[stratum] += 1;
    sum[stratum] += years[of[e]];
  });
  const away = Float64Array.from(own, (stratum, e) => (stratum < 0 ? 0 : years[of[e]] - sum[stratum] / size[stratum]));
  own.forEach((stratum, e) => { if (stratum >= 0) inertia[stratum] += away[e] ** 2; });
  return { own, away, size, inertia };
}

/** The counted episodes that name an entity, or that the person takes part in, each once. */
function episodesWith({ taken, of }, index) {
  const found = new Set();
  for (const u of unitsOf(index)) if (taken.unit(u)) found.add(units.episode[u]);
  if (world.person[index]) world.parts.forEach((people, episode) => { if (people.includes(index)) found.add(episode); });
  return [...found].filter((episode) => of[episode] >= 0);
}

/** By period that has an episode: how many episodes, how many of them name the entity (or have the person), the share, its 95 % interval. */
function shares(filter, index, by = "year") {
  const found = calendarOf(filter, by);
  const named = new Int32Array(found.labels.length);
  for (const episode of episodesWith(found, index)) named[found.of[episode]] += 1;
  return found.labels.map((label, i) => {
    const [low, high] = wilson(named[i], found.totals[i]);
    return { label, episodes: found.totals[i], named: named[i], share: named[i] / found.totals[i], low, high };
  });
}

/**
 * Whether an entity's share rises or falls with the years, among episodes that are alike: Mantel 1963, the test of Cochran
 * and Armitage in strata. `slope` is share gained in a year, `p` two-sided; z is 0 where nothing can be told.
 */
function trendOf(filter, index) {
  const found = calendarOf(filter, "year");
  const { own, away, size, inertia } = found.like;
  const those = episodesWith(found, index);
  const named = new Float64Array(size.length);
  let [difference, variance, spread] = [0, 0, 0];
  for (const episode of those) {
    named[own[episode]] += 1;
    if (size[own[episode]] > 1) difference += away[episode];
  }
  size.forEach((n, stratum) => {
    if (n < 2) return;
    variance += ((named[stratum] * (n - named[stratum])) / (n * (n - 1))) * inertia[stratum];
    spread += inertia[stratum];
  });
  const z = variance > 1e-12 ? difference / Math.sqrt(variance) : 0;
  const total = found.totals.reduce((sum, number) => sum + number, 0);
  return { slope: spread ? difference / spread : 0, z, p: 2 * upperTail(Math.abs(z)), named: those.length, episodes: total };
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
