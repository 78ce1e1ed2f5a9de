export interface WidgetOptions {
  server: string;
  title: string;
  accent: string | null;
  side: 'left' | 'right';
  open: boolean;
}

const hexColour = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i;

/** Reads the data-* attributes of the script element; whatever is wrong falls back to the default. */
export function readOptions(data: DOMStringMap, scriptAddress: string): WidgetOptions {
  let server: string;
  try {
    server = new URL(data['server'] || scriptAddress).origin;
  } catch {
    server = new URL(scriptAddress).origin;
  }
  const accent = data['accent'] ?? '';
  return {
    server,
    title: data['title'] || '在线客服',
    accent: hexColour.test(accent) ? accent : null,
    side: data['side'] === 'left' ? 'left' : 'right',
    open: data['open'] !== undefined && data['open'] !== 'false',
  };
}

function channelLuminance(value: number): number {
  const share = value / 255;
  return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

/** Black or white, whichever reads better on the shop's colour. */
export function readableOn(colour: string): '#ffffff' | '#111111' {
  const digits = colour.slice(1);
  const full = digits.length === 3 ? Array.from(digits, (digit) => digit + digit).join('') : digits;
  const [red, green, blue] = [0, 2, 4].map((start) => channelLuminance(parseInt(full.slice(start, start + 2), 16)));
  const luminance = 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
  const withWhite = 1.05 / (luminance + 0.05);
  const withBlack = (luminance + 0.05) / 0.0556;
  return withWhite >= withBlack ? '#ffffff' : '#111111';
}

export function socketAddress(server: string): string {
  return `${server.replace(/^http/, 'ws')}/ws`;
}
