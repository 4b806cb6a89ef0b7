// Dialogs of the sandbox itself: somebody new, and scripted failures of the server.

import { byId, make } from './dom.js';
import { addFault, addUser, clearFaults, readFaults } from './net.js';
import { refuse, toast } from './popups.js';
import { enter } from './sidebar.js';

export function showDialogs() {
  byId('add-user').addEventListener('click', () => byId('newcomer').showModal());
  byId('newcomer-cancel').addEventListener('click', () => byId('newcomer').close());
  byId('newcomer-form').addEventListener('submit', ({ target }) => {
    const given = Object.fromEntries(new FormData(target));
    target.reset();
    addUser({ ...given, started: false }).then((one) => enter(one.id, one.id)).catch(refuse);
  });
  byId('faults-close').addEventListener('click', () => byId('faults').close());
  byId('faults-clear').addEventListener('click', () => clearFaults().then(drawFaults).catch(refuse));
  byId('faults-form').addEventListener('submit', ({ target }) => arm(Object.fromEntries(new FormData(target))));
}

export function openFaults() {
  drawFaults().catch(refuse);
  byId('faults').showModal();
}

function arm({ kind, method, times, seconds }) {
  const wait = Number(seconds) || 1;
  const target = kind === 'duplicate' ? 'getUpdates' : method;
  addFault({ kind, method: target, times: Number(times) || 1, seconds: wait, retry_after: wait })
    .then(() => toast('Сбой подготовлен'))
    .catch(refuse);
}

async function drawFaults() {
  const { faults } = await readFaults();
  const lines = Object.values(faults).map((one) => make('li', {}, `${one.kind}: ${one.method}, раз: ${one.times ?? 'всегда'}`));
  byId('faults-armed').replaceChildren(...lines);
}
