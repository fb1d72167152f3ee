// Runs inline at the end of the page, before anything else of ours; the server strips comments and indentation.
//
// It listens from the first paint, finds out what the server has marked, fetches the client when the first event, an
// idle moment or an effect asks for it, and hands over. What differs from page to page stands in the attributes of
// its own script tag, so its text can be allowed by a hash:
//
//   data-glue, data-wasm   where the client is
//   data-events            the types of events that have handlers
//   data-snapshot          what the client resumes from (base64)
//   data-ticket            leads to the session of a live page (base64)
//   data-now               there is an effect: do not wait for an event
(() => {
let doc = document, {dataset} = doc.currentScript, types = [], queue = [], client, loading, off;
let bytes = text => Uint8Array.from(atob(text || ""), char => char.charCodeAt());

// Hands an event to the client, with what its target holds now. Before that is there, events wait; their default
// actions are prevented where the markup says so (`_p`), and done after all if the client does not come.
let heard = event => {
  let {target, type} = event, {value, checked} = target || {}, node = target, held;
  let deliver = () => client.event(types.indexOf(type), event, value, checked);
  if (client) return deliver();
  if (off) return;
  for (; node; node = node.parentNode)
    if (node.getAttribute && (node.getAttribute("_p") || "").split(" ").includes(type)) held = 1;
  if (held) event.preventDefault();
  queue.push({deliver, held, event});
  load();
  setTimeout(() => client || release(), 1e4);
};
let release = () => {
  off = 1;
  for (let {held, event: {type, target, submitter}} of queue.splice(0))
    if (held) type == "submit" ? target.requestSubmit(submitter) : target.click();
};
let load = () => loading ||= import(dataset.glue).then(async module => {
  let started = await module.default(dataset.wasm);
  started.start(page, bytes(dataset.snapshot));
  client = started;
  if (!off) for (let {deliver} of queue.splice(0)) deliver();
}).catch(error => {
  console.error(error);
  release();
});

// What the client uses of this script.
let page = {
  // The numbers of events' types. All are heard on the window, on their way in, so that none is stopped before.
  listen(name) {
    let known = types.indexOf(name);
    if (known < 0) {
      known = types.push(name) - 1;
      addEventListener(name, heard, {capture: true, passive: false});
    }
    return known;
  },
  wait: (milliseconds, number) => setTimeout(() => client.timer(number), milliseconds),
  // Of nodes that others insert, the client must know: `own` says that it was not others.
  own: () => observer.takeRecords(),
  heard,
  bubbles: true,
  ticket: dataset.ticket && bytes(dataset.ticket),
  // The census: where regions start, in document order, and the explicit marks `region.index`.
  starts: [],
  anchors: {},
};
let observer = new MutationObserver(records => {
  for (let {addedNodes: added, removedNodes: [gone], previousSibling, nextSibling} of records) {
    for (let node of added) node._f ??= 1;
    // A translator puts an element in place of a text: once the text is written, or looked for (`_b`), it comes back.
    let stand = [added[0], previousSibling, nextSibling].find(node => node?._f == 1);
    if (gone?.nodeType == 3 && !gone._f && stand) {
      let back = stand._b = () => (written.disconnect(), stand.replaceWith(gone), gone);
      let written = new MutationObserver(back);
      written.observe(gone, {characterData: true});
      gone._f = 0;
      stand._f = 2;
    }
  }
});
let walker = doc.createTreeWalker(doc, 129);
for (let node; node = walker.nextNode();) {
  let comment = node.nodeType == 8, mark = comment ? node.data : node.getAttribute("_");
  if (mark == null) continue;
  let [region, index] = mark.split(".");
  if (index) (page.anchors[region] ||= {})[index] = node;
  else if (!comment || mark == "_") for (let left = +mark || 1; left--;) page.starts.push(node);
}
observer.observe(doc, {childList: true, subtree: true});
dataset.events?.split(" ").forEach(page.listen);
"now" in dataset ? load() : addEventListener("pageshow", () => (self.requestIdleCallback || setTimeout)(load));
})();
