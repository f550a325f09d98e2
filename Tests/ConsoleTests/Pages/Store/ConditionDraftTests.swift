import Foundation
import Profiles
import Records
import Testing

@testable import Console

@Suite struct ConditionDraftTests {
  /// One of everything that a condition can say.
  static let all: [String] = [
    #"{"all":[{"property":"country","is":"NL"},{"property":"country","one_of":["NL","BE"]}]}"#,
    #"{"any":[{"property":"name","contains":"a"},{"not":{"property":"name","starts_with":"b"}},{"property":"name","matches":"^c"}]}"#,
    #"{"all":[{"property":"points","exists":true},{"property":"points","empty":true}]}"#,
    #"{"all":[{"property":"points","greater_than":"1","at_most":"5"},{"property":"points","at_least":"1"},{"property":"points","less_than":"9"}]}"#,
    #"{"all":[{"property":"seen","within_last_days":7},{"property":"profile_id","is":"7"}]}"#,
    #"{"all":[{"created":{"at_least":"2026-01-01"}},{"modified":{"within_last_days":7}}]}"#,
    #"{"all":[{"permission":["anonymous","personal"]},{"consented":"news"},{"refused":"news"},{"segment":"vip"}]}"#,
    #"{"all":[{"lifecycle":"customer","stage":"loyal"},{"lifecycle":"customer","one_of":["none","new"]}]}"#,
    #"{"all":[{"viewed":"banner"},{"viewed":"banner","within_last_days":30}]}"#,
    #"{"all":[{"group":"store"},{"group":"store","one_of":["A","B"]},{"not":{"group":"store","is":"C"}}]}"#,
    #"{"all":[{"group":"store","where":{"any":[{"property":"city","is":"Utrecht"},{"created":{"at_least":"2026-01-01"}}]}},{"consented":"x"}]}"#,
    #"{"all":[{"group":"store","where":{"property":"city","is":"Utrecht"}},{"consented":"x"}]}"#,
    #"{"all":[{"event":"order","at_least":2,"at_most":5,"within_last_days":90,"where":{"total":{"at_least":"100"},"product.sku":{"is":"A-1"}}},{"event":"order","after":"2026-01-01","before":"2026-02-01"}]}"#,
    #"{"not":{"all":[{"consented":"a"},{"any":[{"not":{"all":[{"refused":"b"},{"consented":"c"}]}},{"consented":"d"}]}]}}"#,
    #"{"property":"country","is":"NL"}"#,
    #"{"not":{"property":"country","is":"NL"}}"#,
  ]

  @Test(arguments: all) func `what a condition says goes through the form's fields and comes back`(text: String) throws
  {
    let condition = try Condition(JSONValue(parsing: text))
    let draft = try #require(ConditionDraft(root: condition))
    #expect(try DraftedCondition(draft, path: "c").condition() == condition)
    // And through what a browser sends of the page.
    let choices = try ConditionChoices.none()
    let form = FormValues(Form(Self.fields(ConditionView(draft, path: "c", choices))))
    let sent = try #require(try ConditionDraft(form, path: "c"))
    #expect(try DraftedCondition(sent, path: "c").condition() == condition)
  }

  @Test func `texts that fields cannot hold are left to the text`() throws {
    #expect(ConditionDraft(root: .property("a", .oneOf(["x\ny"]))) == nil)
    #expect(ConditionDraft(root: .property("a", .oneOf([""]))) == nil)
    var deep = Condition.consented(objective: "x")
    for _ in 0..<9 { deep = .all([deep, .refused(objective: "y")]) }
    #expect(ConditionDraft(root: deep) == nil)
  }

  @Test func `buttons add, nest and remove parts`() throws {
    var draft = ConditionDraft(.all)
    draft.change(.add(.consented), at: "c", path: "c")
    draft.change(.add(.any), at: "c", path: "c")
    draft.change(.add(.event), at: "c.1", path: "c")
    draft.change(.addTest, at: "c.1.0", path: "c")
    draft.change(.addTest, at: "c.1.0", path: "c")
    draft.change(.removeTest(0), at: "c.1.0", path: "c")
    draft.change(.nest, at: "c.0", path: "c")
    #expect(draft.children[0].kind == .all && draft.children[0].children[0].kind == .consented)
    #expect(draft.children[1].children[0].tests.count == 1)
    draft.change(.remove, at: "c.0.0", path: "c")
    draft.change(.remove, at: "c.1", path: "c")
    draft.change(.remove, at: "c.7", path: "c")
    #expect(draft.children.count == 1 && draft.children[0].children.isEmpty)
    #expect(DraftedCondition(draft, path: "c").problems.map(\.field) == ["c.0"])
  }

  @Test func `errors are found at their fields`() throws {
    let condition = try Condition(
      JSONValue(
        parsing: #"{"all":[{"consented":"x"},{"not":{"any":[{"property":"points","at_least":"1"},{"refused":"y"}]}}]}"#)
    )
    let drafted = DraftedCondition(try #require(ConditionDraft(root: condition)), path: "c")
    #expect(drafted.field(at: "where.all[1].not.any[0].at_least") == "c.1.0.lower")
    #expect(drafted.field(at: "where.all[1].not.any[0].property") == "c.1.0.name")
    #expect(drafted.field(at: "where.all[0].consented") == "c.0.name")
    #expect(drafted.field(at: "elsewhere") == nil)
  }

  @Test func `a form cannot be endlessly deep`() throws {
    var path = "c"
    var form = Form()
    for _ in 0..<20 {
      form.fields.append(Form.Field(name: "\(path).kind", value: "all"))
      path += ".0"
    }
    #expect(throws: ConsoleError.self) { try ConditionDraft(FormValues(form), path: "c") }
  }

  /// What a browser sends.
  private static func fields(_ view: ConditionView) -> [Form.Field] {
    func sent(_ field: FieldView) -> [Form.Field] {
      if field.isChecks {
        return field.choices.filter(\.isChosen).map { Form.Field(name: field.name, value: $0.value) }
      }
      return [Form.Field(name: field.name, value: field.value)]
    }
    return [Form.Field(name: "\(view.path).kind", value: view.kind)]
      + (view.isNegated ? [Form.Field(name: "\(view.path).not", value: "on")] : [])
      + view.fields.flatMap(sent) + view.tests.flatMap { $0.fields.flatMap(sent) } + view.children.flatMap(fields)
  }
}

extension ConditionChoices {
  /// Of an empty store.
  fileprivate static func none() throws -> ConditionChoices {
    let served = try Served()
    return try served.store.read { try ConditionChoices($0, offered: []) }
  }
}
