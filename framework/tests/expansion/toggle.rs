//! Structure: `on_mount`, a `<Show>` with a gate, children, a memo and an effect that run in the browser.
//!
//! ```ignore
//! #[component]
//! pub fn Toggle(name: &str, children: Children) -> View {
//!     let (show, set_show) = signal(false);
//!     let label = memo(move || if show.get() { "hide" } else { "show" }.to_string());
//!     on_mount(move || set_show.set(true));
//!     effect(move || log(label.get()));
//!     view! {
//!         <div><button title=name on:click=move |_| set_show.update(|show| *show = !*show)>{label}</button>
//!             <Show when=show fallback=|| view! { <i/> }>{children()}</Show></div>
//!     }
//! }
//! ```

use watershed::prelude::*;
use watershed::rt;

fn log(_: String) {}

// A borrowed prop: an elided lifetime has got a name. Its client half captures it as `String`.
#[doc(hidden)]
#[cfg(not(target_arch = "wasm32"))]
pub struct Toggle<'__p> {
    pub name: &'__p str,
    pub children: Children,
}
#[doc(hidden)]
#[cfg(target_arch = "wasm32")]
pub struct Toggle<'__p>(::core::marker::PhantomData<fn() -> &'__p ()>);

#[cfg(not(target_arch = "wasm32"))]
#[allow(non_snake_case)]
pub fn Toggle<'__p>(__props: Toggle<'__p>) -> rt::Pending {
    rt::component(move || -> View {
        let name: &'__p str = __props.name;
        let children: Children = __props.children;
        let (show, set_show) = signal(false);
        // A memo that is client-dirty: one lifted closure for both sides. A kind of its own: slot 0 is the memo's own
        // number, what it captures comes after.
        let label = {
            let (__memo, __f) = rt::client_memo(
                rt::kind_id(::core::module_path!(), "Toggle", 1),
                &[0, 1],
                (rt::cap_or(&show, || false), ()),
                |(__slot_show, ())| {
                    let show = __slot_show;
                    // The user's closure, called: `return` in it stays what it was.
                    rt::compute(move || if show.get() { "hide" } else { "show" }.to_string())
                },
            );
            let _: fn(_) -> _ = __f;
            __memo
        };
        {
            let __f = rt::client_effect(
                rt::kind_id(::core::module_path!(), "Toggle", 2),
                &[0],
                (rt::cap_or(&set_show, || false), ()),
                |(__slot_set_show, ())| {
                    let set_show = __slot_set_show;
                    rt::mount(move || set_show.set(true))
                },
            );
            let _: fn(_) = __f;
        }
        {
            let __f = rt::client_effect(
                rt::kind_id(::core::module_path!(), "Toggle", 3),
                &[0],
                (rt::cap(&label), ()),
                |(__slot_label, ())| {
                    let label = __slot_label;
                    // `effect(compute, apply)` is `rt::effect_of(compute, apply)`, if `compute` is client code; else
                    // `compute` has become a server memo, which is captured.
                    rt::effect(move || log(label.get()))
                },
            );
            let _: fn(_) = __f;
        }
        {
            static __TEMPLATE: rt::Template = rt::Template {
                id: rt::kind_id(::core::module_path!(), "Toggle", 0),
                name: "Toggle#0",
                root: rt::Root::Element,
                slots: 3,
                client: true,
                pieces: &["<div", "><button", ">", "</button>", "</div>"],
                holes: &[
                    rt::Hole::Mark,
                    rt::Hole::Value {
                        at: rt::Locator(&[1, 0, 0]),
                        target: rt::Target::Attribute("title"),
                    },
                    rt::Hole::Text {
                        at: rt::Locator(&[1, 0, 1]),
                        lone: false,
                        escape: rt::Escape::Text,
                    },
                    rt::Hole::Structure {
                        at: rt::Locator(&[0, 3]),
                    },
                ],
            };
            let mut __view = rt::Builder::new(&__TEMPLATE);
            {
                let __f = rt::client_event(
                    &mut __view,
                    rt::Ty::<rt::event::click>::new(),
                    rt::Locator(&[1, 0, 0]),
                    &rt::EventDef {
                        name: "click",
                        flags: 0,
                        keys: &[],
                        wait: 0,
                    },
                    &[0],
                    (rt::cap_or(&set_show, || false), ()),
                    |(__slot_set_show, ()), __event| {
                        let set_show = __slot_set_show;
                        rt::handle(move |_| set_show.update(|show| *show = !*show), __event)
                    },
                );
                let _: fn(_, _) = __f;
            }
            rt::value(&mut __view, &name);
            {
                let __f = rt::client_binding(
                    &mut __view,
                    rt::Locator(&[1, 0, 1]),
                    rt::Target::Text,
                    &[1],
                    (rt::cap(&label), ()),
                    |(__slot_label, ())| {
                        let label = __slot_label;
                        rt::as_text(&label)
                    },
                );
                let _: fn(_) -> _ = __f;
            }
            // All that the condition captures is on the client: the gate, right before the `show` it belongs to.
            {
                let __f = rt::client_gate(
                    &mut __view,
                    rt::Locator(&[0, 3]),
                    &[2],
                    (rt::cap_or(&show, || false), ()),
                    |(__slot_show, ())| {
                        let show = __slot_show;
                        rt::condition(&show)
                    },
                );
                let _: fn(_) -> _ = __f;
            }
            // Structure closures own copies of what they capture.
            {
                let __when = {
                    let show = rt::keep(&show);
                    move || rt::condition(&show)
                };
                let __children = {
                    let children = rt::keep(&children);
                    move || {
                        static __TEMPLATE: rt::Template = rt::Template {
                            id: rt::kind_id(::core::module_path!(), "Toggle", 4),
                            name: "Toggle#4",
                            root: rt::Root::Range,
                            slots: 0,
                            client: false,
                            pieces: &["", ""],
                            holes: &[rt::Hole::Structure {
                                at: rt::Locator(&[0, 3]),
                            }],
                        };
                        let mut __view = rt::Builder::new(&__TEMPLATE);
                        rt::fixed(&mut __view, children());
                        rt::finish(__view)
                    }
                };
                let __fallback = rt::fallback(|| {
                    static __TEMPLATE: rt::Template = rt::Template {
                        id: rt::kind_id(::core::module_path!(), "Toggle", 5),
                        name: "Toggle#5",
                        root: rt::Root::Element,
                        slots: 0,
                        client: false,
                        pieces: &["<i></i>"],
                        holes: &[],
                    };
                    rt::finish(rt::Builder::new(&__TEMPLATE))
                });
                rt::show(
                    &mut __view,
                    __when,
                    __children,
                    __fallback,
                    rt::ShowMode::Suspend,
                );
                // What server code captures, after the closures, by when its types are known. For handles that the
                // compiler knows, and for locals that may hold one.
                rt::uses!(eager, &show);
            }
            rt::finish(__view)
        }
    })
}

impl rt::Component for Toggle<'_> {
    const FIRST: rt::KindId = rt::kind_id(::core::module_path!(), "Toggle", 0);

    #[cfg(target_arch = "wasm32")]
    #[allow(warnings)]
    fn register(__registry: &mut rt::Registry) {
        let __f0 = rt::Ty::new();
        let __f1 = rt::Ty::new();
        let __f2 = rt::Ty::new();
        let __f3 = rt::Ty::new();
        let __f4 = rt::Ty::new();
        let __f5 = rt::Ty::new();
        let __slice = move || -> View {
            return rt::any();
            let (show, set_show) = signal(false);
            let label = {
                let (__memo, __f) = rt::lift_memo(
                    __f0,
                    (rt::cap_or(&show, || false), ()),
                    |(__slot_show, ())| {
                        let show = __slot_show;
                        rt::compute(move || if show.get() { "hide" } else { "show" }.to_string())
                    },
                );
                let _: fn(_) -> _ = __f;
                __memo
            };
            {
                let __f = rt::lift_effect(
                    __f1,
                    (rt::cap_or(&set_show, || false), ()),
                    |(__slot_set_show, ())| {
                        let set_show = __slot_set_show;
                        rt::mount(move || set_show.set(true))
                    },
                );
                let _: fn(_) = __f;
            }
            {
                let __f = rt::lift_effect(__f2, (rt::cap(&label), ()), |(__slot_label, ())| {
                    let label = __slot_label;
                    rt::effect(move || log(label.get()))
                });
                let _: fn(_) = __f;
            }
            {
                let __f = rt::lift_event(
                    __f3,
                    rt::Ty::<rt::event::click>::new(),
                    (rt::cap_or(&set_show, || false), ()),
                    |(__slot_set_show, ()), __event| {
                        let set_show = __slot_set_show;
                        rt::handle(move |_| set_show.update(|show| *show = !*show), __event)
                    },
                );
                let _: fn(_, _) = __f;
            }
            {
                let __f = rt::lift_binding(__f4, (rt::cap(&label), ()), |(__slot_label, ())| {
                    let label = __slot_label;
                    rt::as_text(&label)
                });
                let _: fn(_) -> _ = __f;
            }
            {
                let __f = rt::lift_gate(
                    __f5,
                    (rt::cap_or(&show, || false), ()),
                    |(__slot_show, ())| {
                        let show = __slot_show;
                        rt::condition(&show)
                    },
                );
                let _: fn(_) -> _ = __f;
            }
            rt::any()
        };
        // Structure that tracks, actions, bindings that the server keeps up to date: the socket can be needed.
        __registry.live();
        let Some(__kind) = __registry.kind(Self::FIRST, 3) else {
            return;
        };
        rt::register_event(
            __kind,
            __f3,
            rt::Locator(&[1, 0, 0]),
            &rt::EventDef {
                name: "click",
                flags: 0,
                keys: &[],
                wait: 0,
            },
            &[0],
        );
        rt::register_binding(
            __kind,
            __f4,
            rt::Locator(&[1, 0, 1]),
            rt::Target::Text,
            &[1],
        );
        rt::register_gate(__kind, __f5, rt::Locator(&[0, 3]), &[2]);
        if let Some(__kind) = __registry.kind(rt::kind_id(::core::module_path!(), "Toggle", 1), 2) {
            rt::register_memo(__kind, __f0, &[0, 1]);
        }
        if let Some(__kind) = __registry.kind(rt::kind_id(::core::module_path!(), "Toggle", 2), 1) {
            rt::register_effect(__kind, __f1, &[0]);
        }
        if let Some(__kind) = __registry.kind(rt::kind_id(::core::module_path!(), "Toggle", 3), 1) {
            rt::register_effect(__kind, __f2, &[0]);
        }
    }
}
