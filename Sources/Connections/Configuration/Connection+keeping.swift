import Foundation
import PluginHost
import Profiles

extension Connection {
  /// Throws ``ConnectionsError`` where the text may hold a secret itself: a processor's schema says which of its options are
  /// secrets, so a plugin that is not there leaves that open. A text like that is not kept.
  func checkKeepable(with catalogue: PluginCatalogue) throws {
    for step in goals.flatMap(\.processors) where step.config != .object([]) {
      let reference: ProcessorReference
      do {
        reference = try catalogue.processor(plugin: step.plugin, processor: step.processor)
      } catch {
        throw ConnectionsError(
          .invalidFile, "whether the configuration of plugin '\(step.plugin)' holds a secret is not known without it",
          hint: "put the plugin where 'millrace plugin list' shows it")
      }
      if let pointer = step.literalSecrets(of: reference.schema).first {
        throw ConnectionsError(
          .invalidFile, "the configuration of \(reference.label) holds a secret in \(pointer), which is never kept",
          hint: SecretReference.remedy)
      }
    }
  }

  /// Whether the text means something else in another folder: a processor's file is named by a relative path.
  func dependsOnFolder(with catalogue: PluginCatalogue) -> Bool {
    let other = URL(fileURLWithPath: "/\(UUID().uuidString)", isDirectory: true)
    return goals.flatMap(\.processors).contains { step in
      guard let schema = try? catalogue.processor(plugin: step.plugin, processor: step.processor).schema else {
        return step.config != .object([])
      }
      return schema.withAbsolutePaths(step.config, from: step.folder)
        != schema.withAbsolutePaths(step.config, from: other)
    }
  }

  /// The version of this connection as it is, or the one that a run adds for it. Within the transaction that records the run.
  func runVersion(_ writer: any ProfileWriter, actor: String, with catalogue: PluginCatalogue) throws
    -> ConnectionVersion
  {
    let depends = dependsOnFolder(with: catalogue)
    let known = try writer.connectionVersions(id, text: source.text).first {
      !depends || $0.folder == source.folder.path
    }
    return try known
      ?? writer.addVersion(
        ConnectionVersion(
          connection: id, text: source.text, folder: source.folder.path, origin: .run, actor: actor))
  }
}
