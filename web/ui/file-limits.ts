import { bytes } from '../format.ts';
import { words } from './words.ts';

export interface FileLimits {
  /** As an input's `accept`: `image/png,image/jpeg,.json`. Everything when left out. */
  accept?: string | undefined;
  maxBytes?: number | undefined;
  /** How many may still be added. */
  maxFiles?: number | undefined;
}

/** Sorts dropped files into those that may come in, and sentences on why the others may not. */
export function sortFiles(files: File[], limits: FileLimits): { taken: File[]; refusals: string[] } {
  const refusals: string[] = [];
  const fitting = files.filter((file) => {
    const refusal = refusalOf(file, limits);
    if (refusal !== undefined) refusals.push(refusal);
    return refusal === undefined;
  });
  const room = limits.maxFiles ?? Number.POSITIVE_INFINITY;
  if (fitting.length > room) refusals.push(room > 0 ? words().tooMany(room) : words().noRoom);
  return { taken: fitting.slice(0, room), refusals };
}

function refusalOf(file: File, { accept, maxBytes }: FileLimits): string | undefined {
  if (!isAccepted(file, accept)) return words().wrongType(file.name);
  if (maxBytes !== undefined && file.size > maxBytes) return words().tooLarge(file.name, bytes(maxBytes));
  return undefined;
}

/** The rule of an input's `accept`, which browsers keep for the file dialog but not for what is dropped. */
function isAccepted(file: File, accept: string | undefined): boolean {
  if (accept === undefined || accept === '') return true;
  return accept.split(',').some((part) => {
    const rule = part.trim().toLowerCase();
    if (rule.startsWith('.')) return file.name.toLowerCase().endsWith(rule);
    if (rule.endsWith('/*')) return file.type.startsWith(rule.slice(0, -1));
    return file.type === rule;
  });
}
