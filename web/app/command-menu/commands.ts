import { createRegistry } from '../registry.ts';

/** Something that the command menu offers beside the pages. */
export interface Command {
  label: string;
  run: () => void;
  /** Other words by which it is found. */
  also?: string | undefined;
}

const sources = createRegistry<() => readonly Command[]>();

/** What pages offer now. */
export const commands = (): Command[] => sources.all().flatMap((source) => source());

/** Offers commands in the menu while the component is there; an accessor, so that they follow the language and the page. */
export const useCommands = sources.use;
