// Makes a page anew in its place, after its session was lost: loads its markup once more, starts a second client on it out of sight, which brings
// it to the state that the visitor sees, and then puts only the differences on the page. What is the same stays, with its focus, caret, selection, scroll
// position and half-typed text. Fetched when it is needed, so that no page pays for it.
//
// Regions are the same if they have the same name: see `wire/names.rs`. What is in them is the same if it has the same order.

/**
 * `old` is the object that the bootstrap gave to the old client, `url` the address of its wasm; `end` ends it. `read` reads columns of numbers.
 */
export default async (old, url, end, read) => {
    const live = document;
    const base = old.base ?? old;
    const control = 'input, select, textarea';
    let isDone = false;
    let client;
    let queue = [];

    const again = () => location.reload();
    // A page that lost its session once more before it was done is loaded as a whole.
    if (old.isHidden) { return again(); }
    const response = await fetch(location.href, { cache: 'no-store', headers: { accept: 'text/html', 'watershed-complete': '1' } });
    const html = await response.text();
    const fresh = new DOMParser().parseFromString(html, 'text/html');
    const script = fresh.querySelector('script[data-glue]');
    const data = script?.dataset ?? {};
    if (!response.ok || response.redirected || data.wasm != url || !data.ticket) { return again(); }
    const bytes = (text) => Uint8Array.from(atob(text ?? ''), (char) => char.charCodeAt());
    const glue = await import(data.glue);
    const next = await glue.default(url);
    // The scripts beside the page's own markup.
    fresh.querySelectorAll('script[data-glue], script[src^="/_watershed/"]').forEach((foreign) => foreign.remove());

    // The nodes that the old page has for those of the new one.
    const same = new Map();
    const stays = (node) => same.get(node) ?? node;

    // What the new client uses in place of what the bootstrap gave to the old one.
    const ears = new Set();
    const bound = new Set();
    const lent = [];
    const page = Object.assign(Object.create(base), {
        base,
        isHidden: true,
        document: fresh,
        ticket: bytes(data.ticket),
        starts: [],
        anchors: { __proto__: null },
        pieces: [],
        on(node, name, flags, number) {
            const at = flags & 24576 ? live : flags & 4096 ? self : node || self;
            const ear = { at, node, name, capture: flags & 16388, passive: flags & 16 };
            ear.hear = (event, { value, checked } = event.target) => client?.event(number, event, ear.node, value, checked);
            ears.add(ear);
            if (isDone || isLine(ear)) { listen(ear); }
            return () => {
                ears.delete(ear);
                removeEventListener.call(ear.at, name, ear.hear, ear.capture);
            };
        },
        wait: (milliseconds, number) => setTimeout(() => client.timer(number), milliseconds),
        told: (node) => {
            bound.add(node);
            return false;
        },
        lend: (node) => {
            lent.push(node);
            base.lend(node);
        },
    });
    // Whether it hears the connection to the server, which is there already.
    const isLine = ({ at }) => at != self && !(at instanceof Node);
    const listen = ({ at, name, hear, capture, passive }) => addEventListener.call(at, name, hear, { capture, passive });

    const census = (node) => {
        for (; node; node = node.nextSibling) {
            const mark = node instanceof Element ? node.getAttribute('_') : node instanceof Comment ? node.data : null;
            if (mark != null) {
                const [region, index] = mark.split('.');
                if (index) { (page.anchors[region] ||= { __proto__: null })[index] = node; }
                else if (node instanceof Element || mark == '_') {
                    for (let left = Number(mark) || 1; left; left--) { page.starts.push(node); }
                }
            }
            if (node instanceof Element && !node.hasAttribute('_h')) { census(node.firstChild); }
        }
    };
    census(fresh.firstChild);

    // Events wait from the moment when the old client has told its values. Default actions are prevented where the markup says so.
    const guards = [...live.querySelectorAll('[_p]')].flatMap((node) => node.getAttribute('_p').split(';').map((guard) => [node, ...guard.split(',')]));
    const isPrevented = (event, path) => guards.some(([node, name, where, keys, ...held]) =>
        name == event.type
            && [path.includes(node), node == event.target, true][where]
            && (!keys || keys.split('|').includes(event.key?.toLowerCase()))
            && held.every((key) => !event[key.slice(1)] == key > ','));
    const hold = (event) => {
        const path = event.composedPath();
        const { value, checked } = event.target;
        const isHeld = event.type == 'submit' || isPrevented(event, path);
        if (isHeld) { event.preventDefault(); }
        event.stopImmediatePropagation();
        queue.push({ event, path, value, checked, isHeld });
    };
    const types = new Set([live.querySelector('script[data-glue]')?.dataset.events, data.events].join(' ').split(' '));
    types.delete('');

    // What each control holds when the values are told: what is typed later is not known to the new client yet.
    const held = new Map();
    const holds = (node) => [node.value, node.checked, ...[...node.selectedOptions ?? []].map((option) => option.index)].join('\0');

    // Attributes that the new client or the server has written, on the new page.
    const written = new Map();
    const note = (records) => records.forEach(({ target, attributeName }) => {
        if (!written.has(target)) { written.set(target, new Set()); }
        written.get(target).add(attributeName);
    });
    const writing = new MutationObserver(note);
    writing.observe(fresh, { attributes: true, subtree: true });

    // Observers of sizes and sights are told of the nodes that stay.
    const observed = [];
    const kinds = [ResizeObserver, IntersectionObserver].map(({ prototype }) => {
        const { observe } = prototype;
        prototype.observe = function (node, ...options) {
            if (node.ownerDocument == fresh) { observed.push([this, node]); }
            return observe.call(this, node, ...options);
        };
        return () => { prototype.observe = observe; };
    });

    const late = setTimeout(again, 1e4);
    old.keep = (kept) => { page.kept = kept; };
    live.querySelectorAll(control).forEach((node) => held.set(node, holds(node)));
    dispatchEvent(new Event('pagehide'));
    old.keep = null;
    types.forEach((type) => addEventListener(type, hold, { capture: true, passive: false }));

    // Called when the server has taken the values.
    page.ready = () => queueMicrotask(() => {
        if (isDone) { return; }
        isDone = true;
        clearTimeout(late);
        try { take(); } catch (error) {
            console.error(error);
            again();
        }
    });
    client = next;
    next.start(page, bytes(data.snapshot));

    // Puts the differences on the page, which belongs to the new client from then on.
    const take = () => {
        note(writing.takeRecords());
        writing.disconnect();
        kinds.forEach((restore) => restore());
        types.forEach((type) => removeEventListener(type, hold, { capture: true }));
        base.others();
        const focused = live.activeElement;
        end(dead);
        const sides = pair();
        merge(fresh.documentElement, live.documentElement, sides);
        page.starts = page.starts.map(stays);
        for (const marks of Object.values(page.anchors)) {
            for (const index in marks) { marks[index] = stays(marks[index]); }
        }
        page.pieces.forEach((change) => change(stays));
        for (let index = 0; index < page.table.length; index++) {
            const value = page.table.get(index);
            if (same.has(value)) { page.table.set(index, same.get(value)); }
        }
        lent.forEach((node) => base.lend(stays(node)));
        observed.forEach(([observer, node]) => {
            if (same.has(node)) {
                observer.unobserve(node);
                observer.observe(same.get(node));
            }
        });
        base.own();
        page.isHidden = false;
        page.document = page.pieces = page.ready = page.kept = null;
        page.told = base.told;
        for (const ear of ears) {
            if (isLine(ear)) { continue; }
            ear.node &&= stays(ear.node);
            ear.at = ear.at instanceof Node ? stays(ear.at) : ear.at;
            listen(ear);
        }
        if (focused != live.activeElement && focused?.isConnected) { focused.focus({ preventScroll: true }); }
        // First those that the old page has kept, because it had no values yet.
        base.replay([...ears].map(({ at, name, capture, hear }) => [at, name, capture, hear]));
        replay();
    };

    // Takes the events that have waited along their ways.
    const replay = () => {
        for (const { event, path, isHeld, ...was } of queue) {
            const { target, type, submitter } = event;
            if (type == 'submit') {
                if (target.isConnected) { HTMLFormElement.prototype.requestSubmit.call(target, submitter); }
            } else if (type == 'click' && isHeld) {
                if (target.isConnected) { dispatchEvent.call(target, new MouseEvent(type, event)); }
            } else {
                for (const capture of [true, false]) {
                    for (const node of path.reverse()) {
                        for (const ear of [...ears]) {
                            const isDue = ear.at == node && ear.name == type && !ear.capture != capture && (capture || event.bubbles || node == target);
                            if (isDue && !event.cancelBubble) { ear.hear(event, was); }
                        }
                    }
                }
            }
        }
        queue = [];
    };

    // Returns for both pages the keys of regions: equal ones have the same name.
    const pair = () => {
        const [before, after] = [old, page].map((side) => nameRegions(side, read));
        const key = (paths, others, alone) => (region) => {
            const path = paths.get(region);
            // Without a name, or with one that others have too.
            if (path == null || paths.numbers.get(path) != region) { return '?'; }
            return others.numbers.get(path) == null ? alone : path;
        };
        const index = (starts) => {
            const regions = new Map();
            starts.forEach((start, region) => { if (start && !regions.has(start)) { regions.set(start, region); } });
            return regions;
        };
        // A new region whose name the old page does not know may be one that has no name there, but none that has another.
        return {
            old: { regions: index(old.starts), key: key(before, after, 'gone') },
            fresh: { regions: index(page.starts), key: key(after, before, '?') },
        };
    };

    // Returns the children of a node that are to be compared, each with what must be equal: the regions around and the sort of node.
    const children = (parent, side, isOurs) => {
        const found = [];
        const around = [''];
        for (const node of parent.childNodes) {
            if (!isOurs(node)) { continue; }
            const region = side.regions.get(node);
            const key = region == null ? around.at(-1) : `${around.at(-1)}/${side.key(region)}`;
            if (node instanceof Comment) {
                if (node.data == '_') { around.push(key); }
                if (node.data == '/') { around.pop(); }
            }
            found.push([node, `${key} ${node.nodeName} ${node.id ?? ''}`]);
        }
        return found;
    };

    // What others have put on the page is left alone. Content of portals counts as such, and is ours: it has marks.
    const isOurs = (node) => {
        if (base.whose(node) == 2) { base.back(node); }
        return !base.whose(node) || node instanceof Element && node.hasAttribute('_');
    };

    const merge = (from, to, sides) => {
        same.set(from, to);
        mergeAttributes(from, to);
        if (!from.matches('noscript, template, script, style, iframe')) { mergeChildren(from, to, sides); }
        if (from.matches(control)) { mergeState(from, to); }
    };

    const mergeAttributes = (from, to) => {
        const isRoot = from.matches('html, head, body');
        const changed = written.get(from);
        const isFixed = (name) => (isRoot || name == 'open') && !changed?.has(name);
        for (const { name, value } of [...from.attributes]) {
            if (to.getAttribute(name) !== value && !isFixed(name)) { to.setAttribute(name, value); }
        }
        for (const { name } of [...to.attributes]) {
            if (!from.hasAttribute(name) && !isFixed(name)) { to.removeAttribute(name); }
        }
    };

    // The state of a control that the new client has set. Others hold what the visitor has entered.
    const mergeState = (from, to) => {
        const isAsTold = held.get(to) == holds(to) && !base.told(to);
        const isBox = /checkbox|radio/.test(from.type);
        const isDefault = from.options ? isDefaultChoice(from) : isBox ? from.checked == from.defaultChecked : from.value == from.defaultValue;
        const isSet = bound.has(from) || !isDefault;
        if (!isAsTold || !isSet || from.type == 'file') { return; }
        if (from instanceof HTMLSelectElement) {
            [...from.options].forEach((option) => {
                const other = stays(option);
                if (other.selected != option.selected) { other.selected = option.selected; }
            });
        } else {
            const state = isBox ? 'checked' : 'value';
            if (to[state] != from[state]) { to[state] = from[state]; }
        }
    };

    const isDefaultChoice = ({ options: [...options], multiple }) => {
        const first = multiple || options.some((option) => option.defaultSelected) ? null : options.find((option) => !option.disabled);
        return options.every((option) => option.selected == (option.defaultSelected || option == first));
    };

    const mergeChildren = (from, to, sides) => {
        const there = new Map();
        for (const [node, key] of children(to, sides.old, isOurs)) {
            if (node instanceof Comment) {
                // The new client knows its own.
                node.remove();
                continue;
            }
            if (!there.has(key)) { there.set(key, []); }
            there.get(key).push(node);
        }
        const wanted = children(from, sides.fresh, () => true).map(([node, key]) => {
            const kept = node instanceof Comment ? null : there.get(key)?.shift();
            return [node, kept];
        });
        // Only this page knows what else belongs into its head.
        const goes = (node) => !to.matches('head') || sides.old.regions.has(node);
        there.forEach((left) => left.filter(goes).forEach((node) => node.remove()));
        place(to, wanted.map(([node, kept]) => kept ?? node), wanted.map(([, kept]) => kept).filter((kept) => kept));
        for (const [node, kept] of wanted) {
            if (kept instanceof Element) { merge(node, kept, sides); }
            else if (kept) {
                same.set(node, kept);
                if (kept.data != node.data) { kept.data = node.data; }
            }
        }
    };

    // Brings nodes into this order. As few of those that are there as possible move, since that would cost them focus and scroll positions.
    const place = (parent, nodes, kept) => {
        const index = new Map([...parent.childNodes].map((node, at) => [node, at]));
        const staying = new Set(increasing(kept, (node) => index.get(node)));
        let before = null;
        for (const node of nodes.reverse()) {
            if (!staying.has(node)) { parent.insertBefore(node, before); }
            before = node;
        }
    };
};

// Takes the place of wasm that has ended: whatever is called, read or set does nothing.
const dead = new Proxy(() => dead, { get: (_, key) => typeof key == 'symbol' ? () => 0 : dead, set: () => true });

// Returns a longest run of nodes with increasing places.
const increasing = (nodes, placeOf) => {
    const ends = [];
    const previous = new Map();
    for (const node of nodes) {
        // The length of the longest run before it.
        let length = 0;
        for (let above = ends.length; length < above;) {
            const middle = (length + above) >> 1;
            if (placeOf(ends[middle]) < placeOf(node)) { length = middle + 1; } else { above = middle; }
        }
        previous.set(node, ends[length - 1]);
        ends[length] = node;
    }
    const run = [];
    for (let node = ends.at(-1); node; node = previous.get(node)) { run.push(node); }
    return run;
};

// Returns for each region of a page the names from the page to it, and in `numbers` the region that has them now, if there is only one.
const nameRegions = ({ names, starts }, read) => {
    const paths = new Map();
    paths.numbers = new Map();
    for (const [, , bytes] of names) {
        const [first, outers, own] = read(bytes);
        own.forEach((name, index) => {
            const path = `${outers[index] ? paths.get(outers[index] - 1) : ''}>${name}`;
            paths.set(first + index, path);
            if (starts[first + index]) { paths.numbers.set(path, paths.numbers.has(path) ? null : first + index); }
        });
    }
    return paths;
};
