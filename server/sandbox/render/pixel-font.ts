/**
 * Printable ASCII, space to tilde, as 5 columns of 8 pixels per character, lowest bit on top. A font of our own makes the
 * same picture on every machine, also on one without any font installed.
 */
const COLUMNS = Buffer.from(
  [
    '0000000000 00005f0000 0007000700 147f147f14 242a7f2a12 2313086462 3649562050 0000070000',
    '001c224100 0041221c00 2a1c7f1c2a 08083e0808 0080603000 0808080808 0000606000 2010080402',
    '3e5149453e 00427f4000 7249494946 2141494d33 1814127f10 2745454539 3c4a494931 4121110907',
    '3649494936 464949291e 0000140000 0040340000 0008142241 1414141414 0041221408 0201590906',
    '3e415d594e 7c1211127c 7f49494936 3e41414122 7f4141413e 7f49494941 7f09090901 3e41415173',
    '7f0808087f 00417f4100 2040413f01 7f08142241 7f40404040 7f021c027f 7f0408107f 3e4141413e',
    '7f09090906 3e4151215e 7f09192946 2649494932 03017f0103 3f4040403f 1f2040201f 3f4038403f',
    '6314081463 0304780403 6159494d43 007f414141 0204081020 004141417f 0402010204 4040404040',
    '0003070800 2054547840 7f28444438 3844444428 384444287f 3854545418 00087e0902 18a4a49c78',
    '7f08040478 00447d4000 2040403d00 7f10284400 00417f4000 7c04780478 7c08040478 3844444438',
    'fc18242418 18242418fc 7c08040408 4854545424 04043f4424 3c4040207c 1c2040201c 3c4030403c',
    '4428102844 4c9090907c 4464544c44 0008364100 0000770000 0041360800 0201020402',
  ]
    .join('')
    .replaceAll(' ', ''),
  'hex',
);

const FIRST = 0x20;
const GLYPH_COLUMNS = 5;
const GLYPH_ROWS = 8;
/** Width and height of one character with the space around it, in font pixels. */
export const CELL = { columns: 6, rows: 10 };

/** Whether every character of the text has a glyph here. */
export const isDrawable = (text: string): boolean => /^[ -~]*$/.test(text);

/** A picture of one byte per pixel. */
export interface Plane {
  pixels: Uint8Array;
  width: number;
  height: number;
}

/** Writes one line of drawable text, `scale` pixels per font pixel, its upper left corner at (`left`, `top`). */
export function drawLine(
  plane: Plane,
  text: string,
  place: { left: number; top: number; scale: number },
  ink: number,
): void {
  const { left, top, scale } = place;
  for (let index = 0; index < text.length; index += 1) {
    const glyph = (text.charCodeAt(index) - FIRST) * GLYPH_COLUMNS;
    for (let column = 0; column < GLYPH_COLUMNS; column += 1) {
      const bits = COLUMNS[glyph + column] ?? 0;
      const x = left + (index * CELL.columns + column) * scale;
      for (let row = 0; row < GLYPH_ROWS; row += 1) {
        if (bits & (1 << row))
          fillRectangle(plane, { left: x, top: top + row * scale, width: scale, height: scale }, ink);
      }
    }
  }
}

/** Fills what of the rectangle lies inside the picture. */
export function fillRectangle(
  plane: Plane,
  area: { left: number; top: number; width: number; height: number },
  ink: number,
): void {
  const right = Math.min(area.left + area.width, plane.width);
  const bottom = Math.min(area.top + area.height, plane.height);
  for (let y = Math.max(area.top, 0); y < bottom; y += 1) {
    plane.pixels.fill(ink, y * plane.width + Math.max(area.left, 0), y * plane.width + right);
  }
}
