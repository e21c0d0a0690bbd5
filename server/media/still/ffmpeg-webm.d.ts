declare module 'ffmpeg.js/ffmpeg-webm.js' {
  interface MemoryFile {
    name: string;
    data: Uint8Array;
  }

  interface RunOptions {
    arguments: readonly string[];
    MEMFS: readonly MemoryFile[];
    print(line: string): void;
    printErr(line: string): void;
  }

  /** Runs the program once, to its end, on the calling thread. Returns the files that it wrote. */
  export default function ffmpeg(options: RunOptions): { MEMFS: MemoryFile[] };
}
