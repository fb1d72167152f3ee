//! Pages that are made anew in their place while they hold what no source knows: what is typed into elements that are no
//! controls, drawn, played, set by scripts of others, or in the middle of a movement.

use watershed::prelude::*;

/// All of it, and a count of the server that shows when the page works again.
#[component]
pub fn Screen() -> View {
    let count = RwSignal::new(0);
    let served = RwSignal::new(0);
    let serve = action(async move |count: i32| served.set(count));
    view! {
        <Head><title>"count " {count}</title><meta name="description" content="unharmed"></Head>
        <button id="count" on:click=move |_| count.update(|n| *n += 1)>{count}</button>
        <button id="serve" on:click=move |_| serve.dispatch(count.get())>"serve"</button>
        <output id="served">{served}</output>
        <Groups/> <Choices/> <Texts/> <Drawn count=count/> <Moving count=count/> <Layers/> <Places count=count/> <Hidden/>
    }
}

/// Lists in a list, with content that comes and goes in each row.
#[component]
fn Groups() -> View {
    let groups = RwSignal::new(vec![(1u32, vec![1u32, 2]), (2, vec![3, 4, 5])]);
    let turn = action(async move |_: ()| groups.update(|groups| groups.reverse()));
    view! {
        <button id="turn" on:click=move |_| turn.dispatch(())>"turn"</button>
        <div id="groups">
            <For each=groups key=|group| group.0 let:group>
                <section id=format!("group-{}", group.get().0)>
                    <For each={group.get().1} key=|row| *row let:row><GroupRow row=row/></For>
                </section>
            </For>
        </div>
    }
}

#[component]
fn GroupRow(row: ReadSignal<u32>) -> View {
    let open = RwSignal::new(false);
    let inner = RwSignal::new(false);
    view! {
        <div id=format!("line-{}", row.get())>
            <button class="open" on:click=move |_| open.update(|open| *open = !*open)>"open " {row}</button>
            <Show when=open fallback=|| view! { <input class="closed"> }>
                <input class="opened">
                <button class="inner" on:click=move |_| inner.set(true)>"inner"</button>
                <Show when=inner><textarea class="inmost"></textarea></Show>
            </Show>
        </div>
    }
}

/// Choices whose options depend on others, in a group, and unbound ones with several.
#[component]
fn Choices() -> View {
    let country = RwSignal::new(String::from("de"));
    let state = RwSignal::new(String::from("by"));
    let size = RwSignal::new(String::from("m"));
    let tags = RwSignal::new(vec![String::from("one")]);
    let states = move || match country.get().as_str() {
        "de" => vec!["by", "nw"],
        _ => vec!["tyr", "vie"],
    };
    view! {
        <form id="choices">
            <select id="country" bind:value=country on:change=move |_| state.set(String::new())>
                <option value="de">"de"</option><option value="at">"at"</option>
            </select>
            <select id="state" bind:value=state>
                <option value="">"choose"</option>
                {for state in states() { view! { <option value=state>{state}</option> } }}
            </select>
            <select id="loose" multiple><option>"a"</option><option>"b"</option><option>"c"</option></select>
            {for one in ["s", "m", "l"].map(String::from) { view! {
                <input type="radio" name="size" id=format!("size-{one}") value=one.clone() bind:group=size>
                <input type="checkbox" id=format!("tag-{one}") value=one.clone() bind:group=tags>
            } }}
            <input type="radio" name="free" id="free-1" value="1"> <input type="radio" name="free" id="free-2" value="2">
            <input type="range" id="range" min="0" max="10" value="5">
            <input type="date" id="date"> <input type="color" id="colour" value="#000000">
            <output id="chosen">{country} " " {state} " " {size} " " {tags.get().join("+")}</output>
        </form>
    }
}

/// Texts that are typed where no control is.
#[component]
fn Texts() -> View {
    let words = RwSignal::new(0);
    let title = RwSignal::new(String::new());
    view! {
        <div id="edited" contenteditable="true" on:input=move |_| words.update(|n| *n += 1)>"first"</div>
        <div id="paper" contenteditable="true"><p>"one"</p><p>"two"</p></div>
        <p id="words">{words}</p>
        <textarea id="half">"given"</textarea>
        <input id="title" bind:value=title> <h2 id="shown">{title}</h2>
        <p id="prose">"A sentence of which somebody has selected a part, with " <b>"bold words"</b> " in it."</p>
    }
}

/// Elements that scripts of others draw or fill, and a video.
#[component]
fn Drawn(count: RwSignal<i32>) -> View {
    view! {
        <canvas id="canvas" width="20" height="20"></canvas>
        <iframe id="frame" title="frame" src="/about-frame"></iframe>
        <video id="video" muted></video>
        <my-clock id="clock" label=count></my-clock>
        <svg id="svg" viewBox="0 0 20 20" width="20" height="20">
            <circle id="circle" cx="10" cy="10" r={5 + count.get()} class:many={count.get() > 2}/>
            <g><text id="svg-text">{count}</text></g>
        </svg>
        <table><tbody id="table">
            {for row in 0..3 { view! { <tr><td>{row}</td><td><input class="cell"></td></tr> } }}
        </tbody></table>
        <div id="foreign"></div>
        <p id="dressed" class="own" class:odd={count.get() % 2 == 1} style:color={if count.get() % 2 == 1 { "red" } else { "blue" }}
            title=count>"dressed"</p>
        <p id="bare">"bare"</p>
        <div id="html" inner_html="<b>given</b>"></div>
    }
}

/// Movements, and places that scroll in each other.
#[component]
fn Moving(count: RwSignal<i32>) -> View {
    view! {
        <style>
            "@keyframes turn { from { rotate: 0deg } to { rotate: 360deg } } #turning { animation: turn 60s linear; }
             #moving { transition: width 60s linear; width: 10px; } #moving.wide { width: 500px; }"
        </style>
        <div id="turning">"turning"</div>
        <div id="moving" class:wide={count.get() > 0}>"moving"</div>
        <div id="outer" style="height: 60px; overflow: auto">
            <div style="height: 300px">
                <div id="inner" style="height: 40px; width: 60px; overflow: auto"><div style="height: 200px; width: 400px">"tall"</div></div>
            </div>
        </div>
    }
}

/// Layers over the page, and what unfolds.
#[component]
fn Layers() -> View {
    let asked = RwSignal::new(0);
    view! {
        <dialog id="dialog"><form method="dialog"><input id="in-dialog"><button id="ask" type="button" on:click=move |_| asked.update(|n| *n += 1)>{asked}</button></form></dialog>
        <div id="popover" popover="manual"><input id="in-popover"></div>
        <details id="unfolded"><summary>"more"</summary><details id="within"><summary>"still more"</summary><input id="in-details"></details></details>
    }
}

/// Content that is elsewhere.
#[component]
fn Places(count: RwSignal<i32>) -> View {
    view! {
        <div id="elsewhere"></div>
        <Portal to="#elsewhere"><input id="in-portal"><i id="portal-count">{count}</i></Portal>
        <Portal to="body"><p id="at-end">"end " {count}</p></Portal>
    }
}

/// Content that is hidden, with what was typed into it.
#[component]
fn Hidden() -> View {
    let shown = RwSignal::new(true);
    let both = RwSignal::new(true);
    view! {
        <button id="hide" on:click=move |_| shown.update(|shown| *shown = !*shown)>"hide"</button>
        <Show when=shown>
            <input id="hidden-text"> <input type="checkbox" id="hidden-box">
            <select id="hidden-choice"><option>"x"</option><option>"y"</option></select>
            <div id="hidden-edited" contenteditable="true">"empty"</div>
            <button id="hide-inner" on:click=move |_| both.update(|both| *both = !*both)>"inner"</button>
            <Show when=both><textarea id="hidden-inner"></textarea></Show>
        </Show>
    }
}

/// A form whose fields have the names of what documents are made of.
#[component]
pub fn Named() -> View {
    let count = RwSignal::new(0);
    let served = RwSignal::new(0);
    let serve = action(async move |count: i32| served.set(count));
    view! {
        <form id="named" on:submit:prevent=move |_| serve.dispatch(count.get())>
            {for name in ["attributes", "children", "childNodes", "nodeName", "id", "matches", "remove", "getAttribute", "parentNode",
                "nextSibling", "firstChild", "insertBefore", "ownerDocument", "isConnected", "options", "type", "dataset", "focus",
                "querySelectorAll", "hasAttribute", "setAttribute", "contains"] { view! {
                <input name=name class="named">
            } }}
            <img name="currentScript" alt=""> <img name="activeElement" alt=""> <img name="createTreeWalker" alt=""> <img name="head" alt="">
            <img name="importNode" alt=""> <img name="hidden" alt="">
            <button id="count" type="button" on:click=move |_| count.update(|n| *n += 1)>{count}</button>
            <button id="send">"send"</button>
            <output id="served">{served}</output>
        </form>
    }
}

/// An element that a script of others fills when the page comes alive, as a library of maps or charts does.
#[component]
pub fn Widget() -> View {
    let place = NodeRef::<()>::new();
    let count = RwSignal::new(0);
    let served = RwSignal::new(0);
    let serve = action(async move |count: i32| served.set(count));
    let chosen = RwSignal::new(0);
    on_mount(move || {
        if let Some(place) = place.get() {
            draw(&place, move || chosen.set(1));
        }
    });
    view! {
        <div id="map" class="map" node_ref=place></div> <output id="chosen">{chosen}</output>
        <button id="count" on:click=move |_| count.update(|n| *n += 1)>{count}</button>
        <button id="serve" on:click=move |_| serve.dispatch(count.get())>"serve"</button>
        <output id="served">{served}</output>
    }
}

/// Gives an element to the library, which calls back when somebody has chosen something in it.
fn draw(place: &watershed::client::Element, chosen: impl Fn() + 'static) {
    #[cfg(target_arch = "wasm32")]
    {
        use wasm_bindgen::prelude::*;
        #[wasm_bindgen]
        extern "C" {
            #[wasm_bindgen(js_name = drawMap)]
            fn draw_map(place: &JsValue, chosen: &JsValue);
        }
        let chosen = Closure::<dyn Fn()>::new(chosen);
        draw_map(place.web().as_ref(), chosen.as_ref().unchecked_ref());
        chosen.forget();
    }
    #[cfg(not(target_arch = "wasm32"))]
    drop((place, chosen));
}
