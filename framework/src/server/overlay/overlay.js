// The overlay of dev mode: a button, and a panel with what the server knows of this page (`report.rs` says what comes).
//
// It lives in a shadow root that is put behind the body once the document is parsed: by then the bootstrap has counted
// what is there, and what comes later is foreign to the framework. Its own script tag is taken out at once.
(() => {
const script = document.currentScript, address = `/_watershed/overlay/${script.dataset.page}`;
script.remove();

const COLOURS = ["iso", "open", "client", "server", "const", "static"];
const EVERY = 1000;
const MANY = 4;

const STYLE = `
:host {
  all: initial; color-scheme: light dark;
  --paper: #fffffffa; --ink: #1d2733; --faint: #6c7a89; --line: #0f1e2e1a; --soft: #0f1e2e0a; --accent: #1668c7;
  --iso: #c98a00; --open: #d9622b; --client: #2f8f3e; --server: #2b6fd0; --const: #8794a3; --static: #8794a3;
}
@media (prefers-color-scheme: dark) {
  :host {
    --paper: #151b23fa; --ink: #e3e9f0; --faint: #93a1b1; --line: #ffffff1f; --soft: #ffffff0d; --accent: #7db4ff;
    --iso: #f0b83b; --open: #ff9a66; --client: #69c97a; --server: #77aefc; --const: #8a97a6; --static: #8a97a6;
  }
}
* { box-sizing: border-box; }
#toggle, #panel {
  position: fixed; right: 12px; bottom: 12px; z-index: 2147483647;
  color: var(--ink); background: var(--paper); border: 1px solid var(--line);
  box-shadow: 0 1px 2px #0001, 0 8px 28px #0002; backdrop-filter: blur(10px);
  font: 13px/1.45 ui-sans-serif, system-ui, sans-serif;
}
#toggle { border-radius: 99px; padding: 5px 11px; cursor: pointer; display: flex; gap: 7px; align-items: center; }
#toggle:hover { border-color: var(--accent); }
#toggle svg { width: 12px; height: 14px; fill: var(--accent); }
#panel {
  top: 12px; width: min(40rem, calc(100vw - 24px)); border-radius: 12px; display: flex; flex-direction: column;
  overflow: hidden;
}
#panel[hidden] { display: none; }
header { padding: 12px 16px 10px; border-bottom: 1px solid var(--line); }
h1 { font-size: 14px; font-weight: 600; margin: 0; display: flex; gap: 8px; align-items: center; }
h1 .close { margin-left: auto; }
.badge { font-weight: 500; font-size: 11px; padding: 1px 8px; border-radius: 99px; background: var(--soft); color: var(--faint); }
.totals { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 8px 0 10px; }
.totals b { font-weight: 600; font-variant-numeric: tabular-nums; }
.totals span { color: var(--faint); }
.chips { display: flex; flex-wrap: wrap; gap: 6px; }
button { font: inherit; color: inherit; background: none; border: 0; cursor: pointer; }
.chips button { border: 1px solid var(--line); border-radius: 99px; padding: 1px 9px; font-size: 12px; display: flex; gap: 6px; align-items: center; }
.chips button[aria-pressed=false] { opacity: .45; text-decoration: line-through; }
.chips .sort { margin-left: auto; }
button:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.dot { width: 8px; height: 8px; border-radius: 50%; background: var(--colour); flex: none; }
main { overflow: auto; padding: 6px 0 12px; overscroll-behavior: contain; }
details { border-left: 2px solid transparent; }
details details { margin-left: 13px; border-left-color: var(--line); }
summary { padding: 7px 16px 3px; cursor: pointer; display: flex; gap: 8px; align-items: baseline; list-style: none; }
summary::before { content: "▸"; color: var(--faint); font-size: 10px; width: 8px; }
details[open] > summary::before { content: "▾"; }
summary:hover { background: var(--soft); }
summary b { font-weight: 600; }
.place { color: var(--faint); font-size: 12px; }
.bytes { margin-left: auto; font-variant-numeric: tabular-nums; white-space: nowrap; }
.node {
  display: grid; grid-template-columns: 8px 4.6rem 1fr auto; gap: 0 9px; align-items: baseline; padding: 4px 16px 4px 32px;
}
.node:hover { background: var(--soft); }
.node .dot { align-self: center; }
.kind { color: var(--colour); font-size: 12px; }
.name { overflow-wrap: anywhere; }
.node .why { grid-column: 3 / -1; color: var(--faint); font-size: 12px; overflow-wrap: anywhere; }
.node.away { opacity: .5; }
.state { color: var(--faint); font-size: 12px; margin-left: 6px; }
code { font: 12px ui-monospace, monospace; }
.none { color: var(--faint); opacity: .5; }
.rest { margin: 12px 16px 0; padding-top: 8px; border-top: 1px solid var(--line); color: var(--faint); font-size: 12px; }
.rest div { display: flex; }
`;

// What the visitor chose outlives a reload.
const chosen = JSON.parse(sessionStorage.getItem("watershed-overlay") || "{}");
const choose = (name, value) => {
  chosen[name] = value;
  sessionStorage.setItem("watershed-overlay", JSON.stringify(chosen));
};

// An element: its attributes, then what is in it. Text is never markup.
const element = (name, attributes, ...content) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {}))
    key.startsWith("on") ? made.addEventListener(key.slice(2), value) : made.setAttribute(key, value);
  made.append(...content.flat().filter(piece => piece != null));
  return made;
};

const size = bytes => bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(bytes < 1e4 ? 2 : 1)} kB`;
const sum = bytes => bytes.snapshot + bytes.down + bytes.up;
const add = (one, other) => ({ snapshot: one.snapshot + other.snapshot, down: one.down + other.down, up: one.up + other.up });
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
  if (line.kind === "scope") return "";
  if (!entry?.count) return SERVED.includes(line.colour) ? "on the server" : "not on this page now";
  const some = entry.linked < entry.count ? `${entry.linked} of ${entry.count} ` : entry.count > 1 ? `${entry.count} ` : "";
  if (entry.uplink) return `${some}linked, ${UPLINKS[entry.uplink]}`;
  if (entry.linked) return STRUCTURE[line.kind] ? `${some}linked as a gate` : `${some}linked`;
  return entry.count > 1 ? `${entry.count} on the server` : "on the server";
};

// What is not here, or never will be, stands back.
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
  const title = line.name.includes(" at line ") ? placed(line.name, component) : `\`${line.name}\``;
  const rule = line.rule ? ` (rule ${line.rule})` : "";
  return element("div", { class: isAway(line, entry) ? "node away" : "node", style: colour, "data-colour": line.colour, "data-kind": line.kind },
    element("span", { class: "dot" }),
    element("span", { class: "kind" }, STRUCTURE[line.kind] || line.kind),
    element("span", { class: "name" }, coded(title), element("span", { class: "state" }, state(line, entry))),
    weight(entry?.bytes || NOTHING),
    element("span", { class: "why", title: component.file }, `${line.colour}: `, coded(placed(line.reason, component)), rule));
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
    const { count, linked, bytes } = entries.get(entry.line) || { count: 0, linked: 0, bytes: NOTHING };
    entries.set(entry.line, { ...entry, count: count + entry.count, linked: linked + entry.linked, bytes: add(bytes, entry.bytes) });
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
  return fold(`i${instance.id}`, isOpen, head, () => [...nodes([instance]), ...branches(inside(instance.id), instance.id)]);
};

const short = component => component.name.split("::").pop();
const place = component => component.file ? element("span", { class: "place", title: component.file }, `${brief(component.file)}:${component.line}`) : null;

// Many instances of one component, side by side, are shown together first.
const branches = (instances, parent) => {
  const groups = Map.groupBy ? Map.groupBy(instances, instance => instance.component) : new Map([[-1, instances]]);
  return [...groups].flatMap(([number, alike]) => {
    if (alike.length < MANY || number < 0) return alike.map(instance => tree(instance));
    const component = report.components[number];
    const all = alike.reduce((all, instance) => add(all, whole(instance)), NOTHING);
    const head = [element("b", null, `${alike.length} × ${short(component)}`), place(component), weight(all)];
    return [fold(`g${parent}.${number}`, false, head, () => [...nodes(alike), ...alike.map(instance => tree(instance, false))])];
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
  return element("button", { "aria-pressed": !isHidden(colour), onclick: press, style: `--colour: var(--${colour})` }, element("span", { class: "dot" }), colour);
};

const present = () => {
  const found = new Set(report.instances.flatMap(({ component }) => report.components[component].lines.map(line => line.colour)));
  return COLOURS.filter(colour => found.has(colour));
};

const total = (value, name) => element("span", null, element("b", null, value), ` ${name}`);
const counted = (count, word) => `in ${count} ${word}${count === 1 ? "" : word.endsWith("h") ? "es" : "s"}`;

const head = () => element("header", null,
  element("h1", null, "What this page is made of",
    report.live
      ? element("span", { class: "badge", title: "The server keeps a session of this page" }, "live")
      : element("span", { class: "badge", title: "The server keeps nothing of this page" }, "static"),
    element("button", { class: "close", title: "Close (Ctrl+Alt+W)", onclick: toggle }, "✕")),
  element("div", { class: "totals" },
    total(size(report.markup), "markup"),
    total(size(report.total.snapshot), "snapshot"),
    report.live ? total(`↓${size(report.total.down)}`, counted(report.updates, "update")) : null,
    report.live ? total(`↑${size(report.total.up)}`, counted(report.batches, "batch")) : null),
  element("div", { class: "chips" }, present().map(chip),
    element("button", { class: "sort", title: "What comes first", onclick: () => { choose("heaviest", !chosen.heaviest); draw(); } }, chosen.heaviest ? "most bytes first" : "as written")));

const rest = () => {
  const lines = [["counts and versions", report.common], ["components that are gone", report.gone]];
  return element("div", { class: "rest" }, lines.filter(([, bytes]) => sum(bytes)).map(([words, bytes]) => element("div", null, words, weight(bytes))));
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
  timer = setInterval(() => report?.live && look(), EVERY);
};

const drop = () => {
  const image = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  image.setAttribute("viewBox", "0 0 12 14");
  path.setAttribute("d", "M6 0c2.6 3.4 5 6 5 9a5 5 0 0 1-10 0c0-3 2.4-5.6 5-9z");
  image.append(path);
  return image;
};

const panel = element("aside", { id: "panel", hidden: "", "aria-label": "Watershed" });
const button = element("button", { id: "toggle", title: "What this page is made of (Ctrl+Alt+W)", onclick: toggle }, drop(), element("span", null, "…"));

addEventListener("DOMContentLoaded", () => {
  const host = document.createElement("watershed-overlay");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  root.append(button, panel);
  document.documentElement.append(host);
  addEventListener("keydown", event => {
    if (event.ctrlKey && event.altKey && event.code === "KeyW") toggle();
  });
  look();
  if (chosen.open) toggle();
});
})();
