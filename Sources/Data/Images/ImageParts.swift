import Storage

/// The folders of a data set of images that has one for training and one for testing, as ImageNet has.
struct ImageParts: Sendable {
  /// Names of a part to train on.
  private static let training = "train"
  /// Names of a part to judge by.
  private static let testing = ["val", "valid", "validation", "test"]

  /// The folder of each part.
  let folders: [Split: String]

  /// The parts of a folder; nil of one whose sub-folders are classes.
  ///
  /// Its sub-folders are `train` and one of `val`, `valid`, `validation` and `test`, or several of which one has classes.
  ///
  /// - Throws: `DatasetError.image` where it has parts and their use is not clear.
  init?(of path: String) throws(DatasetError) {
    let names = try ImageFolder.entries(of: path).filter { $0.kind == .folder }.map(\.name)
    let parts = names.filter { ([Self.training] + Self.testing).contains($0) }
    var divided: [String] = []
    for part in parts {
      let entries = try ImageFolder.entries(of: "\(path)/\(part)")
      if entries.contains(where: { $0.kind == .folder }) { divided.append(part) }
    }
    // A class may have such a name, when others have none.
    guard !divided.isEmpty, parts == names else { return nil }
    let tested = divided.filter { $0 != Self.training }
    guard divided.contains(Self.training), tested.count == 1 || parts.count == 2 else {
      let example = divided.first { $0 != Self.training } ?? divided[0]
      throw .image(
        path: path,
        reason:
          "it has the parts \(parts.joined(separator: ", ")); name one of them, such as \(path)/\(example)")
    }
    let test = tested.first ?? parts.first { $0 != Self.training } ?? Self.training
    folders = [.train: "\(path)/\(Self.training)", .test: "\(path)/\(test)"]
  }
}
