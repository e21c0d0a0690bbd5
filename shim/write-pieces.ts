import type { ServerResponse } from 'node:http';
import { InlineFile, type Piece } from './inline-json.ts';

/** Writes and waits until the caller has taken enough of it. Does nothing once the caller is gone. */
export async function write(response: ServerResponse, chunk: string | Buffer): Promise<void> {
  if (response.destroyed || response.write(chunk)) return;
  await new Promise<void>((resolve) => {
    const go = () => {
      response.off('drain', go);
      response.off('close', go);
      resolve();
    };
    response.once('drain', go);
    response.once('close', go);
  });
}

/** Writes finished JSON text with the files that go into it, one piece of a file at a time. */
export async function writePieces(response: ServerResponse, pieces: readonly Piece[]): Promise<void> {
  let text = '';
  for (const piece of pieces) {
    if (!(piece instanceof InlineFile)) {
      text += piece; // what stands together is one write: each is a chunk of its own on the wire
      continue;
    }
    if (text !== '') await write(response, text);
    text = '';
    await writeFile(response, piece);
  }
  if (text !== '') await write(response, text);
}

async function writeFile(response: ServerResponse, { base64 }: InlineFile): Promise<void> {
  for await (const chunk of base64) {
    if (response.destroyed) return; // which also closes the file
    await write(response, chunk as string | Buffer);
  }
}
