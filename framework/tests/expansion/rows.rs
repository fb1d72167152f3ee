//! A keyed list: projection (rule 7), selector (rule 11), an action, a server binding. And an async component.
//!
//! ```ignore
//! #[component]
//! pub async fn Rows(limit: u32) -> Result<View, Error> {
//!     let first = load(limit).await?;
//!     let rows = RwSignal::new(first);
//!     let (selected, set_selected) = signal(0);
//!     let remove = action(async move |id: u32| rows.update(|rows| rows.retain(|row| row.id != id)));
//!     Ok(view! {
//!         <ul>
//!             <For each=rows key=|row| row.id let:row>
//!                 <li class:selected=selected.get() == row.get().id
//!                     on:click=move |_| { set_selected.set(row.get().id); remove.dispatch(row.get().id) }>
//!                     {row.get().label}
//!                 </li>
//!             </For>
//!         </ul>
//!     })
//! }
//! ```

use watershed::prelude::*;
use watershed::rt;

#[derive(Clone, PartialEq)]
pub struct Row {
    pub id: u32,
    pub label: String,
}

/// Exists on both sides: what its type mentions does too. (Otherwise: `#[server]`.)
pub async fn load(limit: u32) -> Result<Vec<Row>, std::io::Error> {
    Ok((0..limit)
        .map(|id| Row {
            id,
            label: id.to_string(),
        })
        .collect())
}

#[doc(hidden)]
#[cfg(not(target_arch = "wasm32"))]
pub struct Rows {
    pub limit: u32,
}
#[doc(hidden)]
#[cfg(target_arch = "wasm32")]
pub struct Rows {
    _props: (),
}

#[cfg(not(target_arch = "wasm32"))]
#[allow(non_snake_case)]
pub fn Rows(__props: Rows) -> rt::Pending {
    // `async fn`: an async closure, so that `?`, `return` and the return type are the user's.
    rt::async_component(async move || -> Result<View, Error> {
        let limit: u32 = __props.limit;
        let first = load(limit).await?;
        let rows = RwSignal::new(first);
        let (selected, set_selected) = signal(0);
        // An action stands as it is. What it captures is lazy.
        let remove =
            action(async move |id: u32| rows.update(|rows| rows.retain(|row| row.id != id)));
        rt::uses!(lazy, &rows);
        // `Ok(view! {..})`: only the view! is replaced.
        Ok({
            static __TEMPLATE: rt::Template = rt::Template {
                id: rt::kind_id(::core::module_path!(), "Rows", 0),
                name: "Rows#0",
                root: rt::Root::Element,
                slots: 0,
                client: false,
                pieces: &["<ul", ">", "</ul>"],
                holes: &[
                    rt::Hole::Mark,
                    rt::Hole::Structure {
                        at: rt::Locator(&[0, 1]),
                    },
                ],
            };
            let mut __view = rt::Builder::new(&__TEMPLATE);
            {
                let __items = {
                    let rows = rt::keep(&rows);
                    // A closure literal in `each` is called: `move || rt::items(&(closure)())`.
                    move || rt::items(&rows)
                };
                let __row = {
                    let selected = rt::keep(&selected);
                    let set_selected = rt::keep(&set_selected);
                    let remove = rt::keep(&remove);
                    // `let:row`; a pattern is matched in the first statement: `let pattern = __item;`.
                    rt::row(&__items, move |row| {
                        // `row.get().id`, in two client functions: one memo. A path ends in a `clone`.
                        let __path_0 =
                            rt::project(&row, |__value| ::core::clone::Clone::clone(&__value.id));
                        static __TEMPLATE: rt::Template = rt::Template {
                            id: rt::kind_id(::core::module_path!(), "Rows", 1),
                            name: "Rows#1",
                            root: rt::Root::Element,
                            slots: 3,
                            client: true,
                            // `class:selected`: the hole stands in an open `class="…"`.
                            pieces: &["<li", " class=\"", "\">", "</li>"],
                            holes: &[
                                rt::Hole::Mark,
                                rt::Hole::Value {
                                    at: rt::Locator(&[0, 0]),
                                    target: rt::Target::Class("selected"),
                                },
                                rt::Hole::Text {
                                    at: rt::Locator(&[0, 1]),
                                    lone: false,
                                    escape: rt::Escape::Text,
                                },
                            ],
                        };
                        let mut __view = rt::Builder::new(&__TEMPLATE);
                        {
                            let __f = rt::client_binding(
                                &mut __view,
                                rt::Locator(&[0, 0]),
                                rt::Target::Class("selected"),
                                &[0, 1],
                                (rt::cap_or(&selected, || 0), (rt::cap(&__path_0), ())),
                                |(__slot_selected, (__slot_path_0, ()))| {
                                    let selected = __slot_selected;
                                    let __path_0 = __slot_path_0;
                                    // `selected.get() == row.get().id`
                                    rt::as_value(&rt::select!(&selected, &__path_0.get()))
                                },
                            );
                            let _: fn(_) -> _ = __f;
                        }
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
                                &[0, 2, 1],
                                (
                                    rt::cap_or(&set_selected, || 0),
                                    (rt::cap(&remove), (rt::cap(&__path_0), ())),
                                ),
                                |(__slot_set_selected, (__slot_remove, (__slot_path_0, ()))),
                                 __event| {
                                    let set_selected = __slot_set_selected;
                                    let remove = __slot_remove;
                                    let __path_0 = __slot_path_0;
                                    rt::handle(
                                        move |_| {
                                            set_selected.set(__path_0.get());
                                            remove.dispatch(__path_0.get())
                                        },
                                        __event,
                                    )
                                },
                            );
                            let _: fn(_, _) = __f;
                        }
                        // Reads a server source: the server keeps it up to date.
                        {
                            let row = rt::keep(&row);
                            rt::text_with(&mut __view, move || row.get().label);
                        }
                        rt::finish(__view)
                    })
                };
                rt::each(&mut __view, __items, |row| row.id, __row);
                rt::uses!(eager, &rows);
            }
            rt::finish(__view)
        })
    })
}

impl rt::Component for Rows {
    const FIRST: rt::KindId = rt::kind_id(::core::module_path!(), "Rows", 0);

    #[cfg(target_arch = "wasm32")]
    #[allow(warnings)]
    fn register(__registry: &mut rt::Registry) {
        let __f0 = rt::Ty::new();
        let __f1 = rt::Ty::new();
        // An async closure here too: `.await` needs one.
        let __slice = async move || -> Result<View, Error> {
            return rt::any();
            let limit: u32 = rt::any();
            // `?` asks nothing of the error's type: `rt::success(…)`.
            let first = rt::success(load(limit).await);
            let rows = RwSignal::new(first);
            let (selected, set_selected) = signal(0);
            // The body of an action is gone; its argument's type is the annotated one, else `_`.
            let remove = rt::any::<rt::Action<u32>>();
            {
                let row = rt::item_of(&rows);
                let __path_0 =
                    rt::project(&row, |__value| ::core::clone::Clone::clone(&__value.id));
                {
                    let __f = rt::lift_binding(
                        __f0,
                        (rt::cap_or(&selected, || 0), (rt::cap(&__path_0), ())),
                        |(__slot_selected, (__slot_path_0, ()))| {
                            let selected = __slot_selected;
                            let __path_0 = __slot_path_0;
                            rt::as_value(&rt::select!(&selected, &__path_0.get()))
                        },
                    );
                    let _: fn(_) -> _ = __f;
                }
                {
                    let __f = rt::lift_event(
                        __f1,
                        rt::Ty::<rt::event::click>::new(),
                        (
                            rt::cap_or(&set_selected, || 0),
                            (rt::cap(&remove), (rt::cap(&__path_0), ())),
                        ),
                        |(__slot_set_selected, (__slot_remove, (__slot_path_0, ()))), __event| {
                            let set_selected = __slot_set_selected;
                            let remove = __slot_remove;
                            let __path_0 = __slot_path_0;
                            rt::handle(
                                move |_| {
                                    set_selected.set(__path_0.get());
                                    remove.dispatch(__path_0.get())
                                },
                                __event,
                            )
                        },
                    );
                    let _: fn(_, _) = __f;
                }
            }
            rt::any()
        };
        __registry.live();
        let Some(__kind) = __registry.kind(Self::FIRST, 0) else {
            return;
        };
        if let Some(__kind) = __registry.kind(rt::kind_id(::core::module_path!(), "Rows", 1), 3) {
            rt::register_binding(
                __kind,
                __f0,
                rt::Locator(&[0, 0]),
                rt::Target::Class("selected"),
                &[0, 1],
            );
            rt::register_event(
                __kind,
                __f1,
                rt::Locator(&[0, 0]),
                &rt::EventDef {
                    name: "click",
                    flags: 0,
                    keys: &[],
                    wait: 0,
                },
                &[0, 2, 1],
            );
        }
    }
}
