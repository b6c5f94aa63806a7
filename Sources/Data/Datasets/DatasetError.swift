import Formats
import Networks
import Storage

/// Why a data set cannot be had.
package enum DatasetError: Error, Hashable, Sendable {
  /// No data set has this name; `valid` lists those that exist.
  case unknownName(String, valid: [String])
  /// The data set lies in a folder that the user has to name.
  case folderNeeded(name: String)
  /// The data set is made of files that the user has to name.
  case filesNeeded(name: String)
  /// The data set's files are in none of these folders.
  case notFound(name: String, file: String, folders: [String])
  /// A setting of a generated data set is out of its range.
  case invalidSetting(name: String, value: String, allowed: String)
  /// A file is missing, unreadable, truncated, corrupt, foreign or claims to be too large.
  case file(StorageError)
  /// A file of another program is damaged, or holds what is not supported.
  case format(FormatError)
  /// Arrays do not fit one another or the network; the reason is one clause without a full stop.
  case array(path: String, reason: String)
  /// An image cannot be used, or a folder of images; the reason is one clause without a full stop.
  case image(path: String, reason: String)
  /// Whoever asked for the data has no use for them any more.
  case stopped
  /// A CSV file is no table, or not one that can be learnt from.
  case table(TableError)
  /// An IDX file begins with another magic number than the one for what it should hold.
  case wrongMagic(path: String, expected: [UInt32], found: UInt32)
  /// The file holds no sample.
  case empty(path: String)
  case countsDiffer(images: Int, imagesPath: String, labels: Int, labelsPath: String)
  case labelOutOfRange(path: String, sample: Int, label: Int, classes: Int)
  /// Training and test images, or images and what the description says, have different shapes.
  case shapesDiffer(path: String, expected: SampleShape, found: SampleShape)
}
