// The open chat: its messages, its draft, and where it is scrolled to.

import { bubble } from './bubble.js';
import { byId, day, icon, make } from './dom.js';
import { formatted } from './entities.js';
import { stopDraft } from './net.js';
import { bus, chat, state } from './state.js';

const NEAR = 120; // pixels from the end that still count as being at the end
let actions = {};
let below = 0;
let following = true; // stays true while new messages scroll in, until the reader scrolls up
let lastTop = 0;

const list = () => byId('messages');
const scroller = () => byId('scroll');
const atEnd = () => scroller().scrollHeight - scroller().scrollTop - scroller().clientHeight < NEAR;
const find = (id) => list().querySelector(`[data-message-id="${Number(id)}"]`);

export function showMessages(given) {
  actions = { ...given, jump };
  bus.addEventListener('open', drawAll);
  bus.addEventListener('message', ({ detail }) => here(detail) && add(detail.message));
  bus.addEventListener('edited', ({ detail }) => here(detail) && replace(detail.message));
  bus.addEventListener('deleted', ({ detail }) => here(detail) && drop(detail.message_id));
  bus.addEventListener('draft', ({ detail }) => here(detail) && drawDraft());
  bus.addEventListener('bot', () => { if (!chat().messages.length) drawAll(); });
  scroller().addEventListener('scroll', scrolled);
  new ResizeObserver(() => { if (following) toEnd(false); }).observe(list()); // pictures load late
  byId('to-end').addEventListener('click', () => toEnd(true));
}

function scrolled() {
  const top = scroller().scrollTop;
  if (atEnd()) { following = true; below = 0; } else if (top < lastTop) following = false;
  lastTop = top;
  drawToEnd();
}

const here = (event) => event.chat_id === state.chatId;

function drawAll() {
  const nodes = chat().messages.map((message) => bubble(message, actions));
  list().replaceChildren(...(nodes.length ? nodes : [welcome()]));
  nodes.forEach(join);
  drawDraft();
  below = 0;
  toEnd(false);
}

function welcome() {
  const about = state.bot.description || 'Здесь пока пусто. Напишите боту, и он ответит.';
  return make('li', { class: 'empty' }, make('strong', {}, state.bot.first_name), make('p', {}, about));
}

function add(message) {
  const stay = following || message.from.id === state.userId;
  list().querySelector('.empty')?.remove();
  const node = bubble(message, actions);
  node.classList.add('fresh');
  list().append(node);
  join(node);
  if (stay) toEnd(true);
  else below += 1;
  drawToEnd();
}

function replace(message) {
  const old = find(message.message_id);
  if (!old) return;
  const node = bubble(message, actions);
  old.replaceWith(node);
  join(node);
  if (following) toEnd(false);
}

function drop(id) {
  const node = find(id);
  const next = node?.nextElementSibling;
  const previous = node?.previousElementSibling;
  node?.remove();
  if (previous?.classList.contains('day') && (!next || next.classList.contains('day'))) previous.remove();
  if (next?.matches('.message')) join(next);
  if (!list().children.length) list().append(welcome());
}

// Put messages of one sender close together, and a date between days.
function join(node) {
  const message = chat().messages.find((one) => one.message_id === Number(node.dataset.messageId));
  let previous = node.previousElementSibling;
  const label = day(message.date);
  if (node.dataset.day !== label) node.dataset.day = label;
  const before = previous?.matches('.message') ? previous.dataset.day : previous?.dataset.label;
  if (before !== label) {
    previous = make('li', { class: 'day', 'data-label': label }, make('span', {}, label));
    node.before(previous);
  }
  const near = previous?.matches('.message') && previous.dataset.from === node.dataset.from;
  node.classList.toggle('joined', Boolean(near) && !previous.querySelector('.keyboard'));
  if (previous?.matches('.message')) previous.classList.toggle('joins-next', Boolean(near) && !previous.querySelector('.keyboard'));
}

function drawDraft() {
  const place = byId('draft');
  const { draft } = chat();
  if (!draft) { place.replaceChildren(); return; }
  const shown = place.querySelector('.text')?.dataset.text ?? '';
  const text = make('span', { class: draft.text ? 'text' : 'text thinking', 'data-testid': 'draft-text', 'data-text': draft.text });
  if (!draft.text) text.append('Думаю…');
  else if (!draft.entities?.length && draft.text.startsWith(shown)) text.append(shown, make('span', { class: 'grown' }, draft.text.slice(shown.length)));
  else text.append(formatted(draft.text, draft.entities));
  const stop = draft.can_stop && !draft.stopped && make('button', { class: 'stop', type: 'button', 'data-testid': 'draft-stop', onclick: () => stopDraft(draft.id).catch(actions.refuse) }, icon('stop'), 'Остановить');
  const body = make('div', { class: 'bubble' }, make('div', { class: 'writing' }, 'печатает…'), text);
  place.replaceChildren(make('div', { class: 'message draft', 'data-testid': 'draft' }, make('div', { class: 'column' }, body, stop)));
  if (following) toEnd(false);
}

function jump(id) {
  const node = find(id);
  if (!node) return;
  node.scrollIntoView({ block: 'center', behavior: 'smooth' });
  node.classList.remove('flash');
  requestAnimationFrame(() => node.classList.add('flash'));
}

function toEnd(smooth) {
  following = true;
  below = 0;
  scroller().scrollTo({ top: scroller().scrollHeight, behavior: smooth ? 'smooth' : 'auto' });
}

function drawToEnd() {
  byId('to-end').hidden = following || atEnd();
  byId('below').hidden = below === 0;
  byId('below').textContent = String(below);
}
