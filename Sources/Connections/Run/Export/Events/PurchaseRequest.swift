import IterableAPI
import Records

/// An order as Iterable's `commerce/trackPurchase` takes it.
///
/// Iterable asks for an id, a name, a price and a quantity of every item, and for a total; an order need not say them. What
/// it does not say is taken from the next best thing: a product's name for its id and the other way round, its list price, one
/// piece, and the sum of the products for the total.
struct PurchaseRequest {
  let json: [UInt8]

  private static let totals = ["total_revenue", "revenue"]
  /// Properties of an order, and of a product, with the names that Iterable has for them; the rest are data fields.
  private static let orderFields = ["campaign_id": "campaignId", "template_id": "templateId"]
  private static let itemFields = [
    "sku": "sku", "description": "description", "url": "url", "image_url": "imageUrl", "category": "categories",
  ]

  init(user: Identifier, id: String, seconds: Int64, order: JSONValue) {
    let products = Self.products(of: order)
    let items = products.map(Self.item)
    var members: [JSONValue.Member] = []
    var dataFields: [JSONValue.Member] = []
    for member in order.object ?? [] where member.key != "product" && !Self.totals.contains(member.key) {
      if let field = Self.orderFields[member.key] {
        members.append(.init(key: field, value: member.value))
      } else {
        dataFields.append(member)
      }
    }
    // `revenue` is more than a substitute where both are there.
    if order["total_revenue"] != nil, let revenue = order["revenue"] {
      dataFields.append(.init(key: "revenue", value: revenue))
    }
    let total = Self.totals.lazy.compactMap { Self.number(order[$0]) }.first ?? Self.sum(items)
    let head: [JSONValue.Member] = [
      .init(key: "id", value: .string(id)), .init(key: "createdAt", value: .integer(seconds)),
      .init(key: "total", value: total), .init(key: "items", value: .array(items)),
    ]
    let body = JSONValue.object(head + members + [.init(key: "dataFields", value: .object(dataFields))])
    json = Array(#"{"user":"#.utf8) + user.json + Array(",".utf8) + Array(body.text.utf8.dropFirst())
  }

  private static func products(of order: JSONValue) -> [JSONValue] {
    guard let product = order["product"] else { return [] }
    return product.array ?? [product]
  }

  private static func item(_ product: JSONValue) -> JSONValue {
    func text(_ keys: String...) -> JSONValue {
      keys.lazy.compactMap { product[$0] }.first { $0.string?.isEmpty == false } ?? "unknown"
    }
    var members: [JSONValue.Member] = [
      .init(key: "id", value: text("id", "sku", "upc", "name")),
      .init(key: "name", value: text("name", "id", "sku", "upc")),
      .init(key: "price", value: number(product["netprice"]) ?? number(product["listprice"]) ?? 0),
      .init(key: "quantity", value: number(product["quantity"]) ?? 1),
    ]
    var dataFields: [JSONValue.Member] = []
    for member in product.object ?? [] where !["id", "name", "netprice", "quantity"].contains(member.key) {
      if let field = itemFields[member.key] {
        let isList = field == "categories" && member.value.array == nil
        members.append(.init(key: field, value: isList ? [member.value] : member.value))
      } else {
        dataFields.append(member)
      }
    }
    if !dataFields.isEmpty { members.append(.init(key: "dataFields", value: .object(dataFields))) }
    return .object(members)
  }

  private static func number(_ value: JSONValue?) -> JSONValue? {
    switch value {
    case .integer, .number: value
    default: nil
    }
  }

  private static func sum(_ items: [JSONValue]) -> JSONValue {
    func double(_ value: JSONValue?) -> Double {
      switch value {
      case .integer(let integer): Double(integer)
      case .number(let number): number
      default: 0
      }
    }
    return .number(items.reduce(0) { $0 + double($1["price"]) * double($1["quantity"]) })
  }
}
