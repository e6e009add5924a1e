// Search: over names and other names of all entities, and over titles of episodes; and the combobox that shows what is found.

const MOST_FOUND = 30;
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const searched = new Map(); // list of what can be found → its names in plain letters

/** All that can be searched for: `{ entity }` or `{ episode }`, with its names, the best known first. */
function everything() {
  const of = [
    ...entities.map((entity) => ({ entity, names: [entity.label, ...entity.aliases], reach: entity.reach, weight: entity.mentions })),
    ...episodes.map((episode) => ({ episode, names: [episode.title], reach: 0, weight: 0 })),
  ];
  return of.sort((a, b) => b.reach - a.reach || b.weight - a.weight);
}

/** The names of things in plain letters, made once. */
function plainNames(things) {
  if (!searched.has(things)) searched.set(things, things.map(({ names }) => names.map(plain)));
  return searched.get(things);
}

/** What has a name like `text`: whole names first, then beginnings, then beginnings of words, then any part. */
function find(things, text) {
  const words = plain(text.trim());
  if (!words) return [];
  const grades = [[], [], [], []];
  plainNames(things).forEach((names, i) => {
    let best = null;
    names.forEach((name, which) => {
      const at = name.indexOf(words);
      if (at < 0) return;
      const grade = name === words ? 0 : at === 0 ? 1 : /[^\p{L}\p{N}]/u.test(name[at - 1]) ? 2 : 3;
      if (!best || grade < best.grade) best = { thing: things[i], grade, name: things[i].names[which] };
    });
    if (best) grades[best.grade].push(best);
  });
  return grades.flat();
}

/**
 * Make an input with a list box under it (WAI-ARIA's combobox): `look(text)` returns what is found, `row(hit)` the
 * elements that show a hit, `take(hit)` is what choosing one does.
 */
function combobox(input, { look, row, take, none = "Nothing of that name" }) {
  const list = document.getElementById(input.getAttribute("aria-controls"));
  const sheet = list.parentElement;
  const note = sheet.querySelector(".none");
  let [active, found] = [-1, []];
  const mark = () => {
    input.setAttribute("aria-expanded", String(!sheet.hidden && found.length > 0));
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === active)));
    if (active >= 0 && !sheet.hidden) {
      input.setAttribute("aria-activedescendant", list.children[active].id);
      list.children[active].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };
  const close = () => {
    sheet.hidden = true;
    mark();
  };
  const choice = (hit) => {
    close();
    input.value = "";
    take(hit);
  };
  const show = () => {
    const all = look(input.value);
    found = all.slice(0, MOST_FOUND);
    active = found.length ? 0 : -1;
    list.replaceChildren(...found.map((hit, i) => element("li", {
      role: "option", id: `${list.id}-${i}`, onmousedown: (event) => { event.preventDefault(); choice(hit); },
    }, ...row(hit))));
    list.hidden = !found.length;
    note.textContent = found.length < all.length ? `${(all.length - found.length).toLocaleString("en")} more: type on` : found.length ? "" : none;
    note.hidden = !note.textContent;
    sheet.hidden = !input.value.trim();
    mark();
  };
  input.addEventListener("input", show);
  input.addEventListener("focus", () => { if (input.value.trim()) show(); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) {
      if (sheet.hidden) show();
      else active = (active + step + found.length) % found.length;
    } else if (event.key === "Enter" && active >= 0 && !sheet.hidden) choice(found[active]);
    else if (event.key === "Escape" && (input.value || !sheet.hidden)) {
      input.value = "";
      close();
    } else return;
    event.preventDefault();
    event.stopPropagation();
    mark();
  });
}

const finder = document.getElementById("search");
let findable = null; // `everything`, once it is asked for
const PAUSE = 300; // milliseconds after which the page is at rest, and names can be made ready for the first key

function startSearch() {
  whenLoaded(() => {
    findable = null;
    setTimeout(() => plainNames(findable = findable || everything()), PAUSE);
  });
  combobox(finder, {
    look: (text) => find(findable = findable || everything(), text),
    row: ({ thing: { entity, episode }, name }) => (entity ? [
      swatch(entity), element("span", { class: "name", dir: "auto" }, name === entity.label ? name : `${entity.label} (${name})`),
      element("span", { class: "hint" }, typeName(entity) + (isDrawn(entity.index) ? "" : " · not drawn")),
    ] : [
      shapeOf("episode", "square"), element("span", { class: "name", dir: "auto" }, name),
      element("span", { class: "hint" }, ["Episode", episode.date].filter(Boolean).join(" · ")),
    ]),
    take: ({ thing: { entity, episode } }) => {
      choose(entity ? { node: entity.index } : { episode: episode.index }, { look: true });
      if (entity && isDrawn(entity.index) && state.view === "network") container.focus({ preventScroll: true });
      else focusPanel();
    },
  });
}
