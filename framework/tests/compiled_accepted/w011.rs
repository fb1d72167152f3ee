//! The only declaration is the document type.
//!
//! HTML has one declaration, `<!DOCTYPE html>`. Entities and other declarations belong to XML, and a browser ignores
//! them.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <!DOCTYPE html> <html lang="en"><body>"text"</body></html> }
}
