//! A counter beside a thousand rows that are independent of it, and fields in rows that the server moves.

use watershed::prelude::*;

/// A large list must not slow down a small counter; a moved row must not lose the text typed into it.
#[component]
pub fn Beside() -> View {
    let (count, set_count) = signal(0);
    let rows = RwSignal::new((1..=1000).collect::<Vec<u32>>());
    #[volatile]
    let fields = RwSignal::new(vec!["a", "b", "c", "d"]);
    let rotate = action(async move |_: ()| fields.update(|fields| fields.rotate_right(1)));
    let reverse = action(async move |_: ()| fields.update(|fields| fields.reverse()));
    view! {
        <main>
            <output id="count">{count}</output>
            <button id="inc" on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
            <button id="rotate" on:click=move |_| rotate.dispatch(())>"rotate"</button>
            <button id="reverse" on:click=move |_| reverse.dispatch(())>"reverse"</button>
            <ul id="fields">
                <For each=fields key=|field| *field let:field><li>{field} <input id=field/></li></For>
            </ul>
            <table>
                <tbody>
                    <For each=rows key=|row| *row let:row><tr><td>{row}</td><td>"row " {row}</td></tr></For>
                </tbody>
            </table>
        </main>
    }
}

#[watershed::main]
fn main() -> Router {
    watershed::router().page("/", Beside)
}
