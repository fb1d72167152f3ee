// The socket to the page's server: it notices when nothing is heard any more, and says on the page when there is no connection.

// The socket, what ends its listeners, and the alarm that rings when nothing is heard.
let socket;
let ears;
let alarm;
// The kind of sockets in use, and whether the last one has opened. Where websockets are blocked, it is a stream over HTTP.
let Line = WebSocket;
let hasOpened;
// The state of the connection, as on the root element; nothing while it works. The alarm that tells the visitor of it, and the sentence that does.
let connection;
let lateness;
let sentence;

// Opens a socket, whose events the page hears under a number, with those after which it is worth while to look whether there still is a connection.
function openSocket(page, heard) {
    const listen = (names, at) => names.map((name) => page.on(at, name, 0, heard));
    // [stream
    // The server keeps the session of a page once its response has ended. One that turns out to need none loses its ticket.
    if (page.order && ownProperty(document, 'readyState') == 'loading') {
        page.names = [[0, 0, page.ticket.slice(16)]];
        return addEventListener.call(document, 'DOMContentLoaded', () => {
            // The last tag may have come in the same task, and nobody has looked at it yet.
            page.others();
            return page.ticket && openSocket(page, heard);
        });
    }
    // stream]
    if (!socket) {
        // The names of the first page are behind the ticket itself.
        page.names = [[0, 0, page.ticket.slice(16)]];
        page.table = wasm.__wbindgen_externrefs;
        page.hidden = hidden;
        listen(['online', 'pageshow', 'visibilitychange']);
        takeKept(page);
        // The storage may be forbidden.
        try { if (sessionStorage.getItem('watershed stream')) { loadStream(); } } catch {}
    }
    hasOpened = 0;
    // If the server has kept nothing of the page, it renders it once more, from its address. One of another build says so.
    socket = new Line(location.origin.replace('http', 'ws') + '/_watershed/socket?' + location.pathname + location.search, 'watershed.v1.' + url.slice(url.lastIndexOf('/') + 1));
    socket.binaryType = 'arraybuffer';
    ears = listen(['open', 'message', 'close'], socket);
    ringAfter(Line == WebSocket ? 2500 : 2e4, loseSocket);
}

// Replaces websockets, if the server can be reached without them.
function loadStream() {
    import(location.origin + '/_watershed/stream.js?' + Date.now()).then((script) => {
        if (!hasOpened) {
            Line = script.default;
            loseSocket();
        }
    }, () => {});
}

function ringAfter(milliseconds, ring) {
    clearTimeout(alarm);
    alarm = setTimeout(ring, milliseconds);
}

// Asks the server for a sign of life, within a time.
function probeSocket(patience) {
    socket.send(new Uint8Array());
    ringAfter(patience ?? 2e4, loseSocket);
}

// Gives up a socket without waiting for its end, which nobody may confirm.
function loseSocket() {
    socket.close();
    socket.dispatchEvent(new Event('close'));
}

function sendFrame(bytes) {
    // A closing socket takes nothing; the message is sent again on the next one.
    if (socket.readyState == 1) { socket.send(bytes); }
}

// Returns the news in an event: the bytes of a message; or 0, what has come is no message; 1, the socket is open; 2, it is worth while to connect; 3, it is
// closed, with two bytes of code and two of the milliseconds to wait. A hidden page connects less often. The server sends an empty message now and then.
function hearSocket(event) {
    const isHidden = ownProperty(document, 'hidden');
    const state = socket.readyState;
    const data = event.data;
    if (event.target != socket) {
        if (isHidden || !state) { return; }
        return state > 1 ? [2] : probeSocket(5e3);
    }
    if (event.type == 'close') {
        const code = event.code;
        // A kind of sockets that does not work here gives way to the other.
        if (!hasOpened) { if (Line == WebSocket) { loadStream(); } else { Line = WebSocket; } }
        const wait = event.reason || isHidden && 15e3 * (1 + Math.random());
        clearTimeout(alarm);
        ears.forEach((end) => end());
        // The server has refused the page for good.
        if (code == 4001 || code == 4403) { goOn?.(); }
        sayConnection([1001, 1012, 4409].includes(code) ? 'updating' : 'offline');
        // [outlet
        dispatchEvent(new Event('watershed-cut'));
        // outlet]
        return [3, code, code >> 8, wait, wait >> 8];
    }
    ringAfter(25e3, probeSocket);
    if (!data) {
        hasOpened = 1;
        if (connection) { sayConnection('resuming'); }
        return [1];
    }
    if (data.byteLength == 0) { return; }
    if (!goOn) { sayConnection(); }
    const bytes = new Uint8Array(data);
    return isMessage(bytes) ? bytes : [0];
}

// Says in which state the connection is: to stylesheets, and after some seconds without it to the visitor, unless the application says it itself.
function sayConnection(state) {
    if (state == connection) { return; }
    const root = ownProperty(document, 'documentElement');
    connection = state;
    if (state) { root.setAttribute('data-connection', state); } else { root.removeAttribute('data-connection'); }
    let isSaid = !state;
    // [connection
    isSaid = !root.dispatchEvent(new CustomEvent('watershed-connection', { cancelable: true, detail: state })) || isSaid;
    // connection]
    if (isSaid) {
        lateness = clearTimeout(lateness);
        sentence?.remove();
    } else {
        lateness ??= setTimeout(() => { sentence = notifyVisitor('There is no connection. Trying again.', 'status'); }, 5e3);
    }
}
