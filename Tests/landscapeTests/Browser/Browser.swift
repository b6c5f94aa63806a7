import FoundationEssentials
import Glibc
import TestSupport

/// Chromium without a window, where it is installed: what opens pages in tests.
enum Browser {
  /// Where it is; nil where there is none.
  ///
  /// `LANDSCAPE_BROWSER` names another one of its kind.
  static let path: String? = {
    let words = ProcessInfo.processInfo.environment
    if let named = words["LANDSCAPE_BROWSER"], !named.isEmpty { return named }
    let folders = (words["PATH"] ?? "").split(separator: ":").map(String.init)
    for name in ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"] {
      for folder in folders where access("\(folder)/\(name)", X_OK) == 0 { return "\(folder)/\(name)" }
    }
    return nil
  }()

  /// Why tests are left out where there is none.
  static let absence = "no Chromium here; install the package chromium to test pages in a browser"

  /// A page as it is after its scripts have run, and what they wrote to the console.
  struct Page {
    let document: String
    let console: [String]
  }

  /// Opens a file of a bench.
  static func open(_ name: String, of bench: Workbench, options: [String] = []) throws -> Page {
    let profile = try TemporaryFolder()
    let usual = [
      "--headless=new", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
      "--user-data-dir=\(profile.path)", "--window-size=1280,900", "--virtual-time-budget=20000",
      "--enable-logging=stderr", "--dump-dom",
    ]
    let ending = try RunningProgram(
      "/usr/bin/timeout",
      ["180", path ?? "chromium"] + usual + options + ["file://\(bench.folder.file(name))"],
      in: bench.folder
    ).wait()
    return Page(
      document: ending.output,
      console: ending.errors.split(separator: "\n").filter { $0.contains("CONSOLE") }.map(String.init))
  }
}
