import { Show } from 'solid-js';
import type { Failure } from '../../../api/errors.ts';
import { Button } from '../../../ui/button.tsx';
import { DropZone } from '../../../ui/drop-zone.tsx';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { Field } from '../../../ui/field.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import { words } from '../words.ts';
import { type Content, readFile } from './read-file.ts';

const ACCEPTED = '.json,.csv,.tsv,.txt,.db,.sqlite,.sqlite3,application/json,text/csv,text/plain';
/** In base64 it is a third more, and the server takes 64 MB in all. */
const MAX_BYTES = 45_000_000;

interface ChooseStepProps {
  failure: Failure | null;
  /** What was pasted or typed so far. */
  text: string;
  onText: (text: string) => void;
  onContent: (content: Content) => void;
}

/** A file or a text with accounts. */
export function ChooseStep(props: ChooseStepProps) {
  const take = (content: Content) => {
    props.onText('');
    props.onContent(content);
  };
  return (
    <div class="flex flex-col gap-4">
      <Show when={props.failure}>
        {(told) => (
          <ErrorCard text={words().import.failed} hint={told().message} requestId={told().requestId ?? undefined} />
        )}
      </Show>
      <DropZone
        text={words().import.drop}
        hint={words().import.dropHint}
        accept={ACCEPTED}
        maxFiles={1}
        maxBytes={MAX_BYTES}
        takesPaste
        onFiles={([file]) => file && void readFile(file).then(take)}
      />
      <Field label={words().import.paste} hint={words().import.pasteHint}>
        <TextArea
          mono
          rows={5}
          spellcheck={false}
          autocomplete="off"
          value={props.text}
          onInput={props.onText}
          class="[-webkit-text-security:disc]"
        />
      </Field>
      <div class="flex justify-end">
        <Button
          kind="primary"
          disabled={props.text.trim() === ''}
          onClick={() => take({ content: props.text, encoding: 'utf8' })}
        >
          {words().import.look}
        </Button>
      </div>
    </div>
  );
}
