extension Endpoint {
  static let catalogEndpoints: [Endpoint] = [
    Endpoint("GET", "/api/catalogs", .perSecond(100)) { request, project in
      let names = project.catalogs.keys.sorted()
      let (page, links) = try page(of: names, request)
      var body: JSONObject = [
        "catalogNames": .array(page.map { .object(["name": .string($0)]) }),
        "totalCatalogsCount": .integer(names.count),
      ]
      for (name, link) in links.members { body[name] = link }
      return .json(body)
    },
    Endpoint("POST", "/api/catalogs/{catalogName}") { request, project in
      let name = request.parameters["catalogName"]!
      guard isName(name) else { throw Refusal.badParams("Invalid catalog name") }
      guard project.catalogs[name] == nil else { throw Refusal.badParams("error.catalogs.alreadyExists") }
      project.catalogs[name] = [:]
      var created = Answer.success("", params: .object(["name": .string(name)]))
      created.status = 201
      return created
    },
    Endpoint("DELETE", "/api/catalogs/{catalogName}") { request, project in
      let name = request.parameters["catalogName"]!
      guard project.catalogs.removeValue(forKey: name) != nil else { throw unknownCatalog }
      return .success()
    },
    Endpoint("GET", "/api/catalogs/{catalogName}/items", .perSecond(100)) { request, project in
      let name = request.parameters["catalogName"]!
      guard let catalog = project.catalogs[name] else { throw unknownCatalog }
      let (page, links) = try page(of: catalog.values.sorted { $0.id < $1.id }, request)
      var body: JSONObject = [
        "catalogItemsWithProperties": .array(page.map { $0.json(catalog: name) }),
        "totalItemsCount": .integer(catalog.count),
      ]
      for (name, link) in links.members { body[name] = link }
      return .json(body)
    },
    Endpoint("POST", "/api/catalogs/{catalogName}/items", .perSecond(100)) { request, project in
      let name = request.parameters["catalogName"]!
      guard project.catalogs[name] != nil else { throw unknownCatalog }
      let body = try BodyReader(request)
      let documents = body.required("documents", body.object, or: [:])
      try body.check(request)
      guard documents.members.count <= 1000 else { throw Refusal.badParams("At most 1000 items in a request") }
      let time = Int(project.now)
      for (id, value) in documents.members {
        guard isName(id), let fields = value.object else { throw Refusal.badParams("Invalid item: \(id)") }
        project.catalogs[name]![id] = CatalogItem(id: id, value: fields, lastModified: time)
      }
      var accepted = Answer.success("Request to bulk-upload documents into \(name) processed successfully")
      accepted.status = 202
      return accepted
    },
    Endpoint("GET", "/api/catalogs/{catalogName}/items/{itemId}", .perSecond(100)) { request, project in
      let name = request.parameters["catalogName"]!
      guard let catalog = project.catalogs[name] else { throw unknownCatalog }
      guard let item = catalog[request.parameters["itemId"]!], let body = item.json(catalog: name).object else {
        throw Refusal(status: 404, code: "NotFound", message: "error.catalogs.itemNotFound")
      }
      return .json(body)
    },
    Endpoint("GET", "/api/catalogs/{catalogName}/fieldMappings", .perSecond(100)) { request, project in
      guard let catalog = project.catalogs[request.parameters["catalogName"]!] else { throw unknownCatalog }
      let names = Set(catalog.values.flatMap { $0.value.members.map(\.key) }).sorted()
      return .json(["definedMappings": .object([:]), "undefinedFields": .strings(names)])
    },
  ]

  private static let unknownCatalog = Refusal(status: 404, code: "NotFound", message: "error.catalogs.notFound")

  private static func isName(_ text: String) -> Bool {
    (1...255).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "-")
      }
  }

  /// The page that `page` (from 1) and `pageSize` ask for, and the links to its neighbours.
  private static func page<Item>(of items: [Item], _ request: Incoming) throws(Refusal) -> ([Item], JSONObject) {
    let number = request.query("page").map { Int($0) ?? 0 } ?? 1
    let size = request.query("pageSize").map { Int($0) ?? 0 } ?? 10
    guard (1...1_000_000).contains(number), (1...1000).contains(size) else {
      throw .badParams("Invalid page or pageSize")
    }
    let first = min((number - 1) * size, items.count)
    let end = min(first + size, items.count)
    var links = JSONObject()
    if end < items.count { links["nextPageUrl"] = .string("\(request.path)?page=\(number + 1)&pageSize=\(size)") }
    if number > 1 { links["previousPageUrl"] = .string("\(request.path)?page=\(number - 1)&pageSize=\(size)") }
    return (Array(items[first..<end]), links)
  }
}
