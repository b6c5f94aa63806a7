import Numerics

extension GeneratedData {
  /// Pixels of all images of a split, `[sample][row][column]`.
  func shapePixels(_ split: Split, _ count: Int) -> [UInt8] {
    let figures = ShapeImage.Figure.allCases
    let area = ShapeImage.side * ShapeImage.side
    return [UInt8](unsafeUninitializedCapacity: count * area) { buffer, filled in
      for index in 0..<count {
        var generator = SeededGenerator(seed: seed, for: split.stream(of: index))
        let image = ShapeImage(figures[index % classes], noise: noise, &generator)
        image.render(into: UnsafeMutableBufferPointer(rebasing: buffer[index * area..<(index + 1) * area]))
      }
      filled = count * area
    }
  }
}
