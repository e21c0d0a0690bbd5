import { z } from 'zod';
import { ServiceError } from '../../../../schema/errors.ts';
import { IMPORTED_NAMES, type ImportRow, readImportRow } from './import-row.ts';

export type TextFormat = 'json' | 'csv' | 'lines';

const record = z.record(z.string(), z.unknown());
/** Lines of a text, those that hold no account included: more are not even looked at. */
const MAX_LINES = 100_000;
/** Of one record; an account has a dozen. */
const MAX_FIELDS = 1_000;
/** A value of JSON that holds no account, which would else be taken for a session token on a line. */
const SCALAR = /^\s*(?:null|true|false|-?\d[\d.eE+-]*|"[^"\r\n]*")\s*$/;
const LONGEST_SCALAR = 10_000;

/**
 * Reads accounts out of a text, whose format is told by what it looks like. Of a text with more than `maxRows` it reads no
 * further than is needed to know that.
 * @throws ServiceError `invalid_value`
 */
export function readText(text: string, maxRows: number): { format: TextFormat; rows: ImportRow[] } {
  const content = text.replace(/^\uFEFF/, '');
  if (/^\s*[[{]/.test(content)) return { format: 'json', rows: readJson(content, maxRows) };
  if (!isTable(content)) return { format: 'lines', rows: readLines(content, maxRows) };
  const [header, ...records] = readRecords(content, maxRows);
  const names = header?.fields.map((field) => field.trim()) ?? [];
  return { format: 'csv', rows: records.map(({ fields, line }) => readImportRow(named(names, fields), line)) };
}

/** Whether the first line names columns. */
function isTable(content: string): boolean {
  const [head = ''] = content.split(/[\r\n]/, 1);
  return head.split(/[\t;,]/).some((name) => IMPORTED_NAMES.includes(name.trim().replace(/^"(.*)"$/, '$1')));
}

function readJson(content: string, maxRows: number): ImportRow[] {
  const list = listIn(parseJson(content));
  if (list === null) throw noList();
  if (list.length > maxRows) throw tooManyAccounts(maxRows);
  return list.map((entry, index) => {
    const fields = record.safeParse(entry);
    if (fields.success) return readImportRow(fields.data, index + 1);
    return { ...NOTHING, line: index + 1, problem: 'It is no object.' };
  });
}

/** A list, or the one in an object around it: our own export, or the body of the predecessor's import. */
function listIn(document: unknown): readonly unknown[] | null {
  if (Array.isArray(document)) return document;
  const { tokens } = document as { tokens?: unknown };
  return Array.isArray(tokens) ? tokens : null;
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
function readLines(content: string, maxRows: number): ImportRow[] {
  if (content.length < LONGEST_SCALAR && SCALAR.test(content)) throw noList();
  const lines = content.split(/\r\n|\r|\n/, MAX_LINES + 1).map((line) => line.trim());
  const isAccount = (line: string): boolean => line !== '' && !line.startsWith('#');
  if (lines.length > MAX_LINES || lines.filter(isAccount).length > maxRows) throw tooManyAccounts(maxRows);
  return lines.flatMap((line, index) => (isAccount(line) ? [readImportRow({ sessionToken: line }, index + 1)] : []));
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
function readRecords(content: string, maxRows: number): CsvRecord[] {
  const [head = ''] = content.split(/[\r\n]/, 1);
  const separator = ['\t', ';', ','].find((candidate) => head.includes(candidate)) ?? ',';
  const field = new RegExp(
    `(?:"([^"]*(?:""[^"]*)*)"|([^"\\r\\n${separator}][^\\r\\n${separator}]*)?)(${separator}|\\r\\n|\\r|\\n|$)`,
    'gy',
  );
  const records: CsvRecord[] = [];
  let line = 1;
  let current: CsvRecord = { fields: [], line };
  while (field.lastIndex <= content.length) {
    const [whole, quoted, plain = '', end] = field.exec(content) ?? notCsv(line);
    current.fields.push(quoted?.replaceAll('""', '"') ?? plain);
    line += whole.match(/\r\n|\r|\n/g)?.length ?? 0;
    if (current.fields.length > MAX_FIELDS) throw unreadable(`Line ${line} has more than ${MAX_FIELDS} fields.`);
    if (end === separator) continue;
    if (current.fields.some((text) => text !== '')) records.push(current);
    if (records.length > maxRows + 1 || line > MAX_LINES) throw tooManyAccounts(maxRows);
    current = { fields: [], line };
    if (end === '') break;
  }
  return records;
}

function notCsv(line: number): never {
  throw unreadable(`Line ${line} has a quotation mark that is not closed, or text behind one.`);
}

const noList = () => unreadable('It must be a list of accounts, or an object with such a list as `tokens`.');

/** Of a file of any format. */
export function tooManyAccounts(maxRows: number): ServiceError {
  const words = `It holds more accounts than are taken at a time, which is ${maxRows}. Import it in parts.`;
  return new ServiceError('invalid_value', words, { param: 'content' });
}

/** Of a file that is no database. */
export function unreadable(problem: string): ServiceError {
  return new ServiceError('invalid_value', `The file cannot be read. ${problem}`, { param: 'content' });
}
