use super::*;
use crate::Form;
use crate::Secret;

#[derive(Clone, Debug, PartialEq, Form)]
struct Address {
    #[form(required)]
    street: String,
    number: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Form)]
enum Plan {
    Free,
    ForTeams,
    #[form(value = "x")]
    Enterprise,
}

#[derive(Clone, Debug, PartialEq, Form)]
#[form(validate)]
struct SignUp {
    #[form(email, required, max_len = 20)]
    email: String,
    #[form(min_len = 3)]
    password: Secret<String>,
    #[form(min = 18, max = 99)]
    age: Option<u8>,
    terms: bool,
    plan: Plan,
    tags: Vec<String>,
    address: Address,
    others: Vec<Address>,
    #[form(text)]
    from: std::net::Ipv4Addr,
}

impl ValidateForm for SignUp {
    fn validate(&self, errors: &mut Errors<Self>) {
        if self.address.number == 13 {
            errors.at(Self::ADDRESS.then(Address::NUMBER), "is unlucky");
        }
        if !self.terms {
            errors.at(Self::TERMS, "must be accepted");
        }
    }
}

fn entries(of: &[(&str, &str)]) -> FormEntries {
    let own = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    of.iter().map(own).collect()
}

const WHOLE: [(&str, &str); 13] = [
    ("email", "a@b.example"),
    ("password", "secret"),
    ("age", "20"),
    ("terms", "on"),
    ("plan", "for-teams"),
    ("tags", "red"),
    ("tags", "blue"),
    ("address.street", "Long Road"),
    ("address.number", "7"),
    ("others[3].street", "Short Road"),
    ("others[3].number", "8"),
    ("others[11].street", "No Road"),
    ("others[11].number", " 9 "),
];

fn whole() -> FormEntries {
    let mut whole = entries(&WHOLE);
    whole.extend(entries(&[("from", "127.0.0.1")]));
    whole
}

fn with(name: &str, text: &str) -> FormEntries {
    let mut all = whole();
    all.retain(|(of, _)| of != name);
    all.push((name.to_owned(), text.to_owned()));
    all
}

fn errors(of: &FormEntries) -> Vec<(String, String)> {
    let errors = read::<SignUp>(of).expect_err("something is wrong");
    let text = |(name, error): (&str, &FieldError)| (name.to_owned(), error.to_string());
    errors.iter().map(text).collect()
}

fn only_error(name: &str, text: &str) -> String {
    let mut errors = errors(&with(name, text));
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0].0, name);
    errors.remove(0).1
}

#[test]
fn a_form_is_read_from_the_entries_that_a_browser_submits() {
    let form = read::<SignUp>(&whole()).expect("all is right");
    assert_eq!(form.email, "a@b.example");
    assert_eq!(form.password.expose(), "secret");
    assert_eq!(
        (form.age, form.terms, form.plan),
        (Some(20), true, Plan::ForTeams)
    );
    assert_eq!(form.tags, ["red", "blue"]);
    assert_eq!(form.address.number, 7);
    let others: Vec<_> = form.others.iter().map(|other| other.number).collect();
    assert_eq!(others, [8, 9]);
    assert_eq!(form.from, std::net::Ipv4Addr::LOCALHOST);
}

#[test]
fn what_is_missing_is_nothing_where_nothing_is_a_value() {
    let mut some = whole();
    some.retain(|(name, _)| !["age", "tags"].contains(&&**name) && !name.starts_with("others"));
    let form = read::<SignUp>(&some).expect("all is right");
    assert_eq!((form.age, form.tags.len(), form.others.len()), (None, 0, 0));
    assert_eq!(
        read::<SignUp>(&with("age", "  ")).map(|form| form.age),
        Ok(None)
    );
}

#[test]
fn each_rule_is_checked_and_says_what_is_wrong() {
    assert_eq!(only_error("email", "nobody"), "is not valid");
    assert_eq!(only_error("email", "a@-b.example"), "is not valid");
    assert_eq!(only_error("email", " "), "must be filled in");
    assert_eq!(
        only_error("email", "a.very.long@address.example"),
        "must have at most 20 characters"
    );
    assert_eq!(
        only_error("password", "ab"),
        "must have at least 3 characters"
    );
    assert_eq!(only_error("age", "7"), "must be at least 18");
    assert_eq!(only_error("age", "300"), "is not valid");
    assert_eq!(only_error("plan", "none"), "is not valid");
    assert_eq!(only_error("address.number", ""), "must be filled in");
    assert_eq!(only_error("others[3].number", "x"), "is not valid");
    assert_eq!(only_error("from", "somewhere"), "is not valid");
}

#[test]
fn a_check_of_the_forms_own_runs_once_all_fields_can_be_read() {
    assert_eq!(only_error("address.number", "13"), "is unlucky");
    let mut some = whole();
    some.retain(|(name, _)| name != "terms");
    assert_eq!(
        errors(&some),
        [("terms".to_owned(), "must be accepted".to_owned())]
    );
}

#[test]
fn all_errors_are_found_at_once() {
    let found = errors(&Vec::new());
    let names: Vec<_> = found.iter().map(|(name, _)| &**name).collect();
    assert_eq!(
        names,
        ["email", "plan", "address.street", "address.number", "from"]
    );
}

#[test]
fn a_form_is_written_as_its_entries_without_what_is_secret() {
    let form = read::<SignUp>(&whole()).expect("all is right");
    let written = form.entries();
    assert!(
        written.iter().all(|(name, _)| name != "password"),
        "{written:?}"
    );
    let mut again = written;
    again.push(("password".to_owned(), "secret".to_owned()));
    assert_eq!(read::<SignUp>(&again), Ok(form));
}

#[test]
fn a_call_with_a_form_carries_its_entries() {
    let bytes = codec::encode(&whole());
    let budget = Budget::new(&Default::default());
    let form = SignUp::argument(&bytes, &budget)
        .expect("entries")
        .expect("all is right");
    assert_eq!(Ok(form), read(&whole()));
    let refused = SignUp::argument(&codec::encode(&FormEntries::new()), &budget);
    assert_eq!(
        refused.expect("entries").map_err(|errors| errors.len()),
        Err(5)
    );
    assert!(SignUp::argument(&[1, 2, 3], &budget).is_err());
}

#[test]
fn a_field_has_the_attributes_of_its_rules_and_what_was_typed() {
    let shown = |field: FormField<String>| {
        let set = field
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        set.map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let typed = entries(&[("email", "nobody")]);
    let errors = vec![FieldError::Malformed];
    let field = FormField::new(SignUp::EMAIL, "f1", Some(&typed), errors);
    assert_eq!(field.error(), "is not valid");
    assert_eq!(
        shown(field),
        "type=email name=email value=nobody required= maxlength=20 aria-invalid=true aria-describedby=f1-email"
    );
    let empty = FormField::new(SignUp::EMAIL, "f1", None, Vec::new());
    let filled = empty.initial(&"a@b.example".to_owned());
    assert_eq!(
        shown(filled),
        "type=email name=email value=a@b.example required= maxlength=20"
    );
}

#[test]
fn a_secret_is_not_shown_again() {
    let typed = entries(&[("password", "secret"), ("terms", "on")]);
    let field = FormField::new(SignUp::PASSWORD, "f1", Some(&typed), Vec::new());
    let mut attributes = field.into_iter();
    assert!(attributes.all(|(_, value)| value.is_none_or(|value| value != "secret")));
    let terms = FormField::new(SignUp::TERMS, "f1", Some(&typed), Vec::new());
    assert!(
        terms
            .into_iter()
            .any(|pair| pair == ("checked", Some(String::new())))
    );
}
