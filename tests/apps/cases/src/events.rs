//! Events: which handlers receive them, when, and with which data.

use watershed::prelude::*;

/// A page to navigate to.
#[component]
pub fn Nothing() -> View {
    view! { <p>"nothing"</p> }
}

/// Events that do not bubble.
#[component]
pub fn Heard() -> View {
    let log = RwSignal::new(String::new());
    let open = RwSignal::new(false);
    let note = move |what: &str| log.update(|log| log.push_str(what));
    view! {
        <button id="open" on:click=move |_| open.set(true)>"open"</button>
        <div id="outer" on:mouseenter=move |_| note("+a ") on:mouseleave=move |_| note("-a ")>
            <p id="inner" on:pointerenter=move |_| note("+b ") on:pointerleave=move |_| note("-b ")>"inner"</p>
        </div>
        <p id="away">"away"</p>
        <input id="field" on:focus=move |_| note("focus ") on:blur=move |_| note("blur ")/>
        <button id="leave" on:click=move |_| log.set(String::new())>"leave"</button>
        <Show when=open>
            <img id="image" alt="" src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" on:load=move |_| note("image ")/>
            <iframe title="page" src="/events/nothing" on:load=move |_| note("frame ")/>
        </Show>
        <output>{log}</output>
    }
}

/// Handlers beside foreign listeners.
#[component]
pub fn Others() -> View {
    let log = RwSignal::new(String::new());
    let note = move |what: &str| log.update(|log| log.push_str(what));
    view! {
        <section on:click=move |_| note("section ") on:click:capture=move |_| note("in ")>
            <div id="inner">
                <button id="plain" on:click=move |_| note("plain ")>"plain"</button>
            </div>
            <button id="stops" on:click:stop=move |_| note("stops ")>"stops"</button>
            <button
                id="at-once"
                on:click=move |event| {
                    event.stop_immediate_propagation();
                    note("once ");
                }
                on:click=move |_| note("never ")
            >"at once"</button>
            <button id="own" value="7" on:click=move |event| {
                let target = event.current_target().map(|own| own.value());
                note(&target.unwrap_or_default());
                note(&event.target_id());
                note(" ");
            }><i id="icon">"icon"</i></button>
        </section>
        <button id="clear" on:click=move |_| log.set(String::new())>"clear"</button>
        <output>{log}</output>
    }
}

/// Default actions that are prevented before the client has arrived.
#[component]
pub fn Held() -> View {
    let title = RwSignal::new(String::new());
    let added = RwSignal::new(0);
    let saved = RwSignal::new(0);
    let own = RwSignal::new(0);
    view! {
        <main on:keydown:ctrl:s:prevent=move |_| saved.update(|saved| *saved += 1)>
            <input id="title" bind:value=title on:keydown:enter:prevent=move |_| added.update(|added| *added += 1)/>
            <div id="own" on:click:self:prevent=move |_| own.update(|own| *own += 1)>
                <input type="checkbox" id="box"/>
            </div>
        </main>
        <p on:keydown:k:meta:exact:window:prevent=move |_| saved.update(|saved| *saved += 10)>"anywhere"</p>
        <output>{title}" "{added}" "{saved}" "{own}</output>
    }
}

/// A client that arrives late, or not at all.
#[component]
pub fn Start() -> View {
    let count = RwSignal::new(0);
    view! {
        <button id="more" on:click=move |_| count.update(|count| *count += 1)>"more"</button>
        <a id="link" href="/events/nothing" on:contextmenu:prevent=move |_| count.update(|count| *count += 100)>"link"</a>
        <div on:wheel:prevent=move |_| count.update(|count| *count += 1000)>
            <form action="/events/nothing"><button id="delete">"delete"</button></form>
        </div>
        <a id="go" href="/events/nothing" on:click:prevent=move |_| count.update(|count| *count += 10)>"go"</a>
        <output>{count}</output>
    }
}

/// A button that disables itself.
#[component]
pub fn Twice() -> View {
    let (busy, set_busy) = signal(false);
    let (sent, set_sent) = signal(0);
    let inside = RwSignal::new(0);
    let typed = RwSignal::new(0);
    let send = move || {
        set_busy.set(true);
        set_sent.update(|sent| *sent += 1);
    };
    view! {
        <button id="send" disabled=busy on:click=move |_| send()>"send"</button>
        <form on:submit:prevent=move |_| send()>
            <input id="name" on:input=move |_| { set_busy.set(true); typed.update(|typed| *typed += 1) }/>
            <button id="submit" disabled=busy>"submit"</button>
        </form>
        <div on:click=move |_| inside.update(|inside| *inside += 1)>
            <fieldset disabled=busy>
                <legend><button id="legend" type="button">"legend"</button></legend>
                <button id="member" type="button">"member"</button>
                <p id="text">"text"</p>
            </fieldset>
        </div>
        <output>{sent}" "{inside}" "{typed}</output>
    }
}

#[derive(serde::Deserialize)]
struct Step {
    number: u32,
}

/// Events with names of all forms.
#[component]
pub fn Named() -> View {
    let log = RwSignal::new(String::new());
    let note = move |what: String| log.update(|log| log.push_str(&what));
    view! {
        <div
            id="host"
            on:step-changed=move |event| note(format!("{} ", event.detail()))
            on:itemSelected=move |event| note(format!("{:?} ", event.detail_as::<Step>().map(|step| step.number)))
            on:selected:custom=move |event| note(format!("{:?} ", event.detail_as::<Vec<String>>()))
            on:change=move |event| note(format!("{:?} ", event.detail_as::<u32>()))
        >"host"</div>
        <x-list id="list" on:selected=move |event| note(format!("list {} ", event.detail()))>"list"</x-list>
        <video id="video" on:playing=move |_| note("playing ".into()) on:volumechange=move |_| note("volume ".into())></video>
        <output>{log}</output>
    }
}

/// Events outside of the element.
#[component]
pub fn Outer() -> View {
    let log = RwSignal::new(String::new());
    let open = RwSignal::new(true);
    let note = move |what: &str| log.update(|log| log.push_str(what));
    view! {
        <button id="toggle" on:click=move |_| open.update(|open| *open = !*open)>"toggle"</button>
        <input id="field"/>
        <Show when=open>
            <div
                id="panel"
                on:click:outside=move |_| note("outside ")
                on:keydown:escape:window=move |_| note("escape ")
                on:resize:window=move |_| note("resize ")
                on:online:window=move |_| note("online ")
                on:visibilitychange:document=move |_| note("visible ")
                on:hashchange:window=move |_| note("hash ")
            ><p id="inside">"inside"</p></div>
        </Show>
        <button id="exact" on:click:ctrl:exact=move |_| note("exact ") on:click:ctrl=move |_| note("ctrl ")>"exact"</button>
        <button id="clear" on:click=move |_| log.set(String::new())>"clear"</button>
        <output>{log}</output>
    }
}

/// The data of events.
#[component]
pub fn Typed() -> View {
    let log = RwSignal::new(String::new());
    let say = move |what: String| log.set(what);
    view! {
        <input
            id="field"
            on:keydown=move |event| say(format!("{} {} {}", event.key(), event.code(), event.is_composing()))
            on:input=move |event| say(format!("{} {}", event.data(), event.input_type()))
            on:paste=move |event| say(format!("{} {}", event.transferred("text/plain"), event.files().len()))
            on:focusin=move |event| say(format!("{:?}", event.related_target().map(|from| from.id())))
        />
        <form id="form" on:submit:prevent=move |event| {
            let by = event.submitter().map(|button| button.id());
            say(format!("{by:?} {:?}", event.form_data()))
        }>
            <input name="a" value="1"/>
            <input type="checkbox" name="b" checked/>
            <input type="checkbox" name="c"/>
            <button id="save" name="how" value="fast">"save"</button>
        </form>
        <div
            id="pad"
            on:pointerdown=move |event| say(format!(
                "{} {} {} {} {}",
                event.pointer_id(),
                event.pointer_type(),
                event.client_x(),
                event.page_y(),
                event.buttons(),
            ))
            on:wheel=move |event| say(format!("{} {}", event.delta_x(), event.delta_y()))
            on:drop=move |event| {
                let files: Vec<_> = event.files().into_iter().map(|file| (file.name, file.media_type, file.size)).collect();
                say(format!("{} {files:?}", event.transferred("text/plain")))
            }
            on:touchstart=move |event| {
                let touches: Vec<_> = event.touches().iter().map(|touch| (touch.identifier, touch.client_x)).collect();
                say(format!("{touches:?}"))
            }
        >"pad"</div>
        <output>{log}</output>
    }
}

/// The methods of elements.
#[component]
pub fn Elements() -> View {
    let log = RwSignal::new(String::new());
    let dialog = NodeRef::<()>::new();
    let field = NodeRef::<()>::new();
    let say = move |what: String| log.update(|log| log.push_str(&what));
    view! {
        <dialog id="dialog" node_ref=dialog on:close=move |_| say("closed ".into())>
            <button id="close" on:click=move |_| dialog.get().into_iter().for_each(|dialog| dialog.close())>"close"</button>
        </dialog>
        <input id="field" node_ref=field value="abcdef" required on:invalid=move |_| say("invalid ".into())/>
        <button id="open" on:click=move |_| dialog.get().into_iter().for_each(|dialog| dialog.show_modal())>"open"</button>
        <button id="range" on:click=move |_| if let Some(field) = field.get() {
            field.focus();
            field.select_range(1, 3);
        }>"range"</button>
        <button id="complain" on:click=move |_| if let Some(field) = field.get() {
            field.set_custom_validity("no");
            say(format!("{} {} ", field.check_validity(), field.matches("input[required]")));
            field.set_custom_validity("");
            say(format!("{} {} ", field.check_validity(), field.matches("[[")));
        }>"complain"</button>
        <output>{log}</output>
    }
}

/// The browser's own event.
#[component]
pub fn Web() -> View {
    let log = RwSignal::new(String::new());
    view! {
        <button id="ask" on:click=move |event| log.set(event.web().type_())>"ask"</button>
        <output>{log}</output>
    }
}

#[component]
fn Buy(id: u32, last: RwSignal<u32>) -> View {
    view! { <button id=format!("buy{id}") on:click=move |_| last.set(id)>"buy " {id}</button> }
}

#[component]
fn Quiet(children: Children) -> View {
    view! { <noscript>{children()}</noscript> }
}

/// Content of which a browser makes no elements.
#[component]
pub fn Inert() -> View {
    let last = RwSignal::new(0u32);
    let on = RwSignal::new(false);
    let rows = RwSignal::new(vec![97u32, 98]);
    view! {
        <main>
            <noscript><Buy id=99 last=last/> "without scripts: " {last}</noscript>
            <Buy id=1 last=last/>
            <template><Buy id=98 last=last/><Show when=on><p>"shown"</p></Show>{last}</template>
            <Buy id=2 last=last/>
            <Quiet><For each=rows key=|row| *row let:row><Buy id=row.get() last=last/></For></Quiet>
            <Buy id=3 last=last/>
            <Show when=on><noscript><Buy id=96 last=last/></noscript><Buy id=4 last=last/></Show>
            <Buy id=5 last=last/>
        </main>
        <button id="on" on:click=move |_| on.set(true)>"on"</button>
        <button id="add" on:click=move |_| rows.update(|rows| rows.push(95))>"add"</button>
        <output>{last}</output>
    }
}

/// Foreign HTML that contains copies of the server's marks.
const GIVEN: &[&str] = &[
    "<button _ id=prize>win a prize</button><!--_-->",
    "<b _=\"2\">two</b><b _=\"30000000\">many</b><!--/-->",
    "<b _=\"__proto__.signal\">x</b><!--__proto__.passive--><!--0.0--><b _=\"1.0\">y</b>",
    "<p _=\"on click toggle\" _p=\"keydown,2,;click,2,\" _h>script</p><b _p=click>z</b>",
    "<img name=currentScript alt=\"\" data-glue=\"/nothing.js\" data-wasm=\"/nothing.wasm\" data-ticket=\"AAAAAAAAAAAAAAAAAAAAAA==\">",
    "<img name=createTreeWalker alt=\"\"><img name=addEventListener alt=\"\"><form name=createElement></form>",
    "<form name=activeElement><input name=parentNode><input name=getAttribute><button type=button id=hang>hang</button></form>",
    "<img name=documentElement alt=\"\"><img name=readyState alt=\"\"><img name=createElementNS alt=\"\">",
    "<a id=requestIdleCallback></a><a id=reportError></a>",
];

/// Foreign HTML in a page.
#[component]
pub fn Given() -> View {
    let last = RwSignal::new(0u32);
    let on = RwSignal::new(false);
    view! {
        <main on:click=move |event| if event.target_id() == "hang" { last.set(77) }>
            {for (at, html) in GIVEN.iter().enumerate() { view! {
                <article>
                    <Buy id={2 * at as u32} last=last/>
                    <div inner_html=*html/>
                    <Buy id={2 * at as u32 + 1} last=last/>
                </article>
            } }}
            <Show when=on><Buy id=100 last=last/></Show>
        </main>
        <button id="on" on:click=move |_| on.update(|on| *on = !*on)>"on"</button>
        <output>{last}</output>
    }
}

/// Names of controls that hide properties of their form.
const NAMES: &[&str] = &[
    "parentNode",
    "firstChild",
    "lastChild",
    "nextSibling",
    "previousSibling",
    "nodeType",
    "getAttribute",
    "setAttribute",
    "removeAttribute",
    "insertBefore",
    "removeChild",
    "remove",
    "cloneNode",
    "contains",
    "classList",
    "style",
    "addEventListener",
    "dispatchEvent",
    "requestSubmit",
    "closest",
    "matches",
    "data",
    "length",
    "value",
    "checked",
    "id",
    "_w",
    "_f",
    "_",
    "_p",
    "children",
    "innerHTML",
    "submit",
    "nodeName",
    "ownerDocument",
];

/// A form whose controls have the names of the form's own properties.
#[component]
pub fn HiddenNames() -> View {
    let odd = RwSignal::new(false);
    let count = RwSignal::new(0);
    let rows = RwSignal::new(vec![1, 2, 3]);
    let sent = RwSignal::new(String::new());
    let form = NodeRef::<()>::new();
    view! {
        <form
            id="form"
            name="createTextNode"
            node_ref=form
            class:odd=odd
            style:color={if odd.get() { "red" } else { "blue" }}
            title={count.get().to_string()}
            on:click=move |_| count.update(|count| *count += 1)
            on:submit:prevent=move |event| sent.set(event.form_data().len().to_string())
        >
            {count} <b>" times"</b>
            <For each=rows key=|row| *row let:row><p>{row}</p></For>
            {for name in NAMES { view! { <input name=*name/> } }}
            <button id="inside" type="button">"inside"</button>
            <button id="send">"send"</button>
        </form>
        <button id="odd" on:click=move |_| odd.update(|odd| *odd = !*odd)>"odd"</button>
        <button id="turn" on:click=move |_| rows.update(|rows| { rows.reverse(); rows.push(4); })>"turn"</button>
        <button id="valid" on:click=move |_| sent.set(form.get().map(|form| form.check_validity().to_string()).unwrap_or_default())>"valid"</button>
        <output>{sent}" "{count}</output>
    }
}
