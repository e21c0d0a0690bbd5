declare module 'pino-roll' {
  import type { SonicBoom, SonicBoomOpts } from 'sonic-boom';

  interface RollOptions extends Omit<SonicBoomOpts, 'dest' | 'fd'> {
    file: string;
    size?: string | number;
    frequency?: 'daily' | 'hourly' | number;
    dateFormat?: string;
    limit?: { count: number; removeOtherLogFiles?: boolean };
  }

  /** Opens a file that is begun anew by size and time. */
  export default function roll(options: RollOptions): Promise<SonicBoom>;
}
