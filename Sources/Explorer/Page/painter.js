// The surfaces' triangles, drawn by WebGL 2: one context for all of them, whose image goes to each one's canvas.

const vertexShader = `#version 300 es
layout(location = 0) in vec3 place;
layout(location = 1) in vec3 direction;
uniform vec3 right, up, back;
uniform float boxHeight, inverseDistance, depth;
uniform vec2 scale, origin;
uniform bool isFlat;
uniform float lift;
out float share;
out vec3 normal;
out vec3 point;
void main() {
  point = vec3(place.xy, (isFlat ? 1.0 : place.z) * boxHeight);
  vec3 offset = point - vec3(0.0, 0.0, boxHeight / 2.0);
  float near = dot(back, offset);
  float w = 1.0 - near * inverseDistance;
  share = place.z;
  normal = isFlat ? vec3(0.0, 0.0, 1.0) : direction;
  gl_Position = vec4(
    vec2(dot(right, offset), dot(up, offset)) * scale + origin * w, -(near + lift) * depth, w);
}`;

const fragmentShader = `#version 300 es
precision highp float;
precision highp sampler2D;
in float share;
in vec3 normal;
in vec3 point;
uniform int material;
uniform int levelCount, steps;
uniform float lineWidth, period;
uniform vec3 light, lidColour, lidHatching, ink;
uniform sampler2D ramp, levels;
out vec4 colour;

vec3 encoded(vec3 c) { return mix(c * 12.92, 1.055 * pow(c, vec3(1.0 / 2.4)) - 0.055, step(0.0031308, c)); }

vec3 shaded(vec3 c) {
  vec3 n = normalize(gl_FrontFacing ? normal : -normal);
  float factor = mix(0.7, 1.08, clamp(0.3 + 0.7 * dot(n, light), 0.0, 1.0));
  return c * factor * factor * (0.8 + 0.2 * factor);
}

vec3 surface() {
  float gradient = max(length(vec2(dFdx(share), dFdy(share))), 1e-9);
  vec3 c = texture(ramp, vec2(clamp(share, 0.0, 1.0), 0.5)).rgb;
  // The first level above: the ramp says which it is at the step below, and few levels are nearer than a step.
  int low = int(texelFetch(ramp, ivec2(int(clamp(share, 0.0, 1.0) * float(steps - 1)), 0), 0).a + 0.5);
  vec4 above = texelFetch(levels, ivec2(low, 0), 0);
  while (low < levelCount && above.a <= share) {
    low += 1;
    above = texelFetch(levels, ivec2(low, 0), 0);
  }
  float upward = low < levelCount ? (above.a - share) / gradient : 1e9;
  vec4 below = texelFetch(levels, ivec2(max(low - 1, 0), 0), 0);
  float downward = low > 0 ? (share - below.a) / gradient : 1e9;
  float nearest = min(upward, downward);
  if (nearest < lineWidth + 0.5) {
    // Where lines are less than a few pixels apart they fade, or they would hide the colours.
    float spacing = max(upward, downward) < 1e8 ? upward + downward : 20.0 * lineWidth;
    float fading = clamp(spacing / (4.0 * lineWidth) - 0.5, 0.0, 1.0);
    vec3 line = upward < downward ? above.rgb : below.rgb;
    c = mix(c, line, min(1.0, lineWidth + 0.5 - nearest) * fading * 0.85);
  }
  return c;
}

void main() {
  vec3 c;
  if (material == 2) {
    if (share > 1.0) discard;
    colour = vec4(encoded(ink), 1.0);
    return;
  }
  float gradient = max(length(vec2(dFdx(share), dFdy(share))), 1e-9);
  if (material == 0) {
    if (share > 1.0) discard;
    c = shaded(surface());
  } else {
    if (material == 1 && share <= 1.0) discard;
    float across = ((point.x + point.y) * 0.70710678 + point.z) / period;
    float soft = max(length(vec2(dFdx(across), dFdy(across))), 1e-6);
    float distance = abs(across - round(across));
    float cover = clamp((0.085 - distance) / soft + 0.5, 0.0, 1.0) * min(1.0, 0.5 / soft);
    c = shaded(mix(lidColour, lidHatching, cover));
    if (material == 1) c = mix(ink, c, clamp((share - 1.0) / gradient - 0.6, 0.0, 1.0));
  }
  colour = vec4(encoded(c), 1.0);
}`;

class Painter {
  /** A painter; null where the browser has no WebGL 2. */
  static make() {
    const canvas = document.createElement("canvas");
    const gl = canvas.getContext("webgl2", { antialias: true, alpha: true, premultipliedAlpha: true });
    return gl ? new Painter(canvas, gl) : null;
  }

  constructor(canvas, gl) {
    this.canvas = canvas;
    this.gl = gl;
    this.isLost = false;
    const details = gl.getExtension("WEBGL_debug_renderer_info");
    const name = details ? String(gl.getParameter(details.UNMASKED_RENDERER_WEBGL)) : "";
    // Without a graphics processor a fine mesh takes longer than a frame; it is then coarser while it moves.
    this.isSlow = /swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
    canvas.addEventListener("webglcontextlost", (event) => {
      event.preventDefault();
      this.isLost = true;
    });
    canvas.addEventListener("webglcontextrestored", () => {
      this.prepare();
      this.isLost = false;
      redraw();
    });
    this.prepare();
  }

  prepare() {
    const { gl } = this;
    this.buffers = new Map();
    this.colourKey = null;
    const program = gl.createProgram();
    for (const [kind, source] of [[gl.VERTEX_SHADER, vertexShader], [gl.FRAGMENT_SHADER, fragmentShader]]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
      throw new Error(gl.getProgramInfoLog(program) || "the shaders cannot be linked");
    }
    gl.useProgram(program);
    this.uniforms = {};
    const count = gl.getProgramParameter(program, gl.ACTIVE_UNIFORMS);
    for (let i = 0; i < count; i += 1) {
      const { name } = gl.getActiveUniform(program, i);
      this.uniforms[name] = gl.getUniformLocation(program, name);
    }
    gl.enable(gl.DEPTH_TEST);
    gl.clearColor(0, 0, 0, 0);
    this.textures = [0, 1].map((unit) => {
      const texture = gl.createTexture();
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, texture);
      for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, side, gl.CLAMP_TO_EDGE);
      const filter = unit ? gl.NEAREST : gl.LINEAR;
      for (const kind of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, kind, filter);
      return texture;
    });
    gl.uniform1i(this.uniforms.ramp, 0);
    gl.uniform1i(this.uniforms.levels, 1);
  }

  /** Takes over colours and levels. */
  setLook(look) {
    if (this.colourKey === look.colourKey) return;
    this.colourKey = look.colourKey;
    const { gl, uniforms } = this;
    const steps = 2048;
    const light = (c) => c.map(linearLight);
    const positions = look.thresholds.map((threshold) => look.position(threshold));
    // Colours in linear light, in which they are mixed, and the number of levels at or below each step.
    const ramp = new Float32Array(4 * steps);
    let below = 0;
    look.ramp(steps).forEach((c, i) => {
      while (below < positions.length && positions[below] <= i / (steps - 1)) below += 1;
      ramp.set([...light(c), below], 4 * i);
    });
    gl.activeTexture(gl.TEXTURE0);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA16F, steps, 1, 0, gl.RGBA, gl.FLOAT, ramp);
    const levels = new Float32Array(4 * (positions.length + 1));
    positions.forEach((position, i) => levels.set([...light(look.sceneLineColours[i]), position], 4 * i));
    gl.activeTexture(gl.TEXTURE1);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, levels.length / 4, 1, 0, gl.RGBA, gl.FLOAT, levels);
    gl.uniform1i(uniforms.levelCount, positions.length);
    gl.uniform1i(uniforms.steps, steps);
    gl.uniform3fv(uniforms.lidColour, light(mixed(look.theme.missing, look.theme.hatching, 0.16)));
    gl.uniform3fv(uniforms.lidHatching, light(look.theme.hatching));
  }

  /** The buffers of a mesh, made when it is first drawn; those of the mesh that it replaces are given back. */
  buffersOf(index, mesh) {
    const { gl } = this;
    const known = this.buffers.get(index);
    if (known?.mesh === mesh) return known;
    if (known) for (const buffer of known.all) gl.deleteBuffer(buffer);
    const filled = (target, data) => {
      const buffer = gl.createBuffer();
      gl.bindBuffer(target, buffer);
      gl.bufferData(target, data, gl.STATIC_DRAW);
      return buffer;
    };
    const made = {
      mesh,
      vertices: filled(gl.ARRAY_BUFFER, mesh.vertices),
      lid: filled(gl.ARRAY_BUFFER, mesh.lid),
      outline: filled(gl.ARRAY_BUFFER, mesh.outline),
      triangles: filled(gl.ELEMENT_ARRAY_BUFFER, mesh.triangles),
      coarse: filled(gl.ELEMENT_ARRAY_BUFFER, this.isSlow ? mesh.coarseTriangles() : new Uint32Array(0)),
      rim: filled(gl.ELEMENT_ARRAY_BUFFER, mesh.rim),
    };
    made.all = [made.vertices, made.lid, made.outline, made.triangles, made.coarse, made.rim];
    this.buffers.set(index, made);
    return made;
  }

  /** Draws a mesh as a camera sees it, with so many pixels a point; the image is then on `canvas`. */
  draw(index, mesh, look, camera, density) {
    const { gl, uniforms, canvas } = this;
    if (this.isLost || gl.isContextLost()) return false;
    const [width, height] = [Math.round(camera.width * density), Math.round(camera.height * density)];
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    gl.viewport(0, 0, width, height);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    this.setLook(look);
    const buffers = this.buffersOf(index, mesh);
    for (const name of ["right", "up", "back"]) gl.uniform3fv(uniforms[name], camera[name]);
    const { distance, box } = camera;
    gl.uniform1f(uniforms.boxHeight, box.size[2]);
    gl.uniform1f(uniforms.inverseDistance, 1 / distance);
    gl.uniform1f(uniforms.depth, distance === Infinity ? 0.5 / box.radius : 5 / distance);
    gl.uniform2f(uniforms.scale, (2 * camera.scale) / camera.width, (2 * camera.scale) / camera.height);
    gl.uniform2f(
      uniforms.origin, (2 * camera.origin[0]) / camera.width - 1, 1 - (2 * camera.origin[1]) / camera.height);
    gl.uniform1f(uniforms.lineWidth, 0.45 * density);
    gl.uniform1f(uniforms.period, 8 / camera.scale);
    const light = unit(add(add(add([0, 0, 0], camera.right, -0.5), camera.up, 0.62), camera.back, 0.6));
    gl.uniform3fv(uniforms.light, light);
    const ink = look.theme.ink.map(linearLight);
    gl.uniform3fv(uniforms.ink, ink);

    const use = (buffer) => {
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      for (const [attribute, offset] of [[0, 0], [1, 12]]) {
        gl.enableVertexAttribArray(attribute);
        gl.vertexAttribPointer(attribute, 3, gl.FLOAT, false, 24, offset);
      }
    };
    const pass = (material, isFlat, lift) => {
      gl.uniform1i(uniforms.material, material);
      gl.uniform1i(uniforms.isFlat, isFlat ? 1 : 0);
      gl.uniform1f(uniforms.lift, lift);
    };
    use(buffers.vertices);
    const isCoarse = this.isSlow && isMoving;
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, isCoarse ? buffers.coarse : buffers.triangles);
    const count = isCoarse ? mesh.coarse.length : mesh.triangles.length;
    pass(0, false, 0);
    gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_INT, 0);
    if (mesh.isCut) {
      pass(1, true, 0);
      gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_INT, 0);
    }
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, buffers.rim);
    gl.uniform3fv(uniforms.ink, [0.005, 0.006, 0.008]);
    pass(2, false, 0.003);
    gl.drawElements(gl.LINES, mesh.rim.length, gl.UNSIGNED_INT, 0);
    if (mesh.lid.length > 0) {
      use(buffers.lid);
      pass(3, false, 0);
      gl.drawArrays(gl.TRIANGLES, 0, mesh.lid.length / 6);
      use(buffers.outline);
      gl.uniform3fv(uniforms.ink, ink);
      pass(2, false, 0.003);
      gl.drawArrays(gl.LINES, 0, mesh.outline.length / 6);
    }
    return true;
  }
}

const painter = Painter.make();
