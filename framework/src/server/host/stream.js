// A socket over HTTP, for a browser whose websockets are blocked on the way: it looks like a `WebSocket`. The same frames come down as
// server-sent events, and go up as bodies of requests, one after the other. The page loads this script only if it needs it.

// The most bytes of frames in a request.
const MOST = 64 << 10;
const [BINARY, CLOSE, PING, PONG] = [2, 8, 9, 10];

export default class extends EventTarget {
    readyState = 0;
    #address;
    #protocol;
    // The address of the page, for the case that the server renders it once more.
    #page;
    #key;
    #stop = new AbortController();
    // Frames that were not sent, and true while a request is under way; the number of the next one.
    #unsent = [];
    #isSending = false;
    #number = 0;
    // Bytes that came and are no whole frame yet.
    #came = new Uint8Array();
    #code = 1006;
    #reason = '';

    constructor(address, protocol) {
        super();
        this.#protocol = protocol;
        const at = address.indexOf('?');
        this.#address = address.slice(0, at).replace(/^ws(.*)socket$/, 'http$1stream');
        this.#page = address.slice(at);
        this.#hear().catch(() => {}).then(() => this.#end());
    }

    send(bytes) { this.#send(BINARY, bytes); }

    close() {
        this.readyState = 2;
        this.#stop.abort();
    }

    // Hears until the stream ends.
    async #hear() {
        const answer = await fetch(this.#address + this.#page, {
            method: 'POST', cache: 'no-store', headers: { 'watershed-protocol': this.#protocol }, signal: this.#stop.signal,
        });
        if (!answer.ok) { return; }
        const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
        let text = '';
        for (let read; !(read = await reader.read()).done;) {
            const events = (text + read.value).split('\n\n');
            text = events.pop();
            for (const event of events) {
                const data = /^data: ?(.*)$/m.exec(event);
                if (data) { this.#take(Uint8Array.from(atob(data[1]), (letter) => letter.charCodeAt())); }
            }
        }
    }

    #end() {
        this.#stop.abort();
        if (this.readyState == 3) { return; }
        this.readyState = 3;
        this.dispatchEvent(new CloseEvent('close', { code: this.#code, reason: this.#reason }));
    }

    #take(bytes) {
        if (!this.#key) {
            this.#key = bytes;
            this.readyState = 1;
            try { sessionStorage.setItem('watershed stream', 1); } catch {}
            this.dispatchEvent(new Event('open'));
            return;
        }
        this.#came = joined([this.#came, bytes]);
        for (let frame; (frame = this.#frame());) { this.#heed(...frame); }
    }

    // Takes the next frame: its kind and content.
    #frame() {
        const came = this.#came;
        if (came.length < 2) { return; }
        const view = new DataView(came.buffer, came.byteOffset, came.length);
        const short = came[1] & 127;
        const head = short < 126 ? 2 : short < 127 ? 4 : 10;
        if (came.length < head) { return; }
        const length = head == 2 ? short : head == 4 ? view.getUint16(2) : Number(view.getBigUint64(2));
        if (came.length < head + length) { return; }
        this.#came = came.slice(head + length);
        return [came[0] & 15, came.slice(head, head + length)];
    }

    #heed(kind, content) {
        if (kind == BINARY) { this.dispatchEvent(new MessageEvent('message', { data: content.buffer })); }
        if (kind == PING) { this.#send(PONG, content); }
        if (kind == CLOSE) {
            this.#code = content.length < 2 ? 1005 : content[0] << 8 | content[1];
            this.#reason = new TextDecoder().decode(content.slice(2));
            this.#end();
        }
    }

    #send(kind, bytes) {
        const length = bytes.length;
        const size = length < 126 ? [length] : length < 65536 ? [126, length >> 8, length] : [127, 0, 0, 0, 0, length >> 24, length >> 16, length >> 8, length];
        size[0] |= 128;
        // Masked with zeros: that is for websockets, whose bytes a proxy might take for something else.
        this.#unsent.push(joined([Uint8Array.from([128 | kind, ...size, 0, 0, 0, 0]), bytes]));
        if (!this.#isSending) {
            this.#isSending = true;
            // The frames of a turn go together.
            Promise.resolve().then(() => this.#carry()).catch(() => this.#end());
        }
    }

    // Carries up what is unsent, one request after the other.
    async #carry() {
        while (this.#unsent.length && this.readyState == 1) {
            let [count, size] = [0, 0];
            while (count < this.#unsent.length && (!count || size + this.#unsent[count].length <= MOST)) { size += this.#unsent[count++].length; }
            const number = new Uint8Array(4);
            new DataView(number.buffer).setUint32(0, this.#number++);
            const body = joined([this.#key, number, ...this.#unsent.splice(0, count)]);
            const answer = await fetch(this.#address + '/up', { method: 'POST', body, signal: this.#stop.signal });
            if (!answer.ok) { return this.#end(); }
        }
        this.#isSending = false;
    }
}

function joined(pieces) {
    const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
        all.set(piece, at);
        at += piece.length;
    }
    return all;
}
