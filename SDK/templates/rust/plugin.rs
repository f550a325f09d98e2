//! @NAME@: takes spaces away around a field's text, and rejects what is too long.
use millrace::{Batch, Error, Json, Processor, PURE};

struct Trim {
    name: String,
    longest: usize,
}

impl Processor for Trim {
    /// Once for each goal of each run. The configuration is as the schema says, with defaults filled in.
    fn create(config: Json) -> Result<Self, Error> {
        Ok(Trim {
            name: config.get("field").string().unwrap_or_default().into_owned(),
            longest: config.get("longest").int().unwrap_or(100) as usize,
        })
    }

    /// Once for each batch of up to 1,024 records. An error or a panic fails the call; `Error::new` gives it a message.
    fn process(&mut self, batch: &Batch) -> Result<(), Error> {
        let mut field = batch.field(&self.name);
        for row in batch.kept() {
            let text = match field.text(row) {
                Some(text) => text,
                None => continue,
            };
            let trimmed = text.trim_matches(is_space);
            if trimmed.len() > self.longest {
                batch.reject(row, 1, &self.name, "longer than allowed")?;
            } else if trimmed.len() < text.len() {
                // The text stays where it is: the new value is a part of it.
                field.set(row, field.part(row, trimmed))?;
            }
        }
        Ok(())
    }
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

const SCHEMA: &str = r#"{"type": "object", "additionalProperties": false, "required": ["field"], "properties": {
    "field": {"type": "string", "minLength": 1, "x-millrace-field": true, "description": "Whose text it is."},
    "longest": {"type": "integer", "minimum": 1, "default": 100, "description": "In bytes."}}}"#;

millrace::plugin! {
    id: "@NAME@", name: "@NAME@", version: env!("CARGO_PKG_VERSION"), description: "A plugin in Rust.", vendor: "My company",
    processors: [Trim {
        id: "@NAME@", name: "@NAME@",
        description: "Takes spaces away around a field's text, and rejects what is too long.",
        schema: SCHEMA, flags: PURE,
    }],
}
