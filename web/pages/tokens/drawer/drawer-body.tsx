import type { Desk } from '../desk.ts';
import type { TokenDetails } from '../token-types.ts';
import { Danger } from './danger.tsx';
import { ErrorsAndHistory } from './errors-and-history.tsx';
import { Limits } from './limits.tsx';
import { Notes } from './notes.tsx';
import { Reason } from './reason.tsx';
import { SignIn } from './sign-in.tsx';
import { Week } from './week.tsx';

/** All parts of a token, one under the other. */
export function DrawerBody(props: { token: TokenDetails; desk: Desk }) {
  return (
    <>
      <Reason token={props.token} desk={props.desk} />
      <Week token={props.token} />
      <Limits token={props.token} />
      <SignIn token={props.token} />
      <ErrorsAndHistory token={props.token} />
      <Notes token={props.token} />
      <Danger token={props.token} desk={props.desk} />
    </>
  );
}
