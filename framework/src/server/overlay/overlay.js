// The overlay of dev mode: a button, and a panel with what the server knows of this page (`report.rs` says what comes).
//
// It lives in a shadow root that is put behind the body once the document is parsed: by then the bootstrap has counted
// what is there, and what comes later is foreign to the framework. Its own script tag is taken out at once.
//
// A document shows what is named in it as properties of its own, so its own ones are taken from the prototype.
(() => {
const {createElement, createElementNS} = Document.prototype, read = name => Reflect.get(Document.prototype, name, document);
const script = read("currentScript"), address = `/_watershed/overlay/${script.dataset.page}`;
script.remove();

const COLOURS = ["iso", "open", "client", "server", "const", "static"];
const EVERY = 1000;
const MANY = 4;

// What the visitor chose outlives a reload.
const chosen = JSON.parse(sessionStorage.getItem("watershed-overlay") || "{}");
const choose = (name, value) => {
  chosen[name] = value;
  sessionStorage.setItem("watershed-overlay", JSON.stringify(chosen));
};

// An element: its attributes, then what is in it. Text is never markup.
const element = (name, attributes, ...content) => {
  const made = createElement.call(document, name);
  for (const [key, value] of Object.entries(attributes || {}))
    key.startsWith("on") ? made.addEventListener(key.slice(2), value) : made.setAttribute(key, value);
  made.append(...content.flat().filter(piece => piece != null));
  return made;
};

const size = bytes => bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(bytes < 1e4 ? 2 : 1)} kB`;
const sum = bytes => bytes.snapshot + bytes.down + bytes.up;
const add = (one, other) => ({
  snapshot: one.snapshot + other.snapshot,
  down: one.down + other.down,
  up: one.up + other.up,
});
const NOTHING = { snapshot: 0, down: 0, up: 0 };
const coded = text => text.split("`").map((piece, at) => at % 2 ? element("code", null, piece) : piece);

// `at line 9` with the file, as far as it is worth reading.
const placed = (text, component) => text.replace(/at line (\d+)/g, (_, line) => `at ${brief(component.file)}:${line}`);
const brief = file => file.split("/").slice(-2).join("/");

let report, text, timer;
const closed = new Set(), opened = new Set();

// ---- What is so of a node on this page, in words.

const UPLINKS = { never: "never goes up", lazy: "goes up with the next batch", eager: "goes up at once" };
const SERVED = ["server", "static", "const"];
const STRUCTURE = { when: "show", each: "list", arm: "branch", rebuild: "markup", fixed: "markup" };

const state = (line, entry) => {
  if (line.kind === "frame") return "";
  if (!entry?.count) return SERVED.includes(line.colour) ? "on the server" : "not on this page now";
  const all = entry.count > 1 ? `${entry.count} ` : "";
  const some = entry.linked < entry.count ? `${entry.linked} of ${entry.count} ` : all;
  if (entry.uplink) return `${some}linked, ${UPLINKS[entry.uplink]}`;
  if (entry.linked) return STRUCTURE[line.kind] ? `${some}linked as a gate` : `${some}linked`;
  return entry.count > 1 ? `${entry.count} on the server` : "on the server";
};

// True for a line of the browser whose value has not crossed: the panel shows it paler.
const isAway = (line, entry) => line.colour !== "server" && !entry?.count && !sum(entry?.bytes || NOTHING);

const weight = bytes => {
  const parts = [["snapshot", ""], ["down", "↓"], ["up", "↑"]].filter(([name]) => bytes[name]);
  const words = parts.map(([name, arrow]) => arrow + size(bytes[name])).join(" ");
  const title = `snapshot ${bytes.snapshot} B, updates ${bytes.down} B, batches ${bytes.up} B`;
  return element("span", { class: words ? "bytes" : "bytes none", title }, words || "0 B");
};

// ---- The tree.

const node = (component, line, entry) => {
  const colour = `--colour: var(--${line.colour})`;
  const title = line.name.includes(" ") ? placed(line.name, component) : `\`${line.name}\``;
  const rule = line.rule ? ` (rule ${line.rule})` : "";
  const attributes = { style: colour, "data-colour": line.colour, "data-kind": line.kind };
  return element("div", { class: isAway(line, entry) ? "node away" : "node", ...attributes },
    element("span", { class: "dot" }),
    element("span", { class: "kind" }, STRUCTURE[line.kind] || line.kind),
    element("span", { class: "name" }, coded(title), element("span", { class: "state" }, state(line, entry))),
    weight(entry?.bytes || NOTHING),
    element("span", { class: "why", title: component.file },
      `${line.colour}: `, coded(placed(line.reason, component)), rule));
};

const nodes = alike => {
  const component = report.components[alike[0].component];
  const entries = merged(alike);
  const shown = component.lines.map((line, at) => [line, entries.get(at)]).filter(([line]) => !isHidden(line.colour));
  const heavy = ([, entry]) => entry ? sum(entry.bytes) : -1;
  if (chosen.heaviest) shown.sort((one, other) => heavy(other) - heavy(one));
  return shown.map(([line, entry]) => node(component, line, entry));
};

// What is so of a line in all of these instances of one component.
const merged = alike => {
  const entries = new Map();
  for (const entry of alike.flatMap(instance => instance.entries)) {
    const before = entries.get(entry.line) || { count: 0, linked: 0, bytes: NOTHING };
    entries.set(entry.line, {
      ...entry,
      count: before.count + entry.count,
      linked: before.linked + entry.linked,
      bytes: add(before.bytes, entry.bytes),
    });
  }
  return entries;
};

const isHidden = colour => (chosen.hidden || []).includes(colour);
const inside = id => report.instances.filter(instance => instance.parent === id);
const own = instance => instance.entries.reduce((all, entry) => add(all, entry.bytes), NOTHING);
const whole = instance => inside(instance.id).reduce((all, child) => add(all, whole(child)), own(instance));

// Content is made when it is first looked at: a page may have thousands of instances.
const fold = (key, isOpen, head, content) => {
  const open = isOpen ? !closed.has(key) : opened.has(key);
  const details = element("details", open ? { open: "" } : null, element("summary", null, head));
  const fill = () => details.childElementCount > 1 || details.append(...content());
  if (open) fill();
  details.addEventListener("toggle", () => {
    (details.open ? opened : closed).add(key);
    (details.open ? closed : opened).delete(key);
    if (details.open) fill();
  });
  return details;
};

const tree = (instance, isOpen = true) => {
  const component = report.components[instance.component];
  const head = [element("b", null, short(component)), place(component), weight(whole(instance))];
  const content = () => [...nodes([instance]), ...branches(inside(instance.id), instance.id)];
  return fold(`i${instance.id}`, isOpen, head, content);
};

const short = component => component.name.split("::").pop();
const place = ({ file, line }) =>
  file ? element("span", { class: "place", title: file }, `${brief(file)}:${line}`) : null;

// Many instances of one component, side by side, are shown together first.
const branches = (instances, parent) => {
  const groups = Map.groupBy ? Map.groupBy(instances, instance => instance.component) : new Map([[-1, instances]]);
  return [...groups].flatMap(([number, alike]) => {
    if (alike.length < MANY || number < 0) return alike.map(instance => tree(instance));
    const component = report.components[number];
    const all = alike.reduce((all, instance) => add(all, whole(instance)), NOTHING);
    const head = [element("b", null, `${alike.length} × ${short(component)}`), place(component), weight(all)];
    const content = () => [...nodes(alike), ...alike.map(instance => tree(instance, false))];
    return [fold(`g${parent}.${number}`, false, head, content)];
  });
};

// ---- The panel.

const chip = colour => {
  const press = () => {
    const hidden = new Set(chosen.hidden || []);
    hidden.delete(colour) || hidden.add(colour);
    choose("hidden", [...hidden]);
    draw();
  };
  const attributes = { "aria-pressed": !isHidden(colour), style: `--colour: var(--${colour})`, onclick: press };
  return element("button", attributes, element("span", { class: "dot" }), colour);
};

const present = () => {
  const found = new Set(report.components.flatMap(({ lines }) => lines.map(line => line.colour)));
  return COLOURS.filter(colour => found.has(colour));
};

const total = (value, name) => element("span", null, element("b", null, value), ` ${name}`);
const counted = (count, word) => `in ${count} ${word}${count === 1 ? "" : word.endsWith("h") ? "es" : "s"}`;

const turn = () => {
  choose("heaviest", !chosen.heaviest);
  draw();
};

const head = () => element("header", null,
  element("h1", null, "What this page is made of",
    report.has_session
      ? element("span", { class: "badge", title: "The server keeps a session of this page" }, "live")
      : element("span", { class: "badge", title: "The server keeps nothing of this page" }, "static"),
    element("button", { class: "close", title: "Close (Ctrl+Alt+W)", onclick: toggle }, "✕")),
  element("div", { class: "totals" },
    total(size(report.markup), "markup"),
    total(size(report.total.snapshot), "snapshot"),
    report.has_session ? total(`↓${size(report.total.down)}`, counted(report.updates, "update")) : null,
    report.has_session ? total(`↑${size(report.total.up)}`, counted(report.batches, "batch")) : null),
  element("div", { class: "chips" }, present().map(chip),
    element("button", { class: "sort", title: "What comes first", onclick: turn },
      chosen.heaviest ? "most bytes first" : "as written")));

const rest = () => {
  const lines = [["counts and versions", report.common], ["components that are gone", report.gone]];
  const told = lines.filter(([, bytes]) => sum(bytes));
  return element("div", { class: "rest" }, told.map(([words, bytes]) => element("div", null, words, weight(bytes))));
};

const draw = () => {
  if (!report) return;
  const scrolled = panel.querySelector("main")?.scrollTop || 0;
  const roots = report.instances.filter(instance => instance.parent == null);
  panel.replaceChildren(head(), element("main", null, roots.map(instance => tree(instance)), rest()));
  panel.querySelector("main").scrollTop = scrolled;
};

const look = async () => {
  const answer = await fetch(address);
  if (!answer.ok) return clearInterval(timer);
  const latest = await answer.text();
  if (latest === text) return;
  report = JSON.parse(text = latest);
  button.lastChild.textContent = size(sum(report.total));
  draw();
};

const toggle = () => {
  panel.hidden = !panel.hidden;
  button.style.display = panel.hidden ? "" : "none";
  choose("open", !panel.hidden);
  clearInterval(timer);
  if (panel.hidden) return;
  look();
  // A static page stays as it is.
  timer = setInterval(() => report?.has_session && look(), EVERY);
};

const drop = () => {
  const image = createElementNS.call(document, "http://www.w3.org/2000/svg", "svg");
  const path = createElementNS.call(document, "http://www.w3.org/2000/svg", "path");
  image.setAttribute("viewBox", "0 0 12 14");
  path.setAttribute("d", "M6 0c2.6 3.4 5 6 5 9a5 5 0 0 1-10 0c0-3 2.4-5.6 5-9z");
  image.append(path);
  return image;
};

const panel = element("aside", { id: "panel", hidden: "", "aria-label": "Watershed" });
const title = "What this page is made of (Ctrl+Alt+W)";
const button = element("button", { id: "toggle", title, onclick: toggle }, drop(), element("span", null, "…"));

addEventListener("DOMContentLoaded", () => {
  const host = createElement.call(document, "watershed-overlay");
  const root = host.attachShadow({ mode: "open" });
  const style = element("link", { rel: "stylesheet", href: "/_watershed/overlay.css" });
  style.addEventListener("load", () => root.append(button, panel));
  root.append(style);
  read("documentElement").append(host);
  addEventListener("keydown", event => {
    if (event.ctrlKey && event.altKey && event.code === "KeyW") toggle();
  });
  look();
  if (chosen.open) toggle();
});
})();
