//! The plainest component: no props, all of it in the browser.
//!
//! ```ignore
//! #[component]
//! pub fn Counter() -> View {
//!     let (count, set_count) = signal(0);
//!     view! { <div><h1>{count}</h1><button on:click=move |_| set_count.update(|c| *c -= 1)>"-"</button></div> }
//! }
//! ```

use watershed::prelude::*;

// 1. The props: a type with the component's name and visibility. The braces matter: a braced struct leaves the
//    name free for a function. On wasm it has no fields, so that props of server types cost nothing (see props.rs).
#[doc(hidden)]
#[cfg(not(target_arch = "wasm32"))]
pub struct Counter {}
#[doc(hidden)]
#[cfg(target_arch = "wasm32")]
pub struct Counter {
    _props: (),
}

// 2. How a parent gives props: `Counter::props().build()`; see props.rs for what it looks like with some.
#[cfg(not(target_arch = "wasm32"))]
const _: () = {
    #[doc(hidden)]
    pub struct CounterProps {}
    #[allow(clippy::new_ret_no_self)]
    impl Counter {
        #[doc(hidden)]
        pub fn props() -> CounterProps {
            CounterProps {}
        }
    }
    impl CounterProps {
        #[doc(hidden)]
        pub fn build(self) -> Counter {
            Counter {}
        }
    }
    // Only where no prop is required and there are no type parameters.
    impl ::watershed::rt::Page for Counter {
        fn props() -> Self {
            Counter::props().build()
        }
    }
};

// 3. The server half: the user's doc comments and attributes, name and visibility; the body in a closure with the
//    user's return type, spliced in (no braces of its own).
#[cfg(not(target_arch = "wasm32"))]
#[allow(non_snake_case)]
pub fn Counter(__props: Counter) -> ::watershed::rt::Pending {
    ::watershed::rt::component(move || -> View {
        // 3a. The slice of 4b once more (left out under rust-analyzer), with a witness for each captured place. Its
        //     client functions must be in it: they too decide types (`set_count.set(0u64)`). A mistake in a handler is
        //     found twice then, in the same words at the same place, and rustc shows it once.
        let __ty_count = ::watershed::rt::Ty::new();
        let __ty_set_count = ::watershed::rt::Ty::new();
        #[allow(warnings)]
        let __slice = move || -> View {
            return ::watershed::rt::any();
            let (count, set_count) = signal(0);
            {
                ::watershed::rt::is(__ty_count, &count);
                let __f = ::watershed::rt::lift_binding(
                    ::watershed::rt::Ty::new(),
                    (::watershed::rt::cap_or(&count, || 0), ()),
                    |(__slot_count, ())| {
                        let count = __slot_count;
                        ::watershed::rt::as_text(&count)
                    },
                );
                let _: fn(_) -> _ = __f;
            }
            {
                ::watershed::rt::is(__ty_set_count, &set_count);
                let __f = ::watershed::rt::lift_event(
                    ::watershed::rt::Ty::new(),
                    ::watershed::rt::Ty::<::watershed::rt::event::click>::new(),
                    (::watershed::rt::cap_or(&set_count, || 0), ()),
                    |(__slot_set_count, ()), __event| {
                        let set_count = __slot_set_count;
                        ::watershed::rt::handle(move |_| set_count.update(|c| *c -= 1), __event)
                    },
                );
                let _: fn(_, _) = __f;
            }
            ::watershed::rt::any()
        };
        // 3b. The user's statements.
        let (count, set_count) = signal(0);
        {
            static __TEMPLATE: ::watershed::rt::Template = ::watershed::rt::Template {
                id: ::watershed::rt::kind_id(::core::module_path!(), "Counter", 0),
                name: "Counter#0",
                root: ::watershed::rt::Root::Element,
                slots: 1,
                client: true,
                pieces: &["<div", "><h1>", "</h1><button>-</button></div>"],
                holes: &[
                    ::watershed::rt::Hole::Mark,
                    ::watershed::rt::Hole::Text {
                        at: ::watershed::rt::Locator(&[1, 0, 1]),
                        lone: false,
                        escape: ::watershed::rt::Escape::Text,
                    },
                ],
            };
            let mut __view = ::watershed::rt::Builder::new(&__TEMPLATE);
            {
                let __f = ::watershed::rt::client_binding(
                    &mut __view,
                    ::watershed::rt::Locator(&[1, 0, 1]),
                    ::watershed::rt::Target::Text,
                    &[0],
                    (
                        ::watershed::rt::same(::watershed::rt::cap_or(&count, || 0), __ty_count),
                        (),
                    ),
                    |(__slot_count, ())| {
                        #[allow(unused_variables)]
                        let count = __slot_count;
                        ::watershed::rt::as_text(&count)
                    },
                );
                let _: fn(_) -> _ = __f;
            }
            {
                let __f = ::watershed::rt::client_event(
                    &mut __view,
                    ::watershed::rt::Ty::<::watershed::rt::event::click>::new(),
                    ::watershed::rt::Locator(&[1, 1, 0]),
                    &::watershed::rt::EventDef {
                        name: "click",
                        flags: 0,
                        keys: &[],
                        wait: 0,
                    },
                    &[0],
                    (
                        ::watershed::rt::same(
                            ::watershed::rt::cap_or(&set_count, || 0),
                            __ty_set_count,
                        ),
                        (),
                    ),
                    |(__slot_set_count, ()), __event| {
                        #[allow(unused_variables)]
                        let set_count = __slot_set_count;
                        ::watershed::rt::handle(move |_| set_count.update(|c| *c -= 1), __event)
                    },
                );
                let _: fn(_, _) = __f;
            }
            ::watershed::rt::finish(__view)
        }
    })
}

// 4. What both halves know of the component; on wasm with its client half.
impl ::watershed::rt::Component for Counter {
    const FIRST: ::watershed::rt::KindId =
        ::watershed::rt::kind_id(::core::module_path!(), "Counter", 0);

    #[cfg(target_arch = "wasm32")]
    #[allow(warnings)]
    fn register(__registry: &mut ::watershed::rt::Registry) {
        // 4a. One witness per client function.
        let __f0 = ::watershed::rt::Ty::new();
        let __f1 = ::watershed::rt::Ty::new();
        // 4b. The slice, with the client functions in it. `return any();` comes first: what follows it is
        //     type-checked and not borrow-checked.
        let __slice = move || -> View {
            return ::watershed::rt::any();
            let (count, set_count) = signal(0);
            {
                let __f = ::watershed::rt::lift_binding(
                    __f0,
                    (::watershed::rt::cap_or(&count, || 0), ()),
                    |(__slot_count, ())| {
                        let count = __slot_count;
                        ::watershed::rt::as_text(&count)
                    },
                );
                let _: fn(_) -> _ = __f;
            }
            {
                let __f = ::watershed::rt::lift_event(
                    __f1,
                    ::watershed::rt::Ty::<::watershed::rt::event::click>::new(),
                    (::watershed::rt::cap_or(&set_count, || 0), ()),
                    |(__slot_set_count, ()), __event| {
                        let set_count = __slot_set_count;
                        ::watershed::rt::handle(move |_| set_count.update(|c| *c -= 1), __event)
                    },
                );
                let _: fn(_, _) = __f;
            }
            ::watershed::rt::any()
        };
        // 4c. Every kind with its parts, in the order of the markup. The first kind is there even if it has no
        //     parts: that it is there already means that the component is (recursion).
        let Some(__kind) = __registry.kind(Self::FIRST, 1) else {
            return;
        };
        ::watershed::rt::register_binding(
            __kind,
            __f0,
            ::watershed::rt::Locator(&[1, 0, 1]),
            ::watershed::rt::Target::Text,
            &[0],
        );
        ::watershed::rt::register_event(
            __kind,
            __f1,
            ::watershed::rt::Locator(&[1, 1, 0]),
            &::watershed::rt::EventDef {
                name: "click",
                flags: 0,
                keys: &[],
                wait: 0,
            },
            &[0],
        );
        // 4d. Child components would follow: `rt::register_child(__registry, __c0);` see generic.rs.
    }
}
