//! The forms that the tab submits, with their files.

use kuchikikiki::NodeRef;

use super::{Sim, attribute};
use crate::client::dom::SentForm;
use crate::client::page;

/// A part of a form: a text, or a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormPart {
    /// The name of the control.
    pub name: String,
    /// The text, or the bytes of the file.
    pub bytes: Vec<u8>,
    /// The name of the file, if it is one; empty if none was chosen.
    pub file: Option<String>,
}

impl FormPart {
    pub(super) fn text(name: String, text: String) -> Self {
        let (bytes, file) = (text.into_bytes(), None);
        Self { name, bytes, file }
    }

    /// Returns the entry of a text.
    pub fn entry(&self) -> Option<(String, String)> {
        let text = String::from_utf8_lossy(&self.bytes).into_owned();
        self.file.is_none().then(|| (self.name.clone(), text))
    }

    /// Returns a body with these parts, as browsers write it.
    pub fn multipart(parts: &[Self], boundary: &str) -> Vec<u8> {
        let quoted = |text: &str| {
            text.replace('"', "%22")
                .replace('\r', "%0D")
                .replace('\n', "%0A")
        };
        let mut body = Vec::new();
        for part in parts {
            let name = quoted(&part.name);
            let head = match &part.file {
                Some(file) => format!(
                    "; filename=\"{}\"\r\nContent-Type: application/octet-stream",
                    quoted(file)
                ),
                None => String::new(),
            };
            let start = format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"{head}\r\n\r\n"
            );
            body.extend(start.bytes());
            body.extend(&part.bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{boundary}--\r\n").bytes());
        body
    }
}

/// A form that was submitted without scripts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostedForm {
    /// The parts.
    pub parts: Vec<FormPart>,
    /// True if it is sent with its files.
    pub has_files: bool,
}

/// A request with the files of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormRequest {
    /// The number.
    pub number: u32,
    /// The parts that are sent.
    pub parts: Vec<FormPart>,
    /// The entries of the form.
    entries: Vec<(String, String)>,
    /// The places of the files among them.
    places: Vec<usize>,
}

impl FormRequest {
    /// Returns what is heard once the server has answered with tokens.
    pub fn answered(mut self, tokens: &[String]) -> SentForm {
        for (place, token) in self.places.iter().zip(tokens) {
            self.entries[*place].1.clone_from(token);
        }
        SentForm::Entries(self.entries)
    }
}

impl Sim {
    /// Chooses a file in a control; in one for several, one more.
    pub fn upload(&self, selector: &str, name: &str, bytes: &[u8]) {
        let control = self.find(selector);
        let is_several = attribute(&control, "multiple").is_some();
        self.beside(&control, |beside| {
            if !is_several {
                beside.files.clear();
            }
            beside.files.push((name.to_owned(), bytes.to_vec()));
        });
        self.send_event(&control, "input", &[]);
        self.send_event(&control, "change", &[]);
    }

    /// Takes the forms that were submitted without scripts.
    pub fn take_posted(&self) -> Vec<PostedForm> {
        self.0.posted.take()
    }

    /// Takes the requests with files that were begun.
    pub fn take_requests(&self) -> Vec<FormRequest> {
        self.0.requests.take()
    }

    /// Takes the numbers of the requests that were ended.
    pub fn take_stopped(&self) -> Vec<u32> {
        self.0.stopped.take()
    }

    /// Returns the files in a control, as they are sent.
    pub(super) fn files_of(&self, control: &NodeRef, name: &str) -> Vec<FormPart> {
        let mut files = self.beside(control, |beside| beside.files.clone());
        if files.is_empty() {
            files.push(Default::default());
        }
        let part = |(file, bytes)| FormPart {
            name: name.to_owned(),
            bytes,
            file: Some(file),
        };
        files.into_iter().map(part).collect()
    }

    /// Submits a form without scripts.
    pub(super) fn post(&self, form: &NodeRef, submitter: Option<&NodeRef>) {
        let encoding = attribute(form, "enctype").unwrap_or_default();
        let posted = PostedForm {
            parts: self.parts(form, submitter),
            has_files: encoding == "multipart/form-data",
        };
        self.0.posted.borrow_mut().push(posted);
    }

    pub(super) fn request(&self, form: &NodeRef, submitter: Option<&NodeRef>, number: u32) {
        let mut request = FormRequest {
            number,
            parts: Vec::new(),
            entries: Vec::new(),
            places: Vec::new(),
        };
        for part in self.parts(form, submitter) {
            if let Some(entry) = part.entry() {
                request.entries.push(entry);
                if part.name == "_action" {
                    request.parts.push(part);
                }
            } else if part.file.as_ref().is_some_and(|name| !name.is_empty()) {
                let is_large = part.bytes.len() as u64 > self.most(form, &part.name);
                let text = if is_large { ">" } else { "" };
                request.entries.push((part.name.clone(), text.to_owned()));
                if !is_large {
                    request.places.push(request.entries.len() - 1);
                    request.parts.push(part);
                }
            }
        }
        match request.places.is_empty() {
            true => page::sent_form(number, request.answered(&[])),
            false => self.0.requests.borrow_mut().push(request),
        }
    }

    /// Returns the most bytes of a file in the control with a name.
    fn most(&self, form: &NodeRef, name: &str) -> u64 {
        let control = form.select_first(&format!("input[type=file][name='{name}']"));
        let most = control
            .ok()
            .and_then(|control| attribute(control.as_node(), "data-max"));
        most.and_then(|most| most.parse().ok()).unwrap_or(u64::MAX)
    }
}
