// A picture that was the wrong one, changed by the customer before the case is handed in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Agent } from './helpers/agent.js';
import { desktop, eventually, person, phone, picture } from './helpers/browser.js';
import { screenshotOf } from './helpers/evidence.js';
import { runningKefu } from './helpers/running-kefu.js';
import { order, Visitor } from './helpers/visitor.js';

const kefu = runningKefu();

test('a wrong picture is changed for another before it is handed in', async () => {
  const customer = await person(kefu.browser, phone);
  const colleague = await person(kefu.browser, desktop);
  const { page } = customer;
  const visitor = new Visitor(page, (item) => screenshotOf(kefu.browser, item));
  await visitor.open(kefu.server.address);
  await visitor.say(`换图的测试 卡密用不了 订单号${order.number}`);
  await visitor.answerUntil((awaited) => awaited?.kind === 'evidence');
  const { item } = await visitor.awaited();
  await visitor.sendPicture('query_shot');
  await eventually(async () => (await visitor.awaited())?.item !== item, 'the next item');
  await visitor.settled();
  await page.getByTestId(`file-${item}`).setInputFiles(await screenshotOf(kefu.browser, item));
  await eventually(async () => (await page.getByTestId('picture').count()) === 2, 'the other picture');
  await visitor.settled();
  assert.notEqual((await visitor.awaited()).item, item, 'asked for again');
  await picture(page, 'widget-changed-picture');
  await visitor.answerUntil((awaited) => awaited?.kind === 'confirm');
  assert.equal(await page.getByTestId(`file-${item}`).count(), 1, 'too late for another one before it is handed in');

  const agent = new Agent(colleague.page);
  await agent.logIn(kefu.server);
  await agent.openConversation('换图的测试');
  await eventually(async () => (await colleague.page.getByTestId('evidence-picture').count()) === 3, 'all three pictures');
  assert.equal(await colleague.page.getByText('（较早的一张）').count(), 1);
  await picture(colleague.page, 'console-changed-picture');
  await customer.leave();
  await colleague.leave();
});
