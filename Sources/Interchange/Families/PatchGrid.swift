/// The patches of a vision transformer's images.
struct PatchGrid {
  /// Sides of a patch.
  let patch: (height: Int, width: Int)
  /// Sides of the images.
  let height: Int
  let width: Int

  /// Heads of published networks by their width, where they are not of 64 numbers.
  static let heads = [1152: 16, 1280: 16, 1408: 16, 1664: 16]

  /// Patches of an image.
  var count: Int { (height / patch.height) * (width / patch.width) }

  /// - Parameters:
  ///   - positions: rows of the table of positions that belong to patches.
  ///   - extents: of one image of the data, which may be no square.
  /// - Throws: `FamilyMismatch` for positions that no image has.
  init(patches shape: [Int], positions: Int, extents: [Int]?, table: String) throws(FamilyMismatch) {
    let patch = (height: shape[2], width: shape[3])
    self.patch = patch
    if let extents, extents.count == 3, extents[0] == shape[1], extents[1] > 0, extents[2] > 0,
      (extents[1] / patch.height).multipliedReportingOverflow(by: extents[2] / patch.width).partialValue
        == positions
    {
      (height, width) = (extents[1], extents[2])
      return
    }
    let side = Self.root(positions)
    guard let side, side < 1 << 16, patch.height < 1 << 16, patch.width < 1 << 16 else {
      throw FamilyMismatch("\(table) has \(positions) positions of patches, which are no square")
    }
    (height, width) = (side * patch.height, side * patch.width)
  }

  /// The square root of a square of at least 1.
  static func root(_ number: Int) -> Int? {
    guard number > 0 else { return nil }
    let root = Int(Double(number).squareRoot().rounded())
    return root.multipliedReportingOverflow(by: root).partialValue == number ? root : nil
  }
}
