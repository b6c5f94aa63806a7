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

extension UpdateTarget {
  /// Applies a rule to eight parameters at a time with their derivatives and states; the last ones are filled up by zeros.
  ///
  /// Loops with roots and quotients of single numbers are not made into those of vectors by the compiler.
  @inline(__always)
  func forEachEight(
    _ first: UnsafeMutablePointer<Float>, _ second: UnsafeMutablePointer<Float>,
    _ rule: (
      _ theta: inout SIMD8<Float>, _ g: SIMD8<Float>, _ first: inout SIMD8<Float>,
      _ second: inout SIMD8<Float>
    ) -> Void
  ) {
    let whole = count & ~7
    for i in stride(from: 0, to: whole, by: 8) {
      var theta = UnsafeRawPointer(parameters + i).loadUnaligned(as: SIMD8<Float>.self)
      let derivative = UnsafeRawPointer(gradient + i).loadUnaligned(as: SIMD8<Float>.self)
      var one = UnsafeRawPointer(first + i).loadUnaligned(as: SIMD8<Float>.self)
      var two = UnsafeRawPointer(second + i).loadUnaligned(as: SIMD8<Float>.self)
      rule(&theta, derivative + decay * theta, &one, &two)
      UnsafeMutableRawPointer(parameters + i).storeBytes(of: theta, as: SIMD8<Float>.self)
      UnsafeMutableRawPointer(first + i).storeBytes(of: one, as: SIMD8<Float>.self)
      UnsafeMutableRawPointer(second + i).storeBytes(of: two, as: SIMD8<Float>.self)
    }
    guard whole < count else { return }
    var (theta, derivative) = (SIMD8<Float>(), SIMD8<Float>())
    var (one, two) = (SIMD8<Float>(), SIMD8<Float>())
    for lane in 0..<count - whole {
      theta[lane] = parameters[whole + lane]
      derivative[lane] = gradient[whole + lane]
      one[lane] = first[whole + lane]
      two[lane] = second[whole + lane]
    }
    rule(&theta, derivative + decay * theta, &one, &two)
    for lane in 0..<count - whole {
      parameters[whole + lane] = theta[lane]
      first[whole + lane] = one[lane]
      second[whole + lane] = two[lane]
    }
  }

  /// The same for methods with one vector of state.
  @inline(__always)
  func forEachEight(
    _ state: UnsafeMutablePointer<Float>,
    _ rule: (_ theta: inout SIMD8<Float>, _ g: SIMD8<Float>, _ state: inout SIMD8<Float>) -> Void
  ) {
    let whole = count & ~7
    for i in stride(from: 0, to: whole, by: 8) {
      var theta = UnsafeRawPointer(parameters + i).loadUnaligned(as: SIMD8<Float>.self)
      let derivative = UnsafeRawPointer(gradient + i).loadUnaligned(as: SIMD8<Float>.self)
      var one = UnsafeRawPointer(state + i).loadUnaligned(as: SIMD8<Float>.self)
      rule(&theta, derivative + decay * theta, &one)
      UnsafeMutableRawPointer(parameters + i).storeBytes(of: theta, as: SIMD8<Float>.self)
      UnsafeMutableRawPointer(state + i).storeBytes(of: one, as: SIMD8<Float>.self)
    }
    guard whole < count else { return }
    var (theta, derivative, one) = (SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>())
    for lane in 0..<count - whole {
      theta[lane] = parameters[whole + lane]
      derivative[lane] = gradient[whole + lane]
      one[lane] = state[whole + lane]
    }
    rule(&theta, derivative + decay * theta, &one)
    for lane in 0..<count - whole {
      parameters[whole + lane] = theta[lane]
      state[whole + lane] = one[lane]
    }
  }
}
