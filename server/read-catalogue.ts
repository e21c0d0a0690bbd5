import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Catalogue, parseCatalogue } from '../schema/catalogue.ts';
import { StartProblem } from './start-problem.ts';

const FILE = fileURLToPath(new URL('../config/models.json', import.meta.url));

/** The models this gateway offers. @throws StartProblem when the file is missing or wrong, saying where */
export async function readCatalogue(): Promise<Catalogue> {
  try {
    return parseCatalogue(JSON.parse(await readFile(FILE, 'utf8')));
  } catch (cause) {
    throw new StartProblem(
      `config/models.json can not be used: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    );
  }
}
