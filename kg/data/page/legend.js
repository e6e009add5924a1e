// The legend: what colours and shapes mean, how many of each there are, and a box to switch each off.

const legend = document.getElementById("legend");
const unfolded = new Set(); // groups whose kinds are listed
let reachOf = { key: null, reach: null }; // of all kinds, those that are off too

/** How many entities of each kind of technology, and of each other type, the filters leave. */
function kindCounts() {
  const counts = new Map();
  const add = ({ type, kind, group }) => {
    const key = type === "technology" ? kind : type;
    counts.set(key, { group, number: (counts.get(key) || { number: 0 }).number + 1 });
  };
  if (!loaded || isStar) head.network.nodes.forEach(({ id }) => add(entities[id]));
  else {
    const all = { ...filter(), kinds: null };
    const key = keyOf({ ...all, window: "", least: 0, episodes: 0 });
    if (reachOf.key !== key) reachOf = { key, reach: reachUnder(world, all) };
    entities.filter(({ index, mentions }) => canBeDrawn(index) && mentions && reachOf.reach[index]).forEach(add);
  }
  return counts;
}

function renderLegend() {
  const focused = document.activeElement && legend.contains(document.activeElement) ? document.activeElement.id : "";
  const counts = kindCounts();
  legend.replaceChildren(...[...groups].flatMap(([group, { name, shape }]) => {
    const keys = [...counts.keys()].filter((key) => counts.get(key).group === group).sort();
    return keys.length ? groupRows(group, name, shape, keys, counts) : [];
  }), ...(state.colour === "community" ? [communityKey()] : []));
  if (focused && document.getElementById(focused)) document.getElementById(focused).focus();
}

/** The box of a group, and where it has several kinds a button that lists a box for each. */
function groupRows(group, name, shape, keys, counts) {
  const whole = switchOf(group, name, keys, counts, shapeOf(state.colour === "kind" ? group : "", shape));
  if (keys.length < 2) return [element("div", { class: "group" }, whole, element("span", { class: "nofold" }))];
  const isOpen = unfolded.has(group) || keys.some((key) => state.off.has(key));
  const fold = () => {
    if (isOpen) unfolded.delete(group);
    else unfolded.add(group);
    renderLegend();
  };
  const button = element("button", {
    type: "button", class: "fold", id: `legend-fold-${group}`, "aria-expanded": String(isOpen), "aria-label": `Kinds of ${name}`, onclick: fold,
  }, "▸");
  const kinds = keys.map((key) => switchOf(`kind-${key}`, capital(kindName(key)) || "Of no kind", [key], counts));
  return [element("div", { class: "group" }, whole, button), isOpen ? element("div", { class: "kinds" }, ...kinds) : null].filter(Boolean);
}

/** A box for one or several kinds; where only some are off, a click brings them back. */
function switchOf(id, name, keys, counts, mark = null) {
  const off = keys.filter((key) => state.off.has(key)).length;
  const number = keys.reduce((sum, key) => sum + counts.get(key).number, 0);
  const label = tick(`legend-${id}`, name, number, (on) => {
    const left = new Set(state.off);
    for (const key of keys) if (on) left.delete(key); else left.add(key);
    change({ off: left });
  }, mark);
  const input = label.querySelector("input");
  input.checked = off === 0;
  input.indeterminate = off > 0 && off < keys.length;
  input.disabled = !loaded;
  label.classList.toggle("off", off === keys.length);
  return label;
}

/** The colours of the communities that are drawn, with how many are drawn of each. */
function communityKey() {
  const counts = new Map();
  for (const index of shownNodes()) counts.set(entities[index].community, (counts.get(entities[index].community) || 0) + 1);
  const lines = head.communities.map((name, i) => [i, name]).filter(([i]) => counts.has(i) && i < COMMUNITIES);
  const rest = shownNodes().length - lines.reduce((sum, [i]) => sum + counts.get(i), 0);
  const line = (mark, name, number) => element("li", {}, element("span", { class: `shape dot ${mark}`, "aria-hidden": "true" }),
    element("span", { dir: "auto" }, name), element("span", { class: "count" }, number.toLocaleString("en")));
  return element("ul", { id: "communities", "aria-label": "Communities" }, ...lines.map(([i, name]) => line(`c${i}`, name, counts.get(i))),
    rest ? line("", "in none, or in a small one", rest) : null);
}
