import Data
import Networks
import Numerics
import Testing
import Training

@Suite struct AugmenterTests {
  private static let colour = SampleShape(channels: 3, height: 6, width: 5)
  private let normalization = PixelNormalization(mean: [0.5, 0.4, 0.3], deviation: [0.2, 0.25, 0.3])

  /// Pixels from 0.2 to 0.8, normalized.
  private func image() -> [Float] {
    var generator = SeededGenerator(seed: 5, for: .example)
    return (0..<90).map { place in
      let pixel = 0.2 + 0.6 * generator.uniform()
      return Float((pixel - normalization.mean[place / 30]) / normalization.deviation[place / 30])
    }
  }

  private func pixels(_ image: [Float]) -> [Double] {
    image.enumerated().map { place, value in
      Double(value) * normalization.deviation[place / 30] + normalization.mean[place / 30]
    }
  }

  private func changed(_ seed: UInt64, _ change: (inout Augmentation) -> Void) -> [Float] {
    var augmentation = Augmentation()
    change(&augmentation)
    let augmenter = Augmenter(augmentation, shape: Self.colour, normalization)
    var generator = SeededGenerator(seed: seed, for: .example)
    var image = image()
    image.withUnsafeMutableBufferPointer { buffer in
      if let start = buffer.baseAddress { augmenter.apply(to: start, &generator) }
    }
    return image
  }

  private func all(_ change: (inout Augmentation) -> Void) -> [[Float]] {
    (0..<40).map { changed($0, change) }
  }

  @Test func `the same seed gives the same image, another one another`() {
    func change(_ augmentation: inout Augmentation) {
      augmentation.cropPadding = 2
      augmentation.resizedCrop = 0.5
      augmentation.aspect = 0.3
      augmentation.hue = 0.1
      augmentation.cutout = 2
    }
    #expect(changed(1, change) == changed(1, change))
    #expect(changed(1, change) != changed(2, change))
  }

  @Test func `flips are the image or its mirror image`() {
    let image = image()
    let places = Array(0..<90)
    let upsideDown = places.map { image[$0 / 30 * 30 + (5 - $0 % 30 / 5) * 5 + $0 % 5] }
    let mirrored = places.map { image[$0 / 5 * 5 + (4 - $0 % 5)] }
    #expect(Set(all { $0.verticalFlip = true }) == [image, upsideDown])
    #expect(Set(all { $0.horizontalFlip = true }) == [image, mirrored])
  }

  @Test func `a crop moves pixels together and fills with black`() {
    let image = image()
    for result in all({ $0.cropPadding = 2 }) {
      let fits = (-2...2).contains { down in
        (-2...2).contains { right in
          (0..<90).allSatisfy { place in
            let (row, column) = (place % 30 / 5 + down, place % 5 + right)
            let inside = (0..<6).contains(row) && (0..<5).contains(column)
            let black = Float(-normalization.mean[place / 30] / normalization.deviation[place / 30])
            return result[place] == (inside ? image[place / 30 * 30 + row * 5 + column] : black)
          }
        }
      }
      #expect(fits)
    }
  }

  @Test func `brightness multiplies all pixels by one factor within its strength`() {
    let before = pixels(image())
    for result in all({ $0.brightness = 0.2 }) {
      let ratios = zip(pixels(result), before).map { $0 / $1 }
      #expect(ratios.allSatisfy { abs($0 - ratios[0]) < 1e-5 && (0.799...1.201).contains($0) })
    }
  }

  @Test func `contrast keeps the mean grey and scales differences from it`() {
    func grey(_ pixels: [Double]) -> Double {
      var sum = 0.0
      for (channel, weight) in [0.299, 0.587, 0.114].enumerated() {
        for p in 0..<30 { sum += weight * pixels[30 * channel + p] }
      }
      return sum / 30
    }
    let before = pixels(image())
    for result in all({ $0.contrast = 0.2 }) {
      let after = pixels(result)
      #expect(abs(grey(after) - grey(before)) < 1e-5)
      let ratio = (after[1] - after[0]) / (before[1] - before[0])
      #expect((0.799...1.201).contains(ratio))
      #expect(abs((after[7] - after[3]) - ratio * (before[7] - before[3])) < 1e-5)
    }
  }

  @Test func `saturation keeps each pixel's grey, hue its mean`() {
    let before = pixels(image())
    for (results, weights) in [
      (all { $0.saturation = 0.2 }, [0.299, 0.587, 0.114]),
      (all { $0.hue = 0.05 }, [1.0 / 3, 1.0 / 3, 1.0 / 3]),
    ] {
      for result in results {
        let after = pixels(result)
        for p in 0..<30 {
          var difference = 0.0
          for (channel, weight) in weights.enumerated() {
            difference += weight * (after[p + 30 * channel] - before[p + 30 * channel])
          }
          #expect(abs(difference) < 1e-5)
        }
        #expect(result != image())
      }
    }
  }

  @Test func `colours stay within black and white`() {
    for result in all({
      $0.brightness = 1
      $0.contrast = 1
      $0.saturation = 1
      $0.hue = 0.5
    }) {
      #expect(pixels(result).allSatisfy { (-1e-6...1 + 1e-6).contains($0) })
    }
  }

  @Test func `cutout sets a square that may be cut off to the mean`() {
    let image = image()
    for result in all({ $0.cutout = 3 }) {
      let changed = (0..<30).filter { result[$0] != image[$0] }
      #expect(
        (1...9).contains(changed.count) && changed.allSatisfy { result[$0] == 0 && result[$0 + 60] == 0 })
      let (rows, columns) = (Set(changed.map { $0 / 5 }), Set(changed.map { $0 % 5 }))
      #expect(rows.count * columns.count == changed.count)
    }
  }

  /// Interpolation is exact for values that change linearly, except where it is held at the border.
  @Test func `a resized crop of a ramp is a flatter ramp within the image`() {
    let shape = SampleShape(channels: 1, height: 8, width: 8)
    var augmentation = Augmentation()
    augmentation.resizedCrop = 0.75
    augmentation.aspect = 0.3
    let augmenter = Augmenter(
      augmentation, shape: shape, PixelNormalization(mean: [0], deviation: [1]))
    for seed in 0..<40 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed, for: .example)
      var image = (0..<64).map { Float($0 % 8) }
      image.withUnsafeMutableBufferPointer { buffer in
        if let start = buffer.baseAddress { augmenter.apply(to: start, &generator) }
      }
      let steps = (1..<7).map { image[$0 + 1] - image[$0] }.dropLast()
      #expect(steps.allSatisfy { $0 > 0.2 && $0 <= 1.0001 })
      #expect(image.allSatisfy { (0...7).contains($0) } && image[0..<8] == image[56..<64])
    }
  }
}
