//! Turns outside of events: timers, listeners, panics, content that is hidden and shown.

use std::hint::black_box;
use std::time::Duration;

use watershed::prelude::*;

/// Handlers that panic, beside others.
#[component]
pub fn Panics() -> View {
    let count = RwSignal::new(0);
    let list = RwSignal::new(vec![1, 2, 3]);
    let saved = RwSignal::new(0);
    let save = action(async move |count: i32| saved.set(count));
    view! {
        <button id="write" on:click=move |_| list.update(|list| list[7] = 0)>"write"</button>
        <button id="read" on:click=move |_| { count.set(40); black_box(list.with(|list| list[7])); }>"read"</button>
        <button id="both" on:click=move |_| count.update(|n| *n += count.get())>"both"</button>
        <p on:click=move |_| count.update(|n| *n += 1)>
            <button id="inner" on:click=move |_| panic!("inner")>"inner"</button>
        </p>
        <button id="throw" on:click=move |_| throw()>"throw"</button>
        <button id="deep" on:click=move |_| count.set(deep(1))>"deep"</button>
        <button id="dig" on:click=move |_| count.set(dig(count))>"dig"</button>
        <button id="push" on:click=move |_| list.update(|list| list.push(4))>"push"</button>
        <button id="more" on:click=move |_| count.update(|n| *n += 1)>"more"</button>
        <button id="save" on:click=move |_| save.dispatch(count.get())>"save"</button>
        <output id="count">{count}</output>
        <output id="list">{format!("{:?}", list.get())}</output>
        <output id="saved">{saved.get()}</output>
    }
}

/// Overflows the stack.
fn deep(n: i32) -> i32 {
    match n {
        0 => 0,
        n => n.wrapping_add(deep(black_box(n.wrapping_add(1)))),
    }
}

/// Overflows the stack, and reads a signal on the way.
fn dig(count: RwSignal<i32>) -> i32 {
    match count.get() {
        0 => 0,
        n => n.wrapping_add(dig(black_box(count))),
    }
}

/// Throws an exception of JavaScript.
fn throw() {
    #[cfg(target_arch = "wasm32")]
    wasm_bindgen::throw_str("thrown");
    #[cfg(not(target_arch = "wasm32"))]
    panic!("thrown");
}

/// A memo that several bindings read, and an effect, which panic at 1.
#[component]
pub fn Failing() -> View {
    let count = RwSignal::new(0);
    let done = RwSignal::new(0);
    let twice = memo(move || {
        if count.get() == 1 {
            panic!("one")
        } else {
            count.get() * 2
        }
    });
    effect(move || {
        if count.get() == 1 {
            panic!("effect");
        }
        done.set(count.get());
    });
    view! {
        <button id="more" on:click=move |_| count.update(|n| *n += 1)>"more"</button>
        <output id="before">{count}</output>
        <output id="first">{twice}</output>
        <output id="second" title=twice.get()>{twice.get() + 1}</output>
        <output id="after">{count.get() + 10}</output>
        <output id="done">{done}</output>
    }
}

/// An effect that panics when the client arrives, and later ones.
#[component]
pub fn Start() -> View {
    let count = RwSignal::new(0);
    let ready = RwSignal::new(false);
    on_mount(move || {
        if count.get() == 0 {
            panic!("mounted");
        }
    });
    on_mount(move || ready.set(true));
    view! {
        <button id="more" on:click=move |_| count.update(|n| *n += 1)>"more"</button>
        <output>{count} {ready.get()}</output>
    }
}

/// An effect that wakes itself.
#[component]
pub fn Loop() -> View {
    let count = RwSignal::new(0);
    let other = RwSignal::new(0);
    effect(move || {
        if count.get() > 0 {
            count.update(|n| *n += 1);
        }
    });
    view! {
        <button id="start" on:click=move |_| count.set(1)>"start"</button>
        <button id="other" on:click=move |_| other.update(|n| *n += 1)>"other"</button>
        <output>{other}</output>
    }
}

/// Callbacks that JavaScript calls.
#[component]
pub fn Foreign() -> View {
    let count = RwSignal::new(0);
    let failed = RwSignal::new(0);
    let seen = RwSignal::new(0);
    let see = action(async move |n: i32| seen.set(n));
    on_mount(move || {
        each(20, move || {
            count.update(|n| *n += 1);
            if count.get() == 5 {
                see.dispatch(5);
            }
        });
        each(30, move || {
            failed.update(|n| *n += 1);
            panic!("called");
        });
    });
    view! {
        <output id="count">{count}</output>
        <output id="failed">{failed}</output>
        <output id="seen">{seen.get()}</output>
    }
}

/// Calls a function repeatedly, without the framework.
fn each(milliseconds: i32, call: impl Fn() + 'static) {
    #[cfg(target_arch = "wasm32")]
    {
        use wasm_bindgen::prelude::*;
        #[wasm_bindgen]
        extern "C" {
            #[wasm_bindgen(js_name = setInterval)]
            fn set_interval(call: &JsValue, milliseconds: i32);
        }
        let call = Closure::<dyn Fn()>::new(call);
        set_interval(call.as_ref().unchecked_ref(), milliseconds);
        call.forget();
    }
    #[cfg(not(target_arch = "wasm32"))]
    drop((milliseconds, call));
}

/// The framework's timers.
#[component]
pub fn Timers() -> View {
    let late = RwSignal::new(false);
    let ticks = RwSignal::new(0);
    let frames = RwSignal::new(0);
    let never = RwSignal::new(false);
    let open = RwSignal::new(true);
    let timer = RwSignal::new(None::<Timer>);
    let start = move |_| {
        timeout(100, move || late.set(true));
        timeout(50, move || never.set(true)).cancel();
        animation_frame(move || frames.update(|n| *n += 1));
        timer.set(Some(interval(100, move || ticks.update(|n| *n += 1))));
        log!("{} ticks", ticks.get());
    };
    let stop = move |_| {
        if let Some(timer) = timer.get() {
            timer.cancel();
        }
    };
    view! {
        <button id="start" on:click=start>"start"</button>
        <button id="stop" on:click=stop>"stop"</button>
        <button id="close" on:click=move |_| open.set(false)>"close"</button>
        <output id="late">{late.get()}</output>
        <output id="ticks">{ticks}</output>
        <output id="frames">{frames}</output>
        <output id="never">{never.get()}</output>
        {if open.get() { view! { <Clock/> } }}
    }
}

/// Observers of elements.
#[component]
pub fn Observers() -> View {
    let (width, height) = (RwSignal::new(0.0), RwSignal::new(0.0));
    let is_seen = RwSignal::new(String::from("?"));
    let open = RwSignal::new(true);
    let size: NodeRef = NodeRef::new();
    effect(move || {
        if let (Some(size), true) = (size.get(), open.get()) {
            resize_observer(&size, move |w, h| {
                width.set(w);
                height.set(h);
            });
            intersection_observer(&size, move |seen| is_seen.set(seen.to_string()));
        }
    });
    view! {
        <div id="size" node_ref=size style="width: 100px; height: 40px"></div>
        <button id="close" on:click=move |_| open.set(false)>"close"</button>
        <output id="width">{width}</output>
        <output id="height">{height}</output>
        <output id="seen">{is_seen}</output>
    }
}

/// A part of the page that ticks while it is shown.
#[component]
pub fn Clock() -> View {
    let ticks = RwSignal::new(0);
    effect(move || {
        interval(20, move || {
            ticks.update(|n| *n += 1);
            log!("tick {}", ticks.get());
        })
    });
    view! { <output id="clock">{ticks.get() > 2}</output> }
}

/// A dialog that is hidden and shown: its effects end each time, its state stays.
#[component]
pub fn Hidden() -> View {
    let outer = RwSignal::new(false);
    let inner = RwSignal::new(true);
    let text = RwSignal::new(String::from("a"));
    let log = RwSignal::new(String::new());
    view! {
        <button id="outer" on:click=move |_| outer.update(|open| *open = !*open)>"outer"</button>
        <button id="inner" on:click=move |_| inner.update(|open| *open = !*open)>"inner"</button>
        <button id="type" on:click=move |_| text.update(|text| text.push('a'))>"type"</button>
        <output id="log">{log}</output>
        <Show when={outer.get()}>
            <Lock level={1} text={text} log={log}/>
            <Show when={inner.get()}><Lock level={2} text={text} log={log}/></Show>
        </Show>
    }
}

#[component]
fn Lock(level: i32, text: RwSignal<String>, log: RwSignal<String>) -> View {
    let field: NodeRef = NodeRef::new();
    effect(move || {
        note(log, &format!("lock {} {}", text.get(), name(level)));
        on_cleanup(move || note(log, &format!("unlock {}", name(level))));
    });
    on_mount(move || {
        if let Some(field) = field.get() {
            field.focus();
        }
        on_cleanup(move || note(log, &format!("unmount {}", name(level))));
    });
    effect(move || {
        if field.get().is_none() {
            note(log, &format!("empty {}", name(level)));
        }
    });
    view! { <input id=name(level) node_ref=field/> }
}

fn name(level: i32) -> &'static str {
    if level == 1 { "outer" } else { "inner" }
}

fn note(log: RwSignal<String>, line: &str) {
    log.update(|log| *log += &format!("{line}, "));
}

/// Actions that panic.
#[component]
pub fn Actions() -> View {
    let count = RwSignal::new(0);
    let fail = action(async move |_: ()| {
        count.update(|n| *n += 1);
        panic!("on the server");
    });
    let more = action(async move |_: ()| count.update(|n| *n += 10));
    view! {
        <button id="fail" on:click=move |_| fail.dispatch(())>"fail"</button>
        <button id="more" on:click=move |_| more.dispatch(())>"more"</button>
        <output>{count.get()}</output>
    }
}

/// A task on the server that ticks.
#[component]
pub fn Ticks() -> View {
    let count = RwSignal::new(0);
    server_ticks(count);
    view! { <input id="field"/> <p id="text">"text"</p> <output>{count.get()}</output> }
}

#[server]
fn server_ticks(count: RwSignal<i32>) {
    watershed::server::task(async move {
        loop {
            tokio::time::sleep(Duration::from_millis(100)).await;
            count.update(|n| *n += 1);
        }
    });
}
