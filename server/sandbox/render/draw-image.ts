import sharp from 'sharp';
import { type CardText, type DrawForeignLine, drawCard } from './card.ts';
import { CELL, type Plane } from './pixel-font.ts';
import { colour, tintOf } from './tint.ts';

/** A picture to be drawn: everything that decides its bytes. */
export interface ImageSpec {
  width: number;
  height: number;
  text: CardText;
  format: 'png' | 'jpeg';
}

const JPEG_QUALITY = 82;
/** Cards are flat: more effort makes them hardly smaller and much slower. */
const PNG_COMPRESSION = 3;

// The pictures are made one at a time, each is used once: sharp's own cache and threads would only cost memory.
sharp.cache(false);
sharp.concurrency(1);

/** Draws the card as a PNG or a JPEG. */
export async function drawImage({ width, height, text, format }: ImageSpec): Promise<Uint8Array> {
  const plane = await drawCard({ width, height }, text, drawForeignLine);
  const pixels = colour(plane.pixels, tintOf(text.body));
  const image = sharp(pixels, { raw: { width, height, channels: 3 } });
  return format === 'png'
    ? image.png({ compressionLevel: PNG_COMPRESSION }).toBuffer()
    : image.jpeg({ quality: JPEG_QUALITY }).toBuffer();
}

/** Text beyond ASCII is set by the machine's own fonts, and comes out blank or boxed where it has none for that script. */
export const drawForeignLine: DrawForeignLine = async (plane, text, { left, top, scale }, ink) => {
  const height = CELL.rows * scale;
  const width = plane.width - left;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><text x="0" y="${8 * scale}" font-family="sans-serif" font-size="${9 * scale}" fill="#fff">${escapeXml(text)}</text></svg>`;
  const mask = await sharp(Buffer.from(svg)).extractChannel('alpha').raw().toBuffer();
  copyMask(plane, mask, { left, top, width, height }, ink);
};

function copyMask(
  plane: Plane,
  mask: Uint8Array,
  area: { left: number; top: number; width: number; height: number },
  ink: number,
): void {
  for (let y = 0; y < area.height && area.top + y < plane.height; y += 1) {
    for (let x = 0; x < area.width; x += 1) {
      const cover = (mask[y * area.width + x] ?? 0) / 255;
      const index = (area.top + y) * plane.width + area.left + x;
      plane.pixels[index] = Math.round((plane.pixels[index] ?? 0) * (1 - cover) + ink * cover);
    }
  }
}

const XML_ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Makes any text safe inside XML; characters that XML does not allow at all are left out. */
export function escapeXml(text: string): string {
  const allowed = text.toWellFormed().replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '');
  return allowed.replace(/[&<>"']/g, (character) => XML_ESCAPES[character] ?? character);
}

/** What an uploaded file turned out to be. */
export interface ProbedImage {
  format: string;
  width: number;
  height: number;
}

/** Decodes a whole image. @throws Error when the bytes are none that sharp can read to the end. */
export async function probeImage(bytes: Uint8Array): Promise<ProbedImage> {
  const image = sharp(bytes, { failOn: 'error' });
  const { format, width, height } = await image.metadata();
  await image.resize(8, 8, { fit: 'fill' }).raw().toBuffer(); // the header alone proves little
  return { format, width, height };
}
