// Counts of a pair come in, how strongly its two belong together goes out, as in kg/cooccurrence/measures.py.
//
// Of `n` windows `a` name the one, `b` the other and `ab` both.

const MEASURES = {
  npmi: "NPMI", lift: "Lift", count: "Windows", episodes: "Episodes", g2: "G²", jaccard: "Jaccard", association: "Association strength",
};
const SIGNIFICANT = 0.05; // q below which a pair counts as named together more often than by chance

const liftOf = (ab, a, b, n) => (ab * n) / (a * b);

/** Normalised pointwise mutual information; Bouma 2009. */
const npmiOf = (ab, a, b, n) => (ab === n ? 1 : Math.log(liftOf(ab, a, b, n)) / -Math.log(ab / n));

/** Jaccard 1901. */
const jaccardOf = (ab, a, b) => ab / (a + b - ab);

/** Log-likelihood ratio of the 2 × 2 table; Dunning 1993. */
function g2Of(ab, a, b, n) {
  const cell = (observed, expected) => (observed ? observed * Math.log(observed / expected) : 0);
  return Math.max(0, 2 * (cell(ab, (a * b) / n) + cell(a - ab, (a * (n - b)) / n)
    + cell(b - ab, ((n - a) * b) / n) + cell(n - a - b + ab, ((n - a) * (n - b)) / n)));
}

let factorials = new Float64Array(1); // ln n!

/** Return a table of ln n! up to n; Kahan's summation keeps its last digits right. */
function logFactorials(n) {
  if (factorials.length > n) return factorials;
  factorials = new Float64Array(n + 1);
  let [sum, lost] = [0, 0];
  for (let i = 2; i <= n; i += 1) {
    const term = Math.log(i) - lost;
    const next = sum + term;
    lost = next - sum - term;
    sum = next;
    factorials[i] = sum;
  }
  return factorials;
}

/** One-sided p of Fisher's exact test: that chance alone names both in `ab` windows or more. */
function fisher(ab, a, b, n) {
  const ln = logFactorials(n);
  const [least, most] = [Math.max(0, a + b - n), Math.min(a, b)];
  if (ab <= least) return 1;
  const chance = (k) => Math.exp(ln[a] - ln[k] - ln[a - k] + ln[n - a] - ln[b - k] - ln[n - a - b + k] - ln[n] + ln[b] + ln[n - b]);
  let sum = 0;
  if (ab > (a * b) / n) { // the upper tail, from its largest term on
    for (let k = ab, term = chance(ab); k <= most && term > sum * 1e-17; k += 1) {
      sum += term;
      term *= ((a - k) * (b - k)) / ((k + 1) * (n - a - b + k + 1));
    }
    return Math.min(1, sum);
  }
  for (let k = ab - 1, term = chance(k); k >= least && term > sum * 1e-17; k -= 1) {
    sum += term;
    term *= (k * (n - a - b + k)) / ((a - k + 1) * (b - k + 1));
  }
  return Math.min(1, Math.max(0, 1 - sum));
}

/** Return q of each p: corrected for their number; Benjamini and Hochberg 1995. */
function benjaminiHochberg(ps) {
  const sorted = Float64Array.from(ps).sort();
  const number = sorted.length;
  const qs = new Float64Array(number);
  for (let i = number - 1, least = 1; i >= 0; i -= 1) {
    least = Math.min(least, (sorted[i] * number) / (i + 1));
    qs[i] = least;
  }
  return Array.from(ps, (p) => { // equal ps share the q of the last of them
    let [low, high] = [0, number];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] <= p) low = middle + 1;
      else high = middle;
    }
    return qs[low - 1];
  });
}

/** A row's value of a measure: what lines are ordered and kept by. */
const strength = (row, by) => row[by];

const significant = (row) => row.q !== null && row.q < SIGNIFICANT;

/** Strongest first, as `ordered` in kg/cooccurrence/rows.py: what overrates the rare puts the significant first. */
function byStrength(by) {
  const careful = ["npmi", "lift", "association"].includes(by);
  return (x, y) => (careful ? significant(y) - significant(x) : 0) || strength(y, by) - strength(x, by)
    || y.count - x.count || x.a - y.a || x.b - y.b;
}

/** 95 % interval of a share of `count` in `n` > 0; Wilson 1927. */
function wilson(count, n) {
  const z2 = 1.959963984540054 ** 2;
  const share = count / n;
  const middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Math.sqrt(z2) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n))) / (1 + z2 / n);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
