"use strict";
// The page's data: `head` is there at once, the rest is unpacked behind the first picture.

const head = JSON.parse(document.getElementById("head").textContent);
const groups = new Map(head.groups.map(([key, name, shape, kinds]) => [key, { name, shape, kinds: kinds || [] }]));

let body = null; // as Python wrote it, once it is unpacked
let loaded = false;
let failure = null; // why it could not be unpacked
let units = null; // see `readUnits`
let world = null; // what counting needs to know of entities and episodes; see count.js
let picks = [];
let links = []; // scope "episode": { a, b, name, count, units, quote }
const shows = [];
const episodes = [];
const texts = new Map();
const byId = new Map();

/** All entities; until the body is there only those of the first picture, without ids. */
const entities = head.labels.map((label, index) => {
  const group = head.groupsOf[index];
  const shape = groups.has(group) ? groups.get(group).shape : "dot";
  return {
    index, id: null, type: group, kind: "", label, aliases: [], facts: {}, group, shape,
    community: head.communityOf[index] ?? -1, reach: 0, mentions: 0,
  };
});

/** The group of GROUPS in Python that an entity belongs to: by its kind, else its type. */
function groupOf(type, kind) {
  for (const [key, group] of groups) if (kind && group.kinds.includes(kind)) return key;
  return kind === "aws-service" && groups.has("aws") ? "aws" : type;
}

const waiting = [];

/** Call `callback` when the body is there, at once where it is. */
function whenLoaded(callback) {
  if (loaded) callback();
  else waiting.push(callback);
}

/** What an element holds: base64 of gzipped JSON. */
function unpack(id) {
  const packed = atob(document.getElementById(id).textContent.trim());
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i += 1) bytes[i] = packed.charCodeAt(i);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
}

/** Unpack the body and the sentences, fill the tables, tell those who wait. */
async function load() {
  const [rest, sentences] = await Promise.all([unpack("body"), unpack("texts")]);
  body = { ...rest, texts: sentences };
  readEntities();
  readEpisodes();
  world = makeWorld(entities, episodes, units);
  for (let i = 0; i < entities.length; i += 1) entities[i].mentions = world.mentions[i];
  countReach();
  loaded = true;
  for (const callback of waiting.splice(0)) callback();
}

function readEntities() {
  body.entities.forEach(([id, type, label, kind, aliases, facts, community], index) => {
    const group = index < head.groupsOf.length ? head.groupsOf[index] : groupOf(type, kind);
    const shape = groups.has(group) ? groups.get(group).shape : "dot";
    const entity = { index, id, type, kind: kind || "", label, aliases, facts, group, shape, community, reach: 0, mentions: 0 };
    entities[index] = Object.assign(entities[index] || {}, entity);
    byId.set(id, entities[index]);
  });
}

const ROLES = ["host", "guest", "mentioned"];

function readEpisodes() {
  body.shows.forEach(([slug, label], index) => shows.push({ index, slug, label }));
  body.episodes.forEach(([id, title, show, date, number, seconds, words, audio, url, path, people, sponsors, topics, turns], index) => {
    episodes.push({
      index, id, title, show, date: date || null, year: Number(String(date || "").slice(0, 4)) || null,
      number: number || null, seconds: seconds || null, words, audio: audio || null, url: url || null, path,
      people: people.map(([entity, role]) => ({ entity, role: ROLES[role] })), sponsors,
      transcribed: turns > 0, topics: topics.map(([time, at, heading]) => ({ time, seconds: at < 0 ? null : at, title: heading })),
    });
  });
  units = readUnits(body.units, episodes.length);
  for (const [unit, text, seconds, place, flat] of body.texts) {
    const marks = [];
    for (let i = 0; i < flat.length; i += 3) marks.push([flat[i], flat[i + 1], flat[i + 2]]);
    texts.set(unit, { unit, text, seconds: seconds < 0 ? null : seconds, place: ["notes", "transcript", "picks"][place], marks });
  }
  picks = body.picks.map(([title, url, people, episode, technologies], index) =>
    ({ index, title, url: url || null, people, episode, technologies }));
  links = (body.links || []).map(([a, b, name, count, where, quote]) => ({ a, b, name, count, units: where, quote: quote || null }));
}

/** In how many episodes each entity is: named, speaking, taking part or spoken of; of a show, paying. */
function countReach() {
  const slugs = new Map(entities.map((entity) => [entity.id, entity]));
  for (const episode of episodes) {
    const found = new Set([...episode.people.map(({ entity }) => entity), ...episode.sponsors]);
    const show = slugs.get(`show/${shows[episode.show].slug}`);
    if (show) found.add(show.index);
    const [first, end] = unitsIn(episode.index);
    for (let u = first; u < end; u += 1) {
      if (units.speaker[u] >= 0) found.add(units.speaker[u]);
      for (let k = units.starts[u]; k < units.starts[u + 1]; k += 1) found.add(units.members[k]);
    }
    for (const index of found) entities[index].reach += 1;
  }
}

/** First unit of an episode, and the one after its last. */
const unitsIn = (episode) => [units.first[episode], units.first[episode + 1]];

/** The units that name a technology or that a person says, ascending. */
const unitsOf = (index) => world.unitsOf(index);

/** One unit as an object. */
function unit(u) {
  const speaker = units.speaker[u];
  return {
    episode: units.episode[u], turn: units.turn[u], topic: units.topic[u], notes: units.notes[u] === 1,
    speaker: speaker < 0 ? null : speaker, members: Array.from(units.members.subarray(units.starts[u], units.starts[u + 1])),
  };
}

// Words

const KINDS = { "aws-service": "AWS service", os: "operating system" };
const kindName = (kind) => KINDS[kind] || kind.replaceAll("-", " ");
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const typeName = (entity) => capital(entity.type === "technology" && entity.kind ? kindName(entity.kind) : String(entity.type));
const plural = (count, one, many) => `${count.toLocaleString("en")} ${count === 1 ? one : many || one + "s"}`;

/** Seconds as 1:02:03 or 2:03. */
function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

// Elements

/** An element; strings become text, never markup. `on…` properties are listeners. */
function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}
const shapeOf = (group, shape) => element("span", { class: `shape ${shape} ${group}`, "aria-hidden": "true" });
const swatch = (entity) => shapeOf(groups.has(entity.group) ? entity.group : "", entity.shape);
