import Hummingbird

/// `/assets/{version}/{file}`: style, script and icons. They hold nobody's data, so anybody may see and keep them.
struct AssetRoutes {
  let web: WebFolder

  func add(to router: Router<ConsoleContext>) {
    router.get("assets/:version/:file") { [assets = web.assets] _, context in
      guard let asset = context.parameters.get("file").flatMap({ assets[$0] }) else {
        throw ConsoleError(.notFound, "there is no such asset")
      }
      var response = Response.text(asset.content, type: asset.type)
      response.headers[.cacheControl] = "public, max-age=31536000, immutable"
      return response
    }
  }
}
