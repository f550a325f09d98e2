import Access
import Audit
import Connections
import Foundation
import PluginHost
import Profiles

/// What pages and the API look at and change. Any thread; calls into it block.
public struct Workspace: Sendable {
  public let service: Service
  public let installation: Installation
  public let library: ConnectionLibrary
  public let accounts: Accounts
  public let home: URL
  public var version: String

  public init(
    service: Service, installation: Installation, library: ConnectionLibrary, accounts: Accounts, home: URL,
    version: String
  ) {
    self.service = service
    self.installation = installation
    self.library = library
    self.accounts = accounts
    self.home = home
    self.version = version
  }

  var store: any ProfileStore { installation.store }
  var now: Date { installation.now() }
}
