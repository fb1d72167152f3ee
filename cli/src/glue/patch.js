// Reads the messages of the server, and applies updates to the browser's document. `client/dom/sim/patch.rs` does the same for the simulation, and
// `tests/tests/cases/corpus.rs` holds both to the same results. The format is that of the types in `wire/message.rs`. A part between `[name` and `name]`
// is left out of an application that does not need that feature: see `features.rs`.

const templates = [];
// The facts about regions, by their numbers: the region around each, those directly inside it, and what keeps it while it is hidden.
const outer = [];
const inner = [];
const hidden = [];
// What is left to do for wasm: of each task its sort, the region or node, and two numbers more.
let work = [];
// The number of fragments that are not regions and are being filled.
let depth = 0;

function readBytes() {
    const length = readNumber();
    if (length <= frame.length - at) { return frame.subarray(at, at += length); }
    isMalformed = 1;
    return [];
}

function readText() {
    return decodeText(readBytes());
}

function readNumbers() {
    const cells = [];
    const end = readNumber() + at;
    while (at < end && !isMalformed) { readRun(cells, 1 / 0); }
    if (at != end) { isMalformed = 1; }
    return cells.map(numberOf);
}

// The grammar of messages: see `wire/read.rs`.
const grammar = 'nn*EB*C|n |b nQ ||| bD*I|O*F|*P|c|c|c|bc*b|bc*N|bKc*L|c*b|Mc|b|cc n*G|b b|L||*F|*H bL bJ K||| |b|b|b|b||D ||b|b|*b| || nnb n|nb nO b|||||'.split(' ');

function skipParts(part, times) {
    for (; times > 0 && !isMalformed; times--) {
        if (part == 'n') { readNumber(); } else if (part == 'b') { readBytes(); } else if (part == 'c') { readNumbers(); } else {
            const forms = grammar[part.charCodeAt() - 65].split('|');
            const form = forms[forms.length > 1 ? readByte() : 0];
            let count;
            if (form == null) { isMalformed = 1; }
            for (const each of form ?? '') {
                if (each == '*') { count = 1; } else {
                    skipParts(each, count ? readNumber() : 1);
                    count = 0;
                }
            }
        }
    }
}

// Returns whether the bytes are exactly one message of a server.
function isMessage(bytes) {
    startReading(bytes, 0);
    skipParts('A', 1);
    return !isMalformed && at == frame.length;
}

function addRegion(parent) {
    inner[parent]?.push(outer.length);
    inner.push([]);
    return outer.push(parent) - 1;
}

// Adds the regions of the page. In document order, a region is inside the last one before it that has not ended.
function takeRegions(page) {
    const open = [];
    // [stream
    if (page.order) { return takeStreamed(page); }
    // stream]
    if (outer.length) { return; }
    page.starts.forEach((start) => {
            while (open.length && Node.prototype.compareDocumentPosition.call(lastNode(page, page.starts[open.at(-1)]), start) == 4) { open.pop(); }
            open.push(addRegion(open.at(-1)));
        });
}

// [stream
// Returns whether a node is behind a region. What was replaced counts where its placeholder is: it is kept apart.
function isPast(page, region, node) {
    const rootOf = (node) => Node.prototype.getRootNode.call(node);
    const last = lastNode(page, page.starts[region]);
    let kept;
    while (rootOf(node) != rootOf(last) && (kept = hidden.find((kept) => kept?.[0] == rootOf(node)))) { node = kept[1]; }
    return rootOf(node) != rootOf(last) || Node.prototype.compareDocumentPosition.call(last, node) == 4;
}

// Adds the regions of a page that comes in parts, those that are new. A part begins in the region around the one in whose place it is.
function takeStreamed(page) {
    let open = [];
    for (const place in page.replaced) { hidden[place] = page.replaced[place]; }
    for (const region of page.order.splice(0)) {
        const start = page.starts[region];
        const place = page.late[region];
        if (place) { open = outer[place] == null ? [] : [outer[place]]; }
        while (open.length && isPast(page, open.at(-1), start)) { open.pop(); }
        const parent = open.at(-1);
        outer[region] = parent;
        inner[region] = [];
        inner[parent]?.push(region);
        open.push(region);
    }
}
// stream]

// Returns the region around a region.
function outerRegion(page, region) {
    takeRegions(page);
    return outer[region];
}

// Returns the state of a region: 0, it is gone; 1, it is on the page; 2, it is hidden.
function regionState(page, region) {
    return page.starts[region] ? hidden[region] ? 2 : 1 : 0;
}

function lastNode(page, start) {
    return regionEnd(page, start) ?? start;
}

function nodesOf(page, start) {
    const nodes = [];
    const last = lastNode(page, start);
    for (let node = start; node; node = node == last ? null : page.go(node, 3)) { nodes.push(node); }
    return nodes;
}

// Returns the first of the nodes in the place of a region: of its own or, while it is hidden, its placeholder.
function firstNode(page, region) {
    return hidden[region]?.[1] ?? page.starts[region];
}

function removeNode(page, node) {
    const parent = page.go(node, 0);
    if (parent) { Node.prototype.removeChild.call(parent, node); }
}

function ownProperty(node, name) {
    return Reflect.get(Object.getPrototypeOf(node), name, node);
}

// Changes the content of an element, which may be a select.
function changeContent(parent, change) {
    // [controls
    wasm.control(0, parent, 0, 0);
    // controls]
    change();
    // [controls
    wasm.control(1, parent, 0, 0);
    // controls]
}

function parseMarkup(html, vocabulary) {
    const template = Document.prototype.createElement.call(document, 'template');
    template.innerHTML = html;
    // [vocabularies
    if (vocabulary) {
        template.innerHTML = vocabulary > 1 ? '<math>' : '<svg>';
        const root = template.content.firstChild;
        root.innerHTML = html;
        root.replaceWith(...root.childNodes);
    }
    // vocabularies]
    return template.content;
}

// Returns the vocabulary of the children of a node; `around` if it is a fragment, whose parent comes later.
function vocabularyInside(parent, around) {
    // [vocabularies
    const space = ownProperty(parent, 'namespaceURI');
    const isOutside = (points) => !Element.prototype.matches.call(parent, points);
    if (!space) { return around; }
    if (space == 'http://www.w3.org/2000/svg' && isOutside('foreignObject,desc,title')) { return 1; }
    if (space == 'http://www.w3.org/1998/Math/MathML' && isOutside('mi,mo,mn,ms,mtext,annotation-xml:is([encoding=\'text/html\' i],[encoding=\'application/xhtml+xml\' i])')) { return 2; }
    // vocabularies]
    return 0;
}

function readTarget() {
    const kind = readByte();
    return [kind, kind > 5 ? readByte() : kind % 5 ? readText() : ''];
}

function takeTemplate() {
    const template = { html: readText(), mark: readByte(), parsed: [], holes: [] };
    for (let left = readNumber(); left; left--) {
        const place = readBytes();
        const takes = readByte();
        template.holes.push([place, takes, takes ? 0 : readTarget()]);
    }
    templates.push(template);
}

// Makes the content that is read next in a vocabulary, as a fragment. Its regions are numbered in document order.
function makeContent(page, parent, vocabulary, selects) {
    const made = parseMarkup('');
    for (let left = readNumber(); left; left--) {
        made.append(readByte() ? readText() : makeFragment(page, parent, vocabulary, selects));
    }
    return made;
}

// Returns the node at which walks in new content begin, and takes its marks. Content without one root element is bracketed, at least while it is filled.
function startContent(page, fragment, region, isBracketed, html) {
    if (isBracketed) {
        fragment.prepend(new Comment('_'));
        fragment.append(new Comment('/'));
    }
    // [marks
    if (/_=\.|<!--\./.test(html)) {
        const marked = Document.prototype.createTreeWalker.call(document, fragment, 129);
        while (marked.nextNode()) {
            const node = marked.currentNode;
            const mark = node instanceof Comment ? node.data : Element.prototype.getAttribute.call(node, '_');
            if (mark?.[0] == '.') { (page.anchors[region] ??= {})[mark.slice(1)] = node; }
        }
    }
    // marks]
    return fragment.firstChild;
}

// Makes a clone of the template that is read next, filled with the cells behind it.
function makeFragment(page, parent, vocabulary, selects) {
    const template = templates[readNumber()];
    const fragment = (template.parsed[vocabulary] ??= parseMarkup(template.html, vocabulary)).cloneNode(true);
    const isRegion = template.mark > 1;
    const isBracketed = template.mark % 2;
    const region = isRegion ? addRegion(parent) : --depth;
    const start = startContent(page, fragment, region, isBracketed, template.html);
    if (isRegion) { page.starts[region] = start; }
    for (let left = readNumber(), count = 0; count < left; count++) {
        const hole = template.holes[count];
        const cell = at;
        skipParts('G', 1);
        const end = at;
        at = cell;
        if (start && hole) { fillHole(page, start, region, isRegion ? region : parent, vocabulary, hole, selects); }
        at = end;
    }
    if (!isRegion) {
        depth++;
        delete page.anchors[region];
        if (isBracketed) {
            fragment.lastChild.remove();
            start.remove();
        }
    }
    return fragment;
}

// Fills a hole with the cell that is read next.
function fillHole(page, start, region, parent, vocabulary, hole, selects) {
    const place = hole[0];
    const sort = readByte();
    if (!sort) { findPlace(page, region, start, place, 1)?.set(readText()); }
    // [values
    if (sort == 1) { setTarget(page, region, start, place, hole[2], selects); }
    if (sort == 4) {
        const element = findPlace(page, region, start, place, 0);
        for (let left = readNumber(); left; left--) {
            const name = readText();
            const value = readValue();
            if (name == 'class' && typeof value == 'string') {
                // Classes are added to the existing ones.
                for (const each of value.split(/[ \t\n\f\r]+/)) {
                    if (each && element) { setValue(element, 3, each, true); }
                }
            } else if (element) { setValue(element, 1, name, value); }
        }
    }
    // values]
    if (sort == 3) {
        const gap = findPlace(page, region, start, place, 2);
        if (gap) {
            // Content at the root of a fragment has the vocabulary of the place where the fragment will be.
            insertNode(gap[0], makeContent(page, parent, vocabularyInside(gap[0], vocabulary), selects), gap[1]);
            if (hole[1] == 3 && gap[1]) { removeNode(page, gap[1]); }
        }
    }
}

// [values
// Reads a value: a text, `true` for a present one, `false` for one that is off, `null` for an absent one.
function readValue() {
    const kind = readByte();
    if (kind == 4) {
        skipParts('b', readNumber());
        return [];
    }
    return kind == 2 || kind == 3 ? readText() : kind == 1 ? true : kind ? false : null;
}

// Sets a target to the value that is read next. `selects`: in new content.
function setTarget(page, region, start, place, target, selects) {
    const kind = target[0];
    const name = target[1];
    const from = at;
    const value = readValue();
    const found = findPlace(page, region, start, place, kind ? 0 : 1);
    if (!found) { return; }
    // [controls
    if (kind == 6) {
        wasm.control(selects ? 3 : 4, found, name, from);
        if (name == 3) { selects?.push(found); }
        return;
    }
    // controls]
    if (kind) { setValue(found, kind, name, value); } else { found.set(typeof value == 'string' ? value : ''); }
}

function setValue(node, kind, name, value) {
    const text = typeof value == 'string' ? value : null;
    const prototype = Object.getPrototypeOf(node);
    if (kind == 1) {
        const attribute = value === true ? '' : text;
        if (attribute == null) { Element.prototype.removeAttribute.call(node, name); } else { setAttribute(node, name, attribute); }
    }
    if (kind == 2) {
        // Setting some properties has further effects, even to the value that they have.
        const property = text ?? (name == 'value' && !value ? '' : value === true);
        if (!Object.is(ownProperty(node, name), property)) { Reflect.set(prototype, name, property, node); }
    }
    if (kind == 3) { ownProperty(node, 'classList').toggle(name, value !== null && value !== false); }
    if (kind == 4) { ownProperty(node, 'style').setProperty(name, text ?? ''); }
    if (kind == 5) { Reflect.set(prototype, 'innerHTML', text ?? '', node); }
}
// values]

// Reads a place for content, and returns the gap there, the region, and where in the message a hole of it is.
function readGap(page) {
    const isInside = readByte();
    const region = readNumber();
    if (isInside) {
        const hole = at;
        return [findPlace(page, region, page.starts[region], readBytes(), 2), region, hole];
    }
    return [gapBefore(page, region), region, 0];
}

// Returns the gap in front of a region.
function gapBefore(page, region) {
    const before = firstNode(page, region);
    const parent = before && page.go(before, 0);
    return parent && [parent, before];
}

function insertContent(page) {
    const to = readGap(page);
    const gap = to[0];
    const region = to[1];
    const hole = to[2];
    const first = outer.length;
    const selects = [];
    if (!gap) { return; }
    const made = makeContent(page, hole ? region : outer[region], vocabularyInside(gap[0], 0), selects);
    // [controls
    for (const select of selects) { wasm.control(2, select, 0, 0); }
    // controls]
    changeContent(gap[0], () => insertNode(gap[0], made, gap[1]));
    if (hole && outer.length > first) { work.push(1, region, hole, first); }
}

// Makes the page anew in its place: see `rebuild.js`.
function rebuildPage(page) {
    const end = (dead) => {
        sayConnection();
        exported.holds = 0;
        wasm = dead;
    };
    import('./rebuild.js').then((script) => script.default(page, url, end, readRegionNames)).catch(() => location.reload());
}

// Returns after how many milliseconds a page that has lost its session loads again; -1 if it has done so too often in a row. Only a session that lasted
// shows that reloading helps.
function reloadDelay(hasLasted) {
    let times = 0;
    isLost = hasLasted || !isRestored;
    // The visitor may have forbidden storage.
    try {
        times = hasLasted ? 0 : Number(sessionStorage.getItem('watershed reloaded'));
        sessionStorage.setItem('watershed reloaded', times > 2 ? 0 : times + 1);
    } catch (error) { }
    if (times > 2) { goOn?.(); }
    return times > 2 ? -1 : 1000 * 4 ** times * Math.random();
}

// How many names there may be before those of regions that are gone are forgotten.
let mostNames = 64;
// Whether the page is about to be loaded again because its session is lost; whether this one came in place of such a page, and has not heard from the server.
let isLost = 0;
let isRestored = 0;
// What the page before has kept, by the numbers of its nodes; until the answer comes, the message that tells the server of it, and its bytes.
const kept = {};
let restoring;
let before;
// The exports, as the page has them; and while events wait until those values are there, the function that takes them.
let exported;
let goOn;

function addNames(page) {
    const bytes = readBytes().slice();
    const end = at;
    at -= bytes.length;
    page.names.push([readNumber(), readNumber(), bytes]);
    at = end;
    if (page.names.length > mostNames) {
        page.names = page.names.filter((name) => !name[1] || page.starts.slice(name[0], name[0] + name[1]).some((start) => start));
        mostNames = page.names.length * 2 + 64;
    }
}

// Returns the first region of names, and of each region the one around it, counted from 1, and the name there.
function readRegionNames(bytes) {
    startReading(bytes, 256);
    const first = readNumber();
    const count = readNumber();
    return [first, readColumn(count).map(numberOf), readColumn(count).map(numberOf)];
}

// Adds bytes behind their length.
function putBytes(out, bytes) {
    putNumber(out, bytes.length);
    bytes.forEach((byte) => out.push(byte));
}

// Stores the page's names and values for the page that is loaded next in this tab, or hands them to the one that is made anew in its place.
// Of a page where somebody may enter a password no more is stored than that there are calls to be made again.
function keepValues(page, values) {
    const named = putNumber([], page.names.length);
    const textOf = (bytes) => bytes.reduce((text, byte) => text + String.fromCharCode(byte), '');
    if (!page.keep && Document.prototype.querySelector.call(document, '[type=password i]')) {
        // [idempotent
        const counted = [];
        startReading(values.slice(), 0);
        while (at < frame.length) {
            const node = readNumber();
            const bytes = readBytes();
            if (node == 2147483647) {
                putNumber(counted, node);
                putBytes(counted, bytes);
            }
        }
        if (counted.length) { storeKept((others) => [...others, [location.href, isLost, 4, '\0', textOf(counted)]].slice(-8)); }
        // idempotent]
        return;
    }
    // The names of the first content are behind the ticket, by which a server finds what it has stored.
    page.names.forEach((name, index) => putBytes(named, index ? name[2] : page.ticket));
    // Those of the page before are kept on, if they are not there yet: nobody could do anything.
    const all = before ?? [named, values.slice()];
    if (page.keep) { return page.keep(all); }
    storeKept((others) => [...others, [location.href, isLost, 4, ...all.map(textOf)]].slice(-8));
}

// Takes what the page before has handed over, or has stored, if it is in the same form (4), and this page was loaded in its place: because its session was lost,
// or by the browser itself. It may have been of another build, because names hold the shapes of values. Writes the message that tells the server of it.
function takeKept(page) {
    const values = [];
    const others = [];
    let told = 0;
    let untold = 0;
    before = page.kept;
    if (!before) {
        const stored = storeKept((others) => others);
        isRestored = stored?.[2] == 4 && (stored[1] || Reflect.get(Document.prototype, 'wasDiscarded', document) || performance.getEntriesByType('navigation')[0].type == 'back_forward');
        if (!isRestored) { return; }
        before = stored.slice(3).map((text) => Uint8Array.from(text, (byte) => byte.charCodeAt()));
    }
    startReading(before[1], 0);
    while (at < frame.length) {
        const node = readNumber();
        const bytes = readBytes();
        (kept[node] ??= []).push(bytes);
        // What is kept of calls is 3, 6 and 9.
        if (bytes[0] % 3) {
            putNumber(values, node);
            putBytes(values, bytes.subarray(1));
            told++;
        } else {
            putNumber(others, node);
            untold++;
        }
    }
    restoring = [3, ...before[0], ...putNumber([], told), ...values, ...putNumber([], untold), ...others];
    // More than a server takes.
    if (restoring.length > 1 << 20) {
        console.log('watershed: the values of the page before are too large to be restored');
        restoring = before = null;
    } else if (!page.kept) { holdEvents(page); }
}

// Lets the events of a person wait until the values of the page before are there: what they do is done to these. The bootstrap keeps them.
function holdEvents(page) {
    const types = Document.prototype.querySelector.call(document, 'script[data-glue]:not([_h] *)').dataset.events?.split(' ');
    const hear = exported.event;
    exported.holds = 1;
    exported.event = (number, event, node, value, checked) => {
        // The others do not wait.
        if (!(event.target instanceof Node && types?.includes(event.type))) { hear(number, event, node, value, checked); }
    };
    sayConnection('resuming');
    // The update with the values is not applied to its end.
    goOn = () => queueMicrotask(() => {
        goOn = null;
        exported.holds = 0;
        exported.event = hear;
        if (socket.readyState == 1) { sayConnection(); }
        page.replay();
    });
}

// Returns what the page before has kept of a node; of an action, one call after the other.
function keptValue(node) {
    return kept[node]?.shift();
}

// Returns the message that tells the server what the page before has kept, until the answer comes.
function restoreMessage() {
    return restoring;
}

// Stores what `change` makes of what is stored of other pages, and returns what was stored of this one.
function storeKept(change) {
    // The visitor may have forbidden storage.
    try {
        const all = JSON.parse(sessionStorage.getItem('watershed kept')) ?? [];
        const isHere = (kept) => kept[0] == location.href;
        sessionStorage.setItem('watershed kept', JSON.stringify(change(all.filter((kept) => !isHere(kept)))));
        return all.find(isHere);
    } catch (error) { }
}

let notice;

// Shows a sentence at the end of the document, where a walk takes it for foreign, in place of the one before. A `status` is read out politely, once the
// reader has seen its element.
function notifyVisitor(sentence, role) {
    notice?.remove();
    notice = Document.prototype.createElement.call(document, 'div');
    notice.setAttribute('role', role ?? 'alert');
    notice.style.cssText = 'position:fixed;inset:auto 1em 1em;padding:1em;background:#fff;color:#000;border:1px solid;font:16px sans-serif;z-index:2147483647';
    ownProperty(document, 'body').append(notice);
    setTimeout((shown) => shown.append(sentence), 99, notice);
    return notice;
}

// [rows
// Moves the nodes of a region to a gap. If the focus is in it, it stays and its siblings move instead: leaving the document would lose the focus, the
// caret and a composition.
function moveNodes(page, start, gap) {
    if (!start || !gap || gap[1] == start) { return; }
    const nodes = nodesOf(page, start);
    const focused = ownProperty(document, 'activeElement');
    const following = page.go(nodes.at(-1), 3);
    // The siblings from one up to another; nothing, if the other does not follow.
    const until = (from, end) => {
        const siblings = [];
        for (let node = from; node != end; node = page.go(node, 3)) {
            if (!node) { return; }
            siblings.push(node);
        }
        return siblings;
    };
    if (nodes.some((node) => Node.prototype.contains.call(node, focused))) {
        const after = until(following, gap[1]);
        for (const node of after ?? until(gap[1], start) ?? []) { insertNode(gap[0], node, after ? start : following); }
    } else {
        changeContent(gap[0], () => nodes.forEach((node) => insertNode(gap[0], node, gap[1])));
    }
}
// rows]

// [lists
// The markup of rows that the browser makes, parsed.
const parsedRows = {};

// Returns the gap in front of a row of a list; in front of the list itself: at the end of its hole.
function rowGap(page, list, place, before) {
    return before == list ? findPlace(page, list, page.starts[list], place, 2) : gapBefore(page, before);
}

// Makes a row for a place in a list, and does not put it there yet. It has a negative number: the server does not know of it. Returns false if the list is
// not there.
function addRow(page, row, list, place, before, html, isBracketed) {
    const gap = rowGap(page, list, place, before);
    if (!gap) { return false; }
    const vocabulary = vocabularyInside(gap[0], 0);
    const made = (parsedRows[vocabulary + html] ??= parseMarkup(html, vocabulary)).cloneNode(true);
    page.starts[row] = startContent(page, made, row, isBracketed, html);
    outer[row] = list;
    inner[row] = [];
    inner[list]?.push(row);
    return true;
}

// Moves a row of a list to a place.
function moveRow(page, row, list, place, before) {
    page.others();
    moveNodes(page, firstNode(page, row), rowGap(page, list, place, before));
    page.own();
}

// Removes a row of a list for good. Its number is free then.
function removeRow(page, row) {
    const rows = inner[outer[row]];
    rows?.splice(rows.indexOf(row), 1);
    removeRegion(page, row);
    delete page.starts[row];
    delete inner[row];
    delete outer[row];
    delete hidden[row];
}
// lists]

function removeRegion(page, region) {
    const start = page.starts[region];
    const parent = start && page.go(start, 0);
    // Without a parent it is not on the page.
    if (parent) { changeContent(parent, () => nodesOf(page, start).forEach((node) => removeNode(page, node))); }
    forgetRegion(page, region);
}

function forgetRegion(page, region) {
    const children = inner[region];
    if (region >= inner.length) { return; }
    work.push(3, region, 0, 0);
    page.starts[region] = inner[region] = outer[region] = null;
    delete page.anchors[region];
    // [stream
    delete page.replaced?.[region];
    // stream]
    if (hidden[region]) { removeNode(page, hidden[region][1]); }
    hidden[region] = null;
    children?.forEach((child) => forgetRegion(page, child));
}

// Hides or shows a region, and returns whether it was not so already. While it is hidden, its nodes are in a fragment, so that they stay siblings.
function turnRegion(page, region, isShown) {
    const start = page.starts[region];
    const kept = hidden[region];
    const parent = start && page.go(kept ? kept[1] : start, 0);
    // [stream
    // What the bootstrap has hidden is hidden once more by the server, and then for wasm.
    if (!isShown && page.replaced?.[region]) { return delete page.replaced[region]; }
    // stream]
    if (isShown ? !kept : kept || !parent) { return false; }
    page.others();
    if (isShown) {
        if (parent) { changeContent(parent, () => insertNode(parent, kept[0], kept[1])); }
        hidden[region] = removeNode(page, kept[1]);
    }
    if (!isShown) {
        const keeper = parseMarkup('');
        const placeholder = new Comment('');
        insertNode(parent, placeholder, start);
        changeContent(parent, () => nodesOf(page, start).forEach((node) => keeper.append(node)));
        hidden[region] = [keeper, placeholder];
    }
    page.own();
    return true;
}

// [gates
// Returns the region at the end of a hole of a region: the one that is shown.
function standingRegion(page, region, place) {
    takeRegions(page);
    const gap = findPlace(page, region, page.starts[region], place, 2);
    let node = gap && (gap[1] ? page.go(gap[1], 4) : page.go(gap[0], 2));
    while (node && page.whose(node)) { node = page.go(node, 4); }
    return node ? inner[region].find((child) => page.starts[child] && lastNode(page, page.starts[child]) == node) : void 0;
}
// gates]

// Applies the operation that is read next. What concerns wasm is left to do for it.
function applyOperation(page) {
    const tag = readByte();
    if (!tag) { return takeTemplate(); }
    if (tag == 1) { return insertContent(page); }
    if (tag == 2) {
        // [rows
        for (let left = readNumber(); left; left--) { moveNodes(page, firstNode(page, readNumber()), readGap(page)[0]); }
        // rows]
        return;
    }
    if (tag == 11) { return addNames(page); }
    if (tag == 12) {
        const nodes = readNumbers();
        readNumbers().forEach((before, index) => work.push(13, nodes[index], before, 0));
        restoring = before = null;
        goOn?.();
        return page.ready?.();
    }
    const place = tag > 5 && tag < 9 ? readBytes() : 0;
    const target = tag == 8 ? readTarget() : 0;
    const uplink = tag > 9 ? readByte() : 0;
    const numbers = readNumbers();
    if (tag > 5 && tag < 10) { numbers.length = Math.min(numbers.length, readNumber()); }
    for (const number of numbers) {
        const start = page.starts[number];
        if (tag == 3) { removeRegion(page, number); }
        if (tag == 4 || tag == 5 || tag == 9) { work.push(tag, number, at, 0); }
        if (tag == 6) {
            const text = readText();
            findPlace(page, number, start, place, 1)?.set(text);
        }
        if (tag == 7) {
            const from = readNumber();
            const count = readNumber();
            const text = readText();
            findPlace(page, number, start, place, 1)?.set(text, from, count);
        }
        // [values
        if (tag == 8) { setTarget(page, number, start, place, target); }
        // values]
        if (tag == 9) { readBytes(); }
        if (tag == 10) { work.push(tag, number, uplink, 0); }
    }
}

// Applies the operations of an update, and returns what is left to do.
function applyUpdate(page, bytes) {
    const ops = [];
    isRestored = 0;
    takeRegions(page);
    // Wasm may allocate meanwhile.
    startReading(bytes.slice(), 0);
    work = [];
    readByte();
    readNumber();
    readNumber();
    for (let left = readNumber(); left; left--) {
        ops.push(at);
        skipParts('E', 1);
    }
    if (readByte()) {
        work.push(11, outer.length, at, 0);
        readBytes();
    }
    const settled = at;
    const top = wasm.__stack_pointer.value;
    for (const op of ops) {
        at = op;
        // An operation can fail because foreign code changed the document.
        try { applyOperation(page); } catch (error) {
            wasm.__stack_pointer.value = top;
            reportError(error);
        }
    }
    page.own();
    work.push(12, 0, settled, 0);
    return new Uint8Array(new Uint32Array(work).buffer);
}
