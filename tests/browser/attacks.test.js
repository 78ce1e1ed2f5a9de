// What a customer writes stays text, in the shop and above all on the agent's screen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Agent } from './helpers/agent.js';
import { desktop, person, picture } from './helpers/browser.js';
import { runningKefu } from './helpers/running-kefu.js';
import { Visitor } from './helpers/visitor.js';

const attacks = [
  '<img src=x onerror="window.attacked=1;alert(1)">',
  '<svg onload="window.attacked=1">',
  '</textarea><script>window.attacked=1</script>',
  '[点我](javascript:window.attacked=1)',
  'data:text/html,<script>window.attacked=1</script>',
  '{{constructor.constructor("window.attacked=1")()}}',
  '\u202E方官\u202C 客服 https://example.invalid/"onmouseover="window.attacked=1',
];

const kefu = runningKefu();

async function assertHarmless(page) {
  const found = await page.evaluate(() => {
    const roots = [document, ...Array.from(document.querySelectorAll('*'), (node) => node.shadowRoot).filter(Boolean)];
    const bad = 'img[src="x"], [onerror], [onload], [onmouseover], a[href^="javascript"], svg[onload]';
    return { attacked: window.attacked, elements: roots.reduce((sum, one) => sum + one.querySelectorAll(bad).length, 0) };
  });
  assert.deepEqual(found, { attacked: undefined, elements: 0 });
}

test('markup from a customer is shown as it was typed', async () => {
  const customer = await person(kefu.browser, desktop);
  const colleague = await person(kefu.browser, desktop);
  const visitor = new Visitor(customer.page);
  const agent = new Agent(colleague.page);
  await agent.logIn(kefu.server);
  await visitor.open(`${kefu.server.address}/?q=<img src=x onerror=alert(1)>#<svg onload=alert(1)>`);
  for (const attack of attacks) await visitor.say(attack);
  await visitor.settled();
  await assertHarmless(customer.page);
  const own = await visitor.from('visitor').allInnerTexts();
  assert.ok(own.some((text) => text.includes(attacks[0])), `not shown as text:\n${own.join('\n')}`);
  assert.ok(own.some((text) => text.includes('方官')), 'a turned direction is obeyed');

  await agent.openConversation('onerror');
  await agent.message('visitor').filter({ hasText: 'onerror' }).first().waitFor();
  await assertHarmless(colleague.page);
  await picture(colleague.page, 'console-attacks');

  // And the other way round: an agent's account may be stolen too.
  await agent.claim();
  await agent.reply(attacks[1]);
  await visitor.from('agent').filter({ hasText: 'onload' }).first().waitFor();
  await agent.note(attacks[0]);
  await assertHarmless(customer.page);
  await assertHarmless(colleague.page);
  await customer.leave();
  await colleague.leave();
});

test('pasted markup arrives as its text, and a file that is no image is not sent', async () => {
  const customer = await person(kefu.browser, desktop);
  const visitor = new Visitor(customer.page);
  await visitor.open(kefu.server.address);
  await visitor.composer.evaluate((field) => {
    const data = new DataTransfer();
    data.setData('text/html', '<img src=x onerror="window.attacked=1">');
    data.setData('text/plain', '粘贴的文字');
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, composed: true }));
  });
  await assertHarmless(customer.page);
  await customer.page.getByTestId('file').first().setInputFiles([
    { name: 'gpj.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>') },
    { name: 'page.png', mimeType: 'image/png', buffer: Buffer.from('<html><script>alert(1)</script></html>') },
  ]);
  const uploads = customer.page.getByTestId('upload');
  await uploads.nth(1).getByRole('alert').waitFor();
  assert.equal(await uploads.count(), 2);
  assert.match(await uploads.nth(0).innerText(), /只支持/);
  assert.match(await uploads.nth(1).innerText(), /只支持/);
  await assertHarmless(customer.page);
  await customer.leave();
});
