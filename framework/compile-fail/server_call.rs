use watershed::prelude::*;

#[server]
fn discount(_code: &str) -> u32 {
    5
}

#[server]
mod db {
    pub fn price(id: u32) -> u32 {
        id
    }
}

mod prices {
    use watershed::prelude::*;

    #[server]
    pub fn newest() -> u32 {
        3
    }

    pub fn rounded(price: u32) -> u32 {
        price
    }
}

fn local(price: u32) -> u32 {
    price
}

#[component]
fn Page() -> View {
    fn inner(price: u32) -> u32 {
        price
    }
    let (price, set_price) = signal(db::price(1) - discount("here"));
    let cheaper = move || price.get() - discount("there");
    view! {
        <button on:click=move |_| set_price.set(cheaper())>{price}</button>
        <button on:click=move |_| set_price.set(inner(local(prices::rounded(db::price(2)))))>{price}</button>
        <button on:click=move |_| set_price.set(std::cmp::max(u32::from_str_radix("1", 2).unwrap_or(0), prices::newest()))>"Newest"</button>
    }
}

fn main() {}
