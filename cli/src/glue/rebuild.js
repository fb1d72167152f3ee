// Makes a page anew in its place, after its session was lost: loads its markup once more, starts a second client on it out of sight, which brings
// it to the state that the visitor sees, and then puts only the differences on the page. What is the same stays, with its focus, caret, selection, scroll
// position and half-typed text. Fetched when it is needed, so that no page pays for it.
//
// Regions are the same if they have the same name: see `wire/names.rs`. What is in them is the same if it has the same order.
//
// A document and a form show what is *named* in them as properties of their own, so what could be hidden in this way is taken from prototypes.

const get = (node, name) => Reflect.get(Object.getPrototypeOf(node), name, node);
const call = (node, name, ...given) => get(node, name).apply(node, given);
const is = (node, selector) => node instanceof Element && call(node, 'matches', selector);

// The script that starts a page. One in markup of others is not.
const OWN = 'script[data-glue]:not([_h] *)';

// What the components of the application set on elements, besides what their markup says. The build fills it in: see `rebuild.rs`.
const sets = { all: true, attributes: [], classes: [], styles: [] };

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
    const script = call(fresh, 'querySelector', OWN);
    const data = script?.dataset ?? {};
    if (!response.ok || response.redirected || data.wasm != url || !data.ticket) { return again(); }
    const bytes = (text) => Uint8Array.from(atob(text ?? ''), (char) => char.charCodeAt());
    const glue = await import(data.glue);
    const next = await glue.default(url);
    // The scripts beside the page's own markup.
    call(fresh, 'querySelectorAll', `${OWN}, script[src^="/_watershed/"]:not([_h] *)`).forEach((foreign) => foreign.remove());

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
        for (; node; node = get(node, 'nextSibling')) {
            const mark = node instanceof Element ? call(node, 'getAttribute', '_') : node instanceof Comment ? node.data : null;
            if (mark != null) {
                const [region, index] = mark.split('.');
                if (index) { (page.anchors[region] ||= { __proto__: null })[index] = node; }
                else if (node instanceof Element || mark == '_') {
                    for (let left = Number(mark) || 1; left; left--) { page.starts.push(node); }
                }
            }
            if (node instanceof Element && !call(node, 'hasAttribute', '_h')) { census(get(node, 'firstChild')); }
        }
    };
    census(get(fresh, 'firstChild'));

    // Events wait from the moment when the old client has told its values. Default actions are prevented where the markup says so.
    const guards = [...call(live, 'querySelectorAll', '[_p]')].flatMap((node) => call(node, 'getAttribute', '_p').split(';').map((guard) => [node, ...guard.split(',')]));
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
    const types = new Set([call(live, 'querySelector', OWN)?.dataset.events, data.events].join(' ').split(' '));
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

    // What scripts of others do with the nodes of the new page before it is shown: their observers and listeners are told of the nodes that stay. An element
    // that they have drawn in, or filled though the markup has left it empty, is theirs, so it takes the place of the one that is there.
    const observed = [];
    const heard = [];
    const drawn = new Set();
    let areTheirs = false;
    const empty = new Set(call(fresh, 'querySelectorAll', 'body :empty:not([_h])'));
    const isFresh = (node) => node instanceof Node && get(node, 'ownerDocument') == fresh;
    const patch = (prototype, name, note) => {
        const method = prototype[name];
        prototype[name] = function (...given) {
            note(this, given);
            return method.apply(this, given);
        };
        return () => { prototype[name] = method; };
    };
    const noteObserved = (observer, given) => { if (isFresh(given[0])) { observed.push([observer, given]); } };
    const patches = [
        patch(ResizeObserver.prototype, 'observe', noteObserved),
        patch(IntersectionObserver.prototype, 'observe', noteObserved),
        patch(EventTarget.prototype, 'addEventListener', (node, given) => { if (isFresh(node)) { heard.push([node, given]); } }),
        patch(HTMLCanvasElement.prototype, 'getContext', (canvas) => drawn.add(canvas)),
    ];

    const late = setTimeout(again, 1e4);
    old.keep = (kept) => { page.kept = kept; };
    const keepers = Object.values(old.hidden ?? []).flatMap((hidden) => hidden ? [hidden[0]] : []);
    [live, ...keepers].forEach((root) => call(root, 'querySelectorAll', control).forEach((node) => held.set(node, holds(node))));
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
        patches.forEach((restore) => restore());
        types.forEach((type) => removeEventListener(type, hold, { capture: true }));
        base.others();
        const focused = get(live, 'activeElement');
        end(dead);
        const sides = pair();
        findOwn();
        merge(get(fresh, 'documentElement'), get(live, 'documentElement'), sides);
        for (const region in page.starts) { page.starts[region] = stays(page.starts[region]); }
        for (const marks of Object.values(page.anchors)) {
            for (const index in marks) { marks[index] = stays(marks[index]); }
        }
        page.pieces.forEach((change) => change(stays));
        for (let index = 0; index < page.table.length; index++) {
            const value = page.table.get(index);
            if (same.has(value)) { page.table.set(index, same.get(value)); }
        }
        lent.forEach((node) => base.lend(stays(node)));
        observed.forEach(([observer, [node, ...options]]) => {
            if (same.has(node)) {
                observer.unobserve(node);
                observer.observe(same.get(node), ...options);
            }
        });
        heard.forEach(([node, given]) => { if (same.has(node)) { addEventListener.apply(same.get(node), given); } });
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
        // What they have measured there had no size.
        if (areTheirs) { dispatchEvent(new Event('resize')); }
        if (focused != get(live, 'activeElement') && focused && get(focused, 'isConnected')) { call(focused, 'focus', { preventScroll: true }); }
        // First those that the old page has kept, because it had no values yet.
        base.replay([...ears].map(({ at, name, capture, hear }) => [at, name, capture, hear]));
        replay();
    };

    // Takes the events that have waited along their ways.
    const replay = () => {
        for (const { event, path, isHeld, ...was } of queue) {
            const { target, type, submitter } = event;
            if (type == 'submit') {
                if (get(target, 'isConnected')) { HTMLFormElement.prototype.requestSubmit.call(target, submitter); }
            } else if (type == 'click' && isHeld) {
                if (get(target, 'isConnected')) { dispatchEvent.call(target, new MouseEvent(type, event)); }
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
            // A row that the browser has made is new in each page: nothing says which one it was.
            if (region < 0) { return `${alone}-`; }
            const path = paths.get(region);
            // Without a name, or with one that others have too.
            if (path == null || paths.numbers.get(path) != region) { return '?'; }
            return others.numbers.get(path) == null ? alone : path;
        };
        // The regions by what is in their places: while one is hidden, a placeholder. The number of a row that the browser has made is negative.
        const index = ({ starts, hidden = [] }) => {
            const regions = new Map();
            for (const region in starts) {
                const first = hidden[region]?.[1] ?? starts[region];
                if (first && !regions.has(first)) { regions.set(first, Number(region)); }
            }
            return regions;
        };
        // A new region whose name the old page does not know may be one that has no name there, but none that has another.
        return {
            old: { regions: index(old), hidden: old.hidden ?? [], key: key(before, after, 'gone') },
            fresh: { regions: index(page), hidden: page.hidden ?? [], key: key(after, before, '?') },
        };
    };

    // Returns the children of a node that are to be compared, each with what must be equal: the regions around and the sort of node. Those of a hidden region
    // count as if it were shown, and have what keeps them.
    const children = (parent, side, isOurs, outer = '', keeper) => {
        const found = [];
        const around = [outer];
        for (const node of get(parent, 'childNodes')) {
            if (!isOurs(node)) { continue; }
            const region = side.regions.get(node);
            const key = region == null ? around.at(-1) : `${around.at(-1)}/${side.key(region)}`;
            const hidden = side.hidden[region];
            if (node instanceof Comment) {
                if (node.data == '_') { around.push(key); }
                if (node.data == '/') { around.pop(); }
            }
            found.push([node, `${key} ${get(node, 'nodeName')} ${node instanceof Element && call(node, 'getAttribute', 'id') || ''}`, keeper]);
            if (hidden) { found.push(...children(hidden[0], side, isOurs, key, hidden)); }
        }
        return found;
    };

    // What others have put on the page is left alone. Content of portals counts as such, and is ours: it has marks.
    const isOurs = (node) => {
        if (base.whose(node) == 2) { base.back(node); }
        return !base.whose(node) || is(node, '[_]');
    };

    const merge = (from, to, sides) => {
        same.set(from, to);
        mergeAttributes(from, to);
        if (!is(from, 'noscript, template, script, style, iframe') && !isEdited(from)) { mergeChildren(from, to, sides); }
        if (is(from, control)) { mergeState(from, to); }
    };

    // The nodes that the new client knows.
    const own = new Set();
    const findOwn = () => {
        const note = (node) => {
            own.add(node);
            return node;
        };
        Object.values(page.starts).forEach(note);
        Object.values(page.anchors).forEach((marks) => Object.values(marks).forEach(note));
        page.pieces.forEach((change) => change(note));
        for (let index = 0; index < page.table.length; index++) { note(page.table.get(index)); }
    };

    // Whether scripts of others have made the content of an element of the new page.
    const isTheirs = (node, { fresh }) => {
        const isInNoRegion = ([child, key]) => child instanceof Element && key[0] == ' ';
        return drawn.has(node) || empty.has(node) && children(node, fresh, () => true).some(isInNoRegion);
    };

    // Whether the visitor has typed into the element itself, and nobody else writes what is in it.
    const isEdited = (node) => {
        const isInside = (other) => other != node && other instanceof Node && call(node, 'contains', other);
        return is(node, '[contenteditable]:not([contenteditable=false i])') && ![...own].some(isInside);
    };

    const mergeAttributes = (from, to) => {
        const isRoot = is(from, 'html, head, body');
        // A custom element sets attributes of its own.
        const isCustom = get(from, 'localName').includes('-');
        const changed = written.get(from);
        const names = [from, to].flatMap((node) => [...get(node, 'attributes')].map(({ name }) => name));
        for (const name of new Set(names)) {
            const isSet = sets.all || sets.attributes.includes(name) || changed?.has(name);
            const [value, before] = [from, to].map((node) => call(node, 'getAttribute', name));
            const isOthers = value == null && (isCustom || !isSet && /.[-_]/.test(name));
            if (value === before || (isRoot || name == 'open') && !changed?.has(name) || isOthers) { continue; }
            if (name == 'class' && !sets.all && !sets.attributes.includes(name)) { mergeClasses(from, to); }
            else if (name == 'style' && !sets.all && !sets.attributes.includes(name)) { mergeStyles(from, to); }
            else if (value == null) { call(to, 'removeAttribute', name); } else { call(to, 'setAttribute', name, value); }
        }
    };

    // A class that is nowhere in the new page is one of others.
    let ownClasses;
    const mergeClasses = (from, to) => {
        const of = (node) => [...get(node, 'classList')];
        ownClasses ??= new Set([sets.classes, ...[...call(fresh, 'querySelectorAll', '[class]')].map(of)].flat());
        const wanted = of(from);
        of(to).filter((name) => ownClasses.has(name) && !wanted.includes(name)).forEach((name) => get(to, 'classList').remove(name));
        wanted.forEach((name) => get(to, 'classList').add(name));
    };

    const mergeStyles = (from, to) => {
        const [wanted, style] = [from, to].map((node) => get(node, 'style'));
        const isOwn = (name) => sets.styles.some((own) => name == own || name.startsWith(`${own}-`));
        [...style].filter((name) => isOwn(name) && !wanted.getPropertyValue(name)).forEach((name) => style.removeProperty(name));
        for (const name of wanted) {
            const value = wanted.getPropertyValue(name);
            if (style.getPropertyValue(name) != value) { style.setProperty(name, value, wanted.getPropertyPriority(name)); }
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
            // The new client knows its own.
            if (node instanceof Comment) { node.remove(); continue; }
            if (!there.has(key)) { there.set(key, []); }
            there.get(key).push(node);
        }
        const wanted = children(from, sides.fresh, () => true).map(([node, key, keeper]) => {
            const isNew = isTheirs(node, sides);
            areTheirs ||= isNew;
            const isPaired = !isNew && !(node instanceof Comment);
            return [node, isPaired ? there.get(key)?.shift() : null, keeper];
        });
        // Only this page knows what else belongs into its head.
        const goes = (node) => !is(to, 'head') || sides.old.regions.has(node);
        there.forEach((left) => left.filter(goes).forEach((node) => call(node, 'remove')));
        const places = new Map([[undefined, []]]);
        for (const [node, kept, keeper] of wanted) {
            if (!places.has(keeper)) { places.set(keeper, []); }
            places.get(keeper).push(kept ?? node);
        }
        places.forEach((nodes, keeper) => {
            if (keeper) { (keeper[0] = new DocumentFragment()).append(...nodes); } else { place(to, nodes); }
        });
        for (const [node, kept] of wanted) {
            if (kept instanceof Element) { merge(node, kept, sides); }
            else if (kept) {
                same.set(node, kept);
                if (kept.data != node.data) { kept.data = node.data; }
            }
        }
    };

    // Brings nodes into this order. As few of those that are there as possible move, since that would cost them focus and scroll positions.
    const place = (parent, nodes) => {
        const index = new Map([...get(parent, 'childNodes')].map((node, at) => [node, at]));
        const staying = new Set(increasing(nodes.filter((node) => index.has(node)), (node) => index.get(node)));
        let before = null;
        for (const node of nodes.reverse()) {
            if (!staying.has(node)) { call(parent, 'insertBefore', node, before); }
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
