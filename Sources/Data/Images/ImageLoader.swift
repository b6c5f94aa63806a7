import Glibc
import Networks
import Numerics
import Storage
import Synchronization

/// Decodes images on all processors into the bytes of samples.
struct ImageLoader: Sendable {
  let files: [String]
  let shape: SampleShape
  let resize: ImageResize

  /// The most bytes that all samples may take together: 8 GiB, as long as the machine has them.
  private static let largestTotal = 1 << 33
  /// The largest file of an image: 256 MiB.
  private static let largestFile = 1 << 28
  /// Images with more pixels are decoded one at a time.
  private static let manyPixels = 1 << 24
  private static let oneAtATime = Mutex(())

  /// - Parameter resize: nil for what is usual: the shorter side such that the cut keeps 0.875 of it; nothing where all images
  ///   have the extents that the network reads.
  /// - Throws: `DatasetError`.
  init(_ folder: ImageFolder, shape: SampleShape, resize: ImageResize?) throws(DatasetError) {
    files = folder.files
    self.shape = shape
    let (total, overflows) = files.count.multipliedReportingOverflow(by: shape.count)
    let limit = min(Self.largestTotal, sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)))
    guard !overflows, total <= limit else {
      let most = max(1, limit / shape.count)
      throw .image(
        path: folder.path,
        reason: "\(files.count) images, and \(most) of \(shape) fit into memory; name a folder with fewer"
      )
    }
    if let resize {
      self.resize = resize
    } else {
      self.resize = try Self.usual(for: files, shape)
    }
  }

  /// What is done to images of which nobody says it.
  private static func usual(for files: [String], _ shape: SampleShape) throws(DatasetError) -> ImageResize {
    let wanted = PixelImage.Head(height: shape.height, width: shape.width)
    for path in files {
      let bytes = try read(path)
      let head = try describing(path) { () throws(PixelImage.Damage) in try PixelImage.head(of: bytes) }
      if head == wanted { continue }
      guard shape.height == shape.width else {
        throw .image(
          path: path,
          reason:
            "\(words(head)), and the network reads \(words(wanted)), which is no square; say how to resize with "
            + "--resize \(shape.height)x\(shape.width), or --resize N for the shorter side")
      }
      return ImageResize(usualFor: shape.height)
    }
    return ImageResize(.unchanged)
  }

  /// The pixels of all images, `[image][channel][row][column]`.
  ///
  /// - Parameter progress: told how many images are done, and of how many; false stops the work.
  /// - Throws: `DatasetError`, of the first image in order among those that were found damaged; `stopped`.
  func pixels(progress: (Int, Int) -> Bool) throws(DatasetError) -> [UInt8] {
    guard progress(0, files.count) else { throw .stopped }
    let queue = IndexQueue(count: files.count)
    let done = Atomic(0)
    let failure = Mutex<(index: Int, error: DatasetError)?>(nil)
    var isStopped = false
    let size = shape.count
    let bytes = [UInt8](unsafeUninitializedCapacity: files.count * size) { buffer, filled in
      // Each image has bytes of its own.
      nonisolated(unsafe) let target = buffer
      WorkerPool(threads: max(1, min(WorkerPool.processors, files.count))).run(
        watch: {
          guard !isStopped, !progress(done.load(ordering: .relaxed), files.count) else { return }
          isStopped = true
          queue.close()
        },
        { _ in
          while let index = queue.claim() {
            do throws(DatasetError) {
              let part = UnsafeMutableBufferPointer(rebasing: target[index * size..<(index + 1) * size])
              try load(files[index], into: part)
              done.wrappingAdd(1, ordering: .relaxed)
            } catch {
              failure.withLock { if index < $0?.index ?? .max { $0 = (index, error) } }
              queue.close()
            }
          }
        })
      filled = done.load(ordering: .relaxed) == files.count ? buffer.count : 0
    }
    if let (_, error) = failure.withLock({ $0 }) { throw error }
    guard !isStopped else { throw .stopped }
    return bytes
  }

  // MARK: One image

  private func load(_ path: String, into target: UnsafeMutableBufferPointer<UInt8>) throws(DatasetError) {
    let bytes = try Self.read(path)
    let head = try Self.describing(path) { () throws(PixelImage.Damage) in try PixelImage.head(of: bytes) }
    if head.height * head.width <= Self.manyPixels {
      try load(bytes, path, into: target)
    } else {
      nonisolated(unsafe) let target = target
      try Self.oneAtATime.withLock { (_) throws(DatasetError) in try load(bytes, path, into: target) }
    }
  }

  private func load(
    _ bytes: [UInt8], _ path: String, into target: UnsafeMutableBufferPointer<UInt8>
  ) throws(DatasetError) {
    let image = try Self.describing(path) { () throws(PixelImage.Damage) in try PixelImage(decoding: bytes) }
    let part = try cut(image.converted(to: shape.channels), path)
    let count = shape.height * shape.width
    part.pixels.withUnsafeBufferPointer { pixels in
      for channel in 0..<shape.channels {
        for place in 0..<count { target[channel * count + place] = pixels[place * shape.channels + channel] }
      }
    }
  }

  /// The resized image's centre, of the extents that the network reads.
  private func cut(_ image: PixelImage, _ path: String) throws(DatasetError) -> PixelImage {
    let head = PixelImage.Head(height: image.height, width: image.width)
    let whole = resize.extents(of: head)
    guard whole.height >= shape.height, whole.width >= shape.width else {
      let wanted = PixelImage.Head(height: shape.height, width: shape.width)
      let after = whole == head ? "" : ", resized \(Self.words(whole))"
      throw .image(
        path: path,
        reason:
          "\(Self.words(head))\(after), and the network reads \(Self.words(wanted)); give a larger --resize")
    }
    return image.resized(
      height: whole.height, width: whole.width, rows: ImageResize.centre(shape.height, of: whole.height),
      columns: ImageResize.centre(shape.width, of: whole.width), resize.filter)
  }

  private static func read(_ path: String) throws(DatasetError) -> [UInt8] {
    do throws(StorageError) { return try FileBytes.read(path, limit: largestFile) } catch {
      throw .file(error)
    }
  }

  private static func words(_ head: PixelImage.Head) -> String { "\(head.height)×\(head.width) pixels" }

  /// Names the file.
  private static func describing<Value>(
    _ path: String, _ body: () throws(PixelImage.Damage) -> Value
  ) throws(DatasetError) -> Value {
    do throws(PixelImage.Damage) { return try body() } catch {
      switch error {
      case .damaged(let reason): throw .file(.corrupt(path: path, reason: reason))
      case .unsupported(let reason): throw .image(path: path, reason: reason)
      case .foreign:
        throw .image(
          path: path, reason: "neither PNG nor JPEG, though its name says so; save it again or remove it")
      case .tooLarge(let width, let height):
        throw .image(
          path: path,
          reason:
            "claims \(height)×\(width) pixels, and \(PixelImage.largestCount) are the most; make it smaller or remove it"
        )
      case .outOfMemory: throw .image(path: path, reason: "not enough memory for its pixels; make it smaller")
      }
    }
  }
}
