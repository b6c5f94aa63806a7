import Data
import Networks
import Storage
import Testing

/// The real data, where the operating system's package is installed.
struct FashionMNISTTests {
  static let isInstalled = FileBytes.exists(
    "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz")

  @Test(.enabled(if: isInstalled, "dataset-fashion-mnist is not installed"))
  func `Fashion-MNIST is the published one`() throws {
    let data = try DatasetDescription.resolve(name: "fashion-mnist", dataRoot: nil)
    let train = try data.load(.train, dataRoot: nil)
    #expect(train.count == 60_000)
    #expect(train.shape == SampleShape(channels: 1, height: 28, width: 28))
    #expect(train.labels.prefix(10) == [9, 0, 0, 3, 0, 2, 7, 2, 5, 5])
    for label in Int32(0)..<10 { #expect(train.labels.count { $0 == label } == 6000) }
    let normalization = PixelNormalization(of: train)
    #expect(abs(normalization.mean[0] - 0.2860) < 5e-5)
    #expect(abs(normalization.deviation[0] - 0.3530) < 5e-5)
    #expect(train.digest.hex == "69681006973fa0412af586eba349c4369c277e4bfc958de8361ba909ee34d2ce")
    #expect(try data.load(.test, dataRoot: nil).count == 10_000)
  }
}
