// How it fits: phone and desktop, fingers and keyboards, light and dark.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Agent } from './helpers/agent.js';
import { desktop, person, phone, picture } from './helpers/browser.js';
import { runningKefu } from './helpers/running-kefu.js';
import { order, Visitor } from './helpers/visitor.js';

const kefu = runningKefu();

/** Buttons that a finger would miss, and text that is hard to read. */
function tooSmall(panel) {
  return panel.evaluate((root) => {
    const visible = (node) => node.getClientRects().length > 0;
    const buttons = Array.from(root.querySelectorAll('button')).filter(visible);
    const small = buttons.filter((node) => {
      const box = node.getBoundingClientRect();
      return box.height < 44 || box.width < 44;
    });
    const texts = Array.from(root.querySelectorAll('*')).filter(
      (node) => visible(node) && Array.from(node.childNodes).some((child) => child.nodeType === 3 && child.data.trim()),
    );
    const tiny = texts.filter((node) => parseFloat(getComputedStyle(node).fontSize) < 14);
    return [...small, ...tiny].map((node) => node.outerHTML.slice(0, 120));
  });
}

for (const [name, viewport] of [
  ['phone', phone],
  ['desktop', desktop],
]) {
  test(`the widget fits a ${name}`, async () => {
    const customer = await person(kefu.browser, viewport, { hasTouch: name === 'phone' });
    const visitor = new Visitor(customer.page);
    await visitor.open(kefu.server.address);
    const box = await visitor.panel.boundingBox();
    if (name === 'phone') assert.deepEqual(box, { x: 0, y: 0, ...phone });
    else assert.deepEqual([box.width, box.height], [380, Math.min(680, desktop.height - 96)]);
    const fontSize = await visitor.composer.evaluate((field) => parseFloat(getComputedStyle(field).fontSize));
    assert.ok(fontSize >= 16, 'a smaller field makes phones zoom');
    assert.deepEqual(await tooSmall(visitor.panel), []);
    await picture(customer.page, `widget-${name}`, { documented: name === 'phone' });

    await visitor.say(`买的点卡用不了 订单号${order.number}`);
    await visitor.settled();
    await visitor.say(order.phone);
    await visitor.settled();
    assert.deepEqual(await tooSmall(visitor.panel), []);
    const wide = await customer.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(wide, false, 'the page scrolls sideways');
    await picture(customer.page, `widget-${name}-asked`);
    await customer.leave();
  });
}

test('the widget is used by keyboard alone', async () => {
  const customer = await person(kefu.browser, desktop);
  const { page } = customer;
  const visitor = new Visitor(page);
  await page.goto(kefu.server.address);
  await page.getByTestId('launcher').focus();
  await page.keyboard.press('Enter');
  await visitor.panel.waitFor();
  await page.keyboard.type('第一行');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('第二行');
  await page.keyboard.press('Enter');
  await visitor.from('visitor').filter({ hasText: '第二行' }).waitFor();
  assert.equal(await visitor.from('visitor').count(), 1);

  await visitor.composer.evaluate((field) => {
    field.value = 'nihao';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }));
  });
  assert.equal(await visitor.composer.inputValue(), 'nihao', 'Enter of an input method sent the message');

  await page.keyboard.press('Escape');
  await visitor.panel.waitFor({ state: 'detached' });
  const focused = await page.evaluate(
    () => document.querySelector('[data-kefu-widget]').shadowRoot.activeElement?.dataset.testid,
  );
  assert.equal(focused, 'launcher');
  await customer.leave();
});

test('the composer says how much room is left, and sends no more than that', async () => {
  const customer = await person(kefu.browser, desktop);
  const visitor = new Visitor(customer.page);
  await visitor.open(kefu.server.address);
  await visitor.composer.fill('字'.repeat(3900));
  await visitor.panel.getByText('还可输入 100 字').waitFor();
  await visitor.composer.fill('字'.repeat(4001));
  await visitor.panel.getByText('超出 1 字').waitFor();
  assert.equal(await customer.page.getByTestId('send').isDisabled(), true);
  await visitor.composer.fill('𠮷'.repeat(4000));
  assert.equal(await customer.page.getByTestId('send').isEnabled(), true, 'characters are counted, not UTF-16 units');
  await customer.leave();
});

test('the demo shop hands an order over to the widget', async () => {
  const customer = await person(kefu.browser, desktop);
  const { page } = customer;
  await page.goto(kefu.server.address);
  const row = page.locator('#orders tbody tr').filter({ hasText: order.number });
  await row.waitFor();
  assert.ok((await page.locator('#orders tbody tr').count()) >= 10);
  await row.getByRole('button', { name: '去问客服' }).click();
  assert.match(await page.getByTestId('composer').inputValue(), new RegExp(order.number));
  await picture(page, 'demo-shop', { documented: true });
  await customer.leave();
});

test('the demo orders are cards on a phone', async () => {
  const customer = await person(kefu.browser, { width: 360, height: 800 }, { hasTouch: true });
  const { page } = customer;
  await page.goto(kefu.server.address);
  const card = page.locator('#orders tbody tr').filter({ hasText: order.number });
  await card.scrollIntoViewIfNeeded();
  const inside = await card.evaluate((node) =>
    Array.from(node.querySelectorAll('*'), (part) => part.getBoundingClientRect()).every((box) => box.left >= 0 && box.right <= innerWidth),
  );
  assert.ok(inside, 'a part of the order is off the screen');
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  await picture(page, 'demo-orders-phone');
  await card.getByRole('button', { name: '去问客服' }).click();
  assert.match(await page.getByTestId('composer').inputValue(), new RegExp(order.number));
  await customer.leave();
});

for (const [name, viewport] of [
  ['phone', phone],
  ['tablet', { width: 1024, height: 768 }],
]) {
  test(`the desk fits a ${name}`, async () => {
    const customer = await person(kefu.browser, desktop);
    const visitor = new Visitor(customer.page);
    await visitor.open(kefu.server.address);
    await visitor.say(`${name} 上的同事请看`);
    await visitor.say('转人工');
    const colleague = await person(kefu.browser, viewport);
    const agent = new Agent(colleague.page);
    await agent.logIn(kefu.server);
    await agent.rows.first().waitFor();
    await picture(colleague.page, `console-${name}-list`);
    await agent.openConversation(`${name} 上的同事请看`);
    await colleague.page.getByLabel('证据与工单').first().click();
    await colleague.page.getByTestId('evidence-panel').waitFor();
    await colleague.page.keyboard.press('Escape');
    await agent.claim();
    await picture(colleague.page, `console-${name}-thread`);
    const wide = await colleague.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(wide, false, 'the desk scrolls sideways');
    if (name === 'phone') {
      await colleague.page.getByLabel('返回列表').click();
      await colleague.page.getByTestId('tab-mine').waitFor();
    }
    await customer.leave();
    await colleague.leave();
  });
}

test('both sides have a dark dress', async () => {
  const customer = await person(kefu.browser, phone, { colorScheme: 'dark' });
  const colleague = await person(kefu.browser, desktop, { colorScheme: 'dark' });
  const visitor = new Visitor(customer.page);
  await visitor.open(kefu.server.address);
  const background = await visitor.panel.evaluate((node) => getComputedStyle(node).backgroundColor);
  const [red] = background.match(/\d+/).map(Number);
  assert.ok(red < 60, `not dark: ${background}`);
  await picture(customer.page, 'widget-dark');
  await new Agent(colleague.page).logIn(kefu.server);
  await picture(colleague.page, 'console-dark');
  await customer.leave();
  await colleague.leave();
});

test('the desk works by keyboard', async () => {
  const customer = await person(kefu.browser, desktop);
  const visitor = new Visitor(customer.page);
  await visitor.open(kefu.server.address);
  await visitor.say('人工');
  await customer.page.locator('[data-testid="owner"][data-owner="queue"]').waitFor();
  const colleague = await person(kefu.browser, desktop);
  const { page } = colleague;
  await new Agent(page).logIn(kefu.server);
  await page.getByTestId('row').first().waitFor();
  await page.locator('body').click({ position: { x: 720, y: 450 } });
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByTestId('thread').waitFor();
  await page.keyboard.press('c');
  await page.locator('[data-testid="owner"][data-owner="agent"]').waitFor();
  await page.keyboard.press('n');
  await page.keyboard.type('键盘写的备注');
  await page.keyboard.press('Enter');
  await page.getByTestId('note').filter({ hasText: '键盘写的备注' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('b');
  await page.locator('[data-testid="owner"][data-owner="bot"]').waitFor();
  await page.keyboard.press('?');
  await page.getByText('写内部备注').waitFor();
  await customer.leave();
  await colleague.leave();
});
