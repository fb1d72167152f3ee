//! Parses the names of components: paths, with or without generic arguments.

use proc_macro2::TokenTree;
use syn::{Path, PathArguments, Token};

use super::cursor::Cursor;

/// Returns whether the next tokens name a component: a capital letter, or a path.
pub fn is_component(cursor: &Cursor) -> bool {
    let Some(TokenTree::Ident(first)) = cursor.peek(0) else {
        return cursor.is_path_separator(cursor.position());
    };
    first.to_string().starts_with(char::is_uppercase)
        || cursor.is_path_separator(cursor.position() + 1)
}

/// Takes a path. Generic arguments get turbofish form.
///
/// # Errors
///
/// The error of syn about its tokens.
pub fn path(cursor: &mut Cursor) -> syn::Result<Path> {
    let start = cursor.position();
    let mut end = start;
    loop {
        end = after_separator(cursor, end);
        end = after_segment(cursor, end);
        if !cursor.is_path_separator(end) {
            break;
        }
    }
    cursor.go_to(end);
    syn::parse2(cursor.slice(start..end)).map(with_turbofish)
}

fn after_separator(cursor: &Cursor, position: usize) -> usize {
    position
        + if cursor.is_path_separator(position) {
            "::".len()
        } else {
            0
        }
}

fn after_segment(cursor: &Cursor, position: usize) -> usize {
    let end = match cursor.token(position) {
        Some(TokenTree::Ident(_)) => position + 1,
        _ => position,
    };
    let generics = after_separator(cursor, end);
    if cursor.is_at(generics, "<") && !cursor.is_at(generics, "</") {
        after_generics(cursor, generics)
    } else {
        end
    }
}

/// Returns the position after the `>` that matches the `<` at `position`.
fn after_generics(cursor: &Cursor, position: usize) -> usize {
    let mut open = 0_usize;
    for end in position.. {
        match cursor.punctuation(end) {
            Some('<') => open += 1,
            Some('>') if !cursor.is_at(end - 1, "->") => open -= 1,
            _ => {}
        }
        if cursor.token(end).is_none() {
            return end;
        }
        if open == 0 {
            return end + 1;
        }
    }
    position
}

fn with_turbofish(mut path: Path) -> Path {
    for segment in &mut path.segments {
        if let PathArguments::AngleBracketed(arguments) = &mut segment.arguments {
            arguments
                .colon2_token
                .get_or_insert_with(<Token![::]>::default);
        }
    }
    path
}

/// Returns the path without generic arguments, as a closing tag repeats it.
pub fn without_generics(path: &Path) -> String {
    let names: Vec<String> = path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect();
    names.join("::")
}
