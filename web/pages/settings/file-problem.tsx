import { For } from 'solid-js';
import { said } from '../../said/said.ts';
import { Notice } from '../../ui/notice.tsx';
import { words } from './words.ts';

/** As the server puts each problem on a line of its own. */
const NEXT = '\n  - ';

/** What the server says of a file that it did not take over: a head, and each thing that is wrong. */
export const fileProblemLines = (message: string): string[] => message.split(NEXT).map(said);

/** Why the file was not taken over. */
export function FileProblem(props: { message: string }) {
  const lines = () => fileProblemLines(props.message);
  return (
    <Notice kind="bad" class="mb-3">
      <b>{words().problem}</b> {lines()[0]}
      <ul class="list-disc pl-5 break-words">
        <For each={lines().slice(1)}>{(line) => <li>{line}</li>}</For>
      </ul>
    </Notice>
  );
}
