//! A generic child whose type parameter the parent infers, with a prop that is server code.
//!
//! ```ignore
//! #[component]
//! pub fn Pick<T>(value: RwSignal<T>, options: Vec<T>, label: String, same: impl Fn(&T) -> bool + 'static) -> View
//! where
//!     T: Cross + Clone + PartialEq + 'static,
//! {
//!     let count = options.iter().filter(|option| same(option)).count();
//!     let first = options[0].clone();
//!     view! { <button title=count on:click=move |_| value.set(first.clone())>{label}</button> }
//! }
//!
//! #[component]
//! pub fn PickParent() -> View {
//!     let chosen = RwSignal::new(7u32);
//!     let label = sys::title();
//!     view! { <Pick value=chosen options=vec![1, 2, 3] label=label same=|option| *option > 1/> }
//! }
//! ```

use watershed::prelude::*;
use watershed::rt;

#[cfg(not(target_arch = "wasm32"))]
mod sys {
    pub fn title() -> String {
        "server".into()
    }
}

// `impl Trait` has become a type parameter. No bounds on the type itself, unless a prop's type needs one to be
// written (`I::Item`): the parent's slice names `Pick<_, ()>`.
#[doc(hidden)]
#[cfg(not(target_arch = "wasm32"))]
pub struct Pick<T, __P3> {
    value: RwSignal<T>,
    options: Vec<T>,
    label: String,
    same: __P3,
}

#[cfg(not(target_arch = "wasm32"))]
#[allow(
    dead_code,
    non_camel_case_types,
    clippy::new_ret_no_self,
    clippy::type_complexity
)]
const _: () = {
    use ::core::option::Option;

    #[doc(hidden)]
    pub struct PickValues<T, __P3> {
        value: Option<RwSignal<T>>,
        options: Option<Vec<T>>,
        label: Option<String>,
        same: Option<__P3>,
    }

    // The component's own parameters come first.
    #[doc(hidden)]
    pub struct PickProps<T, __P3, G0, G1, G2, G3>(
        PickValues<T, __P3>,
        ::core::marker::PhantomData<fn() -> (G0, G1, G2, G3)>,
    );

    #[diagnostic::on_unimplemented(
        message = "`<Pick>` needs the prop `value`",
        label = "`value` is missing"
    )]
    #[doc(hidden)]
    pub trait __has_value {}
    impl __has_value for rt::Given {}
    #[diagnostic::on_unimplemented(
        message = "`<Pick>` needs the prop `options`",
        label = "`options` is missing"
    )]
    #[doc(hidden)]
    pub trait __has_options {}
    impl __has_options for rt::Given {}
    #[diagnostic::on_unimplemented(
        message = "`<Pick>` needs the prop `label`",
        label = "`label` is missing"
    )]
    #[doc(hidden)]
    pub trait __has_label {}
    impl __has_label for rt::Given {}
    #[diagnostic::on_unimplemented(
        message = "`<Pick>` needs the prop `same`",
        label = "`same` is missing"
    )]
    #[doc(hidden)]
    pub trait __has_same {}
    impl __has_same for rt::Given {}

    // No bounds here: the function has them, and asked twice they would be answered with two errors.
    impl<T, __P3> Pick<T, __P3> {
        #[doc(hidden)]
        pub fn props() -> PickProps<T, __P3, rt::Missing, rt::Missing, rt::Missing, rt::Missing> {
            let values = PickValues {
                value: Option::None,
                options: Option::None,
                label: Option::None,
                same: Option::None,
            };
            PickProps(values, ::core::marker::PhantomData)
        }
    }

    impl<T, __P3, G0, G1, G2, G3> PickProps<T, __P3, G0, G1, G2, G3> {
        #[doc(hidden)]
        pub fn value(mut self, value: RwSignal<T>) -> PickProps<T, __P3, rt::Given, G1, G2, G3> {
            self.0.value = Option::Some(value);
            PickProps(self.0, ::core::marker::PhantomData)
        }
        #[doc(hidden)]
        pub fn options(mut self, options: Vec<T>) -> PickProps<T, __P3, G0, rt::Given, G2, G3> {
            self.0.options = Option::Some(options);
            PickProps(self.0, ::core::marker::PhantomData)
        }
        #[doc(hidden)]
        pub fn label(mut self, label: String) -> PickProps<T, __P3, G0, G1, rt::Given, G3> {
            self.0.label = Option::Some(label);
            PickProps(self.0, ::core::marker::PhantomData)
        }
        // Where a prop's type is a bare parameter, the setter repeats what is asked of it (`impl Fn…`, or `F` with
        // its bounds): that gives the closure in `same=|option| …` its parameter's type.
        #[doc(hidden)]
        pub fn same(mut self, same: __P3) -> PickProps<T, __P3, G0, G1, G2, rt::Given>
        where
            __P3: Fn(&T) -> bool + 'static,
        {
            self.0.same = Option::Some(same);
            PickProps(self.0, ::core::marker::PhantomData)
        }
        #[doc(hidden)]
        pub fn build(self) -> Pick<T, __P3>
        where
            G0: __has_value,
            G1: __has_options,
            G2: __has_label,
            G3: __has_same,
        {
            Pick {
                value: rt::given(self.0.value),
                options: rt::given(self.0.options),
                label: rt::given(self.0.label),
                same: rt::given(self.0.same),
            }
        }
    }
};

#[cfg(not(target_arch = "wasm32"))]
#[allow(non_snake_case)]
pub fn Pick<T, __P3: Fn(&T) -> bool + 'static>(__props: Pick<T, __P3>) -> rt::Pending
where
    T: Cross + Clone + PartialEq + 'static,
{
    rt::component(move || -> View {
        let value: RwSignal<T> = __props.value;
        let options: Vec<T> = __props.options;
        let label: String = __props.label;
        let same: __P3 = __props.same;
        let count = options.iter().filter(|option| same(option)).count();
        let first = options[0].clone();
        {
            // A static cannot mention `T`, an inline constant can: every instance has kinds of its own.
            let __template: &'static rt::Template = const {
                &rt::Template {
                    id: rt::instance(
                        rt::kind_id(::core::module_path!(), "Pick", 0),
                        <(T,) as rt::Cross>::SHAPE,
                    ),
                    name: "Pick#0",
                    root: rt::Root::Element,
                    slots: 2,
                    client: true,
                    pieces: &["<button", "", ">", "</button>"],
                    holes: &[
                        rt::Hole::Mark,
                        rt::Hole::Value {
                            at: rt::Locator(&[0, 0]),
                            target: rt::Target::Attribute("title"),
                        },
                        rt::Hole::Text {
                            at: rt::Locator(&[0, 1]),
                            lone: false,
                            escape: rt::Escape::Text,
                        },
                    ],
                }
            };
            let mut __view = rt::Builder::new(__template);
            rt::value(&mut __view, &count);
            {
                let __f = rt::client_event(
                    &mut __view,
                    rt::Ty::<rt::event::click>::new(),
                    rt::Locator(&[0, 0]),
                    &rt::EventDef {
                        name: "click",
                        flags: 0,
                        keys: &[],
                        wait: 0,
                    },
                    &[0, 1],
                    // In the order of definition.
                    (rt::cap(&value), (rt::cap(&first), ())),
                    |(__slot_value, (__slot_first, ())), __event| {
                        let value = __slot_value;
                        let first = __slot_first;
                        rt::handle(move |_| value.set(first.clone()), __event)
                    },
                );
                let _: fn(_, _) = __f;
            }
            rt::text(&mut __view, &label);
            rt::finish(__view)
        }
    })
}

#[doc(hidden)]
#[cfg(target_arch = "wasm32")]
pub struct Pick<T, __P3>(::core::marker::PhantomData<fn() -> (T, __P3)>);

// One associated function for each prop whose type mentions a parameter of the client half (`T`): what it is given
// decides `T`. The parameters that are the server's own are `()`.
#[cfg(target_arch = "wasm32")]
#[allow(warnings)]
impl<T> Pick<T, ()>
where
    T: Cross + Clone + PartialEq + 'static,
{
    #[doc(hidden)]
    pub fn of_value(&self, _: RwSignal<T>) {}
    #[doc(hidden)]
    pub fn of_options(&self, _: Vec<T>) {}
}

#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __watershed_Pick {
    (half $($path:tt)*) => { $($path)*<_, ()> };
    (value value $half:ident, $value:expr) => { $half.of_value($value) };
    (value options $half:ident, $value:expr) => { $half.of_options($value) };
    ($($other:tt)*) => {};
}
#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __watershed_Pick as Pick;

// The client half is generic in the parameters that its captures mention, and in no others: the server's own are `()`.
impl<T> rt::Component for Pick<T, ()>
where
    T: Cross + Clone + PartialEq + 'static,
{
    const FIRST: rt::KindId = rt::instance(
        rt::kind_id(::core::module_path!(), "Pick", 0),
        <(T,) as rt::Cross>::SHAPE,
    );

    #[cfg(target_arch = "wasm32")]
    #[allow(warnings)]
    fn register(__registry: &mut rt::Registry) {
        let __f0 = rt::Ty::new();
        let __slice = move || -> View {
            return rt::any();
            let value: RwSignal<T> = rt::any();
            let options: Vec<T> = rt::any();
            let first = options[0].clone();
            {
                let __f = rt::lift_event(
                    __f0,
                    rt::Ty::<rt::event::click>::new(),
                    (rt::cap(&value), (rt::cap(&first), ())),
                    |(__slot_value, (__slot_first, ())), __event| {
                        let value = __slot_value;
                        let first = __slot_first;
                        rt::handle(move |_| value.set(first.clone()), __event)
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
            rt::Locator(&[0, 0]),
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
pub struct PickParent {}
#[doc(hidden)]
#[cfg(target_arch = "wasm32")]
pub struct PickParent {
    _props: (),
}

#[cfg(not(target_arch = "wasm32"))]
#[allow(non_snake_case)]
pub fn PickParent(__props: PickParent) -> rt::Pending {
    rt::component(move || -> View {
        let chosen = RwSignal::new(7u32);
        let label = sys::title();
        {
            static __TEMPLATE: rt::Template = rt::Template {
                id: rt::kind_id(::core::module_path!(), "PickParent", 0),
                name: "PickParent#0",
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
                let __props = Pick::props();
                let __props = __props.value(chosen);
                let __props = __props.options(vec![1, 2, 3]);
                let __props = __props.label(label);
                let __props = __props.same(|option| *option > 1);
                rt::child(&mut __view, Pick, __props.build());
            }
            rt::finish(__view)
        }
    })
}

impl rt::Component for PickParent {
    const FIRST: rt::KindId = rt::kind_id(::core::module_path!(), "PickParent", 0);

    #[cfg(target_arch = "wasm32")]
    #[allow(warnings)]
    fn register(__registry: &mut rt::Registry) {
        let __c0 = rt::Ty::<Pick!(half Pick)>::new();
        let __slice = move || -> View {
            return rt::any();
            let chosen = RwSignal::new(7u32);
            {
                Pick!(value value __c0, { chosen });
                Pick!(value options __c0, { vec![1, 2, 3] });
                // `sys` does not exist here: this vanishes unread, with the `let` that only it needs.
                Pick!(value label __c0, { let label = sys::title(); label });
                Pick!(value same __c0, { |option| *option > 1 });
            }
            rt::any()
        };
        let Some(__kind) = __registry.kind(Self::FIRST, 0) else {
            return;
        };
        rt::register_child(__registry, __c0);
    }
}
