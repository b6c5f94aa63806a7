import Data
import Networks
import Tensors
import Training

/// The changes to images that the plate of augmented samples shows, one at a time.
enum AugmentationKind: String, CaseIterable, Codable, Sendable {
  case crop
  case horizontalFlip
  case verticalFlip
  case resizedCrop
  case brightness
  case contrast
  case cutout
  case saturation
  case hue

  /// What it is called, with its strength.
  var name: String {
    switch self {
    case .crop: "pad by 4, crop"
    case .horizontalFlip: "flip left–right"
    case .verticalFlip: "flip top–bottom"
    case .resizedCrop: "resized crop, aspect"
    case .brightness: "brightness ± 60 %"
    case .contrast: "contrast ± 80 %"
    case .cutout: "cutout, 12 pixels"
    case .saturation: "saturation ± 90 %"
    case .hue: "hue ± 0.3 turns"
    }
  }

  static let cutoutSide = 12

  var augmentation: Augmentation {
    var result = Augmentation()
    switch self {
    case .crop: result.cropPadding = 4
    case .horizontalFlip: result.horizontalFlip = true
    case .verticalFlip: result.verticalFlip = true
    case .resizedCrop: (result.resizedCrop, result.aspect) = (0.7, 0.3)
    case .brightness: result.brightness = 0.6
    case .contrast: result.contrast = 0.8
    case .cutout: result.cutout = Self.cutoutSide
    case .saturation: result.saturation = 0.9
    case .hue: result.hue = 0.3
    }
    return result
  }

  /// Whether it needs an image with three channels.
  var isOfColours: Bool { self == .saturation || self == .hue }

  /// The place in the training split of the image that it is shown on.
  var sample: Int {
    switch self {
    case .crop, .horizontalFlip, .verticalFlip: 0
    case .resizedCrop: 6
    case .brightness: 5
    case .contrast: 3
    case .cutout: 25
    case .saturation: 7
    case .hue: 5
    }
  }
}

/// One image, changed again and again as an epoch of training would change it.
struct AugmentedImage {
  private let image: [Float]
  private let shape: SampleShape
  private let normalization: PixelNormalization
  private let order: BatchOrder
  private let sample: Int

  /// A sample of a data set.
  init(_ samples: Samples, _ sample: Int) {
    shape = samples.shape
    normalization = PixelNormalization(of: samples)
    order = BatchOrder(count: samples.count, validationShare: 0, limit: nil, seed: 0)
    self.sample = sample
    image = Self.pixels(samples, sample, normalization)
  }

  /// A grey sample with its black and white replaced by two colours.
  init(tinting samples: Samples, _ sample: Int, from dark: [Float], to bright: [Float]) {
    shape = SampleShape(channels: 3, height: samples.shape.height, width: samples.shape.width)
    normalization = PixelNormalization(mean: [0.5, 0.5, 0.5], deviation: [0.25, 0.25, 0.25])
    order = BatchOrder(count: samples.count, validationShare: 0, limit: nil, seed: 0)
    self.sample = sample
    let grey = Self.pixels(samples, sample, PixelNormalization(mean: [0], deviation: [1]))
    image = zip(dark, bright).flatMap { dark, bright in
      grey.map { (min(max(dark + (bright - dark) * $0, 0), 1) - 0.5) / 0.25 }
    }
  }

  private static func pixels(
    _ samples: Samples, _ sample: Int, _ normalization: PixelNormalization
  ) -> [Float] {
    var result = [Float](repeating: 0, count: samples.shape.count)
    result.withUnsafeMutableBufferPointer {
      samples.copyNormalized(sample..<sample + 1, using: normalization, into: $0)
    }
    return result
  }

  /// The image as it is.
  var original: PixelText { text(image) }

  /// The image as the epochs `0..<count` of a run with seed 0 would see it.
  func changed(_ augmentation: Augmentation, count: Int) -> [PixelText] {
    let augmenter = Augmenter(augmentation, shape: shape, normalization)
    return (0..<count).map { epoch in
      var changed = image
      var generator = order.augmentation(epoch: epoch, sample: sample)
      changed.withUnsafeMutableBufferPointer { pixels in
        if let start = pixels.baseAddress { augmenter.apply(to: start, &generator) }
      }
      return text(changed)
    }
  }

  private func text(_ image: [Float]) -> PixelText {
    PixelText(
      width: shape.width, height: shape.height,
      values: image.indices.map {
        let channel = $0 / shape.area
        return Float(normalization.mean[channel] + normalization.deviation[channel] * Double(image[$0]))
      })
  }
}
