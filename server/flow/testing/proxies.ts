import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startConnectProxy } from './connect-proxy.ts';
import { startSocksProxy } from './socks-proxy.ts';

type Login = { user: string; password: string };

interface ProxyKind {
  name: string;
  scheme: 'http' | 'socks5';
  /** On a free loopback port; with a login it serves nobody without it. */
  start(login: Login | null): Promise<{ port: number } & AsyncDisposable>;
}

/** A proxy that others have written. */
interface Program {
  program: string;
  scheme: ProxyKind['scheme'];
  /** The arguments to start it with; `dir` is for its files. */
  argumentsFor(port: number, login: Login | null, dir: string): Promise<string[]>;
}

const PROGRAMS: readonly Program[] = [
  {
    program: 'tinyproxy',
    scheme: 'http',
    async argumentsFor(port, login, dir) {
      const file = join(dir, 'tinyproxy.conf');
      const auth = login === null ? [] : [`BasicAuth ${login.user} ${login.password}`];
      await writeFile(file, [`Port ${port}`, 'Listen 127.0.0.1', 'Timeout 60', ...auth, ''].join('\n'));
      return ['-d', '-c', file];
    },
  },
  {
    program: 'microsocks',
    scheme: 'socks5',
    async argumentsFor(port, login) {
      return [
        '-i',
        '127.0.0.1',
        '-p',
        String(port),
        ...(login === null ? [] : ['-u', login.user, '-P', login.password]),
      ];
    },
  },
];

const isInstalled = ({ program }: Program) => spawnSync(program, ['-h']).error === undefined;
for (const { program } of PROGRAMS.filter((one) => !isInstalled(one))) {
  process.stderr.write(`${program} is not installed: calls go through the tests' own proxies only\n`);
}

/** Every proxy there is to go through: our own, and those programs that are installed. CI installs them where it can. */
export const PROXIES: readonly ProxyKind[] = [
  {
    name: 'our HTTP proxy',
    scheme: 'http',
    start: (login) => startConnectProxy(login === null ? {} : { credentials: `${login.user}:${login.password}` }),
  },
  {
    name: 'our SOCKS5 proxy',
    scheme: 'socks5',
    start: (login) => startSocksProxy(login === null ? undefined : `${login.user}:${login.password}`),
  },
  ...PROGRAMS.filter(isInstalled).map((one) => ({
    name: one.program,
    scheme: one.scheme,
    start: (login: Login | null) => startProgram(one, login),
  })),
];

const ATTEMPTS = 5;

async function startProgram({ program, argumentsFor }: Program, login: Login | null) {
  const dir = await mkdtemp(join(tmpdir(), 'flow2api-proxy-'));
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const child = spawn(program, await argumentsFor(port, login, dir), { stdio: 'ignore' });
    if (await listens(child, port)) {
      return {
        port,
        async [Symbol.asyncDispose]() {
          if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
          await rm(dir, { recursive: true, force: true });
        },
      };
    }
    if (attempt === ATTEMPTS) throw new Error(`${program} does not start`);
  }
}

/** A port that was free a moment ago; these programs cannot be asked to choose one. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Waits until the program takes connections; false when it ends instead, for somebody else has its port. */
async function listens(child: ChildProcess, port: number): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    if (await takesConnections(port)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const say = (taken: boolean) => {
      socket.destroy();
      resolve(taken);
    };
    socket.once('connect', () => say(true)).once('error', () => say(false));
  });
}
