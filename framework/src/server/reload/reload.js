// Of development servers: loads the page again when another server answers, and shows why a build has failed.
//
// Its tag is taken out of the page at once, and what it shows is in a shadow root behind the body, as the overlay is. A document shows what is named in it
// as properties of its own, so its own ones are taken from the prototype.
(() => {
const create = name => Document.prototype.createElement.call(document, name), own = name => Reflect.get(Document.prototype, name, document);
const script = own("currentScript"), {server} = script.dataset;
script.remove();

const address = `${location.protocol == "https:" ? "wss" : "ws"}://${location.host}/_watershed/reload`;
const STYLE = `
  :host { all: initial }
  section {
    position: fixed; inset: auto 0 0; max-height: 70vh; overflow: auto; z-index: 2147483647; padding: 14px 18px;
    background: #1d1f27; color: #f4f5f7; border-top: 4px solid #e0484d; font: 14px/1.45 ui-monospace, monospace;
  }
  h1 { margin: 0 0 8px; font: 600 15px/1.4 ui-sans-serif, system-ui, sans-serif; color: #ff8f92 }
  pre { margin: 0; font: inherit }`;

// The page that comes in place of one that was renewed has its values, as one whose session was lost: see `storeKept` of the client's script, which
// starts later than this.
const RENEWED = "watershed renewed", KEPT = "watershed kept";
try {
  const kept = sessionStorage.getItem(RENEWED) && JSON.parse(sessionStorage.getItem(KEPT));
  kept?.filter(page => page[0] == location.href).forEach(page => page[1] = 1);
  kept && sessionStorage.setItem(KEPT, JSON.stringify(kept));
  sessionStorage.removeItem(RENEWED);
} catch { /* The visitor may have forbidden storage. */ }
const renew = () => {
  try { sessionStorage.setItem(RENEWED, 1); } catch { /* Then the page begins anew. */ }
  location.reload();
};

let shown;
const show = problem => {
  shown?.remove();
  if (!problem) return;
  shown = create("watershed-problem");
  const [style, section, title, text] = ["style", "section", "h1", "pre"].map(create);
  style.textContent = STYLE;
  title.textContent = "The last change does not build. This page is as it was before.";
  text.textContent = problem;
  section.setAttribute("role", "alert");
  section.append(title, text);
  shown.attachShadow({mode: "open"}).append(style, section);
  own("documentElement").append(shown);
};

// A server that is being replaced answers within a moment; one that was ended may never.
let pause = 50;
const listen = () => {
  const socket = new WebSocket(address);
  socket.onmessage = ({data}) => {
    const news = JSON.parse(data || "{}");
    pause = 50;
    if (!news.server) show(news.problem);
    else if (news.server != server) renew();
  };
  socket.onclose = () => setTimeout(listen, pause = Math.min(pause * 1.5, 2000));
};
own("readyState") == "loading" ? addEventListener("DOMContentLoaded", listen) : listen();
})();
