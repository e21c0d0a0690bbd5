/** A colour that is laid over a picture of brightness only, as RGB shares and as the two colour values of a video. */
export interface Tint {
  red: number;
  green: number;
  blue: number;
  u: number;
  v: number;
}

/** A colour that follows from the text, so that pictures of different prompts differ at a glance. */
export function tintOf(text: string): Tint {
  const angle = (hash(text) % 360) * (Math.PI / 180);
  const u = 128 + Math.round(40 * Math.cos(angle));
  const v = 128 + Math.round(40 * Math.sin(angle));
  // Colour shares around a middle brightness, by the usual conversion from U and V (BT.601).
  const middle = 96;
  const share = (offset: number) => Math.max(0, 1 + offset / middle);
  return {
    red: share(1.402 * (v - 128)),
    green: share(-0.344 * (u - 128) - 0.714 * (v - 128)),
    blue: share(1.772 * (u - 128)),
    u,
    v,
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}

/** The picture in colour, three bytes per pixel. */
export function colour(brightness: Uint8Array, tint: Tint): Buffer {
  const lookup = Array.from({ length: 256 }, (_, value) => [
    Math.min(255, Math.round(value * tint.red)),
    Math.min(255, Math.round(value * tint.green)),
    Math.min(255, Math.round(value * tint.blue)),
  ]);
  const red = Uint8Array.from(lookup, (entry) => entry[0] ?? 0);
  const green = Uint8Array.from(lookup, (entry) => entry[1] ?? 0);
  const blue = Uint8Array.from(lookup, (entry) => entry[2] ?? 0);
  const pixels = Buffer.allocUnsafe(brightness.length * 3);
  for (let index = 0, out = 0; index < brightness.length; index += 1) {
    const value = brightness[index] as number;
    pixels[out++] = red[value] as number;
    pixels[out++] = green[value] as number;
    pixels[out++] = blue[value] as number;
  }
  return pixels;
}
