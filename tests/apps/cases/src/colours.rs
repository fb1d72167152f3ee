//! The side that runs the followers of a signal, in whatever form they are written.

use std::collections::BTreeMap;

use watershed::prelude::*;

/// Signals in a record, which does not cross as a whole.
#[derive(Clone, Copy)]
pub struct Settings {
    volume: RwSignal<u32>,
    other: RwSignal<u32>,
    #[allow(dead_code, reason = "it is there so that the record does not cross")]
    secret: &'static str,
}

impl Settings {
    fn new() -> Self {
        Settings {
            volume: RwSignal::new(0),
            other: RwSignal::new(7),
            secret: "not for the browser",
        }
    }

    fn total(&self) -> u32 {
        self.volume.get() + self.other.get()
    }

    fn is_quiet(&self) -> bool {
        self.volume.get() == 0
    }

    fn of(&self, factor: &u32) -> u32 {
        self.total() * factor
    }
}

fn make(settings: Settings) -> (RwSignal<u32>, RwSignal<u32>) {
    (settings.volume, settings.other)
}

/// A button elsewhere on the page writes the signal that all the others show.
#[component]
fn Louder(settings: Settings) -> View {
    view! { <button id="louder" on:click=move |_| settings.volume.update(|volume| *volume += 1)>"louder"</button> }
}

#[component]
fn Field(settings: Settings) -> View {
    view! { <output id="field" title=settings.volume class:loud={settings.volume.get() > 0}>{settings.volume}</output> }
}

#[component]
fn FromContext() -> View {
    let settings = use_context::<Settings>().expect("the page provides it");
    view! { <output id="context">{settings.volume}</output> }
}

#[component]
fn ByPattern() -> View {
    let Settings { volume, .. } = use_context::<Settings>().expect("the page provides it");
    view! { <output id="pattern">{volume}</output> }
}

#[component]
fn ByAlias(settings: Settings) -> View {
    let volume = settings.volume;
    view! { <output id="alias" title=volume>{volume}</output> }
}

#[component]
fn ByTypedAlias(settings: Settings) -> View {
    let volume: ReadSignal<u32> = settings.volume.read_only();
    view! { <output id="typed">{volume}</output> }
}

#[component]
fn HandleFromContext() -> View {
    let volume = use_context::<RwSignal<u32>>().expect("the page provides it");
    view! { <output id="handle">{volume}</output> }
}

#[component]
fn InBlock(volume: RwSignal<u32>) -> View {
    view! { <output id="block">{{ volume }}</output> }
}

#[component]
fn InBranch(volume: RwSignal<u32>, other: RwSignal<u32>, admin: bool) -> View {
    view! {
        <output id="branch">{if admin { volume } else { other }}</output>
        <output id="arm">{match admin { true => volume, false => other }}</output>
    }
}

#[component]
fn InFieldBranch(settings: Settings, admin: bool) -> View {
    view! { <output id="fields">{if admin { settings.volume } else { settings.other }}</output> }
}

#[component]
fn InLoop(volume: RwSignal<u32>, other: RwSignal<u32>) -> View {
    view! { <p id="loop">{for each in [volume, other] { view! { <output>{each}</output> } }}</p> }
}

#[component]
fn InClosure(volume: RwSignal<u32>) -> View {
    let show = |volume: RwSignal<u32>| view! { <output id="closure">{volume}</output> };
    view! { {show(volume)} }
}

#[component]
fn Shown(value: Memo<u32>) -> View {
    view! { <output id="memo">{value}</output> }
}

#[component]
fn ByMemo(volume: RwSignal<u32>) -> View {
    let double = memo(move || volume.get() * 2);
    view! { <Shown value=double/> }
}

#[component]
fn Perhaps(volume: Option<RwSignal<u32>>) -> View {
    view! {
        <output id="option" title=volume.map_or(0, |volume| volume.get())>{volume}</output>
        <output id="mapped">{volume.map(|volume| volume.get())}</output>
    }
}

/// A signal with memos of it.
#[derive(Clone, Copy, Cross)]
struct Doubled {
    count: RwSignal<i64>,
    double: Memo<i64>,
}

#[composable]
fn use_double(count: RwSignal<i64>) -> Memo<i64> {
    memo(move || count.get() * 2)
}

#[component]
fn DoubledField(doubled: Doubled) -> View {
    view! { <output id="given-record">{doubled.double}</output> }
}

#[component]
fn DoubledContext() -> View {
    let double = use_context::<Memo<i64>>().expect("the page provides it");
    view! { <output id="given-context">{double}</output> }
}

/// Memos that have no name where they are made.
#[component]
fn Nameless() -> View {
    let count = RwSignal::new(0);
    provide_context(memo(move || count.get() * 2));
    let doubled = Doubled {
        count,
        double: memo(move || count.get() * 2),
    };
    let listed = vec![memo(move || count.get() * 2)];
    let perhaps = Some(memo(move || count.get() * 2));
    let returned = use_double(count);
    view! {
        <button id="nameless" on:click=move |_| doubled.count.update(|count| *count += 1)>"count"</button>
        <output id="record">{doubled.double}</output>
        <output id="listed">{listed[0].get()}</output>
        <output id="perhaps">{perhaps}</output>
        <output id="returned">{returned}</output>
        <DoubledField doubled=doubled/>
        <DoubledContext/>
    }
}

/// The halves of a signal, and signals in lists.
#[component]
fn Halves() -> View {
    let count = RwSignal::new(0);
    let (reader, writer) = count.split();
    let half = count.read_only();
    let listed = vec![count];
    view! {
        <button id="halves" on:click=move |_| writer.update(|count| *count += 1)>"count"</button>
        <output id="split">{reader}</output>
        <output id="half">{half}</output>
        <output id="in-list">{listed[0]}</output>
    }
}

/// Shows a signal by a closure with markup, which may do anything with it.
#[component]
fn Handed(volume: RwSignal<u32>) -> View {
    let show = |volume: RwSignal<u32>| view! { <i class="handed">{volume}</i> };
    view! { {show(volume)} }
}

/// The component that makes the signal writes it too.
#[component]
fn Made() -> View {
    let settings = Settings::new();
    let (volume, set_volume) = make(settings);
    let _ = set_volume;
    let state = Settings {
        volume: RwSignal::new(0),
        other: RwSignal::new(0),
        secret: "",
    };
    let pair = signal(0);
    view! {
        <button id="made" on:click=move |_| {
            volume.update(|volume| *volume += 1);
            settings.other.update(|other| *other += 1);
            state.volume.update(|volume| *volume += 1);
            pair.1.update(|count| *count += 1);
        }>"all"</button>
        <output id="tuple">{volume}</output>
        <output id="constructor">{settings.other}</output>
        <output id="literal">{state.volume}</output>
        <output id="pair">{pair.0}</output>
        <Handed volume=volume/> <Handed volume=settings.other/> <Handed volume=state.volume/>
    }
}

/// Signals that are handed on go up, and something else that does so at once.
#[component]
pub fn HandedOn() -> View {
    let (open, set_open) = signal(false);
    view! {
        <Made/>
        <button id="open" on:click=move |_| set_open.set(true)>"open"</button>
        {if open.get() { view! { <b>"open"</b> } }}
    }
}

/// All forms of showing one signal.
#[component]
pub fn Handles() -> View {
    let settings = Settings::new();
    provide_context(settings);
    provide_context(settings.volume);
    view! {
        <Louder settings=settings/>
        <Field settings=settings/>
        <FromContext/>
        <ByPattern/>
        <ByAlias settings=settings/>
        <ByTypedAlias settings=settings/>
        <HandleFromContext/>
        <InBlock volume=settings.volume/>
        <InBranch volume=settings.volume other=settings.other admin=true/>
        <InFieldBranch settings=settings admin=true/>
        <InLoop volume=settings.volume other=settings.other/>
        <InClosure volume=settings.volume/>
        <ByMemo volume=settings.volume/>
        <Perhaps volume=Some(settings.volume)/>
        <Made/>
        <Nameless/>
        <Halves/>
    }
}

macro_rules! shout {
    ($text:expr) => {
        format!("{}!", $text)
    };
}

fn total() -> u32 {
    use_context::<Settings>().map_or(0, |settings| settings.total())
}

/// Closures for the server's code, which may read anything.
#[component]
fn Called(value: impl Fn() -> u32 + 'static, boxed: Box<dyn Fn() -> u32>) -> View {
    view! { <output id="called">{value()}</output><output id="boxed">{boxed()}</output> }
}

#[component]
fn Named(settings: Settings) -> View {
    let total = move || settings.total();
    view! { <output id="named">{total()}</output><output id="bare">{total}</output> }
}

/// Locals that are passed to a method which reads: their types are written, or follow from branches.
#[component]
fn Priced(settings: Settings, dear: bool) -> View {
    let prices: BTreeMap<String, u32> = ["tea", "milk"]
        .into_iter()
        .map(|name| (name.to_owned(), 2))
        .collect();
    let all = prices.values().copied().collect::<Vec<u32>>();
    let factor = if dear { 3 } else { 1 };
    view! {
        <output id="priced">{settings.total() + settings.of(&prices["tea"])}</output>
        <output id="listed">{settings.of(&all[0])}</output>
        <output id="chosen">{settings.of(&factor)}</output>
    }
}

/// Locals that cannot be cloned and do not outlive the component.
#[component]
fn Borrowed(name: String) -> View {
    let words: Vec<&str> = name.split(' ').collect();
    let first = words[0];
    view! {
        <p id="words" title=first.to_uppercase()>
            {for word in &words { view! { <i>{word.to_uppercase()}</i> } }}
        </p>
    }
}

#[derive(Debug)]
struct Owned(String);

impl Owned {
    fn into_words(self) -> String {
        self.0.to_uppercase()
    }
}

/// Texts and attributes that read a signal where the compiler cannot see it.
#[component]
pub fn Opaque() -> View {
    let settings = Settings::new();
    provide_context(settings);
    let volume = settings.volume;
    let name = Owned(String::from("a name"));
    view! {
        <Louder settings=settings/>
        <output id="method" title=settings.total() class:quiet=settings.is_quiet() style:order=settings.total()>
            {settings.total()}
        </output>
        <output id="format">{format!("{} in all", settings.total())}</output>
        <output id="spread" {..[("data-total", settings.total())]}>"spread"</output>
        <output id="macro" title=shout!(volume.get())>{shout!(volume.get())}</output>
        <output id="function">{total()}</output>
        <Called value=move || settings.total() boxed=Box::new(move || settings.total())/>
        <Named settings=settings/>
        <Perhaps volume=Some(settings.volume)/>
        <Priced settings=settings dear=true/>
        <Borrowed name={"two words".to_owned()}/>
        <output id="consumed">{name.into_words()}</output>
    }
}

/// An action in a record.
#[derive(Clone, Copy, Cross)]
struct Payments {
    pay: Action<()>,
}

/// A button that must not be pressed twice.
#[component]
pub fn Pending() -> View {
    let paid = RwSignal::new(0);
    let pay = action(async move |_: ()| {
        paid.update(|paid| *paid += 1);
    });
    let label = memo(move || String::from(if pay.pending() { "wait" } else { "pay" }));
    let (seen, set_seen) = signal(0);
    effect(move || {
        if pay.pending() {
            set_seen.set(untrack(move || seen.get()) + 1);
        }
    });
    let record = Payments { pay };
    let listed = vec![pay];
    let perhaps = Some(pay);
    let is_paying = memo(move || record.pay.pending());
    view! {
        <output class="kept">{record.pay.pending()}</output>
        <output class="kept">{listed[0].pending()}</output>
        <output class="kept">{listed.iter().any(|pay| pay.pending())}</output>
        <output class="kept">{perhaps.is_some_and(|pay| pay.pending())}</output>
        <output class="kept">{is_paying}</output>
        <button id="pay" disabled={pay.pending()} class:busy=pay.pending() on:click=move |_| pay.dispatch(())>{label}</button>
        <output id="text">{pay.pending()}</output>
        <output id="seen">{seen}</output>
        <output id="paid">{paid}</output>
        <Busy pay=pay/>
        <Show when=pay.pending() fallback=view! { <b id="idle">"idle"</b> }><b id="busy">"busy"</b></Show>
    }
}

/// The same action, passed to a component.
#[component]
fn Busy(pay: Action<()>) -> View {
    view! { <output id="given">{if pay.pending() { "busy" } else { "idle" }}</output> }
}
