extension Penalty {
  /// The force `−λ φ′(|w|) sign(w)` with which a penalty pulls each weight towards zero.
  ///
  /// Constant for L1, proportional to the weight for L2, both for the elastic net; at zero none.
  package func pull(on weights: [Double], strength: Double) -> [Double] {
    weights.map { -strength * gradient($0) }
  }
}
