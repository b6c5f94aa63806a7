import Networks
import Tensors

/// Random changes to training images that leave their label true.
package struct Augmentation: Codable, Hashable, Sendable {
  /// Black pixels added on each side before an image of the original size is cut out at random; 0 for none.
  ///
  /// He et al. 2015, §4.2, use 4.
  package var cropPadding: Int
  /// Mirrors left and right with probability one half.
  package var horizontalFlip: Bool

  package init(cropPadding: Int = 0, horizontalFlip: Bool = false) {
    self.cropPadding = cropPadding
    self.horizontalFlip = horizontalFlip
  }

  /// True when images stay as they are.
  package var isIdentity: Bool { cropPadding == 0 && !horizontalFlip }

  /// Changes one normalized image in place.
  ///
  /// - Parameters:
  ///   - image: `[C][H][W]`.
  ///   - black: what a black pixel of each channel is after normalization.
  ///   - scratch: room for one image.
  func apply(
    to image: UnsafeMutablePointer<Float>, _ shape: SampleShape, black: [Float],
    _ generator: inout SeededGenerator, scratch: UnsafeMutablePointer<Float>
  ) {
    scratch.update(from: image, count: shape.count)
    let down = cropPadding > 0 ? generator.index(below: 2 * cropPadding + 1) - cropPadding : 0
    let right = cropPadding > 0 ? generator.index(below: 2 * cropPadding + 1) - cropPadding : 0
    let flips = horizontalFlip && generator.index(below: 2) == 1
    for channel in 0..<shape.channels {
      let source = scratch + channel * shape.area
      let target = image + channel * shape.area
      for row in 0..<shape.height {
        let from = row + down
        for column in 0..<shape.width {
          let at = (flips ? shape.width - 1 - column : column) + right
          let inside = (0..<shape.height).contains(from) && (0..<shape.width).contains(at)
          target[row * shape.width + column] = inside ? source[from * shape.width + at] : black[channel]
        }
      }
    }
  }
}
