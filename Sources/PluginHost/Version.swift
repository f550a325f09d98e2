import CPluginCall

/// Millrace's own version: what `--version` prints and plugins are told.
public enum Version {
  public static let current = MRP_HOST_VERSION
}
