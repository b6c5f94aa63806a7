import Data
import Glibc
import Networks
import Numerics

/// Augmentation at work on normalized images of one shape.
package final class Augmenter {
  private let augmentation: Augmentation
  private let shape: SampleShape
  /// A black pixel of each channel after normalization.
  private let black: [Float]
  private let colours: ColourChange
  /// Room for one image.
  private let scratch: UnsafeMutablePointer<Float>

  package init(_ augmentation: Augmentation, shape: SampleShape, _ normalization: PixelNormalization) {
    self.augmentation = augmentation
    self.shape = shape
    black = zip(normalization.mean, normalization.deviation).map { Float(-$0 / $1) }
    colours = ColourChange(normalization, shape)
    scratch = .allocate(capacity: shape.count)
    scratch.initialize(repeating: 0, count: shape.count)
  }

  deinit { scratch.deallocate() }

  /// Changes one image, `[C][H][W]`, in place.
  package func apply(to image: UnsafeMutablePointer<Float>, _ generator: inout SeededGenerator) {
    move(image, &generator)
    if augmentation.resizedCrop > 0 { resize(image, &generator) }
    if augmentation.changesColours { colours.apply(augmentation, to: image, &generator) }
    if augmentation.cutout > 0 { cutOut(image, &generator) }
  }

  /// Pad-and-crop and flips: every pixel comes from another position.
  private func move(_ image: UnsafeMutablePointer<Float>, _ generator: inout SeededGenerator) {
    let padding = augmentation.cropPadding
    let down = padding > 0 ? generator.below(2 * padding + 1) - padding : 0
    let right = padding > 0 ? generator.below(2 * padding + 1) - padding : 0
    let mirrors = augmentation.horizontalFlip && generator.below(2) == 1
    let turns = augmentation.verticalFlip && generator.below(2) == 1
    guard down != 0 || right != 0 || mirrors || turns else { return }
    let (width, height) = (shape.width, shape.height)
    scratch.update(from: image, count: shape.count)
    // Columns whose source lies within the image; the others are black.
    let inside = mirrors ? (right, width + right) : (-right, width - right)
    let (first, end) = (max(0, min(width, inside.0)), max(0, min(width, inside.1)))
    for channel in 0..<shape.channels {
      for row in 0..<height {
        let target = image + channel * shape.area + row * width
        let from = (turns ? height - 1 - row : row) + down
        guard (0..<height).contains(from), first < end else {
          target.update(repeating: black[channel], count: width)
          continue
        }
        let source = scratch + channel * shape.area + from * width
        target.update(repeating: black[channel], count: first)
        if mirrors {
          for column in first..<end { target[column] = source[width - 1 - column + right] }
        } else {
          (target + first).update(from: source + first + right, count: end - first)
        }
        (target + end).update(repeating: black[channel], count: width - end)
      }
    }
  }

  /// Replaces the image by a part of it, by bilinear interpolation between the centres of pixels.
  private func resize(_ image: UnsafeMutablePointer<Float>, _ generator: inout SeededGenerator) {
    let (width, height) = (Double(shape.width), Double(shape.height))
    let fraction = 1 - augmentation.resizedCrop * generator.uniform()
    let stretch = exp(augmentation.aspect * (2 * generator.uniform() - 1) / 2)
    let (w, h) = (
      min(width, width * fraction.squareRoot() * stretch),
      min(height, height * fraction.squareRoot() / stretch)
    )
    let (x, y) = ((width - w) * generator.uniform(), (height - h) * generator.uniform())
    let columns = (0..<shape.width).map { Interpolation($0, start: x, length: w, of: shape.width) }
    scratch.update(from: image, count: shape.count)
    for row in 0..<shape.height {
      let position = Interpolation(row, start: y, length: h, of: shape.height)
      for channel in 0..<shape.channels {
        let source = scratch + channel * shape.area
        let (above, below) = (source + position.first * shape.width, source + position.second * shape.width)
        let target = image + channel * shape.area + row * shape.width
        for (column, at) in columns.enumerated() {
          let top = above[at.first] + at.fraction * (above[at.second] - above[at.first])
          let bottom = below[at.first] + at.fraction * (below[at.second] - below[at.first])
          target[column] = top + position.fraction * (bottom - top)
        }
      }
    }
  }

  /// A square becomes the mean of the data set, which is 0 after normalization.
  private func cutOut(_ image: UnsafeMutablePointer<Float>, _ generator: inout SeededGenerator) {
    let side = augmentation.cutout
    func range(_ length: Int, _ centre: Int) -> Range<Int> {
      let start = centre - side / 2
      return max(0, start)..<min(length, start + side)
    }
    let rows = range(shape.height, generator.below(shape.height))
    let columns = range(shape.width, generator.below(shape.width))
    for channel in 0..<shape.channels {
      for row in rows {
        let start = image + channel * shape.area + row * shape.width + columns.lowerBound
        start.update(repeating: 0, count: columns.count)
      }
    }
  }
}

/// Between which two pixels of a row or column, and where between, the centre of a pixel of the scaled part lies.
private struct Interpolation {
  let first: Int
  let second: Int
  let fraction: Float

  init(_ pixel: Int, start: Double, length: Double, of count: Int) {
    let at = start + (Double(pixel) + 0.5) * length / Double(count) - 0.5
    let clamped = min(max(at, 0), Double(count - 1))
    first = Int(clamped)
    second = min(first + 1, count - 1)
    fraction = Float(clamped - Double(first))
  }
}
