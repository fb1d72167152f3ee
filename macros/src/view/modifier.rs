//! Parses the modifiers of an event: `on:keydown:ctrl:s:prevent:debounce(300)=…`.

use proc_macro2::Group;
use syn::LitInt;

use super::ast::{EventFlag, HeldKey, Key, Modifiers, Name, Rate};
use super::name::NameSegment;
use super::spelling::closest;
use crate::diagnostic::{Diagnostics, Problem};

const FLAGS: &[(&str, EventFlag)] = &[
    ("prevent", EventFlag::Prevent),
    ("stop", EventFlag::Stop),
    ("capture", EventFlag::Capture),
    ("once", EventFlag::Once),
    ("passive", EventFlag::Passive),
    ("self", EventFlag::Own),
    ("window", EventFlag::Window),
    ("document", EventFlag::Document),
    ("outside", EventFlag::Outside),
    ("exact", EventFlag::Exact),
    ("custom", EventFlag::Custom),
];

const HELD_KEYS: &[(&str, HeldKey)] = &[
    ("ctrl", HeldKey::Ctrl),
    ("shift", HeldKey::Shift),
    ("alt", HeldKey::Alt),
    ("meta", HeldKey::Meta),
];

/// Names of keys, and the browser's names for them. Single letters and digits, and `f1` to `f12`, are keys as well.
const KEYS: &[(&str, &str)] = &[
    ("enter", "Enter"),
    ("escape", "Escape"),
    ("tab", "Tab"),
    ("space", " "),
    ("backspace", "Backspace"),
    ("delete", "Delete"),
    ("insert", "Insert"),
    ("home", "Home"),
    ("end", "End"),
    ("page-up", "PageUp"),
    ("page-down", "PageDown"),
    ("arrow-up", "ArrowUp"),
    ("arrow-down", "ArrowDown"),
    ("arrow-left", "ArrowLeft"),
    ("arrow-right", "ArrowRight"),
];

const RATES: &[&str] = &["debounce", "throttle"];

/// Parses the modifiers of `event`. Those that it reports are left out.
pub fn modifiers(event: &Name, parts: &[NameSegment], diagnostics: &mut Diagnostics) -> Modifiers {
    let mut modifiers = Modifiers::default();
    let is_custom = parts.iter().any(|part| part.name.text == "custom");
    for part in parts {
        let added = modifier(part)
            .and_then(|modifier| fits(&modifier, part, event, is_custom).map(|()| modifier))
            .and_then(|modifier| add(&mut modifiers, modifier, part));
        if let Err(problem) = added {
            diagnostics.report(part.name.place, problem);
        }
    }
    modifiers
}

enum Modifier {
    Flag(EventFlag),
    Key(Key),
    Rate(Rate),
}

fn modifier(part: &NameSegment) -> Result<Modifier, Problem> {
    let name = part.name.text.as_str();
    if RATES.contains(&name) {
        return rate(name, part.argument.as_ref()).map(Modifier::Rate);
    }
    let found = lookup(FLAGS, name)
        .map(Modifier::Flag)
        .or_else(|| key(name).map(Modifier::Key))
        .ok_or_else(|| unknown(name))?;
    match part.argument {
        Some(_) => Err(Problem::UnexpectedArgument {
            name: name.to_owned(),
        }),
        None => Ok(found),
    }
}

fn lookup<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    table
        .iter()
        .find(|(known, _)| *known == name)
        .map(|&(_, found)| found)
}

fn key(name: &str) -> Option<Key> {
    let held = lookup(HELD_KEYS, name).map(Key::Held);
    held.or_else(|| pressed(name).map(Key::Pressed))
}

fn pressed(name: &str) -> Option<String> {
    let is_character = name.len() == 1 && name.chars().all(|c| c.is_ascii_alphanumeric());
    let function = || {
        name.strip_prefix('f')?
            .parse()
            .ok()
            .filter(|number| (1..=12).contains(number))
    };
    match lookup(KEYS, name) {
        Some(known) => Some(known.to_owned()),
        None if is_character => Some(name.to_owned()),
        None => function().map(|number: u8| format!("F{number}")),
    }
}

/// Returns the names of all modifiers, but for keys that are one character or `f1` to `f12`.
pub fn names() -> impl Iterator<Item = &'static str> {
    let flags = FLAGS.iter().map(|(name, _)| *name);
    let held = HELD_KEYS.iter().map(|(name, _)| *name);
    let keys = KEYS.iter().map(|(name, _)| *name);
    flags.chain(held).chain(keys).chain(RATES.iter().copied())
}

fn unknown(name: &str) -> Problem {
    let name = name.to_owned();
    match closest(&name, names()) {
        Some(meant) => Problem::MisspeltModifier {
            name,
            meant: meant.to_owned(),
        },
        None => Problem::UnknownModifier { name },
    }
}

fn rate(name: &str, argument: Option<&Group>) -> Result<Rate, Problem> {
    let milliseconds = argument
        .and_then(|group| syn::parse2::<LitInt>(group.stream()).ok())
        .filter(|number| number.suffix().is_empty())
        .and_then(|number| number.base10_parse().ok());
    match (name, milliseconds) {
        ("debounce", Some(milliseconds)) => Ok(Rate::Debounce(milliseconds)),
        (_, Some(milliseconds)) => Ok(Rate::Throttle(milliseconds)),
        (name, None) => Err(Problem::RateNeedsMilliseconds {
            name: name.to_owned(),
        }),
    }
}

/// Reports a pressed key on an event that has no key. Custom events may have one.
fn fits(
    modifier: &Modifier,
    part: &NameSegment,
    event: &Name,
    is_custom: bool,
) -> Result<(), Problem> {
    let is_own = |letter: char| letter == '-' || letter.is_uppercase();
    let has_key = event.text.starts_with("key") || event.text.contains(is_own) || is_custom;
    match modifier {
        Modifier::Key(Key::Pressed(_)) if !has_key => Err(Problem::KeyOnOtherEvent {
            key: part.name.text.clone(),
            event: event.text.clone(),
        }),
        _ => Ok(()),
    }
}

fn add(modifiers: &mut Modifiers, modifier: Modifier, part: &NameSegment) -> Result<(), Problem> {
    let repeated = || Problem::RepeatedModifier {
        name: part.name.text.clone(),
    };
    match modifier {
        Modifier::Flag(flag) if modifiers.has(flag) => return Err(repeated()),
        Modifier::Flag(flag) if contradicts(flag, modifiers) => {
            return Err(Problem::PassivePrevent {});
        }
        Modifier::Flag(flag) if is_elsewhere(flag, modifiers) => return Err(repeated()),
        Modifier::Flag(flag) => modifiers.flags.push(flag),
        Modifier::Key(key) if modifiers.keys.contains(&key) => return Err(repeated()),
        Modifier::Key(key) => modifiers.keys.push(key),
        Modifier::Rate(_) if modifiers.rate.is_some() => return Err(repeated()),
        Modifier::Rate(rate) => modifiers.rate = Some(rate),
    }
    Ok(())
}

/// Returns whether another modifier says already where the event is listened to.
fn is_elsewhere(flag: EventFlag, modifiers: &Modifiers) -> bool {
    const PLACES: &[EventFlag] = &[
        EventFlag::Own,
        EventFlag::Window,
        EventFlag::Document,
        EventFlag::Outside,
    ];
    PLACES.contains(&flag) && PLACES.iter().any(|place| modifiers.has(*place))
}

fn contradicts(flag: EventFlag, modifiers: &Modifiers) -> bool {
    match flag {
        EventFlag::Passive => modifiers.has(EventFlag::Prevent),
        EventFlag::Prevent => modifiers.has(EventFlag::Passive),
        _ => false,
    }
}
