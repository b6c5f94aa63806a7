import Data
import Models
import Networks
import Storage
import Tensors

/// Why training cannot go on.
package enum TrainingError: Error, Hashable, Sendable {
  case dataset(DatasetError)
  case architecture(ArchitectureError)
  case kernel(KernelError)
  case storage(StorageError)
  case invalidOption(name: String, reason: String)
  /// The checkpoint at the path belongs to a run with other settings, whose names are listed.
  case otherConfiguration(path: String, differences: [String])
  /// The checkpoint at the path was trained on other samples than the data set holds now.
  case otherData(path: String)
  /// The run's parameters along the way cannot be read, so the run cannot be continued with them.
  case damagedTrajectory(StorageError)
  /// The loss stopped being a number; `block` is the first one whose gradient is not finite, if any.
  case diverged(epoch: Int, step: Int, block: String?, path: String, completed: Int)
  /// Asked to stop; what the completed epochs reached is in the checkpoint.
  case stopped(path: String, completed: Int, epochs: Int)
}
