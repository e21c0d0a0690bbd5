import { createSignal } from 'solid-js';
import { api } from '../../api/api.ts';
import { type Failure, failureOf } from '../../api/errors.ts';
import type { Inputs } from '../../api/types.ts';

import type { Form } from './create-form.ts';

type Request = Inputs['jobs']['create'];

/** The call that is not known to have been carried out: sent again under its name it is paid for once. */
interface Call {
  request: string;
  name: string;
}

/** Sends what the form comes to. `onMade` is told of the jobs of one request. */
export function createRun(form: Pick<Form, 'problem' | 'request'>, onMade: (ids: string[]) => void) {
  const [isSending, setSending] = createSignal(false);
  const [isAsked, setAsked] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();
  let open: Call | undefined;

  async function run(request: Request): Promise<void> {
    if (isSending()) return;
    setSending(true);
    setFailure(undefined);
    const text = JSON.stringify(request);
    if (open?.request !== text) open = { request: text, name: newName() };
    try {
      const jobs = await api.jobs.create.mutate({ ...request, idempotencyKey: open.name });
      open = undefined;
      onMade(jobs.map(({ id }) => id));
    } catch (cause) {
      const why = failureOf(cause);
      if (why.code !== 'unreachable') open = undefined;
      setFailure(why);
    } finally {
      setSending(false);
    }
  }
  /** The one way to send, for the button as for the shortcut: when something is missing, that is said. */
  function send(): void {
    const request = form.request();
    setAsked(request === null);
    if (request !== null) void run(request);
  }
  return {
    ...{ send, isSending, failure },
    /** What is missing, once it was to be sent; null when nothing is. */
    missing: () => (isAsked() ? form.problem() : null),
    clear(): void {
      setFailure(undefined);
      setAsked(false);
    },
  };
}

/** `crypto.randomUUID` is not to be had where the console came by plain http. */
function newName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `console-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
