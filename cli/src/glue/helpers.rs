//! Replaces wasm-bindgen's helpers by the few lines that a current browser needs.
//!
//! wasm-bindgen's own helpers keep views and decoders between calls, work around browsers that have neither
//! `encodeInto` nor buffers that say whether they are detached, and grow the memory of a text while they encode it.
//! These helpers are a third of a small client's script. A helper that looks different than expected is left alone.

/// The functions, and their replacements.
const FUNCTIONS: [(&str, &str); 9] = [
    (
        "getUint8ArrayMemory0",
        "function getUint8ArrayMemory0() {\nreturn new Uint8Array(wasm.memory.buffer);\n}",
    ),
    (
        "getDataViewMemory0",
        "function getDataViewMemory0() {\nreturn new DataView(wasm.memory.buffer);\n}",
    ),
    (
        "getStringFromWasm0",
        "function getStringFromWasm0(ptr, len) {\n\
         return decodeText(new Uint8Array(wasm.memory.buffer, ptr >>> 0, len));\n}",
    ),
    (
        "getArrayU8FromWasm0",
        "function getArrayU8FromWasm0(ptr, len) {\nreturn new Uint8Array(wasm.memory.buffer, ptr >>> 0, len);\n}",
    ),
    (
        // Safari refuses to reuse a decoder after two gigabytes.
        "decodeText",
        "function decodeText(bytes) {\nreturn new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);\n}",
    ),
    (
        "isLikeNone",
        "function isLikeNone(value) {\nreturn value == null;\n}",
    ),
    (
        "passStringToWasm0",
        "function passStringToWasm0(text, malloc) {\nreturn passArray8ToWasm0(new TextEncoder().encode(text), malloc);\n}",
    ),
    (
        "passArray8ToWasm0",
        "function passArray8ToWasm0(bytes, malloc) {\nconst ptr = malloc(WASM_VECTOR_LEN = bytes.length, 1) >>> 0;\n\
         getUint8ArrayMemory0().set(bytes, ptr);\nreturn ptr;\n}",
    ),
    (
        "addToExternrefTable0",
        "function addToExternrefTable0(value) {\nconst index = wasm.__externref_table_alloc();\n\
         wasm.__wbindgen_externrefs.set(index, value);\nreturn index;\n}",
    ),
];

/// The first words of statements that only the replaced functions used.
const STATEMENTS: [&str; 8] = [
    "let cachedUint8ArrayMemory0 ",
    "let cachedDataViewMemory0 ",
    "let cachedTextDecoder ",
    "cachedTextDecoder.decode()",
    "const MAX_SAFARI_DECODE_BYTES ",
    "let numBytesDecoded ",
    "const cachedTextEncoder ",
    "if (!('encodeInto' in cachedTextEncoder)) {",
];

/// The second argument for passing a text: only memory that grows needs it.
const REALLOC: &str = ", wasm.__wbindgen_realloc)";

/// Returns the script with short helpers. Each of its lines is a line of wasm-bindgen's, without indentation.
pub fn shortened(script: &str) -> String {
    let mut short = script.to_owned();
    for statement in STATEMENTS {
        cut(&mut short, &format!("\n{statement}"), "\n");
    }
    for (name, ours) in FUNCTIONS {
        cut(
            &mut short,
            &format!("\nfunction {name}("),
            &format!("\n{ours}\n"),
        );
    }
    let passes_texts = short.contains("function passStringToWasm0(");
    if passes_texts && !short.contains("function passArray8ToWasm0(") {
        short.push_str(FUNCTIONS[7].1);
        short.push('\n');
    }
    short.replace(REALLOC, ")")
}

/// Replaces the statement that starts with `start`, up to the end of its line or of its last block.
fn cut(script: &mut String, start: &str, instead: &str) {
    if let Some(at) = script.find(start)
        && let Some(length) = statement(&script[at + 1..])
    {
        script.replace_range(at..at + 1 + length, instead.trim_end_matches('\n'));
    }
}

/// Returns the length of the first statement, including everything in its braces. No helper has a brace in a text.
pub fn statement(script: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, character) in script.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            '\n' if depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEIRS: &str = "\
let wasm;
let cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
cachedTextDecoder.decode();
function decodeText(bytes) {
if (true) {
old();
}
}
const cachedTextEncoder = new TextEncoder();
if (!('encodeInto' in cachedTextEncoder)) {
cachedTextEncoder.encodeInto = 0;
}
function passStringToWasm0(arg, malloc, realloc) {
old();
}
function get() {
return passStringToWasm0(ret, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
}
";

    #[test]
    fn helpers_are_replaced_and_what_only_they_used_goes() {
        let short = shortened(THEIRS);
        assert!(
            !short.contains("old()") && !short.contains("cached"),
            "{short}"
        );
        assert!(short.contains("return passStringToWasm0(ret, wasm.__wbindgen_malloc);"));
        assert_eq!(short.matches("function passArray8ToWasm0(").count(), 1);
        assert!(short.starts_with("let wasm;\n") && short.ends_with("}\n"));
    }

    #[test]
    fn other_functions_stay() {
        let script = "let wasm;\nfunction handleError(f) {\ntry { f() } catch (e) { }\n}\n";
        assert_eq!(shortened(script), script);
    }
}
