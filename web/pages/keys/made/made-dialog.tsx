import KeyRound from 'lucide-solid/icons/key-round';
import { Button } from '../../../ui/button.tsx';
import { Section } from '../../../ui/card.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { words } from '../words.ts';
import { SnippetTabs } from './snippet-tabs.tsx';

interface MadeDialogProps {
  secret: string;
  models: readonly string[] | null;
  onKept: () => void;
}

/** A new key, shown this once. It goes away by its button alone, since what is lost here is lost. */
export function MadeDialog(props: MadeDialogProps) {
  return (
    <Dialog
      open
      busy
      size="medium"
      onClose={() => {}}
      title={words().made.title}
      description={words().made.description}
      footer={
        <Button kind="primary" onClick={props.onKept}>
          {words().made.kept}
        </Button>
      }
    >
      <div class="flex items-center gap-2.5 rounded-card border border-line bg-sunken px-3 py-2.5">
        <KeyRound class="text-accent" />
        <code class="min-w-0 flex-1 break-all" data-secret>
          {props.secret}
        </code>
        <CopyButton text={props.secret} withText />
      </div>
      <Section title={words().made.snippets} class="mt-4">
        <SnippetTabs secret={props.secret} models={props.models} />
      </Section>
    </Dialog>
  );
}
