import Data
import Formats
import Interchange
import Models
import Networks
import Probing
import Regularization
import Storage
import Tensors
import Training

/// Runs work of the modules below, turning their errors into failures that the user can read.
func attempt<Value>(_ body: () throws -> Value) throws -> Value {
  do {
    return try body()
  } catch let error as StorageError {
    throw Failure(error)
  } catch let error as FormatError {
    throw Failure(error)
  } catch let error as TableError {
    throw Failure(error)
  } catch let error as DatasetError {
    throw Failure(error)
  } catch let error as InterchangeError {
    throw Failure(error)
  } catch let error as FormatError {
    throw Failure(error)
  } catch let error as ArchitectureError {
    throw Failure(error)
  } catch let error as TrainingError {
    throw Failure(error)
  } catch let error as ProbingError {
    throw Failure(error)
  } catch let error as KernelError {
    throw Failure(error)
  } catch let error as RegularizationError {
    throw Failure(error)
  }
}
