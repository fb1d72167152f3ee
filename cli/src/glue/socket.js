// The socket to the page's server: it notices when nothing is heard any more, and says on the page when there is no connection.

// The socket, what ends its listeners, and the alarm that rings when nothing is heard.
let socket;
let ears;
let alarm;
// Until this time the server wants no connection.
let opens = 0;
// The state of the connection, as on the root element; nothing while it works. The alarm that tells the visitor of it, and what the visitor is told.
let connection;
let lateness;
let lament;

// Opens a socket, whose events the page hears under a number, with those after which it is worth while to look whether there still is a connection. The
// flags are those of `part.rs`: the window and the document.
function openSocket(page, heard) {
    if (!socket) {
        for (const name of ['online', 'pageshow', 'visibilitychange']) { page.on(null, name, name > 'v' ? 8192 : 4096, heard); }
    }
    socket = new WebSocket(location.origin.replace('http', 'ws') + '/_watershed/socket');
    socket.binaryType = 'arraybuffer';
    ears = ['open', 'message', 'close'].map((name) => page.on(socket, name, 0, heard));
    ringAfter(2e4, loseSocket);
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
    socket.dispatchEvent(new CloseEvent('close'));
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
        if (state == 1 && !isHidden) { probeSocket(5e3); }
        return state > 1 && !isHidden && Date.now() > opens ? Uint8Array.of(2) : void 0;
    }
    if (event.type == 'close') {
        const code = event.code;
        const asked = event.reason | 0;
        const wait = asked || isHidden && 15e3 * (1 + Math.random());
        clearTimeout(alarm);
        ears.forEach((end) => end());
        opens = Date.now() + asked;
        sayConnection(code == 1001 || code == 1012 ? 'updating' : 'offline');
        return Uint8Array.of(3, code, code >> 8, wait, wait >> 8);
    }
    ringAfter(25e3, probeSocket);
    if (event.type == 'open') {
        if (connection) { sayConnection('resuming'); }
        return Uint8Array.of(1);
    }
    if (data.byteLength === 0) { return; }
    sayConnection();
    const bytes = new Uint8Array(data);
    return isMessage(bytes) ? bytes : Uint8Array.of(0);
}

// Says in which state the connection is: to whoever looks at the root element, or listens; and after some seconds without it to the visitor, unless a
// listener has prevented that.
function sayConnection(state) {
    const root = ownProperty(document, 'documentElement');
    if (state == connection) { return; }
    connection = state;
    if (state) { root.setAttribute('data-connection', state); } else { root.removeAttribute('data-connection'); }
    const isTold = !root.dispatchEvent(new CustomEvent('watershed-connection', { bubbles: true, cancelable: true, detail: state }));
    if (!state || isTold) {
        lateness = clearTimeout(lateness);
        lament?.remove();
    } else {
        lateness ??= setTimeout(() => { lament = notifyVisitor('There is no connection. It is tried again and again.', 'status'); }, 5e3);
    }
}
