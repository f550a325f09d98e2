import ArgumentParser
import PluginHost

extension CompletionKind {
  /// Plugins' files, manifests among them.
  static var pluginFile: CompletionKind { .file(extensions: PluginCatalogue.extensions.sorted()) }
}
