"use strict";
// The page's data, read into objects that the other parts share.

const data = JSON.parse(document.getElementById("graph").textContent);
const groups = new Map(data.groups.map(([key, name, shape]) => [key, { name, shape }]));
const predicates = data.predicates.map(([key, forward, backward]) => ({ key, forward, backward }));

const nodes = data.nodes.map(([id, type, label, kind, reach, weight, facts], index) => ({
  index, id, type, label, kind: kind || "", reach, weight, facts, edges: [], more: [],
  group: kind === "aws-service" ? "aws" : type,
  shape: (groups.get(kind === "aws-service" ? "aws" : type) || { shape: "dot" }).shape,
}));
const byId = new Map(nodes.map((node) => [node.id, node]));
for (const [index, ...counts] of data.more) {
  for (let i = 0; i < counts.length; i += 3) {
    nodes[index].more.push({ predicate: counts[i], outward: counts[i + 1] === 1, count: counts[i + 2] });
  }
}

const edges = data.edges.map(([source, target, predicate, count, evidence, episodes]) => {
  const edge = { source, target, predicate, count, evidence: null, cut: evidence === 1, episodes: episodes || [] };
  if (Array.isArray(evidence)) {
    const [quote, surface, speaker, time, place, file, start, end, episode] = evidence;
    edge.evidence = { quote, surface, speaker, time, place, file, start, end, episode };
  }
  nodes[source].edges.push(edge);
  if (source !== target) nodes[target].edges.push(edge);
  return edge;
});

const pairs = new Map(); // all edges between two nodes, whichever way they go
const pairKey = (a, b) => (a < b ? `${a}-${b}` : `${b}-${a}`);
for (const edge of edges) {
  const key = pairKey(edge.source, edge.target);
  if (!pairs.has(key)) pairs.set(key, []);
  pairs.get(key).push(edge);
}

const other = (edge, node) => nodes[edge.source === node.index ? edge.target : edge.source];

const state = {
  drawn: new Set(data.network.nodes.map((node) => node.id)),
  added: new Set(), // drawn on demand, beside the first ones
  off: new Set(), // filters that are switched off: a group, or "technology:" and a kind
  selection: null, // { node } or { pair: [node, node] }
};
const filterOf = (node) => (node.group === "technology" ? `technology:${node.kind}` : node.group);
const isVisible = (node) => state.drawn.has(node.index) && !state.off.has(filterOf(node));

const KINDS = { "aws-service": "AWS service", os: "operating system" };
const kindName = (kind) => KINDS[kind] || kind.replaceAll("-", " ");
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const typeName = (node) => capital(node.type === "technology" && node.kind ? kindName(node.kind) : String(node.type));
const plural = (count, one, many) => `${count.toLocaleString("en")} ${count === 1 ? one : many || one + "s"}`;

/** Seconds as 1:02:03 or 2:03. */
function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** An element; strings become text, never markup. */
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
const swatch = (node) => shapeOf(groups.has(node.group) ? node.group : "", node.shape);
