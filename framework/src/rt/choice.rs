//! The choice between the arms of a `match` or `if let`: the arm that is shown, with the values that its pattern binds.
//!
//! The code of the arms is run in two ways. To find the *choice* it runs up to the arm, and its reads are tracked; the
//! choice is the number of the arm and the values that its pattern binds. To make the *view* it runs to the end, and
//! only the reads of the arm itself are tracked. So the view is made again when the choice differs, and not whenever
//! something is written that the choice read.

use std::any::Any;
use std::fmt;

use crate::graph::Untracked;

/// One run over the arms.
pub struct Choosing(ArmPass);

enum ArmPass {
    Choice(Option<Choice>),
    /// Nothing is tracked until an arm is reached.
    View(Option<Untracked>),
}

impl Choosing {
    /// Starts a run that finds the choice.
    pub(crate) fn choice() -> Self {
        Self(ArmPass::Choice(None))
    }

    /// Starts a run that makes the view.
    pub(crate) fn view() -> Self {
        Self(ArmPass::View(Some(Untracked::begin())))
    }

    /// Returns the choice that was found.
    pub(crate) fn chosen(self) -> Choice {
        match self.0 {
            ArmPass::Choice(Some(choice)) => choice,
            _ => Choice::default(),
        }
    }

    /// Returns whether the arm that was reached must only be noted, and not run.
    pub fn is_asked(&mut self) -> bool {
        match &mut self.0 {
            ArmPass::Choice(_) => true,
            ArmPass::View(untracked) => {
                *untracked = None;
                false
            }
        }
    }

    /// Notes the arm, and the values that its pattern binds.
    pub fn note<const N: usize>(&mut self, arm: u32, bound: [PatternValue; N]) {
        self.0 = ArmPass::Choice(Some(Choice {
            arm,
            bound: bound.into(),
        }));
    }
}

impl fmt::Debug for Choosing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Choosing")
    }
}

/// The arm that is shown, with the values that its pattern binds.
#[derive(Default)]
pub(crate) struct Choice {
    arm: u32,
    bound: Vec<PatternValue>,
}

impl Choice {
    /// Returns the number of the arm.
    pub fn arm(&self) -> u32 {
        self.arm
    }
}

impl PartialEq for Choice {
    fn eq(&self, other: &Self) -> bool {
        let is_equal = |(one, other): (&PatternValue, &PatternValue)| match (one, other) {
            (Some(one), Some(other)) => one.is_equal(&**other),
            _ => false,
        };
        self.arm == other.arm
            && self.bound.len() == other.bound.len()
            && self.bound.iter().zip(&other.bound).all(is_equal)
    }
}

/// A value that a pattern binds; `None` if it cannot be compared, and so counts as different.
pub type PatternValue = Option<Box<dyn Comparable>>;

/// A value that can be compared with an earlier one.
pub trait Comparable {
    /// Returns whether both values have one type and are equal.
    fn is_equal(&self, other: &dyn Comparable) -> bool;
    /// Returns the value without its type.
    fn as_any(&self) -> &dyn Any;
}

impl<T: PartialEq + 'static> Comparable for T {
    fn is_equal(&self, other: &dyn Comparable) -> bool {
        other.as_any().downcast_ref() == Some(self)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn comparable<T: PartialEq + 'static>(value: T) -> PatternValue {
    Some(Box::new(value))
}

/// Makes a [`PatternValue`] of a local: its owned form if it is borrowed.
#[doc(hidden)]
#[macro_export]
macro_rules! __bound {
    ($local:expr) => {{
        #[allow(unused_imports)]
        use $crate::rt::choice::by::{
            CloneLoan as _, LentTwice as _, Opaque as _, OpaqueLoan as _, OwnValue as _,
        };
        (&&&&$crate::rt::choice::by::BoundOnce::new($local)).bound()
    }};
}

/// The traits of [`bound!`](crate::__bound), of which the compiler takes the first that the type allows. A loan must be
/// recognised by its type: nothing with a shorter lifetime than the page may be kept.
pub mod by {
    use std::borrow::Cow;
    use std::cell::Cell;
    use std::fmt;

    use super::{PatternValue, comparable};

    /// A value that a pattern binds, taken once.
    pub struct BoundOnce<T>(Cell<Option<T>>);

    impl<T> BoundOnce<T> {
        /// Wraps `value`.
        pub fn new(value: T) -> Self {
            BoundOnce(Cell::new(Some(value)))
        }
    }

    impl<T> fmt::Debug for BoundOnce<T> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("BoundOnce")
        }
    }

    /// `&&str`, as iterators over slices lend it.
    pub trait LentTwice {
        /// Returns the owned form.
        fn bound(&self) -> PatternValue;
    }

    impl<T: ToOwned<Owned: PartialEq + 'static> + ?Sized> LentTwice for &&&BoundOnce<&&T> {
        fn bound(&self) -> PatternValue {
            comparable(self.0.take()?.to_owned().to_owned())
        }
    }

    /// Loans of values that can be cloned and compared.
    pub trait CloneLoan {
        /// Returns the owned form.
        fn bound(&self) -> PatternValue;
    }

    impl<T: ToOwned<Owned: PartialEq + 'static> + ?Sized> CloneLoan for &&&&BoundOnce<&T> {
        fn bound(&self) -> PatternValue {
            comparable(self.0.take()?.to_owned())
        }
    }

    impl<T: ToOwned<Owned: PartialEq + 'static> + ?Sized> CloneLoan for &&&&BoundOnce<Option<&T>> {
        fn bound(&self) -> PatternValue {
            comparable(self.0.take()?.map(ToOwned::to_owned))
        }
    }

    impl<T: ToOwned<Owned: PartialEq + 'static> + ?Sized> CloneLoan for &&&&BoundOnce<Cow<'_, T>> {
        fn bound(&self) -> PatternValue {
            comparable(self.0.take()?.into_owned())
        }
    }

    impl<A, B> CloneLoan for &&&&BoundOnce<(&A, &B)>
    where
        A: ToOwned<Owned: PartialEq + 'static> + ?Sized,
        B: ToOwned<Owned: PartialEq + 'static> + ?Sized,
    {
        fn bound(&self) -> PatternValue {
            let (a, b) = self.0.take()?;
            comparable((a.to_owned(), b.to_owned()))
        }
    }

    /// All other loans.
    pub trait OpaqueLoan {
        /// Returns `None`.
        fn bound(&self) -> PatternValue;
    }

    impl<T: ?Sized> OpaqueLoan for &&BoundOnce<&T> {
        fn bound(&self) -> PatternValue {
            None
        }
    }

    impl<T: ?Sized> OpaqueLoan for &&BoundOnce<&mut T> {
        fn bound(&self) -> PatternValue {
            None
        }
    }

    impl<T: ?Sized> OpaqueLoan for &&BoundOnce<Option<&T>> {
        fn bound(&self) -> PatternValue {
            None
        }
    }

    impl<A: ?Sized, B: ?Sized> OpaqueLoan for &&BoundOnce<(&A, &B)> {
        fn bound(&self) -> PatternValue {
            None
        }
    }

    /// Values that can be compared.
    pub trait OwnValue {
        /// Returns the value.
        fn bound(&self) -> PatternValue;
    }

    impl<T: PartialEq + 'static> OwnValue for &BoundOnce<T> {
        fn bound(&self) -> PatternValue {
            comparable(self.0.take()?)
        }
    }

    /// All other values.
    pub trait Opaque {
        /// Returns `None`.
        fn bound(&self) -> PatternValue;
    }

    impl<T> Opaque for BoundOnce<T> {
        fn bound(&self) -> PatternValue {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::Choosing;

    #[derive(Clone)]
    struct Mute;

    fn choice<const N: usize>(bound: [super::PatternValue; N]) -> super::Choice {
        let mut choosing = Choosing::choice();
        assert!(choosing.is_asked());
        choosing.note(1, bound);
        choosing.chosen()
    }

    macro_rules! equal {
        ($one:expr, $other:expr) => {
            choice([crate::__bound!($one)]) == choice([crate::__bound!($other)])
        };
    }

    #[test]
    fn values_and_loans_are_compared_by_what_they_are() {
        let (one, two) = (String::from("one"), String::from("two"));
        let texts = ["one", "two"];
        assert!(equal!(1, 1) && !equal!(1, 2));
        assert!(equal!(one.clone(), one.clone()) && !equal!(one.clone(), two.clone()));
        assert!(equal!(&one, &one.clone()) && !equal!(&one, &two));
        assert!(equal!(one.as_str(), "one") && !equal!(one.as_str(), two.as_str()));
        assert!(equal!(&texts[0], &one.as_str()) && !equal!(&texts[0], &texts[1]));
        assert!(equal!(texts.first(), texts.first()) && !equal!(texts.first(), texts.last()));
        assert!(equal!(&texts[..1], &["one"][..]) && !equal!(&texts[..1], &texts[1..]));
        assert!(equal!(Cow::Borrowed(&*one), Cow::<str>::Owned(one.clone())));
        assert!(equal!((&one, &1), (&one, &1)) && !equal!((&one, &1), (&one, &2)));
        assert!(equal!(Some(one.clone()), Some(one.clone())));
    }

    #[test]
    fn what_cannot_be_compared_counts_as_different() {
        let mute = Mute;
        assert!(!equal!(Mute, Mute));
        assert!(!equal!(&mute, &mute));
        assert!(!equal!(Some(&mute), Some(&mute)));
        assert!(!equal!(|| 1, || 1));
    }

    #[test]
    fn arms_are_told_apart() {
        let one = choice([]);
        let mut choosing = Choosing::choice();
        choosing.note(2, []);
        assert!(one != choosing.chosen());
    }
}
