//! The state that a page could not be given back.

use crate::graph::Memo;

/// Returns a memo with the names of the signals whose values were lost when the page was made anew, after a crash or a deploy:
/// `["Cart.coupon"]`, sorted. It is empty as long as nothing is lost.
///
/// These are the signals of components that server code had written and that are not [durable](crate::durable), since their
/// values were nowhere else; and values that the browser has brought, but for which there is no place any more, or only one of another type. A name
/// stays there until the visitor leaves the page or loads it again. Call it in the body of a component or composable; client code reads it
/// like any memo.
///
/// ```
/// use watershed::prelude::*;
/// use watershed::testing::App;
///
/// #[component]
/// fn Cart() -> View {
///     let (coupon, set_coupon) = signal(String::new());
///     let redeem = action(async move |code: String| set_coupon.set(code));
///     let lost = lost_state();
///     view! {
///         <button on:click=move |_| redeem.dispatch("SUMMER".into())>"Redeem"</button>
///         <p>"Coupon: "{coupon}</p>
///         <Show when={lost.get().contains(&"Cart.coupon".to_owned())}>
///             <p role="status">"The server was restarted. Please redeem your coupon again."</p>
///         </Show>
///     }
/// }
///
/// let app = App::new(Cart);
/// app.click("button");
/// app.sees("Coupon: SUMMER");
/// app.crash();
/// app.settle();
/// app.sees("redeem your coupon again");
/// ```
///
/// # Panics
/// Outside of a component.
#[cfg(not(target_arch = "wasm32"))]
pub fn lost_state() -> Memo<Vec<String>> {
    Memo::from_id(crate::server::lost_state().ask().id())
}

/// The names of the signals whose values were lost. The server's half has the documentation.
#[cfg(target_arch = "wasm32")]
pub fn lost_state() -> Memo<Vec<String>> {
    crate::rt::any()
}
