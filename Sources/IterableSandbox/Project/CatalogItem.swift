/// An item of a catalog.
struct CatalogItem: Sendable {
  var id: String
  var value: JSONObject
  /// Seconds since 1970.
  var lastModified: Int

  func json(catalog: String) -> JSON {
    let text = JSON.object(value).text
    return .object([
      "catalogName": .string(catalog), "itemId": .string(id),
      "lastModified": .string(ProjectDate.isoText(lastModified)),
      "size": .integer(text.utf8.count), "value": .object(value),
    ])
  }

  static let seeded: [String: [String: CatalogItem]] = [
    "products": Dictionary(
      uniqueKeysWithValues: (0..<25).map { place in
        let id = "P-\(place < 10 ? "00" : "0")\(place)"
        let value: JSONObject = [
          "name": .string("Product \(place)"), "price": .number("\(place + 4).90"), "inStock": .bool(place % 3 != 0),
          "colours": .strings(["red", "green"].prefix(place % 3)),
        ]
        return (id, CatalogItem(id: id, value: value, lastModified: 1_672_531_200 + place))
      }),
    "stores": [:],
  ]
}
