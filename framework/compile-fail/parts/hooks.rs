use watershed::prelude::*;

pub fn use_number() -> RwSignal<i32> {
    RwSignal::new(1)
}
