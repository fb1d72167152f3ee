// Finds the places that the compiler has written down, in the browser's document. `client/dom/sim/places.rs` does the same for the simulation, and has
// the laws of the walk; `markup/src/place.rs` has the form of a place. The document may show what is named in it as properties of its own, in
// front of the real ones, so methods are taken from prototypes.

// A parser reads a NUL in markup like this, so what is set later is the same.
const withoutNul = (text) => text.replaceAll('\0', '\ufffd');

function setAttribute(element, name, value) {
    Element.prototype.setAttribute.call(element, name, withoutNul(value));
}

function insertNode(parent, node, before) {
    Node.prototype.insertBefore.call(parent, node, before ?? null);
}

// Returns the last node of the region that starts here; nothing, if the region has no end.
function regionEnd(page, start) {
    let depth = 0;
    for (let node = start; node; node = page.go(node, 3)) {
        const shape = page.shape(node);
        depth += (shape == 0) - (shape == 1);
        if (!depth) { return node; }
    }
}

// Finds a place in the region that starts at a node. `sort` 0: returns an element; 1: a piece of text, which can be set; 2: the parent of a gap, and the node after it.
function findPlace(page, region, start, path, sort) {
    let next = path[0] + 1;
    const steps = path.subarray(1, next);
    const place = path[next++];
    const number = () => {
        const from = next;
        while (path[next++] > 127) { }
        return numberOf(path.subarray(from, next));
    };
    const go = page.go;
    // The element that contains the next step; 0 for a bracketed region itself.
    let inside = start && (page.shape(start) && start);
    const edge = (way) => {
        if (inside) { return go(inside, way); }
        const end = way < 2 ? start : regionEnd(page, start);
        return end && go(end, way + 2);
    };
    // The search does not go past structure: its brackets end it.
    const nth = (index, elements) => {
        let left = index % 128;
        for (let node = edge(index > 127 ? 2 : 1); node; node = go(node, index > 127 ? 4 : 3)) {
            const shape = page.shape(node);
            const whose = page.whose(node);
            if (shape == 0 || shape == 1) { return; }
            if (whose == 1 ? 0 : whose ? !elements : !elements || shape == 2) {
                if (!left--) { return node; }
            }
        }
    };
    const newText = (parent, before) => {
        const text = new Text();
        insertNode(parent, text, before);
        page.own();
        return text;
    };
    const textOf = (node) => {
        if (page.whose(node) == 2) { return page.back(node); }
        const shape = page.shape(node);
        if (shape == 3) { return node; }
        if (shape == 4) {
            const text = newText(go(node, 0), node);
            Node.prototype.removeChild.call(go(node, 0), node);
            return text;
        }
    };
    if (place == null || !start) { return; }
    for (const step of steps) {
        inside = nth(step, 1);
        if (!inside) { return; }
    }
    const mark = place == 5 && page.anchors[region]?.[number()];
    if (sort == 1) {
        let text;
        if (place == 2) {
            text = nth(path[next++]);
            text &&= textOf(text);
        } else if (place != 5) {
            text = nth(0);
            text = text ? textOf(text) : newText(inside || go(start, 0), edge(1));
        } else if (mark) {
            text = go(mark, 3);
            text = text && textOf(text) || newText(go(mark, 0), text);
        }
        const before = number();
        const after = number();
        // [rebuild
        if (text) { page.pieces?.push((change) => { text = change(text); }); }
        // rebuild]
        // A node that is not as the compiler wrote it is left alone.
        return text && { set: (value, from = 0, count) => {
                const length = text.length - before - after;
                if (length >= from + (count ?? 0)) { text.replaceData(before + from, count ?? length, withoutNul(value)); }
            } };
    }
    let node = place == 5 ? mark : inside;
    if (sort && place < 4) {
        if (node) { return [node]; }
        node = regionEnd(page, start);
    }
    const parent = node && go(node, 0);
    return sort ? parent && [parent, node] : node || void 0;
}

function findElement(page, region, path) {
    return findPlace(page, region, page.starts[region], path, 0);
}

function findText(page, region, path) {
    return findPlace(page, region, page.starts[region], path, 1);
}
