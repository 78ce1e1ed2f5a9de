import { eventually } from './browser.js';

export const order = { number: '513260912103055427', phone: '13800001234' };

const textAnswers = {
  order_id: order.number,
  contact: order.phone,
};

const choiceAnswers = {
  key_fault: ['used'],
  demand: ['refund'],
  used: ['no'],
  platform: ['third_party'],
};

/** The customer's side of the page: what is said, what is asked for, and answers that fit. */
export class Visitor {
  constructor(page, evidence) {
    this.page = page;
    this.evidence = evidence;
    this.asked = [];
    this.panel = page.getByTestId('panel');
    this.messages = page.locator('[data-testid="message"]');
    this.composer = page.getByTestId('composer');
  }

  async open(address) {
    await this.page.goto(address);
    await this.page.getByTestId('launcher').click();
    await this.panel.waitFor();
    await this.from('bot').first().waitFor();
  }

  from(sender) {
    return this.page.locator(`[data-testid="log"] [data-from="${sender}"]`);
  }

  async say(text) {
    const before = await this.from('visitor').count();
    await this.composer.fill(text);
    await this.composer.press('Enter');
    await eventually(async () => (await this.from('visitor').count()) > before, 'the own message in the log');
  }

  /** What the conversation waits for now, or null. */
  async awaited() {
    const element = this.page.getByTestId('awaiting').last();
    if ((await element.count()) === 0) return null;
    return element.evaluate((node) => ({
      id: node.dataset.awaiting,
      kind: node.dataset.kind,
      name: node.dataset.name ?? null,
      item: node.querySelector('[data-item]')?.dataset.item ?? null,
      options: Array.from(node.querySelectorAll('[data-testid="option"]'), (option) => option.dataset.value),
    }));
  }

  async settled() {
    let before;
    await eventually(async () => {
      const now = `${await this.messages.count()} ${JSON.stringify(await this.awaited())}`;
      const same = now === before && (await this.page.locator('[data-delivery="sent"], [data-delivery="queued"]').count()) === 0;
      before = now;
      return same;
    }, 'an end of the changes');
  }

  async choose(value) {
    await this.page.locator(`[data-testid="option"][data-value="${value}"]`).last().click();
  }

  async sendPicture(item) {
    await this.page.getByTestId('file').first().setInputFiles(await this.evidence(item));
    await eventually(async () => (await this.page.getByTestId('upload').count()) === 0, 'the end of the upload');
  }

  async answer(awaited) {
    const { kind, name, item, options } = awaited;
    if (kind === 'confirm') return this.choose('yes');
    if (kind === 'evidence') return this.sendPicture(item ?? 'key_shot');
    if (kind === 'slot') return this.say(textAnswers[name] ?? '没有别的了');
    const wanted = (choiceAnswers[name] ?? []).find((value) => options.includes(value)) ?? options[0];
    return wanted === undefined ? this.say('继续') : this.choose(wanted);
  }

  /** Answers whatever is asked until `done` says so; the questions are kept in `asked`. */
  async answerUntil(done) {
    for (let turn = 0; turn < 20; turn += 1) {
      await this.settled();
      const awaited = await this.awaited();
      if (await done(awaited)) return awaited;
      if (!awaited) throw new Error(`nothing is asked, and it is not over:\n${await this.transcript()}`);
      this.asked.push(awaited);
      await this.answer(awaited);
      await eventually(async () => (await this.awaited())?.id !== awaited.id, `an answer to ${JSON.stringify(awaited)}`).catch(
        async (error) => {
          throw new Error(`${error.message}\n${await this.transcript()}`);
        },
      );
    }
    throw new Error(`no end after 20 answers:\n${await this.transcript()}`);
  }

  async transcript() {
    const lines = await this.page
      .locator('[data-testid="log"] [data-from]')
      .evaluateAll((nodes) => nodes.map((node) => `${node.dataset.from}: ${node.innerText.replace(/\n/g, ' / ')}`));
    return lines.join('\n');
  }
}
