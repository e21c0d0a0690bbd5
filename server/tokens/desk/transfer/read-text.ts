import { z } from 'zod';
import { ServiceError } from '../../../../schema/errors.ts';
import { IMPORTED_NAMES, type ImportRow, readImportRow } from './import-row.ts';

export type TextFormat = 'json' | 'csv' | 'lines';

const record = z.record(z.string(), z.unknown());
/** A list, or an object around it: our own export, or the body of the predecessor's import. */
const document = z.union([z.array(z.unknown()), z.object({ tokens: z.array(z.unknown()) }).transform((o) => o.tokens)]);

/** Reads accounts out of a text, whose format is told by what it looks like. @throws ServiceError `invalid_value` */
export function readText(text: string): { format: TextFormat; rows: ImportRow[] } {
  const content = text.replace(/^\uFEFF/, '');
  if (/^\s*[[{]/.test(content)) return { format: 'json', rows: readJson(content) };
  if (!isTable(content)) return { format: 'lines', rows: readLines(content) };
  const [header, ...records] = readRecords(content);
  const names = header?.fields.map((field) => field.trim()) ?? [];
  return { format: 'csv', rows: records.map(({ fields, line }) => readImportRow(named(names, fields), line)) };
}

/** Whether the first line names columns. */
function isTable(content: string): boolean {
  const [head = ''] = content.split(/[\r\n]/, 1);
  return head.split(/[\t;,]/).some((name) => IMPORTED_NAMES.includes(name.trim().replace(/^"(.*)"$/, '$1')));
}

function readJson(content: string): ImportRow[] {
  const list = document.safeParse(parseJson(content));
  if (!list.success) throw unreadable('It must be a list of accounts, or an object with such a list as `tokens`.');
  return list.data.map((entry, index) => {
    const fields = record.safeParse(entry);
    if (fields.success) return readImportRow(fields.data, index + 1);
    return { ...NOTHING, line: index + 1, problem: 'It is no object.' };
  });
}

const NOTHING = { email: null, sessionToken: null, account: {} };

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    // The parser's own words repeat what they stumble over, which may be a secret.
    throw unreadable('It begins like JSON but is not valid.');
  }
}

/** One session token on each line. Empty lines, and those that begin with `#`, are left out. */
function readLines(content: string): ImportRow[] {
  return content.split(/\r\n|\r|\n/).flatMap((text, index) => {
    const line = text.trim();
    return line === '' || line.startsWith('#') ? [] : [readImportRow({ sessionToken: line }, index + 1)];
  });
}

function named(names: readonly string[], fields: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name, index) => [name, fields[index] ?? '']));
}

interface CsvRecord {
  fields: string[];
  /** Where it begins. */
  line: number;
}

/** The records of a CSV text, by RFC 4180; the separator is the one that its first line uses. Empty lines are left out. */
function readRecords(content: string): CsvRecord[] {
  const [head = ''] = content.split(/[\r\n]/, 1);
  const separator = ['\t', ';', ','].find((candidate) => head.includes(candidate)) ?? ',';
  const field = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^"\\r\\n${separator}][^\\r\\n${separator}]*)?)(${separator}|\\r\\n|\\r|\\n|$)`,
    'gy',
  );
  const records: CsvRecord[] = [];
  let line = 1;
  let current: CsvRecord = { fields: [], line };
  while (field.lastIndex <= content.length) {
    const [whole, quoted, plain = '', end] = field.exec(content) ?? notCsv(line);
    current.fields.push(quoted?.replaceAll('""', '"') ?? plain);
    line += whole.match(/\r\n|\r|\n/g)?.length ?? 0;
    if (end === separator) continue;
    if (current.fields.some((text) => text !== '')) records.push(current);
    current = { fields: [], line };
    if (end === '') break;
  }
  return records;
}

function notCsv(line: number): never {
  throw unreadable(`Line ${line} has a quotation mark that is not closed, or text behind one.`);
}

function unreadable(problem: string): ServiceError {
  return new ServiceError('invalid_value', `The file cannot be read. ${problem}`, { param: 'content' });
}
