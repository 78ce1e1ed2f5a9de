import type { ComponentChildren } from 'preact';
import { CheckIcon, CloseIcon } from '../../shared/icons';
import {
  checklistLabels,
  decisionLabels,
  evidenceLabels,
  labelOf,
  productClassLabels,
  stageLabels,
} from '../../shared/labels';
import { formatMoney } from '../../shared/money';
import type { Decision, Fact, Order } from '../../shared/protocol';
import { arrivalLabel, clockTime, dayLabel } from '../../shared/time';
import { pictureAddress, thumbnailAddress } from '../api';
import { describeReason } from '../reasons';
import { refundWords } from '../refund-words';
import { evidenceLines, findingsOf, galleryOf, latestCard, latestDecision } from '../transcript';
import { useDesk } from './context';
import { TicketCard } from './ticket-card';

export function EvidencePanel({ enlarge, close }: { enlarge(address: string): void; close(): void }) {
  const desk = useDesk();
  const row = desk.row.value;
  const { state, events, loaded } = desk.transcript.value;
  if (!row) {
    return (
      <aside class="evidence" aria-label="证据与工单">
        <div class="empty">
          <p class="muted">打开会话后，订单、证据和决定显示在这里</p>
        </div>
      </aside>
    );
  }
  const decision = latestDecision(state);
  const tickets = state?.tickets ?? row.tickets ?? [];
  const demand = findingsOf(state).slots.find(([name]) => name === 'demand')?.[1];
  const replaces = demand === 'replace' || demand === 'resend';
  const lines = evidenceLines(state);
  const pictures = galleryOf(events);

  return (
    <aside class="evidence" aria-label="证据与工单" data-testid="evidence-panel">
      <div class="evidence-head drawer-only">
        <strong>证据与工单</strong>
        <button type="button" class="icon-button" aria-label="关闭" onClick={close}>
          <CloseIcon size={22} />
        </button>
      </div>
      {!loaded && (
        <div class="skeleton" aria-label="正在加载">
          <i />
          <i />
        </div>
      )}
      {tickets.length > 0 && (
        <Section title="工单">
          {tickets.map((ticket) => (
            <TicketCard key={ticket.id} ticket={ticket} decision={decision} replaces={replaces} />
          ))}
        </Section>
      )}
      {decision && (
        <Section title="决定">
          <DecisionBox decision={decision} />
        </Section>
      )}
      <OrderSection />
      {lines.length > 0 && (
        <Section title="证据清单">
          <ul class="checklist">
            {lines.map((line) => (
              <li key={`${line.checklist} ${line.item}`} class={line.have ? 'have' : ''} data-item={line.item}>
                <span class="mark">{line.have && <CheckIcon size={14} />}</span>
                <span>{labelOf(evidenceLabels, line.item)}</span>
                <span class="state">{line.have ? '已有' : '缺'}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={`图片${pictures.length > 0 ? ` ${pictures.length}` : ''}`}>
        {pictures.length === 0 ? (
          <p class="muted">还没有图片</p>
        ) : (
          <div class="gallery">
            {pictures.map((picture) => (
              <figure key={picture.pos} class={picture.replaced ? 'replaced' : ''}>
                <button type="button" aria-label="查看大图" onClick={() => enlarge(pictureAddress(picture.blob))}>
                  <img src={thumbnailAddress(picture.blob)} alt="" loading="lazy" data-testid="evidence-picture" />
                </button>
                <figcaption>
                  {picture.item ? labelOf(evidenceLabels, picture.item) : '未归类'}
                  {picture.replaced && '（较早的一张）'}
                  {picture.seenIn && (
                    <button type="button" class="noted" data-testid="seen-in" onClick={() => desk.open(picture.seenIn ?? '')}>
                      此图曾出现在另一个会话，点开对照
                    </button>
                  )}
                  {picture.editor && <span class="noted">修图软件：{picture.editor}</span>}
                </figcaption>
              </figure>
            ))}
          </div>
        )}
      </Section>
    </aside>
  );
}

function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="section">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function moment(time: string | null | undefined): string | null {
  if (!time) return null;
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return null;
  return `${dayLabel(date, new Date())} ${clockTime(date)}`;
}

function orderFacts(order: Order): Fact[] {
  const facts: [string, string | null | undefined][] = [
    ['订单号', order.order_no],
    ['状态', labelOf(stageLabels, order.stage)],
    ['类型', labelOf(productClassLabels, order.product?.class)],
    ['数量', order.qty !== undefined && order.qty !== 1 ? String(order.qty) : null],
    ['实付', order.amount_paid !== undefined ? formatMoney(order.amount_paid) : null],
    ['付款', moment(order.pay?.paid_at)],
    ['发货', moment(order.delivered_at)],
    ['查看卡密', order.delivery && order.product?.class === 'card_key' ? (moment(order.delivery.revealed_at) ?? '没有打开过') : null],
  ];
  return facts.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}

function OrderSection() {
  const desk = useDesk();
  const { state, events } = desk.transcript.value;
  const order = state?.order;
  const card = latestCard(events);
  const title = order?.product?.title ?? card?.title;
  const facts = order ? orderFacts(order) : (card?.rows ?? []);
  const orderNo = desk.row.value?.order_no;
  if (facts.length === 0 && !orderNo) return null;
  return (
    <Section title="订单">
      {title && <p class="order-title">{title}</p>}
      <dl class="facts">
        {(facts.length > 0 ? facts : [{ label: '订单号', value: orderNo ?? '' }]).map((fact, index) => (
          <div key={index}>
            <dt>{fact.label}</dt>
            <dd>{fact.value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function DecisionBox({ decision }: { decision: Decision }) {
  const words = refundWords(decision);
  const refund = decision.refund;
  return (
    <div class="decision" data-testid="decision" data-decision={decision.decision}>
      <p class="decision-name">
        {labelOf(decisionLabels, decision.decision)}
        {decision.priority && <span class={`priority ${decision.priority}`}>{decision.priority}</span>}
      </p>
      {words && <p class="decision-refund">{words}</p>}
      {refund?.fee ? <p class="muted">服务费 {formatMoney(refund.fee)}</p> : null}
      {refund?.eta && <p class="muted">预计 {arrivalLabel(refund.eta)}</p>}
      {decision.rules && decision.rules.length > 0 && (
        <p class="rules" aria-label="依据的规则">
          {decision.rules.map((rule) => (
            <span key={rule} class="rule">
              {rule}
            </span>
          ))}
        </p>
      )}
      {decision.checklist && <p class="muted">清单：{labelOf(checklistLabels, decision.checklist)}</p>}
      {decision.reasons && decision.reasons.length > 0 && (
        <details>
          <summary>理由 {decision.reasons.length} 条</summary>
          <ul class="reasons">
            {decision.reasons.map((reason, index) => (
              <li key={index}>{describeReason(String(reason))}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
