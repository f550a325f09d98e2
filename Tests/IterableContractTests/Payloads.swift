import IterableAPI

func update(_ email: String, _ dataFields: String) -> UserPayload {
  UserPayload(identifier: .email(email), json: Array(#"{"email":"\#(email)","dataFields":\#(dataFields)}"#.utf8))
}

func event(_ id: String, _ email: String, name: String = "visited") -> EventPayload {
  EventPayload(
    identifier: .email(email), eventName: name,
    json: Array(
      #"{"email":"\#(email)","eventName":"\#(name)","id":"\#(id)","createdAt":1735689600,"dataFields":{"score":3}}"#
        .utf8
    ))
}

func purchase(id: String, email: String) -> [UInt8] {
  Array(
    """
    {"user":{"email":"\(email)"},"id":"\(id)","createdAt":1735689600,"total":9.5,\
    "items":[{"id":"P-1","name":"Tent","price":9.5,"quantity":1}]}
    """.utf8)
}
