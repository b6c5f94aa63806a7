import Data
import Networks
import Storage
import TestSupport
import Testing

struct DatasetDescriptionTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Writes the files of MNIST, three images each, into a new folder in the temporary one.
  private func writeMNIST(_ name: String, dotted: Bool = false) throws -> String {
    let mark = dotted ? "." : "-"
    try folder.makeFolder(name)
    for split in ["train", "t10k"] {
      _ = try folder.file(
        "\(name)/\(split)-images\(mark)idx3-ubyte", IDXFixture.images(3, height: 28, width: 28))
      _ = try folder.file("\(name)/\(split)-labels\(mark)idx1-ubyte", IDXFixture.labels([3, 1, 9]))
    }
    return folder.file(name)
  }

  @Test func `an unknown name comes with those that exist`() {
    #expect(throws: DatasetError.unknownName("mnits", valid: DatasetDescription.names)) {
      try DatasetDescription.resolve(name: "mnits")
    }
    #expect(
      DatasetDescription.names == [
        "fashion-mnist", "mnist", "cifar10", "cifar100", "cifar100-coarse", "idx", "csv", "spirals", "moons",
        "blobs", "rings", "shapes", "sentences",
      ])
  }

  @Test func `a data set without a place of its own needs a folder`() {
    #expect(throws: DatasetError.folderNeeded(name: "mnist")) {
      try DatasetDescription.resolve(name: "mnist", dataRoot: nil)
    }
    #expect(throws: DatasetError.filesNeeded(name: "idx")) { try DatasetDescription.resolve(name: "idx") }
    #expect(throws: DatasetError.filesNeeded(name: "csv")) { try DatasetDescription.resolve(name: "csv") }
  }

  @Test(arguments: [false, true])
  func `files are found in the folder that was named, under either spelling`(dotted: Bool) throws {
    let path = try writeMNIST("here", dotted: dotted)
    let data = try DatasetDescription.resolve(name: "mnist", folder: path, dataRoot: nil)
    #expect(try data.load(.train, dataRoot: nil).labels == [3, 1, 9])
    #expect(data.classNames == (0...9).map(String.init))
  }

  @Test func `the folder above will do as well`() throws {
    _ = try writeMNIST("mnist")
    let data = try DatasetDescription.resolve(name: "mnist", folder: folder.path, dataRoot: nil)
    #expect(try data.load(.test, dataRoot: nil).count == 3)
  }

  @Test func `the folder of all data sets comes before the system's`() throws {
    _ = try writeMNIST("fashion-mnist")
    let data = try DatasetDescription.resolve(name: "fashion-mnist", dataRoot: folder.path)
    #expect(try data.load(.train, dataRoot: folder.path).count == 3)
    #expect(data.source == .folder(path: nil))
    #expect(data.classNames[9] == "ankle boot")
  }

  @Test func `a folder without the files is named with what was missed`() throws {
    #expect(
      throws: DatasetError.notFound(
        name: "mnist", file: "train-images-idx3-ubyte", folders: [folder.path, folder.file("mnist")])
    ) { try DatasetDescription.resolve(name: "mnist", folder: folder.path) }
  }

  @Test func `a description comes back from a checkpoint's text`() throws {
    let files = DatasetDescription.filesName
    for data in [
      try DatasetDescription.resolve(name: "spirals", generator: GeneratorOptions(classes: 4, seed: .max)),
      try DatasetDescription.resolve(name: "sentences", generator: GeneratorOptions(trainCount: 9)),
      try DatasetDescription.resolve(name: "mnist", folder: writeMNIST("here")),
      try DatasetDescription.resolve(name: files, files: folder.idxFiles()),
    ] {
      let back: DatasetDescription = try JSONText.decode(JSONText.encode(data), path: "", what: "")
      #expect(back == data)
      #expect(try back.load(.train).digest == data.load(.train).digest)
    }
  }

  @Test func `a generator's settings are checked in a checkpoint too`() {
    let text = #"{"kind":"moons","classes":2,"noise":0.1,"seed":1,"trainCount":-1,"testCount":10}"#
    #expect(throws: StorageError.corrupt(path: "f", reason: "the data cannot be read")) {
      let _: GeneratedData = try JSONText.decode(text, path: "f", what: "data")
    }
  }

  @Test func `a data set can move to another folder`() throws {
    let path = try writeMNIST("here")
    let data = try DatasetDescription.resolve(name: "mnist", folder: path)
    #expect(data.relocated(to: "/there").source == .folder(path: "/there"))
    let pair = try DatasetDescription.resolve(name: "idx", files: folder.idxFiles())
    guard case .files(let moved) = pair.relocated(to: "/there").source else {
      Issue.record("not files")
      return
    }
    #expect(moved.testLabels == "/there/test-labels")
    let moons = try DatasetDescription.resolve(name: "moons")
    #expect(moons.relocated(to: "/there") == moons)
  }
}
