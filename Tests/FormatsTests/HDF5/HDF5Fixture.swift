import FoundationEssentials

@testable import Formats

/// Files that `Scripts/hdf5.py` wrote.
enum HDF5Fixture {
  static func path(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/HDF5/\(name)").path
  }

  /// Whether libhdf5 is installed.
  static let hasLibrary: Bool = (try? HDF5Library.use(for: "") { _ in true }) ?? false
}
