import { useWidget } from './context';

const starters: { label: string; text: string }[] = [
  { label: '取消订单', text: '我要取消订单' },
  { label: '退款进度', text: '查一下退款进度' },
  { label: '卡密用不了', text: '卡密用不了' },
  { label: '充值未到账', text: '充值没到账' },
  { label: '催发货', text: '怎么还没发货' },
  { label: '转人工', text: '转人工' },
];

/** The first screen: what most customers come for, one tap each. */
export function Starters() {
  const { session } = useWidget();
  return (
    <div class="starters" role="group" aria-label="常见问题" data-testid="starters">
      {starters.map((starter) => (
        <button key={starter.label} type="button" onClick={() => session.sayText(starter.text)}>
          {starter.label}
        </button>
      ))}
    </div>
  );
}
