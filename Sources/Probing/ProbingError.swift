import Data
import Formats
import Networks
import Storage
import Tensors

/// Why a surface cannot be computed.
package enum ProbingError: Error, Hashable, Sendable {
  case kernel(KernelError)
  case storage(StorageError)
  case format(FormatError)
  case invalidOption(name: String, reason: String)
  /// No parameter block has that name; the ones that there are.
  case unknownBlock(name: String, names: [String])
  /// No tensor has a name of that pattern; the names that there are.
  case unmatchedPattern(String, names: [String])
  /// A parameter of the model is not a finite number.
  case damagedParameters(block: String)
  /// The loss or its derivatives overflow at the trained parameters.
  case noCurvature
  /// Something that cannot be a direction in the network's parameters, and what it is called.
  case unusableDirection(name: String, DirectionProblem)
  /// A surface along directions that only whoever made it can give again.
  case directionsOfItsOwn(path: String)
  /// The data's samples are not what the network takes.
  case unsuitableSamples(network: SampleShape, data: SampleShape)
  /// There is no sample to take the mean over: the split has none, or the network was trained on none of it.
  case noSamples(split: Split)
  /// The file holds a surface made from other inputs, whose names are listed.
  case surfaceFromOtherInputs(path: String, differences: [String])
  /// Asked to stop; the points computed so far are in the file.
  case stopped(path: String, done: Int, total: Int)
}
