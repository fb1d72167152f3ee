//! An attribute of another framework does nothing.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let field: NodeRef = NodeRef::new();
    view! {
        <input ref=field/>
        <button phx-click="save">"text"</button>
        <input phx-debounce="300"/>
        <p dangerouslySetInnerHTML="<b>a</b>"></p>
        <button @click.prevent="save">"text"</button>
        <button @click=move |_| save()>"text"</button>
        <p :class="names">"text"</p>
        <p x-data="{}" @click.prevent="save" :class="names">"text"</p>
        <p v-if="open">"text"</p>
        <li v-for="item in items">"text"</li>
        <input v-model="name"/>
    }
}

fn main() {}
