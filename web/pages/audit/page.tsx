import Download from 'lucide-solid/icons/download';
import ScrollText from 'lucide-solid/icons/scroll-text';
import { Show } from 'solid-js';
import { failureOf } from '../../api/errors.ts';
import { inPieces, savePieces } from '../../api/pieces.ts';
import { useShortcut } from '../../app/shortcuts/registry.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState, NoMatch } from '../../ui/empty-state.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { Menu } from '../../ui/menu.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { toast } from '../../ui/toast.ts';
import { columns } from './columns.tsx';
import { LineDrawer } from './line-drawer.tsx';
import type { AuditFilter } from './query.ts';
import { actionText } from './show-line.ts';
import { AuditToolbar } from './toolbar.tsx';
import { useAudit } from './use-audit.ts';
import { createVerification, VerifyButton, VerifyResult } from './verify-chain.tsx';
import { words } from './words.ts';

/** Who did what, and when. */
export default function AuditPage() {
  const audit = useAudit();
  const verification = createVerification();
  useShortcut(
    'v',
    () => words().verify,
    () => void verification.verify(),
  );
  const failure = () => failureOf(audit.pages.error);
  const item = (format: Format) => ({
    label: words().exportAs(NAME[format]),
    icon: <Download />,
    onSelect: () => void save(audit.filter(), format),
  });
  return (
    <>
      <PageHeader
        title={words().title}
        sentence={words().sentence}
        actions={
          <>
            <VerifyButton verification={verification} />
            <Menu
              trigger={
                <>
                  <Download />
                  {words().export}
                </>
              }
              items={[[item('jsonl'), item('csv')]]}
            />
          </>
        }
      />
      <VerifyResult verification={verification} />
      <AuditToolbar audit={audit} />
      <Show
        when={audit.pages.error && audit.pages.data === undefined}
        fallback={
          <DataTable
            label={words().title}
            columns={columns()}
            rows={audit.lines()}
            rowKey={({ seq }) => String(seq)}
            rowName={({ action, outcome }) => actionText(action, outcome)}
            onOpen={({ seq }) => audit.openLine(seq)}
            openKey={audit.open()?.toString()}
            isLoading={audit.pages.isPending}
            more={{
              has: audit.pages.hasNextPage,
              isLoading: audit.pages.isFetchingNextPage,
              load: () => void audit.pages.fetchNextPage(),
            }}
            empty={
              <Show
                when={audit.isFiltered()}
                fallback={<EmptyState icon={<ScrollText />} text={words().empty} hint={words().emptyHint} />}
              >
                <NoMatch text={words().noMatch} onClear={audit.clear} />
              </Show>
            }
          />
        }
      >
        <ErrorCard
          text={words().failed}
          hint={failure().message}
          requestId={failure().requestId ?? undefined}
          onRetry={() => void audit.pages.refetch()}
          isRetrying={audit.pages.isFetching}
        />
      </Show>
      <Show when={audit.open()}>{(seq) => <LineDrawer audit={audit} seq={seq()} />}</Show>
    </>
  );
}

type Format = 'jsonl' | 'csv';
const NAME = { jsonl: 'JSONL', csv: 'CSV' };
const TYPE = { jsonl: 'application/jsonl', csv: 'text/csv' };

/** Saves all that matches as a file. */
async function save(filter: AuditFilter, format: Format): Promise<void> {
  try {
    const pieces = await inPieces.audit.export.query({ filter, format });
    await savePieces(pieces, `audit-${new Date().toISOString().slice(0, 19)}.${format}`, TYPE[format]);
    toast.done(words().exported(NAME[format]));
  } catch (cause) {
    const { message, requestId } = failureOf(cause);
    toast.failed(words().exportFailed, { hint: message, requestId: requestId ?? undefined });
  }
}
