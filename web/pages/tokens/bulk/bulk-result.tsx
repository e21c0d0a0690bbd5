import { For, Show } from 'solid-js';
import { said } from '../../../said/said.ts';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import type { BulkRow, Work } from '../token-types.ts';
import { words } from '../words.ts';

interface BulkResultProps {
  done: number;
  failed: BulkRow[];
  work: Work;
  onAgain: (rows: BulkRow[], work: Work) => void;
}

/** What became of each, as far as it was not done. */
export function BulkResult(props: BulkResultProps) {
  const blocked = () => props.failed.filter(({ error }) => error?.code === 'conflict');
  const canForce = () => props.work.action === 'delete' && !props.work.force && blocked().length > 0;
  return (
    <div class="flex flex-col gap-3">
      <Notice kind="warn" action={<Retry {...props} />}>
        <b role="status">{words().bulk.result(props.done, props.failed.length)}</b>
      </Notice>
      <ul class="max-h-80 overflow-y-auto rounded-control border border-line">
        <For each={props.failed}>
          {(row) => (
            <li class="border-t border-line px-3 py-2 first:border-t-0">
              <p class="font-550">{row.email ?? words().bulk.number(row.tokenId)}</p>
              <p class="text-ink-2">{row.email === null ? words().bulk.gone404 : said(row.error?.message ?? '')}</p>
            </li>
          )}
        </For>
      </ul>
      <Show when={canForce()}>
        <div class="flex flex-wrap items-center gap-3">
          <Button kind="danger" onClick={() => props.onAgain(blocked(), { action: 'delete', force: true })}>
            {words().bulk.force}
          </Button>
          <span class="text-label text-ink-3">{words().bulk.forceHint}</span>
        </div>
      </Show>
    </div>
  );
}

function Retry(props: BulkResultProps) {
  return (
    <Button size="small" onClick={() => props.onAgain(props.failed, props.work)}>
      {words().bulk.retry(props.failed.length)}
    </Button>
  );
}
