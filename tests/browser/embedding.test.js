// One line of script in the page of a shop on another host, under a strict security policy of its own.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { desktop, eventually, launch, person, picture } from './helpers/browser.js';
import { screenshotOf } from './helpers/evidence.js';
import { Server } from './helpers/server.js';
import { Visitor } from './helpers/visitor.js';

let server;
let shop;
let browser;

before(async () => {
  server = await Server.start();
  browser = await launch();
  const kefu = server.address;
  const policy = `default-src 'none'; script-src ${kefu}; connect-src ${kefu} ${kefu.replace('http', 'ws')}; img-src blob:`;
  const line = `<script src="${kefu}/widget.js" data-kefu data-title="别家小店" data-accent="#ffd400" data-side="left"></script>`;
  shop = createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy });
    response.end(`<!doctype html><title>别家小店</title><h1>别家小店</h1>${line}${line}`);
  });
  await new Promise((resolve) => shop.listen(0, '127.0.0.1', resolve));
});

after(async () => {
  await browser?.close();
  shop?.close();
  await server?.stop();
});

test('a shop on another host embeds the widget with one line', async () => {
  const customer = await person(browser, desktop);
  const { page } = customer;
  const visitor = new Visitor(page, (item) => screenshotOf(browser, item));
  await visitor.open(`http://127.0.0.1:${shop.address().port}/`);
  assert.equal(await page.getByTestId('launcher').count(), 1, 'the line stands twice, the widget once');
  assert.ok((await visitor.panel.boundingBox()).x < 100, 'not on the left');
  const colours = await page.getByTestId('launcher').evaluate((node) => {
    const style = getComputedStyle(node);
    return [style.backgroundColor, style.color];
  });
  assert.deepEqual(colours, ['rgb(255, 212, 0)', 'rgb(17, 17, 17)']);

  await visitor.say('卡密用不了');
  await visitor.sendPicture('key_shot');
  await page.getByTestId('picture').first().waitFor();
  await page.reload();
  await visitor.from('visitor').filter({ hasText: '卡密用不了' }).waitFor();
  await eventually(
    () => page.getByTestId('picture').first().evaluate((image) => image.naturalWidth >= 100),
    'the picture, fetched from the other host',
  );
  await picture(page, 'widget-embedded');
  await customer.leave();
});

test('without the server the shop page is unharmed', async () => {
  const customer = await person(browser, desktop);
  const { page } = customer;
  await page.routeWebSocket(/\/ws$/, (socket) => socket.close());
  await page.goto(`http://127.0.0.1:${shop.address().port}/`);
  await page.evaluate(() => window.Kefu.open('帮我看看'));
  assert.equal(await page.getByTestId('composer').inputValue(), '帮我看看');
  await page.getByTestId('composer').press('Enter');
  await page.getByTestId('offline').waitFor();
  await page.locator('[data-delivery="queued"]').waitFor();
  await page.evaluate(() => window.Kefu.close());
  await page.getByTestId('panel').waitFor({ state: 'detached' });
  await customer.leave();
});
