/// What happens inside a network at one moment of its training.
package struct ActivationRecord: Hashable, Sendable {
  /// When, in epochs from the start; 0 is before the first step.
  package let epoch: Double
  /// Of each layer; empty unless activations are recorded.
  package let activations: [Activations]
  /// Of each layer; empty unless pre-activations are recorded.
  package let preActivations: [PreActivations]
  /// Of each batch normalization; empty unless running statistics are recorded.
  package let gaps: [NormalizationGap]

  /// The values of a layer's activation, over samples, units and pixels.
  package struct Activations: Hashable, Sendable {
    package let mean: Double
    /// Squared deviations divided by the number of values; the second moment is `variance + mean²`.
    package let variance: Double
    /// Fraction of the units (channels, or outputs of a dense layer) that are dead: whose pre-activation is not positive
    /// for any sample and pixel.
    ///
    /// One definition for all activations. Of ReLU it says that the unit's value and gradient are 0 throughout; of leaky
    /// ReLU, PReLU, ELU, GELU and SiLU that the unit stays on the side on which little or nothing passes; of tanh and
    /// sigmoid that it stays in the lower half of its range.
    package let deadFraction: Double
    /// Fraction of the values that are saturated: where the activation's absolute derivative is below 1 % of its maximum.
    ///
    /// Of ReLU those are the values that are 0, of leaky ReLU with the usual slope there are none.
    package let saturatedFraction: Double

    package init(mean: Double, variance: Double, deadFraction: Double, saturatedFraction: Double) {
      self.mean = mean
      self.variance = variance
      self.deadFraction = deadFraction
      self.saturatedFraction = saturatedFraction
    }
  }

  /// The values that go into a layer's activation, over samples, units and pixels.
  package struct PreActivations: Hashable, Sendable {
    package let mean: Double
    /// Squared deviations divided by the number of values.
    package let variance: Double
    /// Values in each of the layer's bins (`ActivationStatistics.edges`), in rising order; the first and the last are
    /// those below and above all edges.
    package let counts: [Int]

    package init(mean: Double, variance: Double, counts: [Int]) {
      self.mean = mean
      self.variance = variance
      self.counts = counts
    }
  }

  /// How far the statistics of batches are from the running ones, in one number each: 0 where they agree.
  package struct NormalizationGap: Hashable, Sendable {
    /// Root mean square over channels and batches of `(μ_B − μ)/√(σ² + ε)`.
    package let mean: Double
    /// Root mean square over channels and batches of `ln((σ_B² + ε)/(σ² + ε))`.
    package let variance: Double

    package init(mean: Double, variance: Double) {
      self.mean = mean
      self.variance = variance
    }
  }
}
