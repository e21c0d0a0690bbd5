import { Match, Show, Switch } from 'solid-js';
import { api } from '../../api/api.ts';
import { failureOf } from '../../api/errors.ts';
import { said } from '../../said/said.ts';
import { Section } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { DiffList } from '../../ui/diff-list.tsx';
import { Drawer } from '../../ui/drawer.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { KeyValues } from '../../ui/key-values.tsx';
import { Notice } from '../../ui/notice.tsx';
import { SkeletonLines } from '../../ui/skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import { Result, Who } from './columns.tsx';
import { actionText, valueText } from './show-line.ts';
import type { Audit, Line } from './use-audit.ts';
import { words } from './words.ts';

/** One line of the log with all that is kept of it. */
export function LineDrawer(props: { audit: Audit; seq: number }) {
  const here = () => props.audit.lines().find(({ seq }) => seq === props.seq);
  const asked = api.audit.list.useQuery(
    () => ({ before: props.seq + 1, limit: 1 }),
    () => ({ enabled: here() === undefined && !props.audit.pages.isPending }),
  );
  const line = () => here() ?? asked.data?.entries.find(({ seq }) => seq === props.seq);
  const neighbour = (by: 1 | -1) => {
    const lines = props.audit.lines();
    const at = lines.findIndex(({ seq }) => seq === props.seq);
    const next = at === -1 ? undefined : lines[at + by];
    return next && (() => props.audit.openLine(next.seq, true));
  };
  const failure = () => failureOf(asked.error);
  return (
    <Drawer
      title={line() === undefined ? words().line(props.seq) : actionText(line()?.action ?? '', line()?.outcome)}
      subtitle={words().line(props.seq)}
      badge={<Show when={line()}>{(found) => <Result outcome={found().outcome} />}</Show>}
      onClose={() => props.audit.openLine(null)}
      onPrevious={neighbour(-1)}
      onNext={neighbour(1)}
    >
      <Switch fallback={<SkeletonLines lines={8} />}>
        <Match when={line()}>{(found) => <Details line={found()} />}</Match>
        <Match when={asked.error}>
          <ErrorCard
            text={words().lineFailed}
            hint={failure().message}
            requestId={failure().requestId ?? undefined}
            onRetry={() => void asked.refetch()}
          />
        </Match>
        <Match when={asked.isSuccess}>
          <EmptyState text={words().noLine} />
        </Match>
      </Switch>
    </Drawer>
  );
}

function Details(props: { line: Line }) {
  const id = (name: string, value: string | null) =>
    value !== null && {
      name,
      value,
      mono: true,
      action: <CopyButton text={value} label={`${words().copy} ${name}`} />,
    };
  const items = () => [
    { name: words().columns.who, value: <Who line={props.line} /> },
    id(words().actorId, props.line.actorId),
    { name: words().columns.when, value: <Time at={props.line.at} withDate /> },
    { name: words().columns.from, value: props.line.address ?? '–', mono: true },
    { name: words().action, value: props.line.action, mono: true },
    id(words().filters.subject, props.line.subject),
    id(words().request, props.line.requestId),
  ];
  const changes = () =>
    props.line.changes.map(({ field, from, to }) => ({ name: field, old: valueText(from), new: valueText(to) }));
  return (
    <>
      <Show when={props.line.damaged}>
        <Notice kind="bad">{words().damaged}</Notice>
      </Show>
      <Show when={props.line.detail}>{(detail) => <p class="break-words">{said(detail())}</p>}</Show>
      <KeyValues items={items()} />
      <Show when={changes().length > 0}>
        <Section title={words().columns.change}>
          <DiffList items={changes()} />
        </Section>
      </Show>
      <Section title={words().seal}>
        <p class="text-label text-ink-2">{words().sealSays}</p>
        <KeyValues items={[id(words().hash, props.line.hash), id(words().previousHash, props.line.previousHash)]} />
      </Section>
    </>
  );
}
