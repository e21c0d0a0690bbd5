import Download from 'lucide-solid/icons/download';
import Trash from 'lucide-solid/icons/trash';
import { createSignal, Show } from 'solid-js';
import { failureOf } from '../../../api/errors.ts';
import { late } from '../../../late/late.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { toast } from '../../../ui/toast.ts';
import type { Filters } from '../filter/filters.ts';
import { words } from '../words.ts';
import type { ExportFormat } from './export.ts';

const ClearDialog = late(() => import('./clear-dialog.tsx'));
const NAME = { jsonl: 'JSONL', csv: 'CSV' };

/** What is done with the log as a whole: exported as it is filtered, and cleared by age. */
export function LogMenu(props: { filters: Filters; onCleared: () => void }) {
  const [isClearing, setClearing] = createSignal(false);
  const save = async (format: ExportFormat) => {
    try {
      const { exportRequests } = await import('./export.ts');
      await exportRequests(props.filters.filter(), format);
      toast.done(words().exported(NAME[format]));
    } catch (cause) {
      const { message, requestId } = failureOf(cause);
      toast.failed(words().exportFailed, { hint: message, requestId: requestId ?? undefined });
    }
  };
  const item = (format: ExportFormat) => ({
    label: words().exportAs(NAME[format]),
    icon: <Download />,
    onSelect: () => void save(format),
  });
  return (
    <>
      <Menu
        trigger={
          <>
            <Download />
            {words().export}
          </>
        }
        items={[
          [item('jsonl'), item('csv')],
          [{ label: `${words().clear}…`, icon: <Trash />, danger: true, onSelect: () => setClearing(true) }],
        ]}
      />
      <Show when={isClearing()}>
        <ClearDialog
          onClose={() => setClearing(false)}
          onFailed={() => setClearing(false)}
          onCleared={props.onCleared}
        />
      </Show>
    </>
  );
}
