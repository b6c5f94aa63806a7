import ArgumentParser
import Training

/// Random changes to training images.
struct AugmentationOptions: ParsableArguments {
  @Option(help: "Pad images by so many pixels and crop at random.")
  var crop = 0
  @Flag(help: "Mirror images left and right at random.")
  var flip = false
  @Flag(help: "Mirror images top and bottom at random.")
  var flipVertical = false
  @Option(help: "Scale up a random part, at most this share of the area smaller than the image, from 0 to 1.")
  var resizedCrop = 0.0
  @Option(help: "Largest logarithm of the ratio by which --resized-crop stretches, such as 0.29 for 4:3.")
  var aspect = 0.0
  @Option(help: "Multiply pixels by a factor that is at most this far from 1.")
  var brightness = 0.0
  @Option(help: "The same for differences from the image's mean grey.")
  var contrast = 0.0
  @Option(help: "The same for differences from each pixel's grey; colour images only.")
  var saturation = 0.0
  @Option(help: "Turn colours by at most this share of a full turn, up to 0.5; colour images only.")
  var hue = 0.0
  @Option(help: "Side of a square at a random place that is set to the mean.")
  var cutout = 0

  /// The augmentation that the options describe.
  var augmentation: Augmentation {
    var augmentation = Augmentation(cropPadding: crop, horizontalFlip: flip)
    augmentation.verticalFlip = flipVertical
    augmentation.resizedCrop = resizedCrop
    augmentation.aspect = aspect
    augmentation.brightness = brightness
    augmentation.contrast = contrast
    augmentation.saturation = saturation
    augmentation.hue = hue
    augmentation.cutout = cutout
    return augmentation
  }
}
