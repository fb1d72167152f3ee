// Reads numbers, bytes and columns, as `wire/column/read.rs` does, and the snapshot from which a page resumes: see `wire/snapshot.rs`.

// What is read, and how many zeros may still be read past its end.
let frame = [];
let at = 0;
let zeros = 0;
let isMalformed = 0;

function startReading(bytes, most) {
    frame = bytes;
    zeros = most;
    at = isMalformed = 0;
}

function readByte() {
    if (at < frame.length) { return frame[at++]; }
    if (!zeros--) { isMalformed = 1; }
    return 0;
}

// Reads the bytes of a number: seven bits a byte, the last one below 128.
function readVarint() {
    const bytes = [];
    do { bytes.push(readByte()); } while (bytes.at(-1) > 127 && bytes.length < 10);
    return bytes;
}

function valueOf(bytes) {
    return bytes.reduceRight((sum, byte) => sum * 128 + byte % 128, 0);
}

function numberOf(bytes) {
    const number = valueOf(bytes);
    if (number >>> 0 != number) { isMalformed = 1; }
    return number;
}

function readNumber() {
    return numberOf(readVarint());
}

function putNumber(bytes, number) {
    for (; number > 127; number = Math.floor(number / 128)) { bytes.push(number % 128 + 128); }
    bytes.push(number);
    return bytes;
}

// Adds so many bytes to a cell, which may be zeros past the end.
function readCell(cell, length) {
    for (; length && !isMalformed; length--) { cell.push(readByte()); }
    return cell;
}

// Reads one run, and appends its cells; at most `most` cells are allowed in all, and never more than a page has nodes.
function readRun(cells, most) {
    const head = readNumber();
    const kind = head % 8;
    let left = (head - kind) / 8;
    const distance = kind == 2 ? readNumber() : 0;
    if (kind > 5 || left >= Math.min(most, 2e5) - cells.length || kind == 2 && !cells[cells.length - distance]) {
        isMalformed = 1;
        return;
    }
    let cell = kind == 1 ? readCell([], readNumber()) : kind ? [] : readVarint();
    const step = kind || !left ? 0 : valueOf(readVarint());
    for (; left >= 0 && !isMalformed; left--) {
        if (kind > 1) { cell = kind > 2 ? kind > 4 ? [] : readVarint() : cells[cells.length - distance]; }
        if (kind > 3) { readCell(cell, kind > 4 ? readNumber() : numberOf(cell)); }
        cells.push(cell);
        if (step) { cell = putNumber([], valueOf(cell) + (step % 2 ? (step + 1) / -2 : step / 2)); }
    }
}

function readColumn(count) {
    const cells = [];
    while (cells.length < count && !isMalformed) { readRun(cells, count); }
    return cells;
}

// Reads a snapshot, and returns it without columns, or nothing if it is malformed: the number of frames; region, kind and slots of each; the number
// of nodes; status and values of each, of which there is one or none. `first` is the kind relative to which kinds are written, and `kinds` says how many slots each has.
function expandSnapshot(bytes, first, kinds) {
    const slots = {};
    const out = [];
    const put = (number) => putNumber(out, number);
    const putCells = (cells) => {
        put(cells.length);
        for (const cell of cells) {
            put(cell.length);
            cell.forEach((byte) => out.push(byte));
        }
    };
    const numbers = (count) => readColumn(count).map(numberOf);
    const count = () => {
        const number = readNumber();
        return number % 2 ? (1 - number) / 2 : number / 2 + 1;
    };
    const fill = (members) => readColumn(members.length).forEach((cell, index) => members[index].push(cell));
    startReading(kinds, 0);
    while (at < kinds.length) {
        const kind = readNumber();
        slots[kind] = readNumber();
    }
    startReading(bytes, 256);
    const frames = count();
    const nodes = count();
    const table = [];
    for (let left = frames ? readNumber() : -1; left >= 0 && !isMalformed; left--) { table.push((readNumber() ^ first) >>> 0); }
    const regions = numbers(frames);
    const kindOf = numbers(frames).map((kind) => table[kind] ?? (isMalformed = 1));
    const statuses = numbers(nodes);
    const cells = kindOf.map(() => []);
    const values = statuses.map(() => []);
    for (const kind of table) {
        for (let left = slots[kind] ?? (isMalformed = 1); left; left--) { fill(cells.filter((_, frame) => kindOf[frame] == kind)); }
    }
    for (let lane = 0; lane < 64; lane++) { fill(values.filter((_, node) => (statuses[node] | 6) == lane * 8 + 7)); }
    if (isMalformed || at < bytes.length) { return; }
    put(regions.length);
    regions.forEach((region, frame) => {
        put(region);
        put(kindOf[frame]);
        putCells(cells[frame]);
    });
    put(statuses.length);
    statuses.forEach((status, node) => {
        put(status);
        putCells(values[node]);
    });
    return Uint8Array.from(out);
}
