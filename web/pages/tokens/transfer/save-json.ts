import { saveFile } from '../../../ui/save-file.ts';

/** Hands a value to the browser as a file to be saved, named with the day. Nothing of it stays in the page. */
export function saveJson(name: string, value: unknown): void {
  const day = new Date().toISOString().slice(0, 10);
  saveFile(`${name}-${day}.json`, JSON.stringify(value, null, 2), 'application/json');
}
