/// How images are brought to the extents that a network reads: resized, then cut at the centre.
///
/// As text `none`, the pixels of the shorter side (`256`), or those of both sides (`224x224`, height first); behind a colon
/// `bicubic`, where the filter is not `bilinear`.
package struct ImageResize: Hashable, Sendable {
  /// What an image is resized to.
  package enum Target: Hashable, Sendable {
    case unchanged
    /// The longer side keeps the proportion, as torchvision's `Resize(n)`.
    case shorterSide(Int)
    case extents(height: Int, width: Int)
  }

  package let target: Target
  package let filter: ImageFilter

  /// Pixels that a side can be resized to.
  private static let sides = 1...8192

  package init(_ target: Target, filter: ImageFilter = .bilinear) {
    self.target = target
    self.filter = filter
  }

  /// Reads a text; nil for one of another form.
  package init?(parsing text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count) else { return nil }
    if text == "none" {
      self.init(.unchanged)
      return
    }
    var filter = ImageFilter.bilinear
    if parts.count == 2 {
      guard let named = ImageFilter(rawValue: String(parts[1])) else { return nil }
      filter = named
    }
    let sides = parts[0].split(separator: "x", omittingEmptySubsequences: false).map { part in
      part.allSatisfy { ("0"..."9").contains($0) }
        ? Int(part).flatMap { Self.sides.contains($0) ? $0 : nil } : nil
    }
    switch sides.count {
    case 1:
      guard let side = sides[0] else { return nil }
      self.init(.shorterSide(side), filter: filter)
    case 2:
      guard let height = sides[0], let width = sides[1] else { return nil }
      self.init(.extents(height: height, width: width), filter: filter)
    default: return nil
    }
  }

  /// What is usual for a network of images of `side` by `side` pixels: the shorter side such that the cut keeps 0.875 of it.
  package init(usualFor side: Int) { self.init(.shorterSide(Int((Double(side) / 0.875).rounded()))) }

  /// The text that it is read from.
  package var text: String {
    let ending = filter == .bilinear ? "" : ":\(filter.rawValue)"
    return switch target {
    case .unchanged: "none"
    case .shorterSide(let side): "\(side)\(ending)"
    case .extents(let height, let width): "\(height)x\(width)\(ending)"
    }
  }

  /// The extents of a resized image.
  func extents(of image: PixelImage.Head) -> PixelImage.Head {
    switch target {
    case .unchanged: return image
    case .extents(let height, let width): return PixelImage.Head(height: height, width: width)
    case .shorterSide(let side):
      // Cut off and not rounded, as torchvision does.
      return image.width <= image.height
        ? PixelImage.Head(height: side * image.height / image.width, width: side)
        : PixelImage.Head(height: side, width: side * image.width / image.height)
    }
  }

  /// The middle of `length` pixels, with the rounding of torchvision's `CenterCrop`.
  static func centre(_ length: Int, of whole: Int) -> Range<Int> {
    let start = Int((Double(whole - length) / 2).rounded(.toNearestOrEven))
    return start..<start + length
  }
}

extension ImageResize: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let found = ImageResize(parsing: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a size of images")
    }
    self = found
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
