import Data
import Networks
import Testing

@Suite struct InputNormalizationTests {
  @Test func `usual normalizations have names`() throws {
    let imagenet = try #require(InputNormalization(parsing: "imagenet"))
    #expect(imagenet.mean == [0.485, 0.456, 0.406] && imagenet.deviation == [0.229, 0.224, 0.225])
    #expect(imagenet.statistics(channels: 1) == nil)
    #expect(
      InputNormalization(parsing: "half")?.statistics(channels: 2)
        == PixelNormalization(mean: [0.5, 0.5], deviation: [0.5, 0.5]))
    #expect(InputNormalization(parsing: "none")?.statistics(channels: 3)?.isIdentity == true)
    #expect(InputNormalization(parsing: "0.1,0.2:3,4")?.deviation == [3, 4])
  }

  @Test(arguments: [
    "", "image-net", "0.5", "0.5:", "0.5:0", "0.5:-1", "0.5,0.5:1", "nan:1", "1:inf", "0:1e-300", "1:2:3",
  ])
  func `anything else is none`(text: String) { #expect(InputNormalization(parsing: text) == nil) }

  @Test func `samples with a normalization of their own come out normalized`() throws {
    let plain = Samples(
      shape: SampleShape(channels: 2), classes: 1, values: .bytes([0, 255]), labels: [0])
    let samples = plain.normalized(by: PixelNormalization(mean: [0.5, 0.5], deviation: [0.5, 0.25]))
    var output: [Float] = [0, 0]
    output.withUnsafeMutableBufferPointer {
      samples.copyNormalized(0..<1, using: .identity(channels: 2), into: $0)
    }
    #expect(output == [-1, 2])
    #expect(samples.digest != plain.digest)
  }
}
