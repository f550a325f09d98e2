import Profiles

/// A form's values by name.
struct FormValues {
  private var values: [String: [String]] = [:]

  init(_ form: Form) { for field in form.fields { values[field.name, default: []].append(field.value) } }

  func has(_ name: String) -> Bool { values[name] != nil }
  func all(_ name: String) -> [String] { values[name] ?? [] }
  func text(_ name: String) -> String { values[name]?.first ?? "" }
}

extension ConditionDraft {
  /// The part with this path; nil where the form has none. Throws ``ConsoleError`` where it is too deep.
  init?(_ form: FormValues, path: String, depth: Int = 0) throws(ConsoleError) {
    guard let kind = Kind(rawValue: form.text("\(path).kind")) else { return nil }
    guard depth <= Self.depthLimit else {
      throw ConsoleError(.badRequest, "the condition is too deep for the form", hint: "edit it as YAML")
    }
    self.init(kind)
    isNegated = form.has("\(path).not")
    name = form.text("\(path).name")
    test = TestDraft(form, path: path)
    groupTest = GroupTest(rawValue: form.text("\(path).group_test")) ?? .exists
    ids = form.text("\(path).ids")
    least = form.text("\(path).least")
    most = form.text("\(path).most")
    after = form.text("\(path).after")
    before = form.text("\(path).before")
    days = form.text("\(path).days")
    chosen = form.all("\(path).chosen")
    while let child = try ConditionDraft(form, path: "\(path).\(children.count)", depth: depth + 1) {
      children.append(child)
    }
    while form.has("\(path).where.\(tests.count).property") {
      tests.append(TestDraft(form, path: "\(path).where.\(tests.count)"))
    }
    self = filled
  }
}

extension TestDraft {
  fileprivate init(_ form: FormValues, path: String) {
    property = form.text("\(path).property")
    kind = Kind(rawValue: form.text("\(path).test")) ?? .oneOf
    value = form.text("\(path).value")
    lower = form.text("\(path).lower")
    isLowerIncluded = form.text("\(path).lower_bound") != "greater_than"
    upper = form.text("\(path).upper")
    isUpperIncluded = form.text("\(path).upper_bound") != "less_than"
    days = form.text("\(path).days")
  }
}
