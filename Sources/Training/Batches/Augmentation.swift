/// Random changes to training images that leave their label true, each with its strength; 0 leaves it out.
///
/// The numbers of a sample in an epoch come from a random stream of its own. Changes are made in the order of the
/// properties.
package struct Augmentation: Codable, Hashable, Sendable {
  /// Black pixels added on each side before an image of the original size is cut out at random.
  ///
  /// He et al. 2015, §4.2, use 4.
  package var cropPadding = 0
  /// Mirrors left and right with probability one half.
  package var horizontalFlip = false
  /// Mirrors top and bottom with probability one half.
  package var verticalFlip = false
  /// Cuts out a random part and scales it to the image's size: its area is smaller by at most this fraction.
  ///
  /// Szegedy et al. 2015 use 0.92.
  package var resizedCrop = 0.0
  /// The natural logarithm of the largest ratio by which `resizedCrop` stretches width against height.
  package var aspect = 0.0
  /// Pixels are multiplied by a factor from `1 − s` to `1 + s`.
  package var brightness = 0.0
  /// Differences from the image's mean grey are multiplied by a factor from `1 − s` to `1 + s`.
  package var contrast = 0.0
  /// Differences from each pixel's grey are multiplied by a factor from `1 − s` to `1 + s`; for three channels.
  package var saturation = 0.0
  /// Turns colours about the grey axis by at most this fraction of a full turn; for three channels.
  package var hue = 0.0
  /// Side of a square at a random position whose pixels become the data set's mean; parts outside are cut off.
  ///
  /// DeVries & Taylor 2017, arXiv:1708.04552, use 16 for CIFAR-10.
  package var cutout = 0

  package init(cropPadding: Int = 0, horizontalFlip: Bool = false) {
    self.cropPadding = cropPadding
    self.horizontalFlip = horizontalFlip
  }

  /// True when images stay as they are.
  package var isIdentity: Bool { self == Augmentation() }

  /// True when the values of pixels change, not only their positions.
  var changesColours: Bool { brightness > 0 || contrast > 0 || saturation > 0 || hue > 0 }
}

extension Augmentation {
  private enum CodingKeys: CodingKey {
    case cropPadding
    case horizontalFlip
    case verticalFlip
    case resizedCrop
    case aspect
    case brightness
    case contrast
    case saturation
    case hue
    case cutout
  }

  /// Reads a description; changes that it does not name are left out.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func value<Value: Decodable>(_ key: CodingKeys, _ usual: Value) throws -> Value {
      try container.decodeIfPresent(Value.self, forKey: key) ?? usual
    }
    cropPadding = try value(.cropPadding, 0)
    horizontalFlip = try value(.horizontalFlip, false)
    verticalFlip = try value(.verticalFlip, false)
    resizedCrop = try value(.resizedCrop, 0)
    aspect = try value(.aspect, 0)
    brightness = try value(.brightness, 0)
    contrast = try value(.contrast, 0)
    saturation = try value(.saturation, 0)
    hue = try value(.hue, 0)
    cutout = try value(.cutout, 0)
  }
}
