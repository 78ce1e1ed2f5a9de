import { spawn } from 'node:child_process';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
const program = path.resolve(root, process.env.KEFU ?? 'build/release/kefu');
// Where data folders are kept after the tests, so that script/test can replay their conversations.
const keptData = process.env.KEFU_TEST_DATA;
const patience = 30_000;

// The wording of what the server prints is its own; these are the only places that read it.
const addressPattern = /http:\/\/127\.0\.0\.1:(\d+)/;
const passwordPattern = /(?:password|密码).*[:：]\s*(\S{8,})\s*$/im;

/** A server of its own on a free port, with the demo shop in a new data folder. */
export class Server {
  address = '';
  password = '';
  printed = '';

  static async start({ pack = path.join(root, 'packs/kameng') } = {}) {
    const server = new Server();
    server.pack = pack;
    await access(program).catch(() => {
      throw new Error(`${program} is not there: build it first, or name it in KEFU`);
    });
    server.data = await mkdtemp(path.join(keptData ?? tmpdir(), 'kefu-browser-'));
    await server.run('127.0.0.1:0');
    return server;
  }

  get port() {
    return Number(addressPattern.exec(this.address)?.[1]);
  }

  async stop() {
    await this.interrupt();
    if (!keptData) await rm(this.data, { recursive: true, force: true });
  }

  /** Stops, stays away for a while, and comes back on the same port with the same data. */
  async restart(away = 0) {
    const { port } = this;
    await this.interrupt();
    await new Promise((resolve) => setTimeout(resolve, away));
    await this.run(`127.0.0.1:${port}`);
  }

  async run(listen) {
    const options = ['serve', '--data', this.data, '--pack', this.pack, '--demo', '--listen', listen];
    let lines = '';
    this.process = spawn(program, options, { stdio: ['ignore', 'pipe', 'pipe'] });
    await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the server names no address:\n${lines}`)), patience);
      const read = (chunk) => {
        lines += chunk;
        this.printed += chunk;
        const address = addressPattern.exec(lines);
        const password = passwordPattern.exec(this.printed);
        if (password) this.password = password[1];
        if (!address || !this.password) return;
        clearTimeout(timer);
        this.address = address[0];
        resolve();
      };
      this.process.stdout.on('data', read);
      this.process.stderr.on('data', read);
      this.process.on('error', reject);
      this.process.on('exit', (code) => reject(new Error(`the server ended with ${code}:\n${lines}`)));
    });
  }

  async interrupt() {
    const { process: running } = this;
    if (!running || running.exitCode !== null) return;
    running.removeAllListeners('exit');
    const ended = new Promise((resolve) => running.on('exit', resolve));
    running.kill('SIGINT');
    const timer = setTimeout(() => running.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(timer);
  }
}
