// What the reader chose: one object, its address in the page's fragment, and who is told when it changes.

const START = {
  view: "network", window: head.defaults.window, by: head.defaults.by, least: null, significant: head.defaults.significant !== false,
  windows: head.defaults.least, episodes: head.defaults.episodes, nodes: head.defaults.nodes, colour: "kind",
  years: null, person: null, sort: null,
};
const freshState = () => ({ ...START, off: new Set(), shows: new Set(), selection: null, expanded: [], pinned: [] });

/**
 * view, window, by (a measure); least (strength of a row, null for none), significant (rows only); windows, episodes (that a
 * pair needs to be tested); nodes (how many); colour ("kind" or "community"); off (kinds of technology and types of others that
 * are not shown); shows (indices, none for all); years ([first, last] or null); person (index or null: only what they say);
 * selection (null, { node }, { pair: [a, b] } or { episode }, all indices); expanded and pinned (indices); sort (a view's own).
 */
const state = freshState();

/** What of the state decides what is counted. */
function filter() {
  const taken = world.kindsThere.filter((kind) => !state.off.has(kind));
  return {
    window: state.window, kinds: taken.length === world.kindsThere.length ? null : new Set(taken), shows: state.shows.size ? new Set(state.shows) : null,
    years: state.years, person: state.person, least: state.windows, episodes: state.episodes,
  };
}

/** How many filters differ from what the page opens with. */
function filtersOn() {
  return [
    state.off.size > 0, state.shows.size > 0, state.years !== null, state.person !== null, state.least !== null,
    state.significant !== START.significant, state.windows !== START.windows, state.episodes !== START.episodes,
  ].filter(Boolean).length;
}

const isFirstPicture = () => filtersOn() === 0 && state.window === START.window && state.by === START.by && state.nodes === START.nodes;

// Address

const PLAIN = ["view", "window", "by", "colour", "sort"];
const NUMBERS = { least: "strength", nodes: "nodes", windows: "windows", episodes: "episodes" };
const encodeId = (id) => encodeURIComponent(id).replaceAll("%2F", "/");
const joined = (ids) => ids.map(encodeId).join("+");

/** What differs from the start, as `#window=episode&node=technology/aws-lambda`; empty for the start. */
function toFragment() {
  const parts = [];
  for (const key of PLAIN) if (state[key] !== START[key]) parts.push([key, encodeId(state[key])]);
  for (const [key, name] of Object.entries(NUMBERS)) if (state[key] !== START[key]) parts.push([name, state[key]]);
  if (state.significant !== START.significant) parts.push(["significant", state.significant ? "1" : "0"]);
  if (state.off.size) parts.push(["off", joined([...state.off].sort())]);
  if (state.shows.size) parts.push(["show", joined([...state.shows].map((show) => shows[show].slug).sort())]);
  if (state.years) parts.push(["years", state.years.join("..")]);
  const ids = (indices) => joined(indices.map((index) => entities[index].id));
  if (state.person !== null) parts.push(["person", ids([state.person])]);
  if (state.expanded.length) parts.push(["expand", ids(state.expanded)]);
  if (state.pinned.length) parts.push(["pin", ids(state.pinned)]);
  const { selection } = state;
  if (selection && selection.pair) parts.push(["pair", ids(selection.pair)]);
  else if (selection && selection.episode !== undefined) parts.push(["episode", encodeId(episodes[selection.episode].id)]);
  else if (selection) parts.push(["node", ids([selection.node])]);
  return parts.length ? `#${parts.map((part) => part.join("=")).join("&")}` : "";
}

/** The state that an address asks for; what it says that is unknown or impossible is passed over. */
function fromFragment(fragment) {
  const made = freshState();
  const given = new Map();
  for (const part of fragment.replace(/^#/, "").split("&")) {
    const [name, value] = part.split(/=(.*)/s);
    try { given.set(name, (value || "").split("+").filter(Boolean).map(decodeURIComponent)); } catch { /* not UTF-8: unknown */ }
  }
  const one = (name, known) => { const [value] = given.get(name) || []; return known(value) ? value : undefined; };
  const number = (name, least, most) => {
    const [text] = given.get(name) || [];
    return text && Number.isFinite(Number(text)) ? Math.min(most, Math.max(least, Number(text))) : undefined;
  };
  const indices = (name) => (given.get(name) || []).filter((id) => byId.has(id)).map((id) => byId.get(id).index);
  const choice = {
    view: one("view", (name) => name === "network" || views.has(name)),
    window: one("window", (name) => Object.hasOwn(WINDOWS, name)), by: one("by", (name) => Object.hasOwn(MEASURES, name)),
    colour: one("colour", (name) => ["kind", "community"].includes(name)), sort: one("sort", Boolean),
    least: number("strength", -1, 1e9), nodes: number("nodes", LEAST_NODES, mostNodes()),
    windows: number("windows", 1, 1e6), episodes: number("episodes", 1, 1e6),
    person: indices("person").find((index) => entities[index].type === "person"),
  };
  for (const [key, value] of Object.entries(choice)) if (value !== undefined) made[key] = value;
  if (given.has("significant")) made.significant = given.get("significant")[0] !== "0";
  made.off = new Set(given.get("off") || []);
  made.shows = new Set(shows.filter(({ slug }) => (given.get("show") || []).includes(slug)).map(({ index }) => index));
  const years = /^(\d{4})\.\.(\d{4})$/.exec((given.get("years") || [""])[0]);
  if (years && years[1] <= years[2]) made.years = [Number(years[1]), Number(years[2])];
  made.expanded = indices("expand");
  made.pinned = indices("pin");
  const [node, pair, episode] = [indices("node"), indices("pair"), episodes.find(({ id }) => id === (given.get("episode") || [])[0])];
  if (pair.length === 2 && pair[0] !== pair[1]) made.selection = { pair };
  else if (node.length) made.selection = { node: node[0] };
  else if (episode) made.selection = { episode: episode.index };
  return made;
}

// Changes

const listeners = [];
const views = new Map();
let depth = 0; // steps of the history that are the page's own

/** Call `callback` whenever the state has changed. */
const onRender = (callback) => { listeners.push(callback); };

/** Make a view known: `title` for the switch, `render(container)` fills the view. */
const registerView = (name, view) => { views.set(name, view); };

/** Set parts of the state; `replace` leaves no step in the history, as for what is dragged. */
function change(partial, { replace = false } = {}) {
  Object.assign(state, partial);
  remember(replace);
  render();
}

/** Select a node, a pair, an episode or nothing; `look` brings it into view, `step` leaves no step in the history. */
function choose(selection, { look = false, step = false } = {}) {
  change({ selection }, { replace: step });
  if (look && selection && selection.node !== undefined) lookAt(selection.node);
}

function remember(replace) {
  if (!loaded) return; // the first picture has no ids yet; it is caught up with when they are there
  const fragment = toFragment();
  if (fragment === location.hash) return;
  if (!replace) depth += 1;
  history[replace ? "replaceState" : "pushState"]({ depth }, "", fragment || location.pathname + location.search);
}

/** Take the state from the address; `anew` shows all that it draws. */
function restore({ anew = false } = {}) {
  depth = (history.state && history.state.depth) || 0;
  Object.assign(state, fromFragment(location.hash));
  render();
  if (anew) fit();
  if (state.selection && state.selection.node !== undefined) lookAt(state.selection.node);
}

/** Draw the next neighbours of an entity. */
const expand = (index) => change({ expanded: [...state.expanded, index] });

/** Keep an entity drawn whatever the filters, or no longer. */
const togglePin = (index) =>
  change({ pinned: state.pinned.includes(index) ? state.pinned.filter((one) => one !== index) : [...state.pinned, index] });
