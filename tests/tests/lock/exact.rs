//! The test of a program of a few components: all its buttons are pressed twice, and then the ledger has to be exact.

use watershed::testing::App;

/// Presses all buttons of a page twice, and fills its fields.
pub fn press_everything(app: &App) {
    for round in 0..2 {
        for at in 0..app.count("button") {
            if at < app.count("button") {
                app.act(|tab| tab.click_nth("button", at));
                app.settle();
            }
        }
        if app.count("input") > 0 {
            app.fill("input", &format!("typed {round}"));
            app.settle();
        }
    }
}

macro_rules! exact {
    ($($name:ident: $page:path => [$($line:literal),* $(,)?];)*) => {$(
        #[test]
        fn $name() {
            let module = stringify!($page).rsplit_once(" :: ");
            let module = module.or_else(|| stringify!($page).rsplit_once("::")).expect("it is in a module").0;
            let module = format!("{}::{module}", module_path!());
            let mut ledger = watershed_tests::ledger::Ledger::of(&[&module]);
            let app = watershed::testing::App::new($page);
            $crate::lock::exact::press_everything(&app);
            ledger.read();
            let text = ledger.text();
            let lines: Vec<&str> = text.lines().map(|line| line.strip_prefix(&format!("{module}::")).expect("it is here")).collect();
            let expected: &[&str] = &[$($line),*];
            let mut wrong: Vec<String> = Vec::new();
            for expected in expected {
                if !lines.iter().any(|line| line.starts_with(expected)) { wrong.push(format!("missing: {expected}")); }
            }
            for line in &lines {
                if !expected.iter().any(|expected| line.starts_with(expected)) { wrong.push(format!("too many: {line}")); }
            }
            assert!(wrong.is_empty(), "{wrong:#?}\n{text}");
            ledger.is_exact();
        }
    )*};
}

pub(crate) use exact;
