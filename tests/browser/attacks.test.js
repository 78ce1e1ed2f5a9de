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
  assert.match(await uploads.nth(0).innerText(), /gpj\.svg[^]*只支持 JPG、PNG、WebP、GIF，每张不超过 10 MB/);
  assert.match(await uploads.nth(1).innerText(), /page\.png[^]*只支持/);
  assert.equal(await uploads.locator('img').count(), 0, 'a broken picture is shown');
  await assertHarmless(customer.page);
  await customer.leave();
});

test('what is no picture is refused at once on both sides, and the words stay', async () => {
  const customer = await person(kefu.browser, desktop);
  const visitor = new Visitor(customer.page);
  await visitor.open(kefu.server.address);
  await visitor.say('图片和文件的测试');
  await visitor.composer.fill('还没写完');
  await visitor.panel.evaluate((panel) => {
    const data = new DataTransfer();
    data.items.add(new File(['只是文字'], '说明.txt', { type: 'text/plain' }));
    data.items.add(new File([], '空的.png', { type: 'image/png' }));
    data.items.add(new File(['只是文字'], '改了名的文字.jpg', { type: 'image/jpeg' }));
    panel.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, composed: true, cancelable: true }));
  });
  const uploads = customer.page.getByTestId('upload');
  await uploads.nth(2).getByRole('alert').waitFor();
  assert.match(await uploads.nth(0).innerText(), /说明\.txt[^]*只支持/);
  assert.match(await uploads.nth(1).innerText(), /空的\.png[^]*是空的/);
  assert.match(await uploads.nth(2).innerText(), /改了名的文字\.jpg[^]*只支持/);
  await picture(customer.page, 'widget-refused-files');
  assert.equal(await visitor.composer.inputValue(), '还没写完');
  for (let left = 3; left > 0; left -= 1) await uploads.first().getByRole('button', { name: '删除' }).click();
  assert.equal(await uploads.count(), 0);
  await visitor.composer.fill('转人工');
  await visitor.composer.press('Enter');

  const colleague = await person(kefu.browser, desktop);
  const agent = new Agent(colleague.page);
  await agent.logIn(kefu.server);
  await agent.openConversation('图片和文件的测试');
  await agent.claim();
  await colleague.page.getByTestId('reply').fill('也没写完');
  await colleague.page.getByTestId('file').setInputFiles({ name: '说明.txt', mimeType: 'text/plain', buffer: Buffer.from('文字') });
  await colleague.page.getByTestId('toasts').getByText('“说明.txt”').waitFor();
  assert.match(await colleague.page.getByTestId('toasts').innerText(), /只支持 JPG/);
  assert.equal(await colleague.page.getByTestId('reply').inputValue(), '也没写完');
  await customer.leave();
  await colleague.leave();
});
