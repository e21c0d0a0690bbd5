import Download from 'lucide-solid/icons/download';
import { Button } from '../../../ui/button.tsx';
import { CodeBlock } from '../../../ui/code-block.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ShownOnceGuard } from '../../../ui/leave-guard.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { saveFile } from '../../../ui/save-file.ts';
import { words } from '../words.ts';

interface ShownCodesProps {
  title: string;
  codes: readonly string[];
  onClose: () => void;
}

/** Recovery codes, shown this once. They go away by their button alone, since what is lost here is lost. */
export function ShownCodes(props: ShownCodesProps) {
  const text = () => props.codes.join('\n');
  return (
    <Dialog
      open
      busy
      onClose={() => {}}
      title={props.title}
      footer={
        <>
          <Button
            icon={<Download />}
            onClick={() => saveFile('flow2api-recovery-codes.txt', `${text()}\n`, 'text/plain')}
          >
            {words().factor.download}
          </Button>
          <Button kind="primary" onClick={() => props.onClose()}>
            {words().haveThem}
          </Button>
        </>
      }
    >
      <div class="space-y-3">
        <Notice kind="warn">{words().factor.keepCodes}</Notice>
        <CodeBlock label={words().factor.recoveryCodes} code={text()} />
      </div>
      <ShownOnceGuard isShown />
    </Dialog>
  );
}
