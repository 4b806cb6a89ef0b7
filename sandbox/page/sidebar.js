// The people to speak for, the group, and the head of the open chat.

import { byId, clock, icon, make, summary } from './dom.js';
import { bus, chat, open, state, unread, user } from './state.js';

const ACTIONS = { typing: 'печатает…', upload_document: 'отправляет файл…', upload_photo: 'отправляет фото…' };
const ACTION_MS = 5000;
let quiet = 0;

export function showSidebar() {
  for (const name of ['open', 'message', 'edited', 'deleted', 'draft', 'user', 'bot']) bus.addEventListener(name, draw);
  bus.addEventListener('action', ({ detail }) => { if (detail.chat_id === state.chatId) busy(detail.action); });
  bus.addEventListener('message', ({ detail }) => { if (detail.chat_id === state.chatId && detail.message.from.is_bot) idle(); });
  bus.addEventListener('connection', ({ detail }) => {
    byId('connection').textContent = detail ? 'на связи' : 'соединение…';
    byId('connection').classList.toggle('on', detail);
  });
  byId('back').addEventListener('click', () => byId('app').classList.remove('in-chat'));
  document.addEventListener('keydown', (event) => {
    const one = event.altKey && state.users[Number(event.key) - 1];
    if (one) { event.preventDefault(); enter(one.id, one.id); }
  });
}

export async function enter(userId, chatId) {
  await open(userId, chatId);
  byId('app').classList.add('in-chat');
  if (window.matchMedia('(min-width: 761px)').matches) byId('input').focus();
}

function draw() {
  const people = state.users.map((one) => row(one.id, one.id, one.first_name, one.role, String(one.first_name[0] ?? '?')));
  const groups = state.groups.map((one) => row(state.userId, one.id, one.title, 'группа', icon('group')));
  byId('people').replaceChildren(...people, make('li', { class: 'divider', role: 'separator' }), ...groups);
  head();
}

function row(userId, chatId, name, note, face) {
  const last = state.chats.get(chatId)?.messages.at(-1);
  const count = chatId === state.chatId ? 0 : unread(chatId);
  const writing = state.chats.get(chatId)?.draft;
  const button = make('button', {
    class: 'person', type: 'button', 'data-testid': `chat-${chatId}`,
    'aria-current': chatId === state.chatId ? 'true' : undefined,
    onclick: () => enter(userId, chatId),
  },
  make('span', { class: `avatar tone-${Math.abs(chatId) % 7}`, 'aria-hidden': 'true' }, face),
  make('span', { class: 'name' }, make('span', {}, name), note && make('small', {}, note)),
  last ? make('time', {}, clock(last.date)) : make('span'),
  make('span', { class: 'preview' }, writing ? 'бот печатает…' : last ? summary(last) : 'нет сообщений'),
  count ? make('span', { class: 'badge', 'data-testid': 'unread', 'aria-label': `Непрочитанных: ${count}` }, String(count)) : make('span'));
  return make('li', {}, button);
}

function head() {
  const group = state.groups.find((one) => one.id === state.chatId);
  byId('title').textContent = group ? group.title : state.bot.first_name;
  byId('chat-avatar').replaceChildren(icon(group ? 'group' : 'bot'));
  document.title = `${user()?.first_name ?? ''} · Песочница`;
  if (!quiet) rest();
}

function rest() {
  const group = state.chatId < 0;
  byId('status').textContent = chat().draft ? 'печатает…' : group ? `группа, вы — ${user().first_name}` : `бот, вы — ${user().first_name}`;
  byId('status').classList.toggle('busy', Boolean(chat().draft));
}

function busy(action) {
  byId('status').textContent = ACTIONS[action] ?? 'занят…';
  byId('status').classList.add('busy');
  clearTimeout(quiet);
  quiet = setTimeout(idle, ACTION_MS);
}

// A message of the bot ends its action, as in Telegram's clients.
function idle() {
  clearTimeout(quiet);
  quiet = 0;
  rest();
}
