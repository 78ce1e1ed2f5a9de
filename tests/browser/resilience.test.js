// Bad lines and restarts: nothing that was written is lost, nothing is said twice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Agent } from './helpers/agent.js';
import { desktop, eventually, person, phone, picture } from './helpers/browser.js';
import { screenshotOf } from './helpers/evidence.js';
import { runningKefu } from './helpers/running-kefu.js';
import { Visitor } from './helpers/visitor.js';

const kefu = runningKefu();

test('what is written without a line is kept and sent once it is back', async () => {
  const customer = await person(kefu.browser, phone);
  const visitor = new Visitor(customer.page);
  await visitor.open(kefu.server.address);
  await customer.context.setOffline(true);
  await visitor.say('断网时写的第一句');
  await visitor.say('断网时写的第二句');
  await customer.page.getByTestId('offline').waitFor();
  await picture(customer.page, 'widget-offline');
  assert.equal(await customer.page.locator('[data-delivery]').count(), 2);
  await customer.context.setOffline(false);
  await visitor.settled();
  assert.equal(await customer.page.getByTestId('offline').count(), 0);
  const own = (await visitor.from('visitor').allInnerTexts()).filter((text) => text.includes('断网时写的'));
  assert.equal(own.length, 2);
  assert.match(own[0], /第一句/);
  await customer.leave();
});

test('a proxy that breaks WebSockets does not keep a visitor from talking', async () => {
  const customer = await person(kefu.browser, phone);
  await customer.page.routeWebSocket(/\/ws$/, (socket) => socket.close());
  const visitor = new Visitor(customer.page);
  await visitor.open(kefu.server.address);
  await visitor.say('没有 WebSocket 也能写');
  await visitor.settled();
  assert.equal(await customer.page.getByTestId('offline').count(), 0);
  // The question and the answer to it, once each.
  await eventually(async () => (await visitor.from('bot').count()) >= 2, 'the bot to answer');
  assert.equal(await visitor.from('visitor').count(), 1);
  await customer.leave();
});

test('a restart of the server is over for both sides without a reload', async () => {
  const customer = await person(kefu.browser, desktop);
  const colleague = await person(kefu.browser, desktop);
  const visitor = new Visitor(customer.page);
  const agent = new Agent(colleague.page);
  await visitor.open(kefu.server.address);
  await visitor.say('重启前写的');
  await visitor.say('转人工');
  await customer.page.locator('[data-testid="owner"][data-owner="queue"]').waitFor();
  await agent.logIn(kefu.server);
  await agent.openConversation('重启前写的');
  await agent.claim();

  const restarted = kefu.server.restart(2500);
  await customer.page.getByTestId('offline').waitFor();
  await colleague.page.getByTestId('offline').waitFor();
  await visitor.say('服务器重启时写的');
  await restarted;

  // The agent may have to log in again; his cookie need not survive a restart.
  await eventually(
    async () =>
      (await colleague.page.locator('[data-testid="lamp"].online').count()) > 0 ||
      (await colleague.page.locator('input[name="password"]').count()) > 0,
    'the desk to come back',
    45_000,
  );
  if ((await colleague.page.locator('input[name="password"]').count()) > 0) {
    await agent.logIn(kefu.server);
    await agent.openConversation('服务器重启时写的');
  }
  await agent.message('visitor').filter({ hasText: '服务器重启时写的' }).waitFor({ timeout: 45_000 });
  assert.equal(await agent.message('visitor').filter({ hasText: '服务器重启时写的' }).count(), 1);
  await agent.reply('收到了，我还在。');
  await visitor.from('agent').filter({ hasText: '我还在' }).waitFor();
  await customer.leave();
  await colleague.leave();
});

test('two tabs of one customer agree', async () => {
  const customer = await person(kefu.browser, desktop);
  const first = new Visitor(customer.page);
  await first.open(kefu.server.address);
  await first.say('第一个窗口写的');
  await first.settled();
  const second = new Visitor(await customer.context.newPage());
  await second.open(kefu.server.address);
  await second.settled();
  assert.equal(await second.transcript(), await first.transcript());
  await second.say('第二个窗口写的');
  await first.from('visitor').filter({ hasText: '第二个窗口写的' }).waitFor();
  await second.settled();
  await first.settled();
  assert.equal(await second.transcript(), await first.transcript());
  await customer.leave();
});

test('a picture that the server has no time for is sent again by itself', async () => {
  const customer = await person(kefu.browser, phone);
  const visitor = new Visitor(customer.page, (item) => screenshotOf(kefu.browser, item));
  await visitor.open(kefu.server.address);
  await visitor.say('卡密用不了');
  let refused = 0;
  await customer.page.route('**/api/v1/blobs', (route) => {
    if (refused >= 2) return route.continue();
    refused += 1;
    return route.fulfill({ status: 429, json: { code: 'rate_limited', message: '稍等', retry_after: 1 } });
  });
  await visitor.sendPicture('key_shot');
  await customer.page.getByTestId('picture').first().waitFor();
  assert.equal(refused, 2);
  await customer.leave();
});
