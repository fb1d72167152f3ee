// Runs inline at the end of the page, before anything else of ours. The server sends it minified: after a change of it
// type `cargo xtask bootstrap`.
//
// It listens from the first paint, finds out what the server has marked, fetches the client when the first event, an
// idle moment or an effect asks for it, and hands over. What differs from page to page is in the attributes of
// its own script tag, so its text can be allowed by a hash. A page on which nothing is to be prevented gets the script
// without what is between `[prevent` and `prevent]`. A page whose boundaries come behind it, in the same response, gets the script with what is
// between `[stream` and `stream]`.
//
//   data-glue, data-wasm   where the client is
//   data-events            the types of events that have handlers
//   data-snapshot          what the client resumes from (base64)
//   data-ticket            leads to the session of a live page, and names (base64)
//   data-now               there is an effect: do not wait for an event
//   data-waits             there is nothing to start before a boundary has come
//
// Boundaries come as templates, and one tag behind those that come at the same time:
//
//   data-at                the region in whose place the content comes; data-keeps: that is kept, hidden
//   data-in                the content is inside of one element, because it is no HTML
//   data-late              all is there; with data-snapshot, data-events and data-now of it
//   data-end               the last one: `static`, or `live` if the page has a session
//
// A document and a form show what is *named* in them as properties of their own, in front of the real ones:
// `<form name=currentScript>`, `<input name=parentNode>`. Names are data. So what could be hidden in this way is taken
// from prototypes, and nothing is stored on nodes.
(() => {
let doc = document, queue = [], handlers = [], tries = 0, client, loading;
let ways = "parentNode firstChild lastChild nextSibling previousSibling".split(" ").map(name => Node.prototype.__lookupGetter__(name));
let {closest, getAttribute} = Element.prototype;
let script = Document.prototype.__lookupGetter__("currentScript").call(doc), {dataset} = script;
// Nodes that others insert, and this script's element, which no compiler has counted.
let foreign = new WeakMap([[script, 1]]);
let bytes = text => Uint8Array.from(atob(text || ""), char => char.charCodeAt());

// Keeps an event until the client is there, and has the values of the page before, with what its target holds now.
let hold = event => {
  if (client && !client.holds) return;
  let {value, checked} = event.target, path = event.composedPath(), waiting = {event, path, value, checked};
  // [prevent
  let {target, type} = event, held = waiting.held = guards.some(([node, name, where, keys, ...held]) =>
    name == type
    && [path.includes(node), node == target, 1][where]
    && (!keys || keys.split("|").includes(event.key?.toLowerCase()))
    && held.every(key => !event[key.slice(1)] == key > ","));
  if (held) event.preventDefault();
  setTimeout(() => client || release(), 1e4);
  // prevent]
  queue.push(waiting);
  load();
};
// [prevent
// A default action is prevented where the markup says so (`_p`: see `guard` in `part.rs`), and done after all if the
// client does not come in time. Other events go on waiting.
let guards = [], release = () => {
  guards = [];
  queue = queue.filter(({event, held}) => {
    let {target, type, submitter} = event;
    if (held && type == "submit") HTMLFormElement.prototype.requestSubmit.call(target, submitter);
    if (held && type == "click") dispatchEvent.call(target, new MouseEvent(type, event));
    return !held;
  });
};
// prevent]
// Takes the events that have waited along their ways, as the browser would have done. A control that is disabled by
// now would not have been clicked, and a form not have been sent by it; what was typed stays typed.
let replay = (ears = handlers) => {
  for (let {event, path, ...was} of queue) {
    let {target, type, submitter = target} = event;
    if (/put|cha/.test(type) || !(submitter instanceof Element && closest.call(submitter, ":disabled:not(fieldset)")))
      for (let capture of [1, 0]) for (let node of path.reverse()) if (!event.cancelBubble)
        for (let [at, name, captures, hear] of ears)
          if (at == node && name == type && !captures != capture && (capture || event.bubbles || at == target))
            hear(event, was);
  }
  queue = [];
  handlers = null;
};
// Not every browser has the function of this name, and then an element can have it.
let loadSoon = () => (Object.hasOwn(self, "requestIdleCallback") ? requestIdleCallback : setTimeout)(load);
// [stream
// Puts boundaries in their places, and lets the client resume them. What is replaced is kept apart, as siblings, because the client forgets it later. Both
// are changes of the page's own; others may have come before.
let arrive = ({dataset: {snapshot, events, now, end}}) => {
  let others = observer.takeRecords(), first = page.starts.length, insert = Node.prototype.insertBefore;
  for (let template of late.splice(0)) {
    let {content, dataset: {at}} = template, node = page.starts[at], parent = ways[0].call(node), depth = 0, next;
    if ("in" in template.dataset) content.firstChild.replaceWith(...content.firstChild.childNodes);
    page.late[page.starts.length] = at;
    census(ways[1].call(content));
    template.remove();
    // Somebody else has taken it away.
    if (!parent) continue;
    let placeholder = new Comment("");
    insert.call(parent, placeholder, node);
    page.replaced[at] = [content, placeholder];
    insert.call(parent, content, node);
    for (; node; node = depth && next) {
      let shape = page.shape(node);
      depth += !shape - (shape == 1);
      next = ways[3].call(node);
      content.append(node);
    }
  }
  events?.split(" ").map(listen);
  if (snapshot != null) {
    // Bindings write what the browser may have by now.
    let part = [bytes(snapshot), client || "now" in dataset ? first : -1];
    client ? client.more(...part) : page.more.push(part);
  }
  if (end == "static") page.ticket = null;
  if (now != null) load();
  else if (snapshot != null || end == "live") loadSoon();
  observer.takeRecords();
  note(others);
};
// stream]
let load = () => loading ||= import(dataset.glue + "#" + tries++).then(module => module.default(dataset.wasm)).then(started => {
  // Events that it sends as it starts come before those that have waited.
  (client = started).start(page, bytes(dataset.snapshot));
  // [stream
  page.more.splice(0).map(part => client.more(...part));
  // stream]
  client.holds || replay();
}).catch(error => {
  // If it did not come, the next event asks for it again.
  loading = client;
  client = null;
  console.error(error);
  // [prevent
  release();
  // prevent]
});

// What the client uses of this script.
let page = {
  // Lets the client hear an event at a node, the document, or the window, under a number. The flags are those of
  // `part.rs`. Returns what ends that.
  on(node, name, flags, number) {
    let capture = flags & 16388, at = flags & 24576 ? doc : flags & 4096 ? self : node || self;
    let hear = (event, {value, checked} = event.target) => client?.event(number, event, node, value, checked);
    addEventListener.call(at, name, hear, {capture, passive: flags & 16});
    handlers?.push([at, name, capture, hear]);
    return () => removeEventListener.call(at, name, hear, capture);
  },
  // Whether an event that tells of a control's state waits.
  told: node => queue.some(({event: {target, type}}) => target == node && /put|cha/.test(type)),
  wait: (milliseconds, number) => setTimeout(() => client.timer(number), milliseconds),
  replay,
  // The neighbour of a node, and what a node is: see `Neighbour` in `dom/mod.rs`, and `Shape` in `dom/sim/mod.rs`.
  go: (node, way) => ways[way].call(node),
  shape: node => node instanceof Element ? 2 : node instanceof Text ? 3 : ["_", "/", , , ""].indexOf(node.data),
  // Of nodes that others insert, the client must know: `own` says that since `others` it was not others. See `Whose` in
  // `dom/sim/mod.rs`.
  whose: node => foreign.get(node)?.call ? 2 : foreign.get(node) | 0,
  back: node => foreign.get(node)(),
  others: () => note(observer.takeRecords()),
  own: () => observer.takeRecords(),
  // Says of a node that it does not count where it is: of the content of a portal.
  lend: node => foreign.set(node, 1),
  bubbles: 1,
  ticket: dataset.ticket && bytes(dataset.ticket),
  // The census: where regions start, in document order, and the explicit marks `region.index`.
  starts: [],
  anchors: {__proto__: null},
  // [stream
  // The numbers of regions in document order that the client has not seen; the region in whose place others came, by the first of these; what keeps
  // regions that others have replaced; and snapshots.
  order: [],
  late: {},
  replaced: {},
  more: [],
  // stream]
};
// [stream
let late = [];
// stream]
let note = records => {
  for (let {addedNodes: [...added], removedNodes: [gone], previousSibling, nextSibling} of records) {
    for (let node of added) foreign.has(node) || foreign.set(node, 1);
    // [stream
    // Beside this script is the document's own markup.
    for (let node of added) if (node instanceof HTMLElement && ways[0].call(node) == ways[0].call(script)) {
      if (node instanceof HTMLTemplateElement && node.dataset.at) late.push(node);
      if (node instanceof HTMLMetaElement && node.dataset.late != null) {
        node.remove();
        arrive(node);
      }
    }
    // stream]
    // A translator puts an element in place of a text: once the text is written or looked for, it comes back.
    let stand = [added[0], previousSibling, nextSibling].find(node => foreign.get(node) == 1);
    if (gone instanceof Text && !foreign.get(gone) && stand) {
      let back = () => (written.disconnect(), stand.replaceWith(gone), gone);
      let written = new MutationObserver(back);
      written.observe(gone, {characterData: true});
      foreign.set(gone, 0).set(stand, back);
    }
  }
};
let observer = new MutationObserver(note);
// HTML that the application was given (`_h`) is not looked at: whatever is in it, it is no mark.
let census = node => {
  for (; node; node = ways[3].call(node)) {
    let read = node instanceof Element && (name => getAttribute.call(node, name));
    let mark = read ? read("_") : node instanceof Comment ? node.data : null;
    if (mark != null) {
      let [region, index] = mark.split(".");
      if (index) (page.anchors[region] ||= {__proto__: null})[index] = node;
      else if (read || mark == "_") for (let left = +mark || 1; left--;) {
        // [stream
        page.order.push(page.starts.length);
        // stream]
        page.starts.push(node);
      }
    }
    if (read) {
      // [prevent
      read("_p")?.split(";").map(guard => guards.push([node, ...guard.split(",")]));
      // prevent]
      read("_h") ?? census(ways[1].call(node));
    }
  }
};
census(ways[1].call(doc));
observer.observe(doc, {childList: true, subtree: true});
let listen = name => addEventListener.call(doc, name, hold, {capture: 1, passive: 0});
dataset.events?.split(" ").map(listen);
// [whole
"now" in dataset ? load() : addEventListener("pageshow", loadSoon);
// whole]
// [stream
"now" in dataset ? load() : "waits" in dataset || loadSoon();
// stream]
})();
