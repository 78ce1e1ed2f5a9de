import '../widget/page-interface';
import { copyText } from '../shared/copy';
import { formatMoney } from '../shared/money';
import { loadOrders, sentenceFor, type DemoOrder } from './orders';

/** On a phone, where the rows are cards, the name of the column stands before its value. */
function cell(column: string, ...content: (Node | string)[]): HTMLTableCellElement {
  const element = document.createElement('td');
  element.dataset['column'] = column;
  element.append(...content);
  return element;
}

function copyButton(value: string, what: string): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = '复制';
  button.setAttribute('aria-label', `复制${what} ${value}`);
  button.addEventListener('click', () => {
    void copyText(value).then((copied) => {
      if (!copied) return;
      button.textContent = '已复制';
      setTimeout(() => (button.textContent = '复制'), 1500);
    });
  });
  return button;
}

function copyable(value: string, what: string): HTMLElement {
  const element = document.createElement('span');
  element.className = 'copyable';
  const code = document.createElement('code');
  code.textContent = value;
  element.append(code, copyButton(value, what));
  return element;
}

function rowFor(order: DemoOrder): HTMLTableRowElement {
  const row = document.createElement('tr');
  const title = document.createElement('span');
  title.textContent = order.title;
  const stage = document.createElement('span');
  stage.className = 'stage';
  stage.dataset['stage'] = order.stage;
  stage.textContent = order.stage_label;
  const ask = document.createElement('button');
  ask.type = 'button';
  ask.className = 'ask';
  ask.textContent = '去问客服';
  ask.addEventListener('click', () => window.Kefu?.open(sentenceFor(order)));
  const amount = cell('金额', formatMoney(order.amount));
  amount.className = 'number';
  row.append(
    cell('订单号', copyable(order.order_no, '订单号')),
    cell('商品', title),
    cell('状态', stage),
    amount,
    cell('手机号', order.phone ? copyable(order.phone, '手机号') : '—'),
    cell('', ask),
  );
  return row;
}

void loadOrders().then((orders) => {
  if (orders.length === 0) return;
  document.querySelector('[data-orders]')?.append(...orders.map(rowFor));
  for (const hidden of document.querySelectorAll('#orders, [data-orders-link]')) hidden.removeAttribute('hidden');
});
