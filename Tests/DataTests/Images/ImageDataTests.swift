import Data
import Formats
import FoundationEssentials
import Networks
import Storage
import TestSupport
import Testing

/// Folders of images.
@Suite struct ImageDataTests {
  private let folder: TemporaryFolder
  private let classes = "\(ImageFixture.folder)/classes"

  init() throws { folder = try TemporaryFolder() }

  /// Writes images of the fixtures under other names.
  private func write(_ files: [String: String]) throws {
    for (path, kind) in files {
      try make(path.split(separator: "/").dropLast().joined(separator: "/"))
      _ = try folder.file(path, content("\(ImageFixture.folder)/kinds/\(kind)"))
    }
  }

  private func make(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: folder.file(path), withIntermediateDirectories: true)
  }

  private func load(
    _ path: String, _ network: NetworkInterface, _ resize: String? = nil, _ split: Split = .train
  ) throws -> (samples: Samples, resize: ImageResize) {
    try ImageData(path: path, for: network, resize: resize.flatMap(ImageResize.init(parsing:))).load(split)
  }

  /// Expects a refusal with a path that ends in a text and a reason that has all the words.
  private func refuse(
    _ path: String, _ network: NetworkInterface, _ resize: String? = nil, _ split: Split = .train,
    file: String, _ words: String..., at location: SourceLocation = #_sourceLocation
  ) throws {
    do {
      _ = try load(path, network, resize, split)
      Issue.record("not refused", sourceLocation: location)
    } catch DatasetError.image(let path, let reason) {
      #expect(path.hasSuffix(file), "\(path)", sourceLocation: location)
      for word in words { #expect(reason.contains(word), "\(reason)", sourceLocation: location) }
    } catch { Issue.record("\(error)", sourceLocation: location) }
  }

  // By torchvision's ImageFolder, Resize(37), CenterCrop(32); 37 is 32 / 0.875, rounded.
  @Test func `a folder has the samples of torchvision's`() throws {
    let (samples, resize) = try load(classes, ImageFixture.network())
    let archive = try NumPyArchive(reading: "\(ImageFixture.folder)/classes.npz")
    let pixels = try #require(try ImageFixture.Pixels(archive, "x"))
    guard case .bytes(let bytes) = samples.values else {
      Issue.record("no bytes")
      return
    }
    #expect(pixels.extents == [7, 3, 32, 32] && bytes == pixels.bytes)
    #expect(samples.labels == [0, 0, 1, 1, 1, 2, 2] && samples.classes == 10)
    #expect(resize == ImageResize(.shorterSide(37)))
    // The same as of the arrays that torchvision made.
    let arrays = ArrayData(path: "\(ImageFixture.folder)/classes.npz", for: try ImageFixture.network())
    #expect(try DatasetDescription(arrays).load(.train).digest == samples.digest)
  }

  @Test func `a description has the names of the classes, and survives its JSON text`() throws {
    let data = try ImageData(
      path: "\(classes)/", for: ImageFixture.network(), resize: ImageResize(parsing: "40:bicubic"),
      normalization: InputNormalization(parsing: "imagenet"))
    let description = DatasetDescription(data)
    #expect(description.classNames == ["Zebra", "ant", "bee"] && description.title == "classes")
    let text = JSONText.encode(description)
    let read: DatasetDescription = try JSONText.decode(text, path: "a", what: "data")
    #expect(read == description && description.isConsistent)
    let samples = try description.load(.train)
    #expect(samples.normalization?.mean == [0.485, 0.456, 0.406])
    #expect(try read.relocated(to: classes).load(.train).digest == samples.digest)
  }

  @Test func `images of the network's extents are not resized`() throws {
    try write(["a/1.png": "rgb.png", "b/1.jpg": "420.jpg"])
    let (samples, resize) = try load(folder.path, ImageFixture.network(height: 13, width: 19))
    #expect(resize == ImageResize(.unchanged) && samples.count == 2)
    let archive = try NumPyArchive(reading: "\(ImageFixture.folder)/kinds.npz")
    let pixels = try #require(try ImageFixture.Pixels(archive, "rgb.png"))
    guard case .bytes(let bytes) = samples.values else { return }
    // Channels first.
    let first = (0..<3).flatMap { channel in
      stride(from: channel, to: pixels.bytes.count, by: 3).map { pixels.bytes[$0] }
    }
    #expect(Array(bytes.prefix(first.count)) == first)
    let grey = try load(folder.path, ImageFixture.network(channels: 1, height: 13, width: 19)).samples
    #expect(grey.shape.channels == 1 && grey.count == 2)
  }

  @Test func `resizing that leaves less than the network reads is refused`() throws {
    try write(["a/1.png": "rgb.png", "b/1.png": "grey-2.png"])
    let network = try ImageFixture.network(height: 12, width: 12)
    try refuse(folder.path, network, "none", file: "b/1.png", "4×9 pixels", "12×12", "--resize")
    #expect(throws: DatasetError.self) { try load(folder.path, network, "11") }
    #expect(throws: DatasetError.self) { try load(folder.path, network, "12x11") }
    #expect(try load(folder.path, network, "12").samples.count == 2)
    let wide = try ImageFixture.network(height: 8, width: 16)
    try refuse(folder.path, wide, file: ".png", "8×16", "--resize 8x16")
    try refuse(folder.path, wide, "8", file: "a/1.png", "8×11")
    #expect(try load(folder.path, wide, "8x16:bicubic").samples.count == 2)
  }

  // MARK: Parts

  @Test func `parts for training and testing`() throws {
    try write(["train/a/1.png": "rgb.png", "train/b/2.png": "rgb.png", "val/a/1.png": "rgb.png"])
    try make("val/b")
    let network = try ImageFixture.network(height: 13, width: 19)
    #expect(try load(folder.path, network).samples.count == 2)
    try refuse(folder.path, network, nil, .test, file: "val/b", "without PNG or JPEG")
    try write(["val/b/1.png": "rgb.png"])
    #expect(try load(folder.path, network, nil, .test).samples.labels == [0, 1])
    try write(["val/c/1.png": "rgb.png"])
    try refuse(folder.path, network, nil, .test, file: "val", "other classes", "train")
    try refuse("\(folder.path)/val", network, nil, .test, file: "val", "no split", "--split")
    #expect(try ImageData(path: "\(folder.path)/val", for: network).name.hasSuffix("/val"))
    // Of three parts with classes nobody knows which is meant; one of images alone has no labels.
    try write(["test/1.png": "rgb.png"])
    #expect(try load(folder.path, network).samples.count == 2)
    try write(["test/a/1.png": "rgb.png"])
    try refuse(folder.path, network, file: folder.path, "test, train, val", "\(folder.path)/test")
  }

  @Test func `classes may be called as parts are`() throws {
    try write(["train/1.png": "rgb.png", "test/1.png": "rgb.png"])
    let network = try ImageFixture.network(height: 13, width: 19)
    #expect(try ImageData(path: folder.path, for: network).classNames == ["test", "train"])
    try write(["bus/1.png": "rgb.png"])
    #expect(try load(folder.path, network).samples.labels == [0, 1, 2])
  }

  // MARK: Refusals

  @Test func `folders without classes or images`() throws {
    let network = try ImageFixture.network(height: 13, width: 19)
    try refuse(folder.path, network, file: folder.path, "neither", "x.npy")
    _ = try folder.file("1.png", content("\(ImageFixture.folder)/kinds/rgb.png"))
    try refuse(folder.path, network, file: folder.path, "beside one another")
    try write(["a/.1.png": "rgb.png", "a/1.txt": "rgb.png"])
    try refuse(folder.path, network, file: "/a", "a class without PNG or JPEG")
    try write(["a/1.webp": "rgb.png"])
    try refuse(folder.path, network, file: "a/1.webp", "only PNG and JPEG")
    try folder.remove("a/1.webp")
    _ = try folder.file("a/2.jpg", Array("no image".utf8))
    try refuse(folder.path, network, file: "a/2.jpg", "neither PNG nor JPEG")
    #expect(throws: DatasetError.self) { try load(folder.file("none"), network) }
    try folder.remove("a/2.jpg")
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("a/loop"), withDestinationPath: folder.file("a"))
    try refuse(folder.path, network, file: "/a", "too deep")
  }

  @Test func `a damaged image among others is named`() throws {
    try write(["a/1.png": "rgb.png", "a/2.png": "rgb.png", "b/3.jpg": "420.jpg"])
    let bytes = try content("\(ImageFixture.folder)/kinds/rgb.png")
    let path = try folder.file("a/2.png", Array(bytes.dropLast(40)))
    let network = try ImageFixture.network(height: 13, width: 19)
    #expect(throws: DatasetError.file(.corrupt(path: path, reason: "the file ends too early"))) {
      try load(folder.path, network)
    }
  }

  @Test func `networks that a folder does not suit`() throws {
    let path = classes
    try refuse(path, ImageFixture.network(channels: 2), file: "classes", "[n, 2, 32, 32]", "1 or 3")
    try refuse(path, ImageFixture.network(classes: 2), file: "classes", "3 sub-folders", "2 outputs")
    try refuse(path, NetworkInterface(SmallNetworks.perceptron(outputs: 3)), file: "classes", "[n, 4]")
    try refuse(path, NetworkInterface(SmallNetworks.pair()), file: "classes", "[n, 4] and [n, 2]")
  }

  @Test func `work that is stopped says so`() throws {
    let data = try ImageData(path: classes, for: ImageFixture.network())
    #expect(throws: DatasetError.stopped) { try data.load(.train) { _, _ in false } }
  }
}
