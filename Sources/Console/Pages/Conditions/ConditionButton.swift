/// What a button of a form with conditions sends as `do`: `add c.0`, `remove-test-1 c.0.2`, `save`.
struct ConditionButton {
  let verb: String
  /// The part that it belongs to; empty for the whole form.
  let path: String

  init(_ text: String) {
    let words = text.split(separator: " ", maxSplits: 1).map(String.init)
    verb = words.first ?? "save"
    path = words.count > 1 ? words[1] : ""
  }

  /// What it changes of a condition; nil where it is another button.
  func change(_ form: FormValues) -> ConditionDraft.Change? {
    switch verb {
    case "add": .add(ConditionDraft.Kind(rawValue: form.text("\(path).add")) ?? .property)
    case "add-test": .addTest
    case "nest": .nest
    case "remove": .remove
    case _ where verb.hasPrefix("remove-test-"): .removeTest(Int(verb.dropFirst("remove-test-".count)) ?? -1)
    default: nil
    }
  }
}
