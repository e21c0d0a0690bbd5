import { For, Show } from 'solid-js';
import { said } from '../../../said/said.ts';
import { Button } from '../../../ui/button.tsx';
import { DiffList } from '../../../ui/diff-list.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Restart } from '../setting-row.tsx';
import { nameOf, showValue } from '../show-value.ts';
import type { Setting, Verdict } from '../types.ts';
import { words } from '../words.ts';

/** Old and new of each, what follows at once, and what is unwise. */
export function VerdictView(props: { verdict: Verdict; find: (key: string) => Setting | undefined }) {
  const items = () =>
    props.verdict.changes.map(({ key, from, to, restart }) => ({
      name: nameOf(key),
      old: showValue(props.find(key), from),
      new: showValue(props.find(key), to),
      mark: restart ? <Restart /> : undefined,
    }));
  return (
    <>
      <Show when={items().length > 0} fallback={<p class="text-ink-2">{words().review.nothing}</p>}>
        <DiffList items={items()} />
      </Show>
      <Sentences kind="info" title={words().review.effects} texts={props.verdict.effects} />
      <Sentences kind="warn" title={words().review.warnings} texts={props.verdict.warnings} />
      <Show when={props.verdict.changes.some(({ restart }) => restart)}>
        <p class="text-label text-ink-2">{words().review.restartNote}</p>
      </Show>
    </>
  );
}

function Sentences(props: { kind: 'info' | 'warn'; title: string; texts: readonly string[] }) {
  return (
    <Show when={props.texts.length > 0}>
      <Notice kind={props.kind}>
        <b>{props.title}</b>
        <ul class="space-y-1">
          <For each={props.texts}>{(text) => <li>{said(text)}</li>}</For>
        </ul>
      </Notice>
    </Show>
  );
}

/** What the server refuses, with the way to each field. */
export function Problems(props: { problems: Verdict['problems']; onShow: (key: string) => void }) {
  return (
    <Show when={props.problems.length > 0}>
      <p>{words().review.refused}</p>
      <ul class="space-y-2">
        <For each={props.problems}>
          {(problem) => (
            <li>
              <Notice
                kind="bad"
                action={
                  <Show when={problem.key}>
                    {(key) => (
                      <Button size="small" onClick={() => props.onShow(key())}>
                        {words().review.toField}
                      </Button>
                    )}
                  </Show>
                }
              >
                {said(problem.message)}
              </Notice>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}
