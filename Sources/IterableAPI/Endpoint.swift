/// Every call that this client makes, as Iterable's documentation writes it. The only list of paths.
public enum Endpoint: String, Sendable, CaseIterable {
  case lists = "GET /api/lists"
  case createList = "POST /api/lists"
  case deleteList = "DELETE /api/lists/{listId}"
  case listUsers = "GET /api/lists/getUsers"
  case listSize = "GET /api/lists/{listId}/size"
  case subscribe = "POST /api/lists/subscribe"
  case unsubscribe = "POST /api/lists/unsubscribe"
  case userByEmail = "GET /api/users/getByEmail"
  case userByUserID = "GET /api/users/byUserId"
  case userFields = "GET /api/users/getFields"
  case bulkUpdateUsers = "POST /api/users/bulkUpdate"
  case trackEvent = "POST /api/events/track"
  case trackEvents = "POST /api/events/trackBulk"
  case trackPurchase = "POST /api/commerce/trackPurchase"
  case exportData = "GET /api/export/data.json"
  case startExport = "POST /api/export/start"
  case exportFiles = "GET /api/export/{jobId}/files"
  case cancelExport = "DELETE /api/export/{jobId}"
  case catalogs = "GET /api/catalogs"
  case catalogItems = "GET /api/catalogs/{catalogName}/items"

  public var method: String { String(rawValue.prefix { $0 != " " }) }
  public var path: String { String(rawValue.drop { $0 != "/" }) }
}
