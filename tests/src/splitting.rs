//! Components whose client functions are hard to cut out: their captures are shadowed, bound by a pattern, named in a
//! string, used by another closure, or of a type that only inference knows.

pub mod colouring;
pub mod projections;

use std::fmt::Display;

use watershed::prelude::*;

/// A name that is bound twice: each handler captures the binding that it sees.
#[component]
pub fn Shadowed() -> View {
    let (shown, set) = signal(0);
    let first = move || set.set(1);
    let (other, set) = signal(0);
    let step = 10;
    let step = step * 2;
    view! {
        <output id="shown">{shown}</output>
        <output id="other">{other}</output>
        <button id="first" on:click=move |_| first()>"first"</button>
        <button id="second" on:click=move |_| set.set(step)>"second"</button>
    }
}

/// Names in format strings.
#[component]
pub fn Formatted() -> View {
    let (count, set_count) = signal(7);
    let (text, set_text) = signal(String::new());
    let unit = String::from("km");
    let width = 4;
    view! {
        <output id="text">{text}</output>
        <button id="format" on:click=move |_| {
            let count = count.get();
            set_text.set(format!("{count:>width$} {unit}, {}", count + 1));
        }>"format"</button>
        <button id="inc" on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
    }
}

/// Names bound by patterns: tuples, structs, slices, references, with `@` and with a rest.
#[component]
pub fn Patterns() -> View {
    let (shown, set_shown) = signal(0);
    let (a, (b, [c, .., d])) = (1, (2, [3, 0, 4]));
    let Point { x, y: height } = Point { x: 5, y: 6 };
    let whole @ (left, _) = (7, 8);
    let &by_reference = &9;
    view! {
        <output id="shown">{shown}</output>
        <button id="tuple" on:click=move |_| set_shown.set(a + b * 10 + c * 100 + d * 1000)>"tuple"</button>
        <button id="struct" on:click=move |_| set_shown.set(x * 10 + height)>"struct"</button>
        <button id="whole" on:click=move |_| set_shown.set(whole.1 * 10 + left)>"whole"</button>
        <button id="reference" on:click=move |_| set_shown.set(by_reference)>"reference"</button>
    }
}

struct Point {
    x: i32,
    y: i32,
}

/// Closures in `let`s, which call each other and are used by several handlers.
#[component]
pub fn Closures() -> View {
    let (count, set_count) = signal(1);
    let factor = 3;
    let times = move |value: i32| value * factor;
    let raise = move |by: i32| set_count.update(|count| *count += times(by));
    view! {
        <output id="count">{count}</output>
        <output id="times">{move || times(count.get())}</output>
        <button id="one" on:click=move |_| raise(1)>"one"</button>
        <button id="two" on:click=move |_| { raise(1); raise(1); }>"two"</button>
    }
}

/// Closures in closures, with names that shadow outer ones.
#[component]
pub fn Nested() -> View {
    let (total, set_total) = signal(0);
    let numbers = vec![1, 2, 3];
    let scale = 2;
    view! {
        <output id="total">{total}</output>
        <button id="sum" on:click=move |_| {
            let sum: i32 = numbers.iter().map(|total| [1, 10].iter().map(|scale| total * scale).sum::<i32>() * scale).sum();
            set_total.set(sum);
        }>"sum"</button>
    }
}

/// The variable of a loop: each row has its own.
#[component]
pub fn Looped() -> View {
    let (chosen, set_chosen) = signal(String::from("none"));
    let names = ["ada", "bob", "cyd"];
    view! {
        <output id="chosen">{chosen}</output>
        {for (at, name) in names.into_iter().enumerate() {
            let label = format!("{at}: {name}");
            view! { <button id=name on:click=move |_| set_chosen.set(label.clone())>{name}</button> }
        }}
    }
}

/// `let else` and an early return, which the browser never takes.
#[component]
pub fn Divergent(#[prop(default = Some(4))] given: Option<i32>) -> View {
    let Some(start) = given else {
        return view! { <p>"nothing"</p> };
    };
    let step = match start {
        0 => return view! { <p>"zero"</p> },
        even if even % 2 == 0 => even / 2,
        odd => odd,
    };
    let (count, set_count) = signal(start);
    view! {
        <output id="count">{count}</output>
        <button id="inc" on:click=move |_| set_count.update(|count| *count += step)>"more"</button>
    }
}

/// A type parameter that only the caller knows.
#[component]
fn Picker<T: Display + Clone + Cross + PartialEq + 'static>(
    options: Vec<T>,
    on_pick: Callback<T>,
) -> View {
    let first = options[0].clone();
    view! {
        {for option in options.clone() {
            let label = option.to_string();
            view! { <button id={format!("pick-{label}")} on:click=move |_| on_pick.run(option.clone())>{label}</button> }
        }}
        <button id={format!("first-{first}")} on:click=move |_| on_pick.run(first.clone())>"first"</button>
    }
}

/// One generic component at two types.
#[component]
pub fn Generic() -> View {
    let (number, set_number) = signal(0_u64);
    let (word, set_word) = signal(String::new());
    view! {
        <output id="number">{number}</output>
        <output id="word">{word}</output>
        <Picker options=vec![3, 4] on_pick=move |picked| set_number.set(picked)/>
        <Picker options=vec![String::from("a"), String::from("b")] on_pick=move |picked: String| set_word.set(picked)/>
    }
}

/// Places: a field of a struct, of which the rest does not cross.
#[component]
pub fn Places() -> View {
    let (shown, set_shown) = signal(String::new());
    let user = User {
        name: "Ada".into(),
        born: (1815, 12),
        secret: Secret,
    };
    user.secret.keep();
    view! {
        <output id="shown">{shown}</output>
        <button id="name" on:click=move |_| set_shown.set(user.name.clone())>"name"</button>
        <button id="month" on:click=move |_| set_shown.set(user.born.1.to_string())>"month"</button>
    }
}

struct User {
    name: String,
    born: (u32, u32),
    secret: Secret,
}

struct Secret;

impl Secret {
    fn keep(&self) {}
}

/// Conditions and blocks around captures.
#[component]
pub fn Conditional(#[prop(default = 3)] level: i32) -> View {
    let (shown, set_shown) = signal(String::new());
    let name = if level > 2 {
        String::from("high")
    } else {
        String::from("low")
    };
    let (bonus, label) = {
        let doubled = level * 2;
        (doubled + 1, format!("{name}+"))
    };
    view! {
        <output id="shown">{shown}</output>
        <button id="show" on:click=move |_| {
            if let Some(digit) = char::from_digit(bonus as u32, 10) {
                set_shown.set(format!("{label}{digit}"));
            }
        }>"show"</button>
    }
}

/// A macro that is defined in the body, and used in client code.
#[component]
pub fn Macros() -> View {
    let (count, set_count) = signal(0);
    macro_rules! bump {
        ($by:expr) => {
            set_count.update(|count| *count += $by)
        };
    }
    let big = 5;
    view! {
        <output id="count">{count}</output>
        <button id="small" on:click=move |_| bump!(1)>"small"</button>
        <button id="big" on:click=move |_| bump!(big * 2)>"big"</button>
        <output id="parity">{if matches!(count.get() % 2, 0) { "even" } else { "odd" }}</output>
    }
}

/// A `&'static str` crosses in its owned form.
#[component]
fn Greeting(name: &'static str, punctuation: char) -> View {
    let (shown, set_shown) = signal(String::new());
    view! {
        <output id="shown">{shown}</output>
        <button id="greet" on:click=move |_| set_shown.set(format!("hello {name}{punctuation}"))>"greet"</button>
    }
}

/// A borrowed value stays on the server.
#[component]
pub fn Borrowed() -> View {
    view! { <Greeting name="Ada" punctuation='!'/> }
}

/// Memos of memos, and one whose value is not a number.
#[component]
pub fn Derived() -> View {
    let (count, set_count) = signal(1);
    let double = memo(move || count.get() * 2);
    let pair = memo(move || (double.get(), format!("<{}>", double.get())));
    view! {
        <output id="pair">{move || pair.with(|(number, text)| format!("{number} {text}"))}</output>
        <button id="inc" on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
        <button id="double" on:click=move |_| set_count.set(pair.get().0)>"double"</button>
    }
}

/// Values of every plain shape cross with a handler.
#[component]
pub fn Shapes() -> View {
    let (shown, set_shown) = signal(String::new());
    let nothing: Option<u8> = None;
    let list = vec![Some(1_i64), None, Some(-3)];
    let (letter, float, yes) = ('é', 0.5, true);
    let mood = Mood::Merry { since: 1999 };
    view! {
        <output id="shown">{shown}</output>
        <button id="all" on:click=move |_| {
            let sum: i64 = list.iter().flatten().sum();
            let since = if let Mood::Merry { since } = &mood { *since } else { 0 };
            set_shown.set(format!("{nothing:?} {sum} {letter} {float} {yes} {since}"));
        }>"all"</button>
    }
}

#[derive(Cross, Clone, PartialEq)]
enum Mood {
    #[allow(dead_code)] // The other variant is what makes it an enum.
    Sad,
    Merry {
        since: u16,
    },
}

/// Signals that start empty: their types follow from their own `let`s.
#[component]
pub fn Empty() -> View {
    let (names, set_names) = signal(Vec::<String>::new());
    let (last, set_last) = signal(None::<String>);
    view! {
        <button id="add" on:click=move |_| {
            let name = format!("n{}", names.with(Vec::len));
            set_names.update(|names| names.push(name.clone()));
            set_last.set(Some(name));
        }>"add"</button>
        <output id="names">{names.with(|names| names.join(", "))}</output>
        <output id="last">{last.get().unwrap_or_else(|| String::from("nobody"))}</output>
    }
}

/// An async body, with `?` before the markup.
#[component]
pub async fn Awaited() -> Result<View, std::num::ParseIntError> {
    let start: i32 = parsed("41").await?;
    let (count, set_count) = signal(start);
    Ok(view! {
        <output id="count">{count}</output>
        <button id="inc" on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
    })
}

async fn parsed(text: &str) -> Result<i32, std::num::ParseIntError> {
    text.parse()
}

/// Render functions: a local closure with markup, called with what its markup captures.
#[component]
pub fn Rendered() -> View {
    let (chosen, set_chosen) = signal(0);
    let key = move |value: i32| view! { <button id={format!("key{value}")} on:click=move |_| set_chosen.set(value)>{value}</button> };
    view! {
        <output id="chosen">{chosen}</output>
        {key(1)}
        {key(2)}
    }
}

/// A component that contains itself.
#[component]
fn Tree(depth: u8, on_touch: Callback<u8>) -> View {
    let deeper = on_touch.clone();
    view! {
        <div>
            <button id={format!("level{depth}")} on:click=move |_| on_touch.run(depth)>{depth}</button>
            {if depth > 0 { view! { <Tree depth={depth - 1} on_touch=deeper.clone()/> } }}
        </div>
    }
}

/// Callbacks that are passed down.
#[component]
pub fn Recursive() -> View {
    let (touched, set_touched) = signal(99);
    view! {
        <output id="touched">{touched}</output>
        <Tree depth=2 on_touch=move |depth| set_touched.set(depth)/>
    }
}

/// A struct of signals, of which client code uses one.
#[component]
pub fn Grouped() -> View {
    let state = State {
        count: RwSignal::new(0),
        name: RwSignal::new(String::from("a")),
    };
    view! {
        <output id="count">{state.count}</output>
        <output id="name">{state.name}</output>
        <button id="inc" on:click=move |_| state.count.update(|count| *count += 1)>"more"</button>
        <button id="longer" on:click=move |_| state.name.update(|name| name.push('a'))>"longer"</button>
    }
}

struct State {
    count: RwSignal<i32>,
    name: RwSignal<String>,
}
