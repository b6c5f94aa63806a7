import Data
import FoundationEssentials
import Networks
import Storage
import TestSupport
import Testing

struct IDXTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `images and labels are read in order`() throws {
    let data = try DatasetDescription.resolve(name: "idx", files: folder.idxFiles())
    #expect(data.shape == SampleShape(channels: 1, height: 2, width: 3))
    #expect(data.classNames == ["0", "1", "2"])
    let train = try data.load(.train)
    #expect(train.labels == [0, 2, 1])
    #expect(train.classes == 3)
    #expect(train.pixels == (0..<18).map { UInt8($0 * 7) })
    #expect(try data.load(.test).labels == [1, 0])
  }

  @Test func `a fourth extent means channels`() throws {
    var files = try folder.idxFiles()
    let images = IDXFixture.file(magic: 0x804, [3, 2, 1, 2], [UInt8](0..<12))
    files = IDXFiles(
      trainImages: try folder.file("colour", images), trainLabels: files.trainLabels,
      testImages: files.testImages, testLabels: files.testLabels)
    let data = try DatasetDescription.resolve(name: "idx", files: files)
    #expect(data.shape == SampleShape(channels: 2, height: 1, width: 2))
  }

  @Test func `a compressed file holds the same`() throws {
    // Python's gzip.compress of the labels [0, 2, 1], mtime 0.
    let base64 = "H4sIAAAAAAACA2Ng4GBkYGBgZmBiBACQ7nFLCwAAAA=="
    let plain = try folder.idxFiles()
    let files = IDXFiles(
      trainImages: plain.trainImages,
      trainLabels: try folder.file("labels.gz", Array(try #require(Data(base64Encoded: base64)))),
      testImages: plain.testImages, testLabels: plain.testLabels)
    #expect(try DatasetDescription.resolve(name: "idx", files: files).load(.train).labels == [0, 2, 1])
  }

  /// Reads a pair of files and gives the error that this ends with.
  private func error(images: [UInt8], labels: [UInt8]) throws -> (DatasetError?, paths: (String, String)) {
    let paths = (try folder.file("i", images), try folder.file("l", labels))
    let files = IDXFiles(trainImages: paths.0, trainLabels: paths.1, testImages: paths.0, testLabels: paths.1)
    do throws(DatasetError) {
      _ = try DatasetDescription.resolve(name: "idx", files: files)
      return (nil, paths)
    } catch { return (error, paths) }
  }

  @Test func `another magic number is named`() throws {
    let labels = IDXFixture.labels([0, 1, 2])
    let (first, paths) = try error(images: labels, labels: labels)
    #expect(first == .wrongMagic(path: paths.0, expected: [0x803, 0x804], found: 0x801))
    let (second, _) = try error(images: IDXFixture.images(3), labels: Array("some text, no labels".utf8))
    #expect(second == .wrongMagic(path: paths.1, expected: [0x801], found: 0x736f_6d65))
  }

  @Test func `a file cut off anywhere is refused`() throws {
    let images = IDXFixture.images(3)
    for length in 0..<images.count {
      let (error, paths) = try error(
        images: Array(images.prefix(length)), labels: IDXFixture.labels([0, 1, 2]))
      guard case .file(.truncated(paths.0, let expected, length))? = error else {
        Issue.record("\(length) bytes: \(String(describing: error))")
        continue
      }
      #expect(expected > length)
    }
  }

  @Test func `bytes too many are refused`() throws {
    let (error, paths) = try error(
      images: IDXFixture.images(3) + [0, 0], labels: IDXFixture.labels([0, 1, 2]))
    #expect(error == .file(.corrupt(path: paths.0, reason: "2 bytes after the last sample")))
  }

  @Test(arguments: [[0xffff_ffff, 0xffff_ffff, 0xffff_ffff], [0x8000_0000, 28, 28]] as [[UInt32]])
  func `a header that claims terabytes is refused at once`(extents: [UInt32]) throws {
    let images = IDXFixture.file(magic: 0x803, extents, [0, 0, 0])
    let (error, paths) = try error(images: images, labels: IDXFixture.labels([0]))
    guard case .file(.tooLarge(paths.0, let claimed))? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(claimed > 1 << 40)
  }

  @Test(arguments: [[0, 28, 28], [3, 0, 28]] as [[UInt32]])
  func `a file without samples is refused`(extents: [UInt32]) throws {
    let images = IDXFixture.file(magic: 0x803, extents, [])
    let (error, paths) = try error(images: images, labels: IDXFixture.labels([0]))
    #expect(error == .empty(path: paths.0))
  }

  @Test func `as many labels as images are needed`() throws {
    let (error, paths) = try error(images: IDXFixture.images(3), labels: IDXFixture.labels([0, 1]))
    #expect(error == .countsDiffer(images: 3, imagesPath: paths.0, labels: 2, labelsPath: paths.1))
  }

  @Test func `a damaged compressed file is refused`() throws {
    let (error, paths) = try error(images: [0x1f, 0x8b, 8, 0, 1, 2, 3], labels: IDXFixture.labels([0]))
    #expect(error == .file(.corrupt(path: paths.0, reason: "the compressed data ends early")))
  }

  @Test func `test images of another shape are refused`() throws {
    let files = try folder.idxFiles()
    let data = try DatasetDescription.resolve(name: "idx", files: files)
    _ = try folder.file("test-images", IDXFixture.images(2, height: 3, width: 2))
    #expect(
      throws: DatasetError.shapesDiffer(
        path: files.testImages, expected: data.shape, found: SampleShape(channels: 1, height: 3, width: 2))
    ) { try data.load(.test) }
  }

  @Test func `a test label that training does not know is refused`() throws {
    let files = try folder.idxFiles()
    let data = try DatasetDescription.resolve(name: "idx", files: files)
    _ = try folder.file("test-labels", IDXFixture.labels([1, 3]))
    #expect(
      throws: DatasetError.labelOutOfRange(path: files.testLabels, sample: 1, label: 3, classes: 3)
    ) { try data.load(.test) }
  }

  @Test func `a missing file is named`() throws {
    let path = folder.file("nowhere")
    let files = IDXFiles(trainImages: path, trainLabels: path, testImages: path, testLabels: path)
    #expect(throws: DatasetError.file(.missing(path: path))) {
      try DatasetDescription.resolve(name: "idx", files: files)
    }
  }
}
