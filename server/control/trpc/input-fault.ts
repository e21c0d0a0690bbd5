import { z } from 'zod';

/** What is wrong with the input of a procedure, in words, and the field; of several things the first. */
export function inputFault({ issues }: z.ZodError): { message: string; field: string | null } {
  const [issue] = issues;
  const field = issue === undefined || issue.path.length === 0 ? null : z.core.toDotPath(issue.path);
  const what = issue?.message ?? 'it has another form';
  return { message: `${field === null ? 'The input' : `'${field}'`} is not valid: ${what}.`, field };
}
