//! domain: writes the domain of an e-mail address into a field of its own, and drops the rows of unwanted domains.
use millrace::{Batch, Error, Json, Processor, PURE};

struct Domain {
    field: String,
    to: String,
    unwanted: Vec<String>,
}

impl Processor for Domain {
    fn create(config: Json) -> Result<Self, Error> {
        let text = |name| config.get(name).string().unwrap_or_default().into_owned();
        let unwanted: Vec<_> = config.get("unwanted").items().filter_map(|item| item.string()).collect();
        if unwanted.iter().any(|domain| domain.contains('@')) {
            return Err(Error::new("unwanted: write domains, not addresses"));
        }
        Ok(Domain {
            field: text("field"),
            to: text("to"),
            unwanted: unwanted.into_iter().map(|domain| domain.into_owned()).collect(),
        })
    }

    fn process(&mut self, batch: &Batch) -> Result<(), Error> {
        let (email, mut domain) = (batch.field(&self.field), batch.field(&self.to));
        for row in batch.kept() {
            let text = match email.text(row) {
                Some(text) => text,
                None => continue,
            };
            match text.rsplit_once('@') {
                None => batch.reject(row, 1, &self.field, "not an e-mail address")?,
                Some((_, part)) if self.unwanted.iter().any(|unwanted| unwanted == part) => {
                    batch.drop(row, "domain is not wanted")?
                }
                // The text stays where it is: the new value is a part of it.
                Some((_, part)) => domain.set(row, email.part(row, part))?,
            }
        }
        Ok(())
    }
}

const SCHEMA: &str = r#"{"type": "object", "additionalProperties": false, "properties": {
    "field": {"type": "string", "default": "email", "x-millrace-field": true},
    "to": {"type": "string", "default": "domain", "x-millrace-field": true},
    "unwanted": {"type": "array", "items": {"type": "string"}, "default": [], "description": "Domains to drop."}}}"#;

millrace::plugin! {
    id: "domain", name: "Domain", version: "1.0.0", description: "An example in Rust.", vendor: "Millrace",
    processors: [Domain {
        id: "domain", name: "Domain", description: "Writes the domain of an e-mail address.",
        schema: SCHEMA, flags: PURE,
    }],
}
