//! Components of another build, in a test that deploys one: both builds are in one program there, so a component of the later
//! one has another path, and counts as the one in whose place it is.

use std::borrow::Cow;
use std::cell::RefCell;

/// Of a component or a module its path, and the path in whose place it is.
type Replaced = (String, String);

thread_local! {
    static REPLACED: RefCell<Vec<Replaced>> = const { RefCell::new(Vec::new()) };
}

/// Puts a component in the place of another one, and those around it in the places of those of the same names around that.
pub(crate) fn replace(before: &str, now: &str) {
    let before = lasting_name(before).into_owned();
    if before == now {
        return;
    }
    let module = |path: &str| path.rsplit_once("::").map(|(module, _)| module.to_owned());
    let modules = module(now).zip(module(&before));
    REPLACED.with_borrow_mut(|replaced| {
        replaced.push((now.to_owned(), before));
        replaced.extend(modules.filter(|(now, before)| now != before));
    });
}

/// Returns the path of a component that names have: its own, if it is in nobody's place. `path` may have more behind it.
pub(crate) fn lasting_name(path: &str) -> Cow<'_, str> {
    REPLACED.with_borrow(|replaced| {
        let name = replaced.iter().find_map(|(now, before)| {
            let rest = path.strip_prefix(&**now)?;
            let is_whole = !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_');
            is_whole.then(|| Cow::Owned(format!("{before}{rest}")))
        });
        name.unwrap_or(Cow::Borrowed(path))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_has_the_name_of_the_one_in_whose_place_it_is() {
        replace("shop::Cart", "shop::next::Cart");
        assert_eq!(lasting_name("shop::next::Cart"), "shop::Cart");
        assert_eq!(lasting_name("shop::next::Row.count"), "shop::Row.count");
        assert_eq!(lasting_name("shop::nextdoor::Row"), "shop::nextdoor::Row");
        replace("shop::next::Cart", "shop::Basket");
        assert_eq!(lasting_name("shop::Basket.count"), "shop::Cart.count");
        assert_eq!(lasting_name("shop::Baskets"), "shop::Baskets");
        // The first build is deployed again.
        replace("shop::next::Cart", "shop::Cart");
        assert_eq!(lasting_name("shop::Cart"), "shop::Cart");
    }
}
