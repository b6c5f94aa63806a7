/// One step of a method on a run of parameters.
protocol UpdateRule {
  /// Moves the parameters; `first` and `second` are the method's state vectors at the same place.
  func update(
    _ target: UpdateTarget, _ first: UnsafeMutablePointer<Float>?, _ second: UnsafeMutablePointer<Float>?)
}

/// Consecutive parameters that are treated alike.
struct UpdateTarget {
  let count: Int
  let parameters: UnsafeMutablePointer<Float>
  let gradient: UnsafePointer<Float>
  /// λ of coupled decay, else 0.
  let decay: Float
  /// `1 − ηλ` of decoupled decay, else 1.
  let shrinkage: Float
}
