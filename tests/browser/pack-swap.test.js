// A shop owner corrects a reply while the server runs.
import assert from 'node:assert/strict';
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Agent } from './helpers/agent.js';
import { desktop, launch, person, phone, picture } from './helpers/browser.js';
import { root, Server } from './helpers/server.js';
import { Visitor } from './helpers/visitor.js';

let server;
let browser;
let pack;
let wording;

before(async () => {
  pack = await mkdtemp(path.join(tmpdir(), 'kefu-pack-'));
  await cp(path.join(root, 'packs/kameng'), pack, { recursive: true });
  wording = path.join(pack, 'replies/common.yaml');
  server = await Server.start({ pack });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  await rm(pack, { recursive: true, force: true });
});

test('an administrator changes the pack, once it has no mistake', async () => {
  const colleague = await person(browser, desktop);
  const agent = new Agent(colleague.page);
  await agent.logIn(server);
  const original = await readFile(wording, 'utf8');
  await appendFile(wording, '\nhello: [\n');
  await colleague.page.getByTestId('pack-open').click();
  const before = await colleague.page.getByTestId('pack').textContent();
  const outcome = colleague.page.getByTestId('pack-outcome');
  await colleague.page.getByTestId('pack-load').click();
  await outcome.getByText('replies/common.yaml:').waitFor();
  await picture(colleague.page, 'console-pack-mistake');
  assert.equal(await colleague.page.getByTestId('pack').textContent(), before);

  await writeFile(wording, original.replaceAll('- 您好，我是', '- 欢迎光临，我是'));
  await colleague.page.getByTestId('pack-load').click();
  await outcome.getByText('已更换').waitFor();
  assert.notEqual(await colleague.page.getByTestId('pack').textContent(), before);

  const customer = await person(browser, phone);
  const visitor = new Visitor(customer.page);
  await visitor.open(server.address);
  await visitor.panel.getByText('欢迎光临').waitFor();
  await customer.leave();
  await colleague.leave();
});
