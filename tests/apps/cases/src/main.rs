//! Situations that people reported against other frameworks, or that newcomers and hostile visitors cause: one page
//! each. `tests/tests/cases` visits them in Chromium, and in the simulation where it can tell.

pub mod around;
pub mod asleep;
pub mod assets;
pub mod borrowed;
pub mod colours;
pub mod compiler;
pub mod connection;
pub mod controls;
pub mod events;
pub mod forms;
pub mod fresh;
pub mod heads;
pub mod hidden;
pub mod limits;
pub mod lists;
pub mod loaded;
pub mod optimistic;
pub mod places;
pub mod portal;
pub mod rebuilt;
pub mod recent;
pub mod repeated;
pub mod reports;
pub mod rest;
pub mod restored;
pub mod retried;
pub mod rows;
pub mod scopes;
pub mod shown;
pub mod streamed;
pub mod submitted;
pub mod told;
pub mod trackers;
pub mod turns;
pub mod unharmed;
pub mod variants;

use watershed::prelude::*;

#[watershed::main]
fn main() -> Router {
    watershed::router()
        // around.rs
        .page("/around/page", around::Page)
        .page("/around/pushed", around::Pushed)
        .page("/around/carried", around::Carried)
        // asleep.rs
        .page(
            "/asleep/soon",
            sleep_after(asleep::Reading, std::time::Duration::from_secs(1)),
        )
        .page("/asleep/figures", asleep::Figures)
        // borrowed.rs
        .page("/borrowed/order", borrowed::Order)
        .page("/borrowed/special", borrowed::Special)
        .page("/borrowed/lent", borrowed::Lent)
        .page("/borrowed/parts", borrowed::Parts)
        .page("/borrowed/lamps", borrowed::Lamps)
        // forms.rs
        .page("/forms/questions", forms::Questions)
        .page("/forms/kinds", forms::Kinds)
        .page("/forms/people", forms::People)
        .page("/forms/editable", forms::Editable)
        .page("/forms/groups", forms::Groups)
        .page("/forms/openings", forms::Openings)
        .page("/forms/resets", forms::Resets)
        // submitted.rs
        .page("/submitted/signing", submitted::Signing)
        .page("/submitted/notes", submitted::Notes)
        .page("/submitted/ordering", submitted::Ordering)
        .page("/submitted/ordered", submitted::Ordered)
        .page("/submitted/results", submitted::Results)
        .page("/submitted/basket", submitted::Basket)
        // lists.rs
        .page("/lists/matrix", lists::Matrix)
        .page("/lists/living", lists::Living)
        .page("/lists/levels", lists::Levels)
        .page("/lists/acting", lists::Acting)
        .page("/lists/sorted", lists::Sorted)
        // optimistic.rs
        .page("/optimistic/tally", optimistic::Tally)
        .page("/optimistic/shelf", optimistic::Shelf)
        .page("/optimistic/todos", optimistic::Todos)
        .page("/optimistic/basket", optimistic::Basket)
        .page("/optimistic/box", optimistic::Box)
        .page("/optimistic/labels", optimistic::Labels)
        .page("/optimistic/later", optimistic::Later)
        .page("/optimistic/menu", optimistic::Menu)
        .page("/optimistic/sealed", optimistic::Sealed)
        // repeated.rs
        .page("/repeated/orders", repeated::Orders)
        .page("/repeated/plain", repeated::Plain)
        .page("/repeated/quiet", repeated::Quiet)
        .page("/repeated/parcels", repeated::Parcels)
        .page("/repeated/lines", repeated::Lines)
        .page("/repeated/drawers", repeated::Drawers)
        .page("/repeated/fleeting", repeated::Fleeting)
        .page("/repeated/large", repeated::Large)
        .page("/repeated/secretive", repeated::Secretive)
        // retried.rs
        .page("/retried/parcels", retried::Parcels)
        .page("/retried/button", retried::Button)
        .page("/retried/notes", retried::Notes)
        .page("/retried/files", retried::Files)
        .page("/retried/checked", retried::Checked)
        .page("/retried/quiet", retried::Quiet)
        .page("/retried/shelf", retried::Shelf)
        // loaded.rs
        .page("/loaded/search", loaded::Search)
        .page("/loaded/readers", loaded::Readers)
        .page("/loaded/nested", loaded::Nested)
        .page("/loaded/failing", loaded::Failing)
        .page("/loaded/various", loaded::Various)
        .page("/loaded/equal", loaded::Equal)
        .page("/loaded/named", loaded::Named)
        // streamed.rs
        .page("/streamed/three", streamed::Three)
        .page("/streamed/whole", stream(streamed::Whole, Stream::Complete))
        .page("/streamed/nested", streamed::Nested)
        .page("/streamed/places", streamed::Places)
        .page("/streamed/choices", streamed::Choices)
        .page("/streamed/failing", streamed::Failing)
        .page("/streamed/followed", streamed::Followed)
        .page("/streamed/mended", streamed::Mended)
        .page("/streamed/endless", streamed::Endless)
        .page("/streamed/loads", streamed::Loads)
        .page("/streamed/still", streamed::Still)
        // scopes.rs
        .page("/scopes/cascade", scopes::Cascade)
        .page("/scopes/falling", scopes::Falling)
        .page("/scopes/themes", scopes::Themes)
        .page("/scopes/hooks", scopes::Hooks)
        .page("/scopes/reading", scopes::Reading)
        .page("/scopes/loops", scopes::Loops)
        // rebuilt.rs
        .page("/rebuilt", rebuilt::Rebuilt)
        // recent.rs
        .page("/recent/entered", recent::Entered)
        .page("/recent/halves", recent::Halves)
        .page("/recent/later", recent::Later)
        .page("/recent/composed", recent::Composed)
        .page("/recent/revealed", recent::Revealed)
        // assets.rs
        .page("/assets/files", assets::Files)
        // colours.rs
        .page("/colours/handles", colours::Handles)
        .page("/colours/handed-on", colours::HandedOn)
        .page("/colours/opaque", colours::Opaque)
        .page("/colours/pending", colours::Pending)
        // compiler.rs
        .page("/compiler/names", compiler::Names)
        .page("/compiler/arms", compiler::Arms)
        .page("/compiler/naps", compiler::Naps)
        .page("/compiler/widths", compiler::Widths)
        .page("/compiler/ways", compiler::Ways)
        // controls.rs
        .page("/controls/selects", controls::Selects)
        .page("/controls/options", controls::Options)
        .page("/controls/normalised", controls::Normalised)
        .page("/controls/early", controls::Early)
        .page("/controls/filled", controls::Filled)
        .page("/controls/numbers", controls::Numbers)
        .page("/controls/answers", controls::Answers)
        .page("/controls/writing", controls::Writing)
        .page("/controls/form", controls::Form)
        .page("/controls/several", controls::Several)
        // events.rs
        .page("/events/heard", events::Heard)
        .page("/events/nothing", events::Nothing)
        .page("/events/others", events::Others)
        .page("/events/held", events::Held)
        .page("/events/start", events::Start)
        .page("/events/twice", events::Twice)
        .page("/events/named", events::Named)
        .page("/events/outer", events::Outer)
        .page("/events/typed", events::Typed)
        .page("/events/elements", events::Elements)
        .page("/events/web", events::Web)
        .page("/events/inert", events::Inert)
        .page("/events/given", events::Given)
        .page("/events/hidden-names", events::HiddenNames)
        // connection.rs
        .page("/connection/numbered", connection::Numbered)
        .page("/connection/stated", connection::Stated)
        // fresh.rs
        .page("/fresh", fresh::Fresh)
        // heads.rs
        .page("/heads/counted", heads::Counted)
        .page("/heads/served", heads::Served)
        .page("/heads/nested", heads::Nested)
        .page("/heads/whole", heads::Whole)
        .page("/heads/plain", heads::Plain)
        .page("/heads/untitled", heads::Untitled)
        // limits.rs
        .page("/limits/essay", limits::Essay)
        .page("/limits/many", limits::Many)
        .page("/limits/checked", limits::Checked)
        .page("/limits/failed", limits::Failed)
        .page("/limits/failing", limits::Failing)
        .page("/limits/deep", limits::Deep)
        .page("/limits/later", limits::Later)
        // places.rs
        .page("/places/drawing", places::Drawing)
        .page("/places/rearranged", places::Rearranged)
        .page("/places/rows", places::Rows)
        .page("/places/changed", places::Changed)
        .page("/places/changed_by_server", places::ChangedByServer)
        .page("/places/document", places::Document)
        .page("/places/documents", places::Documents)
        .page("/places/characters", places::Characters)
        .page("/places/words", places::Words)
        .page("/places/spreads", places::Spreads)
        .page("/places/raw_text", places::RawText)
        .page("/places/values", places::Values)
        .page("/places/foreign", places::Foreign)
        .page("/places/parsed", places::Parsed)
        .page("/places/texts", places::Texts)
        // portal.rs
        .page("/portal/everywhere", portal::Everywhere)
        .page("/portal/owners", portal::Owners)
        .page("/portal/whole", portal::Whole)
        .page("/portal/plain", portal::Plain)
        .page("/portal/confirm", portal::Confirm)
        // reports.rs
        .page("/reports/gone", reports::Gone)
        .page("/reports/reading_cleanup", reports::ReadingCleanup)
        .page("/reports/two_selects", reports::TwoSelects)
        .page("/reports/unbound", reports::Unbound)
        .page("/reports/selectors", reports::Selectors)
        .page("/reports/invalid", reports::Invalid)
        .page("/reports/enter", reports::Enter)
        .page("/reports/steps", reports::Steps)
        .page("/reports/menu", reports::Menu)
        .page("/reports/dependent", reports::Dependent)
        .page("/reports/filtered", reports::Filtered)
        .page("/reports/arms", reports::Arms)
        .page("/reports/radios", reports::Radios)
        .page("/reports/exclusive", reports::Exclusive)
        .page("/reports/moving", reports::Moving)
        .page("/reports/shouting", reports::Shouting)
        .page("/reports/twins", reports::Twins)
        .page("/reports/read_back", reports::ReadBack)
        .page("/reports/dynamic", reports::Dynamic)
        .page("/reports/diamond", reports::Diamond)
        .page("/reports/dialog", reports::Dialog)
        .page("/reports/labelled", reports::Labelled)
        .page("/reports/characters", reports::Characters)
        .page("/reports/long_text", reports::LongText)
        .page("/reports/classes", reports::Classes)
        .page("/reports/titled", reports::Titled)
        .page("/reports/fragments", reports::Fragments)
        .page("/reports/adjacent", reports::Adjacent)
        .page("/reports/nested", reports::Nested)
        .page("/reports/refill", reports::Refill)
        .page("/reports/numbers", reports::Numbers)
        .page("/reports/empty", reports::Empty)
        .page("/reports/tabs", reports::Tabs)
        // rest.rs
        .page("/rest", rest::Rest)
        // restored.rs
        .page("/restored", restored::Restored)
        .page("/shelf", restored::Shelf)
        .page("/wizard", restored::Wizard)
        .page("/losing", restored::Losing)
        // rows.rs
        .page("/rows/bare", rows::Bare)
        .page("/rows/fields", rows::Fields)
        .page("/rows/todos", rows::Todos)
        // hidden.rs
        .page("/hidden", hidden::Hurried)
        // shown.rs
        .page("/shown/values", shown::Values)
        .page("/shown/fallbacks", shown::Fallbacks)
        // trackers.rs
        .page("/trackers", trackers::Trackers)
        // told.rs
        .page("/told/messages", told::Messages)
        .page("/told/room", told::Room)
        .page("/told/clock", told::Clock)
        .page("/told/level", told::Level)
        // turns.rs
        .page("/turns/panics", turns::Panics)
        .page("/turns/failing", turns::Failing)
        .page("/turns/start", turns::Start)
        .page("/turns/loop", turns::Loop)
        .page("/turns/foreign", turns::Foreign)
        .page("/turns/timers", turns::Timers)
        .page("/turns/observers", turns::Observers)
        .page("/turns/hidden", turns::Hidden)
        .page("/turns/actions", turns::Actions)
        .page("/turns/ticks", turns::Ticks)
        // unharmed.rs
        .page("/unharmed/screen", unharmed::Screen)
        .page("/unharmed/named", unharmed::Named)
        .page("/unharmed/widget", unharmed::Widget)
        // variants.rs
        .page("/variants/reads", variants::Reads)
        .page("/variants/tasks", variants::Tasks)
        .page("/variants/inputs", variants::Inputs)
        .page("/variants/parents", variants::Parents)
        .page("/variants/later", variants::Later)
        .page("/variants/composed", variants::Composed)
        .page("/variants/again", variants::Again)
}
