// Leaving and coming back: the browser's Back button on a phone, a reload, the next page of the shop.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Agent } from './helpers/agent.js';
import { desktop, eventually, person, phone, picture } from './helpers/browser.js';
import { screenshotOf } from './helpers/evidence.js';
import { runningKefu } from './helpers/running-kefu.js';
import { Visitor } from './helpers/visitor.js';

const kefu = runningKefu();

test('on a phone Back closes the picture, then the chat, and then leaves the shop', async () => {
  const customer = await person(kefu.browser, phone, { hasTouch: true });
  const { page } = customer;
  const visitor = new Visitor(page, (item) => screenshotOf(kefu.browser, item));
  await page.goto(`${kefu.server.address}/?before`);
  await visitor.open(kefu.server.address);
  await visitor.say('卡密用不了');
  await visitor.sendPicture('key_shot');
  await page.getByTestId('picture').first().click();
  await page.getByLabel('查看图片').waitFor();
  await page.goBack();
  await page.getByLabel('查看图片').waitFor({ state: 'detached' });
  assert.equal(await visitor.panel.count(), 1, 'the chat went with the picture');
  await page.goBack();
  await visitor.panel.waitFor({ state: 'detached' });
  assert.equal(new URL(page.url()).search, '', 'left the shop');

  // Closed by its own button, nothing is left to go back through.
  await page.getByTestId('launcher').click();
  await visitor.panel.waitFor();
  await page.getByTestId('close').click();
  await visitor.panel.waitFor({ state: 'detached' });
  await eventually(() => page.evaluate(() => !history.state?.kefu), 'the entry to be gone');
  await page.goBack();
  assert.equal(new URL(page.url()).search, '?before');
  await customer.leave();
});

test('on a wide screen the history is left to the shop', async () => {
  const customer = await person(kefu.browser, desktop);
  const visitor = new Visitor(customer.page);
  await visitor.open(kefu.server.address);
  assert.equal(await customer.page.evaluate(() => history.state), null);
  await customer.leave();
});

for (const [name, viewport] of [
  ['phone', phone],
  ['desktop', desktop],
]) {
  test(`a reload on a ${name} leaves the chat open; closed, the button says that it goes on`, async () => {
    const customer = await person(kefu.browser, viewport);
    const { page } = customer;
    const visitor = new Visitor(page);
    await visitor.open(kefu.server.address);
    await visitor.say('卡密用不了');
    await visitor.settled();
    await page.reload();
    await visitor.from('visitor').filter({ hasText: '卡密用不了' }).waitFor();
    await page.getByTestId('close').click();
    await visitor.panel.waitFor({ state: 'detached' });
    await page.getByTestId('goes-on').waitFor();
    await picture(page, `widget-goes-on-${name}`);
    await page.reload();
    await page.getByTestId('goes-on').waitFor();
    assert.equal(await visitor.panel.count(), 0, 'opened by itself');
    await customer.leave();
  });
}

test('on a phone Back leads an agent from the picture to the conversation to the list', async () => {
  const customer = await person(kefu.browser, desktop);
  const visitor = new Visitor(customer.page, (item) => screenshotOf(kefu.browser, item));
  await visitor.open(kefu.server.address);
  await visitor.say('返回键的测试');
  await visitor.sendPicture('key_shot');
  await visitor.say('转人工');
  const colleague = await person(kefu.browser, phone);
  const { page } = colleague;
  const agent = new Agent(page);
  await agent.logIn(kefu.server);
  await agent.openConversation('返回键的测试');
  await page.getByLabel('证据与工单').first().click();
  await page.getByTestId('evidence-picture').first().click();
  await page.getByLabel('查看图片').waitFor();
  await page.goBack();
  await page.getByLabel('查看图片').waitFor({ state: 'detached' });
  await page.locator('.evidence-open').waitFor();
  await page.goBack();
  await page.locator('.evidence-open').waitFor({ state: 'detached' });
  await page.locator('.has-thread').waitFor();
  await page.goBack();
  await page.locator('.has-thread').waitFor({ state: 'detached' });
  await agent.rows.first().waitFor();
  assert.match(page.url(), /\/console$/);
  await customer.leave();
  await colleague.leave();
});
