/// The page's style and scripts, which the build puts into the program: it needs no file beside it.
enum PageSource {
  static var style: String { String(decoding: PackageResources.page_css, as: UTF8.self) }

  /// The scripts, in the order in which they run; each uses those before it.
  static var modules: [[UInt8]] {
    [
      PackageResources.data_js, PackageResources.colours_js, PackageResources.refinement_js,
      PackageResources.contours_js, PackageResources.numbers_js, PackageResources.state_js,
      PackageResources.map_js, PackageResources.camera_js, PackageResources.mesh_js,
      PackageResources.painter_js, PackageResources.scene_js, PackageResources.pointers_js,
      PackageResources.panel_js, PackageResources.picture_js, PackageResources.main_js,
    ]
  }
}
