import Records
import Testing

@testable import PluginHost

@Suite struct ConfigSchemaTests {
  static let schema = #"""
    {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","additionalProperties":false,
     "required":["fields"],"properties":{
       "fields":{"type":"array","items":{"type":"string","minLength":1,"x-millrace-field":true},"minItems":1,
                 "maxItems":3,"uniqueItems":true,"title":"Fields","description":"What to look at."},
       "mode":{"enum":["keep","drop"],"default":"keep"},
       "limit":{"type":"integer","minimum":1,"maximum":10},
       "ratio":{"type":["number","null"]},
       "code":{"type":"string","pattern":"^[A-Z]{2}$","maxLength":2,"x-millrace-secret":true},
       "texts":{"type":"object","additionalProperties":{"type":"string"}},
       "when":{"oneOf":[{"type":"object","required":["equals"],"additionalProperties":false,"properties":{
                 "equals":{"type":"string"},"fold":{"type":"boolean","default":false}}},
                {"type":"object","required":["matches"],"additionalProperties":false,
                 "properties":{"matches":{"type":"string"}}}]}}}
    """#

  static let cases: [(config: JSONValue, violations: [String])] = [
    (["fields": ["a"]], []),
    ([:], ["'fields' is missing"]),
    ("text", ["expected an object, found a text"]),
    (["fields": []], ["/fields: the list is empty"]),
    (["fields": ["a", "a"]], ["/fields: something stands in the list twice"]),
    (["fields": ["a", "b", "c", "d"]], ["/fields: expected a list of at most 3"]),
    (["fields": ["a", 1]], ["/fields/1: expected a text, found a number"]),
    (["fields": [""]], ["/fields/0: is empty"]),
    (["fields": ["a"], "mode": "kep"], [#"/mode: expected one of "keep", "drop"; did you mean 'keep'?"#]),
    (["fields": ["a"], "mod": "keep"], ["/mod: unknown key 'mod'; did you mean 'mode'?"]),
    (
      ["fields": ["a"], "unrelated": 1],
      ["/unrelated: unknown key 'unrelated'; known are fields, mode, limit, ratio, code, texts, when"]
    ),
    (["fields": ["a"], "limit": 0], ["/limit: expected at least 1"]),
    (["fields": ["a"], "limit": 11], ["/limit: expected at most 10"]),
    (["fields": ["a"], "limit": 1.5], ["/limit: expected a whole number, found a number"]),
    (["fields": ["a"], "limit": 2.0], []),
    (["fields": ["a"], "ratio": nil], []),
    (["fields": ["a"], "ratio": true], ["/ratio: expected a number or null, found true or false"]),
    (["fields": ["a"], "code": "nl"], ["/code: expected a text that matches ^[A-Z]{2}$"]),
    (["fields": ["a"], "texts": ["a/b": 1]], ["/texts/a~1b: expected a text, found a number"]),
    (["fields": ["a"], "when": ["equals": "x"]], []),
    (
      ["fields": ["a"], "when": ["equal": "x"]],
      [
        "/when/equal: unknown key 'equal'; did you mean 'equals'?", "/when: 'equals' is missing",
      ]
    ),
  ]

  @Test(arguments: cases)
  func `a configuration is checked`(config: JSONValue, violations: [String]) throws {
    #expect(try ConfigSchema(Self.schema).validate(config).violations.map(\.description) == violations)
  }

  @Test func `defaults are filled in, also in the form that fits`() throws {
    let (value, violations) = try ConfigSchema(Self.schema).validate(["fields": ["a"], "when": ["equals": "x"]])
    #expect(violations.isEmpty)
    #expect(value.text == #"{"fields":["a"],"when":{"equals":"x","fold":false},"mode":"keep"}"#)
  }

  @Test func `forms that differ by what they require say what is missing`() throws {
    let schema = try ConfigSchema(#"{"type":"object","anyOf":[{"required":["keep"]},{"required":["drop"]}]}"#)
    #expect(schema.validate([:]).violations.map(\.description) == ["'keep', or 'drop' is missing"])
    #expect(schema.validate(["drop": 1, "keep": 2]).violations.isEmpty)
  }

  @Test func `only one form may fit`() throws {
    let schema = try ConfigSchema(#"{"oneOf":[{"type":"integer"},{"minimum":5}]}"#)
    #expect(schema.validate(3).violations.isEmpty)
    #expect(schema.validate(7).violations.map(\.message) == ["fits more than one of the 2 allowed forms"])
  }

  @Test func `options are listed with their types and defaults`() throws {
    let options = try ConfigSchema(Self.schema).options
    #expect(
      options.map { "\($0.path): \($0.type)" } == [
        "fields: list of texts", "mode: keep | drop", "limit: whole number", "ratio: number or null",
        "code: text",
        "texts: object", "when: object", "when.equals: text", "when.fold: true or false", "when.matches: text",
      ])
    #expect(options[0].isRequired && options[0].isField && options[0].description == "What to look at.")
    #expect(options[1].defaultText == #""keep""# && options[4].isSecret)
  }

  @Test(arguments: [
    "", "[]", #"{"type":"text"}"#, #"{"allOf":[]}"#, #"{"properties":{"a":{"minLenght":1}}}"#, #"{"pattern":"("}"#,
    #"{"minimum":"1"}"#, #"{"minItems":-1}"#, #"{"enum":[]}"#, #"{"required":"a"}"#, #"{"items":[]}"#,
    #"{"x-millrace-field":"yes"}"#, #"{"additionalProperties":1}"#,
  ])
  func `a schema outside the subset is refused`(text: String) {
    #expect(throws: PluginHostError.self) { try ConfigSchema(text) }
  }

  @Test func `a pattern that would overflow the stack is refused`() {
    let nested = String(repeating: "[", count: 100_000) + "a" + String(repeating: "]", count: 100_000)
    let error = #expect(throws: PluginHostError.self) { try ConfigSchema(#"{"type":"string","pattern":"\#(nested)"}"#) }
    #expect(error?.message.hasSuffix("'pattern' is a regular expression of at most 500 bytes") == true)
  }
}
