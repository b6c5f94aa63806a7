/// One step of a method on a run of parameters.
protocol UpdateRule {
  /// Moves the parameters; `first` and `second` are the method's state vectors at the same index.
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

extension UpdateTarget {
  /// Applies a rule to eight parameters at a time with their derivatives and states; the last ones are filled up by zeros.
  ///
  /// Loops with roots and quotients of single numbers are not made into those of vectors by the compiler. The rule is
  /// called in one place only, so that it is inlined.
  @inline(__always)
  func forEachEight(
    _ first: UnsafeMutablePointer<Float>, _ second: UnsafeMutablePointer<Float>,
    _ rule: (
      _ theta: inout SIMD8<Float>, _ g: SIMD8<Float>, _ first: inout SIMD8<Float>,
      _ second: inout SIMD8<Float>
    ) -> Void
  ) {
    for i in stride(from: 0, to: count, by: 8) {
      var theta = load(parameters, i)
      var (one, two) = (load(first, i), load(second, i))
      rule(&theta, load(gradient, i) + decay * theta, &one, &two)
      store(theta, parameters, i)
      store(one, first, i)
      store(two, second, i)
    }
  }

  /// The same for methods with one vector of state.
  @inline(__always)
  func forEachEight(
    _ state: UnsafeMutablePointer<Float>,
    _ rule: (_ theta: inout SIMD8<Float>, _ g: SIMD8<Float>, _ state: inout SIMD8<Float>) -> Void
  ) {
    for i in stride(from: 0, to: count, by: 8) {
      var (theta, one) = (load(parameters, i), load(state, i))
      rule(&theta, load(gradient, i) + decay * theta, &one)
      store(theta, parameters, i)
      store(one, state, i)
    }
  }

  @inline(__always)
  private func load(_ vector: UnsafePointer<Float>, _ i: Int) -> SIMD8<Float> {
    if i + 8 <= count { return UnsafeRawPointer(vector + i).loadUnaligned(as: SIMD8<Float>.self) }
    var result = SIMD8<Float>()
    for lane in 0..<count - i { result[lane] = vector[i + lane] }
    return result
  }

  @inline(__always)
  private func store(_ numbers: SIMD8<Float>, _ vector: UnsafeMutablePointer<Float>, _ i: Int) {
    if i + 8 <= count {
      UnsafeMutableRawPointer(vector + i).storeBytes(of: numbers, as: SIMD8<Float>.self)
    } else {
      for lane in 0..<count - i { vector[i + lane] = numbers[lane] }
    }
  }
}
