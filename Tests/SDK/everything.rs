//! everything: does to each record what its field `do` says, by every wrapper there is. One of four alike.
use millrace::{json, Batch, Cell, Error, Json, Kind, Processor};

struct Everything {
    suffix: String,
}

impl Processor for Everything {
    fn create(config: Json) -> Result<Self, Error> {
        let suffix = config.get("suffix").string().unwrap_or_default().into_owned();
        if suffix.len() > 15 {
            return Err(Error::new("suffix is longer than 15 bytes").with_code(1));
        }
        Ok(Everything { suffix })
    }

    fn process(&mut self, batch: &Batch) -> Result<(), Error> {
        if batch.has("gone") {
            batch.remove("gone")?;
        }
        if batch.field_names().iter().any(|name| name == "old") {
            batch.rename("old", "new")?;
        }
        let (mut todo, mut n) = (batch.field("do"), batch.field("n"));
        for row in batch.kept() {
            match todo.text(row) {
                Some("drop") => batch.drop(row, "asked to")?,
                Some("reject") => batch.reject(row, 7, "do", "asked to")?,
                Some("fail") => return Err(Error::new("asked to fail").with_code(3)),
                Some(text @ "slice") => todo.set(row, todo.part(row, &text[1..4]))?,
                Some("text") => todo.set_text(row, &self.suffix)?,
                Some("list") => todo.set(row, batch.copy(Kind::List, &self.list("list"))?)?,
                Some("double") => {
                    if let Some(number) = n.double(row) {
                        n.set(row, 2.0 * number)?
                    }
                }
                Some("int") => n.set(row, 7)?,
                Some("bool") => n.set(row, true)?,
                Some("now") => n.set(row, Cell::time(batch.now()))?,
                Some("null") => n.set(row, Cell::NULL)?,
                Some("clear") => n.set(row, Cell::ABSENT)?,
                Some("derive") => batch.derive(row)?.set_text("by", &self.suffix)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn finish(&mut self, batch: &Batch) -> Result<(), Error> {
        batch.derive(None)?.set("end", true)
    }
}

impl Everything {
    fn list(&self, first: &str) -> String {
        let mut list = String::from("[");
        json::append_quoted(&mut list, first);
        list.push(',');
        json::append_quoted(&mut list, &self.suffix);
        list + "]"
    }
}

millrace::plugin! {
    id: "everything-rust", name: "Everything", version: "1.0.0", description: "A test.", vendor: "Millrace",
    processors: [Everything {
        id: "everything", name: "Everything", description: "Does what records say.",
        schema: r#"{"type": "object", "properties": {"suffix": {"type": "string", "default": "é\""}}}"#,
    }],
}
