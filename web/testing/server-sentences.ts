import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';

const ROOT = join(import.meta.dirname, '../..');
/** What stands in a sentence for each part that varies. */
const SLOT = '{}';
/** Two words or more, so that names of fields and codes are none. */
const SENTENCE = /[a-z]{2,}.* \S|\S .*[a-z]{2,}/;
/** Calls of the roster that are noted. */
const CHANGES = new Set(['add', 'update', 'note']);
const LOG_LEVELS = new Set(['trace', 'debug', 'info', 'warn', 'error', 'fatal']);

interface Node {
  type: string;
  [part: string]: unknown;
}

/**
 * The sentences that a source file of the server holds, each part that varies as `{}`: text with two words or more, and
 * notes in the history of a token, however short; but nothing that is written to the log, thrown as a plain mistake of the
 * program, or part of SQL.
 * @param file from the root of the project
 */
export function sentencesIn(file: string): string[] {
  const found = new Set<string>();
  const { program } = parseSync(file, readFileSync(join(ROOT, file), 'utf8'));
  visit(program as unknown as Node, (text) => SENTENCE.test(text) && found.add(text));
  visitNotes(program as unknown as Node, (text) => found.add(text));
  return [...found];
}

function visit(node: Node, tell: (text: string) => void): void {
  if (isUnsaid(node)) return;
  const text = textOf(node);
  if (text !== null) tell(text);
  for (const [part, value] of Object.entries(node)) {
    if (text !== null && part !== 'expressions' && part !== 'left' && part !== 'right') continue;
    for (const child of [value].flat()) {
      // Parts of a text that are text themselves are told with it.
      if (isNode(child) && !(node.type === 'BinaryExpression' && text !== null && child.type === 'Literal')) {
        visit(child, tell);
      }
    }
  }
}

/** What is written into the history of a token: the last argument with which the roster is told of a change. */
function visitNotes(node: Node, tell: (text: string) => void): void {
  const { callee } = node as { callee?: Node };
  const isRoster = (callee?.object as Node | undefined)?.name === 'roster';
  const isChange = isRoster && CHANGES.has(String((callee?.property as Node | undefined)?.name));
  const text = isChange || node.type === 'Property' ? noteOf(node) : null;
  if (text !== null) tell(text);
  for (const value of Object.values(node))
    for (const child of [value].flat()) if (isNode(child)) visitNotes(child, tell);
}

function noteOf({ type, key, value, arguments: given }: Node): string | null {
  if (type === 'Property') return (key as Node).name === 'what' ? textOf(value as Node) : null;
  const last = (given as Node[]).at(-1);
  return last === undefined ? null : textOf(last);
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;

/** Nobody who uses the console reads what stands in it. */
function isUnsaid(node: Node): boolean {
  if (node.type === 'ImportDeclaration' || node.type === 'TaggedTemplateExpression') return true;
  const callee = node.callee as Node | undefined;
  if (node.type === 'NewExpression') return callee?.name === 'Error';
  if (node.type !== 'CallExpression' || callee?.type !== 'MemberExpression') return false;
  return callee.property !== undefined && LOG_LEVELS.has(String((callee.property as Node).name));
}

/** A text with its slots; null for what is none. */
function textOf(node: Node): string | null {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : null;
  if (node.type === 'TemplateLiteral') {
    const quasis = node.quasis as { value: { cooked: string } }[];
    return quasis.map(({ value }) => value.cooked).join(SLOT);
  }
  if (node.type !== 'BinaryExpression' || node.operator !== '+') return null;
  const [left, right] = [textOf(node.left as Node), textOf(node.right as Node)];
  return left === null && right === null ? null : `${left ?? SLOT}${right ?? SLOT}`;
}
