// Mouse, pen, fingers and keys on a canvas, as a few gestures.

/**
 * Calls the handlers of gestures on a canvas: `hover(x, y)`, `leave()`, `drag(dx, dy, isOther)`, `zoom(factor, x, y)`,
 * `tap(x, y)` and `doubleTap(x, y)`, in points of the canvas. `isOther` says that the gesture means moving where a plain drag
 * means turning: two fingers, another button or Shift.
 */
function attachGestures(canvas, handlers) {
  const pointers = new Map();
  let travelled = 0;
  let lastTap = { time: -1e9, x: 0, y: 0 };
  const place = (event) => {
    const bounds = canvas.getBoundingClientRect();
    return [event.clientX - bounds.left, event.clientY - bounds.top];
  };
  const pair = () => {
    const [[ax, ay], [bx, by]] = [...pointers.values()];
    return { x: (ax + bx) / 2, y: (ay + by) / 2, distance: Math.hypot(ax - bx, ay - by) };
  };

  canvas.addEventListener("pointerdown", (event) => {
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture?.(event.pointerId);
    if (pointers.size === 0) travelled = 0;
    pointers.set(event.pointerId, place(event));
    if (pointers.size > 1) travelled = Infinity;
  });
  canvas.addEventListener("pointermove", (event) => {
    const [x, y] = place(event);
    const before = pointers.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch") handlers.hover(x, y);
      return;
    }
    if (pointers.size === 2) {
      const old = pair();
      pointers.set(event.pointerId, [x, y]);
      const now = pair();
      handlers.drag(now.x - old.x, now.y - old.y, true);
      if (old.distance > 8) handlers.zoom(now.distance / old.distance, now.x, now.y);
      return;
    }
    const [dx, dy] = [x - before[0], y - before[1]];
    travelled += Math.hypot(dx, dy);
    pointers.set(event.pointerId, [x, y]);
    if (pointers.size === 1 && travelled > 3) handlers.drag(dx, dy, event.shiftKey || event.buttons !== 1);
  });
  const end = (event) => {
    const known = pointers.delete(event.pointerId);
    if (!known || event.type !== "pointerup" || pointers.size > 0 || travelled > 3) return;
    const [x, y] = place(event);
    const now = performance.now();
    if (now - lastTap.time < 350 && Math.hypot(x - lastTap.x, y - lastTap.y) < 20) {
      lastTap.time = -1e9;
      handlers.doubleTap(x, y);
    } else {
      lastTap = { time: now, x, y };
      handlers.tap(x, y);
    }
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  canvas.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch" && pointers.size === 0) handlers.leave();
  });
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1;
    handlers.zoom(Math.exp(-Math.max(-120, Math.min(120, event.deltaY * lines)) * 0.0022), ...place(event));
  }, { passive: false });
}
