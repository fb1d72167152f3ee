//! Every kind of prop, and a parent that gives them. (`rt::` stands for `::watershed::rt::` from here on, and what
//! counter.rs has shown is left out: the slice check, `Component`.)
//!
//! ```ignore
//! #[component]
//! pub fn Panel(
//!     title: String,
//!     #[prop(into)] label: String,
//!     #[prop(default = 3)] size: u8,
//!     #[prop(optional)] note: Option<String>,
//!     on_close: Callback<u8>,
//!     #[prop(optional)] header: Option<Children>,
//!     row: Slot<u32>,
//!     children: Children,
//! ) -> View {
//!     view! { <section title=title>{header.map(|header| header())}{row(1)}{children()}
//!         <button on:click=move |_| on_close.run(size)>{label}</button></section> }
//! }
//!
//! #[component]
//! pub fn Parent() -> View {
//!     let (closed, set_closed) = signal(0);
//!     view! {
//!         <Panel title="t".to_string() label="l" on_close=move |by| set_closed.set(by)>
//!             <slot:row let:n><i>{n}</i></slot:row>
//!             "content" {closed}
//!         </Panel>
//!     }
//! }
//! ```

use watershed::prelude::*;
use watershed::rt;

// Native: the props as the function has them.
#[doc(hidden)]
#[cfg(not(target_arch = "wasm32"))]
pub struct Panel {
    title: String,
    label: String,
    size: u8,
    note: Option<String>,
    on_close: Callback<u8>,
    header: Option<Children>,
    row: Slot<u32>,
    children: Children,
}

// The builder. All of it stands in an anonymous constant: only `Panel` is a name that others can see.
#[cfg(not(target_arch = "wasm32"))]
#[allow(
    dead_code,
    non_camel_case_types,
    clippy::new_ret_no_self,
    clippy::type_complexity
)]
const _: () = {
    use ::core::option::Option;

    // What is known so far. Every prop is there once, as an option of its declared type.
    #[doc(hidden)]
    pub struct PanelValues {
        title: Option<String>,
        label: Option<String>,
        size: Option<u8>,
        note: Option<Option<String>>,
        on_close: Option<Callback<u8>>,
        header: Option<Option<Children>>,
        row: Option<Slot<u32>>,
        children: Option<Children>,
    }

    // The builder, called `PanelProps` because rustc's messages name it: "no method named `lable` found for struct
    // `PanelProps`". One type parameter for each required prop: `Missing` or `Given`.
    #[doc(hidden)]
    pub struct PanelProps<G0, G1, G2, G3, G4>(
        PanelValues,
        ::core::marker::PhantomData<fn() -> (G0, G1, G2, G3, G4)>,
    );

    // One trait for each required prop, so that a missing one is an error that names it. It is reported at `build`,
    // which carries the span of the tag's name: `Panel` in `<Panel …>`.
    #[diagnostic::on_unimplemented(
        message = "`<Panel>` needs the prop `title`",
        label = "`title` is missing"
    )]
    #[doc(hidden)]
    pub trait __has_title {}
    impl __has_title for rt::Given {}
    #[diagnostic::on_unimplemented(
        message = "`<Panel>` needs the prop `label`",
        label = "`label` is missing"
    )]
    #[doc(hidden)]
    pub trait __has_label {}
    impl __has_label for rt::Given {}
    #[diagnostic::on_unimplemented(
        message = "`<Panel>` needs the prop `on_close`",
        label = "`on_close` is missing"
    )]
    #[doc(hidden)]
    pub trait __has_on_close {}
    impl __has_on_close for rt::Given {}
    #[diagnostic::on_unimplemented(
        message = "`<Panel>` needs the slot `row`",
        label = "`<slot:row>` is missing"
    )]
    #[doc(hidden)]
    pub trait __has_row {}
    impl __has_row for rt::Given {}
    #[diagnostic::on_unimplemented(
        message = "`<Panel>` needs children",
        label = "nothing stands between its tags"
    )]
    #[doc(hidden)]
    pub trait __has_children {}
    impl __has_children for rt::Given {}

    impl Panel {
        #[doc(hidden)]
        pub fn props() -> PanelProps<rt::Missing, rt::Missing, rt::Missing, rt::Missing, rt::Missing>
        {
            let values = PanelValues {
                title: Option::None,
                label: Option::None,
                size: Option::None,
                note: Option::None,
                on_close: Option::None,
                header: Option::None,
                row: Option::None,
                children: Option::None,
            };
            PanelProps(values, ::core::marker::PhantomData)
        }
    }

    // Setters. They carry the visibility of the component, as everything here does.
    impl<G0, G1, G2, G3, G4> PanelProps<G0, G1, G2, G3, G4> {
        // Required: the type says that it is given. The parameter has the user's type tokens.
        #[doc(hidden)]
        pub fn title(mut self, title: String) -> PanelProps<rt::Given, G1, G2, G3, G4> {
            self.0.title = Option::Some(title);
            PanelProps(self.0, ::core::marker::PhantomData)
        }
        // `into`
        #[doc(hidden)]
        pub fn label(
            mut self,
            label: impl ::core::convert::Into<String>,
        ) -> PanelProps<G0, rt::Given, G2, G3, G4> {
            self.0.label = Option::Some(::core::convert::Into::into(label));
            PanelProps(self.0, ::core::marker::PhantomData)
        }
        // `default`
        #[doc(hidden)]
        pub fn size(mut self, size: u8) -> Self {
            self.0.size = Option::Some(size);
            self
        }
        // `optional`: the setter takes what is in the `Option`. For a type that is no `Option` it takes that type,
        // and `build` says `unwrap_or_default()`.
        #[doc(hidden)]
        pub fn note(mut self, note: String) -> Self {
            self.0.note = Option::Some(Option::Some(note));
            self
        }
        // A prop whose name starts with `on_`: the setter hands out its type before it takes the value, so that the
        // closure's parameters are known when it is checked. That is decided by the name, which both sides see.
        #[doc(hidden)]
        pub fn on_close(
            mut self,
            on_close: impl FnOnce(rt::Ty<Callback<u8>>) -> Callback<u8>,
        ) -> PanelProps<G0, G1, rt::Given, G3, G4> {
            self.0.on_close = Option::Some(on_close(rt::Ty::new()));
            PanelProps(self.0, ::core::marker::PhantomData)
        }
        // `Children` and `Slot<A>` (the last segment of the type, or of what is in its `Option`) have two setters:
        // one for `header=header`, one for markup: `<slot:header>`, or between the tags.
        #[doc(hidden)]
        pub fn header(mut self, header: Children) -> Self {
            self.0.header = Option::Some(Option::Some(header));
            self
        }
        #[doc(hidden)]
        pub fn slot_header(self, header: impl FnOnce(rt::Ty<Children>) -> Children) -> Self {
            self.header(header(rt::Ty::new()))
        }
        #[doc(hidden)]
        pub fn row(mut self, row: Slot<u32>) -> PanelProps<G0, G1, G2, rt::Given, G4> {
            self.0.row = Option::Some(row);
            PanelProps(self.0, ::core::marker::PhantomData)
        }
        #[doc(hidden)]
        pub fn slot_row(
            self,
            row: impl FnOnce(rt::Ty<Slot<u32>>) -> Slot<u32>,
        ) -> PanelProps<G0, G1, G2, rt::Given, G4> {
            self.row(row(rt::Ty::new()))
        }
        #[doc(hidden)]
        pub fn children(mut self, children: Children) -> PanelProps<G0, G1, G2, G3, rt::Given> {
            self.0.children = Option::Some(children);
            PanelProps(self.0, ::core::marker::PhantomData)
        }
        #[doc(hidden)]
        pub fn slot_children(
            self,
            children: impl FnOnce(rt::Ty<Children>) -> Children,
        ) -> PanelProps<G0, G1, G2, G3, rt::Given> {
            self.children(children(rt::Ty::new()))
        }
        #[doc(hidden)]
        pub fn build(self) -> Panel
        where
            G0: __has_title,
            G1: __has_label,
            G2: __has_on_close,
            G3: __has_row,
            G4: __has_children,
        {
            Panel {
                title: rt::given(self.0.title),
                label: rt::given(self.0.label),
                size: self.0.size.unwrap_or_else(|| 3),
                note: self.0.note.unwrap_or_default(),
                on_close: rt::given(self.0.on_close),
                header: self.0.header.unwrap_or_default(),
                row: rt::given(self.0.row),
                children: rt::given(self.0.children),
            }
        }
    }
};

#[cfg(not(target_arch = "wasm32"))]
#[allow(non_snake_case)]
pub fn Panel(__props: Panel) -> rt::Pending {
    rt::component(move || -> View {
        // The user's patterns and types.
        let title: String = __props.title;
        let label: String = __props.label;
        let size: u8 = __props.size;
        #[allow(unused_variables)] // (only because this example leaves it unused)
        let note: Option<String> = __props.note;
        let on_close: Callback<u8> = __props.on_close;
        let header: Option<Children> = __props.header;
        let row: Slot<u32> = __props.row;
        let children: Children = __props.children;
        {
            static __TEMPLATE: rt::Template = rt::Template {
                id: rt::kind_id(::core::module_path!(), "Panel", 0),
                name: "Panel#0",
                root: rt::Root::Element,
                slots: 2,
                client: true,
                pieces: &[
                    "<section",
                    "",
                    ">",
                    "",
                    "",
                    "<button>",
                    "</button></section>",
                ],
                holes: &[
                    rt::Hole::Mark,
                    rt::Hole::Value {
                        at: rt::Locator(&[0, 0]),
                        target: rt::Target::Attribute("title"),
                    },
                    rt::Hole::Structure {
                        at: rt::Locator(&[1, 128, 4]),
                    },
                    rt::Hole::Structure {
                        at: rt::Locator(&[1, 128, 4]),
                    },
                    rt::Hole::Structure {
                        at: rt::Locator(&[1, 128, 4]),
                    },
                    rt::Hole::Text {
                        at: rt::Locator(&[1, 128, 1]),
                        lone: false,
                        escape: rt::Escape::Text,
                    },
                ],
            };
            let mut __view = rt::Builder::new(&__TEMPLATE);
            // Nothing in it can change: evaluated once.
            rt::value(&mut __view, &title);
            // Structure that reads no signal.
            rt::fixed(&mut __view, header.map(|header| header()));
            rt::fixed(&mut __view, row(1));
            rt::fixed(&mut __view, children());
            {
                let __f = rt::client_event(
                    &mut __view,
                    rt::Ty::<rt::event::click>::new(),
                    rt::Locator(&[1, 128, 0]),
                    &rt::EventDef {
                        name: "click",
                        flags: 0,
                        keys: &[],
                        wait: 0,
                    },
                    &[0, 1],
                    (rt::cap(&size), (rt::cap(&on_close), ())),
                    |(__slot_size, (__slot_on_close, ())), __event| {
                        let size = __slot_size;
                        let on_close = __slot_on_close;
                        rt::handle(move |_| on_close.run(size), __event)
                    },
                );
                let _: fn(_, _) = __f;
            }
            rt::text(&mut __view, &label);
            rt::finish(__view)
        }
    })
}

// wasm: the type parameters alone (none here), and for the parent's slice the types of callbacks and slots.
#[doc(hidden)]
#[cfg(target_arch = "wasm32")]
pub struct Panel {
    _props: (),
}

#[cfg(target_arch = "wasm32")]
#[allow(warnings)]
impl Panel {
    #[doc(hidden)]
    pub fn type_of_on_close(&self) -> rt::Ty<Callback<u8>> {
        rt::any()
    }
    #[doc(hidden)]
    pub fn type_of_slot_row(&self) -> rt::Ty<Slot<u32>> {
        rt::any()
    }
}

// wasm: the third namespace. `half` is the type of the client half, `value` a prop that decides one of its type
// parameters (generic.rs has one); other props vanish with their expressions, unexpanded.
// A component that is `pub` has `#[macro_export]` on it and `pub use`; others have neither and their own visibility.
// The name holds a hash of component name and module path (of the call site's file and line if there is no better).
#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __watershed_Panel {
    (half $($path:tt)*) => { $($path)* };
    ($($other:tt)*) => {};
}
#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __watershed_Panel as Panel;

impl rt::Component for Panel {
    const FIRST: rt::KindId = rt::kind_id(::core::module_path!(), "Panel", 0);

    #[cfg(target_arch = "wasm32")]
    #[allow(warnings)]
    fn register(__registry: &mut rt::Registry) {
        let __f0 = rt::Ty::new();
        let __slice = move || -> View {
            return rt::any();
            // Captured props, by their type. The others are gone.
            let size: u8 = rt::any();
            let on_close: Callback<u8> = rt::any();
            {
                let __f = rt::lift_event(
                    __f0,
                    rt::Ty::<rt::event::click>::new(),
                    (rt::cap(&size), (rt::cap(&on_close), ())),
                    |(__slot_size, (__slot_on_close, ())), __event| {
                        let size = __slot_size;
                        let on_close = __slot_on_close;
                        rt::handle(move |_| on_close.run(size), __event)
                    },
                );
                let _: fn(_, _) = __f;
            }
            rt::any()
        };
        let Some(__kind) = __registry.kind(Self::FIRST, 2) else {
            return;
        };
        rt::register_event(
            __kind,
            __f0,
            rt::Locator(&[1, 128, 0]),
            &rt::EventDef {
                name: "click",
                flags: 0,
                keys: &[],
                wait: 0,
            },
            &[0, 1],
        );
    }
}

// ---- The parent.

#[doc(hidden)]
#[cfg(not(target_arch = "wasm32"))]
pub struct Parent {}
#[doc(hidden)]
#[cfg(target_arch = "wasm32")]
pub struct Parent {
    _props: (),
}

#[cfg(not(target_arch = "wasm32"))]
#[allow(non_snake_case)]
pub fn Parent(__props: Parent) -> rt::Pending {
    rt::component(move || -> View {
        let (closed, set_closed) = signal(0);
        {
            static __TEMPLATE: rt::Template = rt::Template {
                id: rt::kind_id(::core::module_path!(), "Parent", 0),
                name: "Parent#0",
                root: rt::Root::Transparent,
                slots: 0,
                client: false,
                pieces: &["", ""],
                holes: &[rt::Hole::Structure {
                    at: rt::Locator(&[0, 3]),
                }],
            };
            let mut __view = rt::Builder::new(&__TEMPLATE);
            {
                // One statement a prop: in the order of the source, but those of `on_…` and slots last, because by
                // then the others have decided the type parameters. Method names carry the span of the prop's name.
                let __props = Panel::props();
                let __props = __props.title("t".to_string());
                let __props = __props.label("l");
                // A closure given to `on_…` is lifted. Its number is that of a kind, but it has no slots: its
                // captures travel inside of the callback. Anything else (`on_close=on_close`) is `|_| value`.
                let __props = __props.on_close(|__type| {
                    let (__callback, __f) = rt::client_callback(
                        __type,
                        rt::kind_id(::core::module_path!(), "Parent", 1),
                        (rt::cap_or(&set_closed, || 0), ()),
                        |(__slot_set_closed, ()), __argument| {
                            let set_closed = __slot_set_closed;
                            rt::call(move |by| set_closed.set(by), __argument)
                        },
                    );
                    let _: fn(_, _) -> _ = __f;
                    __callback
                });
                // Markup is a closure that may run more than once: it keeps what it captures. (Handles need no
                // `keep`, but the compiler need not know.)
                let __props = __props.slot_row(|__type| {
                    rt::content_of(__type, move |__item| {
                        let n = __item;
                        static __TEMPLATE: rt::Template = rt::Template {
                            id: rt::kind_id(::core::module_path!(), "Parent", 2),
                            name: "Parent#2",
                            root: rt::Root::Element,
                            slots: 0,
                            client: false,
                            pieces: &["<i>", "</i>"],
                            holes: &[rt::Hole::Text {
                                at: rt::Locator(&[0, 1]),
                                lone: false,
                                escape: rt::Escape::Text,
                            }],
                        };
                        let mut __view = rt::Builder::new(&__TEMPLATE);
                        rt::text(&mut __view, &n);
                        rt::finish(__view)
                    })
                });
                let __props = __props.slot_children(|__type| {
                    let closed = rt::keep(&closed);
                    rt::content(__type, move || {
                        static __TEMPLATE: rt::Template = rt::Template {
                            id: rt::kind_id(::core::module_path!(), "Parent", 3),
                            name: "Parent#3",
                            root: rt::Root::Range,
                            slots: 1,
                            client: true,
                            pieces: &["content", ""],
                            holes: &[rt::Hole::Text {
                                at: rt::Locator(&[0, 2, 0, 7, 0]),
                                lone: false,
                                escape: rt::Escape::Text,
                            }],
                        };
                        let mut __view = rt::Builder::new(&__TEMPLATE);
                        {
                            let __f = rt::client_binding(
                                &mut __view,
                                rt::Locator(&[0, 2, 0, 7, 0]),
                                rt::Target::Text,
                                &[0],
                                (rt::cap_or(&closed, || 0), ()),
                                |(__slot_closed, ())| {
                                    let closed = __slot_closed;
                                    rt::as_text(&closed)
                                },
                            );
                            let _: fn(_) -> _ = __f;
                        }
                        rt::finish(__view)
                    })
                });
                // `build` has the span of the tag's name. The function is named once more: its span makes
                // go-to-definition work.
                rt::child(&mut __view, Panel, __props.build());
            }
            rt::finish(__view)
        }
    })
}

impl rt::Component for Parent {
    const FIRST: rt::KindId = rt::kind_id(::core::module_path!(), "Parent", 0);

    #[cfg(target_arch = "wasm32")]
    #[allow(warnings)]
    fn register(__registry: &mut rt::Registry) {
        // One witness per client function, one per child component.
        let __f0 = rt::Ty::new();
        let __f1 = rt::Ty::new();
        let __c0 = rt::Ty::<Panel!(half Panel)>::new();
        let __slice = move || -> View {
            return rt::any();
            let (closed, set_closed) = signal(0);
            {
                // Props with expressions, one call each. What only this prop needs would stand in its block.
                Panel!(value title __c0, { "t".to_string() });
                Panel!(value label __c0, { "l" });
                {
                    let __f = rt::lift_callback(
                        __f0,
                        __c0.type_of_on_close(),
                        (rt::cap_or(&set_closed, || 0), ()),
                        |(__slot_set_closed, ()), __argument| {
                            let set_closed = __slot_set_closed;
                            rt::call(move |by| set_closed.set(by), __argument)
                        },
                    );
                    let _: fn(_, _) -> _ = __f;
                }
                // A slot with `let:`, if client functions in it capture the item; otherwise `{ sites }` is enough.
                {
                    let n = rt::item_of_slot(__c0.type_of_slot_row());
                }
                // Children.
                {
                    let __f = rt::lift_binding(
                        __f1,
                        (rt::cap_or(&closed, || 0), ()),
                        |(__slot_closed, ())| {
                            let closed = __slot_closed;
                            rt::as_text(&closed)
                        },
                    );
                    let _: fn(_) -> _ = __f;
                }
            }
            rt::any()
        };
        // The first kind is entered also without slots or parts: it says that the component is registered.
        let Some(__kind) = __registry.kind(Self::FIRST, 0) else {
            return;
        };
        rt::register_callback(rt::kind_id(::core::module_path!(), "Parent", 1), __f0);
        if let Some(__kind) = __registry.kind(rt::kind_id(::core::module_path!(), "Parent", 3), 1) {
            rt::register_binding(
                __kind,
                __f1,
                rt::Locator(&[0, 2, 0, 7, 0]),
                rt::Target::Text,
                &[0],
            );
        }
        rt::register_child(__registry, __c0);
    }
}
