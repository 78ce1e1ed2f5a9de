import { render } from 'preact';
import './styles/tokens.css';
import './styles/layout.css';
import './styles/list.css';
import './styles/thread.css';
import './styles/evidence.css';
import './styles/pieces.css';
import { Desk } from './desk';
import { App } from './views/app';
import { DeskContext } from './views/context';

const desk = new Desk();
const root = document.getElementById('desk');
if (root) {
  render(
    <DeskContext.Provider value={desk}>
      <App />
    </DeskContext.Provider>,
    root,
  );
}
void desk.begin();
