// The page as a whole: what happens at the start, when the state changes, and at a key.

const stage = document.getElementById("stage");
const viewBox = document.getElementById("view");

/** Show everywhere what the state is. */
function render() {
  const focused = document.activeElement;
  const isFilter = document.getElementById("filters").contains(focused);
  if (state.view !== "network" && !views.has(state.view)) state.view = "network";
  stage.hidden = state.view !== "network";
  viewBox.hidden = state.view === "network";
  renderNetwork();
  renderFilters();
  renderStatus();
  for (const button of document.querySelectorAll("#views button")) button.setAttribute("aria-pressed", String(button.dataset.view === state.view));
  document.getElementById("back").disabled = depth === 0;
  const current = views.get(state.view);
  if (current && loaded) current.render(viewBox);
  for (const callback of listeners) callback();
  if (focused !== document.body) keepFocus(isFilter);
}

/** Where what had the keyboard's focus is hidden, switched off or gone, give it to what is near and stays. */
function keepFocus(isFilter) {
  const now = document.activeElement;
  if (now !== document.body && !now.disabled && now.getClientRects().length) return;
  document.querySelector(isFilter ? "#filters > summary" : "#views [aria-pressed='true']").focus();
}

/** What is drawn out of what, in one line. */
function renderStatus() {
  const line = document.getElementById("status");
  if (failure) line.textContent = `Only the first picture can be shown: ${failure}`;
  else line.textContent = isStar ? sayStar() : sayShown();
}

const lineCount = () => [...shown.lines.values()].filter(({ from, to }) => isDrawn(from) && isDrawn(to)).length;

function sayStar() {
  return `Showing ${plural(shown.nodes.length, "entity", "entities")} of the episode and ${plural(lineCount(), "link")} between them.`;
}

function sayShown() {
  const number = (value) => value.toLocaleString("en");
  const drawn = lineCount();
  const which = state.significant ? "significant pairs" : "tested pairs";
  const how = [WINDOWS[state.window], MEASURES[state.by] + (state.least === null ? "" : ` ≥ ${plainNumber(state.least)}`), loaded ? sayFilters() : ""].filter(Boolean).join(", ");
  const strongest = shown.strongest.length;
  if (!loaded) return `Showing ${plural(strongest, "entity", "entities")} and ${plural(drawn, which.replace("pairs", "pair"))} (${how}). Reading the archive …`;
  const whom = head.scope === "entity" ? `${entities[head.centre].label} with the ${number(strongest - 1)} strongest of its neighbours`
    : `${strongest < shown.entities ? `the ${number(strongest)} strongest of` : "all"} ${plural(shown.entities, "entity", "entities")}`;
  const said = [`Showing ${whom} and ${number(drawn)} of ${number(shown.passing)} ${which} (${how}).`];
  const added = shown.nodes.length - strongest;
  if (added > 0) said.push(`${number(added)} more drawn on demand.`);
  if (loaded && !strongest) said.push("Nothing passes the filters.");
  return said.join(" ");
}

function startViews() {
  const button = (name, title) => element("button", { type: "button", "data-view": name, onclick: () => change({ view: name, sort: null }) }, title);
  document.getElementById("views").replaceChildren(button("network", "Network"), ...[...views].map(([name, { title }]) => button(name, title)));
}

function focusPanel() {
  const title = document.querySelector("#panel h2");
  if (title) title.focus();
}

// Light and dark, paper

function recolour() {
  readColours();
  render();
  network.redraw();
}

function startTheme() {
  const button = document.getElementById("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const say = () => {
    button.setAttribute("aria-label", isDark() ? "Light colours" : "Dark colours");
    button.textContent = isDark() ? "☀" : "☾";
  };
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    say();
    recolour();
  });
  dark.addEventListener("change", () => { say(); recolour(); });
  matchMedia("print").addEventListener("change", recolour);
  say();
}

// Keys

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const isTyping = () => /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);

function inNetwork(event) {
  const [at = null] = selected();
  if (ARROWS[event.key]) {
    const next = nextNode(at, ARROWS[event.key]);
    if (next !== undefined) choose({ node: next }, { look: true, step: true });
  } else if (event.key === "Enter" && state.selection) focusPanel();
  else if (event.key === "+" || event.key === "=") zoomBy(1.3);
  else if (event.key === "-") zoomBy(1 / 1.3);
  else if (event.key === "0") fit();
  else return false;
  return true;
}

function anywhere(event) {
  const { selection } = state;
  const node = selection && selection.node !== undefined && loaded ? selection.node : null;
  if (event.key === "Escape") {
    if (document.getElementById("panel").contains(document.activeElement)) container.focus({ preventScroll: true });
    if (selection) choose(null);
  } else if (isTyping()) return false;
  else if (event.key === "/") finder.focus();
  else if (event.key.toLowerCase() === "e" && node !== null) expand(node);
  else if (event.key.toLowerCase() === "p" && node !== null) togglePin(node);
  else return false;
  return true;
}

function startKeys() {
  const on = (target, act) => target.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (act(event)) event.preventDefault();
  });
  on(container, inNetwork);
  on(document, anywhere);
  document.getElementById("zoom-in").addEventListener("click", () => zoomBy(1.3));
  document.getElementById("zoom-out").addEventListener("click", () => zoomBy(1 / 1.3));
  document.getElementById("zoom-fit").addEventListener("click", fit);
  document.getElementById("back").addEventListener("click", () => history.back());
}

function start() {
  if (matchMedia("screen and (max-width: 820px)").matches) document.getElementById("filters").open = false;
  startNetwork();
  startFilters();
  startSearch();
  startViews();
  startTheme();
  startKeys();
  render();
  fit();
  addEventListener("popstate", () => { if (loaded) restore(); });
  whenLoaded(() => {
    if (location.hash.length > 1) restore({ anew: true });
    else change({}, { replace: true });
  });
  // After the first picture is on the screen.
  requestAnimationFrame(() => setTimeout(() => load().catch((error) => {
    failure = error instanceof Error ? error.message : String(error);
    renderStatus();
    renderPanel();
  })));
}
start();
