import Glibc
import Testing

/// No output replaces an input or another output, whatever the paths look like.
@Suite struct FileRoleTests {
  /// A folder with checkpoint, surface and line, and links to the checkpoint.
  private func bench() throws -> Workbench {
    let bench = try Workbench.withSurface()
    try bench.succeed("probe m.ckpt --x -1:1:3 -o m.line --quiet")
    try bench.folder.makeFolder("sub")
    #expect(symlink("m.ckpt", bench.folder.file("soft.png")) == 0)
    #expect(link(bench.folder.file("m.ckpt"), bench.folder.file("hard.png")) == 0)
    return bench
  }

  @Test(arguments: [
    ("render m.ckpt --data m.ckpt", "--data", "the input"),
    ("render m.ckpt --data ./sub/../m.ckpt", "--data", "the input"),
    ("render m.ckpt -o m.ckpt --format png", "the picture", "the input"),
    ("render m.ckpt -o soft.png", "the picture", "the input"),
    ("render m.ckpt -o hard.png", "the picture", "the input"),
    ("render m.ckpt -o m.surface --format png", "the picture", "the surface of m.ckpt"),
    ("render m.surface --data m.png", "the picture", "--data"),
    ("render m.surface -o new.png --theme both --data sub/../new-dark.png", "the picture", "--data"),
    ("render m.surface m.line", "m.png: the picture of two inputs", "would go there"),
    ("render m.surface --as surface --path way.csv --data way.csv", "--data", "--path"),
    ("compare m.surface m.surface --data m.surface", "--data", "the input"),
    ("line m.ckpt --data m.line", "--data", "the surface of m.ckpt"),
    ("animate m.surface -o m.surface --format png", "the picture", "the input"),
    ("probe m.ckpt -o m.ckpt --force", "the surface", "the checkpoint"),
    ("probe m.ckpt -o hard.png --force", "the surface", "the checkpoint"),
    ("geometry path --csv t.csv --response y --data t.csv", "--data", "--csv"),
    ("geometry region --csv t.csv --response y -o ./t.csv --format svg", "the picture", "--csv"),
    ("geometry region --checkpoint m.ckpt --weights a[0] b[0] --data m.ckpt", "--data", "--checkpoint"),
    ("geometry sweep --csv t.csv --response y --data t.csv", "--data", "--csv"),
    ("geometry corners -o a.png --data a.png", "the picture", "--data"),
    ("geometry corners -o a.png --data sub/../a.png", "the picture", "--data"),
    ("train --like m.ckpt -o m.ckpt --force", "the checkpoint", "--like"),
    ("train --config run.toml -o run.toml --force", "the checkpoint", "--config"),
    ("train --train-file t.csv --target y -o t.csv --force", "the checkpoint", "--train-file"),
    (
      "train --train-file t.csv --test-file u.csv --target y -o u.csv --force", "the checkpoint",
      "--test-file"
    ),
    ("train --data moons -o a.trajectory --snapshots 1", "the checkpoint", "the trajectory"),
  ])
  func `an output that is an input or another output is refused`(
    line: String, role: String, other: String
  ) throws {
    let bench = try bench()
    for name in ["t.csv", "u.csv"] { try bench.write(Array("x,y\n1,2\n2,3\n3,5\n4,7\n".utf8), to: name) }
    try bench.write(Array("-1,0\n1,0\n".utf8), to: "way.csv")
    try bench.write(Array("epochs = 1\n".utf8), to: "run.toml")
    func files() throws -> [String: [UInt8]] {
      let names = try bench.folder.names.filter { $0 != "sub" }
      return try Dictionary(uniqueKeysWithValues: names.map { ($0, try bench.bytes($0)) })
    }
    let before = try files()
    try bench.fail(line, .usage, role, other, "; name")
    #expect(try files() == before)
  }

  @Test func `a checkpoint that is called like its surface is not replaced by it`() throws {
    let bench = try Workbench.withCheckpoint()
    try bench.rename("m.ckpt", to: "m.surface")
    let before = try bench.bytes("m.surface")
    for line in ["render m.surface --force", "probe m.surface --force"] {
      try bench.fail(line, .usage, "the checkpoint")
    }
    #expect(try bench.bytes("m.surface") == before && bench.folder.names == ["m.surface"])
  }

  @Test func `the differences of a picture do not replace it or its inputs`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed("render m.surface")
    let surface = try bench.bytes("m.surface")
    for name in ["m.png", "./m.png", "m.surface"] {
      try bench.fail("verify m.png --difference \(name)", .usage, "--difference")
    }
    #expect(try bench.bytes("m.surface") == surface)
  }

  @Test func `devices may be named as often as one likes`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed("render m.surface -o /dev/null --format png --data /dev/null")
  }
}
