import Glibc

/// Between sRGB and linear light, in which colours may be averaged (IEC 61966-2-1).
struct LinearLight: Sendable {
  /// sRGB bytes of the linear values 0, 1/4095, …, 1.
  private let bytes: [UInt8]

  init() {
    bytes = (0...4095).map { step in
      let linear = Double(step) / 4095
      let encoded = linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055
      return UInt8((encoded * 255).rounded())
    }
  }

  /// Red, green and blue of an opaque colour in linear light, and 1.
  static func vector(_ colour: Colour) -> SIMD4<Float> {
    let linear = { (c: Double) in Float(c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4)) }
    return SIMD4(linear(colour.red), linear(colour.green), linear(colour.blue), 1)
  }

  /// A pixel of which `count` of all samples are covered, with the sum of their colours.
  ///
  /// - Returns: 0xAARRGGBB in sRGB with colours multiplied by the opacity.
  @inline(__always)
  func word(of sum: SIMD4<Float>, count: Int) -> UInt32 {
    let mean = sum * (4095 / Float(count))
    let colour = SIMD4<UInt32>(byte(mean.x), byte(mean.y), byte(mean.z), 0)
    if count == SampleStrip.samples { return 255 << 24 | colour.x << 16 | colour.y << 8 | colour.z }
    let opacity = UInt32((count * 255 + SampleStrip.samples / 2) / SampleStrip.samples)
    let scaled = (colour &* SIMD4(repeating: opacity) &+ SIMD4(repeating: 127)) / SIMD4(repeating: 255)
    return opacity << 24 | scaled.x << 16 | scaled.y << 8 | scaled.z
  }

  @inline(__always)
  private func byte(_ step: Float) -> UInt32 { UInt32(bytes[min(4095, Int(max(0, step) + 0.5))]) }
}
