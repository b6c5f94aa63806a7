import Rendering

/// Colours of a picture by `landscape render` at the places at which `Scripts/page.js` takes a page's.
struct PictureColours {
  private let raster: Raster

  init(_ picture: PNGPicture) { raster = picture.raster }

  /// Red, green and blue of a pixel.
  private func colour(_ x: Int, _ y: Int) -> [Int] {
    let word = raster.pixels[y * raster.width + x]
    return [16, 8, 0].map { Int(word >> UInt32($0) & 255) }
  }

  /// The colour of a pixel if those around it have the same.
  private func even(_ x: Double, _ y: Double, _ tolerance: Int) -> [Int]? {
    let (x, y) = (Int(x.rounded()), Int(y.rounded()))
    guard x > 0, y > 0, x < raster.width - 1, y < raster.height - 1 else { return nil }
    let own = colour(x, y)
    for dy in -1...1 {
      for dx in -1...1 where zip(own, colour(x + dx, y + dy)).contains(where: { abs($0 - $1) > tolerance }) {
        return nil
      }
    }
    return own
  }

  /// 60 × 60 places of a contour map, whose frame is found by its lines: the first long ones in the ink of the light theme.
  func map() -> [[Int]?]? {
    let isInk = { (x: Int, y: Int) in
      zip(colour(x, y), [0x1A, 0x1C, 0x21]).allSatisfy { abs($0 - $1) < 30 }
    }
    // Middles of runs of columns or rows, since a line can be two pixels wide.
    func middles(_ lines: [Int]) -> [Double] {
      var groups: [[Int]] = []
      for line in lines {
        if groups.last?.last == line - 1 {
          groups[groups.count - 1].append(line)
        } else {
          groups.append([line])
        }
      }
      return groups.map { Double($0[0] + $0[$0.count - 1]) / 2 }
    }
    let columns = (0..<raster.width).filter { x in
      (0..<raster.height).count { isInk(x, $0) } > raster.height * 2 / 5
    }
    let rows = (0..<raster.height).filter { y in
      (0..<raster.width).count { isInk($0, y) } > raster.width * 2 / 5
    }
    let (xs, ys) = (middles(columns), middles(rows))
    guard xs.count >= 2, ys.count >= 2 else { return nil }
    let (left, right, top, bottom) = (xs[0], xs[1], ys[0], ys[ys.count - 1])
    let (width, height) = (right - left, bottom - top)
    return Self.places(60) { u, v in even(left + u * width, bottom - v * height, 2) }
  }

  /// Colours at the middles of so many cells along both sides of a rectangle, row by row; places in it are 0…1.
  private static func places(_ count: Int, _ colour: (Double, Double) -> [Int]?) -> [[Int]?] {
    var colours: [[Int]?] = []
    for row in 0..<count {
      for column in 0..<count {
        let (u, v) = ((Double(column) + 0.5) / Double(count), (Double(row) + 0.5) / Double(count))
        colours.append(colour(u, v))
      }
    }
    return colours
  }

  /// The rectangle around a surface, and 40 × 40 places of it; the colour key beside it is left out.
  func silhouette() -> (aspect: Double, colours: [[Int]?])? {
    let isColourful = { (x: Int, y: Int) -> Bool in
      let own = colour(x, y)
      return (own.max() ?? 0) - (own.min() ?? 0) >= 30
    }
    let columns = (0..<raster.width).filter { x in (0..<raster.height).contains { isColourful(x, $0) } }
    guard let left = columns.first else { return nil }
    var right = left
    for column in columns where column <= right + 3 { right = column }
    let rows = (0..<raster.height).filter { y in (left...right).contains { isColourful($0, y) } }
    guard let top = rows.first, let bottom = rows.last, bottom > top else { return nil }
    let (width, height) = (Double(right - left), Double(bottom - top))
    let colours = Self.places(40) { u, v in even(Double(left) + u * width, Double(top) + v * height, 12) }
    return (width / height, colours)
  }

  /// How two lists of colours agree: of the places with a colour in both, the share whose channels differ by at most a
  /// tolerance.
  static func agreement(_ one: [[Int]?], _ other: [[Int]?], within tolerance: Int) -> (
    places: Int, share: Double
  ) {
    let pairs = zip(one, other).compactMap { a, b in a.flatMap { a in b.map { (a, $0) } } }
    let alike = pairs.count { a, b in zip(a, b).allSatisfy { abs($0 - $1) <= tolerance } }
    return (pairs.count, pairs.isEmpty ? 0 : Double(alike) / Double(pairs.count))
  }
}
