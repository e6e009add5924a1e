// Filters: what is counted and drawn, and the legend, which is a filter too. Every change acts at once.

const WINDOWS = { sentence: "same sentence", turn: "same turn", topic: "same topic", episode: "same episode" };
const MANY_SHOWS = 8; // from which on the list of shows has a search field
const byName = (id) => document.getElementById(`filter-${id}`);
const plainNumber = (value) => String(Number(value.toPrecision(3)));

function startFilters() {
  const options = (id, names) => byName(id).replaceChildren(...Object.entries(names).map(([value, name]) => element("option", { value }, name)));
  options("window", WINDOWS);
  options("by", MEASURES);
  options("colour", { kind: "kind", community: "community" });
  byName("colour").closest("label").hidden = head.communities.length === 0;
  byName("window").addEventListener("change", ({ target }) => change({ window: target.value, least: null }));
  byName("by").addEventListener("change", ({ target }) => change({ by: target.value, least: null }));
  byName("colour").addEventListener("change", ({ target }) => change({ colour: target.value }));
  byName("significant").addEventListener("change", ({ target }) => change({ significant: target.checked }));
  byName("least").addEventListener("input", ({ target }) => change({ least: leastAt(Number(target.value)) }, { replace: true }));
  byName("nodes").addEventListener("input", ({ target }) => change({ nodes: Number(target.value) }, { replace: true }));
  for (const id of ["windows", "episodes"]) {
    byName(id).addEventListener("change", ({ target }) => change({ [id]: Math.max(1, Math.floor(Number(target.value)) || 1) }));
  }
  for (const id of ["from", "to"]) byName(id).addEventListener("change", ({ target }) => changeYears(id, Number(target.value)));
  byName("anybody").addEventListener("click", () => { change({ person: null }); byName("person").focus(); });
  document.getElementById("reset").addEventListener("click", () => {
    const { view, selection, expanded, pinned } = state;
    change({ ...freshState(), view, selection, expanded, pinned });
  });
  document.getElementById("filters").querySelectorAll("input, select, button").forEach((one) => { one.disabled = true; });
  byName("nodes").disabled = true;
  whenLoaded(fillFilters);
}

/** Offer what the archive has: years, shows, speakers. */
function fillFilters() {
  document.querySelectorAll("#filters input, #filters select, #filters button, #filter-nodes").forEach((one) => { one.disabled = false; });
  const years = [...new Set(episodes.map(({ year }) => year).filter(Boolean))].sort((a, b) => a - b);
  for (const id of ["from", "to"]) byName(id).replaceChildren(element("option", { value: "0" }, "any"), ...years.map((year) => element("option", { value: year }, String(year))));
  byName("years").hidden = years.length < 2;
  const speakers = everything().filter(({ entity }) => entity && entity.type === "person" && entity.mentions);
  byName("who").hidden = !speakers.length;
  combobox(byName("person"), {
    look: (text) => find(speakers, text),
    row: ({ thing: { entity }, name }) => [
      element("span", { class: "name", dir: "auto" }, name === entity.label ? name : `${entity.label} (${name})`),
      element("span", { class: "hint" }, plural(entity.reach, "episode")),
    ],
    take: ({ thing: { entity } }) => change({ person: entity.index }),
    none: "Nobody of that name speaks of a technology",
  });
  byName("shows").hidden = shows.length < 2;
  byName("show-words").hidden = shows.length < MANY_SHOWS;
  byName("show-words").addEventListener("input", ({ target }) => {
    const words = plain(target.value.trim());
    for (const label of byName("show-list").children) label.hidden = !plain(label.textContent).includes(words);
  });
  const counts = shows.map(({ index }) => episodes.filter(({ show }) => show === index).length);
  byName("show-list").replaceChildren(...shows.map(({ index, label }) => tick(`filter-show-${index}`, label, counts[index], (on) => {
    const chosen = new Set(state.shows);
    if (on) chosen.add(index);
    else chosen.delete(index);
    change({ shows: chosen });
  })));
}

/** A checkbox with a name, a mark and a count. */
function tick(id, name, number, onchange, mark = null) {
  const input = element("input", { type: "checkbox", id, onchange: () => onchange(input.checked) });
  return element("label", { class: "tick" }, input, mark, element("span", { dir: "auto" }, name), element("span", { class: "count" }, number.toLocaleString("en")));
}

function changeYears(id, year) {
  const known = [...byName("from").options].map(({ value }) => Number(value)).filter(Boolean);
  const [first, last] = [known[0], known[known.length - 1]];
  let [from, to] = state.years || [first, last];
  if (id === "from") from = year || first;
  else to = year || last;
  if (from > to) [from, to] = [year, year];
  change({ years: from === first && to === last ? null : [from, to] });
}

// Least strength: the slider goes through the tested pairs from the weakest to the strongest, whatever the measure's own range.

function strengths() {
  return Float64Array.from(counting(filter()).rows, (row) => strength(row, state.by)).sort();
}

function leastAt(percent) {
  const all = strengths();
  return percent && all.length ? Number(plainNumber(all[Math.min(all.length - 1, Math.floor((all.length * percent) / 100))])) : null;
}

function renderStrength() {
  const all = strengths();
  const below = state.least === null ? 0 : all.findIndex((value) => value >= state.least);
  const said = state.least === null ? "any" : `${plainNumber(state.least)} or more`;
  const slider = byName("least");
  if (document.activeElement !== slider) slider.value = String(below < 0 ? 100 : Math.round((100 * below) / Math.max(all.length, 1)));
  slider.setAttribute("aria-valuetext", `${MEASURES[state.by]}: ${said}`);
  byName("least-said").textContent = said;
}

/** Show in the filters what the state is. */
function renderFilters() {
  renderLegend();
  const on = filtersOn();
  document.getElementById("filters-on").textContent = on ? `${plural(on, "filter")} on` : "none on";
  document.getElementById("reset").disabled = !loaded || (on === 0 && isFirstPicture() && state.colour === "kind");
  for (const id of ["window", "by", "colour"]) byName(id).value = state[id];
  if (!loaded) return;
  byName("significant").checked = state.significant;
  for (const id of ["windows", "episodes"]) byName(id).value = String(state[id]);
  const [from, to] = state.years || [0, 0];
  byName("from").value = String(from);
  byName("to").value = String(to);
  byName("anybody").hidden = state.person === null;
  byName("anybody").textContent = state.person === null ? "" : `${entities[state.person].label} ×`;
  byName("anybody").setAttribute("aria-label", state.person === null ? "" : `Said by ${entities[state.person].label}: remove`);
  for (const { index } of shows) byName(`show-${index}`).checked = state.shows.has(index);
  const most = mostNodes();
  Object.assign(byName("nodes"), { min: String(Math.min(LEAST_NODES, most)), max: String(most), value: String(state.nodes) });
  byName("nodes-said").textContent = state.nodes.toLocaleString("en");
  byName("nodes").closest("label").hidden = isStar;
  renderStrength();
}

/** What is on, in words, for the line above the network. */
function sayFilters() {
  const said = [];
  if (state.shows.size) said.push(state.shows.size > 2 ? plural(state.shows.size, "show") : [...state.shows].map((show) => shows[show].label).join(" and "));
  if (state.years) said.push(state.years[0] === state.years[1] ? String(state.years[0]) : state.years.join("–"));
  if (state.person !== null) said.push(`said by ${entities[state.person].label}`);
  return said.join(", ");
}
