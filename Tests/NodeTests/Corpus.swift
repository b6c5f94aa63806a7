import Formats
import Foundation

/// ONNX's own tests of single operators: a model with inputs and outputs in files beside it.
struct Corpus: CustomStringConvertible, Sendable {
  /// What the tests come with.
  let title: String
  /// Names of the cases, sorted.
  let cases: [String]
  private let files: any CaseFiles

  var description: String { title }

  /// The bytes of a file of a case, or nil where there is none.
  func bytes(_ name: String, of testCase: String) throws -> ByteStorage? {
    try files.bytes("\(testCase)/\(name)")
  }

  /// The name of the environment variable that names a folder `onnx/backend/test/data`, or a wheel of ONNX that has it.
  static let variable = "ONNX_NODE_TESTS"

  /// All corpora on this machine: that of Debian's package `libonnx-testdata`, and the one that the variable names.
  static let installed: [Corpus] = {
    var result: [Corpus] = []
    if let files = FolderFiles("/usr/share/libonnx-testdata/data/node") {
      result.append(Corpus(title: "libonnx-testdata", cases: files.cases, files: files))
    }
    if let path = ProcessInfo.processInfo.environment[variable], !path.isEmpty {
      let files: (any CaseFiles)? =
        path.hasSuffix(".whl") ? WheelFiles(path) : FolderFiles("\(path)/node") ?? FolderFiles(path)
      if let files { result.append(Corpus(title: path, cases: files.cases, files: files)) }
    }
    return result
  }()
}

/// Where the files of cases are.
private protocol CaseFiles: Sendable {
  var cases: [String] { get }
  func bytes(_ path: String) throws -> ByteStorage?
}

private struct FolderFiles: CaseFiles {
  let folder: String
  let cases: [String]

  init?(_ folder: String) {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return nil }
    self.folder = folder
    cases = names.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/model.onnx") }.sorted()
  }

  func bytes(_ path: String) throws -> ByteStorage? {
    guard FileManager.default.fileExists(atPath: "\(folder)/\(path)") else { return nil }
    return try ByteStorage(reading: "\(folder)/\(path)")
  }
}

private struct WheelFiles: CaseFiles {
  private static let folder = "onnx/backend/test/data/node/"
  let archive: ZipArchive
  let cases: [String]

  init?(_ path: String) {
    guard let archive = try? ZipArchive(reading: path) else { return nil }
    self.archive = archive
    cases =
      archive.entries.map(\.name).filter { $0.hasPrefix(Self.folder) && $0.hasSuffix("/model.onnx") }
      .map { String($0.dropFirst(Self.folder.count).dropLast("/model.onnx".count)) }.sorted()
  }

  func bytes(_ path: String) throws -> ByteStorage? {
    guard let entry = archive[Self.folder + path] else { return nil }
    let content = try archive.content(of: entry)
    return content.range == 0..<content.storage.count ? content.storage : ByteStorage(content.bytes)
  }
}
