// A server and a browser for the tests of one file.
import { after, before } from 'node:test';
import { launch } from './browser.js';
import { Server } from './server.js';

/** Both are there once the first test runs, and gone after the last. */
export function runningKefu() {
  const kefu = { server: undefined, browser: undefined };
  before(async () => {
    kefu.server = await Server.start();
    kefu.browser = await launch();
  });
  after(async () => {
    await kefu.browser?.close();
    await kefu.server?.stop();
  });
  return kefu;
}
