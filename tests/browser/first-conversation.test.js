// A bad card key, from the first word to the refund: the customer in the shop, the agent at the desk.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Agent } from './helpers/agent.js';
import { desktop, eventually, person, picture } from './helpers/browser.js';
import { screenshotOf } from './helpers/evidence.js';
import { runningKefu } from './helpers/running-kefu.js';
import { order, Visitor } from './helpers/visitor.js';

const kefu = runningKefu();

test('a bad card key becomes a case, and the review is heard of at once', async (t) => {
  const customer = await person(kefu.browser, desktop);
  const colleague = await person(kefu.browser, desktop);
  const visitor = new Visitor(customer.page, (item) => screenshotOf(kefu.browser, item));
  const agent = new Agent(colleague.page);

  await t.test('the shop page offers the most common questions', async () => {
    await visitor.open(kefu.server.address);
    assert.equal(await customer.page.getByTestId('starters').getByRole('button').count(), 6);
    await picture(customer.page, 'widget-first-screen');
  });

  await t.test('the bot asks for what is missing only, until it wants evidence', async () => {
    await visitor.say(`买的点卡用不了 订单号${order.number}`);
    await visitor.answerUntil((awaited) => awaited?.kind === 'evidence');
    const asked = visitor.asked.map((one) => one.name);
    assert.ok(!asked.includes('order_id'), `the order number was given, and still asked for: ${asked}`);
    assert.ok(asked.includes('contact'), `the ownership was not checked: ${asked}`);
    assert.equal(new Set(visitor.asked.map((one) => one.id)).size, asked.length);
    await picture(customer.page, 'widget-evidence', { documented: true });
  });

  await t.test('a reload in the middle keeps the conversation, and it goes on', async () => {
    const first = await visitor.awaited();
    await visitor.sendPicture(first.item);
    await eventually(async () => (await visitor.awaited())?.item !== first.item, 'the next item');
    await visitor.settled();
    const before = await visitor.transcript();
    await customer.page.reload();
    await visitor.settled();
    assert.equal(await visitor.transcript(), before);
    await eventually(
      () => customer.page.getByTestId('picture').first().evaluate((image) => image.naturalWidth >= 200),
      'the picture that was sent before the reload',
    );
  });

  await t.test('complete evidence is confirmed and becomes a case', async () => {
    await visitor.answerUntil((awaited) => awaited?.kind === 'confirm');
    await picture(customer.page, 'widget-confirm');
    const heard = await visitor.from('bot').count();
    await visitor.choose('yes');
    await eventually(async () => {
      const texts = await visitor.from('bot').allInnerTexts();
      return texts.slice(heard).some((text) => /(单号|案件号|编号)\s*[A-Z0-9-]{4,}/.test(text));
    }, 'a case number');
    await visitor.settled();
    await picture(customer.page, 'widget-case');
  });

  await t.test('the customer keeps the talk as evidence of his own', async () => {
    const [download] = await Promise.all([
      customer.page.waitForEvent('download'),
      customer.page.getByTestId('bundle').click(),
    ]);
    assert.match(download.suggestedFilename(), /^c_\w+\.zip$/);
    const bytes = await readFile(await download.path());
    assert.equal(bytes.subarray(0, 2).toString(), 'PK');
    await customer.page.getByTestId('bundle').filter({ hasText: '已保存' }).waitFor();
    await picture(customer.page, 'widget-bundle');
  });

  await t.test('the agent sees the whole case', async () => {
    await agent.logIn(kefu.server);
    await agent.openConversation('买的点卡用不了');
    const panel = colleague.page.getByTestId('evidence-panel');
    await panel.getByText(order.number).first().waitFor();
    await eventually(async () => (await panel.getByTestId('evidence-picture').count()) >= 2, 'both pictures');
    for (const image of await panel.getByTestId('evidence-picture').all()) {
      await image.scrollIntoViewIfNeeded();
      await eventually(() => image.evaluate((node) => node.naturalWidth >= 200), 'a picture that is shown');
    }
    assert.match((await panel.getByTestId('decision').getAttribute('data-decision')) ?? '', /^[A-Z_]+$/);
    assert.ok((await panel.locator('.rule').count()) > 0, 'the decision names no rules');
    await colleague.page.getByTestId('hand-over').getByText(order.number).waitFor();
    await panel.evaluate((node) => node.scrollTo(0, 0));
    await picture(colleague.page, 'console-case', { documented: true });
  });

  await t.test('claimed, the agent speaks and the bot is silent', async () => {
    await agent.claim();
    await customer.page.locator('[data-testid="owner"][data-owner="agent"]').waitFor();
    await agent.reply('您好，我是售后小王，截图都看到了。');
    await visitor.from('agent').filter({ hasText: '截图都看到了' }).waitFor();
    const bot = await visitor.from('bot').count();
    await visitor.say('好的，麻烦快一点');
    await agent.message('visitor').filter({ hasText: '麻烦快一点' }).waitFor();
    await visitor.settled();
    assert.equal(await visitor.from('bot').count(), bot, 'the bot spoke while an agent owned the conversation');
    await agent.note('同批卡今天第二起');
    await visitor.settled();
    assert.equal(await visitor.panel.getByText('同批卡今天第二起').count(), 0, 'the customer sees the note');
    await picture(colleague.page, 'console-claimed', { documented: true });
    await picture(customer.page, 'widget-agent');
  });

  await t.test('handed back and approved, the customer hears of it at once', async () => {
    await agent.handBack();
    await visitor.settled();
    const heard = await visitor.messages.count();
    await colleague.page.getByTestId('approve').click();
    await colleague.page.getByTestId('approve-yes').click();
    await colleague.page.locator('[data-testid="ticket"][data-state="approved"], [data-testid="ticket"][data-state="closed"]').first().waitFor();
    await eventually(async () => (await visitor.messages.count()) > heard, 'news for the customer');
    await picture(colleague.page, 'console-approved');
    await picture(customer.page, 'widget-approved');
  });

  await customer.leave();
  await colleague.leave();
});

test('转人工 works at any moment, and the desk sees it live', async () => {
  const customer = await person(kefu.browser, desktop);
  const colleague = await person(kefu.browser, desktop);
  const visitor = new Visitor(customer.page, (item) => screenshotOf(kefu.browser, item));
  const agent = new Agent(colleague.page);
  await agent.logIn(kefu.server);
  await visitor.open(kefu.server.address);
  await visitor.say('充值两个小时了还没到账');
  await visitor.settled();
  await customer.page.getByTestId('human').click();
  await customer.page.locator('[data-testid="owner"][data-owner="queue"], [data-testid="owner"][data-owner="agent"]').waitFor();
  await colleague.page.getByTestId('tab-queue').click();
  await agent.rows.first().waitFor();
  await agent.openConversation('充值两个小时了还没到账');
  await agent.claim();
  await agent.reply('您好，我来看一下。');
  await visitor.from('agent').filter({ hasText: '我来看一下' }).waitFor();
  await colleague.page.getByTestId('resolve').click();
  await colleague.page.getByTestId('resolve-yes').click();
  await colleague.page.getByText('已结束').first().waitFor();
  await customer.leave();
  await colleague.leave();
});
