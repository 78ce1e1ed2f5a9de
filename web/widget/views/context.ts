import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { WidgetOptions } from '../options';
import type { Session } from '../session';

export interface Surroundings {
  session: Session;
  options: WidgetOptions;
}

export const WidgetContext = createContext<Surroundings | null>(null);

export function useWidget(): Surroundings {
  const surroundings = useContext(WidgetContext);
  if (!surroundings) throw new Error('outside of the widget');
  return surroundings;
}
