import { Show } from 'solid-js';
import type { Desk } from '../desk.ts';
import type { TokenDetails } from '../token-types.ts';
import { Danger } from './danger.tsx';
import { ErrorsAndHistory } from './errors-and-history.tsx';
import { Limits } from './limits.tsx';
import { Notes } from './notes.tsx';
import { Reason } from './reason.tsx';
import { SignIn } from './sign-in.tsx';
import { Week } from './week.tsx';

interface DrawerBodyProps {
  token: TokenDetails;
  /** It was deleted while it was open: of it nothing is left but what was typed about it. */
  isGone: boolean;
  desk: Desk;
}

/** All parts of a token, one under the other. */
export function DrawerBody(props: DrawerBodyProps) {
  return (
    <>
      <Show when={!props.isGone}>
        <Reason token={props.token} desk={props.desk} />
        <Week token={props.token} />
        <Limits token={props.token} />
        <SignIn token={props.token} />
        <ErrorsAndHistory token={props.token} />
      </Show>
      <Notes token={props.token} isGone={props.isGone} />
      <Show when={!props.isGone}>
        <Danger token={props.token} desk={props.desk} />
      </Show>
    </>
  );
}
