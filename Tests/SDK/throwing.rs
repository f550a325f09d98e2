//! throwing: fails where its configuration says, as it says. One of three alike.
use millrace::{Batch, Error, Json, Kind, Processor};

struct Throwing {
    at: String,
    what: String,
}

impl Processor for Throwing {
    fn create(config: Json) -> Result<Self, Error> {
        let text = |name| config.get(name).string().unwrap_or_default().into_owned();
        let throwing = Throwing { at: text("at"), what: text("what") };
        throwing.come("create")?;
        Ok(throwing)
    }

    fn process(&mut self, batch: &Batch) -> Result<(), Error> {
        for row in batch.kept() {
            if batch.field("bad").kind(row) != Kind::Absent {
                self.come("process")?;
            }
        }
        Ok(())
    }

    fn finish(&mut self, _: &Batch) -> Result<(), Error> {
        self.come("finish")
    }
}

impl Drop for Throwing {
    fn drop(&mut self) {
        let _ = self.come("destroy");
    }
}

/// What panics again when it is thrown away.
struct Stubborn;
impl Drop for Stubborn {
    fn drop(&mut self) {
        panic!("again");
    }
}

impl Throwing {
    fn come(&self, place: &str) -> Result<(), Error> {
        if self.at != place {
            return Ok(());
        }
        match self.what.as_str() {
            "error" => Err(Error::new("words of its own").with_code(3)),
            "long" => Err(Error::new("x".repeat(246) + "éé")),
            "library" => Ok("a value that nobody may see".parse::<u8>().map(drop)?),
            "literal" => panic!("words of a panic"),
            "value" => panic!("{} that nobody may see", self.what),
            "index" => Ok(self.at[self.what.len() * 99..].clone_into(&mut String::new())),
            _ => std::panic::panic_any(Stubborn),
        }
    }
}

millrace::plugin! {
    id: "throwing", name: "Throwing", version: "1.0.0", description: "A test.", vendor: "Millrace",
    processors: [Throwing {
        id: "throwing", name: "Throwing", description: "Fails.", schema: r#"{"type": "object"}"#,
    }],
}
