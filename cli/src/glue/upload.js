// Sends the files of a form before the form itself, which names them by what the server answers.

// Calls `heard` with the percentage that is sent, and at the end with the form's entries, name and text in turn; without them if the server has not taken
// the files.
function sendForm(page, form, submitter, heard) {
    const entries = [], slots = [], files = new FormData(), request = new XMLHttpRequest();
    const controls = HTMLFormElement.prototype.__lookupGetter__('elements').call(form);
    for (const [name, value] of new FormData(form, submitter)) {
        if (!(value instanceof File)) {
            entries.push(name, value);
            // The server must know the form before its files.
            if (name == '_action') { files.append(name, value); }
        } else if (value.name || value.size) {
            const control = [...controls].find((control) => control.name == name && control.files);
            // What is too large is not sent: its entry says so.
            const isLarge = value.size > (control?.dataset.max ?? 1 / 0);
            const at = entries.push(name, isLarge ? '>' : '') - 1;
            if (!isLarge) {
                files.append(name, value);
                slots.push(at);
            }
        }
    }
    const end = (isSent) => {
        request.ended = true;
        heard(isSent ? entries : null);
    };
    if (slots.length) {
        request.upload.onprogress = ({ loaded, total }) => heard(Math.floor(loaded / total * 100));
        request.onload = () => {
            const tokens = request.responseText.split('\n');
            slots.forEach((at, index) => { entries[at] = tokens[index] ?? ''; });
            end(request.status == 200);
        };
        request.onerror = request.onabort = () => end();
        request.open('POST', '/_watershed/upload');
        request.setRequestHeader('x-watershed-page', btoa(String.fromCharCode(...page.ticket.slice(0, 16))));
        request.send(files);
    } else {
        end(true);
    }
    return request;
}
