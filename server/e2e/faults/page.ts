import { CALLS, type UpstreamCall } from './calls.ts';
import { CELLS, type Cell, mayMoveOn } from './cells.ts';
import type { Observation } from './observation.ts';
import { accountWords, besideWords, callerWords, jobWords, paidWords } from './words.ts';

/** What was seen of a cell: with one account in the pool, and with a second one if that can matter. */
export interface Seen {
  alone: Observation;
  beside: Observation | null;
}

const INTRODUCTION = `# What faults do

Every fault of the upstream's wire (\`docs/wire.md\`, §9 and §12) in every call that this service makes, as it was seen: a caller asks
for one picture or video without streaming, against the sandbox as a real server, with accounts, breakers and a database of its own.
This page is written by the tests (\`npx vitest run server/e2e/faults -u\`), and they fail when it is no longer true.

- **The caller gets**: HTTP status and error code, and when SDKs may send the request again. "Not to be repeated" is
  \`x-should-retry: false\`; "again in" is \`Retry-After\`, rounded up.
- **Beside another account**: the same with a second, sound account in the pool. In brackets the paid calls of both.
- **The account**: what is held against it afterwards. "As before" is nothing.
- **Paid calls**: submits and enlargements that were sent, with the account alone. More than one only when the upstream refused the one before
  for certain, or for an enlargement.
- **The job**: its state in the end, and why. \`submit_unknown\` is never sent again by itself.
`;

const COLUMNS = [
  'Fault',
  'On the wire',
  'The caller gets',
  'Beside another account',
  'The account',
  'Paid calls',
  'The job',
];

/** The page, from what was seen of each cell that can happen. */
export function presentPage(seenOf: (cell: Cell) => Seen): string {
  const sections = CALLS.map((call) => presentCall(call, seenOf));
  return `${[INTRODUCTION.trimEnd(), ...sections].join('\n\n')}\n`;
}

function presentCall(call: UpstreamCall, seenOf: (cell: Cell) => Seen): string {
  const rows = CELLS.filter((cell) => cell.call === call).map((cell) => presentCell(cell, seenOf));
  const head = [COLUMNS, COLUMNS.map(() => '---')];
  const table = [...head, ...rows].map((fields) => `| ${fields.join(' | ')} |`).join('\n');
  return `## ${call.title}\n\n${call.about}\n\n${table}`;
}

function presentCell(cell: Cell, seenOf: (cell: Cell) => Seen): string[] {
  const { row, call, cannot } = cell;
  if (cannot !== null) return [row.name, row.wire, `cannot happen: ${cannot}`, '–', '–', '–', '–'];
  const { alone, beside } = seenOf(cell);
  const other = beside === null ? elsewhere(call) : besideWords(beside);
  return [
    row.name,
    row.wire,
    callerWords(alone),
    other,
    accountWords(alone.account),
    paidWords(alone),
    jobWords(alone),
  ];
}

function elsewhere({ phase, besideAs }: UpstreamCall): string {
  if (besideAs !== undefined) return `as for “${CALLS.find(({ id }) => id === besideAs)?.title}”`;
  return phase === 'beside' ? 'the same: nobody waits for it' : 'the same: the job stays where it was taken';
}

/** Runs that a cell needs; whether there is another account. */
export const runsOf = ({ call }: Cell): readonly boolean[] =>
  mayMoveOn(call) && call.besideAs === undefined ? [false, true] : [false];
