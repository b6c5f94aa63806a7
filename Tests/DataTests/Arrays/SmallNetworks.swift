import Data
import Formats
import Networks
import TestSupport

/// Networks that arrays are made into samples for, and files of arrays.
enum SmallNetworks {
  /// Images of 2×2×2, three classes.
  static func classifier() throws -> Graph {
    var b = GraphBuilder(input: SampleShape(channels: 2, height: 2, width: 2))
    let flat = b.add("flat", .flatten, b.input)
    _ = b.add("fc", .dense(Dense(units: 3)), flat)
    return try b.graph()
  }

  /// The same images, three classes of each pixel.
  static func segmentation() throws -> Graph {
    var b = GraphBuilder(input: SampleShape(channels: 2, height: 2, width: 2))
    _ = b.add("conv", .convolution(Convolution(filters: 3, kernel: 1)), b.input)
    return try b.graph()
  }

  /// Vectors of four numbers, so many outputs.
  static func perceptron(outputs: Int) throws -> Graph {
    var b = GraphBuilder(input: [4])
    _ = b.add("fc", .dense(Dense(units: outputs)), b.input)
    return try b.graph()
  }

  /// Two inputs, of four numbers and of two.
  static func pair() throws -> Graph {
    var b = GraphBuilder(input: [4])
    let side = b.add("side", .input([2]))
    let all = b.add("all", .concatenate(axis: 1), b.input, side)
    _ = b.add("fc", .dense(Dense(units: 2)), all)
    return try b.graph()
  }

  static func floats(_ numbers: [Float], _ extents: Int...) -> [UInt8] {
    NumPyArray.file(numbers, extents: extents)
  }

  static func integers(_ numbers: [Int64], _ extents: Int...) -> [UInt8] {
    NumPyArray.file(numbers, extents: extents)
  }

  static func doubles(_ numbers: [Double], _ extents: Int...) -> [UInt8] {
    NumPyArray.file(numbers, extents: extents)
  }
}
