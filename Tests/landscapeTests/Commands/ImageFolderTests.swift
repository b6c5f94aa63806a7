import Formats
import FoundationEssentials
import TestSupport
import Testing

/// Networks on the images of a folder.
@Suite struct ImageFolderTests {
  private static let images = "\(Workbench.repository)/Tests/DataTests/Fixtures/Images"

  /// A folder with `photos`, the pixels that torchvision makes of them as `photos.npz`, and a network of PyTorch for images of
  /// 32×32 pixels as `net.pt2`.
  private func bench() throws -> Workbench {
    let bench = try Workbench()
    try FileManager.default.createSymbolicLink(
      atPath: bench.folder.file("photos"), withDestinationPath: "\(Self.images)/classes")
    try bench.write(content("\(Self.images)/classes.npz"), to: "photos.npz")
    try bench.copyFixture("resnet20-cifar.pt2", to: "net.pt2")
    return bench
  }

  private static let normalize = "--normalize imagenet"

  @Test func `a folder gives what its pixels by torchvision give`() throws {
    let bench = try bench()
    let found = try bench.succeed("evaluate net.pt2 --data photos \(Self.normalize) --outputs a.npz --quiet")
    _ = try bench.succeed("evaluate net.pt2 --data photos.npz \(Self.normalize) --outputs b.npz --quiet")
    #expect(try bench.bytes("a.npz") == bench.bytes("b.npz"))
    #expect(found.output.contains("all 7 samples of photos") && !found.errors.contains("images of"))
    let spoken = try bench.succeed("evaluate net.pt2 --data photos/ \(Self.normalize)").errors
    #expect(spoken.contains("photos: 7 images of 3 classes, shorter side 37 (bilinear), centre 32×32"))
  }

  @Test func `a map is drawn on a folder`() throws {
    let bench = try bench()
    let grid = "--x -1:1:3 --y -1:1:3"
    try bench.succeed("render net.pt2 --data photos \(Self.normalize) \(grid) --width 100 --quiet")
    #expect(bench.has("net.png"))
    #expect(try bench.succeed("inspect net.pt2.surface").output.contains("on photos"))
    // The same pixels are the same data, another preparation is not.
    try bench.succeed("render net.pt2 --data photos.npz \(Self.normalize) --width 100 --quiet -o other.png")
    try bench.fail(
      "render net.pt2 --data photos --resize 40 \(Self.normalize) --quiet", .cannotCreate, "other data")
  }

  @Test func `a network with one channel reads grey`() throws {
    let bench = try bench()
    try bench.writeImageModel()
    try FileManager.default.removeItem(atPath: bench.folder.file("photos"))
    for name in ["photos/train/a", "photos/train/b", "photos/val/a", "photos/val/b"] {
      try FileManager.default.createDirectory(
        atPath: bench.folder.file(name), withIntermediateDirectories: true)
      try bench.write(content("\(Self.images)/kinds/interlaced.png"), to: "\(name)/1.png")
    }
    // 2×2 pixels of 0x10, 0x80, 0xf0 and 3: outputs are the first and the last of them, divided by 255.
    let found = try bench.succeed(
      "evaluate image.model --data photos --split test --normalize none --outputs a.npz")
    #expect(found.errors.contains("2 images of 2 classes, not resized, centre 2×2"))
    #expect(found.output.contains("2 test samples of photos"))
    let outputs = try NumPyArchive(reading: bench.folder.file("a.npz")).tensor("outputs")?.floats()
    let wanted = [16, 3, 16, 3].map { Float($0) / 255 }
    #expect(outputs?.count == 4 && zip(outputs ?? [], wanted).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func `what is wrong with a folder or its options`() throws {
    let bench = try bench()
    try bench.fail("evaluate net.pt2 --data photos", .usage, "photos", "--normalize imagenet")
    for size in ["16", "0", "huge", "37:lanczos"] {
      try bench.fail(
        "evaluate net.pt2 --data photos --resize \(size) \(Self.normalize)", .usage, "--resize", size)
    }
    try bench.fail("evaluate net.pt2 --data photos --target a \(Self.normalize)", .usage, "--target")
    try bench.fail("evaluate net.pt2 --data photos --split test \(Self.normalize)", .data, "no split")
    try bench.fail("evaluate net.pt2 --data photos --normalize 0,0:1,1", .usage, "--normalize")
    for data in ["photos.npz", "cifar10"] {
      try bench.fail(
        "evaluate net.pt2 --data \(data) --resize 37 \(Self.normalize)", .usage, "--resize", "folder")
    }
    try bench.fail("evaluate net.pt2 --data missing/ \(Self.normalize)", .noInput, "missing")
    try bench.fail(
      "evaluate net.pt2 --data \(Self.images)/kinds \(Self.normalize)", .data, "beside one another")
    try bench.write(Array("no image".utf8), to: "1.png")
    try FileManager.default.createDirectory(
      atPath: bench.folder.file("d/a"), withIntermediateDirectories: true)
    try bench.write(Array("no image".utf8), to: "d/a/1.png")
    try bench.fail("evaluate net.pt2 --data d \(Self.normalize)", .data, "d/a/1.png", "neither PNG nor JPEG")
    try bench.fail("probe net.pt2 --data 1.png \(Self.normalize)", .data, "1.png", "a folder of images")
  }
}
