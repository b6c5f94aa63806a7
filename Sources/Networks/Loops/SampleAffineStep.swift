import Numerics
import Tensors

/// `result ← Σₜ a[t][c]·xₜ + k[c]` for each channel `c` of each sample, with coefficients that are computed, sample by
/// sample, from sums over the channels' pixels of products of tensors.
final class SampleAffineStep: Step {
  /// A product of two of the tensors, or one of them alone, to be summed over each channel.
  struct Product {
    let first: Memory
    let second: Memory?

    init(_ first: Memory, _ second: Memory? = nil) {
      self.first = first
      self.second = second
    }
  }

  private let products: [Product]
  private let terms: [Memory]
  private let result: Memory
  private let table: SampleTable
  private let begin: () -> Void
  private let coefficients: (Int, SampleTable) -> Void
  private let end: () -> Void

  /// All memories have one layout; there are at most five terms.
  ///
  /// - Parameters:
  ///   - begin: called at the start of a run.
  ///   - coefficients: called for each sample with its sums, in the order of `products`; sets the coefficients, in the
  ///     order of `terms`.
  ///   - end: called after the last sample.
  init(
    sums products: [Product], terms: [Memory], to result: Memory, channels: Int,
    begin: @escaping () -> Void = {}, end: @escaping () -> Void = {},
    coefficients: @escaping (Int, SampleTable) -> Void
  ) {
    precondition((1...5).contains(terms.count), "\(terms.count) terms")
    self.products = products
    self.terms = terms
    self.result = result
    table = SampleTable(products: products.count, terms: terms.count, channels: channels)
    self.begin = begin
    self.coefficients = coefficients
    self.end = end
  }

  /// What the step reads and writes.
  var memories: [Memory] {
    products.map(\.first) + products.compactMap(\.second) + terms + [result]
  }

  func run() {
    let view = result.channels
    let groups = ChannelGroups(view)
    begin()
    for sample in 0..<view.batch {
      for (index, product) in products.enumerated() {
        let sums = table.sums(index)
        sums.update(repeating: 0)
        groups.addSums(product.first.pointer, product.second?.pointer, sample, to: sums)
      }
      coefficients(sample, table)
      combine(sample, groups)
    }
    end()
  }

  private func combine(_ sample: Int, _ groups: ChannelGroups) {
    for group in 0..<groups.count {
      let (start, first) = (groups.start(sample, group), groups.channel(group))
      let target = result.pointer + start
      // The first term sets the result, the others add to it while it is in cache.
      for (t, term) in terms.enumerated() {
        let (a, x) = (table.factors(t) + first, term.pointer + start)
        if t == 0 {
          LaneLoops.affine(
            a, x, a, nil, plus: table.constants + first, into: target, lanes: groups.lanes,
            pixels: groups.pixels)
        } else {
          LaneLoops.add(a, x, to: target, lanes: groups.lanes, pixels: groups.pixels)
        }
      }
    }
  }
}

/// Sums and coefficients of one sample, by channel.
final class SampleTable {
  let channels: Int
  private let terms: Int
  /// Channels with those of a last group's padding, whose factors are zero.
  private let stride: Int
  private let sumStorage: UnsafeMutableBufferPointer<Double>
  private let factorStorage: UnsafeMutableBufferPointer<Float>

  init(products: Int, terms: Int, channels: Int) {
    self.channels = channels
    self.terms = terms
    stride = ChannelGroups.padded(channels)
    sumStorage = .allocate(capacity: products * stride)
    sumStorage.initialize(repeating: 0)
    factorStorage = .allocate(capacity: (terms + 1) * stride)
    factorStorage.initialize(repeating: 0)
  }

  deinit {
    sumStorage.deallocate()
    factorStorage.deallocate()
  }

  /// Sum of one product over the pixels of a channel.
  func sum(_ product: Int, _ c: Int) -> Double { sumStorage[product * stride + c] }

  /// Sets the factor of one term for a channel.
  func setFactor(_ term: Int, _ c: Int, _ value: Double) { factorStorage[term * stride + c] = Float(value) }

  /// Sets what is added for a channel.
  func setConstant(_ c: Int, _ value: Double) { factorStorage[terms * stride + c] = Float(value) }

  fileprivate func sums(_ product: Int) -> UnsafeMutableBufferPointer<Double> {
    UnsafeMutableBufferPointer(rebasing: sumStorage[product * stride..<(product + 1) * stride])
  }

  fileprivate func factors(_ term: Int) -> UnsafePointer<Float> {
    guard let start = factorStorage.baseAddress else { preconditionFailure("a table without channels") }
    return UnsafePointer(start + term * stride)
  }

  fileprivate var constants: UnsafePointer<Float> { factors(terms) }
}
