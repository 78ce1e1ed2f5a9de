import { Fragment } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Row } from '../../shared/protocol';
import { isMine, tabLabels, type Tab } from '../rows';
import { useDesk } from './context';
import { ListRow } from './list-row';

const tabs: Tab[] = ['queue', 'mine', 'bot', 'closed'];

const emptyWords: Record<Tab, [string, string]> = {
  queue: ['没有人在排队', '有客户转人工时会出现在这里'],
  mine: ['还没有接入的会话', '在“排队”里选一个，按 C 接入'],
  bot: ['机器人这边很安静', '正在和机器人聊的客户会出现在这里'],
  closed: ['还没有结束的会话', '结案后的会话保留最近 50 个'],
  review: ['没有待审的工单', '需要人工点头的退款会出现在这里'],
};

export function List({ cursor, open }: { cursor: string | null; open(conv: string): void }) {
  const desk = useDesk();
  const tab = desk.tab.value;
  const rows = desk.visibleRows.value;
  const counts = desk.counts.value;
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    list.current?.querySelector('.cursor')?.scrollIntoView({ block: 'nearest' });
  }, [cursor]);

  return (
    <section class="list" aria-label="会话列表">
      <div class="tabs" role="tablist" aria-label="会话分组">
        {tab === 'review' ? (
          <h2>
            待审工单 <span class="tab-count">{counts.review}</span>
          </h2>
        ) : (
          tabs.map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              aria-selected={tab === name}
              data-testid={`tab-${name}`}
              onClick={() => desk.showTab(name)}
            >
              {tabLabels[name]}
              {counts[name] > 0 && <span class="tab-count">{counts[name]}</span>}
            </button>
          ))
        )}
      </div>
      <div
        ref={list}
        class="rows"
        role="listbox"
        aria-label={tabLabels[tab]}
        tabIndex={0}
        aria-activedescendant={cursor ? `row-${cursor}` : undefined}
        onMouseEnter={() => (desk.heldOrder.value = rows.map((row) => row.conv))}
        onMouseLeave={() => (desk.heldOrder.value = null)}
      >
        {!desk.listed.value && <ListSkeleton />}
        {desk.listed.value && rows.length === 0 && (
          <div class="empty">
            <p>{emptyWords[tab][0]}</p>
            <p class="muted">{emptyWords[tab][1]}</p>
          </div>
        )}
        {rows.map((row, index) => (
          <Fragment key={row.conv}>
            {startsColleagues(row, rows[index - 1], tab, desk.me.value) && <p class="group">同事处理中</p>}
            <ListRow row={row} cursor={row.conv === cursor} open={open} />
          </Fragment>
        ))}
      </div>
    </section>
  );
}

function startsColleagues(row: Row, before: Row | undefined, tab: Tab, me: string): boolean {
  return tab === 'mine' && !isMine(row, me) && (!before || isMine(before, me));
}

function ListSkeleton() {
  return (
    <div class="skeleton" aria-label="正在加载">
      {[0, 1, 2, 3].map((index) => (
        <i key={index} />
      ))}
    </div>
  );
}
