import Records
import Testing

@testable import Connections

@Suite struct RedactionTests {
  @Test func `keys stay, and what names a person does not`() {
    let json: JSONValue = [
      "email": "jane.doe@example.com", "phone": "+31 6 1234 5678", "points": 3, "when": "2026-01-31 08:00:00 +00:00",
      "nested": ["list": ["a@b.example", "red"]],
    ]
    let text = Array(json.text.utf8).withUnsafeBytes { Redaction.redacted($0) }
    #expect(
      text
        == #"{"email":"j***@example.com","phone":"***78","points":3,"when":"2026-01-31 08:00:00 +00:00","nested":{"list":["a***@b.example","red"]}}"#
    )
  }
}
