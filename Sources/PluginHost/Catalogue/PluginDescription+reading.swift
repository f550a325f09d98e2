import Foundation
import Records

extension PluginDescription {
  /// What a worker says that the plugin of this file says: as `mrp_load` lets it through, with schemas that hold and event
  /// types that are sound. The worker looked already, but its process belongs to the plugin, which may have answered in its
  /// place. Throws ``PluginHostError`` of code `description`.
  init(reading description: Data, of file: String) throws {
    do {
      self = try JSONDecoder().decode(PluginDescription.self, from: description)
    } catch {
      throw PluginHostError(.description, "\(file) describes itself in a form that cannot be read")
    }
    guard isSound else {
      throw PluginHostError(.description, "\(file) describes itself with ids or texts that are not allowed")
    }
    for processor in processors {
      do {
        _ = try ConfigSchema(processor.configSchema)
      } catch let error as PluginHostError {
        let reason = Array(error.message.utf8.prefix(500)).withUnsafeBytes { String(foreign: $0) }
        throw PluginHostError(.description, "\(file): processor '\(processor.id)': \(reason)")
      }
    }
    for eventType in eventTypes {
      do {
        try eventType.type.check()
      } catch {
        throw PluginHostError(.description, "\(file): \(error.message)", hint: error.hint)
      }
    }
  }
}
