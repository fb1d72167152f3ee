//! Closures in `let`s, shadowed names, names inside of format strings, a capture by place, a pattern.
//!
//! ```ignore
//! #[component]
//! pub fn Closures(name: String, user: User) -> View {
//!     let (count, set) = signal(1u8);
//!     let inc = move |by: u8| set.update(|count| *count += by);
//!     let (text, set) = signal(String::from("a"));
//!     let greet = move || format!("{name} {}", count.get());
//!     let greeting = resource_like(greet.clone());
//!     let Some(limit) = user.limit else { return view! { <i>"none"</i> } };
//!     view! {
//!         <p on:click=move |_| { inc(1); set.set(greet()) }>{count}</p>
//!         <b on:click=move |_| inc(limit)>{format!("{text}")}</b>
//!     }
//! }
//! ```
//!
//! (`format!("{text}")` interpolates a signal, which only an expansion can: here it stands for any macro with names in
//! its string.)

use watershed::prelude::*;
use watershed::rt;

pub struct User {
    pub limit: Option<u8>,
    pub secret: String,
}

/// A server function that takes a closure.
pub fn resource_like(_: impl Fn() -> String + 'static) -> String {
    String::new()
}

#[doc(hidden)]
#[cfg(not(target_arch = "wasm32"))]
pub struct Closures {
    pub name: String,
    pub user: User,
}
#[doc(hidden)]
#[cfg(target_arch = "wasm32")]
pub struct Closures {
    _props: (),
}

#[cfg(not(target_arch = "wasm32"))]
#[allow(non_snake_case)]
pub fn Closures(__props: Closures) -> rt::Pending {
    rt::component(move || -> View {
        let name: String = __props.name;
        let user: User = __props.user;
        // `set` is captured under a name that hides it later: the captured one is renamed, here and in client
        // functions. (`__set_1`: the user's name, and the index of the local.)
        let (count, __set_1) = signal(1u8);
        // `let inc = …` is gone: only client functions use it, and it would move its captures.
        let (text, set) = signal(String::from("a"));
        // `greet` is used by both sides. What it captures is captured where it is made, because it moves it.
        let __cap_name_greet = rt::cap(&name);
        let greet = move || format!("{name} {}", count.get());
        let _greeting = resource_like(greet.clone());
        // A place is captured, not the whole of `user`, which does not cross.
        let Some(limit) = user.limit else {
            return {
                static __TEMPLATE: rt::Template = rt::Template {
                    id: rt::kind_id(::core::module_path!(), "Closures", 1),
                    name: "Closures#1",
                    root: rt::Root::Element,
                    slots: 0,
                    client: false,
                    pieces: &["<i>none</i>"],
                    holes: &[],
                };
                rt::finish(rt::Builder::new(&__TEMPLATE))
            };
        };
        {
            static __TEMPLATE: rt::Template = rt::Template {
                id: rt::kind_id(::core::module_path!(), "Closures", 0),
                name: "Closures#0",
                root: rt::Root::Range,
                slots: 4,
                client: true,
                pieces: &["<p>", "</p><b>", "</b>"],
                holes: &[
                    rt::Hole::Text {
                        at: rt::Locator(&[1, 0, 1]),
                        lone: false,
                        escape: rt::Escape::Text,
                    },
                    rt::Hole::Text {
                        at: rt::Locator(&[1, 1, 1]),
                        lone: false,
                        escape: rt::Escape::Text,
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
                    // `count` and `__set_1` are one source: one slot.
                    &[0, 1, 0, 2],
                    (
                        rt::cap_or(&__set_1, || 1u8),
                        (
                            rt::cap_or(&set, || String::from("a")),
                            (rt::cap_or(&count, || 1u8), (__cap_name_greet, ())),
                        ),
                    ),
                    |(__slot_set_1, (__slot_set, (__slot_count, (__slot_name, ())))), __event| {
                        // In the order of definition, closures among them: Rust's own shadowing does the rest.
                        let name = __slot_name;
                        let count = __slot_count;
                        let __set_1 = __slot_set_1;
                        let inc = move |by: u8| __set_1.update(|count| *count += by);
                        let set = __slot_set;
                        let greet = move || format!("{name} {}", count.get());
                        rt::handle(
                            move |_| {
                                inc(1);
                                set.set(greet())
                            },
                            __event,
                        )
                    },
                );
                let _: fn(_, _) = __f;
            }
            {
                let __f = rt::client_binding(
                    &mut __view,
                    rt::Locator(&[1, 0, 1]),
                    rt::Target::Text,
                    &[0],
                    (rt::cap_or(&count, || 1u8), ()),
                    |(__slot_count, ())| {
                        let count = __slot_count;
                        rt::as_text(&count)
                    },
                );
                let _: fn(_) -> _ = __f;
            }
            {
                let __f = rt::client_event(
                    &mut __view,
                    rt::Ty::<rt::event::click>::new(),
                    rt::Locator(&[1, 1, 0]),
                    &rt::EventDef {
                        name: "click",
                        flags: 0,
                        keys: &[],
                        wait: 0,
                    },
                    &[0, 3],
                    (rt::cap_or(&__set_1, || 1u8), (rt::cap(&limit), ())),
                    |(__slot_set_1, (__slot_limit, ())), __event| {
                        let __set_1 = __slot_set_1;
                        let inc = move |by: u8| __set_1.update(|count| *count += by);
                        let limit = __slot_limit;
                        rt::handle(move |_| inc(limit), __event)
                    },
                );
                let _: fn(_, _) = __f;
            }
            {
                let __f = rt::client_binding(
                    &mut __view,
                    rt::Locator(&[1, 1, 1]),
                    rt::Target::Text,
                    &[1],
                    (rt::cap_or(&text, || String::from("a")), ()),
                    |(__slot_text, ())| {
                        let __text_3 = __slot_text;
                        // A renamed local in a format string: `format!("{text}", text = __text_3)`.
                        rt::as_text(&format!("{text}", text = __text_3.get()))
                    },
                );
                let _: fn(_) -> _ = __f;
            }
            rt::finish(__view)
        }
    })
}

impl rt::Component for Closures {
    const FIRST: rt::KindId = rt::kind_id(::core::module_path!(), "Closures", 0);

    #[cfg(target_arch = "wasm32")]
    #[allow(warnings)]
    fn register(__registry: &mut rt::Registry) {
        let __f0 = rt::Ty::new();
        let __f1 = rt::Ty::new();
        let __slice = move || -> View {
            return rt::any();
            let name: String = rt::any();
            let user: User = rt::any();
            let (count, __set_1) = signal(1u8);
            let (_, set) = signal(String::from("a"));
            // What is captured where a closure is made is captured there in the slice too.
            let __cap_name_greet = rt::cap(&name);
            let Some(limit) = user.limit else {
                return rt::any();
            };
            {
                let __f = rt::lift_event(
                    __f0,
                    rt::Ty::<rt::event::click>::new(),
                    (
                        rt::cap_or(&__set_1, || 1u8),
                        (
                            rt::cap_or(&set, || String::from("a")),
                            (rt::cap_or(&count, || 1u8), (__cap_name_greet, ())),
                        ),
                    ),
                    |(__slot_set_1, (__slot_set, (__slot_count, (__slot_name, ())))), __event| {
                        let name = __slot_name;
                        let count = __slot_count;
                        let __set_1 = __slot_set_1;
                        let inc = move |by: u8| __set_1.update(|count| *count += by);
                        let set = __slot_set;
                        let greet = move || format!("{name} {}", count.get());
                        rt::handle(
                            move |_| {
                                inc(1);
                                set.set(greet())
                            },
                            __event,
                        )
                    },
                );
                let _: fn(_, _) = __f;
            }
            {
                let __f = rt::lift_event(
                    __f1,
                    rt::Ty::<rt::event::click>::new(),
                    (rt::cap_or(&__set_1, || 1u8), (rt::cap(&limit), ())),
                    |(__slot_set_1, (__slot_limit, ())), __event| {
                        let __set_1 = __slot_set_1;
                        let inc = move |by: u8| __set_1.update(|count| *count += by);
                        let limit = __slot_limit;
                        rt::handle(move |_| inc(limit), __event)
                    },
                );
                let _: fn(_, _) = __f;
            }
            // (The two bindings, as in the other examples.)
            rt::any()
        };
        let Some(__kind) = __registry.kind(Self::FIRST, 4) else {
            return;
        };
        rt::register_event(
            __kind,
            __f0,
            rt::Locator(&[1, 0, 0]),
            &rt::EventDef {
                name: "click",
                flags: 0,
                keys: &[],
                wait: 0,
            },
            &[0, 1, 0, 2],
        );
        rt::register_event(
            __kind,
            __f1,
            rt::Locator(&[1, 1, 0]),
            &rt::EventDef {
                name: "click",
                flags: 0,
                keys: &[],
                wait: 0,
            },
            &[0, 3],
        );
    }
}
