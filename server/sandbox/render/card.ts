import { CELL, drawLine, fillRectangle, isDrawable, type Plane } from './pixel-font.ts';

/** What is written on a picture: the prompt in the middle, what it was made with above and below. */
export interface CardText {
  title: string;
  body: string;
  footer: string;
}

/** Draws lines that the pixel font has no glyphs for; they arrive with their place and size. */
export type DrawForeignLine = (
  plane: Plane,
  text: string,
  place: { left: number; top: number; scale: number },
  ink: number,
) => Promise<void>;

const INK = 235;
const SHADE = { top: 96, bottom: 48 };
/** The smaller side of a picture takes this many characters. */
const COLUMNS_ON_THE_SMALLER_SIDE = 30;

/** The brightness of every pixel of a card; its colour is laid over it later, the same for the whole picture. */
export async function drawCard(
  size: { width: number; height: number },
  text: CardText,
  drawForeign: DrawForeignLine,
): Promise<Plane> {
  const plane = shadedPlane(size);
  const scale = Math.max(
    1,
    Math.floor(Math.min(size.width, size.height) / (COLUMNS_ON_THE_SMALLER_SIDE * CELL.columns)),
  );
  const margin = 2 * CELL.columns * scale;
  const lineHeight = CELL.rows * scale;
  const columns = Math.max(1, Math.floor((size.width - 2 * margin) / (CELL.columns * scale)));
  const rows = Math.max(1, Math.floor((size.height - 2 * margin) / lineHeight) - 5);

  const line = async (content: string, top: number) => {
    const place = { left: margin, top, scale };
    if (isDrawable(content)) drawLine(plane, content, place, INK);
    else await drawForeign(plane, content, place, INK);
  };
  await line(clip(text.title, columns), margin);
  let top = margin + 2 * lineHeight;
  for (const content of wrap(text.body, columns, rows)) {
    await line(content, top);
    top += lineHeight;
  }
  await line(clip(text.footer, columns), size.height - margin - 2 * lineHeight);
  return plane;
}

/** A bar along the bottom that shows how much of the clip has passed; `share` from 0 to 1. */
export function drawProgress(plane: Plane, share: number): void {
  const thickness = Math.max(2, Math.round(plane.height / 60));
  const area = { left: 0, top: plane.height - 2 * thickness, height: thickness };
  fillRectangle(plane, { ...area, width: plane.width }, SHADE.bottom / 2);
  fillRectangle(plane, { ...area, width: Math.round(plane.width * share) }, INK);
}

function shadedPlane({ width, height }: { width: number; height: number }): Plane {
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    pixels.fill(SHADE.top + Math.round(((SHADE.bottom - SHADE.top) * y) / height), y * width, (y + 1) * width);
  }
  return { pixels, width, height };
}

/** Characters of East Asian scripts, and pictographs, take two cells. */
const isWide = (character: string): boolean => (character.codePointAt(0) ?? 0) >= 0x1100;

function clip(text: string, columns: number): string {
  return wrap(text, columns, 1)[0] ?? '';
}

/** Breaks the text into at most `rows` lines, at spaces where there are any; what does not fit ends in dots. */
export function wrap(text: string, columns: number, rows: number): string[] {
  const lines: string[] = [];
  let line: string[] = [];
  let width = 0;
  const push = () => {
    lines.push(line.join('').trimEnd());
    line = [];
    width = 0;
  };
  for (const word of text
    .replace(/\s+/g, ' ')
    .trim()
    .split(/(?<= )/)) {
    const characters = [...word];
    const needed = [...word.trimEnd()].reduce((sum, character) => sum + (isWide(character) ? 2 : 1), 0);
    if (width > 0 && width + needed > columns && needed <= columns) push();
    for (const character of characters) {
      const cells = isWide(character) ? 2 : 1;
      if (width + cells > columns && !(character === ' ' && width === columns)) push();
      if (lines.length > rows) break;
      line.push(character);
      width += cells;
    }
  }
  if (line.length > 0) push();
  if (lines.length <= rows) return lines;
  return [...lines.slice(0, rows - 1), `${(lines[rows - 1] ?? '').slice(0, Math.max(0, columns - 3))}...`];
}
