// Takes the visitor from one page of a layout to another: which clicks are ours, the browser's history, scrolling, the focus. Wasm asks the session for the
// page (`client/journey.rs`); in the simulation, `client/dom/sim/travel.rs` does what is done here.
//
// The position of a page is in its entry of the history. From the first page that the browser has not loaded itself, it is restored here, because the browser
// would do so before the content is there; when the document ends, the browser does it again.

// The page that is shown: path and query.
let shownPage;
// The way on which the visitor is: 0, none; 1, to another page, from the present entry of the history; 2, the browser has gone to its entry already.
let way;
// The element that says the title to those who hear the page.
let announcer;
let scrolling;

const pageAt = (address) => address.pathname + address.search;

function keepScroll() {
    if (way != 2) { history.replaceState({ ...history.state, watershed: [scrollX, scrollY] }, ''); }
}

// Restores positions from now on, until the document ends.
function takeScroll() {
    if (history.scrollRestoration == 'manual') { return; }
    history.scrollRestoration = 'manual';
    addEventListener('scroll', noteScroll, { passive: true });
}

function noteScroll() {
    clearTimeout(scrolling);
    scrolling = setTimeout(keepScroll, 100);
}

function leaveScroll() {
    // The page that is loaded now restores the position itself, because the browser has seen none in this entry.
    if (way == 2) { history.scrollRestoration = 'manual'; }
    if (way == 2 || history.scrollRestoration != 'manual') { return; }
    keepScroll();
    history.scrollRestoration = 'auto';
    // A page that the browser has put aside comes back.
    addEventListener('pageshow', takeScroll, { once: true });
}

function beginTravel(page) {
    shownPage = pageAt(location);
    addEventListener('pagehide', leaveScroll);
    const loaded = performance.getEntriesByType('navigation')[0]?.name;
    // The browser may go to an entry of a document that it has loaded anew, before there is anybody to notice.
    if (!page.base && loaded && pageAt(new URL(loaded)) != shownPage) {
        way = 2;
        return shownPage + location.hash;
    }
    if (history.scrollRestoration == 'manual') {
        history.scrollRestoration = 'auto';
        takeScroll();
        const position = history.state?.watershed;
        if (position) { scrollTo(...position); }
    }
}

// Returns the address that an event leads to: a click on a link that the page follows itself, or a step in the history.
function findDeparture(page, event) {
    if (event.type == 'popstate') {
        clearTimeout(scrolling);
        // Another part of the same page is the browser's.
        if (!way && pageAt(location) == shownPage) { return; }
        way = 2;
        return pageAt(location) + location.hash;
    }
    const link = event.target instanceof Element && Element.prototype.closest.call(event.target, 'a[_a]');
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) { return; }
    // A path that starts with two slashes would name another site.
    if (link.origin != location.origin || link.pathname.startsWith('//') || link.hasAttribute('download') || !['', '_self'].includes(link.target)) { return; }
    // Without a connection, and within the page, it is the browser's.
    if (connection && connection != 'resuming' || link.hash && pageAt(link) == pageAt(location)) { return; }
    event.preventDefault();
    way = 1;
    return pageAt(link) + link.hash;
}

function travelTo(page, address, step, outlet) {
    clearTimeout(scrolling);
    way = 0;
    if (!step) {
        const isNew = address != pageAt(location) + location.hash;
        if (isNew) { keepScroll(); }
        takeScroll();
        history[isNew ? 'pushState' : 'replaceState']({ ...(isNew ? {} : history.state), watershed: [0, 0] }, '', address);
    }
    // The page at the entry's address has led to another one.
    if (step && address != pageAt(location) + location.hash) { history.replaceState(history.state, '', address); }
    shownPage = pageAt(location);
    markLinks();
    const nodes = page.starts[outlet] ? nodesOf(page, page.starts[outlet]).filter((node) => node instanceof Element) : [];
    moveFocus(nodes);
    const part = partAt(location.hash.slice(1));
    if (step) { scrollTo(...(history.state?.watershed ?? [0, 0])); } else if (part) { Element.prototype.scrollIntoView.call(part); } else { scrollTo(0, 0); }
    announceTitle(page);
}

// Returns the element that the fragment of an address names.
function partAt(name) {
    const find = (id) => id && Document.prototype.getElementById.call(document, id);
    // Not every name is an encoded one.
    try { return find(name) ?? find(decodeURIComponent(name)); } catch { return null; }
}

// Says of each link whether it leads to the page that is shown, in what is hidden as well. The server says the same (`rt/link.rs`): an address that is neither
// a path nor a query leads to no page.
function markLinks() {
    // A row that the browser has made has a negative number.
    const kept = Object.values(hidden).flatMap((found) => found ? [found[0]] : []);
    [document, ...kept].forEach((root) => Reflect.get(Object.getPrototypeOf(root), 'querySelectorAll').call(root, 'a[_a]').forEach((link) => {
        const isCurrent = /^[/?]/.test(link.getAttribute('href')) && link.origin == location.origin && link.pathname == location.pathname && (!link.search || link.search == location.search);
        if (isCurrent) { link.setAttribute('aria-current', 'page'); } else if (link.getAttribute('aria-current') == 'page') { link.removeAttribute('aria-current'); }
    }));
}

// Moves the focus to the page that is shown by now. Who writes in a field of the layout goes on.
function moveFocus(nodes) {
    const find = (points) => nodes.flatMap((node) => [...Element.prototype.matches.call(node, points) ? [node] : [], ...Element.prototype.querySelectorAll.call(node, points)])[0];
    const focused = ownProperty(document, 'activeElement');
    const target = find('[autofocus]') ?? find('h1,h2,[role=heading]');
    const writes = focused && Element.prototype.matches.call(focused, 'input,textarea,select,[contenteditable]');
    if (!target || writes) { return; }
    if (ownProperty(target, 'tabIndex') < 0) { Element.prototype.setAttribute.call(target, 'tabindex', '-1'); }
    HTMLElement.prototype.focus.call(target, { preventScroll: true });
}

function announceTitle(page) {
    if (!announcer) {
        announcer = Document.prototype.createElement.call(document, 'div');
        announcer.setAttribute('aria-live', 'polite');
        announcer.id = 'watershed-title';
        announcer.style.cssText = 'position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap';
        page.lend(announcer);
        ownProperty(document, 'body').append(announcer);
    }
    announcer.textContent = ownProperty(document, 'title');
}
