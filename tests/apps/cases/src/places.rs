//! Markup that parsers re-arrange, places that the client finds, and values that an attribute must not have.

use watershed::prelude::*;

/// SVG and MathML that come later.
#[component]
pub fn Drawing() -> View {
    let (on, set_on) = signal(false);
    let (rows, set_rows) = signal(vec![1]);
    let (count, set_count) = signal(0);
    view! {
        <button id="go" on:click=move |_| { set_on.set(true); set_rows.set(vec![1, 2]) }>"go"</button>
        <svg id="svg" viewBox="0 0 10 10">
            <Show when=on>
                <circle class="later" cx="5" cy="5" r="4"/>
                <g class="later">
                    <linearGradient gradientTransform="rotate(45)" class="later" id="fade"><stop offset="0"/></linearGradient>
                    <foreignObject class="later"><p id="html" on:click=move |_| set_count.update(|count| *count += 1)>"html"</p></foreignObject>
                </g>
            </Show>
            <For each=rows key=|row| *row let:row><rect class="row" width={row.get()}/></For>
            {if on.get() { view! { <a id="link" href="#a"><text class="later">"link"</text></a> } }}
            <Layer><Dot on=on/></Layer>
            <title id="name">"drawing "{count}</title>
            <Show when=on><title class="later">"later"</title></Show>
        </svg>
        <math id="math">
            <Show when=on><mfrac class="later"><mi>"a"</mi><mn>"2"</mn></mfrac></Show>
            <mtext><Show when=on><b id="bold">"html"</b></Show></mtext>
            <annotation-xml encoding="Application/XHTML+XML"><Show when=on><p id="annotation">"html"</p></Show></annotation-xml>
            <annotation-xml><Show when=on><mi id="drawn">"math"</mi></Show></annotation-xml>
        </math>
        <Show when=on><svg id="whole"><Link/></svg></Show>
        <output>{count}</output>
    }
}

#[component]
fn Layer(children: Children) -> View {
    view! { <g>{children()}</g> }
}

#[component]
fn Dot(on: ReadSignal<bool>) -> View {
    view! { <Show when=on><ellipse class="later" rx="1"/></Show> }
}

/// A component that is a link of SVG, though HTML has an `<a>` too.
#[component]
fn Link() -> View {
    view! { <a class="later" href="#b"><text class="later">"b"</text></a> }
}

/// A page that a browser re-arranges, because of the elements that a component puts around its children.
#[component]
pub fn Rearranged() -> View {
    let (n, set_n) = signal(0);
    view! {
        <main><p>"before " <Card>"in card " {n}</Card> <b>{n}</b> " after " {n}</p></main>
        <button id="go" on:click=move |_| set_n.update(|n| *n += 1)>"go"</button>
        <output>{n}</output>
    }
}

#[component]
fn Card(children: Children) -> View {
    view! { <div class="card">{children()}</div> }
}

/// Rows of two `<tr>`: their brackets would be in two parents if the browser moved them.
#[component]
pub fn Rows() -> View {
    let (n, set_n) = signal(1);
    view! {
        <button id="go" on:click=move |_| set_n.set(2)>"go"</button>
        <table><tbody>
            <For each=move || (0..n.get()).collect::<Vec<u32>>() key=|row| *row let:row><Pair row=row.get() n=n/></For>
        </tbody></table>
    }
}

#[component]
fn Pair(row: u32, n: ReadSignal<u32>) -> View {
    let (clicks, set_clicks) = signal(0);
    view! {
        <tr><td><button id={format!("b{row}")} on:click=move |_| set_clicks.update(|c| *c += 1)>"row"</button></td></tr>
        <tr><td id={format!("c{row}")}>{clicks} " of " {n}</td></tr>
    }
}

/// A page that foreign code has changed before the client looked for a place in it.
#[component]
pub fn Changed() -> View {
    let (n, set_n) = signal(0);
    let (rows, set_rows) = signal(vec![1, 2, 3]);
    view! {
        <button id="go" on:click=move |_| { set_n.update(|n| *n += 1); set_rows.update(|rows| { rows.remove(0); }) }>"go"</button>
        <p id="one">"count " {n} " of many"</p>
        <p id="sole">{n}</p>
        <p id="pair">{n}<i>"and"</i>{n}</p>
        <ul><For each=rows key=|row| *row let:row><li>"row " {row}</li></For></ul>
        <ol><For each=rows key=|row| *row let:row>"item " {row}</For></ol>
        <output>{n}</output>
    }
}

/// The same, with bindings that the server runs.
#[component]
pub fn ChangedByServer() -> View {
    let (n, set_n) = signal(0);
    let add = action(async move |_: ()| set_n.update(|n| *n += 1));
    let shown = memo(move || server_only(n.get()));
    view! {
        <button id="go" on:click=move |_| add.dispatch(())>"go"</button>
        <p id="one">"count " {shown} " of many"</p>
        <p id="sole">{shown}</p>
        <p id="pair">{shown}<i>"and"</i>{shown}</p>
        <output>{shown}</output>
    }
}

#[server]
fn server_only(n: u32) -> u32 {
    n
}

/// A whole document, with its declaration.
#[component]
pub fn Document() -> View {
    let (n, set_n) = signal(0);
    view! {
        <!DOCTYPE html>
        <html lang="de">
            <body class="plain">
                <button id="go" on:click=move |_| set_n.update(|n| *n += 1)>"go"</button>
                <output>{n}</output>
                <p>"</body>"</p>
            </body>
        </html>
    }
}

/// A document that is one of several arms.
#[component]
pub fn Documents() -> View {
    let kind = "b";
    let (n, set_n) = signal(0);
    view! {
        {match kind {
            "a" => view! { <html lang="en"><head><title>"A"</title></head><body>"a"</body></html> },
            _ => view! {
                <html lang="de">
                    <head><title>"B"</title></head>
                    <body>
                        <button id="go" on:click=move |_| set_n.update(|n| *n += 1)>"go"</button>
                        <output>{n}</output>
                    </body>
                </html>
            },
        }}
    }
}

/// White space and other characters that parsers drop or change.
#[component]
pub fn Characters() -> View {
    let (x, set_x) = signal(String::from("x"));
    let (later, set_later) = signal(false);
    let (own, set_own) = signal(String::from("a\0b\rc"));
    view! {
        <button id="go" on:click=move |_| { set_x.set("yy".into()); set_later.set(true); set_own.set("a\0\0\rc".into()) }>"go"</button>
        <p id="bound" title=own {..[("data-own", own.get())]}>"-" {own}</p>
        <Show when=later><p id="patched" title=own {..[("data-own", own.get())]}>{own.get()} "-"</p></Show>
        <pre id="static">"\nstatic"</pre>
        <pre id="mixed">"\n" {x} " end"</pre>
        <pre id="dynamic" title="a<b">{"\ndynamic"}</pre>
        <pre id="element"><b>"\nb"</b></pre>
        <pre id="children"><Plain>"\nchild"</Plain></pre>
        <textarea id="text">"\ntext"</textarea>
        <pre id="returns">"a\r\nb " {x} " c"</pre>
        <p id="nul">"s\0t " {x}</p>
        <p id="attribute" title="a\r\nb">"."</p>
        <Show when=later><pre id="later">"\n" {x} " end"</pre><pre id="whole">"\nwhole"</pre></Show>
        <Nul/>
    }
}

#[component]
fn Plain(children: Children) -> View {
    view! { {children()} }
}

/// A long text of the server with a NUL, of which a part changes.
#[component]
fn Nul() -> View {
    let (text, set_text) = signal(format!("a\0b {} end", "x".repeat(80)));
    let change =
        action(async move |_: ()| set_text.update(|text| *text = text.replace("end", "END")));
    view! { <button id="change" on:click=move |_| change.dispatch(())>"change"</button><p id="long">{long(&text.get())}</p> }
}

#[server]
fn long(text: &str) -> String {
    text.to_owned()
}

/// Booleans of attributes that have words for them.
#[component]
pub fn Words() -> View {
    let (on, set_on) = signal(false);
    let (later, set_later) = signal(false);
    let maybe: Option<bool> = None;
    view! {
        <button id="go" on:click=move |_| { set_on.set(true); set_later.set(true) }>"go"</button>
        <p id="first" aria-expanded=on aria-checked=maybe draggable=true contenteditable=on spellcheck=false translate=false
            hidden=on autocapitalize=on data-on=true>"a"</p>
        <input id="field" autocomplete=false disabled=on/>
        <p id="spread" {..[("aria-hidden", false), ("translate", true)]}>"b"</p>
        <meta id="meta" content=on/>
        <select><option id="option" value=on>"option"</option></select>
        <button id="button" value={true} data-open=on>"button"</button>
        <textarea id="area" prop:value={true}></textarea>
        <p id="values" {..[("value", false), ("content", true), ("data-x", false)]}>"b"</p>
        <Show when=later>
            <button id="late" value=on data-open=on {..[("content", false)]}>"late"</button>
            <p id="later" aria-expanded=on draggable=on spellcheck=false translate=false {..vec![("aria-hidden", false)]}>"c"</p>
        </Show>
    }
}

/// Spread attributes beside written ones.
#[component]
pub fn Spreads() -> View {
    let (later, set_later) = signal(false);
    let (odd, set_odd) = signal(true);
    view! {
        <button id="go" on:click=move |_| { set_later.set(true); set_odd.set(false) }>"go"</button>
        <Spread prefix="a" odd=odd/>
        <Show when=later><Spread prefix="b" odd=odd/></Show>
    }
}

#[component]
fn Spread(prefix: &'static str, odd: ReadSignal<bool>) -> View {
    let id = move |name: &str| format!("{prefix}-{name}");
    let title = String::from("computed");
    let attributes = vec![("class", Some("spread")), ("title", Some("spread"))];
    let nothing = vec![("title", None::<&str>)];
    view! {
        <p id={id("class")} class="own" {..attributes.clone()}>"1"</p>
        <p id={id("toggle")} class="own" class:odd=odd {..attributes.clone()}>"2"</p>
        <p id={id("before")} title="own" {..attributes.clone()}>"3"</p>
        <p id={id("after")} {..attributes.clone()} title="own">"4"</p>
        <p id={id("computed")} title={title.clone()} {..attributes.clone()}>"5"</p>
        <p id={id("literal")} title={title.clone()} {..[("title", "literal")]} class="own">"6"</p>
        <p id={id("none")} title="own" {..nothing}>"7"</p>
        <p id={id("whole")} class={format!("own-{prefix}")} {..attributes}>"8"</p>
        <p title="own" {..[("id", id("id"))]}>"9"</p>
    }
}

/// Text that no browser decodes, and text that is JSON.
#[component]
pub fn RawText() -> View {
    let (wide, set_wide) = signal(false);
    let (later, set_later) = signal(false);
    let json = String::from(r#"{"name": "</script><b>&amp;"}"#);
    let css = move || {
        format!(
            "#box {{ width: {}px }} /* </style> */",
            if wide.get() { 200 } else { 100 }
        )
    };
    let fixed = "#other { height: 7px }";
    view! {
        <button id="go" on:click=move |_| { set_wide.set(true); set_later.set(true) }>"go"</button>
        <style>{css}</style>
        <style inner_html=fixed></style>
        <script id="json" type="application/ld+json">{json.clone()}</script>
        <script id="html" type="application/json" inner_html=json></script>
        <div id="box">"box"</div><div id="other">"other"</div>
        <svg><style>"circle{r:3}/*a<b*/"</style><style id="inner">{fixed}</style><circle id="c" r="1"/></svg>
        <Show when=later><style>"#late { width: 55px }"</style><div id="late">"late"</div></Show>
    }
}

/// Addresses, styles and properties with values of visitors.
#[component]
pub fn Values() -> View {
    let (address, set_address) = signal(String::from("javascript:alert(1)"));
    let (style, set_style) = signal(String::from(
        "color: red; background: url(https://evil.example/x)",
    ));
    let (open, set_open) = signal(false);
    let image = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";
    view! {
        <button id="go" on:click=move |_| set_open.set(true)>"go"</button>
        <button id="good" on:click=move |_| { set_address.set("sms:+1234".into()); set_style.set("color: blue".into()) }>"good"</button>
        <button id="bad" on:click=move |_| {
            set_address.set("\u{1} jAvaScript:alert(2)".into());
            set_style.set("background: u\\72l(https://evil.example/y)".into())
        }>"bad"</button>
        <input bind:value=(address, set_address)/>
        <input bind:value=(style, set_style)/>
        <a id="a" href={address.get()}>"a"</a>
        <p id="style" style={style.get()}>"style"</p>
        <p id="one" style:background-image={style.get()} style:display={"none"}>"one"</p>
        <img id="image" src=image alt=""/>
        <p id="local" style:--quote="\"\\201C\"" style:background-image={format!("url({image})")}>"local"</p>
        <a id="prop" prop:href={address.get()} href="/kept">"prop"</a>
        <svg><a><animate id="animate" attributeName="href" values={address.get()}/><set id="set" to={address.get()}/></a></svg>
        <svg>
            <rect id="paint" fill="url(#local)" filter={style.get()} marker-end={style.get()}><animate attributeName="fill" values={style.get()}/></rect>
            <rect id="painted" fill={format!("url({}) red", "#local")} {..[("stroke", style.get()), ("mask", "url(#local)".into())]}/>
            <Show when=open><rect clip-path={style.get()} fill={format!("url({}) red", "#local")} {..vec![("mask", style.get())]}/></Show>
        </svg>
        <Show when=open>
            <a class="later" href={address.get()}>"later"</a>
            <form class="later" action={address.get()}><button class="later" formaction={address.get()}>"b"</button></form>
            <p id="later" style={style.get()}>"later"</p>
            <iframe class="later" src={Some(address.get()).filter(|address| !address.starts_with("sms:"))}></iframe>
        </Show>
    }
}

/// HTML of visitors, which stays in its element.
#[component]
pub fn Foreign() -> View {
    let (n, set_n) = signal(0);
    let (last, set_last) = signal(0);
    view! {
        <main>
            <div class="foreign" inner_html="<a href=x>open <b>bold <div>div"></div>
            <div class="foreign" inner_html="</div></main><table><tr><td>cell"></div>
            <div class="foreign" inner_html="<!-- open"></div>
            <p class="foreign" inner_html={"one<p>two"}></p>
            <Around><span class="foreign" inner_html={"<a href=y>inner</a>"}></span></Around>
            <pre class="foreign" inner_html={"\nline"}></pre>
            <button id="go" on:click=move |_| set_n.update(|n| *n += 1)>"go"</button>
            <button id="buy" on:click=move |_| set_last.set(1)>"buy"</button>
        </main>
        <output id="n">{n}</output><output id="last">{last}</output>
    }
}

#[component]
fn Around(children: Children) -> View {
    view! { <a href="/around">{children()}</a> }
}

/// Attributes that matter only to a parser.
#[component]
pub fn Parsed() -> View {
    let (later, set_later) = signal(false);
    let (on, set_on) = signal(true);
    let target = String::from("#shape");
    view! {
        <button id="go" on:click=move |_| set_later.set(true)>"go"</button>
        <button id="off" on:click=move |_| set_on.set(false)>"off"</button>
        <video id="first" muted={on.get()}></video>
        <svg viewBox="0 0 100 100"><defs><rect id="shape" width="10" height="10"/></defs>
            <use id="used" xlink:href={target.clone()}/>
            <Show when=later><use id="later" xlink:href={target.clone()}/></Show>
        </svg>
        <Show when=later><video id="video" muted={on.get()}></video></Show>
    }
}

/// A select whose options contain comments, and a title whose text is chosen.
#[component]
pub fn Texts() -> View {
    let (n, set_n) = signal(0);
    view! {
        <html>
            <head><title>{match n.get() { 0 => "zero", _ => "many" }}</title></head>
            <body>
                <button id="go" on:click=move |_| set_n.update(|n| *n += 1)>"go"</button>
                <select><option id="option">"n " <Show when=move || n.get() % 2 == 0>"even"</Show></option></select>
                <textarea id="area">{match n.get() { 0 => "zero", _ => "many" }}</textarea>
            </body>
        </html>
    }
}
