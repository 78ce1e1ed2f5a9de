// A customer who wants a new card, not the money: what he confirms and what the agent approves say so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Agent } from './helpers/agent.js';
import { desktop, eventually, person, phone, picture } from './helpers/browser.js';
import { screenshotOf } from './helpers/evidence.js';
import { runningKefu } from './helpers/running-kefu.js';
import { order, Visitor } from './helpers/visitor.js';

const kefu = runningKefu();

test('a new card is confirmed and approved as one', async (t) => {
  const customer = await person(kefu.browser, phone);
  const colleague = await person(kefu.browser, desktop);
  const visitor = new Visitor(customer.page, (item) => screenshotOf(kefu.browser, item));
  const agent = new Agent(colleague.page);

  await t.test('the confirm names no amount', async () => {
    await visitor.open(kefu.server.address);
    await visitor.say(`点卡用不了 提示已被使用 要换一张 订单号${order.number}`);
    await visitor.answerUntil((awaited) => awaited?.kind === 'confirm');
    const card = customer.page.getByTestId('awaiting').last();
    assert.equal(await card.locator('.amount').count(), 0, await card.innerText());
    assert.doesNotMatch(await card.innerText(), /预计到账/);
    await picture(customer.page, 'widget-confirm-replacement');
    await visitor.choose('yes');
    await visitor.settled();
  });

  await t.test('the agent approves a card, and the list says whose', async () => {
    await agent.logIn(kefu.server);
    await agent.openConversation('要换一张');
    await picture(colleague.page, 'console-approve-replacement');
    await colleague.page.getByTestId('approve').filter({ hasText: '同意换卡' }).waitFor();
    const row = agent.rows.filter({ hasText: order.number.slice(-6) }).first();
    await row.waitFor();
    assert.doesNotMatch(await row.innerText(), /机器人：/);
    await colleague.page.getByTestId('approve').click();
    await colleague.page.getByText('不退款，发一张新卡').waitFor();
    await picture(colleague.page, 'console-approve-replacement');
    await colleague.page.getByTestId('approve-yes').click();
    await eventually(
      async () => (await visitor.from('bot').allInnerTexts()).some((text) => text.includes('新的一张')),
      'news of the new card',
    );
  });

  await customer.leave();
  await colleague.leave();
});
